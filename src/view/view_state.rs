//! How a person looks at a view: what they chose, and what they were told of it.

use crate::model::command::{Command, Look, Side};
use crate::model::history::trend::{Series, Span};
use crate::model::insight::sorting::Order;
use crate::model::options::campaign::Campaign;
use crate::model::polling::feed::Feed;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::announcement::{Announcement, Toast, UserActions};
use crate::model::time::Millis;

use super::context::{Context, Entry};
use super::feed_trend::{guide, trend_of};

/// What a person chose in a view, and what they were told.
#[derive(Clone, Debug, Default)]
pub struct ViewState {
    /// The span of time that lines show.
    pub span: Span,
    /// The point in time that is looked at.
    pub at: Option<Millis>,
    /// How a board is sorted; as given where that is not chosen.
    pub order: Option<Order>,
    /// The places of the campaigns that are compared; the first two where none are chosen.
    pub compared: [Option<usize>; 2],
    /// What became of the last wish whose end cannot be seen.
    pub toast: Option<Toast>,
    /// What was spoken last.
    pub announcement: Announcement,
    /// When fresh numbers were last asked for.
    asked: Option<Millis>,
}

impl ViewState {
    /// Takes up what a person did, as far as it changes how they look at what is known of these
    /// campaigns.
    pub fn apply(&mut self, command: Command, feeds: &[&Feed], now: Millis) {
        match command {
            Command::Refresh => self.asked = Some(now),
            Command::Show(span) => self.span = span,
            Command::Look(look) => self.at = self.time_of(look, feeds, now),
            Command::Sort(column) => {
                self.order =
                    Some(self.order.map_or_else(|| Order::by(column), |it| it.toggled(column)));
            }
            Command::Compare(Side::First, place) => self.compared[0] = Some(place),
            Command::Compare(Side::Second, place) => self.compared[1] = Some(place),
            Command::Pause(_) | Command::Copy(_) | Command::Download | Command::Print => {}
        }
    }

    fn time_of(&self, look: Look, feeds: &[&Feed], now: Millis) -> Option<Millis> {
        // All counts have the same points.
        let line = |feed| trend_of(feed, Series::Count(Counter::Sent), self.span, now);
        let (trend, place) = match look {
            Look::Away => return None,
            Look::Number(number) => (line(guide(feeds, self.span, now)?)?, number),
            Look::Share(of, share) => {
                let trend = line(feeds.get(of)?)?;
                let place = trend.at_x(share);
                (trend, place)
            }
        };
        trend.points().get(place).map(|point| point.at)
    }

    /// Finds the words for what is new to those who do not look.
    pub fn speak(&mut self, entries: &[Entry<'_>], context: Context<'_>) {
        let wishes = UserActions { asked: self.asked, toast: self.toast };
        let name = |campaign| if entries.len() > 1 { Campaign::name(campaign) } else { "" };
        let subjects: Vec<_> = entries
            .iter()
            .map(|(campaign, feed)| (name(campaign), context.subject(&campaign.id, feed)))
            .collect();
        self.announcement =
            std::mem::take(&mut self.announcement).next(context.locale, &subjects, wishes);
    }
}

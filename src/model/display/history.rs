//! The controls of the history: a choice of spans, and a slider through the points of a trend.

use crate::model::display::context::{Context, Entry, feeds};
use crate::model::display::trend::{guide, sent_text, sent_trend};
use crate::model::polling::feed::Feed;
use crate::model::text::phrases;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// State and texts of the history controls.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryDisplay {
    /// The last step of the slider.
    pub last: usize,
    /// The current step of the slider.
    pub step: usize,
    /// The values at the current step.
    pub step_text: Option<String>,
    /// The selected time, or the beginning of the trend.
    pub when: String,
}

impl HistoryDisplay {
    /// The history controls of one campaign, or of all of a board.
    #[must_use]
    pub fn of(entries: &[Entry<'_>], context: Context<'_>) -> Self {
        let feeds = feeds(entries);
        let guide = guide(&feeds, context.selection.span, context.now);
        let Some((feed, last_sample)) = guide.and_then(|feed| Some((feed, feed.as_of()?))) else {
            return Self::default();
        };
        let moment = |at| context.locale.moment(at, last_sample);
        let trend = sent_trend(feed, context.selection.span, context.now);
        let points = trend.as_ref().map_or(&[][..], |trend| trend.points());
        let last = points.len().saturating_sub(1);
        let selected = |at| points.iter().position(|point| point.at >= at);
        let step = context.selection.at.and_then(selected).unwrap_or(last);
        let step_text = points.get(step).map(|point| {
            let moment = moment(context.selection.at.unwrap_or(point.at));
            [&moment, ": ", &values(entries, feed, point.at, context)].concat()
        });
        let when = match (context.selection.at, &trend) {
            (Some(at), _) => moment(at),
            (None, Some(trend)) => context.locale.fill(Text::Since, &[&moment(trend.since())]),
            (None, None) => String::new(),
        };
        Self { last, step, step_text, when }
    }
}

/// All counts of one campaign, or the sent emails of each of several.
fn values(entries: &[Entry<'_>], feed: &Feed, at: Millis, context: Context<'_>) -> String {
    let sample = feed.history().samples().iter().find(|sample| sample.at == at);
    if let (Some(sample), [_]) = (sample, entries) {
        return phrases::counts(context.locale, |counter| sample.count(counter));
    }
    let value =
        |(campaign, feed): &Entry<'_>| [campaign.name(), " ", &sent_text(feed, context)].concat();
    entries.iter().map(value).collect::<Vec<_>>().join(", ")
}

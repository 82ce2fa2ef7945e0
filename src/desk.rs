//! The views of the feature `reading`, and where the wishes of people are met that they allow.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::takeaway;
use crate::model::campaign::Campaign;
use crate::model::deed::Deed;
use crate::model::export::{self, Format, Row};
use crate::model::feed::Feed;
use crate::model::spoken::Notice;
use crate::model::texts::Text;
use crate::view::board::{Board, Entry};
use crate::view::card::Card;
use crate::view::compact::Compact;
use crate::view::context::{Act, Context};
use crate::widget::{Share, meet};

/// One campaign as a card.
pub(crate) fn card(share: Share, context: Context) -> impl IntoView {
    let (campaign, feed) = (share.0.clone(), share.1.feed().into());
    let desk = Desk::new(vec![share], context);
    view! { <Card campaign feed context notice=desk.notice act=desk.act() /> }
}

/// One campaign as a line.
pub(crate) fn line(share: Share, context: Context) -> impl IntoView {
    let (campaign, subscription) = share;
    let feed = subscription.feed().into();
    // The line holds its share for as long as it is there.
    StoredValue::new_local(subscription);
    view! { <Compact campaign feed context /> }
}

/// Several campaigns as a table.
pub(crate) fn board(shares: Vec<Share>, context: Context) -> impl IntoView {
    let entry = |share: &Share| Entry { campaign: share.0.clone(), feed: share.1.feed().into() };
    let entries = shares.iter().map(entry).collect();
    let desk = Desk::new(shares, context);
    view! { <Board entries context notice=desk.notice act=desk.act() /> }
}

/// Where the wishes of people are met, for the campaigns of one view.
#[derive(Clone, Copy)]
struct Desk {
    shares: StoredValue<Vec<Share>, LocalStorage>,
    context: Context,
    /// What became of the last wish that cannot be seen.
    notice: RwSignal<Option<Notice>>,
}

impl Desk {
    fn new(shares: Vec<Share>, context: Context) -> Self {
        Self { shares: StoredValue::new_local(shares), context, notice: RwSignal::new(None) }
    }

    fn act(self) -> Act {
        Rc::new(move |deed| self.meet(deed))
    }

    fn meet(self, deed: Deed) {
        // What is asked for may lead back here: the shares are not borrowed meanwhile.
        let shares = self.shares.try_get_value().unwrap_or_default();
        match deed {
            Deed::Copy(format) => self.copy(&shares, format),
            Deed::Download => self.download(&shares),
            Deed::Print => takeaway::print(),
            Deed::Refresh | Deed::Pause(_) => {
                for (_, share) in &shares {
                    meet(share, deed);
                }
            }
        }
    }

    fn copy(self, shares: &[Share], format: Format) {
        let feeds = known(shares);
        let rows: Vec<_> = feeds
            .iter()
            .filter_map(|(campaign, feed)| {
                let (stats, at) = (feed.stats()?, feed.known_since()?);
                Some(Row { name: campaign.name(), stats, at })
            })
            .collect();
        let bands = &self.context.bands;
        let text = self.context.say(|language| export::copy(language, bands, &rows, format));
        spawn_local(async move {
            let copied = takeaway::copy(&text).await;
            let text = if copied { Text::Copied } else { Text::NotCopied };
            let at = self.context.now.try_get_untracked().unwrap_or_default();
            self.notice.try_set(Some(Notice { text, at }));
        });
    }

    fn download(self, shares: &[Share]) {
        let feeds = known(shares);
        let histories: Vec<_> =
            feeds.iter().map(|(campaign, feed)| (&campaign.id, feed.history())).collect();
        let name = match &histories[..] {
            [(id, _)] => [id.as_str(), ".csv"].concat(),
            _ => "campaigns.csv".to_owned(),
        };
        takeaway::download(&name, &self.context.say(|language| export::csv(language, &histories)));
    }
}

fn known(shares: &[Share]) -> Vec<(&Campaign, Feed)> {
    shares.iter().map(|(campaign, share)| (campaign, share.feed().get_untracked())).collect()
}

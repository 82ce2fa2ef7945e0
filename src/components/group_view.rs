//! All campaigns of one view together: one of a card, several of a board.

use leptos::prelude::*;

use super::campaign_view::CampaignEntry;
use super::environment::{Derived, Environment, Now};
use super::view_state::ViewState;
use crate::model::display::context::{Context, Entry};
use crate::model::display::steady_time::steady_time;
use crate::model::time::Millis;

/// Boxed, so that the code of a memo is generated once per type of value.
type Derive<T> = Box<dyn Fn(&[Entry<'_>], Context<'_>) -> T + Send + Sync>;

/// The campaigns of a view and all else that a component needs to show them together.
#[derive(Clone, Copy)]
pub struct GroupView {
    /// The campaigns and their feeds.
    pub entries: Memo<Vec<CampaignEntry>>,
    /// The state of the card, line or board.
    pub state: ViewState,
    /// Language, thresholds and time.
    pub environment: Environment,
    /// See [`steady_time`].
    steady_time: Memo<Millis>,
}

impl GroupView {
    /// The campaigns of a view.
    pub fn new(
        entries: Memo<Vec<CampaignEntry>>,
        state: ViewState,
        environment: Environment,
    ) -> Self {
        let steady_time = Memo::new(move |_| {
            let now = environment.now.get();
            let steady_time = |entry: &CampaignEntry| entry.feed.with(|it| steady_time(it, now));
            entries.with(|entries| entries.iter().map(steady_time).max().unwrap_or_default())
        });
        Self { entries, state, environment, steady_time }
    }

    /// Derives what a component shows when the numbers change, not every second.
    pub fn derive<T: Derived>(
        self,
        derive: impl Fn(&[Entry<'_>], Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_at(Box::new(move || self.steady_time.get()), Box::new(derive))
    }

    /// Derives what a component shows every second: for ages.
    pub fn derive_every_second<T: Derived>(
        self,
        derive: impl Fn(&[Entry<'_>], Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_at(Box::new(move || self.environment.now.get()), Box::new(derive))
    }

    fn derive_at<T: Derived>(self, now: Now, derive: Derive<T>) -> Memo<T> {
        Memo::new(move |_| {
            let selection = self.state.selection.get();
            self.environment.with(now(), selection, |context| {
                self.with_entries(|entries| derive(entries, context))
            })
        })
    }

    /// Reads all campaigns and feeds, and tracks them.
    pub fn with_entries<T>(self, read: impl FnOnce(&[Entry<'_>]) -> T) -> T {
        let known = self.entries.with(|entries| {
            let read = |entry: &CampaignEntry| (entry.campaign.get(), entry.feed.get());
            entries.iter().map(read).collect::<Vec<_>>()
        });
        let entries: Vec<_> = known.iter().map(|(campaign, feed)| (campaign, &**feed)).collect();
        read(&entries)
    }
}

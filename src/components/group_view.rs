//! All campaigns of one view together: one of a card, several of a board.

use leptos::prelude::*;

use super::campaign_view::CampaignEntry;
use super::environment::{Derived, Environment};
use super::known::Known;
use super::view_state::ViewState;
use crate::model::display::context::{Context, ContextValues, Entry};
use crate::model::display::steady_time::steady_time;

/// Boxed, so that the code of a memo is generated once per type of value.
type Derive<T> = Box<dyn Fn(&[Entry<'_>], Context<'_>) -> T + Send + Sync>;

/// The campaigns of a view and all else that a component needs to show them together.
#[derive(Clone, Copy)]
pub struct GroupView {
    /// The campaigns and their feeds.
    pub entries: Memo<Vec<CampaignEntry>>,
    /// Their values, which all memos of the view read: each of them would subscribe to every campaign otherwise.
    known: Memo<Known>,
    /// The state of the card, line or board.
    pub state: ViewState,
    /// Language, thresholds and time.
    pub environment: Environment,
    /// Context at the [`steady_time`]: changes only with the figures.
    steady: Memo<ContextValues>,
    /// Context at the current second.
    live: Memo<ContextValues>,
}

impl GroupView {
    /// The campaigns of a view.
    #[must_use]
    pub fn new(
        entries: Memo<Vec<CampaignEntry>>,
        state: ViewState,
        environment: Environment,
    ) -> Self {
        let now = environment.now;
        let known = Memo::new(move |_| entries.with(|entries| Known::of(entries)));
        let steady_time = move || {
            let of = |(_, feed): &Entry<'_>| steady_time(feed, now.get());
            known.with(|known| known.entries().iter().map(of).max().unwrap_or_default())
        };
        let steady = environment.context(state.selection, steady_time);
        let live = environment.context(state.selection, move || now.get());
        Self { entries, known, state, environment, steady, live }
    }

    /// Derives what a component shows when the numbers change, not every second.
    pub fn derive<T: Derived>(
        self,
        derive: impl Fn(&[Entry<'_>], Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_in(self.steady, Box::new(derive))
    }

    /// Derives what a component shows every second: for ages.
    pub fn derive_every_second<T: Derived>(
        self,
        derive: impl Fn(&[Entry<'_>], Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_in(self.live, Box::new(derive))
    }

    fn derive_in<T: Derived>(self, context: Memo<ContextValues>, derive: Derive<T>) -> Memo<T> {
        Memo::new(move |_| self.read_in(context, &derive))
    }

    /// Derives a value at the time now, and tracks what it reads.
    pub fn read_now<T: Default>(self, read: impl FnOnce(&[Entry<'_>], Context<'_>) -> T) -> T {
        self.read_in(self.live, read)
    }

    fn read_in<T: Default>(
        self,
        context: Memo<ContextValues>,
        read: impl FnOnce(&[Entry<'_>], Context<'_>) -> T,
    ) -> T {
        context.with(|values| {
            values.derive(|context| self.with_entries(|entries| read(entries, context)))
        })
    }

    /// Reads all campaigns and feeds, and tracks them.
    pub fn with_entries<T>(self, read: impl FnOnce(&[Entry<'_>]) -> T) -> T {
        self.known.with(|known| read(&known.entries()))
    }
}

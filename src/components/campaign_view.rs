//! One campaign in a view.

use std::sync::Arc;

use leptos::prelude::*;

use super::bind::DynamicText;
use super::environment::{Derived, Environment};
use super::view_state::ViewState;
use crate::model::display::context::{Context, ContextValues};
use crate::model::display::steady_time::steady_time;
use crate::model::display::trend::TrendDisplay;
use crate::model::history::trend::Series;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::feed::Feed;

/// A campaign and its feed, as memos for components.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CampaignEntry {
    /// Id and label.
    pub campaign: Memo<Campaign>,
    /// What is known of it.
    pub feed: Memo<Arc<Feed>>,
}

impl CampaignEntry {
    /// The key of the entry in a list.
    pub fn id(&self) -> CampaignId {
        self.campaign.with_untracked(|campaign| campaign.id.clone())
    }
}

/// Boxed, so that the code of a memo is generated once per type of value.
type Derive<T> = Box<dyn Fn(&Feed, Context<'_>) -> T + Send + Sync>;

/// A campaign and all else that a component needs to show it.
#[derive(Clone, Copy)]
pub struct CampaignView {
    /// The campaign and its feed.
    pub entry: CampaignEntry,
    /// The state of the card, line or board.
    pub state: ViewState,
    /// Language, thresholds and time.
    pub environment: Environment,
    /// Context at the [`steady_time`]: changes only with the figures.
    steady: Memo<ContextValues>,
    /// Context at the current second.
    live: Memo<ContextValues>,
}

impl CampaignView {
    /// A campaign in a view.
    #[must_use]
    pub fn new(entry: CampaignEntry, state: ViewState, environment: Environment) -> Self {
        let now = environment.now;
        let steady_time = move || entry.feed.with(|feed| steady_time(feed, now.get()));
        let steady = environment.context(state.selection, steady_time);
        let live = environment.context(state.selection, move || now.get());
        Self { entry, state, environment, steady, live }
    }

    /// The name of the campaign.
    pub fn name(self) -> DynamicText {
        Box::new(move || self.entry.campaign.with(|campaign| campaign.name().to_owned()))
    }

    /// The freshness of its numbers, as the value of `data-state`.
    #[must_use]
    pub fn freshness_name(self) -> Memo<&'static str> {
        self.derive_every_second(|feed, context| feed.freshness(context.now).name())
    }

    /// Derives what a component shows when the numbers change, not every second.
    pub fn derive<T: Derived>(
        self,
        derive: impl Fn(&Feed, Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_in(self.steady, Box::new(derive))
    }

    /// Derives what a component shows every second: for ages and countdowns.
    pub fn derive_every_second<T: Derived>(
        self,
        derive: impl Fn(&Feed, Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_in(self.live, Box::new(derive))
    }

    fn derive_in<T: Derived>(self, context: Memo<ContextValues>, derive: Derive<T>) -> Memo<T> {
        let feed = self.entry.feed;
        Memo::new(move |_| {
            context.with(|values| values.derive(|context| feed.with(|feed| derive(feed, context))))
        })
    }

    /// The trend of a series.
    pub fn trend(self, series: Series) -> Memo<TrendDisplay> {
        self.derive(move |feed, context| TrendDisplay::of(series, feed, context))
    }
}

//! One campaign in a view.

use std::sync::Arc;

use leptos::prelude::*;

use super::bind::DynamicText;
use super::environment::{Derived, Environment, Now};
use super::view_state::ViewState;
use crate::model::display::context::Context;
use crate::model::display::steady_time::steady_time;
use crate::model::display::trend::TrendDisplay;
use crate::model::history::trend::Series;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::feed::Feed;
use crate::model::time::Millis;

/// A campaign with its feed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CampaignEntry {
    /// Id and label.
    pub campaign: Memo<Campaign>,
    /// What is known of it.
    pub feed: Signal<Arc<Feed>>,
}

impl CampaignEntry {
    /// The key of the entry in a list.
    pub fn id(&self) -> CampaignId {
        self.campaign.with_untracked(|campaign| campaign.id.clone())
    }
}

/// Boxed, so that the code of a memo is generated once per type of value.
type Derive<T> = Box<dyn Fn(&Campaign, &Feed, Context<'_>) -> T + Send + Sync>;

/// A campaign and all else that a component needs to show it.
#[derive(Clone, Copy)]
pub struct CampaignView {
    /// The campaign and its feed.
    pub entry: CampaignEntry,
    /// The state of the card, line or board.
    pub state: ViewState,
    /// Language, thresholds and time.
    pub environment: Environment,
    /// See [`steady_time`].
    steady_time: Memo<Millis>,
}

impl CampaignView {
    /// A campaign in a view.
    pub fn new(entry: CampaignEntry, state: ViewState, environment: Environment) -> Self {
        let steady_time = Memo::new(move |_| {
            let now = environment.now.get();
            entry.feed.with(|feed| steady_time(feed, now))
        });
        Self { entry, state, environment, steady_time }
    }

    /// The name of the campaign.
    pub fn name(self) -> DynamicText {
        Box::new(move || self.entry.campaign.with(|campaign| campaign.name().to_owned()))
    }

    /// The freshness of its numbers, as the value of `data-state`.
    pub fn state_name(self) -> Memo<&'static str> {
        self.derive_every_second(|_, feed, context| feed.freshness(context.now).name())
    }

    /// Derives what a component shows when the numbers change, not every second.
    pub fn derive<T: Derived>(
        self,
        derive: impl Fn(&Campaign, &Feed, Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_at(Box::new(move || self.steady_time.get()), Box::new(derive))
    }

    /// Derives what a component shows every second: for ages and countdowns.
    pub fn derive_every_second<T: Derived>(
        self,
        derive: impl Fn(&Campaign, &Feed, Context<'_>) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.derive_at(Box::new(move || self.environment.now.get()), Box::new(derive))
    }

    fn derive_at<T: Derived>(self, now: Now, derive: Derive<T>) -> Memo<T> {
        let Self { entry, state, environment, .. } = self;
        Memo::new(move |_| {
            environment.with(now(), state.selection.get(), |context| {
                entry
                    .campaign
                    .with(|campaign| entry.feed.with(|feed| derive(campaign, feed, context)))
            })
        })
    }

    /// The trend of a series.
    pub fn trend(self, series: Series) -> Memo<TrendDisplay> {
        self.derive(move |_, feed, context| TrendDisplay::of(series, feed, context))
    }
}

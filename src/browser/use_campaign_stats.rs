//! The hook that polls a campaign.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use web_sys::Document;

use super::client::{Access, Endpoint};
use super::clock::use_now;
use super::document::use_document;
use super::feeds::Subscription;
use super::runner::Pace;
use super::token::TokenProvider;
use crate::model::options::campaign::CampaignId;
use crate::model::options::settings::{Credentials, DEFAULT_REFRESH, HistoryPlace};
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::{Feed, Freshness};
use crate::model::polling::schedule::NextPoll;
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::time::Millis;

/// Options of [`use_campaign_stats`].
///
/// Has no `Debug`: a token is never printed.
#[derive(Clone, PartialEq)]
pub struct UseCampaignStatsOptions {
    /// The campaign.
    pub campaign: CampaignId,
    /// The URL in front of `/v1/…`; `None` for the folder of the page.
    pub api: Option<String>,
    /// Whether cookies go to an API of another origin.
    pub credentials: Credentials,
    /// Gives a token, where the API wants one.
    pub token: Option<TokenProvider>,
    /// The time between two requests: 1 second to 1 hour.
    pub interval: Millis,
    /// Whether to poll while the page is hidden.
    pub background: bool,
    /// Where past numbers are kept for the next visit.
    pub history: HistoryPlace,
}

impl UseCampaignStatsOptions {
    /// A campaign with the default of every other option.
    #[must_use]
    pub fn new(campaign: CampaignId) -> Self {
        Self {
            campaign,
            api: None,
            credentials: Credentials::default(),
            token: None,
            interval: DEFAULT_REFRESH,
            background: false,
            history: HistoryPlace::default(),
        }
    }

    /// Whether these are for the same campaign and person as others, whose token function was replaced.
    fn continues(&self, before: &Self) -> bool {
        let token = self.token.as_ref().zip(before.token.as_ref());
        token.is_some_and(|(token, before)| token.continues(before))
            && self.campaign == before.campaign
            && self.api == before.api
            && self.credentials == before.credentials
    }
}

/// What [`use_campaign_stats`] returns: the polled campaign as signals, and commands as methods.
#[derive(Clone, Copy)]
pub struct UseCampaignStatsReturn {
    /// All that is known of the campaign, with its history.
    pub feed: Memo<Arc<Feed>>,
    /// The last good numbers. Before the first response those of an earlier visit, as stale numbers, or `None`.
    pub stats: Memo<Option<CampaignStats>>,
    /// How old the numbers are, and whether that is too old. It changes every second.
    pub freshness: Memo<Freshness>,
    /// Why the latest request failed; `None` if it did not.
    pub error: Memo<Option<StatsError>>,
    /// When the next request is due, or why there is none.
    pub next_poll: Memo<NextPoll>,
    subscription: RwSignal<Rc<Subscription>, LocalStorage>,
}

impl UseCampaignStatsReturn {
    /// Sends a request now.
    pub fn refresh(&self) {
        self.with_subscription(Subscription::refresh);
    }

    /// Stops polling until [`resume`](Self::resume), for all subscribers of the feed.
    pub fn pause(&self) {
        self.with_subscription(|subscription| subscription.pause(true));
    }

    /// Polls again, with a request now if one is due.
    pub fn resume(&self) {
        self.with_subscription(|subscription| subscription.pause(false));
    }

    /// The subscription is not borrowed during the call, which may notify the caller's own code.
    fn with_subscription(&self, call: impl FnOnce(&Subscription)) {
        if let Some(subscription) = self.subscription.try_get_untracked() {
            call(&subscription);
        }
    }
}

/// Polls a campaign until its owner is cleaned up. Callers with the same API, campaign, credentials and token
/// provider share one feed and its requests; of several intervals the shortest counts.
///
/// When the options change, numbers on screen stay if these four are the same.
///
/// ```
/// use campaign_stats::model::options::campaign::CampaignId;
/// use campaign_stats::{UseCampaignStatsOptions, use_campaign_stats};
/// use leptos::prelude::*;
///
/// #[component]
/// fn SentEmails(campaign: CampaignId) -> impl IntoView {
///     let campaign = use_campaign_stats(UseCampaignStatsOptions::new(campaign));
///     let sent = move || campaign.stats.with(|stats| stats.as_ref().map(|it| it.sent.get()));
///     view! { <button on:click=move |_| campaign.refresh()>{sent}</button> }
/// }
/// ```
pub fn use_campaign_stats(
    options: impl Into<Signal<UseCampaignStatsOptions, LocalStorage>>,
) -> UseCampaignStatsReturn {
    let options = options.into();
    let document = use_document();
    let first = options.with_untracked(|options| subscribe(options, None, document.clone()));
    let subscription = RwSignal::new_local(Rc::new(first));
    let resubscribe = RenderEffect::new(move |before: Option<UseCampaignStatsOptions>| {
        let now = options.get();
        if let Some(before) = before.filter(|before| *before != now) {
            // A feed that goes on is joined before the old subscription is dropped.
            let current = subscription.get_untracked();
            let continued = now.continues(&before).then_some(&*current);
            let next = untrack(|| subscribe(&now, continued, document.clone()));
            subscription.set(Rc::new(next));
        }
        now
    });
    // Runs until the owner is cleaned up.
    StoredValue::new_local(resubscribe);
    let feed = Memo::new_with_compare(
        move |_| subscription.with(|subscription| subscription.feed()).get(),
        // Every change makes a new feed.
        |before, after| {
            !before.zip(after).is_some_and(|(before, after)| Arc::ptr_eq(before, after))
        },
    );
    let now = use_now();
    UseCampaignStatsReturn {
        feed,
        stats: Memo::new(move |_| feed.with(|feed| feed.stats().cloned())),
        freshness: Memo::new(move |_| feed.with(|feed| feed.freshness(now.get()))),
        error: Memo::new(move |_| feed.with(|feed| feed.error().cloned())),
        next_poll: Memo::new(move |_| feed.with(|feed| feed.plan())),
        subscription,
    }
}

/// Subscribes, also to a feed that goes on for another one.
fn subscribe(
    options: &UseCampaignStatsOptions,
    continued: Option<&Subscription>,
    document: Option<Document>,
) -> Subscription {
    let UseCampaignStatsOptions { interval, background, history, .. } = *options;
    let access = Access { credentials: options.credentials, token: options.token.clone() };
    let endpoint = Endpoint::new(options.api.as_deref(), options.campaign.clone(), access);
    let pace = Pace { interval, background, history };
    match continued {
        Some(subscription) => subscription.continued(endpoint, pace, document),
        None => Subscription::new(endpoint, pace, document),
    }
}

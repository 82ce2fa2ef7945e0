//! The widget as a Leptos component: brings settings, feeds and cards together.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::client::Endpoint;
use crate::browser::clock;
use crate::browser::feeds::Subscription;
use crate::browser::runner::Pace;
use crate::model::campaign::Campaign;
use crate::model::settings::{Problem, Settings};
use crate::model::time::Millis;
use crate::model::words;
use crate::view::card::Card;

/// A live view of campaigns, one card each. Its style is `style.css`, which the page that uses
/// this component has to bring; the element around it has the class `campaign-stats`.
///
/// ```
/// use campaign_stats::model::settings::Settings;
/// use campaign_stats::widget::CampaignStats;
/// use leptos::prelude::*;
///
/// #[component]
/// fn Dashboard() -> impl IntoView {
///     let options = [("campaign".to_owned(), "camp_1 camp_2".to_owned())];
///     let (settings, problems) = Settings::from_attributes(options);
///     view! { <div class="campaign-stats"><CampaignStats settings problems /></div> }
/// }
/// ```
#[component]
pub fn CampaignStats(
    /// What is to be shown, and how.
    settings: Settings,
    /// What could not be used of what was asked for; shown above the cards.
    #[prop(default = Vec::new())]
    problems: Vec<Problem>,
) -> impl IntoView {
    view! { <Cards shares=shares(&settings) problems /> }
}

/// A campaign, with a share in its feed.
pub type Share = (Campaign, Rc<Subscription>);

/// A share in the feed of every campaign.
#[must_use]
pub fn shares(settings: &Settings) -> Vec<Share> {
    let share = |campaign: &Campaign| {
        let endpoint = Endpoint::new(settings.api.as_deref(), campaign.id.clone());
        (campaign.clone(), Rc::new(Subscription::new(endpoint, pace(settings))))
    };
    settings.campaigns.iter().map(share).collect()
}

/// How often the settings want fresh numbers.
#[must_use]
pub fn pace(settings: &Settings) -> Pace {
    Pace { interval: settings.refresh, background: settings.background }
}

/// The cards of campaigns, and above them what could not be used.
#[component]
pub fn Cards(
    /// The campaigns.
    shares: Vec<Share>,
    /// What could not be used.
    problems: Vec<Problem>,
) -> impl IntoView {
    let now = clock::ticking();
    let empty = shares.is_empty().then(|| view! { <p class="empty">{words::NO_CAMPAIGN}</p> });
    let cards = shares.into_iter().map(|share| live_card(share, now)).collect_view();
    view! {
        <Problems problems />
        {empty}
        <div class="cards">{cards}</div>
    }
}

/// What could not be used, each with what is done instead.
#[component]
fn Problems(problems: Vec<Problem>) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let items = problems
            .iter()
            .map(|problem| view! { <li>{words::problem(problem)}</li> })
            .collect_view();
        view! { <ul class="problems" role="alert">{items}</ul> }
    })
}

fn live_card(share: Share, now: ReadSignal<Millis>) -> impl IntoView {
    let (Campaign { id: campaign, label }, subscription) = share;
    let feed = subscription.feed().into();
    let paused = Rc::clone(&subscription);
    let on_refresh = move || subscription.refresh();
    let on_pause = move |pause| paused.pause(pause);
    view! { <Card campaign label feed now on_refresh on_pause /> }
}

//! The widget as a Leptos component: brings settings, feeds and views together.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::client::Endpoint;
use crate::browser::feeds::Subscription;
use crate::browser::runner::Pace;
use crate::browser::{clock, languages, takeaway};
use crate::model::campaign::Campaign;
use crate::model::complaint;
use crate::model::deed::Deed;
use crate::model::export::{self, Format, Row};
use crate::model::feed::Feed;
use crate::model::language::Language;
use crate::model::settings::{Layout, Problem, Settings};
use crate::model::spoken::Notice;
use crate::model::texts::Text;
use crate::view::board::{Board, Entry};
use crate::view::card::Card;
use crate::view::compact::Compact;
use crate::view::context::Context;

/// A live view of campaigns. Its style is `style.css`, which the page that uses
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
    let language = languages::english();
    view! { <Campaigns shares=shares(&settings) settings problems language /> }
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
    Pace { interval: settings.refresh, background: settings.background, history: settings.history }
}

/// Campaigns in their layout, and above them what could not be used.
#[component]
pub fn Campaigns(
    /// The campaigns.
    shares: Vec<Share>,
    /// How they are drawn.
    settings: Settings,
    /// What could not be used.
    problems: Vec<Problem>,
    /// What the reader reads.
    language: Rc<Language>,
) -> impl IntoView {
    let context = Context::new(language, settings.bands, clock::ticking());
    let empty = shares.is_empty();
    let layout = settings.layout();
    let campaigns = match layout {
        _ if empty => {
            let words = context.say(|language| language.say(Text::NoCampaign));
            view! { <p class="empty">{words}</p> }.into_any()
        }
        Layout::Board => live_board(shares, context).into_any(),
        Layout::Card | Layout::Compact => {
            let one = |share| match layout {
                Layout::Compact => live_line(share, context).into_any(),
                _ => live_card(share, context).into_any(),
            };
            shares.into_iter().map(one).collect_view().into_any()
        }
    };
    view! {
        <Problems problems />
        <div class="cards" data-layout=layout.name()>{campaigns}</div>
    }
}

/// What could not be used, each with what is done instead.
#[component]
fn Problems(problems: Vec<Problem>) -> impl IntoView {
    (!problems.is_empty()).then(|| {
        let items = problems
            .iter()
            .map(|problem| view! { <li>{complaint::problem(problem)}</li> })
            .collect_view();
        view! { <ul class="problems" part="problems" role="alert">{items}</ul> }
    })
}

fn live_card(share: Share, context: Context) -> impl IntoView {
    let (campaign, feed) = (share.0.clone(), share.1.feed().into());
    let desk = Desk::new(vec![share], context);
    view! { <Card campaign feed context notice=desk.notice act=desk.act() /> }
}

fn live_line(share: Share, context: Context) -> impl IntoView {
    let (campaign, subscription) = share;
    let feed = subscription.feed().into();
    // The line holds its share for as long as it is there.
    StoredValue::new_local(subscription);
    view! { <Compact campaign feed context /> }
}

fn live_board(shares: Vec<Share>, context: Context) -> impl IntoView {
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

    fn act(self) -> UnsyncCallback<Deed> {
        UnsyncCallback::new(move |deed| self.meet(deed))
    }

    fn meet(self, deed: Deed) {
        // What is asked for may lead back here: the shares are not borrowed meanwhile.
        let shares = self.shares.try_get_value().unwrap_or_default();
        match deed {
            Deed::Refresh => shares.iter().for_each(|(_, share)| share.refresh()),
            Deed::Pause(paused) => shares.iter().for_each(|(_, share)| share.pause(paused)),
            Deed::Copy(format) => self.copy(&shares, format),
            Deed::Download => self.download(&shares),
            Deed::Print => takeaway::print(),
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

//! The widget as a Leptos component: brings settings, feeds and views together.

use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::browser::client::{Endpoint, Right};
use crate::browser::feeds::Subscription;
use crate::browser::runner::Pace;
use crate::browser::token::TokenProvider;
use crate::browser::{clock, languages, takeaway};
use crate::model::campaign::{Campaign, CampaignId};
use crate::model::complaint;
use crate::model::deed::Deed;
use crate::model::export::{self, Format, Row};
use crate::model::feed::Feed;
use crate::model::language::Language;
use crate::model::report::{Report, Told};
use crate::model::settings::{Layout, Problem, Settings};
use crate::model::spoken::Notice;
use crate::model::texts::Text;
use crate::model::time::Millis;
use crate::view::board::{Board, Entry};
use crate::view::card::Card;
use crate::view::compact::Compact;
use crate::view::context::Context;

/// A live view of campaigns. Its style is `style.css`, which the page that uses
/// this component has to bring; the element around it has the class `campaign-stats`.
///
/// ```
/// use campaign_stats::CampaignStats;
/// use campaign_stats::model::settings::Settings;
/// use leptos::prelude::*;
///
/// #[component]
/// fn Dashboard() -> impl IntoView {
///     let campaign = RwSignal::new("camp_1 camp_2".to_owned());
///     let options = move || [("campaign".to_owned(), campaign.get())];
///     let settings = Signal::derive(move || Settings::from_attributes(options()).0);
///     view! { <div class="campaign-stats"><CampaignStats settings /></div> }
/// }
/// ```
#[component]
pub fn CampaignStats(
    /// What is to be shown, and how. Static, or a signal: what is shown follows it.
    #[prop(into)]
    settings: Signal<Settings>,
    /// What could not be used of what was asked for; shown above the cards. Static or a signal.
    #[prop(into, optional)]
    problems: Signal<Vec<Problem>>,
    /// Whence a token comes, where the API wants one of the page's own. Static or a signal.
    #[prop(into, optional)]
    token: Signal<Option<TokenProvider>, LocalStorage>,
    /// Told what is new of each campaign, once each.
    #[prop(into, optional)]
    on_report: Option<UnsyncCallback<(CampaignId, Report)>>,
    /// What the page may refresh, pause and resume it by.
    #[prop(optional)]
    controls: Controls,
    /// What the reader reads; English where there is none. Static or a signal.
    #[prop(into, optional)]
    language: Signal<Option<Rc<Language>>, LocalStorage>,
) -> impl IntoView {
    let now = clock::ticking();
    let shares = follow(settings, token, &controls);
    if let Some(on_report) = on_report {
        tell_news(shares, now, on_report);
    }
    // What else changes is followed where it is drawn.
    let drawn = Memo::new(move |_| settings.with(|settings| (settings.layout(), settings.bands)));
    let campaigns = move || {
        drawn.with(|_| ());
        let (shares, settings) = (shares.get(), settings.get_untracked());
        let language = language.get().unwrap_or_else(languages::english);
        view! { <Campaigns shares settings language /> }
    };
    view! {
        {move || view! { <Problems problems=problems.get() /> }}
        {campaigns}
    }
}

/// A campaign, with a share in its feed.
type Share = (Campaign, Rc<Subscription>);

/// Refreshes, pauses and resumes all campaigns of a [`CampaignStats`].
#[derive(Clone, Default)]
pub struct Controls {
    shares: ArcRwSignal<Vec<Share>>,
}

impl Controls {
    /// Asks for fresh numbers now.
    pub fn refresh(&self) {
        self.for_each(Subscription::refresh);
    }

    /// Stops asking, or goes on.
    pub fn pause(&self, paused: bool) {
        self.for_each(|share| share.pause(paused));
    }

    fn for_each(&self, act: impl Fn(&Subscription)) {
        for (_, share) in self.shares.get_untracked() {
            act(&share);
        }
    }
}

/// The shares in the feeds of what is to be shown, for as long as the owner lives.
fn follow(
    settings: Signal<Settings>,
    token: Signal<Option<TokenProvider>, LocalStorage>,
    controls: &Controls,
) -> RwSignal<Vec<Share>, LocalStorage> {
    let subscribe = move || settings.with_untracked(|settings| subscribe(settings, &token));
    let shares = RwSignal::from_local(controls.shares.clone());
    shares.set(subscribe());
    let source = move |settings: &Settings| {
        (settings.campaigns.clone(), settings.api.clone(), settings.credentials)
    };
    let source = Memo::new(move |_| settings.with(source));
    // Feeds that go on being shown go on: the new shares are there before the old ones leave.
    Effect::new(move |begun: Option<()>| {
        // Tracking alone would never let it look at the settings.
        source.with(|_| ());
        token.track();
        if begun.is_some() {
            shares.set(subscribe());
        }
    });
    Effect::new(move || {
        let pace = settings.with(pace);
        shares.with_untracked(|shares| shares.iter().for_each(|(_, share)| share.set_pace(pace)));
    });
    StoredValue::new_local(Ending(controls.shares.clone()));
    shares
}

/// Dropped, it gives the shares up: whoever still has the controls has nothing to control.
struct Ending(ArcRwSignal<Vec<Share>>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.set(Vec::new());
    }
}

/// A share in the feed of every campaign.
fn subscribe(
    settings: &Settings,
    token: &Signal<Option<TokenProvider>, LocalStorage>,
) -> Vec<Share> {
    let right = Right { credentials: settings.credentials, token: token.get_untracked() };
    let share = |campaign: &Campaign| {
        let endpoint = Endpoint::new(settings.api.as_deref(), campaign.id.clone(), right.clone());
        (campaign.clone(), Rc::new(Subscription::new(endpoint, pace(settings))))
    };
    settings.campaigns.iter().map(share).collect()
}

/// How often the settings want fresh numbers.
fn pace(settings: &Settings) -> Pace {
    let Settings { refresh: interval, background, history, .. } = *settings;
    Pace { interval, background, history }
}

/// Tells what is new: never a tick without a change, and after a change of settings nothing that
/// was told before.
fn tell_news(
    shares: RwSignal<Vec<Share>, LocalStorage>,
    ticking: ReadSignal<Millis>,
    on_report: UnsyncCallback<(CampaignId, Report)>,
) {
    Effect::new(move |told: Option<Vec<(CampaignId, Told)>>| {
        ticking.track();
        let (now, mut known, mut all) = (clock::now(), told.unwrap_or_default(), Vec::new());
        let news = |(campaign, share): (Campaign, Rc<Subscription>)| {
            let place = known.iter().position(|(id, _)| *id == campaign.id);
            let mut told = place.map(|place| known.swap_remove(place).1).unwrap_or_default();
            let reports = share.feed().with(|feed| told.news(feed, now));
            all.extend(reports.into_iter().map(|report| (campaign.id.clone(), report)));
            (campaign.id, told)
        };
        let told = shares.get().into_iter().map(news).collect();
        // Only now, when nothing is being read any more: who is told may change it all.
        for report in all {
            on_report.run(report);
        }
        told
    });
}

/// Campaigns in their layout.
#[component]
fn Campaigns(
    /// The campaigns.
    shares: Vec<Share>,
    /// How they are drawn.
    settings: Settings,
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
    view! { <div class="cards" data-layout=layout.name()>{campaigns}</div> }
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

//! The widget as a Leptos component: brings settings, feeds and views together.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;

use crate::browser::client::{Endpoint, Right};
use crate::browser::feeds::Subscription;
use crate::browser::runner::Pace;
use crate::browser::token::TokenProvider;
use crate::browser::{clock, languages};
#[cfg(feature = "reading")]
use crate::desk::{self, card};
use crate::model::campaign::{Campaign, CampaignId};
use crate::model::complaint;
use crate::model::deed::Deed;
use crate::model::language::Tongue;
use crate::model::report::{Report, Told};
#[cfg(feature = "reading")]
use crate::model::settings::Layout;
use crate::model::settings::{Problem, Settings};
use crate::model::texts::Text;
#[cfg(not(feature = "reading"))]
use crate::view::card::Card;
use crate::view::context::Context;
use crate::view::reactive::each;

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
    language: Signal<Option<Tongue>>,
) -> impl IntoView {
    let wish = move || Wish {
        settings: settings.get(),
        problems: problems.get(),
        token: token.get(),
        language: language.get(),
    };
    let shown = controls.clone();
    Effect::new(move || shown.show(wish()));
    let on_report = move |campaign, report| {
        if let Some(on_report) = on_report {
            on_report.run((campaign, report));
        }
    };
    view! { <Shown controls on_report=Box::new(on_report) /> }
}

/// What is to be shown.
#[derive(Clone, Default, PartialEq)]
pub struct Wish {
    /// How, and of what.
    pub settings: Settings,
    /// What could not be used of what was asked for.
    pub problems: Vec<Problem>,
    /// Whence a token comes.
    pub token: Option<TokenProvider>,
    /// What the reader reads; English where there is none.
    pub language: Option<Tongue>,
}

/// A campaign, with a share in its feed.
pub(crate) type Share = (Campaign, Rc<Subscription>);

/// Refreshes, pauses and resumes all campaigns of a [`CampaignStats`].
#[derive(Clone, Default)]
pub struct Controls(Rc<Display>);

/// What is shown. One signal for all of it, rather than one for each part: each type of signal
/// would add a kilobyte to the wasm.
#[derive(Default)]
struct Display {
    wish: RefCell<Wish>,
    shares: RefCell<Vec<Share>>,
    changed: ArcRwSignal<u32>,
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
        // What is asked for may lead back here: the shares are not borrowed meanwhile.
        for (_, share) in self.shares() {
            act(&share);
        }
    }

    fn shares(&self) -> Vec<Share> {
        self.0.shares.borrow().clone()
    }

    /// Makes a wish true. What goes on being shown goes on: it is neither asked for nor drawn
    /// anew.
    pub fn show(&self, wish: Wish) {
        let before = self.0.wish.replace(wish.clone());
        if before == wish {
            return;
        }
        let (Settings { campaigns, api, credentials, .. }, token) = (&wish.settings, &wish.token);
        let asked = &before.settings;
        let same_feeds = *campaigns == asked.campaigns
            && *api == asked.api
            && *credentials == asked.credentials
            && *token == before.token;
        if same_feeds {
            let pace = pace(&wish.settings);
            self.for_each(|share| share.set_pace(pace));
        } else {
            // The new shares are there before the old ones leave.
            let shares = subscribe(&wish);
            let _left = self.0.shares.replace(shares);
        }
        let same_view = same_feeds
            && before.problems == wish.problems
            && before.language == wish.language
            && asked.layout() == wish.settings.layout()
            && asked.bands == wish.settings.bands;
        if !same_view {
            self.0.changed.update(|changes| *changes = changes.wrapping_add(1));
        }
    }
}

/// Dropped, it gives the shares up: whoever still has the controls has nothing to control.
struct Ending(Controls);

impl Drop for Ending {
    fn drop(&mut self) {
        let _left = self.0.0.shares.take();
    }
}

/// A share in the feed of every campaign.
fn subscribe(wish: &Wish) -> Vec<Share> {
    let settings = &wish.settings;
    let right = Right { credentials: settings.credentials, token: wish.token.clone() };
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

/// Told what is new of a campaign.
pub type OnReport = Box<dyn Fn(CampaignId, Report)>;

/// What the controls say is to be shown.
#[component]
pub fn Shown(
    /// What says it.
    controls: Controls,
    /// Told what is new of each campaign, once each.
    on_report: OnReport,
) -> impl IntoView {
    tell_news(controls.clone(), on_report);
    let changed = controls.0.changed.clone();
    let held = StoredValue::new_local(Ending(controls));
    move || {
        changed.track();
        held.try_with_value(|Ending(controls)| {
            let Wish { settings, problems, language, .. } = controls.0.wish.borrow().clone();
            let (shares, tongue) = (controls.shares(), language.unwrap_or_else(languages::english));
            view! {
                <Problems problems />
                <Campaigns shares settings tongue />
            }
        })
    }
}

/// Tells what is new: never a tick without a change, and after a change of settings nothing that
/// was told before.
fn tell_news(controls: Controls, on_report: OnReport) {
    let ticking = clock::ticking();
    Effect::new(move |told: Option<Vec<(CampaignId, Told)>>| {
        ticking.track();
        controls.0.changed.track();
        let (now, mut known, mut all) = (clock::now(), told.unwrap_or_default(), Vec::new());
        let news = |(campaign, share): (Campaign, Rc<Subscription>)| {
            let place = known.iter().position(|(id, _)| *id == campaign.id);
            let mut told = place.map(|place| known.swap_remove(place).1).unwrap_or_default();
            let reports = told.news(&share.feed().get(), now);
            all.extend(reports.into_iter().map(|report| (campaign.id.clone(), report)));
            (campaign.id, told)
        };
        let told = controls.shares().into_iter().map(news).collect();
        // Only now, when nothing is being read any more: who is told may change it all.
        for (campaign, report) in all {
            on_report(campaign, report);
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
    tongue: Tongue,
) -> impl IntoView {
    let context = Context { tongue, bands: settings.bands, now: clock::ticking() };
    let empty = shares.is_empty();
    let layout = settings.layout();
    let campaigns = match layout {
        _ if empty => {
            let words = context.say(|language| language.say(Text::NoCampaign));
            view! { <p class="empty">{words}</p> }.into_any()
        }
        #[cfg(feature = "reading")]
        Layout::Board => desk::board(shares, context).into_any(),
        #[cfg(feature = "reading")]
        Layout::Compact => each(shares, |share| desk::line(share, context)).into_any(),
        _ => each(shares, |share| card(share, context)).into_any(),
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

#[cfg(not(feature = "reading"))]
fn card(share: Share, context: Context) -> impl IntoView {
    let (campaign, feed) = (share.0, share.1.feed().into());
    let act = Rc::new(move |deed| meet(&share.1, deed));
    view! { <Card campaign feed context notice=() act /> }
}

/// Meets a wish that one campaign can meet.
pub(crate) fn meet(share: &Subscription, deed: Deed) {
    match deed {
        Deed::Refresh => share.refresh(),
        Deed::Pause(paused) => share.pause(paused),
        Deed::Copy(_) | Deed::Download | Deed::Print => {}
    }
}

//! The widget as a Leptos component: brings settings, feeds and views together.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;

use crate::browser::client::{Endpoint, Right};
use crate::browser::clock::{self, Clock};
use crate::browser::feeds::Subscription;
use crate::browser::locales;
use crate::browser::runner::Pace;
use crate::browser::token::TokenProvider;
use crate::desk::{Desk, Share};
use crate::draw::{Presenter, drawn};
use crate::model::command::Command;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::options::settings::{Layout, Problem, Settings};
use crate::model::polling::widget_event::{LastReported, WidgetEvent};
use crate::model::text::error_text;
use crate::model::text::locale::LocaleId;
use crate::model::text::texts::Text;
use crate::model::time::Millis;
use crate::view::node::Node;
use crate::view::problems::problems;

/// A live view of campaigns. Its style is `style.css`, which the page that uses
/// this component has to bring; the element around it has the class `campaign-stats`.
///
/// ```
/// use campaign_stats::CampaignStats;
/// use campaign_stats::model::options::settings::Settings;
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
    /// What is to be shown, and how. Static, or a signal: what is shown follows it. Of the element
    /// around it are `theme` (its attribute `data-theme`) and `kiosk` (`data-kiosk`); in the place of
    /// `lang` is `language`.
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
    on_event: Option<UnsyncCallback<(CampaignId, WidgetEvent)>>,
    /// What the page may refresh, pause and resume it by.
    #[prop(optional)]
    controls: Controls,
    /// What the reader reads; English where there is none. Static or a signal.
    #[prop(into, optional)]
    locale: Signal<Option<LocaleId>>,
) -> impl IntoView {
    let props = move || Props {
        settings: settings.get(),
        problems: problems.with(|problems| problems.iter().map(error_text::problem).collect()),
        token: token.get(),
        locale: locale.get(),
    };
    let shown = controls.clone();
    Effect::new(move || shown.show(props()));
    let on_event = move |campaign, report| {
        if let Some(on_event) = on_event {
            on_event.run((campaign, report));
        }
    };
    view! { <Shown controls on_event=Box::new(on_event) /> }
}

/// What is to be shown.
#[derive(Clone, Default)]
pub struct Props {
    /// How, and of what.
    pub settings: Settings,
    /// What could not be used of what was asked for, in words.
    pub problems: Vec<String>,
    /// Whence a token comes.
    pub token: Option<TokenProvider>,
    /// What the reader reads; English where there is none.
    pub locale: Option<LocaleId>,
}

/// Refreshes, pauses and resumes all campaigns of a [`CampaignStats`].
#[derive(Clone, Default)]
pub struct Controls(Rc<Display>);

/// What is shown.
#[derive(Default)]
struct Display {
    props: RefCell<Props>,
    shares: RefCell<Vec<Share>>,
    /// The views of them.
    desks: RefCell<Vec<Rc<Desk>>>,
    /// How often other campaigns or another layout have been shown: no element is kept from one to
    /// the next.
    generation: Cell<usize>,
    /// Notified when any of it has changed, or a second has passed.
    changed: ArcTrigger,
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
    pub fn show(&self, props: Props) {
        // The new shares are there before the old ones leave.
        let shares = subscribe(&props, &self.0.changed);
        let _left = self.0.shares.replace(shares);
        let same = same_desks(&self.0.props.borrow().settings, &props.settings);
        self.set_up(&props, same);
        self.0.props.replace(props);
        self.0.changed.notify();
    }

    /// A desk for every card or line, or one for the board. Where they are those there were
    /// before, they go on to be looked at as they were.
    fn set_up(&self, props: &Props, same: bool) {
        let (shares, layout) = (self.shares(), props.settings.layout());
        let locale_id = props.locale.unwrap_or_else(locales::english);
        let groups: Vec<Vec<Share>> = match layout {
            Layout::Board if shares.is_empty() => Vec::new(),
            Layout::Board => vec![shares],
            _ => shares.into_iter().map(|share| vec![share]).collect(),
        };
        let mut before = self.0.desks.take().into_iter().filter(|_| same);
        let desk = |shares| {
            let view = before.next().map(|desk| desk.end()).unwrap_or_default();
            let changed = self.0.changed.clone();
            Rc::new(Desk::new(shares, layout, locale_id, props.settings.bands, view, changed))
        };
        let desks = groups.into_iter().map(desk).collect();
        self.0.desks.replace(desks);
        if !same {
            self.0.generation.set(self.0.generation.get().wrapping_add(1));
        }
    }

    /// What is shown at a time.
    fn tree(&self, now: Millis) -> Node {
        let (props, generation) = (self.0.props.borrow(), self.0.generation.get());
        let desks = self.0.desks.borrow();
        let mut views: Vec<_> =
            desks.iter().enumerate().filter_map(|(place, desk)| desk.draw(place, now)).collect();
        if desks.is_empty() {
            let locale_id = props.locale.unwrap_or_else(locales::english);
            let words = locale_id.locale().map(|locale| locale.say(Text::NoCampaign));
            views.push(Node::new("p.empty").text(words.unwrap_or_default()));
        }
        let layout = props.settings.layout().name();
        let views = Node::new("div.cards").name("data-layout", layout).children(views);
        // A translator of pages would put elements of its own in the place of the numbers, and these
        // would never change again.
        Node::new("div.shown translate=no")
            .child(problems(&props.problems))
            .child(views.keyed(generation))
    }
}

/// Whether the same campaigns are shown in the same layout.
fn same_desks(one: &Settings, other: &Settings) -> bool {
    one.layout() == other.layout()
        && one.campaigns.len() == other.campaigns.len()
        && one.campaigns.iter().zip(&other.campaigns).all(|(one, other)| one.id == other.id)
}

/// A share in the feed of every campaign.
fn subscribe(props: &Props, changed: &ArcTrigger) -> Vec<Share> {
    let settings = &props.settings;
    let right = Right { credentials: settings.credentials, token: props.token.clone() };
    let share = |campaign: &Campaign| {
        let endpoint = Endpoint::new(settings.api.as_deref(), campaign.id.clone(), right.clone());
        let share = Subscription::new(endpoint, pace(settings), changed.clone());
        (campaign.clone(), Rc::new(share))
    };
    settings.campaigns.iter().map(share).collect()
}

/// How often the settings want fresh numbers.
fn pace(settings: &Settings) -> Pace {
    let Settings { refresh: interval, background, history, .. } = *settings;
    Pace { interval, background, history }
}

/// Told what is new of a campaign.
pub type OnEvent = Box<dyn Fn(CampaignId, WidgetEvent)>;

/// What the controls say is to be shown.
#[component]
pub fn Shown(
    /// What says it.
    controls: Controls,
    /// Told what is new of each campaign, once each.
    on_event: OnEvent,
) -> impl IntoView {
    let changed = controls.0.changed.clone();
    let clock = Clock::new(changed.clone());
    let presenter =
        CampaignPresenter { controls, on_event, last_reported: RefCell::default(), _clock: clock };
    drawn(Rc::new(presenter), changed)
}

/// What is shown for as long as it is drawn.
struct CampaignPresenter {
    controls: Controls,
    on_event: OnEvent,
    /// What has been told of each campaign.
    last_reported: RefCell<Vec<(CampaignId, LastReported)>>,
    _clock: Clock,
}

impl Presenter for CampaignPresenter {
    fn tree(&self) -> Node {
        let now = clock::now();
        self.emit_changes(now);
        self.controls.tree(now)
    }

    fn dispatch(&self, place: usize, command: Command) {
        // What is asked for may lead back here: the desks are not borrowed meanwhile.
        let desk = self.controls.0.desks.borrow().get(place).cloned();
        if let Some(desk) = desk {
            desk.dispatch(command);
        }
    }
}

impl CampaignPresenter {
    /// Tells what is new: never a tick without a change, and after a change of settings nothing
    /// that was told before.
    fn emit_changes(&self, now: Millis) {
        let (mut known, mut all) = (self.last_reported.take(), Vec::new());
        let news = |(campaign, share): (Campaign, Rc<Subscription>)| {
            let place = known.iter().position(|(id, _)| *id == campaign.id);
            let mut last_reported =
                place.map(|place| known.swap_remove(place).1).unwrap_or_default();
            let events = last_reported.news(&share.feed(), now);
            all.extend(events.into_iter().map(|report| (campaign.id.clone(), report)));
            (campaign.id, last_reported)
        };
        self.last_reported.replace(self.controls.shares().into_iter().map(news).collect());
        // Only now, when nothing is borrowed any more: who is told may change it all.
        for (campaign, report) in all {
            (self.on_event)(campaign, report);
        }
    }
}

/// Gives the shares up: whoever still has the controls has nothing to control.
impl Drop for CampaignPresenter {
    fn drop(&mut self) {
        let _left = (self.controls.0.desks.take(), self.controls.0.shares.take());
    }
}

//! The widget as a Leptos component: brings settings, feeds and views together.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::browser::clock::use_now;
use crate::browser::locales;
use crate::browser::token::TokenProvider;
use crate::browser::use_campaign_stats::UseCampaignStatsReturn;
use crate::commands::use_commands;
use crate::components::board::Board;
use crate::components::card::Card;
use crate::components::compact::Compact;
use crate::components::environment::Environment;
use crate::components::problems::Problems;
use crate::model::options::campaign::CampaignId;
use crate::model::options::settings::{Layout, Problem, Settings};
use crate::model::polling::widget_event::WidgetEvent;
use crate::model::text::error_text;
use crate::model::text::locale::LocaleId;
use crate::model::text::texts::Text;
use crate::use_feeds::{CampaignFeed, use_feeds};

/// A live view of campaigns. Its style is `style.css`, which the page that uses this component has to
/// bring; the element around it has the class `campaign-stats`.
///
/// For a view of your own, see [`use_campaign_stats`](crate::use_campaign_stats).
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
    /// What is shown, and how. `theme` and `kiosk` belong to the element around the component (its
    /// attributes `data-theme` and `data-kiosk`); `locale` takes the place of `lang`.
    #[prop(into)]
    settings: Signal<Settings>,
    /// Options that could not be used; shown above the cards.
    #[prop(into, optional)]
    problems: Signal<Vec<Problem>>,
    /// Gives a token, where the API wants one.
    #[prop(into, optional)]
    token: Signal<Option<TokenProvider>, LocalStorage>,
    /// Receives the events of each campaign, each event once.
    #[prop(into, optional)]
    on_event: Option<UnsyncCallback<(CampaignId, WidgetEvent)>>,
    /// Refreshes, pauses and resumes from outside.
    #[prop(optional)]
    controls: Controls,
    /// The reader's language; English by default.
    #[prop(into, optional)]
    locale: Signal<Option<LocaleId>>,
) -> impl IntoView {
    let environment = Environment {
        locale: Memo::new(move |_| locale.get().unwrap_or_else(locales::english)),
        bands: Memo::new(move |_| settings.with(|settings| settings.bands)),
        now: use_now(),
    };
    let feeds = use_feeds(settings, token, on_event);
    controls.follow(feeds);
    let problems = Memo::new(move |_| {
        problems.with(|problems| problems.iter().map(error_text::problem).collect::<Vec<_>>())
    });
    let layout = Memo::new(move |_| settings.with(Settings::layout));
    // A page translator would replace the text nodes, which then would never change again.
    view! {
        <div class="shown" translate="no">
            <Problems problems />
            <div class="cards" data-layout=move || layout.get().name()>
                <NoCampaign feeds environment />
                {move || match layout.get() {
                    Layout::Board => EitherOf3::A(view! { <Boards feeds environment /> }),
                    Layout::Card => EitherOf3::B(view! { <Cards feeds environment /> }),
                    Layout::Compact => EitherOf3::C(view! { <Lines feeds environment /> }),
                }}
            </div>
        </div>
    }
}

/// The text of a widget without campaigns.
#[component]
fn NoCampaign(feeds: ReadSignal<Vec<CampaignFeed>>, environment: Environment) -> impl IntoView {
    let empty = Memo::new(move |_| feeds.with(Vec::is_empty));
    view! {
        <Show when=move || empty.get()>
            <p class="empty">{environment.text(Text::NoCampaign)}</p>
        </Show>
    }
}

/// A card for each campaign.
#[component]
fn Cards(feeds: ReadSignal<Vec<CampaignFeed>>, environment: Environment) -> impl IntoView {
    view! {
        <For each=move || feeds.get() key=|feed| feed.entry.id() let:feed>
            <Card
                entry=feed.entry
                state=use_commands(Rc::new(move || vec![feed]), environment)
                environment
            />
        </For>
    }
}

/// A line for each campaign.
#[component]
fn Lines(feeds: ReadSignal<Vec<CampaignFeed>>, environment: Environment) -> impl IntoView {
    view! {
        <For each=move || feeds.get() key=|feed| feed.entry.id() let:feed>
            <Compact
                entry=feed.entry
                state=use_commands(Rc::new(move || vec![feed]), environment)
                environment
            />
        </For>
    }
}

/// A board of all campaigns, if there are any.
#[component]
fn Boards(feeds: ReadSignal<Vec<CampaignFeed>>, environment: Environment) -> impl IntoView {
    let any = Memo::new(move |_| feeds.with(|feeds| !feeds.is_empty()));
    let entries = Memo::new(move |_| {
        feeds.with(|feeds| feeds.iter().map(|feed| feed.entry).collect::<Vec<_>>())
    });
    view! {
        <Show when=move || any.get()>
            <Board entries state=use_commands(Rc::new(move || feeds.get_untracked()), environment) environment />
        </Show>
    }
}

/// Refreshes, pauses and resumes all campaigns of a [`CampaignStats`] from outside. Does nothing while the
/// component is not on the page.
#[derive(Clone, Default)]
pub struct Controls(Rc<RefCell<Option<ReadSignal<Vec<CampaignFeed>>>>>);

impl Controls {
    /// Requests new numbers now.
    pub fn refresh(&self) {
        self.for_each(UseCampaignStatsReturn::refresh);
    }

    /// Pauses (`true`) or resumes.
    pub fn pause(&self, paused: bool) {
        if paused {
            self.for_each(UseCampaignStatsReturn::pause);
        } else {
            self.for_each(UseCampaignStatsReturn::resume);
        }
    }

    fn follow(&self, feeds: ReadSignal<Vec<CampaignFeed>>) {
        self.0.replace(Some(feeds));
    }

    fn for_each(&self, call: impl Fn(&UseCampaignStatsReturn)) {
        let feeds = self.0.borrow().and_then(|feeds| feeds.try_get_untracked());
        for feed in feeds.into_iter().flatten() {
            call(&feed.polling);
        }
    }
}

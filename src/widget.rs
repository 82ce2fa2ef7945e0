//! The widget as a Leptos component: brings settings, campaigns and views together.

use std::rc::Rc;

use leptos::callback::UnsyncCallback;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::browser::clock::use_now;
use crate::browser::escape::use_escapes;
use crate::browser::locales;
use crate::browser::token::TokenProvider;
use crate::browser::use_campaign_stats::UseCampaignStatsReturn;
use crate::commands::use_view_state;
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
use crate::use_feeds::{PolledCampaign, use_feeds};

/// A live view of campaigns. Its style is `style.css`, which the page that uses this component has to
/// bring, and `embed/kiosk.css` for a wall display; the element around it has the class `campaign-stats`.
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
    /// What is shown, and how. Three settings are ignored here: for `lang`, set `locale`; for `theme` and
    /// `kiosk`, set `data-theme` and `data-kiosk` on the element around the component.
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
    handle: CampaignStatsHandle,
    /// The reader's language; English by default. See [`load_locale`](crate::load_locale).
    #[prop(into, optional)]
    locale: Signal<Option<LocaleId>>,
) -> impl IntoView {
    let (now, escapes) = (use_now(), use_escapes());
    let environment = Environment {
        locale: Memo::new(move |_| locale.get().unwrap_or_else(locales::english)),
        bands: Memo::new(move |_| settings.with(|settings| settings.bands)),
        now: Memo::new(move |_| now.get()),
        escapes: Memo::new(move |_| escapes.get()),
    };
    let campaigns = use_feeds(settings, token, on_event);
    handle.connect(campaigns);
    let problems = Memo::new(move |_| {
        problems.with(|problems| problems.iter().map(error_text::problem).collect::<Vec<_>>())
    });
    let layout = Memo::new(move |_| settings.with(Settings::layout));
    // `translate`: page translators replace text nodes, and Leptos could no longer update them.
    view! {
        <div class="shown" translate="no">
            <Problems problems />
            <div class="cards" data-layout=move || layout.get().name()>
                <NoCampaign campaigns environment />
                {move || match layout.get() {
                    Layout::Board => EitherOf3::A(view! { <BoardLayout campaigns environment /> }),
                    Layout::Card => EitherOf3::B(view! { <CardLayout campaigns environment /> }),
                    Layout::Compact => EitherOf3::C(view! { <CompactLayout campaigns environment /> }),
                }}
            </div>
        </div>
    }
}

/// The text of a widget without campaigns.
#[component]
fn NoCampaign(
    campaigns: ReadSignal<Vec<PolledCampaign>>,
    environment: Environment,
) -> impl IntoView {
    view! {
        <Show when=move || campaigns.with(Vec::is_empty)>
            <p class="empty">{environment.text(Text::NoCampaign)}</p>
        </Show>
    }
}

/// A card for each campaign.
#[component]
fn CardLayout(
    campaigns: ReadSignal<Vec<PolledCampaign>>,
    environment: Environment,
) -> impl IntoView {
    view! {
        <For each=move || campaigns.get() key=|campaign| campaign.entry.id() let:campaign>
            <Card
                entry=campaign.entry
                state=use_view_state(Rc::new(move || vec![campaign]), Layout::Card, environment)
                environment=environment.for_view()
            />
        </For>
    }
}

/// A line for each campaign.
#[component]
fn CompactLayout(
    campaigns: ReadSignal<Vec<PolledCampaign>>,
    environment: Environment,
) -> impl IntoView {
    view! {
        <For each=move || campaigns.get() key=|campaign| campaign.entry.id() let:campaign>
            <Compact
                entry=campaign.entry
                state=use_view_state(Rc::new(move || vec![campaign]), Layout::Compact, environment)
                environment=environment.for_view()
            />
        </For>
    }
}

/// A board of all campaigns, if there are any.
#[component]
fn BoardLayout(
    campaigns: ReadSignal<Vec<PolledCampaign>>,
    environment: Environment,
) -> impl IntoView {
    let entries = Memo::new(move |_| {
        campaigns
            .with(|campaigns| campaigns.iter().map(|campaign| campaign.entry).collect::<Vec<_>>())
    });
    view! {
        <Show when=move || campaigns.with(|campaigns| !campaigns.is_empty())>
            <Board
                entries
                state=use_view_state(Rc::new(move || campaigns.get_untracked()), Layout::Board, environment)
                environment=environment.for_view()
            />
        </Show>
    }
}

/// Refreshes, pauses and resumes all campaigns of a [`CampaignStats`] from outside. Does nothing while the
/// component is not on the page.
#[derive(Clone, Copy)]
pub struct CampaignStatsHandle(StoredValue<Option<ReadSignal<Vec<PolledCampaign>>>>);

impl Default for CampaignStatsHandle {
    fn default() -> Self {
        Self(StoredValue::new(None))
    }
}

impl CampaignStatsHandle {
    /// Requests new numbers now.
    pub fn refresh(&self) {
        self.for_each(UseCampaignStatsReturn::refresh);
    }

    /// Stops refreshing until [`resume`](Self::resume), or until other campaigns are shown.
    pub fn pause(&self) {
        self.for_each(UseCampaignStatsReturn::pause);
    }

    /// Continues after [`pause`](Self::pause).
    pub fn resume(&self) {
        self.for_each(UseCampaignStatsReturn::resume);
    }

    /// Whether all campaigns are paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        let mut paused = Vec::new();
        self.for_each(|campaign| {
            paused.push(campaign.feed.with_untracked(|feed| feed.paused()));
        });
        !paused.is_empty() && paused.iter().all(|paused| *paused)
    }

    fn connect(&self, campaigns: ReadSignal<Vec<PolledCampaign>>) {
        self.0.set_value(Some(campaigns));
    }

    fn for_each(&self, mut call: impl FnMut(&UseCampaignStatsReturn)) {
        let campaigns = self.0.try_get_value().flatten();
        let campaigns = campaigns.and_then(|campaigns| campaigns.try_get_untracked());
        for campaign in campaigns.into_iter().flatten() {
            call(&campaign.polling);
        }
    }
}

//! All counts of a campaign of a board, and what its rates mean.

use leptos::prelude::*;

use super::bind::{text_content, text_content_of};
use super::campaign_view::CampaignView;
use super::icon::{self, Icon};
use super::rate_row::rate_display;
use crate::model::display::counter::CountsDisplay;
use crate::model::display::rate::RateDisplay;
use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;
use crate::model::text::texts::Text;

/// Columns that a board always has: the name, two counts and four rates. The others are shown where there is room.
const COLUMNS: &str = "7";
const FURTHER_COLUMNS: &str = "3";

/// The button that shows the detail.
#[component]
pub fn DetailToggle(view: CampaignView, is_open: RwSignal<bool>) -> impl IntoView {
    let name = move || {
        let locale = view.environment.locale.get();
        let name = view.entry.campaign.with(|campaign| campaign.name().to_owned());
        locale.locale().map(|locale| locale.fill(Text::Details, &[&name])).unwrap_or_default()
    };
    view! {
        <button
            class="detail-toggle"
            type="button"
            aria-expanded=move || is_open.get().to_string()
            aria-label=name
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            <Icon path=Box::new(|| icon::CHEVRON) />
        </button>
    }
}

/// The counts, and each rate with its range and thresholds in words, while they are open.
#[component]
pub fn RowDetail(
    view: CampaignView,
    counts: Memo<CountsDisplay>,
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let count = move |counter: Counter| {
        let value = move || counts.with(|counts| counts.value(counter).to_owned());
        view! {
            <div>
                <dt>{view.environment.text(labels::counter(counter))}</dt>
                <dd data-count=counter.name() {..text_content_of(Box::new(value))}></dd>
            </div>
        }
    };
    view! {
        <Show when=move || is_open.get()>
            <tr class="detail" role="row">
                <td role="cell" colspan=COLUMNS>
                    <dl>{Counter::ALL.map(count).collect_view()}</dl>
                    {RateKind::ALL
                        .map(|kind| view! { <RateInWords rate=rate_display(view, kind) /> })
                        .collect_view()}
                </td>
                <td role="cell" class="further" colspan=FURTHER_COLUMNS></td>
            </tr>
        </Show>
    }
}

#[component]
fn RateInWords(rate: Memo<RateDisplay>) -> impl IntoView {
    view! {
        <p>
            <b {..text_content(rate, |it| &it.full_name)}></b>
            " "
            <span {..text_content(rate, RateDisplay::meter_text)}></span>
        </p>
    }
}

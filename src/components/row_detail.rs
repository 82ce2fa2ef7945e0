//! All counts of a campaign of a board.

use leptos::prelude::*;

use super::bind::text_content_of;
use super::campaign_view::CampaignView;
use super::icon::{self, Icon};
use crate::model::display::counter::CountsDisplay;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::labels;
use crate::model::text::texts::Text;

/// How many columns are shown where the counts are not: the name, two counts and four rates.
const COLUMNS: &str = "7";

/// The button that shows the counts.
#[component]
pub fn DetailToggle(view: CampaignView, is_open: RwSignal<bool>) -> impl IntoView {
    let name = move || {
        let locale = view.environment.locale.get();
        let name = view.entry.campaign.with(|campaign| campaign.name().to_owned());
        locale.locale().map(|locale| locale.fill(Text::AllCounts, &[&name])).unwrap_or_default()
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

/// The counts, while they are open.
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
                </td>
            </tr>
        </Show>
    }
}

//! Compares the reply rates of two campaigns.

use leptos::prelude::*;

use super::campaign_view::CampaignEntry;
use super::group_view::GroupView;
use crate::model::display::board::verdict;
use crate::model::text::texts::Text;

/// Two choices, and whether their difference is more than chance.
#[component]
pub fn Comparison(view: GroupView) -> impl IntoView {
    let GroupView { entries, environment, .. } = view;
    let (first, second) = (RwSignal::new(0), RwSignal::new(1));
    let verdict =
        view.derive(move |entries, context| verdict(entries, [first.get(), second.get()], context));
    view! {
        <div class="comparison" part="comparison">
            <label>
                <span>{environment.text(Text::Compare)}" "</span>
                <CampaignSelect entries chosen=first />
            </label>
            <label>
                <span>{environment.text(Text::With)}" "</span>
                <CampaignSelect entries chosen=second />
            </label>
            <p>{verdict}</p>
        </div>
    }
}

/// Selects a campaign by its place.
#[component]
fn CampaignSelect(entries: Memo<Vec<CampaignEntry>>, chosen: RwSignal<usize>) -> impl IntoView {
    let choose = move |event| {
        if let Ok(place) = event_target_value(&event).parse() {
            chosen.set(place);
        }
    };
    view! {
        <select on:change=choose>
            <ForEnumerate
                each=move || entries.get()
                key=CampaignEntry::id
                children=move |place, entry| {
                    let name = move || entry.campaign.with(|it| it.name().to_owned());
                    view! {
                        <option
                            value=move || place.get().to_string()
                            prop:selected=move || chosen.get() == place.get()
                        >
                            {name}
                        </option>
                    }
                }
            />
        </select>
    }
}

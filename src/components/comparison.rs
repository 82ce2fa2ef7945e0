//! Compares the reply rates of two campaigns.

use leptos::prelude::*;

use super::bind::text_content_of;
use super::campaign_view::CampaignEntry;
use super::group_view::GroupView;
use crate::model::display::board::verdict;
use crate::model::options::campaign::CampaignId;
use crate::model::text::texts::Text;

/// Two choices, and whether their difference is more than chance.
#[component]
pub fn Comparison(view: GroupView) -> impl IntoView {
    let GroupView { entries, environment, .. } = view;
    let (first, second) = (RwSignal::new(None), RwSignal::new(None));
    let places = [place(entries, first, 0), place(entries, second, 1)];
    let verdict =
        view.derive(move |entries, context| verdict(entries, places.map(|it| it.get()), context));
    let [first_place, second_place] = places;
    view! {
        <div class="comparison" part="comparison">
            <label>
                <span>{environment.text(Text::Compare)}" "</span>
                <CampaignSelect entries chosen=first place=first_place />
            </label>
            <label>
                <span>{environment.text(Text::With)}" "</span>
                <CampaignSelect entries chosen=second place=second_place />
            </label>
            <p {..text_content_of(Box::new(move || verdict.get()))}></p>
        </div>
    }
}

/// The place of the chosen campaign; a default one while none is chosen, or when it is gone.
fn place(
    entries: Memo<Vec<CampaignEntry>>,
    chosen: RwSignal<Option<CampaignId>>,
    default: usize,
) -> Memo<usize> {
    Memo::new(move |_| {
        entries.with(|entries| {
            let is_chosen = |entry: &CampaignEntry| chosen.get().is_some_and(|id| id == entry.id());
            let last = entries.len().saturating_sub(1);
            entries.iter().position(is_chosen).unwrap_or(default.min(last))
        })
    })
}

/// Selects a campaign.
#[component]
fn CampaignSelect(
    entries: Memo<Vec<CampaignEntry>>,
    chosen: RwSignal<Option<CampaignId>>,
    place: Memo<usize>,
) -> impl IntoView {
    let choose = move |event| {
        let place = event_target_value(&event).parse::<usize>().ok();
        let id = |entries: &Vec<CampaignEntry>| Some(entries.get(place?)?.id());
        chosen.set(entries.with_untracked(id));
    };
    view! {
        <select on:change=choose>
            <ForEnumerate
                each=move || entries.get()
                key=CampaignEntry::id
                children=move |own_place, entry| {
                    let name = move || entry.campaign.with(|it| it.name().to_owned());
                    view! {
                        <option
                            value=move || own_place.get().to_string()
                            prop:selected=move || place.get() == own_place.get()
                        >
                            {name}
                        </option>
                    }
                }
            />
        </select>
    }
}

//! The head of a board.

use leptos::prelude::*;

use super::controls::Controls;
use super::group_view::GroupView;
use super::status::Status;
use crate::model::display::context::feeds;
use crate::model::display::status::{StatusDisplay, oldest_freshness};
use crate::model::text::texts::Text;

/// A title, the age of the oldest numbers, and the buttons.
#[component]
pub fn BoardHead(view: GroupView) -> impl IntoView {
    let GroupView { state, environment, .. } = view;
    let freshness = view.derive_every_second(|entries, context| {
        oldest_freshness(&feeds(entries), context.now).name()
    });
    let status = view
        .derive_every_second(|entries, context| StatusDisplay::of_oldest(&feeds(entries), context));
    let paused = view.derive(|entries, _| entries.iter().all(|(_, feed)| feed.paused()));
    view! {
        <header class="head" part="head" data-state=freshness>
            <h2>{environment.text(Text::Campaigns)}</h2>
            <Status status />
            <Controls paused state environment />
        </header>
    }
}

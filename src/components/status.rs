//! How old the numbers are.

use leptos::prelude::*;

use super::bind::text_content;
use crate::model::display::status::StatusDisplay;

/// The age of the numbers; for print, the time they are from.
#[component]
pub fn Status(status: Memo<StatusDisplay>) -> impl IntoView {
    // The age changes every second, the time does not.
    let moment = Memo::new(move |_| status.with(|it| it.moment.clone()));
    view! {
        <p class="freshness" {..text_content(status, |it| &it.age)}></p>
        <p class="moment" {..text_content(moment, |it| it)}></p>
    }
}

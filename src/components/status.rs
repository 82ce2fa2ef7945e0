//! How old the numbers are.

use leptos::prelude::*;

use super::bind::text;
use crate::model::display::status::StatusDisplay;

/// The age of the numbers; for print, the time they are from.
#[component]
pub fn Status(status: Memo<StatusDisplay>) -> impl IntoView {
    view! {
        <p class="freshness">{text(status, |it| &it.age)}</p>
        <p class="moment">{text(status, |it| &it.moment)}</p>
    }
}

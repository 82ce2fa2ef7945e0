//! A problem in one line.

use leptos::prelude::*;

use super::bind::{name, text_content};
use super::icon::Icon;
use crate::model::display::headline::AlertDisplay;
use crate::model::display::marks;

/// What is wrong with a campaign, where there is no room for a headline.
#[component]
pub fn Alert(alert: Memo<AlertDisplay>) -> impl IntoView {
    let path = name(alert, |it| it.tone.map_or("", marks::of_tone));
    view! {
        <span class="alert" data-tone=name(alert, |it| it.tone.unwrap_or_default().name())>
            <Icon path />
            <span {..text_content(alert, |it| &it.text)}></span>
        </span>
    }
}

//! The buttons of a card or a board.

use leptos::prelude::*;

use super::bind::text_content_of;
use super::environment::Environment;
use super::export_menu::ExportMenu;
use super::icon::{self, Icon};
use super::view_state::ViewState;
use crate::model::command::Command;
use crate::model::text::phrases::pause_or_resume;
use crate::model::text::texts::Text;

/// Pause, refresh, and the export menu.
#[component]
pub fn Controls(
    /// Whether refreshing is paused.
    paused: Memo<bool>,
    state: ViewState,
    environment: Environment,
) -> impl IntoView {
    let pause_name = Signal::derive(move || environment.read_text(pause_or_resume(paused.get())));
    let pause_icon = Box::new(move || if paused.get() { icon::RESUME } else { icon::PAUSE });
    let refresh_name = Signal::derive(move || environment.read_text(Text::RefreshNow));
    view! {
        <div class="controls">
            <button
                class="pause"
                type="button"
                aria-label=pause_name
                title=pause_name
                on:click=move |_| state.on_command.run(Command::Pause(!paused.get_untracked()))
            >
                <Icon path=pause_icon />
            </button>
            <button
                class="refresh"
                type="button"
                aria-label=refresh_name
                title=refresh_name
                on:click=move |_| state.on_command.run(Command::Refresh)
            >
                <Icon path=Box::new(|| icon::REFRESH) />
            </button>
            <ExportMenu state environment />
            <Toast state environment />
        </div>
    }
}

/// The result of a command that has no visible effect, for some seconds. The live region says it to
/// screen readers.
#[component]
fn Toast(state: ViewState, environment: Environment) -> impl IntoView {
    let toast = Memo::new(move |_| {
        let now = environment.now.get();
        state.toast.get().filter(|toast| toast.is_visible(now)).map(|toast| toast.text)
    });
    let text =
        Box::new(move || toast.get().map(|text| environment.read_text(text)).unwrap_or_default());
    view! { <span class="toast" aria-hidden="true" {..text_content_of(text)}></span> }
}

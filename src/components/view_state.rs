//! The state of one card, line or board.

use leptos::callback::UnsyncCallback;
use leptos::prelude::*;

use crate::model::command::Command;
use crate::model::display::selection::Selection;
use crate::model::text::announcement::Toast;
use crate::model::time::Millis;

/// What a person has chosen in a view, and what became of their commands.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// The selected part of the history.
    pub selection: RwSignal<Selection>,
    /// The result of the last command that has no visible effect.
    pub toast: RwSignal<Option<Toast>>,
    /// When a person last requested new numbers.
    pub refresh_requested_at: RwSignal<Option<Millis>>,
    /// Executes the commands of the buttons.
    pub on_command: UnsyncCallback<Command>,
}

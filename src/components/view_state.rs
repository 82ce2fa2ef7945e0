//! The state of one card, line or board.

use leptos::callback::UnsyncCallback;
use leptos::html;
use leptos::prelude::*;

use crate::model::command::Command;
use crate::model::display::selection::Selection;
use crate::model::insight::sorting::Order;
use crate::model::text::announcement::Toast;
use crate::model::time::Millis;

/// What a person has chosen in a view, and what became of their commands.
#[derive(Clone, Copy)]
pub struct ViewState {
    /// The selected part of the history.
    pub selection: RwSignal<Selection>,
    /// The order of the rows of a board; that of the page by default.
    pub order: RwSignal<Option<Order>>,
    /// The result of the last command that has no visible effect.
    pub toast: RwSignal<Option<Toast>>,
    /// When a person last requested new numbers.
    pub refresh_requested_at: RwSignal<Option<Millis>>,
    /// The button of the menu. Its computed style has the colours for pictures.
    pub menu: NodeRef<html::Summary>,
    /// Executes the commands of the buttons.
    pub on_command: UnsyncCallback<Command>,
}

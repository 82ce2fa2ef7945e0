//! The menu that copies, downloads and prints the numbers.

use leptos::html;
use leptos::prelude::*;

use super::environment::Environment;
use super::icon::{self, Icon};
use super::view_state::ViewState;
use crate::model::command::Command;
use crate::model::text::export::Format;
use crate::model::text::texts::Text;

/// The items of the menu.
const ITEMS: [(Text, Command); 7] = [
    (Text::CopyText, Command::Copy(Format::Text)),
    (Text::CopyMarkdown, Command::Copy(Format::Markdown)),
    (Text::CopyTsv, Command::Copy(Format::Tsv)),
    (Text::CopyPicture, Command::CopyPicture),
    (Text::DownloadPicture, Command::DownloadPicture),
    (Text::DownloadHistory, Command::Download),
    (Text::Print, Command::Print),
];

/// A button that opens the menu. A chosen item closes it, and the button gets the focus back.
#[component]
pub fn ExportMenu(state: ViewState, environment: Environment) -> impl IntoView {
    let name = Signal::derive(move || environment.read_text(Text::TakeAlong));
    let menu = NodeRef::<html::Details>::new();
    let summary = state.menu;
    let choose = move |command| {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
        if let Some(summary) = summary.get_untracked() {
            // Focus may be refused; the menu is closed all the same.
            let _ = summary.focus();
        }
        state.on_command.run(command);
    };
    let item = move |(text, command)| {
        view! {
            <button type="button" on:click=move |_| choose(command)>
                {environment.text(text)}
            </button>
        }
    };
    view! {
        <details class="menu" node_ref=menu>
            <summary aria-label=name title=name node_ref=summary>
                <Icon path=Box::new(|| icon::EXPORT) />
            </summary>
            <div class="menu-items">{ITEMS.map(item).collect_view()}</div>
        </details>
    }
}

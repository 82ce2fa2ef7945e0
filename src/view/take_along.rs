//! The menu with which numbers are taken along.

use std::rc::Rc;

use leptos::prelude::*;

use crate::model::deed::Deed;
use crate::model::export::Format;
use crate::model::texts::Text;

use super::context::{Act, Context};
use super::icon::{Icon, TAKE};
use super::reactive::each;

/// What can be taken along, and what that is called.
const WAYS: [(Text, Deed); 5] = [
    (Text::CopyText, Deed::Copy(Format::Text)),
    (Text::CopyMarkdown, Deed::Copy(Format::Markdown)),
    (Text::CopyTsv, Deed::Copy(Format::Tsv)),
    (Text::DownloadHistory, Deed::Download),
    (Text::Print, Deed::Print),
];

/// A button that opens the menu.
#[component]
pub fn TakeAlong(
    /// What it goes by.
    context: Context,
    /// Called with what a person wants.
    act: Act,
) -> impl IntoView {
    let name = context.say(|language| language.say(Text::TakeAlong));
    let menu = NodeRef::<leptos::html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let ways = each(WAYS, |(text, deed)| {
        let act = Rc::clone(&act);
        let take = move |_| {
            close();
            act(deed);
        };
        view! {
            <button type="button" on:click=take>
                {context.say(|language| language.say(text))}
            </button>
        }
    });
    view! {
        <details class="menu" node_ref=menu>
            <summary aria-label=name.clone() title=name><Icon path=Box::new(|| TAKE) /></summary>
            <div class="ways">{ways}</div>
        </details>
    }
}

//! The menu with which numbers are taken along.

use crate::model::command::Command;
use crate::model::text::export::Format;
use crate::model::text::texts::Text;

use super::context::Context;
use super::icon::{TAKE, icon};
use super::node::{Gesture, Node};

/// What can be taken along, and what that is called.
const WAYS: [(Text, Command); 5] = [
    (Text::CopyText, Command::Copy(Format::Text)),
    (Text::CopyMarkdown, Command::Copy(Format::Markdown)),
    (Text::CopyTsv, Command::Copy(Format::Tsv)),
    (Text::DownloadHistory, Command::Download),
    (Text::Print, Command::Print),
];

/// A button that opens the menu.
#[must_use]
pub fn export_menu(context: Context<'_>) -> Node {
    let name = context.say(Text::TakeAlong);
    let way = |(text, command)| {
        Node::new("button type=button")
            .on(context.on(Gesture::Press(command)))
            .text(context.say(text))
    };
    let summary =
        Node::new("summary").set("aria-label", name.clone()).set("title", name).child(icon(TAKE));
    Node::new("details.menu")
        .child(summary)
        .child(Node::new("div.ways").children(WAYS.into_iter().map(way).collect()))
}

//! The head of a card: whose numbers these are, how old they are, and what can be done.

use crate::model::command::Command;
use crate::model::options::campaign::Campaign;
use crate::model::polling::feed::Feed;
use crate::model::text::phrases as said;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

use super::context::Context;
use super::export_menu::export_menu;
use super::icon::{PAUSE, REFRESH, RESUME, icon};
use super::node::{Gesture, Node};
use super::view_state::ViewState;

/// The head of one campaign's card.
#[must_use]
pub fn head(campaign: &Campaign, feed: &Feed, view: &ViewState, context: Context<'_>) -> Node {
    let id = if campaign.label.is_empty() { "" } else { campaign.id.as_str() };
    Node::new("header.head part=head")
        .child(Node::new("h2").text(campaign.name().to_owned()))
        .child(Node::new("p.id").text(id.to_owned()))
        .child(age(feed, context))
        .child(moment(feed, context))
        .child(controls(feed.paused(), view, context))
}

/// How old the numbers are.
#[must_use]
pub fn age(feed: &Feed, context: Context<'_>) -> Node {
    let freshness = feed.freshness(context.now);
    Node::new("p.freshness").text(said::freshness(context.locale, freshness))
}

/// On paper, from when the numbers are. Not in the first second of all: nobody prints that soon,
/// and to learn how dates are written takes a browser as long as all else.
#[must_use]
pub fn moment(feed: &Feed, context: Context<'_>) -> Node {
    let locale = context.locale;
    let fresh = feed.came().is_some_and(|came| context.now - came < Millis::SECOND);
    let known = feed.known_since().filter(|_| !(fresh && feed.first_numbers()));
    let moment = known.map(|at| locale.fill(Text::NumbersOf, &[&locale.date(at)]));
    Node::new("p.moment").text(moment.unwrap_or_default())
}

/// What became of the last wish whose end cannot be seen, for as long as that is news.
#[must_use]
pub fn toast(view: &ViewState, context: Context<'_>) -> String {
    let news = view.toast.filter(|toast| toast.is_news(context.now));
    news.map(|news| context.say(news.text)).unwrap_or_default()
}

/// What can be done with one campaign, or with several.
#[must_use]
pub fn controls(paused: bool, view: &ViewState, context: Context<'_>) -> Node {
    let pause = context.say(said::pause_or_resume(paused));
    let drawing = if paused { RESUME } else { PAUSE };
    Node::new("div.controls")
        .child(button("button.pause type=button", pause, drawing, Command::Pause(!paused), context))
        .child(button(
            "button.refresh type=button",
            context.say(Text::RefreshNow),
            REFRESH,
            Command::Refresh,
            context,
        ))
        .child(export_menu(context))
        .child(Node::new("span.toast aria-hidden=true").text(toast(view, context)))
}

fn button(
    spec: &'static str,
    name: String,
    drawing: &'static str,
    command: Command,
    context: Context<'_>,
) -> Node {
    Node::new(spec)
        .set("aria-label", name.clone())
        .set("title", name)
        .on(context.on(Gesture::Press(command)))
        .child(icon(drawing))
}

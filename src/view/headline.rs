//! The sentence at the top of a card, and the line that stands for it where there is less room.

use crate::model::options::campaign::CampaignId;
use crate::model::polling::feed::Feed;
use crate::model::text::headline::{alert, headline, what_next};
use crate::model::text::message::Tone;

use super::context::Context;
use super::icon::{self, icon};
use super::node::Node;

/// What is wrong, what is to be done, or where the campaign stands; after a failure also what
/// comes next. It has its place in every state, so that nothing below it moves when the state
/// changes.
#[must_use]
pub fn row(campaign: &CampaignId, feed: &Feed, context: Context<'_>) -> Node {
    let said = headline(context.locale, context.subject(campaign, feed), context.now);
    let next = what_next(context.locale, feed, context.now).unwrap_or_default();
    Node::new("div.headline part=headline")
        .name("data-tone", tone_name(said.tone))
        .child(icon(icon::of_tone(said.tone)))
        .child(
            Node::new("p")
                .child(Node::new("span.said").text(said.text))
                .child(Node::new("span.action").text(set_off(&said.action)))
                .child(Node::new("span.next").text(set_off(&next))),
        )
}

/// What is wrong or to be done, with its mark, where there is room for one line only; otherwise
/// the words that stand in its place.
#[must_use]
pub fn wrong(campaign: &CampaignId, otherwise: &str, feed: &Feed, context: Context<'_>) -> Node {
    let wrong = alert(context.locale, context.subject(campaign, feed))
        .filter(|said| said.tone != Tone::Quiet);
    let (tone, mark, words) = match wrong {
        Some(said) => {
            let next = what_next(context.locale, feed, context.now).unwrap_or_default();
            let words = [&said.text, &*set_off(&next)].concat();
            (said.tone, icon::of_tone(said.tone), words)
        }
        None => (Tone::Quiet, "", otherwise.to_owned()),
    };
    Node::new("span.wrong")
        .name("data-tone", tone_name(tone))
        .child(icon(mark))
        .child(Node::new("span").text(words))
}

/// A sentence that may be missing, with the space before it.
fn set_off(sentence: &str) -> String {
    if sentence.is_empty() { String::new() } else { [" ", sentence].concat() }
}

/// The name of a tone in the style sheet.
fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Quiet => "quiet",
        Tone::Warning => "warning",
        Tone::Alarm => "alarm",
    }
}

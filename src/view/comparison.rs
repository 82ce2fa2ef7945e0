//! Two campaigns compared: whether the difference of their reply rates is more than chance.

use crate::model::command::Side;
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::text::phrases;
use crate::model::text::texts::Text;

use super::context::{Context, Entry};
use super::node::{Gesture, Kind, Node};
use super::view_state::ViewState;

/// Two choices, and what can be said of them.
#[must_use]
pub fn comparison(entries: &[Entry<'_>], view: &ViewState, context: Context<'_>) -> Node {
    let [first, second] = view.compared;
    let (first, second) = (first.unwrap_or(0), second.unwrap_or(1));
    let stats_of = |place: usize| -> Option<(String, CampaignStats)> {
        let (campaign, feed) = entries.get(place)?;
        Some((campaign.name().to_owned(), feed.stats()?.clone()))
    };
    let verdict = stats_of(first)
        .zip(stats_of(second))
        .map(|(first, second)| phrases::comparison(context.locale, &first, &second));
    let side = |name, chosen, side| {
        Node::new("label")
            .child(Node::new("span").text([&context.say(name), " "].concat()))
            .child(choice(entries, chosen, side, context))
    };
    Node::new("div.comparison part=comparison")
        .child(side(Text::Compare, first, Side::First))
        .child(side(Text::With, second, Side::Second))
        .child(Node::new("p").text(verdict.unwrap_or_default()))
}

fn choice(entries: &[Entry<'_>], chosen: usize, side: Side, context: Context<'_>) -> Node {
    let option = |(place, (campaign, _)): (usize, &Entry<'_>)| {
        Node::new("option").set("value", place.to_string()).text(campaign.name().to_owned())
    };
    Node::new("select")
        .children(entries.iter().enumerate().map(option).collect())
        .setting(Kind::Choice, "value", Some(chosen.to_string().into()))
        .on(context.on(Gesture::Choose(side)))
}

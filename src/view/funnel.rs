//! From enrolled to replied, as bars on one scale.

use crate::model::insight::funnel::{Funnel, Step, StepKind};
use crate::model::polling::feed::Feed;
use crate::model::text::format::plain_number;
use crate::model::text::phrases as said;
use crate::model::text::texts::Text;

use super::context::Context;
use super::node::Node;
use super::rate::fill;

/// The funnel, folded up until somebody wants it.
#[must_use]
pub fn funnel(feed: &Feed, context: Context<'_>) -> Node {
    let funnel = feed.stats().map(Funnel::of);
    let several = funnel.as_ref().is_some_and(|funnel| funnel.several_steps);
    let note = if several { context.say(Text::SeveralSteps) } else { String::new() };
    let rows = StepKind::ALL.into_iter().map(|kind| {
        let known = funnel.as_ref().map(|funnel| &funnel.steps);
        row(kind, known.and_then(|steps| steps.iter().find(|step| step.kind == kind)), context)
    });
    Node::new("details.funnel part=funnel")
        .child(Node::new("summary").text(context.say(Text::Funnel)))
        .child(Node::new("dl").children(rows.collect()))
        .child(Node::new("p.note").text(note))
}

/// One step, with its share of the one before it.
fn row(kind: StepKind, step: Option<&Step>, context: Context<'_>) -> Node {
    let said = |say: fn(&_, &Step) -> String| {
        step.map(|step| say(context.locale, step)).unwrap_or_default()
    };
    let width = plain_number(step.map_or(0.0, |step| step.share_of_scale) * 100.0);
    let spec = if kind == StepKind::Opened { "div.step.directional" } else { "div.step" };
    Node::new(spec)
        .child(Node::new("dt").text(context.say(said::step(kind))))
        .child(Node::new("dd.track").child(fill(width)))
        .child(Node::new("dd.step-count").text(said(said::step_count)))
        .child(Node::new("dd.step-share").text(said(said::step_share)))
}

//! One step of the funnel.

use crate::model::display::bar::length;
use crate::model::display::context::Context;
use crate::model::insight::funnel::{Funnel, StepKind};
use crate::model::polling::feed::Feed;
use crate::model::text::phrases;
use crate::model::text::texts::Text;

/// A step with its bar. Count and share are empty while unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepDisplay {
    /// The name.
    pub name: String,
    /// How many leads or emails.
    pub count: String,
    /// The share of an earlier step.
    pub share: String,
    /// The length of the bar, with its percent sign.
    pub fill: String,
}

impl StepDisplay {
    /// A step of a feed's funnel.
    #[must_use]
    pub fn of(kind: StepKind, feed: &Feed, context: Context<'_>) -> Self {
        let name = context.text(phrases::step(kind));
        let funnel = feed.stats().map(Funnel::of);
        let steps = funnel.as_ref().map_or(&[][..], |funnel| &funnel.steps);
        let Some(step) = steps.iter().find(|step| step.kind == kind) else {
            return Self { name, fill: length(0.0), ..Self::default() };
        };
        Self {
            name,
            count: phrases::step_count(context.locale, step),
            share: phrases::step_share(context.locale, step),
            fill: length(step.share_of_scale),
        }
    }
}

/// Explains the funnel of a campaign with several steps; empty for others.
#[must_use]
pub fn funnel_note(feed: &Feed, context: Context<'_>) -> String {
    let several = feed.stats().is_some_and(|stats| Funnel::of(stats).several_steps);
    if several { context.text(Text::SeveralSteps) } else { String::new() }
}

//! From enrolled to replied, as bars on one scale.

use leptos::prelude::*;

use crate::model::feed::Feed;
use crate::model::format::plain_number;
use crate::model::funnel::{Funnel, Step, StepKind};
use crate::model::texts::Text;
use crate::model::words as said;

use super::context::Context;
use super::reactive::{each, some_words, with, words};

/// The funnel, folded up until somebody wants it.
#[component]
pub fn FunnelView(
    /// What is known.
    feed: ReadSignal<Feed>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let note = some_words(move || {
        let funnel = with(feed, |feed| feed.stats().map(Funnel::of))?;
        funnel.several_steps.then(|| context.say(|language| language.say(Text::SeveralSteps)))
    });
    view! {
        <details class="funnel" part="funnel">
            <summary>{context.say(|language| language.say(Text::Funnel))}</summary>
            <dl>{each(StepKind::ALL, |kind| view! { <StepRow kind feed context /> })}</dl>
            <p class="note">{note}</p>
        </details>
    }
}

/// One step, with its share of the one before it.
#[component]
fn StepRow(kind: StepKind, feed: ReadSignal<Feed>, context: Context) -> impl IntoView {
    let step = move || -> Option<Step> {
        let funnel = with(feed, |feed| feed.stats().map(Funnel::of))?;
        funnel.steps.into_iter().find(|step| step.kind == kind)
    };
    let width = words(move || {
        [&plain_number(step().map_or(0.0, |step| step.share_of_scale) * 100.0), "%"].concat()
    });
    let count = some_words(move || {
        step().map(|step| context.say(|language| said::step_count(language, &step)))
    });
    let share = some_words(move || {
        step().map(|step| context.say(|language| said::step_share(language, &step)))
    });
    view! {
        <div class="step" class:directional=kind == StepKind::Opened>
            <dt>{context.say(|language| language.say(said::step(kind)))}</dt>
            <dd class="track"><div class="fill" style:inline-size=width></div></dd>
            <dd class="step-count">{count}</dd>
            <dd class="step-share">{share}</dd>
        </div>
    }
}

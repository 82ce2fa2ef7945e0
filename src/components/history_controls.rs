//! Selects the span and the point of the history that sparklines show.

use leptos::prelude::*;

use super::bind::{optional, text_content};
use super::group_view::GroupView;
use crate::model::display::context::feeds;
use crate::model::display::history::HistoryDisplay;
use crate::model::display::trend::time_of_step;
use crate::model::history::trend::Span;
use crate::model::text::texts::Text;

/// Buttons for the spans, and a slider through the points of the trend.
#[component]
pub fn HistoryControls(
    view: GroupView,
    /// Whether there is a trend in any span. Without one, the style sheet hides the controls.
    has_trend: Memo<bool>,
) -> impl IntoView {
    let GroupView { state, environment, .. } = view;
    let history = view.derive(HistoryDisplay::of);
    let when = Memo::new(move |_| history.with(|it| it.when.clone()));
    let select = move |event| {
        let Ok(step) = event_target_value(&event).parse() else { return };
        let now = environment.now.get_untracked();
        untrack(|| {
            view.with_entries(|entries| {
                let feeds = feeds(entries);
                state.selection.update(|it| it.at = time_of_step(&feeds, step, it.span, now));
            });
        });
    };
    let deselect = move |_| state.selection.update(|it| it.at = None);
    view! {
        <div class="times" part="times">
            <span class="spans" role="group" aria-label=environment.text(Text::TrendSpan)>
                {Span::ALL
                    .map(|span| view! { <SpanButton span has_trend view /> })
                    .collect_view()}
            </span>
            <input
                class="point"
                type="range"
                min="0"
                step="1"
                max=move || history.with(|it| it.last.to_string())
                aria-label=environment.text(Text::Point)
                aria-valuetext=optional(history, |it| it.step_text.as_deref())
                prop:value=move || history.with(|it| it.step.to_string())
                on:input=select
                on:blur=deselect
            />
            <span class="when" {..text_content(when, |it| it)}></span>
        </div>
    }
}

/// A button that selects a span.
#[component]
fn SpanButton(span: Span, has_trend: Memo<bool>, view: GroupView) -> impl IntoView {
    let GroupView { state, environment, .. } = view;
    let pressed = move || (state.selection.get().span == span).to_string();
    let label = move || {
        let locale = environment.locale.get().locale().filter(|_| has_trend.get());
        locale.map(|locale| locale.span(span.millis())).unwrap_or_default()
    };
    view! {
        <button
            type="button"
            aria-pressed=pressed
            on:click=move |_| state.selection.update(|it| it.span = span)
        >
            {label}
        </button>
    }
}

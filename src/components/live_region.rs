//! Announcements for screen readers.

use leptos::prelude::*;

use super::bind::text;
use super::group_view::GroupView;
use crate::model::display::context::{Context, Entry};
use crate::model::options::campaign::Campaign;
use crate::model::text::announcement::{Announcement, UserActions};
use crate::model::text::headline::Subject;

/// Announces changes of state and the results of commands, not every refresh.
#[component]
pub fn LiveRegion(view: GroupView) -> impl IntoView {
    let state = view.state;
    let announcement = Memo::new(move |before: Option<&Announcement>| {
        let before = before.cloned().unwrap_or_default();
        let actions = UserActions {
            refresh_requested_at: state.refresh_requested_at.get(),
            toast: state.toast.get(),
        };
        view.read_now(|entries, context| {
            before.next(context.locale, &subjects(entries, context), actions)
        })
    });
    // A text node: the same text must not be written, and read out, again.
    view! { <p class="live-region" role="status">{text(announcement, |it| &it.text)}</p> }
}

/// Subjects with campaign names; no name for a single campaign.
fn subjects<'a>(entries: &[Entry<'a>], context: Context<'a>) -> Vec<(&'a str, Subject<'a>)> {
    let name = |campaign| if entries.len() > 1 { Campaign::name(campaign) } else { "" };
    let subject =
        |(campaign, feed): &Entry<'a>| (name(*campaign), context.subject(&campaign.id, feed));
    entries.iter().map(subject).collect()
}

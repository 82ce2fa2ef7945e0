//! What is spoken to those who do not look.

use std::sync::Mutex;

use leptos::prelude::*;

use crate::model::campaign::CampaignId;
use crate::model::feed::{Feed, Freshness};
use crate::model::headline::Subject;
use crate::model::spoken::{Notice, Spoken, Wishes};
use crate::model::time::Millis;

use super::card::freshness_of;
use super::context::Context;
use super::reactive::{with, words};

/// Speaks to those who do not look.
#[component]
pub fn Announcer(
    /// Whose numbers these are.
    id: CampaignId,
    /// What is known.
    feed: ReadSignal<Feed>,
    /// When a person last asked for fresh numbers.
    asked: RwSignal<Option<Millis>>,
    /// What became of their last other wish.
    notice: RwSignal<Option<Notice>>,
    /// What it goes by.
    context: Context,
) -> impl IntoView {
    let (freshness, before) = (freshness_of(feed, context), Mutex::new(Spoken::default()));
    let spoken = words(move || {
        let (stale, bands) = (matches!(freshness(), Freshness::Stale(_)), &context.bands);
        let wishes = Wishes { asked: asked.get_untracked(), notice: notice.get() };
        let Ok(mut spoken) = before.lock() else { return String::new() };
        with(feed, |feed| {
            let subject = Subject { feed, campaign: &id, bands, stale };
            if let Some(next) = context.with(|language| spoken.next(language, subject, wishes)) {
                *spoken = next;
            }
        });
        spoken.text.clone()
    });
    view! { <p class="spoken" role="status">{spoken}</p> }
}

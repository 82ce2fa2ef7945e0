//! The message at the top of a card, and its short form.

use crate::model::display::context::Context;
use crate::model::options::campaign::{Campaign, CampaignId};
use crate::model::polling::feed::Feed;
use crate::model::text::headline::{alert, headline, what_next};
use crate::model::text::message::Tone;

/// The message of a card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeadlineDisplay {
    /// Its urgency.
    pub tone: Tone,
    /// The message.
    pub text: String,
    /// The recommended action, after a space; may be empty.
    pub action: String,
    /// What happens next after a failure, after a space; may be empty.
    pub next: String,
}

impl HeadlineDisplay {
    /// The message about a feed.
    #[must_use]
    pub fn of(campaign: &CampaignId, feed: &Feed, context: Context<'_>) -> Self {
        let message = headline(context.locale, context.subject(campaign, feed), context.now);
        let next = what_next(context.locale, feed, context.now).unwrap_or_default();
        Self {
            tone: message.tone,
            text: message.text,
            action: after_space(&message.action),
            next: after_space(&next),
        }
    }
}

/// The message about a problem where there is room for one line only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlertDisplay {
    /// Its urgency; `None` without a problem.
    pub tone: Option<Tone>,
    /// The message, or the text in its place.
    pub text: String,
}

impl AlertDisplay {
    /// The problem of a feed; nothing without one.
    #[must_use]
    pub fn of(campaign: &CampaignId, feed: &Feed, context: Context<'_>) -> Self {
        let alert = alert(context.locale, context.subject(campaign, feed));
        let Some(alert) = alert.filter(|alert| alert.tone != Tone::Quiet) else {
            return Self::default();
        };
        let next = what_next(context.locale, feed, context.now).unwrap_or_default();
        Self { tone: Some(alert.tone), text: [&alert.text, &*after_space(&next)].concat() }
    }

    /// The problem of a feed, or the campaign's id where that is not its name.
    #[must_use]
    pub fn or_id(campaign: &Campaign, feed: &Feed, context: Context<'_>) -> Self {
        let alert = Self::of(&campaign.id, feed, context);
        if alert.tone.is_some() {
            return alert;
        }
        Self { text: id_beside_label(campaign).to_owned(), ..alert }
    }
}

/// The id of a campaign that has a label; empty where the id itself is the name.
#[must_use]
pub fn id_beside_label(campaign: &Campaign) -> &str {
    if campaign.label.is_empty() { "" } else { campaign.id.as_str() }
}

fn after_space(sentence: &str) -> String {
    if sentence.is_empty() { String::new() } else { [" ", sentence].concat() }
}

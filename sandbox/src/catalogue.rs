//! Campaigns of the simulated workspace.

use crate::fault::Fault;
use crate::past::Past;
use crate::simulation::{Script, Start};

/// A campaign of the workspace.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// Campaign id.
    pub id: &'static str,
    /// Display name.
    pub label: &'static str,
    /// Course of the campaign.
    pub script: Script,
    /// Fault of its responses.
    pub fault: Option<Fault>,
}

/// The documented example, which `camp_123` returns at time zero.
const DOCUMENTED: Start = Start {
    enrolled: 500,
    sent: 480,
    delivered: 471,
    bounced: 9,
    replied: 38,
    queued: 20,
    opened: 198,
};

/// Hours of a day.
const DAY: f64 = 24.0;

/// A campaign that was created an hour before time zero.
const NEW: Past =
    Past { created: 1.0, last_sent: 0.0, enrolled_at_once: 1.0, surge: 0.0, late: 0.0 };

/// An active campaign whose numbers change every few seconds.
const ACTIVE: Script = Script {
    start: DOCUMENTED,
    enrolled_per_hour: 420.0,
    steps: 1,
    sent_per_hour: 540.0,
    bounce_share: 0.017,
    open_share: 0.44,
    reply_share: 0.085,
    late_replies: (0.0, 0),
    // The surge leads to the rate after time zero.
    past: Past { created: 1.1 * DAY, enrolled_at_once: 0.5, surge: 0.28, ..NEW },
};

/// A campaign whose numbers no longer change.
const fn inactive(start: Start, past: Past) -> Script {
    Script {
        start,
        enrolled_per_hour: 0.0,
        steps: 1,
        sent_per_hour: 0.0,
        bounce_share: 0.0,
        open_share: 0.0,
        reply_share: 0.0,
        late_replies: (0.0, 0),
        past,
    }
}

const fn healthy(id: &'static str, label: &'static str, script: Script) -> Campaign {
    Campaign { id, label, script, fault: None }
}

const fn faulty(id: &'static str, label: &'static str, fault: Fault) -> Campaign {
    Campaign { id, label, script: ACTIVE, fault: Some(fault) }
}

/// All campaigns in display order.
pub const CAMPAIGNS: &[Campaign] = &[
    healthy("camp_123", "Spring launch", ACTIVE),
    healthy(
        "camp_steps",
        "Onboarding in five steps",
        Script {
            start: Start {
                enrolled: 820,
                sent: 3114,
                delivered: 3062,
                bounced: 41,
                replied: 133,
                queued: 986,
                opened: 1194,
            },
            enrolled_per_hour: 60.0,
            steps: 5,
            sent_per_hour: 900.0,
            bounce_share: 0.012,
            open_share: 0.39,
            reply_share: 0.04,
            late_replies: (0.0, 0),
            past: Past { created: 9.0 * DAY, enrolled_at_once: 0.15, surge: 0.05, ..NEW },
        },
    ),
    healthy(
        "camp_bouncing",
        "Win-back, bought list",
        Script {
            start: Start {
                enrolled: 3400,
                sent: 3015,
                delivered: 2816,
                bounced: 199,
                replied: 31,
                queued: 385,
                opened: 788,
            },
            enrolled_per_hour: 240.0,
            bounce_share: 0.068,
            reply_share: 0.011,
            open_share: 0.28,
            past: Past { created: 2.2 * DAY, enrolled_at_once: 0.8, surge: 0.04, ..NEW },
            ..ACTIVE
        },
    ),
    healthy(
        "camp_millions",
        "Newsletter, worldwide",
        Script {
            start: Start {
                enrolled: 12_480_000,
                sent: 11_204_331,
                delivered: 11_098_702,
                bounced: 95_417,
                replied: 71_046,
                queued: 1_275_669,
                opened: 3_662_571,
            },
            enrolled_per_hour: 18_000.0,
            steps: 1,
            sent_per_hour: 92_000.0,
            bounce_share: 0.008,
            open_share: 0.33,
            reply_share: 0.006,
            late_replies: (0.0, 0),
            past: Past { created: 5.3 * DAY, enrolled_at_once: 0.7, ..NEW },
        },
    ),
    healthy(
        "camp_tiny",
        "Ten pilot customers",
        Script {
            start: Start {
                enrolled: 10,
                sent: 6,
                delivered: 6,
                bounced: 0,
                replied: 2,
                queued: 4,
                opened: 4,
            },
            enrolled_per_hour: 0.0,
            sent_per_hour: 12.0,
            past: Past { created: 0.6, ..NEW },
            ..ACTIVE
        },
    ),
    healthy(
        "camp_draft",
        "Autumn sale (draft)",
        inactive(
            Start {
                enrolled: 0,
                sent: 0,
                delivered: 0,
                bounced: 0,
                replied: 0,
                queued: 0,
                opened: 0,
            },
            Past { created: 3.0, ..NEW },
        ),
    ),
    healthy(
        "camp_paused",
        "Partners EMEA (paused)",
        inactive(
            Start {
                enrolled: 2150,
                sent: 1284,
                delivered: 1246,
                bounced: 38,
                replied: 52,
                queued: 866,
                opened: 473,
            },
            Past {
                created: 6.0 * DAY,
                last_sent: 2.0 * DAY,
                enrolled_at_once: 0.9,
                late: 0.12,
                ..NEW
            },
        ),
    ),
    healthy(
        "camp_finished",
        "Trade fair follow-up",
        Script {
            late_replies: (30.0, 12),
            ..inactive(
                Start {
                    enrolled: 640,
                    sent: 640,
                    delivered: 629,
                    bounced: 11,
                    replied: 47,
                    queued: 0,
                    opened: 302,
                },
                Past { created: 9.0 * DAY, last_sent: 5.2 * DAY, late: 0.3, ..NEW },
            )
        },
    ),
    faulty("camp_no_rates", "Rates unknown", Fault::NoRates),
    faulty("camp_slow", "Slow answers", Fault::Slow),
    faulty("camp_flaky", "Every second answer fails", Fault::Flaky),
    faulty("camp_hanging", "No answer at all", Fault::Hanging),
    faulty("camp_dripping", "A byte a second", Fault::Dripping),
    faulty("camp_429", "Too many requests", Fault::TooManyRequests),
    faulty("camp_500", "Server error", Fault::ServerError),
    faulty("camp_403", "Key without the right", Fault::Forbidden),
    faulty("camp_redirect", "Redirect to a sign-in", Fault::Redirect),
    faulty("camp_html", "A web page for an answer", Fault::WebPage),
    faulty("camp_empty", "An empty answer", Fault::Empty),
    faulty("camp_huge", "Ten megabytes", Fault::Huge),
    faulty("camp_truncated", "JSON that breaks off", Fault::Truncated),
    faulty("camp_missing_field", "A missing field", Fault::MissingField),
    faulty("camp_impossible", "Impossible values", Fault::Impossible),
    faulty("camp_other", "Another campaign’s numbers", Fault::OtherCampaign),
];

/// Finds a campaign by id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Campaign> {
    CAMPAIGNS.iter().find(|campaign| campaign.id == id)
}

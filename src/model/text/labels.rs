//! Names of counts and rates.

use crate::model::insight::rates::RateKind;
use crate::model::stats::campaign_stats::Counter;
use crate::model::text::texts::Text;

/// Name of a count.
#[must_use]
pub fn counter(counter: Counter) -> Text {
    match counter {
        Counter::Enrolled => Text::Enrolled,
        Counter::Sent => Text::Sent,
        Counter::Delivered => Text::Delivered,
        Counter::Bounced => Text::Bounced,
        Counter::Replied => Text::Replied,
        Counter::Queued => Text::Queued,
    }
}

/// Short name of a rate.
#[must_use]
pub fn rate(kind: RateKind) -> Text {
    match kind {
        RateKind::Delivery => Text::Delivery,
        RateKind::Open => Text::Open,
        RateKind::Reply => Text::Reply,
        RateKind::Bounce => Text::Bounce,
    }
}

/// Full name of a rate, for use in a sentence.
#[must_use]
pub fn full_rate(kind: RateKind) -> Text {
    match kind {
        RateKind::Delivery => Text::DeliveryRate,
        RateKind::Open => Text::OpenRate,
        RateKind::Reply => Text::ReplyRate,
        RateKind::Bounce => Text::BounceRate,
    }
}

//! Localized phrases for figures.

use crate::model::history::trend::Series;
use crate::model::insight::bands::{Bands, MIN_SAMPLE};
use crate::model::insight::comparison::Comparison;
use crate::model::insight::fraction::Fraction;
use crate::model::insight::funnel::{Step, StepKind};
use crate::model::insight::interval::Interval;
use crate::model::insight::rates::{Evidence, RateFigure, RateKind};
use crate::model::polling::feed::{Change, Freshness};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter, Rate};
use crate::model::text::locale::{Locale, UNKNOWN};
use crate::model::text::texts::Text;
use crate::model::text::{advice, labels};
use crate::model::time::Millis;

/// Label of the pause button.
#[must_use]
pub fn pause_or_resume(paused: bool) -> Text {
    if paused { Text::Resume } else { Text::Pause }
}

/// Age of the stats.
#[must_use]
pub fn freshness(locale: &Locale, freshness: Freshness) -> String {
    match freshness {
        Freshness::Unknown => locale.text(Text::NoNumbers),
        Freshness::Fresh(age) if age < Millis::SECOND => locale.text(Text::UpdatedNow),
        Freshness::Fresh(age) => locale.fill(Text::Updated, &[&locale.ago(age)]),
        Freshness::Stale(age) => locale.fill(Text::Stale, &[&locale.span(age)]),
    }
}

/// Change of a count, such as "+3".
#[must_use]
pub fn change(locale: &Locale, change: Change) -> String {
    match change {
        Change::Up(by) => ["+", &locale.count(by)].concat(),
        Change::Down(by) => ["−", &locale.count(by)].concat(),
    }
}

/// Counts behind a rate.
#[must_use]
pub fn evidence(locale: &Locale, kind: RateKind, evidence: Evidence) -> String {
    let of_sent = matches!(kind, RateKind::Delivery | RateKind::Bounce);
    match evidence {
        Evidence::Counted(Fraction { part, whole }) => {
            let text = match kind {
                RateKind::Open => Text::AboutOfDelivered,
                _ if of_sent => Text::OfSent,
                _ => Text::OfDelivered,
            };
            locale.fill(text, &[&locale.count(part), &locale.count(whole)])
        }
        Evidence::ZeroDenominator if of_sent => locale.text(Text::NoneSent),
        Evidence::ZeroDenominator => locale.text(Text::NoneDelivered),
        Evidence::NotReported => locale.text(Text::NoData),
    }
}

/// Text alternative of a rate's bar: value, counts, confidence interval, verdict, and what the marks mean.
#[must_use]
pub fn meter(locale: &Locale, bands: &Bands, figure: &RateFigure) -> String {
    let value = locale.percent_or_unknown(figure.value);
    let mut text = [&value, ", ", &evidence(locale, figure.kind, figure.evidence)].concat();
    if let Some(range) = likely_range(locale, figure) {
        text.push_str(", ");
        text.push_str(&range);
    }
    text.push_str(": ");
    text.push_str(&advice::verdict(locale, bands, figure));
    text.push_str(". ");
    text.push_str(&advice::meaning(locale, bands, figure.kind));
    text
}

/// What the marks on a bar mean: the range in the first line, the thresholds in the second.
#[must_use]
pub fn explanation(locale: &Locale, bands: &Bands, figure: &RateFigure) -> String {
    let meaning = advice::meaning(locale, bands, figure.kind);
    let range = figure.interval().map(|interval| range(locale, Text::LikelyRange, interval));
    range.map_or_else(|| meaning.clone(), |range| [&range, "\n", &meaning].concat())
}

fn likely_range(locale: &Locale, figure: &RateFigure) -> Option<String> {
    figure.interval().map(|interval| range(locale, Text::Between, interval))
}

fn range(locale: &Locale, text: Text, interval: Interval) -> String {
    let [low, high] = [interval.low(), interval.high()].map(|end| locale.percent(end));
    locale.fill(text, &[&low, &high])
}

/// Value of a point of a trend.
#[must_use]
pub fn value(locale: &Locale, series: Series, value: f64) -> String {
    match series {
        Series::Count(_) => locale.count_or_unknown(Count::from_number(value)),
        Series::Rate(_) => locale.percent_or_unknown(Rate::new(value)),
    }
}

/// Change of a figure over a trend.
#[must_use]
pub fn growth(locale: &Locale, series: Series, change: f64) -> String {
    let (size, shown) = match series {
        Series::Count(_) => (locale.count_or_unknown(Count::from_number(change.abs())), change),
        // Rounded as displayed, to 0.1 points: no sign for a change displayed as 0.
        Series::Rate(_) => {
            let points = locale.points(change.abs());
            (locale.fill(Text::Points, &[&points]), (change * 1000.0).round())
        }
    };
    let sign = match shown {
        _ if shown > 0.0 => "+",
        _ if shown < 0.0 => "−",
        _ => "±",
    };
    [sign, &size].concat()
}

/// All counts with their names, separated by commas.
#[must_use]
pub fn counts(locale: &Locale, count_of: impl Fn(Counter) -> Count) -> String {
    let counts = Counter::ALL.map(|counter| {
        [&locale.text(labels::counter(counter)), " ", &locale.count(count_of(counter))].concat()
    });
    counts.join(", ")
}

/// Name of a funnel step.
#[must_use]
pub fn step(kind: StepKind) -> Text {
    match kind {
        StepKind::Enrolled => Text::Enrolled,
        StepKind::Sent => Text::Sent,
        StepKind::Delivered => Text::Delivered,
        StepKind::Opened => Text::Opened,
        StepKind::Replied => Text::Replied,
    }
}

/// Count of a step with its unit, leads or emails.
#[must_use]
pub fn step_count(locale: &Locale, step: &Step) -> String {
    let unit = match step.kind {
        StepKind::Enrolled | StepKind::Replied => Text::Leads,
        StepKind::Sent | StepKind::Delivered | StepKind::Opened => Text::Emails,
    };
    match (step.kind, step.count) {
        (_, None) => UNKNOWN.to_owned(),
        (StepKind::Opened, Some(count)) => {
            let counted = locale.counted(unit, count, "");
            locale.fill(Text::About, &[&counted])
        }
        (_, Some(count)) => locale.counted(unit, count, ""),
    }
}

/// Conversion rate of a step; empty for the first step, and if it is not defined.
#[must_use]
pub fn step_share(locale: &Locale, step: &Step) -> String {
    let of = match step.kind {
        StepKind::Enrolled => return String::new(),
        StepKind::Sent => Text::Enrolled,
        StepKind::Delivered => Text::Sent,
        StepKind::Opened | StepKind::Replied => Text::Delivered,
    };
    step.of_previous.map_or_else(String::new, |rate| {
        locale.fill(Text::ShareOf, &[&locale.percent(rate), &locale.text(of)])
    })
}

/// Result of comparing the reply rates of two campaigns.
#[must_use]
pub fn comparison(
    locale: &Locale,
    first: &(String, CampaignStats),
    second: &(String, CampaignStats),
) -> String {
    let (higher, difference) = match Comparison::of(&first.1, &second.1) {
        None => return locale.text(Text::NoData),
        Some(Comparison::TooEarly) => {
            return locale.fill(Text::TooEarlyToCompare, &[&MIN_SAMPLE.to_string()]);
        }
        Some(Comparison::NotBeyondChance(difference)) => (None, difference),
        Some(Comparison::First(difference)) => (Some(&first.0), difference),
        Some(Comparison::Second(difference)) => (Some(&second.0), difference),
    };
    let points = locale.fill(Text::Points, &[&locale.points(difference.value)]);
    let (low, high) = (locale.points(difference.low), locale.points(difference.high));
    match higher {
        Some(name) => locale.fill(Text::HigherBy, &[name, &points, &low, &high]),
        None => locale.fill(Text::Chance, &[&points, &low, &high]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::stats::campaign_stats::Count;
    use crate::model::text::english::english;

    #[test]
    fn freshness_as_text() {
        let fresh = |milliseconds| freshness(&english(), Freshness::Fresh(Millis(milliseconds)));
        assert_eq!(fresh(999), "Updated just now");
        assert_eq!(fresh(4000), "Updated 4 sec. ago");
        let stale = freshness(&english(), Freshness::Stale(Millis::seconds(130)));
        assert_eq!(stale.replace('\u{a0}', " "), "Stale: 2 min 10 sec old");
        assert_eq!(freshness(&english(), Freshness::Unknown), "No numbers yet");
    }

    #[test]
    fn evidence_as_text() {
        let count = |number| Count::new(number).unwrap();
        let counted = Evidence::Counted(Fraction { part: count(198), whole: count(4710) });
        for (kind, evidence, expected) in [
            (RateKind::Open, counted, "about 198 of 4,710 delivered"),
            (RateKind::Reply, counted, "198 of 4,710 delivered"),
            (RateKind::Bounce, counted, "198 of 4,710 sent"),
            (RateKind::Delivery, Evidence::ZeroDenominator, "nothing sent yet"),
            (RateKind::Reply, Evidence::ZeroDenominator, "nothing delivered yet"),
            (RateKind::Open, Evidence::NotReported, "no data"),
        ] {
            assert_eq!(super::evidence(&english(), kind, evidence), expected);
        }
    }

    #[test]
    fn meter_has_a_text_alternative() {
        let figure = RateFigure::new(RateKind::Reply, &documented_stats());
        assert_eq!(
            meter(&english(), &Bands::default(), &figure),
            "8%, 38 of 471 delivered, likely between 5.9% and 10.9%: Strong. Weak below 1%, strong from 5%"
        );
    }

    #[test]
    fn the_marks_of_a_bar_are_explained() {
        let explained = |kind| {
            let figure = RateFigure::new(kind, &documented_stats());
            explanation(&english(), &Bands::default(), &figure)
        };
        assert_eq!(
            explained(RateKind::Bounce),
            "Likely between 1% and 3.5% (95% confidence)\nHealthy below 2%, dangerous from 5%"
        );
        let open = explained(RateKind::Open);
        assert!(open.contains("shows a direction, not a count"), "{open}");
    }

    #[test]
    fn counts_are_separated_by_commas() {
        assert_eq!(
            counts(&english(), |counter| counter.of(&documented_stats())),
            "Enrolled 500, Sent 480, Delivered 471, Bounced 9, Replied 38, Queued 20"
        );
    }
}

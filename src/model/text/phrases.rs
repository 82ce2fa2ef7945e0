//! What figures are called, and how they are said.

use crate::model::history::trend::Series;
use crate::model::insight::bands::{Bands, ENOUGH};
use crate::model::insight::comparison::Comparison;
use crate::model::insight::fraction::Fraction;
use crate::model::insight::funnel::{Step, StepKind};
use crate::model::insight::rates::{Evidence, RateFigure, RateKind};
use crate::model::polling::feed::{Change, Freshness};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Counter, Rate};
use crate::model::text::locale::{Locale, UNKNOWN};
use crate::model::text::texts::Text;
use crate::model::text::{advice, labels};
use crate::model::time::Millis;

/// What the button does next that pauses and resumes.
#[must_use]
pub fn pause_or_resume(paused: bool) -> Text {
    if paused { Text::Resume } else { Text::Pause }
}

/// How old the numbers are.
#[must_use]
pub fn freshness(locale: &Locale, freshness: Freshness) -> String {
    match freshness {
        Freshness::Unknown => locale.say(Text::NoNumbers),
        Freshness::Fresh(age) if age < Millis::SECOND => locale.say(Text::UpdatedNow),
        Freshness::Fresh(age) => locale.fill(Text::Updated, &[&locale.ago(age)]),
        Freshness::Stale(age) => locale.fill(Text::Stale, &[&locale.span(age)]),
    }
}

/// What the last refresh changed in a count.
#[must_use]
pub fn change(locale: &Locale, change: Change) -> String {
    match change {
        Change::Up(by) => ["+", &locale.count(by)].concat(),
        Change::Down(by) => ["−", &locale.count(by)].concat(),
    }
}

/// What a rate rests on.
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
        Evidence::NothingYet if of_sent => locale.say(Text::NoneSent),
        Evidence::NothingYet => locale.say(Text::NoneDelivered),
        Evidence::NotKnown => locale.say(Text::NoData),
    }
}

/// A rate's bar in a sentence: its value, what it rests on, where it likely lies, and what is
/// thought of it.
#[must_use]
pub fn meter(locale: &Locale, bands: &Bands, figure: &RateFigure) -> String {
    let value = locale.percent_or_unknown(figure.value);
    let mut text = [&value, ", ", &evidence(locale, figure.kind, figure.evidence)].concat();
    if let Some(within) = figure.interval() {
        let ends = [within.low(), within.high()].map(|end| locale.percent(end));
        let [low, high] = &ends;
        text.push_str(", ");
        text.push_str(&locale.fill(Text::Between, &[low, high]));
    }
    text.push_str(": ");
    text.push_str(&advice::verdict(locale, bands, figure));
    text
}

/// A point of a line.
#[must_use]
pub fn value(locale: &Locale, series: Series, value: f64) -> String {
    match series {
        Series::Count(_) => locale.count_or_unknown(Count::from_number(value)),
        Series::Rate(_) => locale.percent_or_unknown(Rate::new(value)),
    }
}

/// By how much a figure moved over a line.
#[must_use]
pub fn growth(locale: &Locale, series: Series, change: f64) -> String {
    let (size, shown) = match series {
        Series::Count(_) => (locale.count_or_unknown(Count::from_number(change.abs())), change),
        // As it is shown, to a tenth of a point: what is rounded to nothing has no sign.
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

/// All counts in one line, with their names.
#[must_use]
pub fn counts(locale: &Locale, count_of: impl Fn(Counter) -> Count) -> String {
    let said = Counter::ALL.map(|counted| {
        [&locale.say(labels::counter(counted)), " ", &locale.count(count_of(counted))].concat()
    });
    said.join(", ")
}

/// The name of a step of the funnel.
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

/// How many leads or emails a step counts.
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

/// Which share of an earlier step came so far; nothing for the first step, and where steps count
/// different things.
#[must_use]
pub fn step_share(locale: &Locale, step: &Step) -> String {
    let of = match step.kind {
        StepKind::Enrolled => return String::new(),
        StepKind::Sent => Text::Enrolled,
        StepKind::Delivered => Text::Sent,
        StepKind::Opened | StepKind::Replied => Text::Delivered,
    };
    step.of_previous.map_or_else(String::new, |rate| {
        locale.fill(Text::ShareOf, &[&locale.percent(rate), &locale.say(of)])
    })
}

/// Whether one of two campaigns has the higher reply rate, or whether that may be chance.
#[must_use]
pub fn comparison(
    locale: &Locale,
    first: &(String, CampaignStats),
    second: &(String, CampaignStats),
) -> String {
    let (higher, difference) = match Comparison::of(&first.1, &second.1) {
        None => return locale.say(Text::NoData),
        Some(Comparison::TooEarly) => {
            return locale.fill(Text::TooEarlyToCompare, &[&ENOUGH.to_string()]);
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

/// To where the scales reach of the bars that do not reach to 100 %.
#[must_use]
pub fn scales(locale: &Locale, stats: &CampaignStats) -> String {
    let scale = |kind| locale.percent(RateFigure::new(kind, stats).scale);
    locale.fill(Text::Scales, &[&scale(RateKind::Reply), &scale(RateKind::Bounce)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::stats::campaign_stats::Count;
    use crate::model::text::english::english;

    #[test]
    fn the_age_of_the_numbers_is_said_in_words() {
        let fresh = |milliseconds| freshness(&english(), Freshness::Fresh(Millis(milliseconds)));
        assert_eq!(fresh(999), "Updated just now");
        assert_eq!(fresh(4000), "Updated 4 sec. ago");
        let stale = freshness(&english(), Freshness::Stale(Millis::seconds(130)));
        assert_eq!(stale.replace('\u{a0}', " "), "Stale: 2 min 10 sec old");
        assert_eq!(freshness(&english(), Freshness::Unknown), "No numbers yet");
    }

    #[test]
    fn a_rate_says_what_it_rests_on() {
        let count = |number| Count::new(number).unwrap();
        let counted = Evidence::Counted(Fraction { part: count(198), whole: count(4710) });
        for (kind, evidence, said) in [
            (RateKind::Open, counted, "about 198 of 4,710 delivered"),
            (RateKind::Reply, counted, "198 of 4,710 delivered"),
            (RateKind::Bounce, counted, "198 of 4,710 sent"),
            (RateKind::Delivery, Evidence::NothingYet, "nothing sent yet"),
            (RateKind::Reply, Evidence::NothingYet, "nothing delivered yet"),
            (RateKind::Open, Evidence::NotKnown, "no data"),
        ] {
            assert_eq!(super::evidence(&english(), kind, evidence), said);
        }
    }

    #[test]
    fn a_bar_is_a_sentence_for_those_who_do_not_see_it() {
        let figure = RateFigure::new(RateKind::Reply, &documented_stats());
        assert_eq!(
            meter(&english(), &Bands::default(), &figure),
            "8%, 38 of 471 delivered, likely between 5.9% and 10.9%: Strong"
        );
    }

    #[test]
    fn counts_are_said_in_one_line() {
        assert_eq!(
            counts(&english(), |counter| counter.of(&documented_stats())),
            "Enrolled 500, Sent 480, Delivered 471, Bounced 9, Replied 38, Queued 20"
        );
    }
}

//! Wording of verdicts on rates, and recommended actions.

use crate::model::insight::bands::{Band, Bands, Severity, Verdict, severity};
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::stats::consistency::{Contradiction, contradictions};
use crate::model::text::labels;
use crate::model::text::locale::Locale;
use crate::model::text::message::{Headline, Tone};
use crate::model::text::texts::Text;

/// Order of precedence for recommendations: rates that endanger the sender first.
const URGENCY: [RateKind; 3] = [RateKind::Bounce, RateKind::Delivery, RateKind::Reply];

/// A verdict in two or three words; for the open rate, "Directional".
#[must_use]
pub fn verdict(locale: &Locale, bands: &Bands, figure: &RateFigure) -> String {
    let kind = figure.kind;
    match bands.verdict(figure) {
        Some(Verdict::TooEarly) => locale.capitalized(Text::TooEarly),
        Some(Verdict::Unclear) => locale.capitalized(Text::Unclear),
        Some(Verdict::Likely(band)) => {
            let word = locale.text(word(kind, band));
            locale.fill_capitalized(Text::Likely, &[&word])
        }
        Some(Verdict::Surely(band)) => locale.capitalized(word(kind, band)),
        None if kind == RateKind::Open => locale.capitalized(Text::Directional),
        None => String::new(),
    }
}

/// What the thresholds of a rate mean; for the open rate, why it is directional.
#[must_use]
pub fn meaning(locale: &Locale, bands: &Bands, kind: RateKind) -> String {
    let Some(thresholds) = bands.of(kind) else { return locale.text(Text::WhyDirectional) };
    let [low, high] = [thresholds.low(), thresholds.high()].map(|limit| locale.percent(limit));
    let [below, from] = [Band::Low, Band::High].map(|band| locale.text(word(kind, band)));
    let below = locale.fill_capitalized(Text::Below, &[&below, &low]);
    [&below, ", ", &locale.fill(Text::From, &[&from, &high])].concat()
}

/// Name of a band.
fn word(kind: RateKind, band: Band) -> Text {
    match (kind, band) {
        (RateKind::Bounce, Band::Low) | (RateKind::Delivery | RateKind::Open, Band::High) => {
            Text::Healthy
        }
        (RateKind::Bounce | RateKind::Delivery | RateKind::Open, Band::Middle) => Text::Attention,
        (RateKind::Bounce, Band::High) => Text::Dangerous,
        (RateKind::Delivery | RateKind::Open, Band::Low) => Text::TooLow,
        (RateKind::Reply, Band::Low) => Text::Weak,
        (RateKind::Reply, Band::Middle) => Text::Typical,
        (RateKind::Reply, Band::High) => Text::Strong,
    }
}

/// Warning and recommended action for the most important problem, if any.
#[must_use]
pub fn headline(locale: &Locale, bands: &Bands, stats: &CampaignStats) -> Option<Headline> {
    let verdict_of = |kind| {
        let verdict = bands.verdict(&RateFigure::new(kind, stats));
        verdict.map(|verdict| (kind, verdict, severity(kind, verdict)))
    };
    let found = |wanted| {
        let mut verdicts = URGENCY.into_iter().filter_map(verdict_of);
        verdicts.find(|(.., severity)| *severity == wanted)
    };
    let (kind, verdict, severity) =
        found(Severity::Danger).or_else(|| found(Severity::Attention))?;
    let (sure, band) = match verdict {
        Verdict::Likely(band) => (false, band),
        Verdict::Surely(band) => (true, band),
        Verdict::TooEarly | Verdict::Unclear => return None,
    };
    let thresholds = bands.of(kind)?;
    let (above, threshold, action) = match (kind, band) {
        (RateKind::Bounce, Band::High) => (true, thresholds.high(), Text::CleanList),
        (RateKind::Bounce, _) => (true, thresholds.low(), Text::VerifyAddresses),
        (RateKind::Delivery, Band::Low) => (false, thresholds.low(), Text::CheckSender),
        (RateKind::Delivery, _) => (false, thresholds.high(), Text::LookAtBounces),
        (RateKind::Reply | RateKind::Open, _) => (false, thresholds.low(), Text::TryAnother),
    };
    let sentence = match (above, sure) {
        (true, true) => Text::SurelyAbove,
        (true, false) => Text::LikelyAbove,
        (false, true) => Text::SurelyBelow,
        (false, false) => Text::LikelyBelow,
    };
    let rate = locale.text(labels::full_rate(kind));
    Some(Headline {
        tone: if severity == Severity::Danger { Tone::Alarm } else { Tone::Warning },
        text: locale.fill(sentence, &[&rate, &locale.percent(threshold)]),
        action: locale.text(action),
    })
}

/// Notes on contradictions within the stats; usually empty.
#[must_use]
pub fn notes(locale: &Locale, stats: &CampaignStats) -> String {
    let notes: Vec<_> =
        contradictions(stats).into_iter().map(|found| note(locale, found)).collect();
    notes.join(" ")
}

fn note(locale: &Locale, contradiction: Contradiction) -> String {
    let count = |count| locale.count(count);
    match contradiction {
        Contradiction::MoreArrivedThanSent { arrived, sent } => {
            locale.fill(Text::MoreArrived, &[&count(arrived), &count(sent)])
        }
        Contradiction::MoreRepliesThanDelivered { replied, delivered } => {
            locale.fill(Text::MoreReplies, &[&count(replied), &count(delivered)])
        }
        Contradiction::ReplyRate { given, counted } => {
            let rates = [given, counted].map(|rate| locale.percent(rate));
            let [given, counted] = &rates;
            locale.fill(Text::RateDiffers, &[given, counted])
        }
        Contradiction::OpensNotTracked { replied } => {
            locale.fill(Text::NoTracking, &[&count(replied)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::documented_stats;
    use crate::model::stats::campaign_stats::{Count, Rate};
    use crate::model::text::english::english;

    fn with(sent: u64, delivered: u64, bounced: u64, replied: u64) -> CampaignStats {
        let count = |number| Count::new(number).unwrap();
        CampaignStats {
            sent: count(sent),
            delivered: count(delivered),
            bounced: count(bounced),
            replied: count(replied),
            reply_rate: Rate::of(count(replied), count(delivered)),
            ..documented_stats()
        }
    }

    fn tone_and_text(stats: &CampaignStats) -> Option<(Tone, String)> {
        let headline = headline(&english(), &Bands::default(), stats)?;
        Some((headline.tone, [&headline.text, " ", &headline.action].concat()))
    }

    #[test]
    fn documented_example_has_no_recommendation() {
        assert_eq!(tone_and_text(&documented_stats()), None);
    }

    #[test]
    fn dangerous_bounce_rate_recommends_pausing() {
        let text = "Bounce rate is above 5%. Pause the campaign and clean the list before the \
                    sender is blocked.";
        assert_eq!(tone_and_text(&with(3000, 2800, 200, 3)), Some((Tone::Alarm, text.to_owned())));
    }

    #[test]
    fn uncertain_verdict_is_worded_as_likely() {
        let (tone, text) = tone_and_text(&with(100, 93, 7, 9)).unwrap();
        assert_eq!(tone, Tone::Alarm);
        assert!(text.starts_with("Bounce rate is likely above 5%"), "{text}");
    }

    #[test]
    fn low_reply_rate_is_a_warning() {
        let (tone, text) = tone_and_text(&with(5000, 4990, 10, 10)).unwrap();
        assert_eq!(tone, Tone::Warning);
        assert!(text.starts_with("Reply rate is below 1%"), "{text}");
    }

    #[test]
    fn small_sample_has_no_recommendation() {
        assert_eq!(tone_and_text(&with(19, 10, 9, 0)), None);
    }

    #[test]
    fn verdicts_as_text() {
        for (kind, stats, expected) in [
            (RateKind::Bounce, documented_stats(), "Likely healthy"),
            (RateKind::Reply, documented_stats(), "Strong"),
            (RateKind::Open, documented_stats(), "Directional"),
            (RateKind::Delivery, with(19, 19, 0, 0), "Too early to say"),
            (RateKind::Delivery, with(100, 93, 7, 0), "Likely too low"),
            (RateKind::Bounce, with(30, 29, 1, 0), "Unclear so far"),
        ] {
            let figure = RateFigure::new(kind, &stats);
            assert_eq!(verdict(&english(), &Bands::default(), &figure), expected);
        }
    }
}

//! What a verdict on a rate is called, and what is to be done about it.

use crate::model::insight::bands::{Band, Bands, Severity, Verdict, severity};
use crate::model::insight::rates::{RateFigure, RateKind};
use crate::model::stats::campaign_stats::CampaignStats;
use crate::model::stats::consistency::{Contradiction, contradictions};
use crate::model::text::labels;
use crate::model::text::locale::Locale;
use crate::model::text::message::{Headline, Tone};
use crate::model::text::texts::Text;

/// The order in which rates are looked at for what is to be done: what endangers the sender
/// first.
const URGENCY: [RateKind; 3] = [RateKind::Bounce, RateKind::Delivery, RateKind::Reply];

/// A verdict in two or three words; the open rate gets none, and says why.
#[must_use]
pub fn verdict(locale: &Locale, bands: &Bands, figure: &RateFigure) -> String {
    let kind = figure.kind;
    match bands.verdict(figure) {
        Some(Verdict::TooEarly) => locale.begin(Text::TooEarly),
        Some(Verdict::Unclear) => locale.begin(Text::Unclear),
        Some(Verdict::Likely(band)) => {
            let word = locale.say(word(kind, band));
            locale.begin_filled(Text::Likely, &[&word])
        }
        Some(Verdict::Surely(band)) => locale.begin(word(kind, band)),
        None if kind == RateKind::Open => locale.begin(Text::Directional),
        None => String::new(),
    }
}

/// What a band of a rate is called.
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

/// What is to be done, where there is something to do: about what matters most.
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
    let rate = locale.say(labels::full_rate(kind));
    Some(Headline {
        tone: if severity == Severity::Danger { Tone::Alarm } else { Tone::Warning },
        text: locale.fill(sentence, &[&rate, &locale.percent(threshold)]),
        action: locale.say(action),
    })
}

/// What in an answer contradicts itself, as quiet notes; most often nothing.
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

    fn said(stats: &CampaignStats) -> Option<(Tone, String)> {
        let headline = headline(&english(), &Bands::default(), stats)?;
        Some((headline.tone, [&headline.text, " ", &headline.action].concat()))
    }

    #[test]
    fn of_the_documented_example_nothing_is_to_be_done() {
        assert_eq!(said(&documented_stats()), None);
    }

    #[test]
    fn a_dangerous_bounce_rate_says_what_to_do_first() {
        let text = "Bounce rate is above 5%. Pause the campaign and clean the list before the \
                    sender is blocked.";
        assert_eq!(said(&with(3000, 2800, 200, 3)), Some((Tone::Alarm, text.to_owned())));
    }

    #[test]
    fn what_the_sample_cannot_prove_is_said_to_be_likely() {
        let (tone, text) = said(&with(100, 93, 7, 9)).unwrap();
        assert_eq!(tone, Tone::Alarm);
        assert!(text.starts_with("Bounce rate is likely above 5%"), "{text}");
    }

    #[test]
    fn few_replies_want_attention_and_are_no_alarm() {
        let (tone, text) = said(&with(5000, 4990, 10, 10)).unwrap();
        assert_eq!(tone, Tone::Warning);
        assert!(text.starts_with("Reply rate is below 1%"), "{text}");
    }

    #[test]
    fn small_samples_are_not_judged() {
        assert_eq!(said(&with(19, 10, 9, 0)), None);
    }

    #[test]
    fn every_verdict_has_words_and_the_open_rate_says_why_it_has_none() {
        for (kind, stats, said) in [
            (RateKind::Bounce, documented_stats(), "Likely healthy"),
            (RateKind::Reply, documented_stats(), "Strong"),
            (RateKind::Open, documented_stats(), "Directional"),
            (RateKind::Delivery, with(19, 19, 0, 0), "Too early to say"),
            (RateKind::Delivery, with(100, 93, 7, 0), "Likely too low"),
            (RateKind::Bounce, with(30, 29, 1, 0), "Unclear so far"),
        ] {
            let figure = RateFigure::new(kind, &stats);
            assert_eq!(verdict(&english(), &Bands::default(), &figure), said);
        }
    }
}

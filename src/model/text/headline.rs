//! Message at the top of a card, and the status of the next request.

use crate::model::history::send_rate::{SendRate, rounded, two_digits};
use crate::model::insight::bands::Bands;
use crate::model::options::campaign::CampaignId;
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::Feed;
use crate::model::polling::schedule::{Blocker, NextPoll, Outcome};
use crate::model::stats::campaign_stats::{CampaignStats, Count};
use crate::model::text::advice;
use crate::model::text::error_text;
use crate::model::text::locale::Locale;
use crate::model::text::message::{Headline, Tone};
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// Input of the headline.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// State of the campaign.
    pub feed: &'a Feed,
    /// Campaign id.
    pub campaign: &'a CampaignId,
    /// Thresholds of the rates.
    pub bands: &'a Bands,
    /// Whether the stats are stale.
    pub stale: bool,
}

/// The [`alert`], or else the progress of the campaign.
#[must_use]
pub fn headline(locale: &Locale, subject: Subject<'_>, now: Millis) -> Headline {
    alert(locale, subject).unwrap_or_else(|| match subject.feed.stats() {
        Some(_) if subject.feed.is_restored() => {
            let in_flight = subject.feed.plan() == NextPoll::InFlight;
            let text = if in_flight { Text::FetchingFresh } else { Text::Old };
            Headline::new(Tone::Quiet, locale.text(text))
        }
        Some(stats) => {
            let send_rate = send_rate(subject.feed, stats, now);
            Headline::new(Tone::Quiet, campaign_status(locale, stats, send_rate))
        }
        None => Headline::new(Tone::Quiet, locale.text(Text::Fetching)),
    })
}

/// The error, or else a warning about a rate. Unlike the rest of the headline, it does not change
/// with every email.
#[must_use]
pub fn alert(locale: &Locale, subject: Subject<'_>) -> Option<Headline> {
    let Subject { feed, campaign, bands, stale } = subject;
    match (feed.error(), feed.stats()) {
        (Some(error), stats) => Some(Headline::new(
            tone(error, stale || stats.is_none()),
            error_text::cause(locale, error, campaign),
        )),
        (None, None) => None,
        // What the stats of an earlier visit say may be over.
        (None, Some(_)) if feed.is_restored() => None,
        (None, Some(stats)) => match feed.served_stale() {
            Some(api_error) => {
                let text = locale.fill(Text::Kept, &[&api_error.to_string()]);
                Some(Headline::new(Tone::Warning, text))
            }
            None if stale && feed.plan() == NextPoll::InFlight => {
                Some(Headline::new(Tone::Quiet, locale.text(Text::FetchingFresh)))
            }
            None if stale => Some(Headline::new(Tone::Warning, locale.text(Text::Old))),
            None => advice::headline(locale, bands, stats),
        },
    }
}

/// A temporary error is quiet while the stats are fresh, because most resolve by themselves.
fn tone(error: &StatsError, without_fresh_stats: bool) -> Tone {
    match error {
        _ if error.outcome() == Outcome::Rejected => Tone::Alarm,
        _ if without_fresh_stats => Tone::Warning,
        _ => Tone::Quiet,
    }
}

/// Status of the queue and of sending.
fn campaign_status(locale: &Locale, stats: &CampaignStats, send_rate: SendRate) -> String {
    let mut sentences = Vec::new();
    let queued = stats.queued.get() > 0;
    if stats.nothing_sent() {
        sentences.push(locale.text(Text::NothingSent));
        if !queued {
            sentences.push(locale.text(Text::FirstEmail));
        }
    }
    match send_rate {
        SendRate::Held { over, .. } if queued => {
            sentences.push(locale.counted(Text::Held, stats.queued, &locale.span(over)));
        }
        SendRate::Finished { over } if !stats.nothing_sent() => {
            sentences.push(locale.fill(Text::Finished, &[&locale.span(over)]));
        }
        _ if queued => {
            sentences.push(locale.counted(Text::Waiting, stats.queued, ""));
            match send_rate {
                SendRate::Sending { empty_in: Some(left), .. } => {
                    sentences.push(locale.fill(Text::EmptyIn, &[&locale.span(rounded(left))]));
                }
                SendRate::Sending { .. } => sentences.push(locale.text(Text::NotShorter)),
                _ => {}
            }
        }
        _ if stats.nothing_sent() => {}
        _ => sentences.push(locale.text(Text::QueueEmpty)),
    }
    sentences.join(" ")
}

fn send_rate(feed: &Feed, stats: &CampaignStats, now: Millis) -> SendRate {
    SendRate::of(stats, feed.history(), now, feed.interval())
}

/// The measured send rate, preceded by the campaign's status if the headline shows a warning
/// instead.
#[must_use]
pub fn progress(locale: &Locale, bands: &Bands, feed: &Feed, now: Millis) -> String {
    let Some(stats) = feed.stats() else { return String::new() };
    let send_rate = send_rate(feed, stats, now);
    let rate_text = measured_rate(locale, send_rate);
    if advice::headline(locale, bands, stats).is_none() {
        return rate_text;
    }
    let campaign_text = campaign_status(locale, stats, send_rate);
    if rate_text.is_empty() { campaign_text } else { [&campaign_text, " ", &rate_text].concat() }
}

fn measured_rate(locale: &Locale, send_rate: SendRate) -> String {
    let SendRate::Sending { per_hour, over, .. } = send_rate else { return String::new() };
    let rate =
        locale.counted(Text::Pace, Count::new(two_digits(per_hour)).unwrap_or(Count::MAX), "");
    locale.fill(Text::Measured, &[&rate, &locale.span(rounded(over))])
}

/// Status of the next request, if it is not a regular refresh. Separate from the headline,
/// because it may change every second.
#[must_use]
pub fn what_next(locale: &Locale, feed: &Feed, now: Millis) -> Option<String> {
    let failed = feed.error().is_some();
    match feed.plan() {
        NextPoll::Blocked(Blocker::Paused) => Some(locale.text(Text::Paused)),
        NextPoll::Blocked(Blocker::Offline) => Some(locale.text(Text::Offline)),
        NextPoll::Next(at) if failed => {
            let left = countdown((at - now).max(Millis(1)));
            Some(locale.fill(Text::NextTry, &[&left]))
        }
        NextPoll::InFlight if failed => Some(locale.text(Text::TryingAgain)),
        NextPoll::Stopped => Some(locale.text(Text::RefreshToTry)),
        // Not visible on a hidden page; the other blockers last only for seconds.
        NextPoll::Blocked(_) | NextPoll::Next(_) | NextPoll::InFlight => None,
    }
}

/// A countdown such as "0:24" or "1:10". Rounded up, so it ends with "0:01".
fn countdown(left: Millis) -> String {
    let seconds = left.seconds_left();
    let zero = if seconds % 60 < 10 { "0" } else { "" };
    [&(seconds / 60).to_string(), ":", zero, &(seconds % 60).to_string()].concat()
}

#[cfg(test)]
mod tests;

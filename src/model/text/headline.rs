//! The one sentence at the top of a card, and what comes next.

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

/// What of a feed the headline is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What is known.
    pub feed: &'a Feed,
    /// Whose numbers these are.
    pub campaign: &'a CampaignId,
    /// What is good and what is not.
    pub bands: &'a Bands,
    /// Whether the numbers are stale.
    pub stale: bool,
}

/// What is wrong, or else what is to be done, or else where the campaign stands.
#[must_use]
pub fn headline(locale: &Locale, subject: Subject<'_>, now: Millis) -> Headline {
    alert(locale, subject).unwrap_or_else(|| match subject.feed.stats() {
        Some(stats) => {
            let movement = movement(subject.feed, stats, now);
            Headline::new(Tone::Quiet, poll_state(locale, stats, movement))
        }
        None => Headline::new(Tone::Quiet, locale.say(Text::Fetching)),
    })
}

/// What is wrong, or else what is to be done. Unlike where the campaign stands, this does not
/// change with every email.
#[must_use]
pub fn alert(locale: &Locale, subject: Subject<'_>) -> Option<Headline> {
    let Subject { feed, campaign, bands, stale } = subject;
    match (feed.error(), feed.stats()) {
        (Some(failure), stats) => Some(Headline::new(
            tone(failure, stale || stats.is_none()),
            error_text::cause(locale, failure, campaign),
        )),
        (None, None) => None,
        (None, Some(stats)) => match feed.served_stale() {
            Some(failure) => {
                let text = locale.fill(Text::Kept, &[&failure.to_string()]);
                Some(Headline::new(Tone::Warning, text))
            }
            None if stale && feed.plan() == NextPoll::Asking => {
                Some(Headline::new(Tone::Quiet, locale.say(Text::FetchingFresh)))
            }
            None if stale => Some(Headline::new(Tone::Warning, locale.say(Text::Old))),
            None => advice::headline(locale, bands, stats),
        },
    }
}

/// One miss while the numbers are fresh is said quietly: most pass by themselves.
fn tone(failure: &StatsError, matters: bool) -> Tone {
    match failure {
        _ if failure.outcome() == Outcome::Refused => Tone::Alarm,
        _ if matters => Tone::Warning,
        _ => Tone::Quiet,
    }
}

/// Where a campaign stands.
fn poll_state(locale: &Locale, stats: &CampaignStats, movement: SendRate) -> String {
    let mut said = Vec::new();
    let queued = stats.queued.get() > 0;
    if stats.nothing_sent() {
        said.push(locale.say(Text::NothingSent));
        if !queued {
            said.push(locale.say(Text::FirstEmail));
        }
    }
    match movement {
        SendRate::Held { over, .. } if queued => {
            said.push(locale.counted(Text::Held, stats.queued, &locale.span(over)));
        }
        SendRate::Finished { over } if !stats.nothing_sent() => {
            said.push(locale.fill(Text::Finished, &[&locale.span(over)]));
        }
        _ if queued => {
            said.push(locale.counted(Text::Waiting, stats.queued, ""));
            match movement {
                SendRate::Sending { empty_in: Some(left), .. } => {
                    said.push(locale.fill(Text::EmptyIn, &[&locale.span(rounded(left))]));
                }
                SendRate::Sending { .. } => said.push(locale.say(Text::NotShorter)),
                _ => {}
            }
        }
        _ if stats.nothing_sent() => {}
        _ => said.push(locale.say(Text::QueueEmpty)),
    }
    said.join(" ")
}

fn movement(feed: &Feed, stats: &CampaignStats, now: Millis) -> SendRate {
    SendRate::of(stats, feed.history(), now, feed.interval())
}

/// How the campaign moves: how fast emails leave, and how that was measured, where that is known;
/// before that where the campaign stands, if the headline says what is to be done instead.
#[must_use]
pub fn progress(locale: &Locale, bands: &Bands, feed: &Feed, now: Millis) -> String {
    let Some(stats) = feed.stats() else { return String::new() };
    let movement = movement(feed, stats, now);
    let said = pace(locale, movement);
    if advice::headline(locale, bands, stats).is_none() {
        return said;
    }
    let poll_state = poll_state(locale, stats, movement);
    if said.is_empty() { poll_state } else { [&poll_state, " ", &said].concat() }
}

fn pace(locale: &Locale, movement: SendRate) -> String {
    let SendRate::Sending { per_hour, over, .. } = movement else { return String::new() };
    let pace =
        locale.counted(Text::Pace, Count::new(two_digits(per_hour)).unwrap_or(Count::MAX), "");
    locale.fill(Text::Measured, &[&pace, &locale.span(rounded(over))])
}

/// What comes next, where that is not simply the next refresh. Apart from the headline, because
/// it may change with every second.
#[must_use]
pub fn what_next(locale: &Locale, feed: &Feed, now: Millis) -> Option<String> {
    let failed = feed.error().is_some();
    match feed.plan() {
        NextPoll::Held(Blocker::Paused) => Some(locale.say(Text::Paused)),
        NextPoll::Held(Blocker::Offline) => Some(locale.say(Text::Offline)),
        NextPoll::Next(at) if failed => {
            let left = countdown((at - now).max(Millis(1)));
            Some(locale.fill(Text::NextTry, &[&left]))
        }
        NextPoll::Asking if failed => Some(locale.say(Text::TryingAgain)),
        NextPoll::Stopped => Some(locale.say(Text::RefreshToTry)),
        // Nobody reads a hidden page, and what else may hold it passes within seconds.
        NextPoll::Held(_) | NextPoll::Next(_) | NextPoll::Asking => None,
    }
}

/// A countdown: "0:24", "1:10". Begun seconds count, so that it ends with "0:01".
fn countdown(left: Millis) -> String {
    let seconds = left.seconds_left();
    let zero = if seconds % 60 < 10 { "0" } else { "" };
    [&(seconds / 60).to_string(), ":", zero, &(seconds % 60).to_string()].concat()
}

#[cfg(test)]
mod tests;

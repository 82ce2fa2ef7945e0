//! The one sentence at the top of a card, and what comes next.

use crate::model::history::send_rate::{Movement, rounded, two_digits};
use crate::model::insight::bands::Bands;
use crate::model::options::campaign::CampaignId;
use crate::model::polling::error::Failure;
use crate::model::polling::feed::Feed;
use crate::model::polling::schedule::{Hindrance, Outcome, Plan};
use crate::model::stats::campaign_stats::{CampaignStats, Count};
use crate::model::text::advice;
use crate::model::text::error_text;
use crate::model::text::locale::Language;
use crate::model::text::texts::Text;
use crate::model::time::Millis;

/// How loudly something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A plain statement.
    Quiet,
    /// Something is wrong, and passes by itself or can wait.
    Warning,
    /// Something is wrong that a person has to mend.
    Alarm,
}

/// What is said at the top of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// How loudly it is said.
    pub tone: Tone,
    /// What there is to know.
    pub text: String,
    /// What there is to do; most often nothing.
    pub deed: String,
}

impl Headline {
    fn new(tone: Tone, text: String) -> Self {
        Self { tone, text, deed: String::new() }
    }
}

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
pub fn headline(language: &Language, subject: Subject<'_>, now: Millis) -> Headline {
    complaint(language, subject).unwrap_or_else(|| match subject.feed.stats() {
        Some(stats) => {
            let movement = movement(subject.feed, stats, now);
            Headline::new(Tone::Quiet, standing(language, stats, movement))
        }
        None => Headline::new(Tone::Quiet, language.say(Text::Fetching)),
    })
}

/// What is wrong, or else what is to be done. Unlike where the campaign stands, this does not
/// change with every email.
#[must_use]
pub fn complaint(language: &Language, subject: Subject<'_>) -> Option<Headline> {
    let Subject { feed, campaign, bands, stale } = subject;
    match (feed.trouble(), feed.stats()) {
        (Some(failure), stats) => Some(Headline::new(
            tone(failure, stale || stats.is_none()),
            error_text::cause(language, failure, campaign),
        )),
        (None, None) => None,
        (None, Some(stats)) => match feed.kept() {
            Some(failure) => {
                let text = language.fill(Text::Kept, &[&failure.to_string()]);
                Some(Headline::new(Tone::Warning, text))
            }
            None if stale && feed.plan() == Plan::Asking => {
                Some(Headline::new(Tone::Quiet, language.say(Text::FetchingFresh)))
            }
            None if stale => Some(Headline::new(Tone::Warning, language.say(Text::Old))),
            None => advice::headline(language, bands, stats),
        },
    }
}

/// One miss while the numbers are fresh is said quietly: most pass by themselves.
fn tone(failure: &Failure, matters: bool) -> Tone {
    match failure {
        _ if failure.outcome() == Outcome::Refused => Tone::Alarm,
        _ if matters => Tone::Warning,
        _ => Tone::Quiet,
    }
}

/// Where a campaign stands.
fn standing(language: &Language, stats: &CampaignStats, movement: Movement) -> String {
    let mut said = Vec::new();
    let queued = stats.queued.get() > 0;
    if stats.nothing_sent() {
        said.push(language.say(Text::NothingSent));
        if !queued {
            said.push(language.say(Text::FirstEmail));
        }
    }
    match movement {
        Movement::Held { over, .. } if queued => {
            said.push(language.counted(Text::Held, stats.queued, &language.span(over)));
        }
        Movement::Finished { over } if !stats.nothing_sent() => {
            said.push(language.fill(Text::Finished, &[&language.span(over)]));
        }
        _ if queued => {
            said.push(language.counted(Text::Waiting, stats.queued, ""));
            match movement {
                Movement::Sending { empty_in: Some(left), .. } => {
                    said.push(language.fill(Text::EmptyIn, &[&language.span(rounded(left))]));
                }
                Movement::Sending { .. } => said.push(language.say(Text::NotShorter)),
                _ => {}
            }
        }
        _ if stats.nothing_sent() => {}
        _ => said.push(language.say(Text::QueueEmpty)),
    }
    said.join(" ")
}

fn movement(feed: &Feed, stats: &CampaignStats, now: Millis) -> Movement {
    Movement::of(stats, feed.history(), now, feed.interval())
}

/// How the campaign moves: how fast emails leave, and how that was measured, where that is known;
/// before that where the campaign stands, if the headline says what is to be done instead.
#[must_use]
pub fn progress(language: &Language, bands: &Bands, feed: &Feed, now: Millis) -> String {
    let Some(stats) = feed.stats() else { return String::new() };
    let movement = movement(feed, stats, now);
    let said = pace(language, movement);
    if advice::headline(language, bands, stats).is_none() {
        return said;
    }
    let standing = standing(language, stats, movement);
    if said.is_empty() { standing } else { [&standing, " ", &said].concat() }
}

fn pace(language: &Language, movement: Movement) -> String {
    let Movement::Sending { per_hour, over, .. } = movement else { return String::new() };
    let pace =
        language.counted(Text::Pace, Count::new(two_digits(per_hour)).unwrap_or(Count::MAX), "");
    language.fill(Text::Measured, &[&pace, &language.span(rounded(over))])
}

/// What comes next, where that is not simply the next refresh. Apart from the headline, because
/// it may change with every second.
#[must_use]
pub fn what_next(language: &Language, feed: &Feed, now: Millis) -> Option<String> {
    let failed = feed.trouble().is_some();
    match feed.plan() {
        Plan::Held(Hindrance::Paused) => Some(language.say(Text::Paused)),
        Plan::Held(Hindrance::Offline) => Some(language.say(Text::Offline)),
        Plan::Next(at) if failed => {
            let left = countdown((at - now).max(Millis(1)));
            Some(language.fill(Text::NextTry, &[&left]))
        }
        Plan::Asking if failed => Some(language.say(Text::TryingAgain)),
        Plan::Stopped => Some(language.say(Text::RefreshToTry)),
        // Nobody reads a hidden page, and what else may hold it passes within seconds.
        Plan::Held(_) | Plan::Next(_) | Plan::Asking => None,
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

//! Every text that people read, in one place.

use super::answer::{MAX_ANSWER_BYTES, Undecodable};
use super::campaign::{CampaignId, IdProblem, MAX_ID_CHARS};
use super::failure::Failure;
use super::feed::{Change, Feed, Freshness};
use super::format;
use super::insight::{Evidence, Fraction, RateKind};
use super::schedule::{Hindrance, Outcome, Plan, TIMEOUT};
use super::settings::{MAX_REFRESH, MIN_REFRESH, Problem};
use super::stats::{CampaignStats, Counter};
use super::time::Millis;

/// The name of the button that asks at once.
pub const REFRESH_NOW: &str = "Refresh now";

/// The name of the button that pauses and resumes, by what it does next.
#[must_use]
pub fn pause_or_resume(paused: bool) -> &'static str {
    if paused { "Resume refreshing" } else { "Pause refreshing" }
}

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

/// A sentence for the card's headline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// How loudly it is said.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// The one sentence at the top of a card: what is wrong, or else where the campaign stands.
#[must_use]
pub fn headline(feed: &Feed, campaign: &CampaignId, stale: bool) -> Headline {
    match (feed.trouble(), feed.stats()) {
        (Some(failure), stats) => Headline {
            tone: tone(failure, stale || stats.is_none()),
            text: cause(failure, campaign),
        },
        (None, Some(_)) if feed.kept().is_some() => {
            Headline { tone: Tone::Warning, text: kept(feed.kept().unwrap_or_default()) }
        }
        (None, Some(_)) if stale && feed.plan() == Plan::Asking => {
            Headline { tone: Tone::Quiet, text: "Fetching fresh numbers…".to_owned() }
        }
        (None, Some(_)) if stale => {
            Headline { tone: Tone::Warning, text: "These numbers are old.".to_owned() }
        }
        (None, Some(stats)) => Headline { tone: Tone::Quiet, text: standing(stats) },
        (None, None) => Headline { tone: Tone::Quiet, text: "Fetching the numbers…".to_owned() },
    }
}

/// Why a gateway gave kept numbers.
fn kept(status: u16) -> String {
    format!("The server has a problem (status {status}). These are its last good numbers.")
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
fn standing(stats: &CampaignStats) -> String {
    let waiting = match stats.queued.get() {
        0 => None,
        1 => Some("1 email is waiting in the queue.".to_owned()),
        _ => Some(format!("{} emails are waiting in the queue.", format::count(stats.queued))),
    };
    match (stats.nothing_sent(), waiting) {
        (false, Some(waiting)) => waiting,
        (false, None) => "The queue is empty.".to_owned(),
        (true, Some(waiting)) => format!("Nothing sent yet. {waiting}"),
        (true, None) => "Nothing sent yet. The numbers start with the first email.".to_owned(),
    }
}

/// Why there are no fresh numbers.
fn cause(failure: &Failure, campaign: &CampaignId) -> String {
    match failure {
        Failure::InvalidRequest => {
            format!("The server can’t make sense of the campaign id “{campaign}”.")
        }
        Failure::AuthenticationFailed => {
            "The key was rejected. Ask whoever runs this page.".to_owned()
        }
        Failure::CampaignNotFound => format!("No campaign {campaign} in this workspace."),
        Failure::TooManyRequests(_) => "Too many requests.".to_owned(),
        Failure::Server(status, _) => format!("The server has a problem (status {status})."),
        Failure::BadAddress => "The address of the API is not a valid one.".to_owned(),
        Failure::Redirected => {
            "The server sent us to another page. You may have to sign in again.".to_owned()
        }
        Failure::UnexpectedStatus(status) => {
            format!("The server gave an answer that we don’t know (status {status}).")
        }
        Failure::Network => "Can’t reach the server.".to_owned(),
        Failure::TimedOut => {
            format!("The server did not answer within {} seconds.", TIMEOUT.whole_seconds())
        }
        Failure::Undecodable(why) => {
            format!("The server’s answer can’t be used: {}.", undecodable(why))
        }
    }
}

fn undecodable(why: &Undecodable) -> String {
    match why {
        Undecodable::Empty => "it is empty".to_owned(),
        Undecodable::TooLarge => {
            format!("it is larger than {} KB", MAX_ANSWER_BYTES / 1024)
        }
        Undecodable::WebPage => "it is a web page, not numbers".to_owned(),
        Undecodable::NotJson => "it is not valid JSON, or it broke off".to_owned(),
        Undecodable::NotAnObject => "it is not a set of fields".to_owned(),
        Undecodable::Missing(field) => format!("“{}” is missing", field.name()),
        Undecodable::Impossible { field, found } => {
            format!("“{}” can’t be {found}", field.name())
        }
        Undecodable::OtherCampaign(found) => format!("it is about campaign “{found}”"),
    }
}

/// What comes next, where that is not simply the next refresh. Apart from the headline, because
/// it may change with every second.
#[must_use]
pub fn what_next(feed: &Feed, now: Millis) -> Option<String> {
    let failed = feed.trouble().is_some();
    match feed.plan() {
        Plan::Held(Hindrance::Paused) => Some("Paused.".to_owned()),
        Plan::Held(Hindrance::Offline) => {
            Some("You are offline; this goes on with the connection.".to_owned())
        }
        Plan::Next(at) if failed => {
            Some(format!("Next try in {}.", format::countdown((at - now).max(Millis(1)))))
        }
        Plan::Asking if failed => Some("Trying again…".to_owned()),
        Plan::Stopped => Some("Refresh to try again.".to_owned()),
        // Nobody reads a hidden page, and what else may hold it passes within seconds.
        Plan::Held(_) | Plan::Next(_) | Plan::Asking => None,
    }
}

/// How old the numbers are.
#[must_use]
pub fn freshness(freshness: Freshness) -> String {
    match freshness {
        Freshness::Unknown => "No numbers yet".to_owned(),
        Freshness::Fresh(age) if age < Millis::SECOND => "Updated just now".to_owned(),
        Freshness::Fresh(age) => format!("Updated {} ago", format::span(age)),
        Freshness::Stale(age) => format!("Stale: {} old", format::span(age)),
    }
}

/// The name of a count.
#[must_use]
pub fn counter(counter: Counter) -> &'static str {
    match counter {
        Counter::Enrolled => "Enrolled",
        Counter::Sent => "Sent",
        Counter::Delivered => "Delivered",
        Counter::Bounced => "Bounced",
        Counter::Replied => "Replied",
        Counter::Queued => "Queued",
    }
}

/// What the last refresh changed in a count.
#[must_use]
pub fn change(change: Change) -> String {
    match change {
        Change::Up(by) => ["+", &format::count(by)].concat(),
        Change::Down(by) => ["−", &format::count(by)].concat(),
    }
}

/// The name of a rate.
#[must_use]
pub fn rate(kind: RateKind) -> &'static str {
    match kind {
        RateKind::Delivery => "Delivery",
        RateKind::Open => "Open",
        RateKind::Reply => "Reply",
        RateKind::Bounce => "Bounce",
    }
}

/// What a rate rests on.
#[must_use]
pub fn evidence(kind: RateKind, evidence: Evidence) -> String {
    let counted_in = match kind {
        RateKind::Delivery | RateKind::Bounce => "sent",
        RateKind::Open | RateKind::Reply => "delivered",
    };
    match evidence {
        Evidence::Counted(Fraction { part, whole }) => {
            let about = if kind == RateKind::Open { "about " } else { "" };
            format!("{about}{} of {} {counted_in}", format::count(part), format::count(whole))
        }
        Evidence::NothingYet => format!("nothing {counted_in} yet"),
        Evidence::NotKnown => "no data".to_owned(),
    }
}

/// What a bar says at the end of its scale.
#[must_use]
pub fn scale_to(percent: &str) -> String {
    format!("to {percent}")
}

/// What is wrong with a setting, and what is done instead.
#[must_use]
pub fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Campaign(IdProblem::Empty) => {
            "“campaign” is empty: give a campaign’s id, such as camp_123.".to_owned()
        }
        Problem::Campaign(IdProblem::TooLong(length)) => format!(
            "A campaign id with {length} characters is left out: ids have at most {MAX_ID_CHARS}."
        ),
        Problem::Campaign(IdProblem::DotSegment) => {
            "“.” and “..” are no campaign ids and are left out.".to_owned()
        }
        Problem::Refresh(given) => format!(
            "refresh=“{given}” is not a number of seconds from {} to {}: 15 is used.",
            MIN_REFRESH.whole_seconds(),
            MAX_REFRESH.whole_seconds()
        ),
        Problem::Theme(given) => {
            format!("theme=“{given}” is none of auto, light and dark: auto is used.")
        }
        Problem::Switch(name, given) => {
            format!("{name}=“{given}” is neither on nor off: off is used.")
        }
        Problem::Key => {
            "A key in the page or its address is not used, and should be replaced: others \
             have seen it. Keys belong in the gateway, see the README."
                .to_owned()
        }
        Problem::Unknown(name) => format!("“{name}” is not an option."),
    }
}

/// What is said when there is nothing to show.
pub const NO_CAMPAIGN: &str =
    "Which campaign? Give its id: campaign=\"camp_123\", or ?campaign=camp_123 in the address.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::answer::Field;
    use crate::model::example::{Answered, documented_stats, planned};
    use crate::model::feed::News;
    use crate::model::schedule::Plan;
    use crate::model::stats::Count;

    const NOW: Millis = Millis::seconds(1000);

    fn campaign() -> CampaignId {
        CampaignId::parse("camp_999").unwrap()
    }

    fn feed() -> Feed {
        Feed::new(planned(Plan::Next(NOW)))
    }

    fn said(answer: Result<CampaignStats, Failure>) -> String {
        headline(&feed().answered(answer, NOW), &campaign(), false).text
    }

    fn standing_of(sent: u64, queued: u64) -> String {
        let count = |number| Count::new(number).unwrap();
        said(Ok(CampaignStats { sent: count(sent), queued: count(queued), ..documented_stats() }))
    }

    #[test]
    fn the_headline_of_a_campaign_says_where_it_stands() {
        assert_eq!(standing_of(480, 1200), "1,200 emails are waiting in the queue.");
        assert_eq!(standing_of(480, 1), "1 email is waiting in the queue.");
        assert_eq!(standing_of(480, 0), "The queue is empty.");
        assert_eq!(standing_of(0, 0), "Nothing sent yet. The numbers start with the first email.");
        assert_eq!(standing_of(0, 2), "Nothing sent yet. 2 emails are waiting in the queue.");
    }

    #[test]
    fn every_failure_is_said_in_plain_words() {
        let failures = [
            Failure::InvalidRequest,
            Failure::AuthenticationFailed,
            Failure::CampaignNotFound,
            Failure::TooManyRequests(None),
            Failure::Server(502, None),
            Failure::BadAddress,
            Failure::Redirected,
            Failure::UnexpectedStatus(418),
            Failure::Network,
            Failure::TimedOut,
            Failure::Undecodable(Undecodable::Empty),
            Failure::Undecodable(Undecodable::TooLarge),
            Failure::Undecodable(Undecodable::WebPage),
            Failure::Undecodable(Undecodable::NotJson),
            Failure::Undecodable(Undecodable::NotAnObject),
            Failure::Undecodable(Undecodable::Missing(Field::OpenRate)),
            Failure::Undecodable(Undecodable::Impossible {
                field: Field::Sent,
                found: "-4".to_owned(),
            }),
            Failure::Undecodable(Undecodable::OtherCampaign("camp_9".to_owned())),
        ];
        let said: Vec<_> = failures.into_iter().map(|failure| said(Err(failure))).collect();
        insta::assert_snapshot!(said.join("\n"));
    }

    #[test]
    fn a_miss_is_said_quietly_while_the_numbers_are_fresh() {
        let feed =
            feed().answered(Ok(documented_stats()), NOW).answered(Err(Failure::Network), NOW);
        assert_eq!(headline(&feed, &campaign(), false).tone, Tone::Quiet);
        assert_eq!(headline(&feed, &campaign(), true).tone, Tone::Warning);
    }

    #[test]
    fn what_a_person_has_to_mend_is_an_alarm_at_once() {
        let feed = feed()
            .answered(Ok(documented_stats()), NOW)
            .answered(Err(Failure::AuthenticationFailed), NOW);
        assert_eq!(headline(&feed, &campaign(), false).tone, Tone::Alarm);
    }

    #[test]
    fn kept_numbers_are_said_to_be_kept_and_why() {
        let mut feed = feed();
        let news = News { result: Ok(documented_stats()), at: NOW, kept: Some(502) };
        feed.learn(Some(news), planned(Plan::Next(NOW)));
        let headline = headline(&feed, &documented_stats().campaign_id, true);
        assert_eq!(headline.tone, Tone::Warning);
        assert_eq!(
            headline.text,
            "The server has a problem (status 502). These are its last good numbers."
        );
    }

    #[test]
    fn old_numbers_without_a_failure_are_said_to_be_old() {
        let feed = feed().answered(Ok(documented_stats()), NOW);
        assert_eq!(headline(&feed, &campaign(), true).tone, Tone::Warning);
    }

    #[test]
    fn old_numbers_are_no_alarm_while_fresh_ones_are_on_their_way() {
        let mut feed = feed().answered(Ok(documented_stats()), NOW);
        feed.learn(None, planned(Plan::Asking));
        let headline = headline(&feed, &campaign(), true);
        assert_eq!(headline.tone, Tone::Quiet);
        assert_eq!(headline.text, "Fetching fresh numbers…");
    }

    #[test]
    fn after_a_failure_it_is_said_what_comes_next() {
        let failed = feed().answered(Err(Failure::Network), NOW);
        let next = |plan| {
            let mut feed = failed.clone();
            feed.learn(None, planned(plan));
            what_next(&feed, NOW)
        };
        let in_24 = NOW + Millis::seconds(24);
        assert_eq!(next(Plan::Next(in_24)).as_deref(), Some("Next try in 0:24."));
        assert_eq!(next(Plan::Stopped).as_deref(), Some("Refresh to try again."));
        assert_eq!(what_next(&feed(), NOW), None);
    }

    #[test]
    fn a_pause_and_a_missing_network_are_said_also_without_a_failure() {
        let held = |hindrance| {
            let mut feed = feed();
            feed.learn(None, planned(Plan::Held(hindrance)));
            what_next(&feed, NOW)
        };
        assert_eq!(held(Hindrance::Paused).as_deref(), Some("Paused."));
        assert!(held(Hindrance::Offline).unwrap().starts_with("You are offline"));
        assert_eq!(held(Hindrance::Hidden), None);
    }

    #[test]
    fn the_age_of_the_numbers_is_said_in_words() {
        let fresh =
            |milliseconds| freshness(Freshness::Fresh(Millis(milliseconds))).replace('\u{a0}', " ");
        assert_eq!(fresh(999), "Updated just now");
        assert_eq!(fresh(4000), "Updated 4 s ago");
        let stale = freshness(Freshness::Stale(Millis::seconds(130))).replace('\u{a0}', " ");
        assert_eq!(stale, "Stale: 2 min 10 s old");
        assert_eq!(freshness(Freshness::Unknown), "No numbers yet");
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
            (RateKind::Open, Evidence::NotKnown, "no data"),
        ] {
            assert_eq!(super::evidence(kind, evidence), said);
        }
    }
}

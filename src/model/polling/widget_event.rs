//! Events for the host page: new stats, or a new state.

use serde::{Serialize, Serializer};

use crate::model::options::campaign::CampaignId;
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::{Change, Feed, Freshness};
use crate::model::polling::schedule::{NextPoll, Outcome};
use crate::model::stats::campaign_stats::{CampaignStats, Counter};
use crate::model::stats::decode::Field;
use crate::model::time::Millis;

/// The `detail` of an event, as `embed/campaign-stats.d.ts` declares it.
#[derive(Serialize)]
pub struct Detail<'a> {
    /// The campaign.
    pub campaign: &'a CampaignId,
    /// The event.
    #[serde(flatten)]
    pub event: &'a WidgetEvent,
}

/// An event about a campaign.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum WidgetEvent {
    /// New or first stats.
    Update(Update),
    /// A new state.
    State(State),
}

/// New stats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Update {
    /// The numbers.
    pub stats: CampaignStats,
    /// When the API gave them.
    pub at: Millis,
    /// Changes of the counts since the last update, without unchanged ones.
    #[serde(serialize_with = "by_name")]
    pub changes: Vec<(Counter, Change)>,
}

/// State of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The state itself.
    #[serde(rename = "state")]
    pub condition: Condition,
    /// Why the latest request failed, if it did.
    pub reason: Option<&'static str>,
    /// When the next request is due, if known.
    pub next_at: Option<Millis>,
}

/// State of a campaign in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// No numbers yet, or those of an earlier visit.
    Loading,
    /// The numbers are current.
    Fresh,
    /// The numbers are older than they should be.
    Stale,
    /// No numbers, or no new ones until someone fixes the cause.
    Error,
    /// The user paused it.
    Paused,
}

impl Condition {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Loading, Self::Fresh, Self::Stale, Self::Error, Self::Paused];
}

impl State {
    /// The state of a feed at a time.
    #[must_use]
    pub fn of(feed: &Feed, now: Millis) -> Self {
        let error = feed.error();
        let refused = error.is_some_and(|failure| failure.outcome() == Outcome::Rejected);
        let condition = match feed.freshness(now) {
            _ if feed.paused() => Condition::Paused,
            _ if refused => Condition::Error,
            Freshness::Unknown if error.is_some() => Condition::Error,
            Freshness::Unknown => Condition::Loading,
            Freshness::Stale(_) if feed.is_restored() && error.is_none() => Condition::Loading,
            Freshness::Fresh(_) => Condition::Fresh,
            Freshness::Stale(_) => Condition::Stale,
        };
        // A gateway serves stale stats only if the API fails.
        let served_stale = feed.served_stale().map(|_| "server_error");
        let next_at = match feed.plan() {
            NextPoll::Next(at) => Some(at),
            _ => None,
        };
        Self { condition, reason: error.map(StatsError::name).or(served_stale), next_at }
    }
}

/// What was last reported for a campaign.
#[derive(Clone, Debug, Default)]
pub struct LastReported {
    stats: Option<CampaignStats>,
    /// Without the time of the next request, which changes with every request.
    state: Option<(Condition, Option<&'static str>)>,
}

impl LastReported {
    /// New events since the last call; an update comes before a state.
    pub fn events(&mut self, feed: &Feed, now: Millis) -> Vec<WidgetEvent> {
        let update = self.update(feed).map(WidgetEvent::Update);
        let state = State::of(feed, now);
        let known = self.state.replace((state.condition, state.reason));
        let state = (known != self.state).then_some(WidgetEvent::State(state));
        update.into_iter().chain(state).collect()
    }

    fn update(&mut self, feed: &Feed) -> Option<Update> {
        let stats = feed.stats().filter(|_| !feed.is_restored())?;
        if self.stats.as_ref() == Some(stats) {
            return None;
        }
        let before = self.stats.replace(stats.clone());
        let changes = before.map(|before| changes(&before, stats)).unwrap_or_default();
        Some(Update { stats: stats.clone(), at: feed.as_of()?, changes })
    }
}

fn changes(before: &CampaignStats, after: &CampaignStats) -> Vec<(Counter, Change)> {
    let moved =
        |counter: Counter| Some((counter, Change::between(counter.of(before), counter.of(after))?));
    Counter::ALL.into_iter().filter_map(moved).collect()
}

fn by_name<S: Serializer>(changes: &[(Counter, Change)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(changes.iter().map(|(counter, change)| (name(*counter), change.by())))
}

/// The API's field name of a count.
#[must_use]
pub fn name(counter: Counter) -> &'static str {
    let field = match counter {
        Counter::Enrolled => Field::TotalEnrolled,
        Counter::Sent => Field::Sent,
        Counter::Delivered => Field::Delivered,
        Counter::Bounced => Field::Bounced,
        Counter::Replied => Field::Replied,
        Counter::Queued => Field::Queued,
    };
    field.name()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::example::{Answered, INTERVAL, documented_stats, planned, restored};
    use crate::model::polling::feed::PollResult;
    use crate::model::polling::schedule::{Blocker, PollState};
    use crate::model::stats::campaign_stats::Count;
    use serde_json::json;

    const NOON: Millis = Millis::seconds(43_200);

    fn feed() -> Feed {
        Feed::new(planned(NextPoll::InFlight))
    }

    fn conditions(reports: &[WidgetEvent]) -> Vec<(Condition, Option<&'static str>)> {
        let states = reports.iter().filter_map(|report| match report {
            WidgetEvent::State(state) => Some((state.condition, state.reason)),
            WidgetEvent::Update(_) => None,
        });
        states.collect()
    }

    #[test]
    fn numbers_of_an_earlier_visit_are_no_update() {
        let (mut reported, feed) = (LastReported::default(), restored(NOON, NextPoll::InFlight));
        let events = reported.events(&feed, NOON + Millis::SECOND);
        assert_eq!(conditions(&events), [(Condition::Loading, None)]);
        assert_eq!(events.len(), 1);
        let later = NOON + Millis::seconds(3);
        let events = reported.events(&feed.answered(Ok(documented_stats()), later), later);
        assert!(matches!(&events[0], WidgetEvent::Update(update) if update.changes.is_empty()));
    }

    #[test]
    fn a_life_is_told_once_and_in_order() {
        let mut reported = LastReported::default();
        assert_eq!(conditions(&reported.events(&feed(), NOON)), [(Condition::Loading, None)]);
        let feed = feed().answered(Ok(documented_stats()), NOON);
        let news = reported.events(&feed, NOON);
        assert!(matches!(&news[0], WidgetEvent::Update(update) if update.changes.is_empty()));
        assert_eq!(conditions(&news), [(Condition::Fresh, None)]);
        assert_eq!(reported.events(&feed, NOON + Millis::SECOND), []);
        let late = NOON + Millis::seconds(31);
        assert_eq!(conditions(&reported.events(&feed, late)), [(Condition::Stale, None)]);
        let feed = feed.answered(Err(StatsError::Network), late);
        assert_eq!(
            conditions(&reported.events(&feed, late)),
            [(Condition::Stale, Some("network"))]
        );
        let feed = feed.answered(Err(StatsError::CampaignNotFound), late);
        let gone = (Condition::Error, Some("campaign_not_found"));
        assert_eq!(conditions(&reported.events(&feed, late)), [gone]);
    }

    #[test]
    fn the_same_numbers_again_are_no_news_and_others_say_by_how_much_they_moved() {
        let mut reported = LastReported::default();
        let feed = feed().answered(Ok(documented_stats()), NOON);
        reported.events(&feed, NOON);
        let at = NOON + INTERVAL;
        let feed = feed.answered(Ok(documented_stats()), at);
        assert_eq!(reported.events(&feed, at), []);
        let count = |number| Count::new(number).unwrap();
        let stats = CampaignStats { sent: count(483), queued: count(17), ..documented_stats() };
        let feed = feed.answered(Ok(stats.clone()), at);
        let changes =
            vec![(Counter::Sent, Change::Up(count(3))), (Counter::Queued, Change::Down(count(3)))];
        let later = at + Millis::SECOND;
        assert_eq!(
            reported.events(&feed, later),
            [WidgetEvent::Update(Update { stats, at, changes })]
        );
    }

    #[test]
    fn the_detail_of_an_event_is_what_the_types_declare() {
        let campaign = CampaignId::parse("camp_123").unwrap();
        let detail = |event| serde_json::to_value(Detail { campaign: &campaign, event }).unwrap();
        let count = |number| Count::new(number).unwrap();
        let changes = vec![
            (Counter::Enrolled, Change::Up(count(3))),
            (Counter::Queued, Change::Down(count(2))),
        ];
        let stats = CampaignStats { open_rate: None, ..documented_stats() };
        let update = WidgetEvent::Update(Update { stats, at: NOON, changes });
        let stats = json!({ "campaignId": "camp_123", "totalEnrolled": 500, "sent": 480,
            "delivered": 471, "bounced": 9, "replied": 38, "queued": 20, "openRate": null,
            "replyRate": 0.08 });
        let changes = json!({ "totalEnrolled": 3.0, "queued": -2.0 });
        assert_eq!(
            detail(&update),
            json!({ "campaign": "camp_123", "stats": stats, "at": NOON.0, "changes": changes })
        );
        let loading = State { condition: Condition::Loading, reason: None, next_at: None };
        assert_eq!(
            detail(&WidgetEvent::State(loading)),
            json!({ "campaign": "camp_123", "state": "loading", "reason": null, "nextAt": null })
        );
    }

    #[test]
    fn without_numbers_a_failure_is_an_error_and_a_pause_is_a_pause() {
        let failed = feed().answered(Err(StatsError::TimedOut), NOON);
        let state = State::of(&failed, NOON);
        assert_eq!((state.condition, state.reason), (Condition::Error, Some("timeout")));
        assert_eq!(state.next_at, Some(NOON));
        let mut paused = failed;
        let plan = NextPoll::Blocked(Blocker::Paused);
        paused.apply(None, PollState { plan, paused: true, interval: INTERVAL });
        let state = State::of(&paused, NOON);
        assert_eq!((state.condition, state.next_at), (Condition::Paused, None));
    }

    #[test]
    fn numbers_that_a_gateway_kept_are_stale_because_of_the_server() {
        let mut feed = feed();
        let news = PollResult {
            result: Ok(documented_stats()),
            received_at: NOON,
            at: NOON,
            served_stale: Some(502),
        };
        feed.apply(Some(news), planned(NextPoll::Next(NOON)));
        let state = State::of(&feed, NOON);
        assert_eq!((state.condition, state.reason), (Condition::Stale, Some("server_error")));
    }
}

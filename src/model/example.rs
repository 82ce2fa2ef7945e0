//! Test fixtures: the API documentation's example and a feed with results.

use proptest::prelude::*;

use crate::model::history::samples::{History, Sample};
use crate::model::options::campaign::CampaignId;
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::{Feed, PollResult};
use crate::model::polling::schedule::{NextPoll, PollState};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};
use crate::model::time::Millis;

/// The example response in the API documentation.
pub(crate) fn documented_stats() -> CampaignStats {
    let count = |number| Count::new(number).unwrap();
    CampaignStats {
        campaign_id: CampaignId::parse("camp_123").unwrap(),
        total_enrolled: count(500),
        sent: count(480),
        delivered: count(471),
        bounced: count(9),
        replied: count(38),
        queued: count(20),
        open_rate: Rate::new(0.42),
        reply_rate: Rate::new(0.08),
    }
}

/// Default refresh interval.
pub(crate) const INTERVAL: Millis = Millis::seconds(15);

/// A state with the given plan, not paused.
pub(crate) fn planned(plan: NextPoll) -> PollState {
    PollState { plan, paused: false, interval: INTERVAL }
}

/// A feed that shows the example from an earlier visit, with this plan.
pub(crate) fn restored(at: Millis, plan: NextPoll) -> Feed {
    let mut history = History::default();
    history.add(Sample::of(&documented_stats(), at));
    let mut feed = Feed::new(planned(plan));
    feed.merge_history(&history);
    feed.restore(&documented_stats().campaign_id);
    feed
}

/// Adds responses to a feed in a method chain.
pub(crate) trait Answered: Sized {
    /// The feed after a request that ended at `at`.
    fn answered(self, answer: Result<CampaignStats, StatsError>, at: Millis) -> Self;
}

impl Answered for Feed {
    fn answered(mut self, answer: Result<CampaignStats, StatsError>, at: Millis) -> Self {
        self.apply(
            Some(PollResult { result: answer, received_at: at, at, served_stale: None }),
            planned(NextPoll::Next(at)),
        );
        self
    }
}

/// Numbers with these counts, in the order of the endpoint's page, and these open and reply rates.
pub(crate) fn stats(counts: [u64; 6], rates: [Option<f64>; 2]) -> CampaignStats {
    let [total_enrolled, sent, delivered, bounced, replied, queued] =
        counts.map(|count| Count::new(count).unwrap());
    let [open_rate, reply_rate] = rates.map(|rate| rate.and_then(Rate::new));
    CampaignStats {
        total_enrolled,
        sent,
        delivered,
        bounced,
        replied,
        queued,
        open_rate,
        reply_rate,
        ..documented_stats()
    }
}

fn any_stats() -> impl Strategy<Value = CampaignStats> {
    let count = prop_oneof![Just(0), 0u64..50, 0u64..=9_007_199_254_740_991];
    let rate = || proptest::option::of(0.0f64..=1.0);
    (proptest::array::uniform6(count), [rate(), rate()])
        .prop_map(|(counts, rates)| stats(counts, rates))
}

fn any_answer() -> impl Strategy<Value = Result<CampaignStats, StatsError>> {
    prop_oneof![
        4 => any_stats().prop_map(Ok),
        1 => Just(Err(StatsError::Network)),
        1 => Just(Err(StatsError::AuthenticationFailed)),
    ]
}

/// A feed with up to five answers, one every 15 seconds, the last one at a given time.
pub(crate) fn any_feed(last: Millis) -> impl Strategy<Value = Feed> {
    proptest::collection::vec(any_answer(), 0..6).prop_map(move |answers| {
        let (count, asking) = (answers.len(), Feed::new(planned(NextPoll::InFlight)));
        answers.into_iter().enumerate().fold(asking, |feed, (place, answer)| {
            feed.answered(answer, last - Millis::seconds(15 * (count - 1 - place) as u64))
        })
    })
}

//! The documented example, the first fixture of every test.

use crate::model::options::campaign::CampaignId;
use crate::model::polling::error::StatsError;
use crate::model::polling::feed::{Feed, PollResult};
use crate::model::polling::schedule::{NextPoll, PollState};
use crate::model::stats::campaign_stats::{CampaignStats, Count, Rate};
use crate::model::time::Millis;

/// The numbers on the endpoint's own page.
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

/// The usual time between two requests.
pub(crate) const INTERVAL: Millis = Millis::seconds(15);

/// How matters stand with a plan and no pause.
pub(crate) fn planned(plan: NextPoll) -> PollState {
    PollState { plan, paused: false, interval: INTERVAL }
}

/// A feed with a chain of answers: reads better in a test than a row of statements.
pub(crate) trait Answered: Sized {
    /// The feed after a request ended at a time, with the next one planned then.
    fn answered(self, answer: Result<CampaignStats, StatsError>, at: Millis) -> Self;
}

impl Answered for Feed {
    fn answered(mut self, answer: Result<CampaignStats, StatsError>, at: Millis) -> Self {
        self.learn(
            Some(PollResult { result: answer, came: at, at, served_stale: None }),
            planned(NextPoll::Next(at)),
        );
        self
    }
}

//! Past samples of a campaign in the format in which the widget stores them, so that a page can show trends
//! at once.

use std::time::{SystemTime, UNIX_EPOCH};

use campaign_stats::model::history::samples::{History, MAX_STORED_BYTES, Sample};
use campaign_stats::model::stats::campaign_stats::CampaignStats;
use campaign_stats::model::time::Millis;

use crate::catalogue::Campaign;
use crate::server::Sandbox;

/// Distances of samples as (maximum age, distance), in seconds. The widget keeps no more than these.
const DISTANCES: [(u64, u64); 3] =
    [(60 * 60, 60), (24 * 60 * 60, 15 * 60), (31 * 24 * 60 * 60, 60 * 60)];

/// Largest history, in bytes: a share of the storage for each of eight campaigns, without its key.
const MAX_BYTES: usize = MAX_STORED_BYTES / 8 - 256;

/// Samples of a campaign up to a time, by the clock of the sandbox.
#[must_use]
pub fn samples(sandbox: &Sandbox, campaign: &Campaign, now: Millis) -> History {
    let mut history = History::default();
    for age in ages() {
        let time = sandbox.clock.time(age * 1000);
        let stats = campaign.script.stats(campaign.id, sandbox.seed, time);
        // The same validation as of an answer of the API.
        let stats = stats.and_then(|stats| serde_json::to_value(stats).ok());
        let stats = stats.and_then(|json| serde_json::from_value::<CampaignStats>(json).ok());
        if let Some(stats) = stats {
            history.add(Sample::of(&stats, now - Millis::seconds(age)));
        }
    }
    history
}

/// A value for the browser's storage: the time of writing in seconds, a space, the samples up to now.
#[must_use]
pub fn stored(sandbox: &Sandbox, campaign: &Campaign) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let samples = samples(sandbox, campaign, Millis::seconds(now.as_secs()));
    format!("{} {}", now.as_secs(), samples.encode(MAX_BYTES))
}

/// Ages of the samples in seconds, the oldest first.
fn ages() -> Vec<u64> {
    let mut ages = vec![0];
    for (up_to, distance) in DISTANCES {
        let newest = ages.last().copied().unwrap_or_default();
        ages.extend((1..).map(|step| newest + step * distance).take_while(|age| *age <= up_to));
    }
    ages.reverse();
    ages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::find;
    use crate::clock::Clock;
    use crate::demo::healthy;
    use campaign_stats::model::history::trend::{Series, Span, Trend};
    use campaign_stats::model::stats::campaign_stats::Counter;

    const NOW: Millis = Millis::seconds(1_764_000_000);
    const INTERVAL: Millis = Millis::seconds(15);

    fn trend(history: &History, span: Span) -> Trend {
        Trend::of(history, Series::Count(Counter::Sent), span, NOW, INTERVAL).unwrap()
    }

    #[test]
    fn every_campaign_has_a_trend_without_gaps_up_to_now() {
        for elapsed in [0, 100_000, 50_000_000] {
            let sandbox = Sandbox::new(1, Clock::set());
            sandbox.clock.put(elapsed);
            for campaign in healthy() {
                let history = samples(&sandbox, campaign, NOW);
                for span in Span::ALL {
                    let trend = trend(&history, span);
                    let points = trend.points();
                    assert!(points.len() > 10, "{} {span:?}: {}", campaign.id, points.len());
                    assert!(
                        points.iter().all(|point| !point.after_gap),
                        "{} {span:?}",
                        campaign.id
                    );
                    assert_eq!(points.last().unwrap().at, NOW);
                    assert!(trend.change() >= 0.0);
                }
            }
        }
    }

    #[test]
    fn trend_goes_on_over_the_start_of_the_sandbox() {
        let sandbox = Sandbox::new(1, Clock::set());
        sandbox.clock.put(3_600_000);
        let history = samples(&sandbox, find("camp_123").unwrap(), NOW);
        let sent = |ago: u64| {
            let at = NOW - Millis::seconds(ago);
            history.samples().iter().rfind(|sample| sample.at <= at).unwrap().count(Counter::Sent)
        };
        assert_eq!(sent(3600).get(), 480);
        assert!(sent(7200).get() < 480 && sent(0).get() > 480);
    }

    #[test]
    fn history_at_the_start_fits_its_share_of_the_storage() {
        let sandbox = Sandbox::new(1, Clock::set());
        for campaign in healthy() {
            let history = samples(&sandbox, campaign, NOW);
            let decoded = History::decode(&history.encode(MAX_BYTES));
            assert_eq!(decoded.samples().len(), history.samples().len(), "{}", campaign.id);
        }
    }
}

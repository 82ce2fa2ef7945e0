//! The gateway in `deploy/`: nginx with the real templates, in front of the sandbox.

mod files;
mod key;
mod operation;
mod outage;
mod refusals;
mod settings;
mod sharing;
mod tls;
mod visitors;
mod widget;

use e2e::{Answer, Gateway, Upstream};

type Done = anyhow::Result<()>;

/// Path of the documented campaign's stats.
const STATS: &str = "/v1/campaigns/camp_123/stats";

/// Starts the API, and a gateway in front of it.
async fn start(settings: &[(&str, &str)]) -> anyhow::Result<(Upstream, Gateway)> {
    let api = Upstream::start()?;
    let gateway = Gateway::start(&api.url(), settings).await?;
    Ok((api, gateway))
}

/// Whether the API's current response was served.
fn is_fresh(answer: &Answer) -> bool {
    answer.status == 200 && answer.header("campaign-stats-freshness") == "fresh"
}

/// Whether an earlier response was served.
fn is_stale(answer: &Answer) -> bool {
    answer.status == 200 && answer.header("campaign-stats-freshness") == "stale"
}

//! The gateway of `deploy/`: a real nginx with the real templates, against the sandbox.

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

/// The numbers of the documented campaign.
const STATS: &str = "/v1/campaigns/camp_123/stats";

/// The API, and a gateway with these settings before it.
async fn both(settings: &[(&str, &str)]) -> anyhow::Result<(Upstream, Gateway)> {
    let api = Upstream::start()?;
    let gateway = Gateway::start(&api.url(), settings).await?;
    Ok((api, gateway))
}

/// Whether the numbers are from an API that answers now.
fn is_fresh(answer: &Answer) -> bool {
    answer.status == 200 && answer.header("campaign-stats-freshness") == "fresh"
}

/// Whether the numbers are kept from before.
fn is_stale(answer: &Answer) -> bool {
    answer.status == 200 && answer.header("campaign-stats-freshness") == "stale"
}

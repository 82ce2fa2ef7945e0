//! A history as the widget stores it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::{Page, Site};

/// Stores a history, as the widget does, of samples so many seconds ago: the six counts.
///
/// # Errors
/// Where the page lets nothing be stored.
pub async fn remember(
    page: &Page<'_>,
    site: &Site,
    id: &str,
    samples: &[(u64, [i64; 6])],
) -> anyhow::Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (mut text, mut before) = ("1;;".to_owned(), [0_i64; 8]);
    for (ago, [enrolled, sent, delivered, bounced, replied, queued]) in samples {
        let at = i64::try_from(now - ago)?;
        let sample = [at, *enrolled, *sent, *delivered, *bounced, *replied, *queued, 4200];
        let differences = sample.iter().zip(before).map(|(one, other)| (one - other).to_string());
        text.push_str(&differences.collect::<Vec<_>>().join(","));
        text.push(';');
        before = sample;
    }
    let key = format!("campaign-stats history {}", site.url(&format!("v1/campaigns/{id}/stats")));
    let store = "localStorage.setItem(arguments[0], arguments[1])";
    page.run(store, vec![json!(key), json!(format!("{now} {text}"))]).await.map(drop)
}

//! Writes a history to the storage of the page.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::Page;

/// Stores a history of a campaign of an API in the format of the widget. Each sample has its age in seconds and six counts.
///
/// # Errors
/// If the page has no storage.
pub async fn store_history(
    page: &Page<'_>,
    api: &str,
    id: &str,
    samples: &[(u64, [i64; 6])],
) -> anyhow::Result<()> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (mut text, mut previous) = ("1;;".to_owned(), [0_i64; 8]);
    for (ago, [enrolled, sent, delivered, bounced, replied, queued]) in samples {
        let at = i64::try_from(now - ago)?;
        let sample = [at, *enrolled, *sent, *delivered, *bounced, *replied, *queued, 4200];
        let differences = sample.iter().zip(previous).map(|(one, other)| (one - other).to_string());
        text.push_str(&differences.collect::<Vec<_>>().join(","));
        text.push(';');
        previous = sample;
    }
    let key =
        format!("campaign-stats history {}/v1/campaigns/{id}/stats", api.trim_end_matches('/'));
    let store = "localStorage.setItem(arguments[0], arguments[1])";
    page.run(store, vec![json!(key), json!(format!("{now} {text}"))]).await.map(drop)
}

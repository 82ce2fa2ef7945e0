//! Caching: any number of clients causes one request per period.

use std::time::{Duration, Instant};

use anyhow::ensure;
use axum::http::StatusCode;
use e2e::{Answer, Behaviour, Gateway};
use tokio::task::JoinSet;

use crate::{Done, STATS, start};

/// Default period in seconds.
const PERIOD: u32 = 5;

/// Responses to concurrent requests, each on a connection of its own.
async fn concurrent(gateway: &Gateway, viewers: usize, path: &str) -> anyhow::Result<Vec<Answer>> {
    let mut tasks = JoinSet::new();
    for _ in 0..viewers {
        let request = gateway.get_on_new_connection(path);
        tasks.spawn(request);
    }
    tasks.join_all().await.into_iter().collect()
}

/// Responses to concurrent requests for fifty campaigns.
async fn board_of_fifty(gateway: &Gateway, campaigns: &str) -> anyhow::Result<Vec<Answer>> {
    let mut tasks = JoinSet::new();
    for row in 0..50 {
        tasks.spawn(
            gateway.get_on_new_connection(&format!("/v1/campaigns/{campaigns}_{row}/stats")),
        );
    }
    tasks.join_all().await.into_iter().collect()
}

/// Maximum number of requests in a time: one at its start, and one per elapsed period.
fn max_requests(took: Duration) -> usize {
    1 + usize::try_from(took.as_secs()).unwrap_or(usize::MAX) / PERIOD as usize
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_concurrent_clients_cause_one_request() -> Done {
    let (api, gateway) = start(&[]).await?;
    let began = Instant::now();
    let answers = concurrent(&gateway, 2000, STATS).await?;
    let (took, requests) = (began.elapsed(), api.requests().len());
    println!("2000 clients in {took:?}: {requests} requests");
    ensure!(answers.len() == 2000 && answers.iter().all(|answer| answer.status == 200));
    ensure!(answers.iter().all(|answer| answer.body == answers[0].body));
    ensure!(requests <= max_requests(took), "{requests} requests in {took:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn continuous_polling_causes_one_request_per_period() -> Done {
    let (api, gateway) = start(&[]).await?;
    let began = Instant::now();
    let mut answered = 0;
    // Until the third period has begun.
    while api.requests().len() < 3 {
        let answers = concurrent(&gateway, 100, STATS).await?;
        ensure!(answers.iter().all(|answer| answer.status == 200));
        answered += answers.len();
        ensure!(began.elapsed() < Duration::from_secs(60), "{} requests", api.requests().len());
    }
    let (took, requests) = (began.elapsed(), api.requests().len());
    println!("{answered} responses in {took:?}: {requests} requests");
    ensure!(requests <= max_requests(took), "{requests} requests in {took:?}");
    ensure!(answered >= 100 * requests, "only {answered} responses");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_client_waits_when_a_period_ends_and_others_are_served_from_cache() -> Done {
    let (api, gateway) =
        start(&[("CAMPAIGN_STATS_PERIOD", "1"), ("CAMPAIGN_STATS_TIMEOUT", "8")]).await?;
    ensure!(gateway.get(STATS).await?.status == 200);
    api.set_behaviour(Behaviour::Hang);
    // Sequential requests, until one is sent after the end of the period and waits for the API.
    let first = loop {
        let mut waiting = tokio::spawn(gateway.get_on_new_connection(STATS));
        tokio::select! {
            answer = &mut waiting => ensure!(answer??.status == 200),
            requests = api.await_requests(2) => {
                requests?;
                break waiting;
            }
        }
    };
    let began = Instant::now();
    let answers = concurrent(&gateway, 50, STATS).await?;
    ensure!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers[0]);
    ensure!(began.elapsed() < Duration::from_secs(7), "they waited {:?}", began.elapsed());
    ensure!(api.requests().len() == 2, "{} requests", api.requests().len());
    ensure!(first.await??.status == 200, "the waiting client got an error");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_cached_for_a_period() -> Done {
    let (api, gateway) = start(&[]).await?;
    for (campaign, status) in [("a", 404), ("b", 429), ("c", 500), ("d", 503), ("e", 401)] {
        api.set_behaviour(Behaviour::Respond(StatusCode::from_u16(status)?, vec![], ""));
        let (before, began) = (api.requests().len(), Instant::now());
        let answers = concurrent(&gateway, 200, &format!("/v1/campaigns/{campaign}/stats")).await?;
        let requests = api.requests().len() - before;
        ensure!(answers.iter().all(|answer| answer.status >= 400), "{status}");
        ensure!(requests <= max_requests(began.elapsed()), "{status}: {requests} requests");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_clients_share_one_request_to_a_hanging_api() -> Done {
    let (api, gateway) = start(&[("CAMPAIGN_STATS_TIMEOUT", "2")]).await?;
    api.set_behaviour(Behaviour::Hang);
    let began = Instant::now();
    let answers = concurrent(&gateway, 200, STATS).await?;
    ensure!(answers.iter().all(|answer| answer.status == 504), "{:?}", answers[0]);
    let is_unavailable = |answer: &Answer| answer.text().contains("\"code\":\"api_unavailable\"");
    ensure!(answers.iter().all(is_unavailable), "{}", answers[0].text());
    ensure!(api.requests().len() <= max_requests(began.elapsed()), "{}", api.requests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cache_keys_are_case_sensitive() -> Done {
    let (api, gateway) = start(&[]).await?;
    ensure!(gateway.get(STATS).await?.text().contains("\"camp_123\""));
    ensure!(gateway.get("/v1/campaigns/camp_tiny/stats").await?.text().contains("\"camp_tiny\""));
    ensure!(gateway.get("/v1/campaigns/CAMP_123/stats").await?.status == 404);
    ensure!(api.requests().len() == 3, "{:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn head_and_get_share_the_cache() -> Done {
    let (api, gateway) = start(&[]).await?;
    let head = format!("HEAD {STATS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let answer = gateway.send(head.as_bytes()).await?;
    ensure!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    ensure!(gateway.get(STATS).await?.text().contains("\"sent\":480"));
    ensure!(api.requests().len() == 1 && api.requests()[0].method == "GET", "{:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn board_of_fifty_campaigns_is_not_limited() -> Done {
    let (api, gateway) = start(&[]).await?;
    for answer in board_of_fifty(&gateway, "row").await? {
        ensure!(answer.status != 503, "{answer:?}");
    }
    ensure!(api.requests().len() == 50, "{} requests", api.requests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn api_rate_limit_covers_unknown_campaigns() -> Done {
    let (api, gateway) = start(&[("CAMPAIGN_STATS_API_RATE", "2")]).await?;
    let began = Instant::now();
    let mut rejected = 0;
    for answer in board_of_fifty(&gateway, "made_up").await? {
        if answer.status == 503 {
            ensure!(answer.header("retry-after") == "2", "{answer:?}");
            rejected += 1;
        }
    }
    // One at first, a burst of two, four delayed, and two per second.
    let allowed = 7 + 2 * usize::try_from(began.elapsed().as_secs() + 1)?;
    ensure!(api.requests().len() <= allowed, "{} requests", api.requests().len());
    ensure!(rejected >= 50 - allowed, "{rejected} rejected");
    Ok(())
}

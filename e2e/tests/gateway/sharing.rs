//! Ten thousand viewers cost one request a period.

use std::time::{Duration, Instant};

use anyhow::ensure;
use axum::http::StatusCode;
use e2e::{Answer, Behaviour, Gateway};
use tokio::task::JoinSet;

use crate::{Done, STATS, both};

/// Seconds, as the gateway's own default.
const PERIOD: u32 = 5;

/// So many viewers at once, each on a connection of its own; all their answers.
async fn crowd(gateway: &Gateway, viewers: usize, path: &str) -> anyhow::Result<Vec<Answer>> {
    let mut asking = JoinSet::new();
    for _ in 0..viewers {
        let request = gateway.viewer(path);
        asking.spawn(request);
    }
    asking.join_all().await.into_iter().collect()
}

/// One viewer at once for each of fifty campaigns; all their answers.
async fn board_of_fifty(gateway: &Gateway, campaigns: &str) -> anyhow::Result<Vec<Answer>> {
    let mut asking = JoinSet::new();
    for row in 0..50 {
        asking.spawn(gateway.viewer(&format!("/v1/campaigns/{campaigns}_{row}/stats")));
    }
    asking.join_all().await.into_iter().collect()
}

/// The most requests that so much time may have cost: one at its start, and one for every period
/// that has ended since.
fn allowed(took: Duration) -> usize {
    1 + usize::try_from(took.as_secs()).unwrap_or(usize::MAX) / PERIOD as usize
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_viewers_at_once_cost_one_request() -> Done {
    let (api, gateway) = both(&[]).await?;
    let began = Instant::now();
    let answers = crowd(&gateway, 2000, STATS).await?;
    let (took, asked) = (began.elapsed(), api.requests().len());
    println!("2000 viewers in {took:?} cost {asked} requests");
    ensure!(answers.len() == 2000 && answers.iter().all(|answer| answer.status == 200));
    ensure!(answers.iter().all(|answer| answer.body == answers[0].body));
    ensure!(asked <= allowed(took), "{asked} requests in {took:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn viewers_who_stay_cost_one_request_a_period() -> Done {
    let (api, gateway) = both(&[]).await?;
    let began = Instant::now();
    let mut answered = 0;
    // Into the third period.
    while api.requests().len() < 3 {
        let answers = crowd(&gateway, 100, STATS).await?;
        ensure!(answers.iter().all(|answer| answer.status == 200));
        answered += answers.len();
        ensure!(began.elapsed() < Duration::from_secs(60), "{} requests", api.requests().len());
    }
    let (took, asked) = (began.elapsed(), api.requests().len());
    println!("{answered} answers in {took:?} cost {asked} requests");
    ensure!(asked <= allowed(took), "{asked} requests in {took:?}");
    ensure!(answered >= 100 * asked, "only {answered} answers: nothing was shared");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn when_a_period_ends_one_viewer_asks_and_nobody_else_waits() -> Done {
    let (api, gateway) =
        both(&[("CAMPAIGN_STATS_PERIOD", "1"), ("CAMPAIGN_STATS_TIMEOUT", "8")]).await?;
    ensure!(gateway.get(STATS).await?.status == 200);
    api.set_behaviour(Behaviour::Hang);
    // One after another, until one comes after the end of the period, and waits for the API.
    let first = loop {
        let mut viewer = tokio::spawn(gateway.viewer(STATS));
        tokio::select! {
            answer = &mut viewer => ensure!(answer??.status == 200),
            asked = api.await_requests(2) => {
                asked?;
                break viewer;
            }
        }
    };
    let began = Instant::now();
    let answers = crowd(&gateway, 50, STATS).await?;
    ensure!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers[0]);
    ensure!(began.elapsed() < Duration::from_secs(7), "they waited {:?}", began.elapsed());
    ensure!(api.requests().len() == 2, "{} requests", api.requests().len());
    ensure!(first.await??.status == 200, "who asked was left alone");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_api_is_asked_no_more_often_than_a_working_one() -> Done {
    let (api, gateway) = both(&[]).await?;
    for (campaign, status) in [("a", 404), ("b", 429), ("c", 500), ("d", 503), ("e", 401)] {
        api.set_behaviour(Behaviour::Respond(StatusCode::from_u16(status)?, vec![], ""));
        let (before, began) = (api.requests().len(), Instant::now());
        let answers = crowd(&gateway, 200, &format!("/v1/campaigns/{campaign}/stats")).await?;
        let asked = api.requests().len() - before;
        ensure!(answers.iter().all(|answer| answer.status >= 400), "{status}");
        ensure!(asked <= allowed(began.elapsed()), "{status}: {asked} requests");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_hangs_is_asked_once_for_all_who_wait() -> Done {
    let (api, gateway) = both(&[("CAMPAIGN_STATS_TIMEOUT", "2")]).await?;
    api.set_behaviour(Behaviour::Hang);
    let began = Instant::now();
    let answers = crowd(&gateway, 200, STATS).await?;
    ensure!(answers.iter().all(|answer| answer.status == 504), "{:?}", answers[0]);
    let said = |answer: &Answer| answer.text().contains("\"code\":\"api_unavailable\"");
    ensure!(answers.iter().all(said), "{}", answers[0].text());
    ensure!(api.requests().len() <= allowed(began.elapsed()), "{}", api.requests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_are_told_apart_by_case_too() -> Done {
    let (api, gateway) = both(&[]).await?;
    ensure!(gateway.get(STATS).await?.text().contains("\"camp_123\""));
    ensure!(gateway.get("/v1/campaigns/camp_tiny/stats").await?.text().contains("\"camp_tiny\""));
    ensure!(gateway.get("/v1/campaigns/CAMP_123/stats").await?.status == 404);
    ensure!(api.requests().len() == 3, "{:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_shares_what_a_get_has_fetched() -> Done {
    let (api, gateway) = both(&[]).await?;
    let head = format!("HEAD {STATS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let answer = gateway.send(head.as_bytes()).await?;
    ensure!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n"), "{answer}");
    ensure!(gateway.get(STATS).await?.text().contains("\"sent\":480"));
    ensure!(api.requests().len() == 1 && api.requests()[0].method == "GET", "{:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_of_fifty_campaigns_is_opened_without_a_failure() -> Done {
    let (api, gateway) = both(&[]).await?;
    for answer in board_of_fifty(&gateway, "row").await? {
        ensure!(answer.status != 503, "{answer:?}");
    }
    ensure!(api.requests().len() == 50, "{} requests", api.requests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_cannot_use_up_the_workspaces_limit_with_made_up_campaigns() -> Done {
    let (api, gateway) = both(&[("CAMPAIGN_STATS_API_RATE", "2")]).await?;
    let began = Instant::now();
    let mut refused = 0;
    for answer in board_of_fifty(&gateway, "made_up").await? {
        if answer.status == 503 {
            ensure!(answer.header("retry-after") == "2", "{answer:?}");
            refused += 1;
        }
    }
    // The first, two at once, four that wait, and two a second.
    let allowed = 7 + 2 * usize::try_from(began.elapsed().as_secs() + 1)?;
    ensure!(api.requests().len() <= allowed, "{} requests", api.requests().len());
    ensure!(refused >= 50 - allowed, "{refused} were refused");
    Ok(())
}

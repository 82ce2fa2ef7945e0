//! Operation: health check, logs, reload, releases, CDN caching.

use std::fs;

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use e2e::{Behaviour, Files};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::{Done, STATS, start};

#[tokio::test(flavor = "multi_thread")]
async fn health_check_does_not_request_the_api() -> Done {
    let (mut api, gateway) = start(&[]).await?;
    api.kill();
    let answer = gateway.get("/health").await?;
    ensure!(answer.status == 200 && answer.text() == "ok\n", "{answer:?}");
    ensure!(answer.header("cache-control") == "no-store", "{answer:?}");
    ensure!(api.requests().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn log_has_one_json_line_per_request_without_the_query() -> Done {
    let (api, gateway) = start(&[]).await?;
    let odd = "GET /?campaign=camp_123&x=%22%0a HTTP/1.1\r\nHost: localhost\r\n\
        Origin: https://\"odd\"\\.example\u{1b}[31m\r\nConnection: close\r\n\r\n";
    gateway.send(odd.as_bytes()).await?;
    gateway.get("/%22quoted%22%0a{}").await?;
    gateway.get(STATS).await?;
    gateway.get(STATS).await?;
    gateway.send(b"nonsense\xff\"\r\n\r\n").await?;
    api.set_behaviour(Behaviour::Respond(StatusCode::SERVICE_UNAVAILABLE, vec![], ""));
    gateway.get("/v1/campaigns/failing/stats").await?;
    let log = gateway.log(8).await?;
    let of = |server: &str| log.iter().filter(|line| line["server"] == server).collect::<Vec<_>>();
    let (front, api) = (of("front"), of("api"));
    let field = |name: &str| front.iter().map(|line| line[name].clone()).collect::<Vec<Value>>();
    ensure!(field("status") == [200, 404, 200, 200, 400, 503], "{:?}", field("status"));
    ensure!(field("path")[0] == "/" && field("path")[2] == STATS, "{:?}", field("path"));
    ensure!(field("cache")[2] == "MISS" && field("cache")[3] == "HIT", "{:?}", field("cache"));
    ensure!(field("freshness")[2] == "fresh" && field("campaign")[2] == "camp_123");
    ensure!(front.iter().all(|line| line["seconds"].is_number() && line["client"] == "127.0.0.1"));
    // Requests to the API, to count its cost.
    ensure!(api.len() == 2 && api[0]["campaign"] == "camp_123", "{api:?}");
    ensure!(api[1]["api_status"] == "503", "{api:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn reload_applies_a_new_key_without_dropping_connections() -> Done {
    let settings = [("CAMPAIGN_STATS_PERIOD", "1"), ("LEADTERRA_API_KEY", "sk_test_old")];
    let (api, mut gateway) = start(&settings).await?;
    ensure!(gateway.get(STATS).await?.status == 403);
    let (stop, mut stopped) = oneshot::channel::<()>();
    let (url, mut failures) = (gateway.url("/"), 0);
    let viewer = tokio::spawn(async move {
        // A new connection per request, to detect any that is dropped.
        while stopped.try_recv().is_err() {
            let client = reqwest::Client::builder().pool_max_idle_per_host(0).build()?;
            failures += usize::from(client.get(&url).send().await.is_err());
        }
        anyhow::Ok(failures)
    });
    gateway.reload(&[("LEADTERRA_API_KEY", sandbox::server::KEY)])?;
    gateway.await_answer(STATS, |answer| answer.status == 200).await?;
    ensure!(stop.send(()).is_ok(), "the client failed");
    ensure!(viewer.await?? == 0, "requests were lost");
    let keys = api.requests();
    let last = keys.last().context("no request to the API")?;
    ensure!(last.headers["authorization"] == format!("Bearer {}", sandbox::server::KEY));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn new_release_is_served_without_a_restart() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let path = gateway.folder.join("dist").join(Files::PLAIN);
    ensure!(gateway.get("/campaigns.json").await?.status == 200);
    fs::write(path, "[]")?;
    ensure!(gateway.get("/campaigns.json").await?.text() == "[]");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cdn_caching_is_opt_in() -> Done {
    for (setting, expected) in [("off", "no-store"), ("on", "max-age=0, s-maxage=5")] {
        let (api, gateway) = start(&[("CAMPAIGN_STATS_EDGE_CACHE", setting)]).await?;
        let answer = gateway.get(STATS).await?;
        ensure!(answer.header("cache-control") == expected, "{answer:?}");
        api.set_behaviour(Behaviour::Respond(StatusCode::NOT_FOUND, vec![], ""));
        let failure = gateway.get("/v1/campaigns/other/stats").await?;
        ensure!(failure.header("cache-control") == "no-store", "{failure:?}");
    }
    Ok(())
}

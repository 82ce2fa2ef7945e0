//! What its operator relies on.

use std::fs;

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use e2e::{Behaviour, Files};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::{Done, STATS, both};

#[tokio::test(flavor = "multi_thread")]
async fn health_says_whether_the_gateway_lives_without_asking_the_api() -> Done {
    let (mut api, gateway) = both(&[]).await?;
    api.kill();
    let answer = gateway.get("/health").await?;
    ensure!(answer.status == 200 && answer.text() == "ok\n", "{answer:?}");
    ensure!(answer.header("cache-control") == "no-store", "{answer:?}");
    ensure!(api.requests().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_one_line_of_json_without_its_query() -> Done {
    let (api, gateway) = both(&[]).await?;
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
    // What the API was asked, so that its cost can be counted.
    ensure!(api.len() == 2 && api[0]["campaign"] == "camp_123", "{api:?}");
    ensure!(api[1]["api_status"] == "503", "{api:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_takes_a_new_key_and_drops_no_viewer() -> Done {
    let settings = [("CAMPAIGN_STATS_PERIOD", "1"), ("LEADTERRA_API_KEY", "sk_test_old")];
    let (api, mut gateway) = both(&settings).await?;
    ensure!(gateway.get(STATS).await?.status == 403);
    let (stop, mut stopped) = oneshot::channel::<()>();
    let (url, mut failures) = (gateway.url("/"), 0);
    let viewer = tokio::spawn(async move {
        // A connection for each: none is lost between two masters' sockets.
        while stopped.try_recv().is_err() {
            let client = reqwest::Client::builder().pool_max_idle_per_host(0).build()?;
            failures += usize::from(client.get(&url).send().await.is_err());
        }
        anyhow::Ok(failures)
    });
    gateway.reload(&[("LEADTERRA_API_KEY", sandbox::server::KEY)])?;
    gateway.await_answer(STATS, |answer| answer.status == 200).await?;
    ensure!(stop.send(()).is_ok(), "the viewer gave up");
    ensure!(viewer.await?? == 0, "requests were lost");
    let keys = api.requests();
    let last = keys.last().context("the API was not asked")?;
    ensure!(last.headers["authorization"] == format!("Bearer {}", sandbox::server::KEY));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_release_is_served_without_a_restart() -> Done {
    let (_api, gateway) = both(&[]).await?;
    let path = gateway.folder.join("dist").join(Files::PLAIN);
    ensure!(gateway.get("/campaigns.json").await?.status == 200);
    fs::write(path, "[]")?;
    ensure!(gateway.get("/campaigns.json").await?.text() == "[]");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_may_be_kept_by_a_cdn_only_where_its_operator_says_so() -> Done {
    for (setting, wanted) in [("off", "no-store"), ("on", "max-age=0, s-maxage=5")] {
        let (api, gateway) = both(&[("CAMPAIGN_STATS_EDGE_CACHE", setting)]).await?;
        let answer = gateway.get(STATS).await?;
        ensure!(answer.header("cache-control") == wanted, "{answer:?}");
        api.set_behaviour(Behaviour::Respond(StatusCode::NOT_FOUND, vec![], ""));
        let failure = gateway.get("/v1/campaigns/other/stats").await?;
        ensure!(failure.header("cache-control") == "no-store", "{failure:?}");
    }
    Ok(())
}

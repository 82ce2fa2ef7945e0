//! While the API fails, the last good response is served and marked as stale.

use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use e2e::{Answer, Behaviour};

use crate::{Done, STATS, is_fresh, is_stale, start};

/// In seconds. Short, to keep the tests short.
const PERIOD: (&str, &str) = ("CAMPAIGN_STATS_PERIOD", "1");

/// Age of the numbers in seconds, computed as described in deploy/README.md.
fn age(answer: &Answer) -> anyhow::Result<i64> {
    let now = httpdate::parse_http_date(answer.header("date")).context("Date")?;
    let now = now.duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    Ok(i64::try_from(now)? - as_of(answer)?)
}

/// When the API produced the numbers, as a Unix timestamp.
fn as_of(answer: &Answer) -> anyhow::Result<i64> {
    let text = answer.header("campaign-stats-as-of");
    let time = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339);
    Ok(time.with_context(|| format!("Campaign-Stats-As-Of: {text:?}"))?.unix_timestamp())
}

#[tokio::test(flavor = "multi_thread")]
async fn fresh_response_has_freshness_and_time() -> Done {
    let (_api, gateway) = start(&[PERIOD]).await?;
    let answer = gateway.get(STATS).await?;
    ensure!(is_fresh(&answer) && answer.header("campaign-stats-failure").is_empty(), "{answer:?}");
    ensure!((0..=1).contains(&age(&answer)?), "{} s old", age(&answer)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_response_keeps_its_time_until_the_api_recovers() -> Done {
    let (mut api, gateway) = start(&[PERIOD]).await?;
    let first_as_of = as_of(&gateway.get(STATS).await?)?;
    api.kill();
    // The age grows while the response stays the same.
    let old = |answer: &Answer| is_stale(answer) && age(answer).is_ok_and(|age| age >= 3);
    let answer = gateway.await_answer(STATS, old).await?;
    ensure!(as_of(&answer)? == first_as_of, "{answer:?}");
    ensure!(answer.header("campaign-stats-failure") == "502", "{answer:?}");
    ensure!(answer.text().contains("\"sent\":480"), "{}", answer.text());
    api.sandbox.clock.put(600_000);
    api.restart()?;
    let answer = gateway.await_answer(STATS, is_fresh).await?;
    ensure!(as_of(&answer)? >= first_as_of + 3, "{answer:?}");
    ensure!(age(&answer)? <= 2 && !answer.text().contains("\"sent\":480"), "{answer:?}");
    ensure!(answer.header("campaign-stats-failure").is_empty(), "{answer:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_api_delays_clients_by_at_most_the_timeout() -> Done {
    let (api, gateway) = start(&[PERIOD, ("CAMPAIGN_STATS_TIMEOUT", "2")]).await?;
    ensure!(is_fresh(&gateway.get(STATS).await?));
    api.set_behaviour(Behaviour::Hang);
    let (began, mut longest, mut stale) = (Instant::now(), Duration::ZERO, 0);
    while stale < 3 {
        let sent_at = Instant::now();
        let answer = gateway.get(STATS).await?;
        longest = longest.max(sent_at.elapsed());
        ensure!(answer.status == 200, "{answer:?}");
        if is_stale(&answer) {
            ensure!(answer.header("campaign-stats-failure") == "504", "{answer:?}");
            stale += 1;
        }
        ensure!(began.elapsed() < Duration::from_secs(20), "never stale: {answer:?}");
    }
    ensure!(longest < Duration::from_secs(5), "a client waited {longest:?}");
    api.set_behaviour(Behaviour::Normal);
    gateway.await_answer(STATS, is_fresh).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn temporary_errors_serve_stale_numbers_with_the_status() -> Done {
    let known = [500, 502, 503, 504, 429].map(|status| (status, status));
    // 521 and 522 are sent by a CDN in front of the API.
    for (status, shown) in known.into_iter().chain([(521, 502), (522, 504)]) {
        let (api, gateway) = start(&[PERIOD]).await?;
        ensure!(is_fresh(&gateway.get(STATS).await?));
        api.set_behaviour(Behaviour::Respond(StatusCode::from_u16(status)?, vec![], ""));
        let answer = gateway.await_answer(STATS, |answer| !is_fresh(answer)).await?;
        ensure!(is_stale(&answer), "{status}: {answer:?}");
        ensure!(answer.header("campaign-stats-failure") == shown.to_string(), "{answer:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn permanent_errors_are_not_hidden_by_stale_numbers() -> Done {
    for (status, shown) in [(401, 403), (403, 403), (404, 404), (400, 400)] {
        let (api, gateway) = start(&[PERIOD]).await?;
        ensure!(is_fresh(&gateway.get(STATS).await?));
        api.set_behaviour(Behaviour::Respond(StatusCode::from_u16(status)?, vec![], ""));
        let answer = gateway.await_answer(STATS, |answer| !is_fresh(answer)).await?;
        ensure!(answer.status == shown, "{status}: {answer:?}");
        ensure!(answer.header("campaign-stats-as-of").is_empty(), "{answer:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn html_response_is_not_served_stale_or_as_html() -> Done {
    let (mut api, gateway) = start(&[PERIOD]).await?;
    let good = gateway.get(STATS).await?;
    let html = vec![("content-type", "text/html")];
    api.set_behaviour(Behaviour::Respond(StatusCode::OK, html, "<script>alert(1)</script>"));
    let page = gateway.await_answer(STATS, |answer| answer.text().contains("<script>")).await?;
    ensure!(page.header("content-type") == "application/json", "{page:?}");
    api.kill();
    let stale = gateway.await_answer(STATS, is_stale).await?;
    ensure!(stale.body == good.body, "{}", stale.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_forwarded_and_respected() -> Done {
    let (api, gateway) = start(&[PERIOD]).await?;
    let busy = vec![("retry-after", "4")];
    api.set_behaviour(Behaviour::Respond(StatusCode::TOO_MANY_REQUESTS, busy, ""));
    let began = Instant::now();
    let answer = gateway.get(STATS).await?;
    ensure!(answer.status == 429 && answer.header("retry-after") == "4", "{answer:?}");
    api.set_behaviour(Behaviour::Normal);
    gateway.await_answer(STATS, is_fresh).await?;
    // nginx counts whole seconds.
    ensure!(began.elapsed() >= Duration::from_secs(3), "repeated after {:?}", began.elapsed());
    ensure!(api.requests().len() == 2, "{} requests", api.requests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_date_is_forwarded() -> Done {
    let (api, gateway) = start(&[PERIOD]).await?;
    let date = "Fri, 01 Jan 2100 00:00:00 GMT";
    api.set_behaviour(Behaviour::Respond(
        StatusCode::SERVICE_UNAVAILABLE,
        vec![("retry-after", date)],
        "",
    ));
    let answer = gateway.get(STATS).await?;
    ensure!(answer.status == 503 && answer.header("retry-after") == date, "{answer:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_respected_while_numbers_are_served_stale() -> Done {
    let (api, gateway) = start(&[PERIOD]).await?;
    ensure!(is_fresh(&gateway.get(STATS).await?));
    api.set_behaviour(Behaviour::Respond(
        StatusCode::TOO_MANY_REQUESTS,
        vec![("retry-after", "15")],
        "",
    ));
    let first = gateway.await_answer(STATS, is_stale).await?;
    ensure!(first.header("campaign-stats-failure") == "429", "{first:?}");
    let (began, before) = (Instant::now(), api.requests().len());
    api.set_behaviour(Behaviour::Normal);
    // Several periods, each of which would otherwise cause a request.
    let later = |answer: &Answer| age(answer).ok() >= age(&first).ok().map(|age| age + 3);
    ensure!(is_stale(&gateway.await_answer(STATS, later).await?));
    ensure!(api.requests().len() == before, "{} more requests", api.requests().len() - before);
    gateway.await_answer(STATS, is_fresh).await?;
    // nginx counts whole seconds.
    ensure!(began.elapsed() >= Duration::from_secs(12), "repeated after {:?}", began.elapsed());
    ensure!(api.requests().len() == before + 1, "{} more requests", api.requests().len() - before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn api_is_not_requested_for_some_periods_after_429() -> Done {
    let (api, gateway) = start(&[PERIOD]).await?;
    ensure!(is_fresh(&gateway.get(STATS).await?));
    api.set_behaviour(Behaviour::Respond(StatusCode::TOO_MANY_REQUESTS, vec![], ""));
    let first = gateway.await_answer(STATS, is_stale).await?;
    let before = api.requests().len();
    let later = |answer: &Answer| age(answer).ok() >= age(&first).ok().map(|age| age + 4);
    ensure!(is_stale(&gateway.await_answer(STATS, later).await?));
    ensure!(api.requests().len() == before, "{} more requests", api.requests().len() - before);
    Ok(())
}

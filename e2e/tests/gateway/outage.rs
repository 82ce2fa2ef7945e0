//! While the API fails, the last good numbers are shown for what they are.

use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use e2e::{Answer, Behaviour};

use crate::{Done, STATS, both, is_fresh, is_stale};

/// Seconds. Short, so that what must happen after a period happens soon.
const PERIOD: (&str, &str) = ("CAMPAIGN_STATS_PERIOD", "1");

/// The age of the numbers in seconds, reckoned as deploy/README.md says.
fn age(answer: &Answer) -> anyhow::Result<i64> {
    let now = httpdate::parse_http_date(answer.header("date")).context("Date")?;
    let now = now.duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    Ok(i64::try_from(now)? - as_of(answer)?)
}

/// When the API gave the numbers, in seconds since 1970.
fn as_of(answer: &Answer) -> anyhow::Result<i64> {
    let text = answer.header("campaign-stats-as-of");
    let time = time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339);
    Ok(time.with_context(|| format!("Campaign-Stats-As-Of: {text:?}"))?.unix_timestamp())
}

#[tokio::test(flavor = "multi_thread")]
async fn fresh_numbers_say_so_and_when_they_were_given() -> Done {
    let (_api, gateway) = both(&[PERIOD]).await?;
    let answer = gateway.get(STATS).await?;
    ensure!(is_fresh(&answer) && answer.header("campaign-stats-failure").is_empty(), "{answer:?}");
    ensure!((0..=1).contains(&age(&answer)?), "{} s old", age(&answer)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_api_leaves_its_numbers_with_their_true_age_and_comes_back() -> Done {
    let (mut api, gateway) = both(&[PERIOD]).await?;
    let given = as_of(&gateway.get(STATS).await?)?;
    api.kill();
    // Until they are three seconds old: the age grows though nobody gives new ones.
    let old = |answer: &Answer| is_stale(answer) && age(answer).is_ok_and(|age| age >= 3);
    let answer = gateway.await_answer(STATS, old).await?;
    ensure!(as_of(&answer)? == given, "{answer:?}");
    ensure!(answer.header("campaign-stats-failure") == "502", "{answer:?}");
    ensure!(answer.text().contains("\"sent\":480"), "{}", answer.text());
    api.sandbox.clock.put(600_000);
    api.restart()?;
    let answer = gateway.await_answer(STATS, is_fresh).await?;
    ensure!(as_of(&answer)? >= given + 3, "{answer:?}");
    ensure!(age(&answer)? <= 2 && !answer.text().contains("\"sent\":480"), "{answer:?}");
    ensure!(answer.header("campaign-stats-failure").is_empty(), "{answer:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_api_makes_nobody_wait_longer_than_its_time_out() -> Done {
    let (api, gateway) = both(&[PERIOD, ("CAMPAIGN_STATS_TIMEOUT", "2")]).await?;
    ensure!(is_fresh(&gateway.get(STATS).await?));
    api.set_behaviour(Behaviour::Hang);
    let (began, mut longest, mut stale) = (Instant::now(), Duration::ZERO, 0);
    while stale < 3 {
        let asked = Instant::now();
        let answer = gateway.get(STATS).await?;
        longest = longest.max(asked.elapsed());
        ensure!(answer.status == 200, "{answer:?}");
        if is_stale(&answer) {
            ensure!(answer.header("campaign-stats-failure") == "504", "{answer:?}");
            stale += 1;
        }
        ensure!(began.elapsed() < Duration::from_secs(20), "never stale: {answer:?}");
    }
    ensure!(longest < Duration::from_secs(5), "a viewer waited {longest:?}");
    api.set_behaviour(Behaviour::Normal);
    gateway.await_answer(STATS, is_fresh).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_of_the_api_leaves_the_numbers_and_its_status() -> Done {
    let known = [500, 502, 503, 504, 429].map(|status| (status, status));
    // What a CDN before the API says.
    for (status, shown) in known.into_iter().chain([(521, 502), (522, 504)]) {
        let (api, gateway) = both(&[PERIOD]).await?;
        ensure!(is_fresh(&gateway.get(STATS).await?));
        api.set_behaviour(Behaviour::Respond(StatusCode::from_u16(status)?, vec![], ""));
        let answer = gateway.await_answer(STATS, |answer| !is_fresh(answer)).await?;
        ensure!(is_stale(&answer), "{status}: {answer:?}");
        ensure!(answer.header("campaign-stats-failure") == shown.to_string(), "{answer:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_a_person_can_mend_hides_the_numbers() -> Done {
    for (said, shown) in [(401, 403), (403, 403), (404, 404), (400, 400)] {
        let (api, gateway) = both(&[PERIOD]).await?;
        ensure!(is_fresh(&gateway.get(STATS).await?));
        api.set_behaviour(Behaviour::Respond(StatusCode::from_u16(said)?, vec![], ""));
        let answer = gateway.await_answer(STATS, |answer| !is_fresh(answer)).await?;
        ensure!(answer.status == shown, "{said}: {answer:?}");
        ensure!(answer.header("campaign-stats-as-of").is_empty(), "{answer:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_in_place_of_numbers_is_not_kept_nor_shown_as_one() -> Done {
    let (mut api, gateway) = both(&[PERIOD]).await?;
    let good = gateway.get(STATS).await?;
    let html = vec![("content-type", "text/html")];
    api.set_behaviour(Behaviour::Respond(StatusCode::OK, html, "<script>alert(1)</script>"));
    let page = gateway.await_answer(STATS, |answer| answer.text().contains("<script>")).await?;
    ensure!(page.header("content-type") == "application/json", "{page:?}");
    api.kill();
    let kept = gateway.await_answer(STATS, is_stale).await?;
    ensure!(kept.body == good.body, "{}", kept.text());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_reaches_the_viewer_and_holds_the_gateway_back_too() -> Done {
    let (api, gateway) = both(&[PERIOD]).await?;
    let busy = vec![("retry-after", "4")];
    api.set_behaviour(Behaviour::Respond(StatusCode::TOO_MANY_REQUESTS, busy, ""));
    let began = Instant::now();
    let answer = gateway.get(STATS).await?;
    ensure!(answer.status == 429 && answer.header("retry-after") == "4", "{answer:?}");
    api.set_behaviour(Behaviour::Normal);
    gateway.await_answer(STATS, is_fresh).await?;
    // nginx reckons in whole seconds.
    ensure!(began.elapsed() >= Duration::from_secs(3), "asked again after {:?}", began.elapsed());
    ensure!(api.requests().len() == 2, "{} requests", api.requests().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_in_retry_after_is_passed_on_as_it_is() -> Done {
    let (api, gateway) = both(&[PERIOD]).await?;
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
async fn an_api_that_has_had_too_much_is_left_alone_as_long_as_it_wants_while_its_numbers_are_shown()
-> Done {
    let (api, gateway) = both(&[PERIOD]).await?;
    ensure!(is_fresh(&gateway.get(STATS).await?));
    api.set_behaviour(Behaviour::Respond(
        StatusCode::TOO_MANY_REQUESTS,
        vec![("retry-after", "15")],
        "",
    ));
    let first = gateway.await_answer(STATS, is_stale).await?;
    ensure!(first.header("campaign-stats-failure") == "429", "{first:?}");
    let (began, asked) = (Instant::now(), api.requests().len());
    api.set_behaviour(Behaviour::Normal);
    // For several periods, in each of which it would else be asked.
    let later = |answer: &Answer| age(answer).ok() >= age(&first).ok().map(|age| age + 3);
    ensure!(is_stale(&gateway.await_answer(STATS, later).await?));
    ensure!(api.requests().len() == asked, "{} requests more", api.requests().len() - asked);
    gateway.await_answer(STATS, is_fresh).await?;
    // nginx reckons in whole seconds.
    ensure!(began.elapsed() >= Duration::from_secs(12), "asked again after {:?}", began.elapsed());
    ensure!(api.requests().len() == asked + 1, "{} requests more", api.requests().len() - asked);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_does_not_say_how_long_is_left_alone_for_some_periods_after_a_429() -> Done {
    let (api, gateway) = both(&[PERIOD]).await?;
    ensure!(is_fresh(&gateway.get(STATS).await?));
    api.set_behaviour(Behaviour::Respond(StatusCode::TOO_MANY_REQUESTS, vec![], ""));
    let first = gateway.await_answer(STATS, is_stale).await?;
    let asked = api.requests().len();
    let later = |answer: &Answer| age(answer).ok() >= age(&first).ok().map(|age| age + 4);
    ensure!(is_stale(&gateway.await_answer(STATS, later).await?));
    ensure!(api.requests().len() == asked, "{} requests more", api.requests().len() - asked);
    Ok(())
}

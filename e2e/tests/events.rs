//! DOM events of the element.

use anyhow::{Context, ensure};
use e2e::{Browser, Page, Site};
use serde_json::{Value, json};

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Script that records all events in `heard`, and those after the numbers are there in `later`: whether a
/// widget is loading first depends on how fast the first answer is.
const LISTEN: &str = "<script>window.heard = [];
    for (const name of ['campaign-stats-update', 'campaign-stats-state']) {
        addEventListener(name, event => heard.push({ name, detail: event.detail,
            bubbles: event.bubbles, composed: event.composed, target: event.target.localName }));
    }
    Object.defineProperty(window, 'later', {
        get: () => heard.filter(({ detail }) => detail.state !== 'loading') })</script>";

async fn recorded_events(page: &Page<'_>) -> anyhow::Result<Vec<Value>> {
    let events = page.run("return later", vec![]).await?;
    events.as_array().cloned().context("not an array of events")
}

/// Script that returns states but `loading`, and "update" for updates, in order.
const SUMMARY: &str = "return later.map(({ name, detail }) => detail.state ?? 'update')";

#[tokio::test(flavor = "multi_thread")]
async fn events_are_plain_objects_and_sent_once_per_change() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=5></campaign-stats>";
    let page = browser.open(&site.page("heard", &[LISTEN, element].concat())).await?;
    page.await_run(SUMMARY, json!(["update", "fresh"])).await?;
    let update = recorded_events(&page).await?.swap_remove(0);
    let stats = json!({ "campaignId": "camp_123", "totalEnrolled": 500, "sent": 480,
        "delivered": 471, "bounced": 9, "replied": 38, "queued": 20, "openRate": 0.42,
        "replyRate": 0.08 });
    ensure!(update["detail"]["stats"] == stats, "{update}");
    ensure!(update["detail"]["campaign"] == "camp_123" && update["detail"]["changes"] == json!({}));
    ensure!(update["bubbles"] == true && update["composed"] == true, "{update}");
    ensure!(update["target"] == "campaign-stats");
    let plain = "const { detail } = later[0];
        return [detail, detail.stats, detail.changes].every(each =>
            Object.getPrototypeOf(each) === Object.prototype)
            && Math.abs(Date.now() - detail.at) < 60000 && typeof later[1].detail.nextAt";
    ensure!(page.run(plain, vec![]).await? == json!("number"));

    // Responses without changes cause no events.
    let before = site.sandbox.requests("camp_123");
    site.await_requests("camp_123", before + 3).await?;
    ensure!(recorded_events(&page).await?.len() == 2, "an event without a change");
    site.sandbox.clock.put(60_000);
    page.await_text(SENT, &site.sent("camp_123")).await?;
    page.await_run("return later.length", json!(3)).await?;
    let sent: u64 = site.sent("camp_123").parse()?;
    let change = "return later[2].detail.changes.sent";
    ensure!(page.run(change, vec![]).await? == json!(sent - 480));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn state_events_have_a_reason_per_campaign() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign='camp_999 camp_123' refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("states", &[LISTEN, element].concat())).await?;
    let states = "return heard.filter(({ detail }) => detail.campaign === 'camp_999')
        .map(({ detail }) => [detail.state, detail.reason])";
    let gone = json!([["loading", null], ["error", "campaign_not_found"]]);
    page.await_run(states, gone).await?;
    page.run("document.querySelector('campaign-stats').pause()", vec![]).await?;
    let last =
        "return heard.filter(({ detail }) => detail.campaign === 'camp_123').pop().detail.state";
    page.await_run(last, json!("paused")).await?;
    page.run("document.querySelector('campaign-stats').resume()", vec![]).await?;
    page.await_run(last, json!("fresh")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn option_changes_do_not_repeat_events() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("repeat", &[LISTEN, element].concat())).await?;
    page.await_run("return later.length", json!(2)).await?;
    let set = "document.querySelector('campaign-stats').setAttribute(...arguments)";
    page.run(set, vec![json!("label"), json!("Spring")]).await?;
    page.await_text("h2", "Spring").await?;
    page.run(set, vec![json!("campaign"), json!("camp_123 camp_draft")]).await?;
    let expected = json!(["update", "fresh", "update", "fresh"]);
    page.await_run(SUMMARY, expected).await
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_may_throw_or_change_or_remove_the_element() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let listen = "<script>window.rounds = 0;
        addEventListener('campaign-stats-update', ({ target, detail }) => {
            rounds += 1;
            target.refresh();
            if (detail.campaign === 'camp_123') target.campaign = 'camp_draft';
            else { target.pause(); target.resume(); target.remove(); document.body.append(target) }
            throw new Error('theirs');
        })</script>";
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("wild", &[listen, element].concat())).await?;
    page.await_text(".headline", "Nothing sent yet.").await?;
    page.await_run("return rounds", json!(2)).await?;
    page.await_run("return thrown.length", json!(2)).await?;
    let fallback = "return root.querySelector('.fallback')";
    ensure!(
        page.inside(fallback, vec![]).await?.is_null(),
        "an error of the page was treated as a crash"
    );
    page.run("document.querySelector('campaign-stats').campaign = 'camp_paused'", vec![]).await?;
    page.await_run("return rounds", json!(3)).await
}

//! Every example of `examples/`, run as somebody would who has just copied it: on an origin of
//! its own, with `dist/` and the API on another one.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use e2e::{Api, Browser, Host, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

struct World {
    site: Site,
    host: Host,
    browser: Browser,
}

impl World {
    async fn begin() -> anyhow::Result<Self> {
        let (site, host) = (Site::start_with_cors().await?, Host::start().await?);
        let browser = Browser::start().await?;
        browser.record_csp_violations().await?;
        Ok(Self { site, host, browser })
    }

    fn example(&self, name: &str) -> anyhow::Result<String> {
        let stats = self.site.url("");
        let stats = stats.trim_end_matches('/');
        self.host.example(name, stats, stats)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn plain() -> Done {
    let world = World::begin().await?;
    let page = world.browser.open(&world.example("plain.html")?).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.text("h2").await? == "camp_123");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several() -> Done {
    let world = World::begin().await?;
    let page = world.browser.open(&world.example("several.html")?).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].map(element =>
        [...element.shadowRoot.querySelectorAll('[data-counter=Sent]')].map(e => e.textContent))";
    page.await_run(shown, json!([["480"], ["480"], ["0", "480"]])).await?;
    // Once for all three, or, where the wasm took so long that an early answer is old, once more.
    let asked = world.site.sandbox.requests("camp_123");
    ensure!(asked <= 2, "the same campaign was asked for {asked} times");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn strict_csp() -> Done {
    let world = World::begin().await?;
    let page = world.browser.open(&world.example("strict-csp.html")?).await?;
    page.await_text(SENT, "480").await?;
    let violations = page.run("return window.violations", vec![]).await?;
    ensure!(violations == json!([]), "violations of the policy: {violations}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn cross_origin() -> Done {
    let (world, api) = (World::begin().await?, Api::start()?);
    let stats = world.site.url("");
    let url = world.host.example("cross-origin.html", stats.trim_end_matches('/'), &api.url())?;
    let page = world.browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    ensure!(world.site.sandbox.requests("camp_123") == 0, "the wrong API was asked");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn iframe() -> Done {
    let world = World::begin().await?;
    let url = world.example("iframe.html")?;
    for width in [1200, 320] {
        world.browser.emulate_screen(width, 1.0, false).await?;
        let page = world.browser.open(&url).await?;
        let fits = "const { height } = document.querySelector('campaign-stats')
                .getBoundingClientRect();
            return document.querySelector('campaign-stats').shadowRoot
                .querySelector('[data-counter=Sent]')?.textContent === '480'
                && Math.ceil(height) === innerHeight
                && document.documentElement.scrollHeight === innerHeight";
        page.await_in_frame(fits, json!(true)).await.with_context(|| format!("{width} px"))?;
        page.ensure_no_errors().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn update() -> Done {
    let world = World::begin().await?;
    let page = world.browser.open(&world.example("update.html")?).await?;
    let said = "return document.getElementById('replies').textContent";
    page.await_run(said, json!("camp_123: 38 replies, 0 new.")).await?;
    page.await_run("return document.getElementById('state').textContent", json!("fresh")).await?;
    page.run("document.querySelector('campaign-stats').pause()", vec![]).await?;
    page.await_run("return document.getElementById('state').textContent", json!("paused")).await?;
    page.ensure_no_errors().await
}

/// The folder that `cargo xtask test` has filled, if it could.
fn folder(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

#[tokio::test(flavor = "multi_thread")]
async fn react() -> Done {
    let Some(modules) = folder("REACT") else {
        println!("skipped: React is not there; `cargo xtask test` fetches it where npm is");
        return Ok(());
    };
    let world = World::begin().await?;
    world.example("react/app.js")?;
    world.host.folder("node_modules", &modules)?;
    let page = world.browser.open(&world.example("react/index.html")?).await?;
    let said = "return document.getElementById('sent')?.textContent";
    page.await_run(said, json!("camp_123: 480 sent")).await?;
    let same = "window.element = document.querySelector('campaign-stats');
        document.querySelector('button').click()";
    page.run(same, vec![]).await?;
    page.await_run(said, json!("camp_draft: 0 sent")).await?;
    let kept = "return element === document.querySelector('campaign-stats')";
    ensure!(page.run(kept, vec![]).await? == json!(true));
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn leptos_app() -> Done {
    let Some(dist) = folder("LEPTOS_APP") else {
        println!("skipped: the Leptos app is not built; `cargo xtask test` builds it");
        return Ok(());
    };
    let site = Site::start_with(&dist).await?;
    let browser = Browser::start().await?;
    let page = browser.open(&site.url("")).await?;
    let said = "return document.getElementById('sent')?.textContent";
    page.await_run(said, json!("480 sent")).await?;
    page.run("document.querySelector('button').click()", vec![]).await?;
    page.await_run(said, json!("0 sent")).await?;
    let headline =
        "return document.querySelector('.card').textContent.includes('Nothing sent yet')";
    page.await_run(headline, json!(true)).await?;
    page.ensure_no_errors().await
}

//! All of `examples/`, unchanged: on an origin of its own, with `dist/` and the API on another.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use e2e::{Api, Browser, Host, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

struct Servers {
    site: Site,
    host: Host,
    browser: Browser,
}

impl Servers {
    async fn start() -> anyhow::Result<Self> {
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
    let servers = Servers::start().await?;
    let page = servers.browser.open(&servers.example("plain.html")?).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.text("h2").await? == "camp_123");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn several() -> Done {
    let servers = Servers::start().await?;
    let page = servers.browser.open(&servers.example("several.html")?).await?;
    let shown = "return [...document.querySelectorAll('campaign-stats')].map(element =>
        [...element.shadowRoot.querySelectorAll('[data-counter=Sent]')].map(e => e.textContent))";
    page.await_run(shown, json!([["480"], ["480"], ["0", "480"]])).await?;
    // Shared by all three elements. If the wasm loads slowly, the early response is too old by
    // then and requested again.
    let requests = servers.site.sandbox.requests("camp_123");
    ensure!(requests <= 2, "{requests} requests for the same campaign");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn strict_csp() -> Done {
    let servers = Servers::start().await?;
    let page = servers.browser.open(&servers.example("strict-csp.html")?).await?;
    page.await_text(SENT, "480").await?;
    let violations = page.run("return window.violations", vec![]).await?;
    ensure!(violations == json!([]), "CSP violations: {violations}");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn cross_origin() -> Done {
    let (servers, api) = (Servers::start().await?, Api::start()?);
    let stats = servers.site.url("");
    let url = servers.host.example("cross-origin.html", stats.trim_end_matches('/'), &api.url())?;
    let page = servers.browser.open(&url).await?;
    page.await_text(SENT, "480").await?;
    ensure!(servers.site.sandbox.requests("camp_123") == 0, "request to the wrong API");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn iframe() -> Done {
    let servers = Servers::start().await?;
    let url = servers.example("iframe.html")?;
    for width in [1200, 320] {
        servers.browser.emulate_screen(width, 1.0, false).await?;
        let page = servers.browser.open(&url).await?;
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
    let servers = Servers::start().await?;
    let page = servers.browser.open(&servers.example("update.html")?).await?;
    let text = "return document.getElementById('replies').textContent";
    page.await_run(text, json!("camp_123: 38 replies, 0 new.")).await?;
    page.await_run("return document.getElementById('state').textContent", json!("fresh")).await?;
    page.run("document.querySelector('campaign-stats').pause()", vec![]).await?;
    page.await_run("return document.getElementById('state').textContent", json!("paused")).await?;
    page.ensure_no_errors().await
}

/// A folder prepared by `cargo xtask test`, if possible.
fn folder(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

#[tokio::test(flavor = "multi_thread")]
async fn react() -> Done {
    let Some(modules) = folder("REACT") else {
        println!("skipped: React is missing; `cargo xtask test` fetches it if npm is available");
        return Ok(());
    };
    let servers = Servers::start().await?;
    servers.example("react/app.js")?;
    servers.host.folder("node_modules", &modules)?;
    let page = servers.browser.open(&servers.example("react/index.html")?).await?;
    let text = "return document.getElementById('sent')?.textContent";
    page.await_run(text, json!("camp_123: 480 sent")).await?;
    let same = "window.element = document.querySelector('campaign-stats');
        document.querySelector('button').click()";
    page.run(same, vec![]).await?;
    page.await_run(text, json!("camp_draft: 0 sent")).await?;
    let same_element = "return element === document.querySelector('campaign-stats')";
    ensure!(page.run(same_element, vec![]).await? == json!(true));
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
    let text = "return document.getElementById('sent')?.textContent";
    page.await_run(text, json!("480 sent")).await?;
    page.run("document.querySelector('button').click()", vec![]).await?;
    page.await_run(text, json!("0 sent")).await?;
    let headline =
        "return document.querySelector('.card').textContent.includes('Nothing sent yet')";
    page.await_run(headline, json!(true)).await?;
    page.run("document.getElementById('pause').click()", vec![]).await?;
    let paused = "return document.querySelector('button.pause').getAttribute('aria-label')";
    page.await_run(paused, json!("Resume refreshing")).await?;
    page.ensure_no_errors().await
}

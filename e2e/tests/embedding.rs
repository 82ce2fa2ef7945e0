//! The kinds of hosts that `docs/embedding.md` describes, imitated: pages of another origin that allow frames
//! only, sandbox their frames, put them into frames of their own, remove scripts, or forbid them.

use anyhow::{Context, ensure};
use e2e::{Browser, Gateway, Host, Page, Site, Upstream, readable_dist};
use serde_json::json;
use tempfile::TempDir;

type Done = anyhow::Result<()>;

const SENT: &str = "[data-counter=Sent]";

/// Script that returns the counter of sent emails in a frame.
const SENT_IN_FRAME: &str = "return document.querySelector('campaign-stats')?.shadowRoot
    ?.querySelector('[data-counter=Sent]')?.textContent";

/// Script that returns `chrome-error:` in a frame that the browser refuses to show.
const PROTOCOL: &str = "return location.protocol";

/// Script that returns whether the link in the element is shown.
const LINK_SHOWN: &str = "const link = document.querySelector('campaign-stats a');
    return link.getClientRects().length > 0 && link.textContent === 'Spring launch'";

/// The gateway with the built widget, in front of an API, and a browser.
struct Servers {
    browser: Browser,
    gateway: Gateway,
    api: Upstream,
    _dist: TempDir,
}

impl Servers {
    /// Starts all, with these origins in `CAMPAIGN_STATS_ORIGINS`.
    async fn start(origins: &str) -> anyhow::Result<Self> {
        Self::start_with(("CAMPAIGN_STATS_ORIGINS", origins)).await
    }

    /// Starts all, with this setting of the gateway.
    async fn start_with(setting: (&str, &str)) -> anyhow::Result<Self> {
        let (browser, api, dist) = (Browser::start().await?, Upstream::start()?, readable_dist()?);
        browser.record_csp_violations().await?;
        let folder = dist.path().to_string_lossy().into_owned();
        let settings = [("CAMPAIGN_STATS_DIST", folder.as_str()), setting];
        let gateway = Gateway::start(&api.url(), &settings).await?;
        Ok(Self { browser, gateway, api, _dist: dist })
    }

    /// A page with the standalone page in a frame.
    fn framing(&self, attributes: &str) -> String {
        framing(&self.gateway.url("/?campaign=camp_123"), attributes)
    }

    /// A page with the element, a link in it, and this policy, which can name the gateway as `STATS`.
    fn embedding(&self, policy: &str) -> String {
        let stats = self.gateway.url("");
        let policy = policy.replace("STATS", &stats);
        format!(
            "<!doctype html><title>Host</title>
            <meta http-equiv=Content-Security-Policy content=\"{policy}\">
            <script type=module src='{stats}/campaign-stats.js'></script>
            {ELEMENT}<script src=own.js></script>"
        )
    }
}

/// The element with a link as its fallback.
const ELEMENT: &str = "<campaign-stats campaign=camp_123>
    <a href='https://stats.intranet.example/?campaign=camp_123'>Spring launch</a></campaign-stats>";

/// A page with a frame.
fn framing(url: &str, attributes: &str) -> String {
    format!("<!doctype html><title>Host</title><iframe {attributes} src='{url}'></iframe>")
}

/// Checks that a page with [`ELEMENT`] shows only the link, and that its own script runs.
async fn ensure_only_the_link(page: &Page<'_>) -> Done {
    ensure!(page.run(LINK_SHOWN, vec![]).await? == json!(true), "the link is not shown");
    let undefined = "return customElements.get('campaign-stats') === undefined";
    ensure!(page.run(undefined, vec![]).await? == json!(true), "the loader ran");
    ensure!(page.run("return own", vec![]).await? == json!(true), "the page is broken");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn host_that_allows_only_frames_shows_the_page_if_it_is_listed() -> Done {
    let (listed, other) = (Host::start().await?, Host::start().await?);
    let servers = Servers::start(&listed.origin()).await?;
    let url = other.page("other.html", &servers.framing(""))?;
    let page = servers.browser.open(&url).await?;
    page.await_in_frame(PROTOCOL, json!("chrome-error:")).await?;
    ensure!(servers.api.requests().is_empty(), "a refused frame requested numbers");
    let url = listed.page("listed.html", &servers.framing(""))?;
    let page = servers.browser.open(&url).await?;
    page.await_in_frame(SENT_IN_FRAME, json!("480")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn host_listed_for_frames_only_shows_the_page_but_not_the_element() -> Done {
    let host = Host::start().await?;
    let servers = Servers::start_with(("CAMPAIGN_STATS_FRAME_ORIGINS", &host.origin())).await?;
    host.page("own.js", "window.own = true")?;
    let url = host.page("element.html", &servers.embedding(""))?;
    ensure_only_the_link(&servers.browser.open(&url).await?).await?;
    let page = servers.browser.open(&host.page("frame.html", &servers.framing(""))?).await?;
    page.await_in_frame(SENT_IN_FRAME, json!("480")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn frame_in_a_frame_needs_every_ancestor_listed() -> Done {
    let (outer, vendor) = (Host::start().await?, Host::start().await?);
    let mut servers = Servers::start("").await?;
    let (page, frame) = (outer.origin(), vendor.origin());
    for (case, (origins, shown)) in
        [(page.clone(), false), (frame.clone(), false), (format!("{page} {frame}"), true)]
            .into_iter()
            .enumerate()
    {
        servers.gateway.reload_completely(&[("CAMPAIGN_STATS_ORIGINS", &origins)]).await?;
        // Another address each time: browsers keep the page, and its policy, for a minute.
        let inner = framing(&servers.gateway.url(&format!("/?campaign=camp_123&case={case}")), "");
        let middle = framing(&vendor.page(&format!("{case}.html"), &inner)?, "");
        let url = outer.page(&format!("{case}.html"), &middle)?;
        let page = servers.browser.open(&url).await?;
        let (script, expected) =
            if shown { (SENT_IN_FRAME, "480") } else { (PROTOCOL, "chrome-error:") };
        let done = page.await_in_nested_frame(2, script, json!(expected)).await;
        done.with_context(|| format!("listed: {origins}"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sandboxed_frame_needs_allow_same_origin() -> Done {
    let host = Host::start().await?;
    let servers = Servers::start(&host.origin()).await?;
    // Without scripts at all, or with those of origin "null", which the gateway does not allow.
    let blank = "return [origin, document.readyState, document.body.innerText.trim(),
        customElements.get('campaign-stats') === undefined]";
    for (name, sandbox) in [("none.html", "sandbox"), ("opaque.html", "sandbox=allow-scripts")] {
        let page = servers.browser.open(&host.page(name, &servers.framing(sandbox))?).await?;
        page.await_in_frame(blank, json!(["null", "complete", "", true])).await?;
    }
    ensure!(servers.api.requests().is_empty(), "an opaque origin got numbers");
    let own = servers.framing("sandbox='allow-scripts allow-same-origin'");
    let page = servers.browser.open(&host.page("own.html", &own)?).await?;
    page.await_in_frame(SENT_IN_FRAME, json!("480")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn widget_of_an_opaque_origin_works_where_cors_allows_it() -> Done {
    let (site, host) = (Site::start_with_cors().await?, Host::start().await?);
    let browser = Browser::start().await?;
    let opaque =
        framing(&site.url("?campaign=camp_123&refresh=1&theme=dark"), "sandbox=allow-scripts");
    let page = browser.open(&host.page("opaque.html", &opaque)?).await?;
    page.await_in_frame(SENT_IN_FRAME, json!("480")).await?;
    // It has neither storage nor Web Locks, and refreshes nevertheless.
    let refused = "try { return localStorage.length } catch ({ name }) { return name }";
    page.await_in_frame(refused, json!("SecurityError")).await?;
    site.sandbox.clock.put(60_000);
    page.await_in_frame(SENT_IN_FRAME, json!(site.sent("camp_123"))).await?;
    let requests = site.sandbox.requests("camp_123");
    site.await_requests("camp_123", requests + 2).await
}

#[tokio::test(flavor = "multi_thread")]
async fn host_that_removes_scripts_shows_the_link_in_the_element() -> Done {
    let (host, browser) = (Host::start().await?, Browser::start().await?);
    host.page("own.js", "window.own = true")?;
    let html = format!("<!doctype html>{ELEMENT}<script src=own.js></script>");
    let page = browser.open(&host.page("wiki.html", &html)?).await?;
    ensure_only_the_link(&page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn host_that_forbids_or_may_not_load_the_loader_shows_the_link() -> Done {
    let (listed, other) = (Host::start().await?, Host::start().await?);
    let servers = Servers::start(&listed.origin()).await?;
    for host in [&listed, &other] {
        host.page("own.js", "window.own = true")?;
    }
    let html = servers.embedding("script-src 'self'");
    let page = servers.browser.open(&listed.page("forbidden.html", &html)?).await?;
    ensure_only_the_link(&page).await?;
    let violations = page.run("return violations.length", vec![]).await?;
    ensure!(violations == json!(1), "{violations} violations of the policy");
    let page = servers.browser.open(&other.page("other.html", &servers.embedding(""))?).await?;
    ensure_only_the_link(&page).await
}

#[tokio::test(flavor = "multi_thread")]
async fn element_on_a_listed_origin_replaces_its_link() -> Done {
    let host = Host::start().await?;
    let servers = Servers::start(&host.origin()).await?;
    host.page("own.js", "window.own = true")?;
    let page = servers.browser.open(&host.page("page.html", &servers.embedding(""))?).await?;
    page.await_text(SENT, "480").await?;
    ensure!(page.run(LINK_SHOWN, vec![]).await? == json!(false), "the link is still shown");
    let focused = "const link = document.querySelector('campaign-stats a'); link.focus();
        return document.activeElement === link";
    ensure!(page.run(focused, vec![]).await? == json!(false), "the hidden link has the focus");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn host_whose_policy_forbids_wasm_keeps_the_first_numbers() -> Done {
    let host = Host::start().await?;
    let servers = Servers::start(&host.origin()).await?;
    host.page("own.js", "window.own = true")?;
    let html = servers.embedding("script-src 'self' STATS; connect-src STATS");
    let page = servers.browser.open(&host.page("page.html", &html)?).await?;
    page.await_text(".fallback", "Live updates could not be started.").await?;
    ensure!(page.text(SENT).await? == "480", "the first numbers are gone");
    page.ensure_no_errors().await
}

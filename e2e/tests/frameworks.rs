//! The element on pages of frameworks, which remove, insert and change elements as they see fit.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::ensure;
use axum::http::header::AUTHORIZATION;
use e2e::{AnyBrowser, Engine, Host, Site, TokenApi};
use serde_json::json;

type Done = anyhow::Result<()>;

e2e::in_each_engine!(
    react_in_strict_mode_with_a_changing_key_keeps_numbers_and_schedule,
    react_with_a_new_token_provider_for_each_new_element_asks_once_a_second,
    vue_with_keys_conditions_and_functions_keeps_numbers_and_schedule,
    turbo_visits_keep_the_numbers_and_send_no_request_again,
);

/// Number of elements without their number, at the time when a frame is drawn. `watch` counts those frames.
const WATCH: &str = "<script>
    window.blank = 0;
    window.watch = () => {
        const elements = [...document.querySelectorAll('campaign-stats')];
        blank += elements.some(({ shadowRoot }) =>
            !/^[0-9]/.test(shadowRoot?.querySelector('[data-counter=Sent]')?.textContent));
        requestAnimationFrame(watch);
    };
    window.shown = () => document.querySelector('campaign-stats')?.shadowRoot
        ?.querySelector('[data-counter=Sent]')?.textContent;
</script>";

/// A page on another origin than the widget, with frameworks in `node_modules/`.
struct FrameworkPage {
    site: Site,
    host: Host,
    browser: AnyBrowser,
}

impl FrameworkPage {
    /// `None` if `cargo xtask test` could not fetch the frameworks, or found no such browser.
    async fn start(engine: Option<Engine>) -> anyhow::Result<Option<Self>> {
        let modules = std::env::var_os("FRAMEWORKS").filter(|folder| !folder.is_empty());
        let Some(modules) = modules.map(PathBuf::from) else {
            println!("skipped: `cargo xtask test` fetches frameworks if npm is available");
            return Ok(None);
        };
        let Some(browser) = AnyBrowser::start(engine).await? else { return Ok(None) };
        let (site, host) = (Site::start_with_cors().await?, Host::start().await?);
        host.folder("node_modules", &modules)?;
        Ok(Some(Self { site, host, browser }))
    }

    /// Writes a page with these scripts of `node_modules/`. Returns its URL.
    fn page(&self, name: &str, scripts: &[&str], body: &str) -> anyhow::Result<String> {
        let scripts =
            scripts.iter().map(|file| format!("<script src=node_modules/{file}></script>"));
        let html = format!(
            "<!doctype html><html><head><title>{name}</title>{}
            <script type=module src='{}'></script>{WATCH}</head><body>{body}</body></html>",
            scripts.collect::<String>(),
            self.site.url("campaign-stats.js"),
        );
        self.host.page(&format!("{name}.html"), &html)
    }
}

/// Fails if there were more requests than one per second and the first one.
fn ensure_one_per_second(requests: usize, began: Instant) -> Done {
    // Timers of the browser and of the test are not the same.
    let most = 2 + began.elapsed().as_millis() / 900;
    ensure!(requests as u128 <= most, "{requests} requests in {:?}", began.elapsed());
    Ok(())
}

async fn react_in_strict_mode_with_a_changing_key_keeps_numbers_and_schedule(
    engine: Option<Engine>,
) -> Done {
    let Some(page) = FrameworkPage::start(engine).await? else { return Ok(()) };
    let scripts = ["react/umd/react.development.js", "react-dom/umd/react-dom.development.js"];
    let body = "<div id=app></div><script>
        const { createElement, useEffect, useState, StrictMode } = React;
        function Page() {
            const [turn, setTurn] = useState(0);
            useEffect(() => {
                const timer = setInterval(() => setTurn(turn => turn + window.step), 25);
                return () => clearInterval(timer);
            }, []);
            window.turn = turn;
            return createElement('campaign-stats', { key: turn, campaign: 'camp_123', refresh: 1 });
        }
        window.step = 0;
        ReactDOM.createRoot(document.getElementById('app'))
            .render(createElement(StrictMode, null, createElement(Page)));
        </script>";
    let url = page.page("strict", &scripts, body)?;
    let opened = page.browser.open(&url).await?;
    opened.await_run("return shown()", json!("480")).await?;
    let (began, before) = (Instant::now(), page.site.sandbox.requests("camp_123"));
    opened.run("window.step = 1; watch()", vec![]).await?;
    opened.await_run("return turn > 100", json!(true)).await?;
    let requests = page.site.sandbox.requests("camp_123") - before;
    ensure_one_per_second(usize::try_from(requests)?, began)?;
    ensure!(opened.run("return blank", vec![]).await? == json!(0), "numbers were gone");
    page.site.sandbox.clock.put(60_000);
    opened.await_run("return shown()", json!(page.site.sent("camp_123"))).await?;
    page.browser.quit().await
}

async fn react_with_a_new_token_provider_for_each_new_element_asks_once_a_second(
    engine: Option<Engine>,
) -> Done {
    let Some(page) = FrameworkPage::start(engine).await? else { return Ok(()) };
    let api = TokenApi::start("secret").await?;
    let scripts = ["react/umd/react.development.js", "react-dom/umd/react-dom.development.js"];
    let body = "<div id=app></div><script>
        const { createElement, useEffect, useLayoutEffect, useRef, useState, StrictMode } = React;
        function Stats() {
            const element = useRef();
            useLayoutEffect(() => { element.current.tokenProvider = () => 'secret' });
            return createElement('campaign-stats',
                { ref: element, campaign: 'camp_123', api: API, refresh: 1 });
        }
        function Page() {
            const [turn, setTurn] = useState(0);
            useEffect(() => {
                const timer = setInterval(() => setTurn(turn => turn + 1), 40);
                return () => clearInterval(timer);
            }, []);
            window.turn = turn;
            return createElement(Stats, { key: turn < 100 ? turn : 'last' });
        }
        ReactDOM.createRoot(document.getElementById('app'))
            .render(createElement(StrictMode, null, createElement(Page)));
        </script>";
    let body = body.replace("API", &format!("'{}'", api.url()));
    let url = page.page("tokens", &scripts, &body)?;
    let began = Instant::now();
    let opened = page.browser.open(&url).await?;
    opened.await_run("return turn > 100", json!(true)).await?;
    opened.await_run("return shown()", json!("480")).await?;
    ensure_one_per_second(api.header_values(AUTHORIZATION).len(), began)?;
    page.browser.quit().await
}

async fn vue_with_keys_conditions_and_functions_keeps_numbers_and_schedule(
    engine: Option<Engine>,
) -> Done {
    let Some(page) = FrameworkPage::start(engine).await? else { return Ok(()) };
    let api = TokenApi::start("secret").await?;
    let body = "<div id=app></div><script>
        window.state = Vue.reactive({ turn: 0, list: ['camp_1', 'camp_2', 'camp_3'] });
        Vue.createApp({
            setup: () => ({ state, token: (id) => () => 'secret' }),
            template: `<main>
                <campaign-stats v-for='id in state.list' :key='id + (state.turn % 7)' :campaign='id'
                    api='API' refresh='3600' :tokenProvider.prop='token(id)'></campaign-stats>
                <p>{{ state.turn }}</p>
            </main>`,
        }).mount('#app');
        </script>";
    let body = body.replace("API", &api.url());
    let url = page.page("vue", &["vue/dist/vue.global.prod.js"], &body)?;
    let opened = page.browser.open(&url).await?;
    opened.await_run("return shown()", json!("480")).await?;
    let all = "return [...document.querySelectorAll('campaign-stats')].every(({ shadowRoot }) =>
        shadowRoot.querySelector('[data-counter=Sent]').textContent === '480')";
    opened.await_run(all, json!(true)).await?;
    let first = api.header_values(AUTHORIZATION).len();
    ensure!(first == 3, "{first} requests for three campaigns");
    // Rendered again, and sorted, with the same keys: nothing is asked, nothing disappears.
    let render = "watch();
        for (let times = 0; times < 20; times += 1) {
            state.list.push(state.list.shift());
            state.turn += 7;
            await new Promise(done => setTimeout(done, 25));
        }";
    opened.run_async(render).await?;
    ensure!(opened.run("return blank", vec![]).await? == json!(0), "numbers were gone");
    ensure!(api.header_values(AUTHORIZATION).len() == first, "a request for a new function");
    page.browser.quit().await
}

async fn turbo_visits_keep_the_numbers_and_send_no_request_again(engine: Option<Engine>) -> Done {
    let Some(page) = FrameworkPage::start(engine).await? else { return Ok(()) };
    let scripts = ["@hotwired/turbo/dist/turbo.es2017-umd.js"];
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    page.page(
        "second",
        &scripts,
        &format!("<a href=first.html>first</a><h1>Second</h1>{element}"),
    )?;
    let url = page.page(
        "first",
        &scripts,
        &format!("<a href=second.html>second</a><h1>First</h1>{element}"),
    )?;
    let opened = page.browser.open(&url).await?;
    opened.await_run("return shown()", json!("480")).await?;
    opened.run("window.same = true; watch()", vec![]).await?;
    let title = "return document.querySelector('h1').textContent";
    for name in ["Second", "First", "Second", "First"] {
        opened.run("document.querySelector('a').click()", vec![]).await?;
        opened.await_run(title, json!(name)).await?;
        opened.await_run("return shown()", json!("480")).await?;
    }
    ensure!(opened.run("return same", vec![]).await? == json!(true), "Turbo was not used");
    ensure!(opened.run("return blank", vec![]).await? == json!(0), "numbers were gone");
    let requests = page.site.sandbox.requests("camp_123");
    ensure!(requests == 1, "{requests} requests of four visits");
    // Back and forth, with the pages that Turbo keeps.
    opened.run("history.back()", vec![]).await?;
    opened.await_run(title, json!("Second")).await?;
    opened.await_run("return shown()", json!("480")).await?;
    page.browser.quit().await
}

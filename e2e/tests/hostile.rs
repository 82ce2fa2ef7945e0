//! An API that means harm: whatever it answers, the page stays whole and runs nothing of it.

use anyhow::ensure;
use e2e::{Browser, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

/// Bodies that are wrong in every way that a body can be, as a script makes them: each field of
/// the documented example replaced by each hostile value, and some that are hostile as a whole.
const BODIES: &str = r#"
    const good = { campaignId: 'camp_123', totalEnrolled: 500, sent: 480, delivered: 471,
        bounced: 9, replied: 38, queued: 20, openRate: 0.42, replyRate: 0.08 };
    const html = '<img src=x onerror="window.ran = true"><script>window.ran = true</scr' + 'ipt>';
    const deep = '['.repeat(20000) + ']'.repeat(20000);
    const values = ['1e400', '-1e400', '1e-400', '-0', '0.1', '9007199254740993', '1e21', 'null',
        'true', '"480"', '""', JSON.stringify(html), '[]', '{}', '[480]', '{"valueOf":1}',
        '{"__proto__":{"sent":1}}', deep, JSON.stringify('x'.repeat(30000)),
        JSON.stringify('\u0000\ud800\u202e')];
    const bodies = Object.keys(good).flatMap(field => values.map(value =>
        JSON.stringify({ ...good, [field]: '@' }).replace('"@"', () => value)));
    bodies.push(deep, html, '\ufeff' + JSON.stringify(good), '{"campaignId":"camp_123"}', '0',
        JSON.stringify({ ...good, constructor: html, toString: html, then: html }),
        JSON.stringify(good).replace('{', '{"sent":1,"sent":2,'), 'undefined', 'NaN', '\u0000');
    window.bodies = bodies;
"#;

/// Lets the page ask once for each body, its clock ahead of every request, and answers how many
/// of them were believed.
const ASK_FOR_ALL: &str = r"
    let ahead = 0, body, asked = 0;
    const now = Date.now, fetched = window.fetch;
    Date.now = () => now() + ahead;
    window.fetch = (what, how) => {
        if (!what.url?.includes('/v1/')) return fetched(what, how);
        asked += 1;
        return Promise.resolve(new Response(body));
    };
    const element = document.querySelector('campaign-stats');
    const turn = () => new Promise(done => setTimeout(done));
    let believed = 0;
    for (body of bodies) {
        const before = asked;
        ahead += 2000;
        while (asked === before) { element.refresh(); await turn(); }
        const root = element.shadowRoot;
        while (/Trying again|Fetching/.test(root.querySelector('.headline').textContent)) await turn();
        await turn();
        if (root.querySelector('.fallback')) return 'broken by ' + body.slice(0, 200);
        if (root.querySelector('script, img')) return 'HTML from ' + body.slice(0, 200);
        if (/NaN|Infinity|undefined|\[object/.test(root.textContent)) {
            return root.textContent + ' shown for ' + body.slice(0, 200);
        }
        believed += root.querySelector('.headline').dataset.tone === 'quiet';
    }
    return believed;
";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_an_api_answers_breaks_the_page_or_runs() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("hostile", element)).await?;
    page.await_text("[data-counter=Sent]", "480").await?;
    page.run(BODIES, vec![]).await?;
    let believed = page.run_async(ASK_FOR_ALL).await?;
    ensure!(believed.is_number(), "{believed}");
    ensure!(page.run("return window.ran ?? null", vec![]).await?.is_null(), "a script ran");
    page.ensure_nothing_thrown().await?;
    page.run(
        "bodies = [JSON.stringify(good = { campaignId: 'camp_123', totalEnrolled: 1, sent: 1,
        delivered: 1, bounced: 0, replied: 0, queued: 0, openRate: 0, replyRate: 0 })]",
        vec![],
    )
    .await?;
    ensure!(page.run_async(ASK_FOR_ALL).await? == json!(1), "a good answer was not believed");
    page.await_text("[data-counter=Sent]", "1").await
}

//! Malicious API responses neither break the page nor run as script.

use anyhow::{Context, ensure};
use e2e::{Browser, RawApi, RawResponse, Site};
use serde_json::json;

type Done = anyhow::Result<()>;

/// Script that builds malformed bodies: each field of the documented example replaced by each
/// hostile value, and some bodies that are hostile as a whole.
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

/// Script that responds with each body once, advancing the page's clock before each request.
/// Returns how many of the bodies were accepted.
const ASK_FOR_ALL: &str = r"
    let ahead = 0, body, asked = 0;
    const now = Date.now, fetched = window.fetch;
    Date.now = () => now() + ahead;
    window.fetch = (what, how) => {
        if (!String(what.url ?? what).includes('/v1/')) return fetched(what, how);
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
async fn no_response_body_breaks_the_page_or_runs() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let element = "<campaign-stats campaign=camp_123 refresh=3600></campaign-stats>";
    let page = browser.open(&site.page("hostile", element)).await?;
    page.await_text("[data-counter=Sent]", "480").await?;
    page.run(BODIES, vec![]).await?;
    let accepted = page.run_async(ASK_FOR_ALL).await?;
    ensure!(accepted.is_number(), "{accepted}");
    ensure!(page.run("return window.ran ?? null", vec![]).await?.is_null(), "a script ran");
    page.ensure_no_errors().await?;
    page.run(
        "bodies = [JSON.stringify(good = { campaignId: 'camp_123', totalEnrolled: 1, sent: 1,
        delivered: 1, bounced: 0, replied: 0, queued: 0, openRate: 0, replyRate: 0 })]",
        vec![],
    )
    .await?;
    ensure!(page.run_async(ASK_FOR_ALL).await? == json!(1), "a good response was not accepted");
    page.await_text("[data-counter=Sent]", "1").await
}

/// CORS headers that allow any origin.
const OPEN: &str = "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: *\r\n";

/// Runs a script if ever parsed as HTML.
const HTML: &str = "<!doctype html><img src=x onerror='window.ran = true'><script>window.ran = true\
    </script><meta http-equiv=refresh content='0; url=javascript:window.ran = true'>";

fn documented(id: usize) -> String {
    json!({
        "campaignId": id.to_string(), "totalEnrolled": 500, "sent": 480, "delivered": 471,
        "bounced": 9, "replied": 38, "queued": 20, "openRate": 0.42, "replyRate": 0.08
    })
    .to_string()
}

/// A complete HTTP response.
fn http(status: &str, headers: &str, body: impl AsRef<[u8]>) -> RawResponse {
    let body = body.as_ref();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{OPEN}Content-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    RawResponse::Once([head.as_bytes(), body].concat())
}

/// Malformed HTTP responses without usable stats.
fn malformed_responses() -> Vec<RawResponse> {
    let once = |text: &str| RawResponse::Once(text.into());
    let mut answers = vec![
        once(""),
        once("\0\0\0\0"),
        once("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        once("HTTP/1.1 200 OK\r\n"),
        once(&format!("HTTP/1.1 200 OK\r\n{OPEN}Content-Length: 9000\r\n\r\n{{")),
        once(&format!(
            "HTTP/1.1 200 OK\r\n{OPEN}Content-Length: 2\r\nContent-Length: 9\r\n\r\n{{}}"
        )),
        once(&format!("HTTP/1.1 200 OK\r\n{OPEN}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}")),
        once(&format!(
            "HTTP/1.1 200 OK\r\n{OPEN}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"
        )),
        once(&format!("HTTP/1.1 200 OK\r\n{OPEN}X: {}\r\n\r\n", "x".repeat(400_000))),
        once(&format!("HTTP/1.1 200 OK\r\n{OPEN}Content-Encoding: gzip\r\n\r\n{}", documented(0))),
        once(&format!("HTTP/1.1 200 OK\r\n{OPEN}Content-Encoding: br\r\n\r\n{HTML}")),
        once(&format!("HTTP/1.1 301 Moved\r\n{OPEN}Location: javascript:window.ran=true\r\n\r\n")),
        once(&format!("HTTP/1.1 302 Found\r\n{OPEN}Location: data:application/json,{{}}\r\n\r\n")),
        once(&format!("HTTP/1.1 308 Moved\r\n{OPEN}Location: stats\r\n\r\n")),
        RawResponse::Endless(format!("HTTP/1.1 200 OK\r\n{OPEN}\r\n").into(), vec![b'['; 4096]),
        RawResponse::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-More: and more\r\n".repeat(100)),
        http("200 OK", "", ["[".repeat(10_000), "]".repeat(10_000)].concat()),
        http("200 OK", "", ["{\"a\":".repeat(10_000), "1".to_owned(), "}".repeat(10_000)].concat()),
        http("200 OK", "", [0xff, 0xfe, b'{', 0, b'}', 0]),
        http("200 OK", "", b"{\"campaignId\":\"\xc3\x28\"}"),
        http(
            "200 OK",
            "Content-Type: text/html\r\nRefresh: 0; url=javascript:window.ran=true\r\n",
            HTML,
        ),
    ];
    let statuses = [
        "204 No",
        "205 Reset",
        "206 Part",
        "304 Same",
        "400 Bad",
        "401 Who",
        "403 No",
        "404 Not",
        "407 Proxy",
        "418 Teapot",
        "429 Slow",
        "500 Oh",
        "503 Later",
        "599 What",
        "999 More",
    ];
    answers.extend(statuses.map(|status| {
        let headers = "Content-Type: text/html\r\nWWW-Authenticate: Basic realm=\"<b>\"\r\n\
            Retry-After: <img src=x onerror=window.ran=true>\r\n";
        http(status, headers, HTML)
    }));
    answers
}

/// Valid stats with invalid headers.
fn good_with_odd_headers(first: usize) -> Vec<RawResponse> {
    let odd = [
        "Date: 0\r\nAge: -1\r\nCampaign-Stats-As-Of: 9999999-01-01T00:00:00Z\r\n",
        "Date: Fri, 31 Dec 9999 23:59:59 GMT\r\nAge: 99999999999999999999\r\n\
            Campaign-Stats-As-Of: 0000-00-00\r\n",
        "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nCampaign-Stats-As-Of: 2999-01-01T00:00:00Z\r\n",
        "Campaign-Stats-Freshness: stale\r\nCampaign-Stats-Failure: <img src=x>\r\n",
        "Campaign-Stats-Freshness: stale\r\nCampaign-Stats-Failure: 70000\r\nRetry-After: 1e999\r\n",
        "Content-Type: text/html\r\nContent-Disposition: attachment; filename=x.html\r\n",
        "Content-Type: \u{ff}\u{fe}\r\nX-Content-Type-Options: nosniff\r\nLink: <javascript:1>; rel=preload\r\n",
    ];
    let answer = |(nth, headers): (usize, &str)| http("200 OK", headers, documented(first + nth));
    odd.into_iter().enumerate().map(answer).collect()
}

/// State of each card, or what it must never show.
const CARDS: &str = r"
    const cards = [...document.querySelectorAll('campaign-stats')].map(e => e.shadowRoot);
    if (cards.some(root => root.querySelector('.fallback'))) return 'broken';
    if (cards.some(root => root.querySelector('script, img'))) return 'HTML';
    return cards.map(root => {
        const sent = root.querySelector('[data-counter=Sent]')?.textContent;
        if (sent === undefined) return 'waits';
        const said = root.querySelector('.headline').textContent;
        if (/NaN|Infinity|undefined|\[object|<img/.test(root.textContent)) return root.textContent;
        return sent === '—' && /Fetching the numbers/.test(said) ? 'waits' : sent === '—' ? 'fails' : sent;
    });
";

#[tokio::test(flavor = "multi_thread")]
async fn malformed_http_responses_are_shown_as_errors() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let malformed = malformed_responses();
    let good = good_with_odd_headers(malformed.len());
    let mut expected = vec!["fails"; malformed.len()];
    expected.extend(vec!["480"; good.len()]);
    let api = RawApi::start([malformed, good].concat()).await?;
    let element = |id| {
        let api = api.url();
        format!("<campaign-stats campaign={id} api={api} refresh=3600></campaign-stats>")
    };
    let elements = (0..expected.len()).map(element).collect::<Vec<_>>().concat();
    let page = browser.open(&site.page("wire", &elements)).await?;
    page.await_inside(CARDS, json!(expected)).await?;
    ensure!(page.run("return window.ran ?? null", vec![]).await?.is_null(), "a script ran");
    page.ensure_no_errors().await
}

#[tokio::test(flavor = "multi_thread")]
async fn success_without_the_whole_numbers_has_a_message_of_its_own() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let expected = [
        ("204 No Content", "The server returned no numbers (status 204)."),
        ("206 Partial Content", "The server returned only a part of the numbers (status 206)."),
        ("304 Not Modified", "The server did not send the numbers again (status 304)."),
    ];
    let api = RawApi::start(expected.map(|(status, _)| http(status, "", "")).to_vec()).await?;
    for (id, (status, message)) in expected.into_iter().enumerate() {
        let api = api.url();
        let element =
            format!("<campaign-stats campaign={id} api={api} refresh=3600></campaign-stats>");
        let page = browser.open(&site.page(&id.to_string(), &element)).await?;
        page.await_text(".headline", message).await.context(status)?;
        page.ensure_no_errors().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn json_is_read_as_browsers_read_it() -> Done {
    let (site, browser) = (Site::start().await?, Browser::start().await?);
    let mut not_utf8 = documented(1).into_bytes();
    not_utf8.pop();
    not_utf8.extend(b",\"name\":\"caf\xe9\"}");
    let answers = vec![
        http("200 OK", "", format!("\u{feff}{}", documented(0))),
        http("200 OK", "", not_utf8),
        http("200 OK", "", documented(2).replacen('{', "{\"sent\":7,", 1)),
        http("200 OK", "Content-Type: application/json; charset=iso-8859-1\r\n", documented(3)),
        http("200 OK", "", format!("\r\n\t {} \n", documented(4))),
    ];
    let count = answers.len();
    let api = RawApi::start(answers).await?;
    let element = |id| {
        let api = api.url();
        format!("<campaign-stats campaign={id} api={api} refresh=3600></campaign-stats>")
    };
    let elements = (0..count).map(element).collect::<Vec<_>>().concat();
    let page = browser.open(&site.page("json", &elements)).await?;
    page.await_inside(CARDS, json!(vec!["480"; count])).await?;
    page.ensure_no_errors().await
}

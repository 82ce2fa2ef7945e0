//! Only `GET /v1/campaigns/:id/stats` reaches the API.

use anyhow::{Context, ensure};

use crate::{Done, STATS, start};

/// A request with a `Host` header only.
fn plain(line: &str) -> String {
    format!("{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

/// Sends each request and checks its status, and that none reaches the API.
async fn ensure_refused(requests: &[(String, u16)]) -> Done {
    let (api, gateway) = start(&[]).await?;
    for (request, status) in requests {
        let answer = gateway.send(request.as_bytes()).await?;
        let line = answer.lines().next().with_context(|| format!("no answer to {request:?}"))?;
        ensure!(line.contains(&format!(" {status} ")), "{request:?} got {answer}");
        ensure!(answer.matches("HTTP/1.1 ").count() == 1, "{request:?} got two answers: {answer}");
    }
    ensure!(api.requests().is_empty(), "forwarded to the API: {:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn other_paths_are_rejected() -> Done {
    let long = format!("/v1/campaigns/{}/stats", "a".repeat(65));
    let endless = format!("/v1/campaigns/{}/stats", "a".repeat(40_000));
    let paths = [
        ("/v1", 404),
        ("/v1/", 404),
        ("/v1/leads", 404),
        ("/v1/campaigns", 404),
        ("/v1/campaigns/", 404),
        ("/v1/campaigns/camp_123", 404),
        ("/v1/campaigns//stats", 404),
        ("/v1/campaigns/camp_123/stats/", 404),
        ("/v1/campaigns/camp_123/stats/x", 404),
        ("/v1/campaigns/camp_123/Stats", 404),
        ("/V1/campaigns/camp_123/stats", 404),
        ("/v2/campaigns/camp_123/stats", 404),
        ("//v1/campaigns/camp_123/stats", 404),
        ("/v1//campaigns/camp_123/stats", 404),
        ("/./v1/campaigns/camp_123/stats", 404),
        // Traversal, plain and encoded once and twice.
        ("/v1/campaigns/../leads", 404),
        ("/v1/campaigns/../campaigns/camp_123/stats", 404),
        ("/v1/campaigns/camp_123/../camp_123/stats", 404),
        ("/v1/campaigns/%2e%2e/stats", 404),
        ("/v1/campaigns/%2e%2e%2fleads/stats", 404),
        ("/v1/campaigns/..%2fleads%2f..%2fcamp_123/stats", 404),
        ("/v1/campaigns/%252e%252e/stats", 404),
        ("/v1/campaigns/..;/stats", 404),
        ("/v1/campaigns/../../../../etc/passwd", 400),
        ("/x/../v1/campaigns/camp_123/stats", 404),
        // Encoded slashes and letters.
        ("/v1/campaigns/camp_123%2fstats", 404),
        ("/v1/campaigns%2fcamp_123/stats", 404),
        ("/v1%2fcampaigns/camp_123/stats", 404),
        ("/%76%31/campaigns/camp_123/stats", 404),
        ("/v1/campaigns/camp%5f123/stats", 404),
        ("/v1/campaigns/camp%255f123/stats", 404),
        ("/v1\\campaigns\\camp_123\\stats", 404),
        ("/v1/campaigns/camp_123%5cstats/stats", 404),
        ("/v1/campaigns/camp_123\u{ff0f}stats/stats", 404),
        // Terminators of lines and strings.
        ("/v1/campaigns/camp_123%00/stats", 400),
        ("/v1/campaigns/camp_123/stats%00", 400),
        ("/v1/campaigns/camp_123\0/stats", 400),
        ("/v1/campaigns/camp_123%0d%0aX-Smuggled:%20yes/stats", 404),
        ("/v1/campaigns/camp_123/stats%0a", 404),
        ("/v1/campaigns/camp_123%20/stats", 404),
        ("/v1/campaigns/camp_123/stats#x", 404),
        ("/v1/campaigns/$host/stats", 404),
        ("/v1/campaigns/camp_123;a=b/stats", 404),
        (&long, 404),
        (&endless, 414),
    ];
    ensure_refused(&paths.map(|(path, status)| (plain(&format!("GET {path}")), status))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_are_rejected() -> Done {
    let queries = [
        ("?a=b", 400),
        ("?", 404),
        ("?campaign=camp_207", 400),
        ("?_method=DELETE", 400),
        ("%3fa=b", 404),
        ("/?a=b", 400),
    ];
    ensure_refused(&queries.map(|(query, status)| (plain(&format!("GET {STATS}{query}")), status)))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_rejected() -> Done {
    let methods = [
        "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE", "LOCK", "COPY", "MOVE",
        "MKCOL",
    ];
    let mut requests: Vec<_> =
        methods.iter().map(|method| (plain(&format!("{method} {STATS}")), 405)).collect();
    requests.push((plain(&format!("TRACE {STATS}")), 405));
    requests.push((plain("CONNECT localhost:443"), 400));
    requests.push((plain(&format!("get {STATS}")), 400));
    requests.push((plain("OPTIONS *"), 400));
    ensure_refused(&requests).await
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_are_rejected() -> Done {
    let with = |headers: &str, body: &str| {
        format!(
            "GET {STATS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n{body}"
        )
    };
    ensure_refused(&[
        (with("Content-Length: 1\r\n", "x"), 413),
        (with("Content-Length: 99999999999\r\n", ""), 413),
        (with("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\n\r\n"), 413),
        (with("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 413),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn request_smuggling_is_rejected() -> Done {
    let smuggled = plain("GET /v1/campaigns/camp_207/stats");
    let with = |headers: &str, body: &str| {
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n{body}")
    };
    let length = smuggled.len();
    ensure_refused(&[
        (with(&format!("Content-Length: {length}\r\n"), &smuggled), 413),
        (
            with(
                &format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
                &format!("0\r\n\r\n{smuggled}"),
            ),
            400,
        ),
        (with(&format!("Content-Length: 0\r\nContent-Length: {length}\r\n"), &smuggled), 400),
        (with(&format!("Content-Length: +{length}\r\n"), &smuggled), 400),
        (with(&format!("Content-Length: 0, {length}\r\n"), &smuggled), 400),
        (with("Transfer-Encoding: chunked, identity\r\n", &format!("0\r\n\r\n{smuggled}")), 501),
        (with("Transfer-Encoding: xchunked\r\n", &smuggled), 501),
        (
            with(
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
                &format!("0\r\n\r\n{smuggled}"),
            ),
            400,
        ),
        (with("Transfer-Encoding : chunked\r\n", &format!("0\r\n\r\n{smuggled}")), 400),
        (with("Host: elsewhere.example\r\n", &smuggled), 400),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn other_hosts_are_rejected() -> Done {
    let absolute = |host: &str, path: &str| {
        format!("GET http://{host}{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    };
    ensure_refused(&[
        (absolute("elsewhere.example", STATS), 421),
        (absolute("localhost", STATS), 421),
        (absolute("169.254.169.254", "/latest/meta-data"), 421),
        (
            format!("GET {STATS} HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n"),
            421,
        ),
        (format!("GET {STATS} HTTP/1.1\r\nConnection: close\r\n\r\n"), 400),
        (format!("GET {STATS} HTTP/1.0\r\n\r\n"), 421),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_do_not_change_the_request() -> Done {
    let (api, gateway) = start(&[("CAMPAIGN_STATS_PERIOD", "1")]).await?;
    let tricks = [
        ("x-http-method-override", "DELETE"),
        ("x-http-method", "PUT"),
        ("x-method-override", "POST"),
        ("x-original-url", "/v1/leads"),
        ("x-rewrite-url", "/v1/leads"),
        ("x-forwarded-host", "elsewhere.example"),
        ("x-forwarded-prefix", "/v1/leads"),
        ("x-accel-redirect", "/v1/leads"),
        ("cache-control", "no-cache"),
        ("pragma", "no-cache"),
        ("upgrade", "h2c"),
        ("connection", "authorization"),
        ("te", "trailers"),
    ];
    for trick in tricks {
        let answer = gateway.get_with(STATS, &[trick]).await?;
        ensure!(answer.status == 200, "{trick:?} got {answer:?}");
    }
    for request in api.requests() {
        ensure!(request.method == "GET" && request.uri == STATS, "{request:?}");
        ensure!(request.headers.contains_key("authorization"), "{request:?}");
    }
    Ok(())
}

//! Access control, CORS, security headers and rate limits.

use std::fs;
use std::time::Instant;

use anyhow::ensure;
use axum::http::StatusCode;
use e2e::{Answer, Behaviour, Files, Gateway, Upstream};

use crate::{Done, STATS, start};

const LISTED: &str = "https://intranet.example";
const ORIGINS: (&str, &str) =
    ("CAMPAIGN_STATS_ORIGINS", "https://intranet.example https://wiki.intranet.example:8443");

/// Headers of every response.
const SECURITY: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
         style-src 'self'; img-src data:; frame-ancestors 'self' https://intranet.example \
         https://wiki.intranet.example:8443; base-uri 'none'; form-action 'none'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("vary", "Accept-Encoding, Origin"),
    ("x-content-type-options", "nosniff"),
    ("server", "nginx"),
];

/// Values of a header in a raw response.
fn values<'answer>(answer: &'answer str, name: &str) -> Vec<&'answer str> {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_has_the_security_headers_once() -> Done {
    let settings = [ORIGINS, ("CAMPAIGN_STATS_RATE", "1"), ("CAMPAIGN_STATS_BURST", "14")];
    let (api, gateway) = start(&settings).await?;
    fs::write(gateway.folder.join("dist/unreadable.js.br"), "")?;
    let get =
        |path: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let long = format!("/{}", "a".repeat(40_000));
    let mut requests = vec![
        (get("/"), 200),
        (get(&format!("/{}", Files::SCRIPT)), 200),
        (get(&format!("/{}", Files::MODULE)), 200),
        (get("/health"), 200),
        (get(STATS), 200),
        (get("/nothing"), 404),
        (get("/nothing.js"), 404),
        (get("/v1/leads"), 404),
        (get(&format!("{STATS}?a=b")), 400),
        (get("/%00"), 400),
        (get(&long), 414),
        (get("/v1/campaigns/camp_999/stats"), 404),
        (get("/v1/campaigns/camp_403/stats"), 403),
        (get("/v1/campaigns/camp_429/stats"), 429),
        (get("/v1/campaigns/camp_500/stats"), 500),
        (get("/v1/campaigns/camp_redirect/stats"), 502),
        ("nonsense\r\n\r\n".to_owned(), 400),
        (format!("POST {STATS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), 405),
        (format!("GET {STATS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"), 413),
        (
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: {}\r\n\r\n",
                "a".repeat(40_000)
            ),
            400,
        ),
        ("GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n".to_owned(), 421),
    ];
    // Enough to reach the rate limit.
    requests.extend(std::iter::repeat_n((get("/"), 0), 20));
    let mut limited = 0;
    for (request, status) in requests {
        let answer = gateway.send(request.as_bytes()).await?;
        let line = answer.lines().next().unwrap_or_default();
        ensure!(status == 0 || line.contains(&format!(" {status} ")), "{line} for {request:.80}");
        limited += usize::from(status == 0 && line.contains(" 429 "));
        for (name, expected) in SECURITY {
            ensure!(
                values(&answer, name) == [expected],
                "{name} of {line}: {:?}",
                values(&answer, name)
            );
        }
    }
    ensure!(limited > 0, "the limit was not reached");
    drop(api);
    Ok(())
}

async fn get_from_origin(gateway: &Gateway, origin: &str, path: &str) -> anyhow::Result<Answer> {
    gateway.get_with(path, &[("origin", origin)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn listed_origins_may_read_responses() -> Done {
    let (_api, gateway) = start(&[ORIGINS]).await?;
    for path in
        [STATS, "/", "/campaign-stats.js", "/nothing", "/v1/leads", "/v1/campaigns/camp_429/stats"]
    {
        for origin in [LISTED, "https://wiki.intranet.example:8443"] {
            let answer = get_from_origin(&gateway, origin, path).await?;
            ensure!(answer.header("access-control-allow-origin") == origin, "{path}: {answer:?}");
            let exposed = answer.header("access-control-expose-headers");
            for name in [
                "Age",
                "Campaign-Stats-As-Of",
                "Campaign-Stats-Failure",
                "Campaign-Stats-Freshness",
                "Date",
                "Retry-After",
            ] {
                ensure!(exposed.split(", ").any(|header| header == name), "{path}: {exposed}");
            }
            ensure!(answer.header("vary").contains("Origin"), "{path}: {answer:?}");
            ensure!(answer.header("access-control-allow-credentials").is_empty());
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_may_not_read_responses() -> Done {
    let others = [
        "https://elsewhere.example",
        "http://intranet.example",
        "https://intranet.example:444",
        "https://intranet.example.elsewhere.example",
        "https://xintranet.example",
        "https://intranet.example/",
        "null",
        "",
    ];
    for settings in [&[ORIGINS][..], &[]] {
        let (_api, gateway) = start(settings).await?;
        for origin in others {
            for path in [STATS, "/", "/campaign-stats.js", "/nothing"] {
                let answer = get_from_origin(&gateway, origin, path).await?;
                let allowed = answer.headers.get("access-control-allow-origin");
                ensure!(allowed.is_none(), "{origin} {path}: {allowed:?}");
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn framing_by_other_origins_is_denied_by_default() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let answer = gateway.get("/").await?;
    let policy = answer.header("content-security-policy");
    ensure!(policy.contains("; frame-ancestors 'self'; "), "{policy}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn origins_of_frames_may_frame_but_not_read() -> Done {
    let origins = "https://www.notion.so https://*.notion.site https://*.usercontent.example";
    let (_api, gateway) = start(&[ORIGINS, ("CAMPAIGN_STATS_FRAME_ORIGINS", origins)]).await?;
    for origin in ["https://www.notion.so", "https://*.notion.site", "https://a.notion.site"] {
        let answer = get_from_origin(&gateway, origin, STATS).await?;
        let allowed = answer.headers.get("access-control-allow-origin");
        ensure!(allowed.is_none(), "{origin}: {allowed:?}");
        let policy = answer.header("content-security-policy");
        let expected = format!("; frame-ancestors 'self' {} {origins}; ", ORIGINS.1);
        ensure!(policy.contains(&expected), "{policy}");
    }
    let answer = get_from_origin(&gateway, LISTED, STATS).await?;
    ensure!(answer.header("access-control-allow-origin") == LISTED, "{answer:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn other_host_names_are_rejected_except_for_health() -> Done {
    let (api, gateway) = start(&[("CAMPAIGN_STATS_HOSTS", "stats.intranet.example")]).await?;
    for (host, path, status) in [
        ("stats.intranet.example", STATS, 200),
        ("Stats.Intranet.Example:8443", STATS, 200),
        ("127.0.0.1", STATS, 421),
        ("rebound.elsewhere.example", STATS, 421),
        ("rebound.elsewhere.example", "/", 421),
        ("10.0.0.7", "/health", 200),
    ] {
        let answer = gateway.get_with(path, &[("host", host)]).await?;
        ensure!(answer.status == status, "{host} {path}: {answer:?}");
    }
    ensure!(api.requests().len() == 1, "{:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn unlisted_campaigns_are_rejected() -> Done {
    let (api, gateway) = start(&[("CAMPAIGN_STATS_CAMPAIGNS", "camp_123 camp_tiny")]).await?;
    for (id, status) in [
        ("camp_123", 200),
        ("camp_tiny", 200),
        ("camp_steps", 404),
        ("CAMP_123", 404),
        ("camp_1234", 404),
        ("xcamp_123", 404),
        ("camp_12", 404),
    ] {
        let answer = gateway.get(&format!("/v1/campaigns/{id}/stats")).await?;
        ensure!(answer.status == status, "{id}: {answer:?}");
    }
    ensure!(api.requests().len() == 2, "{:?}", api.requests());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limit_per_address_has_retry_after() -> Done {
    let settings = [("CAMPAIGN_STATS_RATE", "1"), ("CAMPAIGN_STATS_BURST", "5")];
    let (_api, gateway) = start(&settings).await?;
    let mut statuses = Vec::new();
    for _ in 0..60 {
        let answer = gateway.get(STATS).await?;
        if answer.status == 429 {
            ensure!(answer.header("retry-after") == "5", "{answer:?}");
            ensure!(answer.text().contains("rate_limited"), "{}", answer.text());
        }
        statuses.push(answer.status);
    }
    ensure!(statuses[..6] == [200; 6] && statuses.contains(&429), "{statuses:?}");
    ensure!(gateway.get("/health").await?.status == 200, "health is not limited");
    gateway.await_answer(STATS, |answer| answer.status == 200).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn forwarded_addresses_are_used_only_from_trusted_proxies() -> Done {
    let limit = [("CAMPAIGN_STATS_RATE", "1"), ("CAMPAIGN_STATS_BURST", "1")];
    let trusting = [limit[0], limit[1], ("CAMPAIGN_STATS_TRUSTED_PROXIES", "127.0.0.1 10.0.0.0/8")];
    for (settings, expected) in [(&trusting[..], 0), (&limit[..], 18)] {
        let (_api, gateway) = start(settings).await?;
        let (mut refused, began) = (0, Instant::now());
        for viewer in 0..20 {
            let forwarded = format!("192.0.2.{viewer}, 10.1.2.3");
            let answer = gateway.get_with(STATS, &[("x-forwarded-for", &forwarded)]).await?;
            refused += u64::from(answer.status == 429);
        }
        // One more request is allowed per elapsed second.
        let more = began.elapsed().as_secs() + 1;
        ensure!(
            refused <= expected && refused + more >= expected,
            "{refused} of {expected} were refused"
        );
    }
    Ok(())
}

/// A gateway with additional configuration in `access.d`.
async fn guarded(configuration: &str) -> anyhow::Result<(Upstream, Gateway)> {
    let (api, mut gateway) = start(&[]).await?;
    let access = gateway.folder.join("etc/access.d");
    fs::write(gateway.folder.join("etc/users"), "viewer:{PLAIN}letmein\n")?;
    let folder = gateway.folder.display().to_string();
    fs::write(access.join("guard.conf"), configuration.replace("FOLDER", &folder))?;
    gateway.reload(&[])?;
    gateway.await_answer("/", |answer| answer.status == 401).await?;
    Ok((api, gateway))
}

#[tokio::test(flavor = "multi_thread")]
async fn password_protects_everything_except_health() -> Done {
    let basic = "auth_basic \"Campaign stats\"; auth_basic_user_file FOLDER/etc/users;";
    let (api, gateway) = guarded(basic).await?;
    for path in ["/", STATS, "/campaign-stats.js"] {
        let answer = gateway.get(path).await?;
        ensure!(answer.status == 401, "{path}: {answer:?}");
        ensure!(answer.header("www-authenticate").starts_with("Basic"), "{answer:?}");
        ensure!(answer.text().contains("sign_in_required"), "{}", answer.text());
        ensure!(answer.header("x-content-type-options") == "nosniff", "{answer:?}");
    }
    ensure!(api.requests().is_empty(), "{:?}", api.requests());
    ensure!(gateway.get("/health").await?.status == 200);
    let credential = [("authorization", "Basic dmlld2VyOmxldG1laW4=")];
    ensure!(gateway.get_with(STATS, &credential).await?.status == 200);
    ensure!(gateway.get(STATS).await?.status == 401, "the cache bypassed the password");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn single_sign_on_protects_everything_except_health() -> Done {
    let (api, mut gateway) = start(&[]).await?;
    let service = Upstream::start()?;
    service.set_behaviour(Behaviour::Respond(StatusCode::UNAUTHORIZED, vec![], ""));
    let single = "auth_request /sign-on/check;
        error_page 401 =302 /sign-on/start;
        location = /sign-on/check { internal; auth_request off; proxy_pass SERVICE; }
        location = /sign-on/start { auth_request off; return 302 /sign-on/; }";
    let single = single.replace("SERVICE", &service.url());
    fs::write(gateway.folder.join("etc/access.d/sso.conf"), single)?;
    gateway.reload_completely(&[]).await?;
    let page = gateway.get("/").await?;
    ensure!(page.header("location").ends_with("/sign-on/"), "{page:?}");
    // The widget cannot show a sign-in page, so the stats remain a 401.
    ensure!(gateway.get(STATS).await?.status == 401);
    ensure!(api.requests().is_empty(), "{:?}", api.requests());
    service.set_behaviour(Behaviour::Respond(StatusCode::NO_CONTENT, vec![], ""));
    ensure!(gateway.get_with(STATS, &[("cookie", "session=yes")]).await?.status == 200);
    let asked = service.requests();
    ensure!(
        asked.last().is_some_and(|asked| asked.headers["cookie"] == "session=yes"),
        "{asked:?}"
    );
    ensure!(api.requests()[0].headers.get("cookie").is_none(), "{:?}", api.requests());
    ensure!(gateway.get("/health").await?.status == 200);
    Ok(())
}

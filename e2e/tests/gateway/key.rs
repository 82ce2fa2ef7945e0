//! The key is sent to the API only.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::ensure;
use axum::http::StatusCode;
use e2e::{Answer, Behaviour};
use sandbox::server::KEY;

use crate::{Done, STATS, start};

/// All files below a folder except `key.conf`.
fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else if entry.file_type()?.is_file() && entry.file_name() != "key.conf" {
            files.push(entry.path());
        }
    }
    Ok(files)
}

fn ensure_not_exposed(secret: &str, folder: &Path, answers: &[Answer]) -> Done {
    for answer in answers {
        let response = format!("{:?} {}", answer.headers, answer.text());
        ensure!(!response.contains(secret), "exposed to a client: {response}");
    }
    let files = files_below(folder)?;
    ensure!(files.iter().any(|file| file.ends_with("access.log")), "no log was searched");
    for file in files {
        let content = String::from_utf8_lossy(&fs::read(&file)?).into_owned();
        ensure!(!content.contains(secret), "exposed in {}", file.display());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn key_is_added_to_requests_and_not_exposed() -> Done {
    let (mut api, gateway) = start(&[("CAMPAIGN_STATS_PERIOD", "1")]).await?;
    let mut answers = vec![gateway.get(STATS).await?];
    ensure!(answers[0].status == 200, "{:?}", answers[0]);
    ensure!(answers[0].text().contains("\"sent\":480"), "{}", answers[0].text());
    ensure!(api.requests()[0].headers["authorization"] == format!("Bearer {KEY}"));
    // A different campaign for each, so that no response is cached.
    for (campaign, status) in
        [("a", 400), ("b", 401), ("c", 403), ("d", 404), ("e", 418), ("f", 500)]
    {
        api.set_behaviour(Behaviour::Echo(StatusCode::from_u16(status)?));
        answers.push(gateway.get(&format!("/v1/campaigns/{campaign}/stats")).await?);
    }
    let requests = api.requests().len();
    api.kill();
    answers.push(gateway.get("/v1/campaigns/killed/stats").await?);
    for path in ["/", "/health", "/nothing", "/v1/", "/v1/campaigns/../stats"] {
        answers.push(gateway.get(path).await?);
    }
    ensure!(requests == 7, "{requests} requests to the API");
    gateway.log(answers.len() - 1).await?;
    ensure_not_exposed(KEY, &gateway.folder, &answers)
}

#[tokio::test(flavor = "multi_thread")]
async fn key_file_is_readable_by_its_owner_only() -> Done {
    let (_api, gateway) = start(&[]).await?;
    let mode = fs::metadata(gateway.folder.join("run/key.conf"))?.permissions().mode();
    ensure!(mode & 0o777 == 0o600, "{mode:o}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn key_in_a_client_request_is_not_logged() -> Done {
    let (_api, gateway) =
        start(&[("CAMPAIGN_STATS_RATE", "1"), ("CAMPAIGN_STATS_BURST", "1")]).await?;
    let secret = "sk_live_pasted_by_mistake";
    let mut answers = Vec::new();
    let headers = [
        ("authorization", format!("Bearer {secret}")),
        ("cookie", format!("session={secret}")),
        ("referer", format!("https://intranet.example/?key={secret}")),
        ("user-agent", secret.to_owned()),
    ];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let paths = [STATS, "/", "/nothing", "/campaigns.json", STATS, "/", STATS];
    // Enough to reach the rate limit.
    for path in paths.into_iter().chain(std::iter::repeat_n("/", 30)) {
        answers.push(gateway.get_with(&format!("{path}?key={secret}"), &headers).await?);
    }
    let with_body =
        format!("POST /?key={secret} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n");
    gateway.send(with_body.as_bytes()).await?;
    ensure!(answers.iter().any(|answer| answer.status == 429), "the limit was not reached");
    gateway.log(answers.len() + 1).await?;
    ensure_not_exposed(secret, &gateway.folder, &answers)
}

#[tokio::test(flavor = "multi_thread")]
async fn client_headers_are_not_forwarded() -> Done {
    let (api, gateway) = start(&[]).await?;
    let headers = [
        ("accept", "text/html"),
        ("accept-encoding", "br, gzip"),
        ("accept-language", "de"),
        ("authorization", "Bearer of-the-viewer"),
        ("cookie", "session=1"),
        ("expect", "nothing"),
        ("forwarded", "for=10.0.0.1"),
        ("if-none-match", "\"1\""),
        ("origin", "https://elsewhere.example"),
        ("range", "bytes=0-1"),
        ("referer", "https://intranet.example/secret"),
        ("traceparent", "00-1-2-00"),
        ("user-agent", "a viewer"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-http-method-override", "DELETE"),
        ("x-original-url", "/v1/leads"),
    ];
    let answer = gateway.get_with(STATS, &headers).await?;
    ensure!(answer.status == 200, "{answer:?}");
    let request = &api.requests()[0];
    ensure!(request.method == "GET" && request.uri == STATS, "{request:?}");
    let mut sent: Vec<_> =
        request.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    sent.sort();
    let host = format!("host: {:?}", api.url().trim_start_matches("http://"));
    let authorization = format!("authorization: \"Bearer {KEY}\"");
    ensure!(
        sent == [
            "accept-encoding: \"identity\"",
            "accept: \"application/json\"",
            &authorization,
            "connection: \"close\"",
            &host,
            "user-agent: \"campaign-stats-gateway\"",
        ],
        "{sent:?}"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn api_headers_are_not_forwarded() -> Done {
    let (api, gateway) = start(&[]).await?;
    let headers = vec![
        ("content-type", "application/json"),
        ("set-cookie", "session=of-the-workspace"),
        ("www-authenticate", "Basic"),
        ("access-control-allow-origin", "*"),
        ("cache-control", "public, max-age=9999"),
        ("x-powered-by", "something old"),
        ("x-accel-redirect", "/health"),
        ("x-accel-expires", "9999"),
        ("campaign-stats-as-of", "never"),
        ("location", "https://elsewhere.example"),
    ];
    api.set_behaviour(Behaviour::Respond(StatusCode::OK, headers.clone(), "{}"));
    let answer = gateway.get(STATS).await?;
    ensure!(answer.status == 200 && answer.text() == "{}", "{answer:?}");
    for (name, value) in &headers[1..] {
        let values: Vec<_> = answer.headers.get_all(*name).iter().collect();
        ensure!(
            !values.iter().any(|forwarded| forwarded == value),
            "{name} was forwarded: {values:?}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_key_is_a_403_without_a_password_prompt() -> Done {
    let (api, gateway) = start(&[("LEADTERRA_API_KEY", "sk_test_wrong")]).await?;
    let answer = gateway.get(STATS).await?;
    ensure!(api.requests().len() == 1 && answer.status == 403, "{answer:?}");
    ensure!(answer.text().contains("authentication_failed"), "{}", answer.text());
    api.set_behaviour(Behaviour::Respond(
        StatusCode::UNAUTHORIZED,
        vec![("www-authenticate", "Basic")],
        "",
    ));
    let answer = gateway.get("/v1/campaigns/other/stats").await?;
    ensure!(answer.status == 403, "{answer:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn redirect_of_the_api_is_neither_followed_nor_forwarded() -> Done {
    let (api, gateway) = start(&[]).await?;
    let answer = gateway.get("/v1/campaigns/camp_redirect/stats").await?;
    ensure!(answer.status == 502 && answer.header("location").is_empty(), "{answer:?}");
    ensure!(api.requests().len() == 1, "{:?}", api.requests());
    Ok(())
}

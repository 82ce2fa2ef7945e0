//! The sandbox conforms to the endpoint's documentation and to `openapi.yaml`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use sandbox::catalogue::CAMPAIGNS;
use sandbox::clock::Clock;
use sandbox::server::{Cors, KEY, Sandbox, app};
use serde_json::{Value, json};
use tower::ServiceExt;

const EXAMPLE: &str = "/v1/campaigns/camp_123/stats";

async fn send(sandbox: &Arc<Sandbox>, cors: Cors, request: Request<Body>) -> Response<Body> {
    app(Arc::clone(sandbox), cors).oneshot(request).await.unwrap()
}

fn get(path: &str) -> Request<Body> {
    let key = format!("Bearer {KEY}");
    Request::get(path).header(header::AUTHORIZATION, key).body(Body::empty()).unwrap()
}

async fn answer(request: Request<Body>) -> (StatusCode, Value) {
    let sandbox = Sandbox::new(1, Clock::set());
    read(send(&sandbox, Cors::Closed, request).await).await
}

async fn read(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// Panics if the body does not match the schema of this status in `openapi.yaml`.
fn assert_matches_openapi(status: StatusCode, body: &Value) {
    let document: Value = serde_yaml_ng::from_str(include_str!("../openapi.yaml")).unwrap();
    let responses = &document["paths"]["/v1/campaigns/{id}/stats"]["get"]["responses"];
    let schema = &responses[status.as_str()]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "openapi.yaml has no JSON for {status}");
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(body).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{status} {body}: {errors:?}");
}

#[tokio::test]
async fn camp_123_starts_with_the_documented_example() {
    let (status, body) = answer(get(EXAMPLE)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        body,
        json!({
            "campaignId": "camp_123", "totalEnrolled": 500, "sent": 480, "delivered": 471,
            "bounced": 9, "replied": 38, "queued": 20, "openRate": 0.42, "replyRate": 0.08
        })
    );
}

#[tokio::test]
async fn camp_123_changes_over_time() {
    let sandbox = Sandbox::new(1, Clock::set());
    sandbox.clock.put(120_000);
    let (_, body) = read(send(&sandbox, Cors::Closed, get(EXAMPLE)).await).await;
    assert!(body["sent"].as_u64() > Some(480), "{body}");
    assert!(body["delivered"].as_u64() > Some(471), "{body}");
}

#[tokio::test]
async fn healthy_campaigns_match_openapi_at_any_time() {
    let sandbox = Sandbox::new(7, Clock::set());
    for campaign in CAMPAIGNS.iter().filter(|campaign| campaign.fault.is_none()) {
        for age in [0, 1, 60_000, 3_600_000, 30 * 86_400_000] {
            sandbox.clock.put(age);
            let path = format!("/v1/campaigns/{}/stats", campaign.id);
            let (status, body) = read(send(&sandbox, Cors::Closed, get(&path)).await).await;
            assert_eq!(status, StatusCode::OK);
            assert_matches_openapi(status, &body);
        }
    }
}

#[tokio::test]
async fn missing_or_wrong_key_is_unauthorized() {
    for credential in [None, Some("Bearer wrong"), Some("sk_test_sandbox"), Some("Basic eDp5")] {
        let mut request = get(EXAMPLE);
        request.headers_mut().remove(header::AUTHORIZATION);
        if let Some(credential) = credential {
            request.headers_mut().insert(header::AUTHORIZATION, credential.parse().unwrap());
        }
        let (status, body) = answer(request).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{credential:?}");
        assert_eq!(body["error"]["code"], "authentication_failed");
        assert_matches_openapi(status, &body);
    }
}

#[tokio::test]
async fn unknown_campaign_is_not_found() {
    let (status, body) = answer(get("/v1/campaigns/camp_999/stats")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(body["error"]["code"], "campaign_not_found");
    assert_matches_openapi(status, &body);
}

#[tokio::test]
async fn malformed_request_is_invalid() {
    let too_long = format!("/v1/campaigns/{}/stats", "x".repeat(65));
    let query = format!("{EXAMPLE}?verbose=1");
    for path in [
        "/v1/campaigns/a%20b/stats",
        "/v1/campaigns/%2e%2e%2f/stats",
        "/v1/campaigns/%ff/stats",
        &too_long,
        &query,
    ] {
        let (status, body) = answer(get(path)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(body["error"]["code"], "invalid_request");
        assert_matches_openapi(status, &body);
    }
}

#[tokio::test]
async fn request_with_a_body_is_invalid() {
    let mut request = get(EXAMPLE);
    request.headers_mut().insert(header::CONTENT_LENGTH, "2".parse().unwrap());
    *request.body_mut() = Body::from("{}");
    assert_eq!(answer(request).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn other_methods_are_rejected() {
    let mut request = get(EXAMPLE);
    *request.method_mut() = axum::http::Method::DELETE;
    assert_eq!(answer(request).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn cors_headers_are_sent_only_if_enabled() {
    let sandbox = Sandbox::new(1, Clock::set());
    for (cors, allowed) in [(Cors::Open, true), (Cors::Closed, false)] {
        let mut request = get(EXAMPLE);
        request.headers_mut().insert(header::ORIGIN, "https://a.example".parse().unwrap());
        let response = send(&sandbox, cors, request).await;
        let header = response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(header, allowed, "{cors:?}");
    }
}

#[tokio::test]
async fn status_faults_have_their_status() {
    for (id, expected) in [
        ("camp_429", StatusCode::TOO_MANY_REQUESTS),
        ("camp_500", StatusCode::INTERNAL_SERVER_ERROR),
        ("camp_403", StatusCode::FORBIDDEN),
        ("camp_redirect", StatusCode::FOUND),
    ] {
        let (status, body) = answer(get(&format!("/v1/campaigns/{id}/stats"))).await;
        assert_eq!(status, expected, "{id}");
        if expected == StatusCode::FORBIDDEN {
            assert_matches_openapi(status, &body);
        }
    }
}

#[tokio::test]
async fn too_many_requests_has_retry_after() {
    let sandbox = Sandbox::new(1, Clock::set());
    let response = send(&sandbox, Cors::Closed, get("/v1/campaigns/camp_429/stats")).await;
    assert_eq!(response.headers()[header::RETRY_AFTER], "30");
}

#[tokio::test]
async fn body_faults_violate_the_schema() {
    let document: Value = serde_yaml_ng::from_str(include_str!("../openapi.yaml")).unwrap();
    let mut schema = document["components"]["schemas"]["CampaignStats"].clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for id in [
        "camp_html",
        "camp_empty",
        "camp_huge",
        "camp_truncated",
        "camp_missing_field",
        "camp_impossible",
    ] {
        let (status, body) = answer(get(&format!("/v1/campaigns/{id}/stats"))).await;
        assert_eq!(status, StatusCode::OK, "{id}");
        assert!(!validator.is_valid(&body), "{id}");
    }
    let (_, other) = answer(get("/v1/campaigns/camp_other/stats")).await;
    assert_ne!(other["campaignId"], "camp_other");
}

#[tokio::test]
async fn flaky_campaign_fails_every_second_request() {
    let sandbox = Sandbox::new(1, Clock::set());
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let request = get("/v1/campaigns/camp_flaky/stats");
        statuses.push(send(&sandbox, Cors::Closed, request).await.status().as_u16());
    }
    assert_eq!(statuses, [200, 502, 200, 502]);
    assert_eq!(sandbox.requests("camp_flaky"), 4);
}

#[tokio::test]
async fn slow_campaign_takes_3_seconds_and_hanging_one_never_responds() {
    tokio::time::pause();
    let began = tokio::time::Instant::now();
    assert_eq!(answer(get("/v1/campaigns/camp_slow/stats")).await.0, StatusCode::OK);
    assert_eq!(began.elapsed().as_secs(), 3);
    let hour = std::time::Duration::from_secs(3600);
    let hanging = answer(get("/v1/campaigns/camp_hanging/stats"));
    assert!(tokio::time::timeout(hour, hanging).await.is_err());
}

#[tokio::test]
async fn list_has_the_healthy_campaigns_and_the_demo_page() {
    let (status, list) = answer(Request::get("/campaigns.json").body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(list["page"], "demo/");
    let campaigns = list["campaigns"].as_array().unwrap();
    let healthy = CAMPAIGNS.iter().filter(|campaign| campaign.fault.is_none());
    assert_eq!(campaigns.len(), healthy.count());
    assert_eq!(campaigns[0], json!({ "id": "camp_123", "label": "Spring launch" }));
}

/// The response of a demo page: its headers and text.
async fn demo_page(path: &str) -> (axum::http::HeaderMap, String) {
    let sandbox = Sandbox::new(1, Clock::set());
    let response = send(&sandbox, Cors::Closed, get(path)).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let headers = response.headers().clone();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (headers, String::from_utf8(body.to_vec()).unwrap())
}

/// The campaigns in a demo page.
fn campaigns_of(html: &str) -> Vec<Value> {
    let (_, json) = html.split_once("id=\"campaigns\">").unwrap();
    serde_json::from_str(json.split_once("</script>").unwrap().0).unwrap()
}

#[tokio::test]
async fn demo_pages_have_a_strict_policy_and_are_not_stored() {
    for path in ["/demo/", "/demo/failures.html"] {
        let (headers, html) = demo_page(path).await;
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(html.contains("<script type=\"module\" src=\"../campaign-stats.js\"></script>"));
    }
    for (path, content_type) in [("demo.js", "text/javascript"), ("demo.css", "text/css")] {
        let (headers, _) = demo_page(&format!("/demo/{path}")).await;
        assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with(content_type));
    }
}

#[tokio::test]
async fn demo_has_healthy_campaigns_with_their_past_and_the_other_page_the_failing_ones() {
    let (_, html) = demo_page("/demo/").await;
    let healthy = campaigns_of(&html);
    let (_, html) = demo_page("/demo/failures.html").await;
    let failing = campaigns_of(&html);
    assert_eq!(healthy.len() + failing.len(), CAMPAIGNS.len());
    for campaign in &healthy {
        let (_, samples) = campaign["history"].as_str().unwrap().split_once(' ').unwrap();
        assert!(samples.starts_with("1;;") && samples.split(';').count() > 30, "{campaign}");
    }
    for campaign in &failing {
        let id = campaign["id"].as_str().unwrap();
        assert!(sandbox::catalogue::find(id).unwrap().fault.is_some(), "{id}");
        assert_eq!(campaign["history"], Value::Null, "{id}");
    }
}

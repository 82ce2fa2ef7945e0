//! Random valid and invalid requests: each response of the sandbox conforms to `openapi.yaml`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use sandbox::clock::Clock;
use sandbox::server::{Cors, KEY, Sandbox, app};
use serde_json::Value;
use tower::ServiceExt;

/// Campaigns with documented responses: some with stats, and one for each documented error.
const IDS: [&str; 6] =
    ["camp_123", "camp_millions", "camp_draft", "camp_no_rates", "camp_403", "camp_429"];

/// Documented response of one status.
struct DocumentedResponse {
    body: Validator,
    headers: HashMap<HeaderName, Validator>,
}

/// The parts of `openapi.yaml` that are checked.
struct Contract {
    id: Validator,
    methods: Vec<Method>,
    answers: HashMap<StatusCode, DocumentedResponse>,
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let document: Value = serde_yaml_ng::from_str(include_str!("../openapi.yaml")).unwrap();
    let path = &document["paths"]["/v1/campaigns/{id}/stats"];
    let validator = |schema: &Value| {
        let mut schema = schema.clone();
        schema["components"] = document["components"].clone();
        jsonschema::draft202012::new(&schema).unwrap()
    };
    let documented = |answer: &Value| DocumentedResponse {
        body: validator(&answer["content"]["application/json"]["schema"]),
        headers: answer["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, header)| header["required"] == true)
            .map(|(name, header)| (name.parse().unwrap(), validator(&header["schema"])))
            .collect(),
    };
    let answers = path["get"]["responses"].as_object().unwrap();
    Contract {
        id: validator(&path["get"]["parameters"][0]["schema"]),
        methods: path
            .as_object()
            .unwrap()
            .keys()
            .filter_map(|name| name.to_ascii_uppercase().parse().ok())
            .collect(),
        answers: answers
            .iter()
            .map(|(status, answer)| (status.parse().unwrap(), documented(answer)))
            .collect(),
    }
});

/// A request in the terms of `openapi.yaml`.
#[derive(Clone, Debug)]
struct TestRequest {
    method: Method,
    id: String,
    key: Option<HeaderValue>,
    query: Option<String>,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl TestRequest {
    fn has_valid_key(&self) -> bool {
        self.key.as_ref().is_some_and(|key| *key == format!("Bearer {KEY}"))
    }

    /// Whether it conforms to `openapi.yaml`, apart from the key.
    fn is_well_formed(&self) -> bool {
        let id = Value::String(self.id.clone());
        CONTRACT.id.is_valid(&id) && self.query.is_none() && self.body.is_empty()
    }

    fn request(&self) -> Request<Body> {
        let mut uri = format!("/v1/campaigns/{}/stats", segment(&self.id));
        if let Some(query) = &self.query {
            uri.push('?');
            uri.push_str(query);
        }
        let mut request = Request::builder().method(&self.method).uri(uri);
        let headers = request.headers_mut().unwrap();
        headers.clone_from(&self.headers);
        if let Some(key) = &self.key {
            headers.insert(header::AUTHORIZATION, key.clone());
        }
        if !self.body.is_empty() {
            headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }
}

/// An id as one path segment, percent-encoded.
fn segment(id: &str) -> String {
    let mut segment = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'~') {
            segment.push(char::from(byte));
        } else {
            write!(segment, "%{byte:02X}").unwrap();
        }
    }
    segment
}

fn any_id() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(IDS.as_slice()).prop_map(str::to_owned),
        // The documented pattern, and longer ids.
        2 => "[A-Za-z0-9_-]{1,64}",
        1 => "[A-Za-z0-9_-]{65,70}",
        1 => "\\PC{1,80}",
        1 => prop::sample::select(vec![
            ".", "..", "../../leads", "camp_123/", "camp_123\0", "camp_123%00", "CAMP_123",
            " camp_123", "camp_123\r\nX: y", "camp_123?a=b", "camp_123#", "' OR 1=1 --", "ｃamp_123",
        ]).prop_map(str::to_owned),
    ]
}

fn any_key() -> impl Strategy<Value = Option<HeaderValue>> {
    let text = prop_oneof![
        8 => Just(format!("Bearer {KEY}")),
        1 => prop::sample::select(vec![
            format!("bearer {KEY}"), format!("Bearer  {KEY}"), format!("Bearer {KEY} "),
            format!("Basic {KEY}"), format!("Bearer {KEY}, Bearer {KEY}"), KEY.to_owned(),
            "Bearer".to_owned(), "Bearer ".to_owned(), String::new(),
        ]),
    ];
    let bytes = prop::collection::vec(any::<u8>(), 0..40);
    prop_oneof![
        8 => text.prop_map(|text| HeaderValue::from_str(&text).ok()),
        1 => bytes.prop_map(|bytes| HeaderValue::from_bytes(&bytes).ok()),
        1 => Just(None),
    ]
}

/// Undocumented headers as sent by browsers, proxies and attackers.
fn any_headers() -> impl Strategy<Value = HeaderMap> {
    let name = prop_oneof![
        3 => prop::sample::select(vec![
            "accept", "accept-encoding", "content-type", "cookie", "expect", "forwarded", "host",
            "if-none-match", "origin", "range", "te", "upgrade", "x-forwarded-for",
            "x-http-method-override", "x-original-url",
        ]).prop_map(str::to_owned),
        1 => "x-[a-z]{1,12}",
    ];
    let value = prop_oneof![
        1 => prop::sample::select(vec![
            "*/*", "text/html", "application/json", "DELETE", "/v1/leads", "bytes=0-1", "100-continue",
        ]).prop_map(str::to_owned),
        1 => "[ -~]{0,60}",
    ];
    prop::collection::vec((name, value), 0..6).prop_map(|headers| {
        let header = |(name, value): (String, String)| {
            Some((name.parse::<HeaderName>().ok()?, HeaderValue::from_str(&value).ok()?))
        };
        headers.into_iter().filter_map(header).collect()
    })
}

fn any_request() -> impl Strategy<Value = TestRequest> {
    let method = prop_oneof![
        6 => Just("GET"),
        1 => Just("HEAD"),
        1 => prop::sample::select(
            vec!["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get"]
        ),
    ]
    .prop_map(|name| name.parse().unwrap());
    let query = prop_oneof![
        6 => Just(None),
        1 => "[a-z]{0,8}(=[a-zA-Z0-9%+&=]{0,20})?".prop_map(Some),
    ];
    let body = prop_oneof![
        6 => Just(Vec::new()),
        1 => prop::collection::vec(any::<u8>(), 1..60),
        1 => Just(b"{\"campaignId\":\"camp_123\"}".to_vec()),
    ];
    (method, any_id(), any_key(), query, any_headers(), body).prop_map(
        |(method, id, key, query, headers, body)| TestRequest {
            method,
            id,
            key,
            query,
            headers,
            body,
        },
    )
}

struct TestResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn send(request: Request<Body>) -> TestResponse {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let sandbox = Sandbox::new(1, Clock::set());
        let answer = app(sandbox, Cors::Closed).oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        TestResponse { status: parts.status, headers: parts.headers, body }
    })
}

/// Checks content type, schema and headers of a response.
fn check(response: &TestResponse) -> Result<(), TestCaseError> {
    let status = response.status;
    let documented = CONTRACT.answers.get(&status);
    let documented = documented
        .ok_or_else(|| TestCaseError::fail(format!("{status} is not in openapi.yaml")))?;
    let kind = response.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    prop_assert_eq!(kind, Some(b"application/json".as_slice()));
    let body: Value = serde_json::from_slice(&response.body)
        .map_err(|error| TestCaseError::fail(format!("{status}: {error}")))?;
    let errors: Vec<_> = documented.body.iter_errors(&body).map(|it| it.to_string()).collect();
    prop_assert!(errors.is_empty(), "{} {}: {:?}", status, body, errors);
    for (name, validator) in &documented.headers {
        let value = response.headers.get(name).and_then(|value| value.to_str().ok());
        let value = value.and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
        prop_assert!(validator.is_valid(&value), "{}: {} is {}", status, name, value);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "proptest-regressions/openapi.txt",
        ))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn responses_conform_to_openapi(request in any_request()) {
        let response = send(request.request());
        if request.method == Method::HEAD {
            let with_body = send(TestRequest { method: Method::GET, ..request }.request());
            prop_assert_eq!(response.status, with_body.status);
            prop_assert!(response.body.is_empty());
        } else if CONTRACT.methods.contains(&request.method) {
            check(&response)?;
            let status = response.status.as_u16();
            match (request.has_valid_key(), request.is_well_formed()) {
                (false, _) => prop_assert_eq!(status, 401),
                (true, false) => prop_assert_eq!(status, 400),
                (true, true) => prop_assert!([200, 403, 404, 429].contains(&status), "{}", status),
            }
        } else {
            prop_assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
            prop_assert!(response.headers.contains_key(header::ALLOW));
            prop_assert!(response.body.is_empty());
        }
    }

    #[test]
    fn other_paths_are_not_found(path in "(/[a-zA-Z0-9._%-]{0,12}){1,6}", key in any_key()) {
        let endpoint = path.starts_with("/v1/campaigns/") && path.ends_with("/stats");
        let uri = path.parse::<axum::http::Uri>();
        let page = path == "/campaigns.json" || path.starts_with("/demo/");
        prop_assume!(!endpoint && !page && uri.is_ok());
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        if let Some(key) = key {
            request.headers_mut().insert(header::AUTHORIZATION, key);
        }
        let response = send(request);
        prop_assert_eq!(response.status, StatusCode::NOT_FOUND);
        prop_assert!(response.body.is_empty());
    }
}

//! Bodies of requests: read whole, up to a size, and within a time.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::answer;
use attrition_contracts::incoming::cloudevent;

/// How long a caller may take for a body.
const PATIENCE: Duration = Duration::from_secs(30);

/// Reads a body of at most so many bytes, or says why not; `too_large` says it of one that is larger.
pub(crate) async fn read(body: Body, max: usize, too_large: &str) -> Result<Bytes, Box<Response>> {
    match tokio::time::timeout(PATIENCE, to_bytes(body, max)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(Box::new(answer(StatusCode::PAYLOAD_TOO_LARGE, &json!({"error": too_large})))),
        Err(_) => {
            let error = format!("the body did not come within {} s", PATIENCE.as_secs());
            let told = answer(StatusCode::REQUEST_TIMEOUT, &json!({"error": error}));
            Err(Box::new(([(header::CONNECTION, "close")], told).into_response()))
        }
    }
}

/// The answer to a body that is not said to be JSON. A page of a web site can make the browser of whoever looks at it send
/// anything anywhere, but as JSON only where it is allowed to.
pub(super) fn not_json(headers: &HeaderMap) -> Option<Response> {
    let refusal = cloudevent::check_json(content_type(headers)).err()?;
    Some(answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!({"error": refusal.detail})))
}

/// The content type of a request; empty where it has none.
pub(super) fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

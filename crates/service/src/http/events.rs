//! `POST /v1/events`: events in structured, binary and batched mode, as HTTP's protocol binding has them.

use std::sync::{Arc, PoisonError};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{HandlerContext, answer, body, refused, unwritable};
use crate::http::event_intake::{IntakeRefusal, Mode};
use crate::observability::metrics::Received;
use attrition_contracts::incoming::cloudevent::{self, Content};
use attrition_contracts::incoming::refusal::Refusal;
use attrition_stream::Causes;

/// The largest request that is read, bytes.
const BODY_MAX: usize = 1 << 20;

pub(super) async fn events(State(shared): State<Arc<HandlerContext>>, headers: HeaderMap, body: Body) -> Response {
    if let Some(refused) = refused(&shared, &headers) {
        return refused;
    }
    let mode = match mode(&headers) {
        Ok(mode) => mode,
        Err(refusal) => {
            shared.metrics.posted(Received::Refused, 1);
            return answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!({"error": refusal.detail}));
        }
    };
    let too_large = format!("a request may hold {BODY_MAX} bytes: send smaller batches");
    let body = match body::read(body, BODY_MAX, &too_large).await {
        Ok(body) => body,
        Err(refused) => return *refused,
    };
    // Committing waits for the disk or for Kafka.
    let posted = tokio::task::spawn_blocking(move || {
        let posted = shared.posted.lock().unwrap_or_else(PoisonError::into_inner).take(mode, &body);
        let (outcome, n) = match &posted {
            Ok(n) => (Received::Accepted, *n),
            Err(IntakeRefusal::Events(refusals)) => (Received::Refused, refusals.len()),
            Err(IntakeRefusal::Body(_)) => (Received::Refused, 1),
            Err(IntakeRefusal::Log(_)) => (Received::Failed, 1),
        };
        shared.metrics.posted(outcome, n as u64);
        posted
    });
    match posted.await {
        Ok(Ok(n)) => answer(StatusCode::ACCEPTED, &json!({"accepted": n})),
        Ok(Err(IntakeRefusal::Body(error))) => answer(StatusCode::BAD_REQUEST, &json!({"error": error})),
        Ok(Err(IntakeRefusal::Events(refusals))) => {
            let told = |(index, refusal): &(usize, Refusal)| json!({"index": index, "code": refusal.code.text(), "detail": refusal.detail});
            let errors: Vec<_> = refusals.iter().map(told).collect();
            answer(StatusCode::BAD_REQUEST, &json!({"error": "nothing was taken in", "events": errors}))
        }
        Ok(Err(IntakeRefusal::Log(error))) => unwritable(&error, "posted events"),
        Err(error) => {
            tracing::error!(error = %Causes(&error), "failed to take in posted events");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The mode of a message, by its content type and its headers; refused is a format that nobody here reads, and what is not said to
/// be JSON.
fn mode(headers: &HeaderMap) -> Result<Mode, Refusal> {
    let content_type = body::content_type(headers);
    Ok(match cloudevent::content(content_type)? {
        Content::Batch => Mode::Batch,
        Content::Event => Mode::Json,
        Content::Data if cloudevent::http::is_binary(headers.keys().map(|name| name.as_str())) => Mode::Binary(
            cloudevent::http::headers(headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()))),
        ),
        Content::Data => cloudevent::check_json(content_type).map(|()| Mode::Json)?,
    })
}

//! `GET /v1/status`: how this instance is, at a glance.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use time::OffsetDateTime;

use super::{HandlerContext, answer, refused};
use crate::observability::status;
use attrition_stream::Causes;

pub(super) async fn status(State(shared): State<Arc<HandlerContext>>, headers: HeaderMap) -> Response {
    if let Some(refused) = refused(&shared, &headers) {
        return refused;
    }
    // Counting the alerts of years takes a while: not on a thread that answers others.
    let told = tokio::task::spawn_blocking(move || {
        let (is_full, now) = (shared.full.load(Ordering::Relaxed), OffsetDateTime::now_utc());
        shared.metrics.log_full(is_full);
        let (summary, standstills) = (shared.metrics.summary(), shared.metrics.standstills().clone());
        let standing = shared.index.is_read().then(|| shared.index.standing());
        status::status(&shared.about, &summary, &shared.ready, is_full, standing, &standstills, now)
    });
    match told.await {
        Ok(told) => answer(StatusCode::OK, &json!(told)),
        Err(error) => {
            tracing::error!(error = %Causes(&error), "failed to say how this instance is");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

//! HTTP: health, metrics, events for sites without Kafka, feedback about alerts, and risk over time.

pub mod event_intake;

pub(crate) mod body;
pub(crate) mod connections;
mod events;
mod feedback;
mod openapi;
mod page;
mod risk;
mod status;

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;
use time::{Duration, OffsetDateTime};
use tokio::net::TcpListener;

use crate::feedback::links::{self, Links};
use crate::http::event_intake::EventIntake;
use crate::observability::metrics::Metrics;
use crate::observability::readiness::Readiness;
use crate::observability::status::InstanceInfo;
use crate::projections::alerts::Index;
use crate::projections::trends;
use attrition_config::{Secret, SitesConfig};
use attrition_stream::{self, Causes};

/// When to send again what the log did not take, seconds: a disk that is full gets room by somebody's doing.
const RETRY_AFTER_S: &str = "10";

/// What the handlers share.
pub struct HandlerContext {
    /// What this instance is called, and since when it runs.
    pub about: InstanceInfo,
    /// Metrics that `GET /metrics` shows.
    pub metrics: Arc<Metrics>,
    /// Risk over time; `None` where the stage that keeps it does not run.
    pub trends: Option<Arc<trends::RiskHistory>>,
    /// Whether every stage has its partitions and works.
    pub ready: Arc<Readiness>,
    /// Whether the log takes nothing because it is full.
    pub full: Arc<AtomicBool>,
    /// Where posted events and feedback go.
    pub posted: Mutex<EventIntake>,
    /// The alerts that feedback can be about.
    pub index: Arc<Index>,
    /// Signed links; `None` for none.
    pub links: Option<Links>,
    /// The sites, for their time zones.
    pub sites: SitesConfig,
    /// What a caller of `/v1/` must know; empty where nobody is asked.
    pub token: Secret,
    /// Seconds by which the days of the log are ahead of the clock: in the demo, where they pass within seconds. 0 elsewhere.
    pub ahead_s: Arc<AtomicI64>,
}

impl HandlerContext {
    /// The time that answers are given at.
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc() + Duration::seconds(self.ahead_s.load(Ordering::Relaxed))
    }
}

/// Serves until `shutdown` is over.
pub async fn serve(
    listener: TcpListener,
    shared: Arc<HandlerContext>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    let router = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/v1/status", get(status::status))
        .route("/v1/events", post(events::events))
        .route("/v1/alerts/{id}/feedback", post(feedback::feedback))
        .route("/v1/agents/{id}/risk", get(risk::agent))
        .route("/v1/teams/{id}/risk", get(risk::team))
        .route("/v1/openapi.json", get(openapi::document))
        .route(&format!("{}{{token}}", links::PATH), get(page::ask).post(page::answer))
        .with_state(shared);
    connections::serve(listener, router, shutdown).await;
}

async fn ready(State(shared): State<Arc<HandlerContext>>) -> (StatusCode, String) {
    if shared.full.load(Ordering::Relaxed) {
        let waits = "not ready: the log takes nothing, because its disk is full: make room\n";
        return (StatusCode::SERVICE_UNAVAILABLE, waits.to_owned());
    }
    match shared.ready.waits_for() {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(waits) => (StatusCode::SERVICE_UNAVAILABLE, waits),
    }
}

async fn metrics(State(shared): State<Arc<HandlerContext>>) -> Response {
    let is_full = shared.full.load(Ordering::Relaxed);
    shared.metrics.log_full(is_full);
    shared.metrics.ready(!is_full && shared.ready.waits_for().is_none());
    match shared.metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        Err(error) => {
            tracing::error!(error = %Causes(&error), "failed to write the metrics");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The answer to a caller who does not know the token, where one is set.
fn refused(shared: &HandlerContext, headers: &HeaderMap) -> Option<Response> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given =
        given.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    if shared.token.is_empty() || links::is_same(&shared.token, given.map_or("", |(_, token)| token.trim())) {
        return None;
    }
    let told = json!({"error": "send the token of `http.token` as `Authorization: Bearer ..`"});
    Some(([(header::WWW_AUTHENTICATE, "Bearer")], answer(StatusCode::UNAUTHORIZED, &told)).into_response())
}

/// What is said when the log did not take something.
fn unwritable(error: &attrition_stream::Error, what: &str) -> Response {
    // A full log is told of by the log, once, and not by everyone who is refused.
    let why = if error.passes() {
        "the disk of the log is full: nothing was taken in, send it again later"
    } else {
        tracing::error!(error = %Causes(&error), what, "failed to commit what came in over HTTP");
        "the log cannot be written now: send it again"
    };
    later(answer(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": why})))
}

/// An answer that asks to come again.
fn later(answer: Response) -> Response {
    ([(header::RETRY_AFTER, RETRY_AFTER_S)], answer).into_response()
}

pub(crate) fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{body}\n")).into_response()
}

//! `POST /v1/alerts/{id}/feedback`: what someone says about an alert.

use std::sync::{Arc, PoisonError};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::{HandlerContext, answer, body, later, unwritable};
use crate::feedback::{FeedbackRefusal, FeedbackRequest, Mistake, check, check_repeated, key_id, used_before};
use crate::observability::metrics::Received;
use crate::projections::alerts::AlertHistory;
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_core::desk::{Feedback, FeedbackContent, Via};
use attrition_stream;

/// The largest feedback that is read, bytes: it is made of codes.
const BODY_MAX: usize = 16 << 10;

/// The name of an idempotency key, as the IETF's draft has it.
const KEY: &str = "idempotency-key";
/// The longest idempotency key that is taken, bytes.
const KEY_MAX: usize = 255;

pub(super) async fn feedback(
    State(shared): State<Arc<HandlerContext>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refused) = super::refused(&shared, &headers) {
        return refused;
    }
    if let Some(refused) = body::not_json(&headers) {
        count(&shared, Via::Http, Received::Refused);
        return refused;
    }
    let too_large = format!("feedback may have {BODY_MAX} bytes: it is made of codes");
    let body = match body::read(body, BODY_MAX, &too_large).await {
        Ok(body) => body,
        Err(refused) => return *refused,
    };
    let Some(told) = shared.index.get(&name) else { return unknown(&shared) };
    let said = match FeedbackRequest::read(&body).and_then(|said| with_key(said, &headers)) {
        Ok(said) => said,
        Err(mistake) => return refused(&shared, FeedbackRefusal::Mistake(mistake), &told),
    };
    let (id, now) = (said.id.as_deref().map(|key| key_id(&told.alert().alert, key)), shared.now());
    if let Some((kind, id)) = id.and_then(|id| Some((shared.index.feedback_kind(&told, &id)?, id))) {
        return match check_repeated(&said, &told, kind, &shared.sites, now) {
            Ok(()) => accepted(&shared, &id, kind, true),
            Err(why) => refused(&shared, why, &told),
        };
    }
    let feedback = match check(&said, &told, Via::Http, &shared.sites, now) {
        Ok(feedback) => feedback,
        Err(why) => return refused(&shared, why, &told),
    };
    let (id, kind) = (feedback.id.to_string(), FeedbackKind::new(&feedback.what));
    match take(&shared, told.clone(), feedback).await {
        Ok(Taken::New) => accepted(&shared, &id, kind, false),
        Ok(Taken::Before(before)) if before == kind => accepted(&shared, &id, kind, true),
        Ok(Taken::Before(before)) => refused(&shared, used_before(before, &said), &told),
        Ok(Taken::Acknowledged) => {
            count(&shared, Via::Http, Received::Refused);
            let error = "the alert is acknowledged already";
            answer(StatusCode::CONFLICT, &json!({"error": error, "status": "acknowledged"}))
        }
        Err(error) => {
            count(&shared, Via::Http, Received::Failed);
            unwritable(&error, "feedback")
        }
    }
}

/// What became of feedback that makes sense.
pub(super) enum Taken {
    /// It is committed, and was not known before.
    New,
    /// Something of this kind was taken in under its id before.
    Before(FeedbackKind),
    /// It acknowledges an alert that somebody else has just acknowledged.
    Acknowledged,
}

/// Commits feedback to the desk inbox, one at a time: of two requests that come at once, the second sees what the first said.
pub(super) async fn take(
    shared: &Arc<HandlerContext>,
    told: AlertHistory,
    feedback: Feedback,
) -> Result<Taken, attrition_stream::Error> {
    let (shared, id) = (Arc::clone(shared), feedback.id.to_string());
    // Committing waits for the disk or for Kafka.
    let taken = tokio::task::spawn_blocking(move || {
        let mut posted = shared.posted.lock().unwrap_or_else(PoisonError::into_inner);
        // Asked again under the lock, of the alert as it is now.
        let told = shared.index.get(&told.alert().alert).unwrap_or(told);
        if let Some(kind) = shared.index.feedback_kind(&told, &id) {
            return Ok(Taken::Before(kind));
        }
        if matches!(feedback.what, FeedbackContent::Acknowledge) && shared.index.is_acknowledged(&told) {
            return Ok(Taken::Acknowledged);
        }
        let (site, kind) = (told.alert().site.clone().unwrap_or_default(), FeedbackKind::new(&feedback.what));
        posted.feedback(feedback, &site)?;
        shared.index.give(&told, &id, kind);
        Ok(Taken::New)
    });
    taken.await.unwrap_or_else(|error| {
        Err(attrition_stream::Error::new(attrition_stream::Remedy::ReportBug, "failed to take feedback in")
            .because(error))
    })
}

/// The key of the header, or that of the body.
fn with_key(mut said: FeedbackRequest, headers: &HeaderMap) -> Result<FeedbackRequest, Mistake> {
    let key = headers.get(KEY).map(|key| key.to_str().map(str::to_owned));
    let key = key.transpose().map_err(|_| Mistake::new(KEY, "the key must be ASCII", []))?;
    if let (Some(header), Some(id)) = (&key, &said.id)
        && header != id
    {
        return Err(Mistake::new("id", format!("`id` and the header `{KEY}` say different things: send one"), []));
    }
    said.id = said.id.or(key);
    let is_key = said.id.as_ref().is_none_or(|id| (1..=KEY_MAX).contains(&id.len()));
    if is_key { Ok(said) } else { Err(Mistake::new("id", format!("an id has 1 to {KEY_MAX} bytes"), [])) }
}

fn accepted(shared: &HandlerContext, id: &str, kind: FeedbackKind, is_repeated: bool) -> Response {
    count(shared, Via::Http, if is_repeated { Received::Repeated } else { Received::Accepted });
    answer(StatusCode::ACCEPTED, &json!({"feedback": id, "kind": kind.code(), "repeated": is_repeated}))
}

fn refused(shared: &HandlerContext, why: FeedbackRefusal, told: &AlertHistory) -> Response {
    count(shared, Via::Http, Received::Refused);
    match why {
        FeedbackRefusal::Mistake(mistake) => answer(StatusCode::BAD_REQUEST, &json!(mistake)),
        FeedbackRefusal::Conflict(error) => {
            answer(StatusCode::CONFLICT, &json!({"error": error, "status": told.alert().status.code()}))
        }
    }
}

/// Nothing is known of the alert; that says little until all alerts are read.
fn unknown(shared: &HandlerContext) -> Response {
    if shared.index.is_read() {
        count(shared, Via::Http, Received::Refused);
        let error = "there is no such alert: its id is the member `alert` of an `attrition.alert.v1`";
        return answer(StatusCode::NOT_FOUND, &json!({"error": error}));
    }
    later(answer(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": "the alerts are still being read: send it again"})))
}

/// Counts feedback by its way and outcome.
pub(super) fn count(shared: &HandlerContext, by: Via, outcome: Received) {
    shared.metrics.feedback(by, outcome);
}

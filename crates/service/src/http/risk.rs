//! `GET /v1/agents/{id}/risk` and `GET /v1/teams/{id}/risk`: risk over time, for Grafana's JSON data sources and for scripts.
//!
//! They say more of people than anything else here, so they are shown to nobody without a token. Who is asked about is not
//! logged.

mod parameters;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use self::parameters::{AskedError, days, query_parameters};
use super::{HandlerContext, answer, later};
use crate::projections::trends::RiskHistory;
use attrition_stream::Causes;

pub(super) async fn agent(
    State(shared): State<Arc<HandlerContext>>,
    Path(agent): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let known = match allowed(&shared, &headers) {
        Ok(known) => known,
        Err(refused) => return *refused,
    };
    let days = match query_parameters(query.as_deref(), ["from", "to"]).and_then(|[from, to]| Ok(days(from, to)?)) {
        Ok(days) => days,
        Err(error) => return bad(&error),
    };
    let nobody = "no agent with a score has this id";
    rows(known, nobody, move |known| known.agent_rows(&agent, days)).await
}

pub(super) async fn team(
    State(shared): State<Arc<HandlerContext>>,
    Path(team): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let known = match allowed(&shared, &headers) {
        Ok(known) => known,
        Err(refused) => return *refused,
    };
    let asked = query_parameters(query.as_deref(), ["site", "from", "to"])
        .and_then(|[site, from, to]| Ok((site.ok_or(AskedError::NoSite)?, days(from, to)?)));
    let (site, days) = match asked {
        Ok(asked) => asked,
        Err(error) => return bad(&error),
    };
    let none = "there is no such team at this site, or it never had so many people that it may be shown";
    rows(known, none, move |known| known.team_rows(&site, &team, days)).await
}

/// What is known, if the caller may see it.
fn allowed(shared: &HandlerContext, headers: &HeaderMap) -> Result<Arc<RiskHistory>, Box<Response>> {
    if shared.token.is_empty() {
        let error = "the risk of people is shown to nobody as long as no token is set: set `http.token`, at least 16 characters";
        return Err(Box::new(answer(StatusCode::FORBIDDEN, &json!({"error": error}))));
    }
    if let Some(refused) = super::refused(shared, headers) {
        return Err(Box::new(refused));
    }
    let Some(known) = &shared.trends else {
        let error = "this instance does not run the stage `trends`: ask one that has it in `service.stages`";
        return Err(Box::new(answer(StatusCode::NOT_FOUND, &json!({"error": error}))));
    };
    Ok(Arc::clone(known))
}

/// Looks for rows on a thread that may wait: who reads along holds the history.
async fn rows<T: Serialize + Send + 'static>(
    known: Arc<RiskHistory>,
    none: &str,
    look: impl FnOnce(&RiskHistory) -> Option<Vec<T>> + Send + 'static,
) -> Response {
    let found = tokio::task::spawn_blocking(move || {
        let rows = look(&known).map(|rows| json!(rows));
        (rows, known.is_read())
    });
    match found.await {
        // What is read so far is not the whole.
        Ok((_, false)) => {
            let error = "the history of risk is still being read: ask again";
            later(answer(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": error})))
        }
        Ok((Some(rows), true)) => {
            // What is about people stays with whoever asked.
            ([(header::CACHE_CONTROL, "no-store")], answer(StatusCode::OK, &rows)).into_response()
        }
        Ok((None, true)) => answer(StatusCode::NOT_FOUND, &json!({"error": none})),
        Err(error) => {
            tracing::error!(error = %Causes(&error), "failed to look up risk over time");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn bad(error: &AskedError) -> Response {
    answer(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()}))
}

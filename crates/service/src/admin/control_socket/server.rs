//! The side of the service: takes requests one after the other, since each writes to the log.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use tokio::net::UnixListener;
use tokio::sync::oneshot;

use super::{DECISIONS, FEEDBACK, ProblemDetails, REQUEST_BYTES_MAX, RETRIES, RetryRequest, SOCKET};
use crate::admin::dead_letters::{Retrier, RetryOutcome};
use crate::admin::registry::{Error, Registrar, RegistryCommand};
use crate::feedback::Inbox;
use crate::http::{answer, body, connections};
use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_stream::Causes;

/// What does the work of a request.
pub struct Hosts {
    /// Writes artifacts and decisions about models to the log.
    pub registrar: Registrar,
    /// Hands feedback to the desk.
    pub inbox: Inbox,
    /// Sends dead letters again.
    pub retrier: Retrier,
}

/// Serves requests on the socket until it is dropped.
pub struct ControlSocket {
    path: PathBuf,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the handlers share.
type Shared = Arc<Mutex<Hosts>>;

impl ControlSocket {
    /// Opens the socket of the log in a folder that this process has open for writing.
    pub fn open(dir: &Path, hosts: Hosts) -> std::io::Result<Self> {
        let path = dir.join(SOCKET);
        // The log is this process's: what lies here was left by one that was killed.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = std::os::unix::net::UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(async { UnixListener::from_std(listener) })?;
        let (stop, stopped) = oneshot::channel();
        let router = Router::new()
            .route(DECISIONS, post(decide))
            .route(FEEDBACK, post(feedback))
            .route(RETRIES, post(retry))
            .with_state(Arc::new(Mutex::new(hosts)));
        let shutdown = async {
            // Whoever drops the socket says nothing.
            let _ = stopped.await;
        };
        let thread = std::thread::spawn(move || runtime.block_on(connections::serve(listener, router, shutdown)));
        Ok(Self { path, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        let _ = std::fs::remove_file(&self.path);
    }
}

async fn decide(State(shared): State<Shared>, body: Body) -> Response {
    let wish: RegistryCommand = match read(body).await {
        Ok(wish) => wish,
        Err(response) => return *response,
    };
    match hosts(&shared).registrar.decide(&wish, OffsetDateTime::now_utc()) {
        Ok(decided) => {
            let (model, from) = (decided.model.as_deref().unwrap_or("none"), &decided.daily);
            tracing::info!(decision = decided.number, kind = decided.kind.text(), model, from, "decided");
            done(&decided)
        }
        Err(Error::Refused(why)) => problem(StatusCode::UNPROCESSABLE_ENTITY, why),
        Err(Error::Log(error)) => failed(&error, "failed to write a decision about models"),
    }
}

async fn feedback(State(shared): State<Shared>, body: Body) -> Response {
    let bytes = match body::read(body, REQUEST_BYTES_MAX, TOO_LARGE).await {
        Ok(bytes) => bytes,
        Err(response) => return *response,
    };
    let Ok(InboxMessage::Feedback { site, feedback }) = inbox::read(&bytes) else {
        return not_understood("is it of another version?");
    };
    match hosts(&shared).inbox.write(*feedback, &site) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => failed(&error, "failed to write feedback"),
    }
}

async fn retry(State(shared): State<Shared>, body: Body) -> Response {
    let RetryRequest { letters, again } = match read(body).await {
        Ok(request) => request,
        Err(response) => return *response,
    };
    match hosts(&shared).retrier.retry(&letters, again, OffsetDateTime::now_utc()) {
        Ok(outcomes) => {
            let sent = outcomes.values().filter(|outcome| matches!(outcome, RetryOutcome::Sent { .. })).count();
            tracing::info!(sent, of = letters.len(), "dead letters were sent again");
            done(&outcomes)
        }
        Err(error) => failed(&error, "failed to send dead letters again"),
    }
}

/// What is said of a body that has no end.
const TOO_LARGE: &str = "the request is larger than 4 MiB";

async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Box<Response>> {
    let bytes = body::read(body, REQUEST_BYTES_MAX, TOO_LARGE).await?;
    serde_json::from_slice(&bytes).map_err(|error| Box::new(not_understood(&error.to_string())))
}

fn hosts(shared: &Shared) -> std::sync::MutexGuard<'_, Hosts> {
    // A handler that panicked has left no half of a step: a step is written whole or not at all.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn done(result: &impl Serialize) -> Response {
    answer(StatusCode::OK, &serde_json::json!(result))
}

fn not_understood(why: &str) -> Response {
    problem(StatusCode::BAD_REQUEST, format!("the service does not understand the request: {why}"))
}

fn failed(error: &attrition_stream::Error, doing: &'static str) -> Response {
    tracing::error!(error = %Causes(error), "{doing}");
    problem(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
}

fn problem(status: StatusCode, error: String) -> Response {
    answer(status, &serde_json::json!(ProblemDetails { error }))
}

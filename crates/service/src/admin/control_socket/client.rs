//! The side of a command: asks the service that has the log in a folder open.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;

use super::{DECISIONS, FEEDBACK, ProblemDetails, REQUEST_BYTES_MAX, RETRIES, RetryRequest, SOCKET};
use crate::admin::dead_letters::RetryOutcome;
use crate::admin::registry::{Decided, Error, RegistryCommand};
use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::incoming::dead_letter::LetterId;
use attrition_core::desk::Feedback;
use attrition_stream::{Error as LogError, Remedy};

/// How long an answer may take: a commit waits for the disk.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// Has dead letters sent again; `None` where no service has the log open.
pub fn retry(dir: &Path, letters: &[LetterId], again: bool) -> Result<Option<BTreeMap<LetterId, RetryOutcome>>, Error> {
    let request = serde_json::to_vec(&RetryRequest { letters: letters.to_vec(), again }).unwrap_or_default();
    call(dir, RETRIES, request)?.map(|response| response.json()).transpose()
}

/// Has a decision made; `None` where no service has the log open.
pub fn decide(dir: &Path, wish: &RegistryCommand) -> Result<Option<Decided>, Error> {
    let request = serde_json::to_vec(wish).unwrap_or_default();
    call(dir, DECISIONS, request)?.map(|response| response.json()).transpose()
}

/// Hands over feedback; `false` where no service has the log open.
pub fn give_feedback(dir: &Path, site: &str, feedback: &Feedback) -> Result<bool, Error> {
    let request = inbox::write(&InboxMessage::Feedback { site: site.into(), feedback: Box::new(feedback.clone()) });
    match call(dir, FEEDBACK, request.into_vec())? {
        None => Ok(false),
        Some(response) => response.done().map(|()| true),
    }
}

/// What the service has answered.
struct Response {
    status: StatusCode,
    body: Bytes,
}

impl Response {
    /// What was asked for.
    fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.done()?;
        serde_json::from_slice(&self.body).map_err(|_| another_version())
    }

    /// That it is done, or why it is not.
    fn done(&self) -> Result<(), Error> {
        if self.status.is_success() {
            return Ok(());
        }
        let Ok(ProblemDetails { error }) = serde_json::from_slice(&self.body) else { return Err(another_version()) };
        Err(match self.status {
            StatusCode::SERVICE_UNAVAILABLE => Error::Log(LogError::new(Remedy::CheckConnection, error)),
            _ => Error::Refused(error),
        })
    }
}

fn another_version() -> Error {
    Error::Refused("the service has answered something else: is it of another version?".to_owned())
}

/// Posts a request to the service that has the log in a folder open; `None` where none has.
fn call(dir: &Path, path: &'static str, request: Vec<u8>) -> Result<Option<Response>, LogError> {
    let socket = dir.join(SOCKET);
    let failed = |error: std::io::Error| {
        let doing = format!("failed to ask the running service by `{}`: are you its user?", socket.display());
        LogError::new(Remedy::GrantAccess, doing).because(error)
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    runtime.block_on(async {
        let stream = match UnixStream::connect(&socket).await {
            Ok(stream) => stream,
            // No socket, or one that was left by a process that was killed.
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => {
                return Ok(None);
            }
            Err(error) => return Err(failed(error)),
        };
        let answer = tokio::time::timeout(ANSWER_TIMEOUT, post(stream, path, request)).await;
        answer.unwrap_or_else(|_| Err(ErrorKind::TimedOut.into())).map(Some).map_err(failed)
    })
}

async fn post(stream: UnixStream, path: &str, request: Vec<u8>) -> std::io::Result<Response> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(std::io::Error::other)?;
    let connection = tokio::spawn(connection);
    let request = Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(request))
        .map_err(std::io::Error::other)?;
    let (parts, body) = sender.send_request(request).await.map_err(std::io::Error::other)?.into_parts();
    let body = to_bytes(Body::new(body), REQUEST_BYTES_MAX).await.map_err(std::io::Error::other)?;
    connection.abort();
    Ok(Response { status: parts.status, body })
}

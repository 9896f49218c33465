//! Decisions about models, feedback about alerts, and dead letters to be sent again, for the service that has the embedded
//! log open.
//!
//! There is one writer of an embedded log, so what a command has to say is handed to it: by a Unix socket beside the log. Who may use it
//! is a matter of the folder's and the socket's permissions, as it is for the log itself; nothing listens on a network.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::admin::dead_letters::{Outcome, Retrier};
use crate::admin::registry::{Decided, Error, Registrar, Wish};
use crate::feedback::Inbox;
use attrition_contracts::incoming::dead_letter::LetterId;
use attrition_contracts::records::inbox::{self, Message};
use attrition_core::desk::Feedback;
use attrition_stream::{self, Causes};

/// Name of the socket in the log's folder.
const SOCKET: &str = "models.sock";
/// How long a caller may take to say what it wants, and to take the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may take: a commit waits for the disk.
const ANSWER: Duration = Duration::from_secs(60);
/// The largest request, bytes: an artifact, written as a text in JSON, and what is said beside it.
const REQUEST_MAX: u64 = 4 << 20;

/// What is asked: feedback as it stands in the inbox, dead letters to be sent again, or a decision.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Request {
    Feedback { feedback: String },
    Retry { retry: Vec<LetterId>, again: bool },
    Wish(Box<Wish>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Decided(Decided),
    Taken,
    Retried(BTreeMap<LetterId, Outcome>),
    Refused(String),
    Failed(String),
}

/// Who does what is asked at the door.
pub struct Hosts {
    /// Decides about models.
    pub registrar: Registrar,
    /// Hands feedback to the desk.
    pub inbox: Inbox,
    /// Sends dead letters again.
    pub retrier: Retrier,
}

/// Takes decisions, feedback and dead letters until it is dropped.
pub struct Door {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    keeper: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens the door of the log in a folder that this process has open for writing.
    pub fn open(dir: &Path, mut hosts: Hosts) -> std::io::Result<Self> {
        let path = dir.join(SOCKET);
        // The log is this process's: what lies here was left by one that was killed.
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let keeper = std::thread::spawn(move || {
            for caller in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                if let Err(error) = caller.and_then(|caller| hear(&caller, &mut hosts)) {
                    tracing::warn!(error = %Causes(&error), "a command was not heard to its end");
                }
            }
        });
        Ok(Self { path, stop, keeper: Some(keeper) })
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the keeper, which then sees that it is to stop.
        let woken = UnixStream::connect(&self.path).is_ok();
        if let Some(keeper) = self.keeper.take().filter(|_| woken) {
            let _ = keeper.join();
        }
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Hears one caller and answers.
fn hear(caller: &UnixStream, hosts: &mut Hosts) -> std::io::Result<()> {
    caller.set_read_timeout(Some(PATIENCE))?;
    caller.set_write_timeout(Some(PATIENCE))?;
    let mut line = Vec::new();
    BufReader::new(caller.take(REQUEST_MAX)).read_until(b'\n', &mut line)?;
    let answer = match serde_json::from_slice::<Request>(&line) {
        Err(error) => Answer::Refused(format!("the service does not understand the request: {error}")),
        Ok(Request::Feedback { feedback }) => take(&feedback, &mut hosts.inbox),
        Ok(Request::Retry { retry, again }) => self::retry(&retry, again, &mut hosts.retrier),
        Ok(Request::Wish(wish)) => decide(&wish, &mut hosts.registrar),
    };
    let mut answer = serde_json::to_vec(&answer)?;
    answer.push(b'\n');
    let mut caller = caller;
    caller.write_all(&answer)
}

fn decide(wish: &Wish, registrar: &mut Registrar) -> Answer {
    match registrar.decide(wish, OffsetDateTime::now_utc()) {
        Ok(decided) => {
            let (model, from) = (decided.model.as_deref().unwrap_or("none"), &decided.daily);
            tracing::info!(decision = decided.number, kind = decided.kind.text(), model, from, "decided");
            Answer::Decided(decided)
        }
        Err(Error::Refused(why)) => Answer::Refused(why),
        Err(Error::Log(error)) => {
            tracing::error!(error = %Causes(&error), "failed to write a decision about models");
            Answer::Failed(error.to_string())
        }
    }
}

fn take(feedback: &str, inbox: &mut Inbox) -> Answer {
    let Ok(Message::Feedback { site, feedback }) = inbox::read(feedback.as_bytes()) else {
        return Answer::Refused("the service does not understand the feedback: is it of another version?".to_owned());
    };
    match inbox.write(*feedback, &site) {
        Ok(()) => Answer::Taken,
        Err(error) => {
            tracing::error!(error = %Causes(&error), "failed to write feedback");
            Answer::Failed(error.to_string())
        }
    }
}

fn retry(letters: &[LetterId], again: bool, retrier: &mut Retrier) -> Answer {
    match retrier.retry(letters, again, OffsetDateTime::now_utc()) {
        Ok(outcomes) => {
            let sent = outcomes.values().filter(|outcome| matches!(outcome, Outcome::Sent { .. })).count();
            tracing::info!(sent, of = letters.len(), "dead letters were sent again");
            Answer::Retried(outcomes)
        }
        Err(error) => {
            tracing::error!(error = %Causes(&error), "failed to send dead letters again");
            Answer::Failed(error.to_string())
        }
    }
}

/// Has the service that has the log in a folder open send dead letters again; `None` when none does.
pub fn send_again(dir: &Path, letters: &[LetterId], again: bool) -> Result<Option<BTreeMap<LetterId, Outcome>>, Error> {
    match call(dir, &Request::Retry { retry: letters.to_vec(), again })? {
        None => Ok(None),
        Some(Answer::Retried(outcomes)) => Ok(Some(outcomes)),
        Some(other) => Err(error(other)),
    }
}

/// Has the service that has the log in a folder open make a decision; `None` when none does.
pub fn ask(dir: &Path, wish: &Wish) -> Result<Option<Result<Decided, Error>>, attrition_stream::Error> {
    Ok(match call(dir, &Request::Wish(Box::new(wish.clone())))? {
        None => None,
        Some(Answer::Decided(decided)) => Some(Ok(decided)),
        Some(other) => Some(Err(error(other))),
    })
}

/// Hands feedback to the service that has the log in a folder open; `false` when none does.
pub fn say(dir: &Path, site: &str, feedback: &Feedback) -> Result<bool, Error> {
    let message = inbox::write(&Message::Feedback { site: site.into(), feedback: Box::new(feedback.clone()) });
    let feedback = String::from_utf8_lossy(&message).into_owned();
    match call(dir, &Request::Feedback { feedback })? {
        None => Ok(false),
        Some(Answer::Taken) => Ok(true),
        Some(other) => Err(error(other)),
    }
}

fn error(answer: Answer) -> Error {
    match answer {
        Answer::Refused(why) => Error::Refused(why),
        Answer::Failed(doing) => {
            Error::Log(attrition_stream::Error::new(attrition_stream::Remedy::CheckConnection, doing))
        }
        Answer::Decided(_) | Answer::Taken | Answer::Retried(_) => {
            Error::Refused("the service has answered something else: is it of another version?".to_owned())
        }
    }
}

/// What the service that has the log in a folder open answers; `None` when none does.
fn call(dir: &Path, request: &Request) -> Result<Option<Answer>, attrition_stream::Error> {
    let path = dir.join(SOCKET);
    let failed = |error: std::io::Error| {
        let doing = format!("failed to ask the running service by `{}`: are you its user?", path.display());
        attrition_stream::Error::new(attrition_stream::Remedy::GrantAccess, doing).because(error)
    };
    let service = match UnixStream::connect(&path) {
        Ok(service) => service,
        // No door, or one that was left by a process that was killed.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let asked = || -> std::io::Result<Answer> {
        service.set_write_timeout(Some(PATIENCE))?;
        service.set_read_timeout(Some(ANSWER))?;
        let mut request = serde_json::to_vec(request)?;
        request.push(b'\n');
        (&service).write_all(&request)?;
        let mut line = String::new();
        BufReader::new(&service).read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    };
    asked().map_err(failed).map(Some)
}

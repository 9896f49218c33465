//! Decisions for the service that has the embedded log open.
//!
//! There is one writer of an embedded log, so a decision is handed to it: by a Unix socket beside the log. Who may use it
//! is a matter of the folder's and the socket's permissions, as it is for the log itself; nothing listens on a network.

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

use super::{Decided, Error, Registrar, Wish};
use crate::log;

/// Name of the socket in the log's folder.
const SOCKET: &str = "models.sock";
/// How long a caller may take to say what it wants, and to take the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may take: a commit waits for the disk.
const ANSWER: Duration = Duration::from_secs(60);
/// The largest request, bytes: an artifact, written as a text in JSON, and what is said beside it.
const REQUEST_MAX: u64 = 4 << 20;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Decided(Decided),
    Refused(String),
    Failed(String),
}

/// Takes decisions until it is dropped.
pub struct Door {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    keeper: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens the door of the log in a folder that this process has open for writing.
    pub fn open(dir: &Path, mut registrar: Registrar) -> std::io::Result<Self> {
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
                if let Err(error) = caller.and_then(|caller| hear(&caller, &mut registrar)) {
                    tracing::warn!(%error, "a decision about models was not heard to its end");
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
fn hear(caller: &UnixStream, registrar: &mut Registrar) -> std::io::Result<()> {
    caller.set_read_timeout(Some(PATIENCE))?;
    caller.set_write_timeout(Some(PATIENCE))?;
    let mut line = Vec::new();
    BufReader::new(caller.take(REQUEST_MAX)).read_until(b'\n', &mut line)?;
    let answer = match serde_json::from_slice::<Wish>(&line) {
        Err(error) => Answer::Refused(format!("the service does not understand the request: {error}")),
        Ok(wish) => match registrar.decide(&wish, OffsetDateTime::now_utc()) {
            Ok(decided) => {
                let (model, from) = (decided.model.as_deref().unwrap_or("none"), &decided.daily);
                tracing::info!(decision = decided.number, kind = decided.kind.text(), model, from, "decided");
                Answer::Decided(decided)
            }
            Err(Error::Refused(why)) => Answer::Refused(why),
            Err(Error::Log(error)) => {
                tracing::error!(%error, "failed to write a decision about models");
                Answer::Failed(error.to_string())
            }
        },
    };
    let mut answer = serde_json::to_vec(&answer)?;
    answer.push(b'\n');
    let mut caller = caller;
    caller.write_all(&answer)
}

/// Asks the service that has the log in a folder open; `None` when none does.
pub fn ask(dir: &Path, wish: &Wish) -> Result<Option<Result<Decided, Error>>, log::Error> {
    let path = dir.join(SOCKET);
    let failed = |error: std::io::Error| {
        let doing = format!("failed to ask the running service by `{}`: are you its user?", path.display());
        log::Error::new(doing, error)
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
        let mut request = serde_json::to_vec(wish)?;
        request.push(b'\n');
        (&service).write_all(&request)?;
        let mut line = String::new();
        BufReader::new(&service).read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    };
    Ok(Some(match asked().map_err(failed)? {
        Answer::Decided(decided) => Ok(decided),
        Answer::Refused(why) => Err(Error::Refused(why)),
        Answer::Failed(doing) => Err(Error::Log(log::Error { doing, source: None })),
    }))
}

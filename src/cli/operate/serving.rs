//! What surrounds a running service: HTTP, the signals to stop, and the time by which it has stopped.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::cli::Usage;
use attrition_config::Config;
use attrition_service::http;

/// How often to look whether the service is to stop.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How long requests that are under way may take when all else has stopped.
const REQUESTS_MAX: Duration = Duration::from_secs(3);

/// What is done before a process ends at once.
pub(in crate::cli) type CleanUp = Arc<dyn Fn() + Send + Sync>;

/// HTTP in the background.
pub(in crate::cli) struct Serving(Option<(oneshot::Sender<()>, JoinHandle<()>)>);

/// Takes the address of HTTP, where one is set: before the work begins that it would be about.
pub(in crate::cli) fn listen(config: &Config) -> anyhow::Result<Option<TcpListener>> {
    let Some(address) = config.listen else { return Ok(None) };
    let listener = TcpListener::bind(address).map_err(|error| {
        anyhow::Error::new(error)
            .context(Usage(format!("failed to listen on {address}: set `http.listen` to a free address")))
    })?;
    listener.set_nonblocking(true)?;
    Ok(Some(listener))
}

/// Serves HTTP in the background, where an address was taken.
pub(in crate::cli) fn serve(
    listener: Option<TcpListener>,
    shared: Arc<http::HandlerContext>,
) -> anyhow::Result<Serving> {
    let Some(listener) = listener else { return Ok(Serving(None)) };
    let listener = tokio::net::TcpListener::from_std(listener)?;
    tracing::info!(address = %listener.local_addr()?, "serving HTTP");
    let (end, ended) = oneshot::channel();
    let task = tokio::spawn(async move {
        // Dropping the other end is the end as well.
        let ended = async move { drop(ended.await) };
        http::serve(listener, shared, ended).await;
    });
    Ok(Serving(Some((end, task))))
}

impl Serving {
    /// Takes no more requests, and answers those that are under way.
    pub(in crate::cli) fn end(self, runtime: &Runtime) {
        let Some((end, task)) = self.0 else { return };
        drop(end);
        if runtime.block_on(async { tokio::time::timeout(REQUESTS_MAX, task).await }).is_err() {
            tracing::warn!("a request did not finish in time; its sender will send it again");
        }
    }
}

/// Sets `stop` at SIGTERM, SIGINT or SIGHUP: what is under way is finished and committed first. When that takes longer than
/// `within`, or at a second SIGTERM or SIGINT, the process ends at once, after it has cleaned up what no other process would.
pub(in crate::cli) fn stop_on_signal(
    stop: &Arc<AtomicBool>,
    within: Duration,
    clean_up: CleanUp,
) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate()).context("failed to listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("failed to listen for SIGINT")?;
    let mut hangup = hangup().context("failed to listen for SIGHUP")?;
    end_in_time(Arc::clone(stop), within, clean_up.clone())?;
    let stop = Arc::clone(stop);
    tokio::spawn(async move {
        let mut is_stopping = false;
        loop {
            let is_hangup = tokio::select! {
                _ = terminate.recv() => false,
                _ = interrupt.recv() => false,
                () = received(&mut hangup) => true,
            };
            if is_stopping {
                // A shell and the system may both say that a terminal is gone, and systemd can send SIGHUP after SIGTERM:
                // that is nobody who cannot wait.
                if !is_hangup {
                    end_now("a second signal came", &clean_up);
                }
                continue;
            }
            is_stopping = true;
            tracing::info!(within_s = within.as_secs(), "stopping: the steps at hand are finished");
            stop.store(true, Ordering::Relaxed);
        }
    });
    Ok(())
}

/// SIGHUP, which comes when a terminal is closed or a connection is lost; `None` for a process that was started to outlive
/// that, as `nohup` starts one: listening would end it all the same.
fn hangup() -> std::io::Result<Option<Signal>> {
    if ignores_hangup() { Ok(None) } else { signal(SignalKind::hangup()).map(Some) }
}

/// Whether the process ignores SIGHUP. Only Linux says so in a file: elsewhere SIGHUP ends the process under `nohup` as well.
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // The lowest bit is signal 1, which is SIGHUP.
    ignored.and_then(|ignored| u64::from_str_radix(ignored.trim(), 16).ok()).is_some_and(|ignored| ignored & 1 == 1)
}

/// Waits for a signal; for ever, where it is not listened for.
async fn received(signal: &mut Option<Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

/// A thread of its own, for the rest may hang: in a call to a broker that does not answer, or while clients are closed.
fn end_in_time(stop: Arc<AtomicBool>, within: Duration, clean_up: CleanUp) -> std::io::Result<()> {
    let wait = move || {
        while !stop.load(Ordering::Relaxed) {
            std::thread::sleep(LOOK_AGAIN);
        }
        std::thread::sleep(within);
        end_now(&format!("it took longer than the {} s of `service.stop_within_s`", within.as_secs()), &clean_up);
    };
    std::thread::Builder::new().name("deadline".to_owned()).spawn(wait).map(drop)
}

fn end_now(why: &str, clean_up: &CleanUp) {
    tracing::error!(why, "ended at once: uncommitted work is done again after the next start");
    clean_up();
    std::process::exit(1);
}

//! Connections: taken in, served, and closed when their callers take too long or the service stops.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;

/// How long a caller may take for the head of a request, and may be silent between two: a program that begins many and ends
/// none would use up all connections.
const HEAD_PATIENCE: Duration = Duration::from_secs(20);

/// Serves until `shutdown` is over and the requests that are under way by then are answered.
pub(crate) async fn serve<L: Listener>(mut listener: L, router: Router, shutdown: impl Future<Output = ()> + Send) {
    let (stop, stopped) = watch::channel(());
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            (stream, _) = Listener::accept(&mut listener) => {
                tokio::spawn(connection(stream, router.clone(), stopped.clone()));
            }
            () = &mut shutdown => break,
        }
    }
    drop((listener, stopped));
    // Where no connection is left nobody hears it.
    let _ = stop.send(());
    stop.closed().await;
}

async fn connection<Io: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: Io,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)));
    // What a caller breaks off is no fault of the service.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

//! A thread of its own that follows a log, until it is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long a log that cannot be read is left alone.
const REST: Duration = Duration::from_secs(5);

/// The thread; dropping it waits for its end.
pub(super) struct Following {
    stop: StopFlag,
    thread: Option<JoinHandle<()>>,
}

/// Whether the thread is to end; it has to look every now and then.
#[derive(Clone, Default)]
pub(super) struct StopFlag(Arc<AtomicBool>);

impl Following {
    /// Follows in a thread of its own. Where that fails, `failed` is told why, and it begins anew after a rest.
    pub(super) fn start<E>(
        follow: impl Fn(&StopFlag) -> Result<(), E> + Send + 'static,
        failed: impl Fn(E) + Send + 'static,
    ) -> Self {
        let stop = StopFlag::default();
        let flag = stop.clone();
        let thread = std::thread::spawn(move || {
            while !flag.is_set() {
                if let Err(error) = follow(&flag) {
                    failed(error);
                    std::thread::park_timeout(REST);
                }
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl StopFlag {
    /// Whether the thread is to end.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.stop.0.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // One that panicked has said so.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn it_begins_anew_where_it_fails_and_ends_when_it_is_dropped() {
        let (tell, told) = mpsc::channel();
        let failed = move |why: &str| tell.send(why.to_owned()).expect("the test listens");
        let following = Following::start(|_| Err("the log is away"), failed);
        assert_eq!(told.recv().as_deref(), Ok("the log is away"));
        // It rests; it does not do so to the end of its rest.
        drop(following);
        assert!(told.recv().is_err(), "the thread has ended");

        let (tell, told) = mpsc::channel();
        let follow = move |stop: &StopFlag| {
            tell.send("begun").map_err(|_| ())?;
            while !stop.is_set() {
                std::thread::yield_now();
            }
            tell.send("ended").map_err(|_| ())
        };
        let following = Following::start(follow, |()| {});
        assert_eq!(told.recv(), Ok("begun"));
        drop(following);
        assert_eq!(told.recv(), Ok("ended"), "it was told to end");
    }
}

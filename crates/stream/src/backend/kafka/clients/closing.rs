//! Clients that close in time, whatever they do.
//!
//! Closing waits for the client's own threads, and now and then for good: while a rebalance is under way (librdkafka #4527
//! and #4884), or after a broker was away (#4674, #3954). By then all that counts is committed, or given up. So a thread of
//! its own closes the client, and one that does not come back is left there: it ends with the process.

use std::ops::Deref;
use std::sync::mpsc::channel;
use std::time::Duration;

/// How long closing may take: longer only where it would never end.
const CLOSE_MAX: Duration = Duration::from_secs(3);

/// A client that nobody waits for longer than [`CLOSE_MAX`] when it is closed.
pub(in crate::backend::kafka) struct ClosedInTime<C: Send + 'static>(Option<C>);

impl<C: Send + 'static> ClosedInTime<C> {
    pub(in crate::backend::kafka) const fn new(client: C) -> Self {
        Self(Some(client))
    }
}

impl<C: Send + 'static> Deref for ClosedInTime<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.0.as_ref().expect("it is taken when it is dropped, not before")
    }
}

impl<C: Send + 'static> Drop for ClosedInTime<C> {
    fn drop(&mut self) {
        let (tell, hear) = channel();
        let client = self.0.take();
        let close = move || {
            drop(client);
            // Who has left it alone has no use for it.
            let _ = tell.send(());
        };
        // Where no thread can be had, the client is closed here.
        let thread = std::thread::Builder::new().name("close".to_owned()).spawn(close);
        if thread.is_ok() && hear.recv_timeout(CLOSE_MAX).is_err() {
            let after_s = CLOSE_MAX.as_secs();
            tracing::warn!(after_s, "a Kafka client does not close and is left alone: nothing waits for it");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::Receiver;
    use std::time::Instant;

    use super::*;

    /// Closes when it hears so, or when nobody can say so any more.
    struct Client(Receiver<()>);

    impl Drop for Client {
        fn drop(&mut self) {
            let _ = self.0.recv();
        }
    }

    #[test]
    fn one_that_closes_is_waited_for_and_one_that_does_not_is_left_alone() {
        let (end, ends) = channel();
        end.send(()).expect("its receiver is there");
        drop(ClosedInTime::new(Client(ends)));
        assert!(end.send(()).is_err(), "it is closed: nobody hears");

        let (end, ends) = channel();
        let begun = Instant::now();
        drop(ClosedInTime::new(Client(ends)));
        assert!(begun.elapsed() >= CLOSE_MAX, "it had its time");
        end.send(()).expect("it is still there, and only left alone");
    }
}

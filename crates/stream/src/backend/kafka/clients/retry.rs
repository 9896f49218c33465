//! Calls again what waiting mends: at growing intervals, as long as patience lasts.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use rdkafka::error::KafkaResult;

use crate::backend::kafka::clients::fault;
use crate::backoff;

/// The first pause, unless the first call again is at once, and the longest: much longer, and a broker that is back stays unused; much
/// shorter, and many members that wait for the same broker keep it busy with refusals.
const PAUSES: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(5);

/// How long one call may take: a question that a dead broker was asked is answered by another when it is asked anew.
const CALL_MAX: Duration = Duration::from_secs(10);

/// Pauses between the calls of one member.
#[derive(Clone, Copy, Debug)]
pub(in crate::backend::kafka) struct Backoff {
    seed: u64,
    calls: u32,
}

impl Backoff {
    /// Pauses of their own for whoever is called so.
    pub(in crate::backend::kafka) fn new(of: &str) -> Self {
        Self { seed: backoff::seed(of), calls: 0 }
    }

    /// How long to wait before the next call.
    pub(in crate::backend::kafka) fn pause(&mut self) -> Duration {
        let pause = backoff::pause(self.calls, self.seed, &PAUSES);
        self.calls = self.calls.saturating_add(1);
        pause
    }
}

/// Calls until it is done, it fails in a way that waiting does not mend, or patience is over; each call is told how long it
/// may take. `of` is who waits.
pub(in crate::backend::kafka) fn patiently<T>(
    of: &str,
    patience: Duration,
    mut call: impl FnMut(Duration) -> KafkaResult<T>,
) -> KafkaResult<T> {
    let deadline = Instant::now() + patience;
    let left = || deadline.saturating_duration_since(Instant::now());
    let mut backoff = Backoff::new(of);
    loop {
        match call(left().clamp(Duration::from_millis(1), CALL_MAX)) {
            Err(error) if fault::passes(&error) && !left().is_zero() => {
                tracing::debug!(%error, of, "calls again");
                std::thread::sleep(backoff.pause().min(left()));
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

    #[test]
    fn pauses_grow_to_a_bound_and_differ_between_members() {
        let pauses = |of| {
            let mut backoff = Backoff::new(of);
            (0..40).map(|_| backoff.pause()).collect::<Vec<_>>()
        };
        let one = pauses("one");
        assert_eq!(one, pauses("one"));
        assert_ne!(one, pauses("two"));
        assert!(one[0] <= *PAUSES.start() && one[0] >= *PAUSES.start() / 2);
        assert!(one[10..].iter().all(|pause| *pause <= *PAUSES.end() && *pause >= *PAUSES.end() / 2));
    }

    #[test]
    fn only_what_passes_is_called_again() {
        let mut calls = 0;
        let mut after = |refused: u32, code| {
            calls = 0;
            patiently("test", Duration::from_secs(60), |_| {
                calls += 1;
                if calls > refused { Ok(calls) } else { Err(KafkaError::Global(code)) }
            })
        };
        assert_eq!(after(2, Code::NotCoordinator), Ok(3));
        assert_eq!(after(1, Code::TopicAuthorizationFailed), Err(KafkaError::Global(Code::TopicAuthorizationFailed)));
        let begun = Instant::now();
        let late: KafkaResult<()> =
            patiently("test", Duration::from_millis(50), |_| Err(KafkaError::Global(Code::NotCoordinator)));
        assert!(late.is_err() && begun.elapsed() >= Duration::from_millis(50));
    }
}

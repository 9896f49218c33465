//! Calls again what waiting mends: at growing intervals, as long as patience lasts.

use std::time::{Duration, Instant};

use rdkafka::error::KafkaResult;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::backend::kafka::clients::fault;

/// The first pause, unless the first call again is at once.
const FIRST: Duration = Duration::from_millis(100);

/// The longest pause: much longer, and a broker that is back stays unused; much shorter, and many members that wait for
/// the same broker keep it busy with refusals.
const LONGEST: Duration = Duration::from_secs(5);

/// How long one call may take: a question that a dead broker was asked is answered by another when it is asked anew.
const CALL_MAX: Duration = Duration::from_secs(10);

/// Pauses that double, each shortened by chance of up to a half, so that members refused together do not come back
/// together. The same seed gives the same pauses.
#[derive(Clone, Copy, Debug)]
pub(in crate::backend::kafka) struct Backoff {
    seed: u64,
    calls: u32,
}

impl Backoff {
    /// Pauses of their own for whoever is called so.
    pub(in crate::backend::kafka) fn new(of: &str) -> Self {
        Self { seed: xxh3_64_with_seed(of.as_bytes(), 0), calls: 0 }
    }

    /// How long to wait before the next call.
    pub(in crate::backend::kafka) fn pause(&mut self) -> Duration {
        let whole = FIRST.saturating_mul(1 << self.calls.min(16)).min(LONGEST);
        let share = xxh3_64_with_seed(&self.calls.to_le_bytes(), self.seed) % 512;
        self.calls = self.calls.saturating_add(1);
        whole - whole * (share as u32) / 1024
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
        assert!(one[0] <= FIRST && one[0] >= FIRST / 2);
        assert!(one[10..].iter().all(|pause| *pause <= LONGEST && *pause >= LONGEST / 2));
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

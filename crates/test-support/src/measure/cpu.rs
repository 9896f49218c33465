//! CPU time: on a machine that others use too, the wall clock measures them.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time of all threads of this process so far.
pub fn now() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

/// Microseconds for each of `n`.
pub fn us(time: Duration, n: usize) -> f64 {
    time.as_secs_f64() * 1e6 / n as f64
}

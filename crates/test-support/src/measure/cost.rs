//! What a piece of work takes.

use std::time::{Duration, Instant};

use crate::measure::cpu;

/// Wall and CPU time of a piece of work.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// By the wall clock.
    pub wall: Duration,
    /// On all threads of this process.
    pub cpu: Duration,
}

/// Does something, and says what it took.
pub fn measure<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (start, before) = (Instant::now(), cpu::now());
    let done = work();
    (done, Cost { wall: start.elapsed(), cpu: cpu::now() - before })
}

impl Cost {
    /// Microseconds of CPU for each of `n`.
    pub fn cpu_us(self, n: usize) -> f64 {
        cpu::us(self.cpu, n)
    }

    /// How many of `n` in a second of the wall clock.
    pub fn per_second(self, n: usize) -> f64 {
        n as f64 / self.wall.as_secs_f64()
    }
}

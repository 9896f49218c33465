//! The clock of the machine, where `./check dates` has the tests read another: `tests/clock/shift.c` shifts it for this process and
//! for what it starts, but not for programs that are written in Go, nor for brokers and servers elsewhere.

use std::process::Command;

use time::{Duration, OffsetDateTime};

/// The same command by the clock of the machine: certificates of servers elsewhere are of today.
pub(crate) fn by_real_clock(command: &mut Command) -> &mut Command {
    command.env_remove("LD_PRELOAD")
}

/// By how much this process is ahead of the machine.
pub(crate) fn ahead() -> Duration {
    let ahead_s = std::env::var("CLOCK_SHIFT_S").map_or(0, |value| value.parse().expect("the shift is in seconds"));
    Duration::seconds(ahead_s)
}

/// What the clock of the machine says.
pub(crate) fn real_time() -> OffsetDateTime {
    OffsetDateTime::now_utc() - ahead()
}

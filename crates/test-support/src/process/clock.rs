//! The clock of the machine, where `./check dates` has the tests read another: `tests/clock/shift.c` shifts it for this process and
//! for what it starts, but not for programs that are written in Go, nor for brokers and servers elsewhere.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use time::{Duration, OffsetDateTime};

use crate::paths::{project, scratch};

/// The same command by the clock of the machine: certificates of servers elsewhere are of today.
pub fn by_real_clock(command: &mut Command) -> &mut Command {
    command.env_remove("LD_PRELOAD")
}

/// By how much this process is ahead of the machine.
pub fn ahead() -> Duration {
    let ahead_s = std::env::var("CLOCK_SHIFT_S").map_or(0, |value| value.parse().expect("the shift is in seconds"));
    Duration::seconds(ahead_s)
}

/// What the clock of the machine says.
pub fn real_time() -> OffsetDateTime {
    OffsetDateTime::now_utc() - ahead()
}

/// The same command, begun at another time.
pub fn begun_at(command: &mut Command, time: OffsetDateTime) -> &mut Command {
    let shift_s = (time - real_time()).whole_seconds();
    command.env("LD_PRELOAD", shift()).env("CLOCK_SHIFT_S", shift_s.to_string())
}

/// The library that shifts clocks, made once.
fn shift() -> &'static Path {
    static SHIFT: OnceLock<PathBuf> = OnceLock::new();
    SHIFT.get_or_init(|| {
        let source = project().join("tests/clock/shift.c");
        let library = scratch().join(format!("shift-{}.so", std::process::id()));
        let made =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).arg("-ldl").status();
        assert!(made.is_ok_and(|made| made.success()), "a C toolchain makes tests/clock/shift.c");
        library
    })
}

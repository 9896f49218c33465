//! The clock of the machine, where `./check dates` has the tests read another: libfaketime shifts it for this process and for what
//! it starts, but not for programs that are written in Go, nor for servers elsewhere.

use std::process::Command;

use time::OffsetDateTime;

/// Variables by which a process is given another clock.
const SHIFTS: [&str; 2] = ["LD_PRELOAD", "FAKETIME"];

/// The same command by the clock of the machine: certificates of servers elsewhere are of today.
pub(crate) fn by_real_clock(command: &mut Command) -> &mut Command {
    SHIFTS.iter().fold(command, |command, name| command.env_remove(name))
}

/// What the clock of the machine says.
pub(crate) fn real_time() -> OffsetDateTime {
    if std::env::var_os("FAKETIME").is_none() {
        return OffsetDateTime::now_utc();
    }
    let said = by_real_clock(Command::new("date").arg("+%s")).output().expect("there is `date`");
    let seconds = String::from_utf8_lossy(&said.stdout).trim().parse().expect("it prints seconds");
    OffsetDateTime::from_unix_timestamp(seconds).expect("it is of this century")
}

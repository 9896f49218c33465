//! How a supervisor's own day was, by their shifts.

use crate::basics::closed_set::closed_set;

/// Where a supervisor or a deputy was on a day, by shifts of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SupervisorDay {
    /// The supervisor or deputy is at work on the day.
    AtWork,
    /// Not away, and not at work.
    Off,
    /// On planned or protected leave, or absent from some shifts in a row.
    Away,
    /// The supervisor or deputy is no longer employed on the day.
    Gone,
}

closed_set!(SupervisorDay { AtWork => "at_work", Off => "off", Away => "on_leave", Gone => "gone" });

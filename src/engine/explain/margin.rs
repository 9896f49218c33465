//! By how much a figure must differ from the agent's own normal to be told.

use crate::engine::signals::{Comparison, Sign, Signal, Unit};

/// Whether now differs from the own normal in the direction that counts: by more than one event can make, and by a difference
/// that is seen in print. Without an own normal, a share of events must rest on two events.
pub(super) fn stands_out(signal: &Signal, comparison: &Comparison) -> bool {
    let Comparison { now, normal, one } = *comparison;
    let Some(normal) = normal else { return signal.sign == Sign::Minus || now > 1.5 * one };
    let by = match signal.sign {
        Sign::Minus => normal - now,
        Sign::UShaped => (now - normal).abs(),
        Sign::Plus | Sign::PlusSmall | Sign::PlusStrong | Sign::ZeroToPlus | Sign::EarlyPlusThenMinus => now - normal,
    };
    by > one && by >= least(signal.unit, normal)
}

/// The least difference that is told: at least one unit of what is printed, see `words::figure`.
fn least(unit: Unit, normal: f64) -> f64 {
    match unit {
        Unit::Share => 0.01,
        Unit::Ratio => 0.05,
        Unit::Stars => 0.1,
        Unit::Minutes | Unit::MinutesPerWeek => 0.5,
        Unit::Count | Unit::Hours | Unit::Days | Unit::Points | Unit::PointsPerWeek => 1.0,
        // Three in a hundred: less is the noise of two weeks of tickets.
        Unit::LogSeconds => (0.03 * normal).max(1.0),
        Unit::LogPerHour | Unit::PerHourPerWeek => (0.03 * normal).max(0.1),
        // These have no own normal.
        Unit::Flag | Unit::PerYear | Unit::Nats => 0.0,
    }
}

//! By how much a figure must differ from the agent's own normal to be told.

use super::Grounds;
use crate::signals::{FormComparison, Sign, Signal, Unit};

/// Whether now differs from the own normal in the direction that counts: by more than one event can make, or one day where it
/// is a mean, and by a difference that is seen in print. Without an own normal, a count is not told, a share of events must rest on
/// two events, and a mean differ from what is `usual` whichever day is left out.
pub(super) fn stands_out(signal: &Signal, comparison: &FormComparison, usual: f64, grounds: Grounds<'_>) -> bool {
    let FormComparison { now, normal, one } = *comparison;
    // Not a number where one day is all there is: it differs from nothing.
    let without_each_day = signal.form.without_each_day(grounds.evidence, grounds.daily);
    let Some(normal) = normal else {
        let is_unusual = |now: &f64| !now.is_nan() && signal.sign.expects(*now > usual);
        let rests_on_two = signal.sign == Sign::Minus || now > 1.5 * one;
        return !signal.form.needs_normal() && rests_on_two && without_each_day.iter().all(is_unusual);
    };
    let rises = match signal.sign {
        Sign::Minus => false,
        Sign::UShaped => now >= normal,
        Sign::Plus | Sign::PlusSmall | Sign::PlusStrong | Sign::ZeroToPlus | Sign::EarlyPlusThenMinus => true,
    };
    let by = |now: f64| if rises { now - normal } else { normal - now };
    let least = least(signal.unit, normal);
    by(now) > one && by(now) >= least && without_each_day.iter().all(|now| by(*now) >= least)
}

/// The least difference that is told: more than rounding of what is printed, see `words::figure`.
pub(super) fn least(unit: Unit, normal: f64) -> f64 {
    match unit {
        // Two in a hundred: of what is printed, one may be rounding.
        Unit::Share => 0.02,
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

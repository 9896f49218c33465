//! How much the times at which working days begin vary.

use std::f64::consts::TAU;

use crate::basics::date::Date;
use crate::event::Shift;

/// Spreads of scheduled starts, hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Starts {
    /// Circular standard deviation over 24 h.
    pub sd: f64,
    /// The same without the day that makes most of it; `None` where there is no other.
    pub sd_without_a_day: Option<f64>,
}

impl Starts {
    /// Of the days after `after`: each begins with its first shift, whatever follows after a pause. The shifts are scheduled ones,
    /// in order of their starts.
    pub(in crate::signals) fn new(shifts: &[(Date, Shift)], after: Date) -> Option<Self> {
        let mut days: Vec<(Date, [f64; 2])> = Vec::with_capacity(30);
        for (date, shift) in shifts.iter().filter(|shift| shift.0 > after) {
            // The shifts of a date need not stand together: a night shift may begin before the one that ends its date.
            if !days.iter().rev().any(|day| day.0 == *date) {
                let (sin, cos) = (shift.local_start_s() as f64 / 86_400.0 * TAU).sin_cos();
                days.push((*date, [cos, sin]));
            }
        }
        let (n, mut x, mut y) = (days.len() as f64, 0.0, 0.0);
        for (_, [cos, sin]) in &days {
            (x, y) = (x + cos, y + sin);
        }
        let without = |(_, [cos, sin]): &(Date, [f64; 2])| (x - cos).hypot(y - sin) / (n - 1.0);
        let steadiest = days.iter().map(without).fold(0.0, f64::max);
        let sd_without_a_day = (days.len() > 1).then(|| circular_sd(steadiest));
        (!days.is_empty()).then(|| Self { sd: circular_sd(x.hypot(y) / n), sd_without_a_day })
    }
}

/// Mardia and Jupp, "Directional Statistics", 2.3.9: sqrt(-2 ln R), from radians to hours.
fn circular_sd(resultant: f64) -> f64 {
    // Equal starts have no spread, whatever rounding makes of them; one of sixty that differs by a second is at 4e-11.
    let r = resultant.clamp(1e-12, 1.0);
    let r = if 1.0 - r < 1e-12 { 1.0 } else { r };
    (-2.0 * r.ln()).max(0.0).sqrt() * 24.0 / TAU
}

//! Which hours and tickets tell how fast an agent works: those of days that have both.
//!
//! A worked day without a ticket was a training, or tickets are missing; a ticket without a shift has no hours beside it. A
//! shift beyond midnight closes tickets on the date after its own as well.

use crate::windows::totals::Totals;

/// Days in order, the oldest first, each held back until the next one is known.
#[derive(Default)]
pub(in crate::signals) struct Pace {
    held: Option<PendingDay>,
}

/// The day that is held back.
struct PendingDay {
    age: i32,
    totals: Totals,
    /// A shift of this day was worked beyond midnight.
    is_overnight: bool,
    /// The day before was.
    is_after_night: bool,
}

impl Pace {
    /// Takes the next day; hands over the one before it.
    pub(in crate::signals) fn next(&mut self, age: i32, totals: Totals, is_overnight: bool) -> Option<(i32, Totals)> {
        let before = self.held.take();
        let is_next = before.as_ref().is_some_and(|held| held.age == age + 1);
        let is_after_night = is_next && before.as_ref().is_some_and(|held| held.is_overnight);
        let has_tickets = totals.tickets > 0;
        self.held = Some(PendingDay { age, totals, is_overnight, is_after_night });
        before.map(|held| held.paced(is_next && has_tickets))
    }

    /// Hands over the last day.
    pub(in crate::signals) fn last(&mut self) -> Option<(i32, Totals)> {
        self.held.take().map(|held| held.paced(false))
    }
}

impl PendingDay {
    /// The day with what counts of it, given whether tickets were closed on the date after it.
    fn paced(self, is_before_tickets: bool) -> (i32, Totals) {
        let Self { age, totals, is_overnight, is_after_night } = self;
        let has_hours = totals.worked_s > 0 || is_after_night;
        let has_tickets = totals.tickets > 0 || is_overnight && is_before_tickets;
        let paced_tickets = if has_hours { totals.tickets } else { 0 };
        let paced_s = if has_tickets { totals.worked_s } else { 0 };
        (age, Totals { paced_tickets, paced_s, ..totals })
    }
}

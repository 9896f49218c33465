//! Which hours and tickets tell how fast an agent works: those of days that have both.
//!
//! A worked day without a ticket was a training, or tickets are missing; a ticket without a shift has no hours beside it. A
//! night shift closes tickets on the date after its own, so a neighbouring date is enough.

use crate::engine::totals::Totals;

/// Days in order, the oldest first, each held back until the next one is known.
#[derive(Default)]
pub(super) struct Pace {
    /// The day that is held back, and whether the day before it was worked.
    held: Option<(i32, Totals, bool)>,
}

impl Pace {
    /// Takes the next day; hands over the one before it.
    pub(super) fn next(&mut self, age: i32, totals: Totals) -> Option<(i32, Totals)> {
        let before = self.held.take();
        let follows = |held: &(i32, Totals, bool)| held.0 == age + 1;
        let is_after_work = before.as_ref().is_some_and(|held| follows(held) && held.1.worked_s > 0);
        let has_tickets = totals.tickets > 0;
        self.held = Some((age, totals, is_after_work));
        before.map(|held| paced(&held, has_tickets && follows(&held)))
    }

    /// Hands over the last day.
    pub(super) fn last(&mut self) -> Option<(i32, Totals)> {
        self.held.take().map(|held| paced(&held, false))
    }
}

/// A day with what counts of it, given whether tickets were closed on the date after it.
fn paced((age, totals, is_after_work): &(i32, Totals, bool), is_before_tickets: bool) -> (i32, Totals) {
    let is_worked = totals.worked_s > 0 || *is_after_work;
    let has_tickets = totals.tickets > 0 || is_before_tickets;
    let paced_tickets = if is_worked { totals.tickets } else { 0 };
    let paced_s = if has_tickets { totals.worked_s } else { 0 };
    (*age, Totals { paced_tickets, paced_s, ..*totals })
}

//! The last ninety days of one agent.

mod keyed;
mod tickets;

use crate::basics::date::Date;
use crate::event::{Attendance, Event, Fact};
use crate::windows::bucket::{Bucket, Packed, PackedDepth};
use crate::windows::span::{CATEGORIES_DAYS, WINDOW_DAYS};
use crate::windows::supervisor_day::SupervisorDay;

/// Whoever has had no shift for so many days is not known by shifts.
const SHIFTS_KNOWN_DAYS: i32 = 28;
/// Whoever had shifts, and has none for so many days, may be at work all the same: their shifts have stopped coming.
const OFF_DAYS_MAX: i32 = 7;
/// Missed shifts in a row, for whatever reason, from which somebody stands in for a supervisor.
const MISSED_DAYS_MIN: usize = 3;
/// Days of leave in a row from which somebody stands in for a supervisor.
const LEAVE_DAYS_MIN: usize = 2;

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntakeOutcome {
    /// The event was new, and counts.
    Accepted,
    /// It counts, but for the customer's answer in it: that was told before, by a rating.
    AcceptedWithoutAnswer,
    /// It counts, and took the place of an earlier record.
    Corrected,
    /// A closing of a ticket that was known: the customer's answer in it is new, and alone counts.
    Answered,
    /// It had been taken in before: no effect.
    Duplicate,
    /// A later record of the same thing is there: no effect.
    Superseded,
    /// Its day is no longer in the window, or so old that it cannot be told from a duplicate: no effect.
    Late,
    /// A separation that ends no employment that is known, and takes nothing back: no effect, until one is known.
    Unmatched,
}

impl IntakeOutcome {
    /// Whether the event changed what counts.
    pub fn counts(self) -> bool {
        match self {
            Self::Accepted | Self::AcceptedWithoutAnswer | Self::Corrected | Self::Answered => true,
            Self::Duplicate | Self::Superseded | Self::Late | Self::Unmatched => false,
        }
    }
}

/// What became of the shifts of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShiftDay {
    /// At least one was worked.
    Worked,
    /// All of them were planned or protected leave.
    Leave,
    /// None was worked, and not all were leave.
    Missed,
}

/// Buckets of an agent's days, oldest first, packed but for the one that is being written.
#[derive(Clone, Debug, Default)]
pub struct Window {
    days: Vec<(Date, Packed)>,
    hot: Option<(Date, Bucket)>,
}

/// Which days count, seen from the open day of the partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The day that is not closed yet.
    pub open: Date,
    /// Days for which duplicates are looked for.
    pub dedup_days: i32,
}

impl Horizon {
    /// The oldest day of the window.
    pub fn first(self) -> Date {
        self.open - (WINDOW_DAYS as i32 - 1)
    }

    fn looks_for_duplicates(self, date: Date) -> bool {
        date > self.open - self.dedup_days
    }

    /// Whether the categories of tickets of a day count, as of the open day or of the one before.
    fn counts_categories(self, date: Date) -> bool {
        date >= self.open - CATEGORIES_DAYS
    }
}

impl Window {
    /// Takes an event in. `changed` gets the dates whose buckets changed.
    pub fn take(&mut self, event: &Event, horizon: Horizon, changed: &mut Vec<Date>) -> IntakeOutcome {
        if event.date < horizon.first() {
            return IntakeOutcome::Late;
        }
        // A kind without replacement is known again for as long as duplicates are looked for, and counts no longer than that.
        let is_known_again = horizon.looks_for_duplicates(event.date);
        match &event.fact {
            Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) if !is_known_again => IntakeOutcome::Late,
            Fact::Ticket(ticket) => self.close_ticket(event, ticket, horizon, changed),
            Fact::Reopened(id) => self.reopen_ticket(event, *id, horizon, changed),
            Fact::Rated(rating) => self.rate_ticket(event, rating, horizon, changed),
            Fact::Shift(_) | Fact::Request(_) | Fact::Evaluation(_) | Fact::Coaching(_) => {
                self.replace(event, horizon, changed)
            }
            // What the organisation says stands beside the window.
            Fact::Roster(_) | Fact::Separation(_) => IntakeOutcome::Accepted,
        }
    }

    /// Closes the window's past: forgets events that need not be known again and drops days that no longer count,
    /// whose dates are returned. `changed` gets the dates whose buckets became shorter.
    pub fn expire(&mut self, horizon: Horizon, changed: &mut Vec<Date>) -> Vec<Date> {
        if let Some((date, bucket)) = self.hot.as_ref().filter(|hot| !horizon.looks_for_duplicates(hot.0)) {
            let has_more = !bucket.seen.is_empty() || !bucket.categories.is_empty();
            if *date >= horizon.first() && has_more {
                changed.push(*date);
            }
            self.cool(horizon);
        }
        let expired = self.days.iter().take_while(|day| day.0 < horizon.first()).count();
        let dropped = self.days.drain(..expired).map(|day| day.0).collect();
        for (date, packed) in self.days.iter_mut().take_while(|day| !horizon.looks_for_duplicates(day.0)) {
            if packed.forget(horizon.counts_categories(*date)) {
                changed.push(*date);
            }
        }
        dropped
    }

    /// What the packed days take in memory, bytes.
    pub fn bytes(&self) -> usize {
        self.days.iter().map(|(date, packed)| size_of_val(date) + size_of_val(packed) + packed.0.len()).sum()
    }

    /// Puts a day back as it was written to the changelog.
    pub fn restore(&mut self, date: Date, packed: Packed) {
        match self.days.binary_search_by_key(&date, |day| day.0) {
            Ok(found) => self.days[found].1 = packed,
            Err(place) => self.days.insert(place, (date, packed)),
        }
    }

    /// Takes away a day that was put back.
    pub fn remove(&mut self, date: Date) {
        if let Ok(found) = self.days.binary_search_by_key(&date, |day| day.0) {
            self.days.remove(found);
        }
    }

    /// The days that are kept, oldest first.
    pub fn dates(&self) -> Vec<Date> {
        let mut dates: Vec<Date> = self.days.iter().map(|day| day.0).collect();
        if let Some((hot, _)) = &self.hot
            && let Err(place) = dates.binary_search(hot)
        {
            dates.insert(place, *hot);
        }
        dates
    }

    /// The packed bucket of a day, for the changelog.
    pub fn packed(&self, date: Date, horizon: Horizon) -> Option<Packed> {
        if let Some((_, bucket)) = self.hot.as_ref().filter(|hot| hot.0 == date) {
            return Some(pack(date, bucket, horizon));
        }
        let found = self.days.binary_search_by_key(&date, |day| day.0).ok()?;
        Some(self.days[found].1.clone())
    }

    /// Calls `f` with each day from `first` to `last`, oldest first, and at least what is `wanted` of it.
    pub fn each_day(
        &self,
        first: Date,
        last: Date,
        wanted: impl Fn(Date) -> PackedDepth,
        mut f: impl FnMut(Date, &Bucket),
    ) {
        let mut hot = self.hot.as_ref().filter(|hot| (first..=last).contains(&hot.0));
        let mut bucket = Bucket::default();
        for (date, packed) in self.days.iter().filter(|day| (first..=last).contains(&day.0)) {
            if let Some(written) = hot.take_if(|hot| hot.0 < *date) {
                f(written.0, &written.1);
            }
            if packed.unpack_records(*date, wanted(*date), &mut bucket).is_some() {
                f(*date, &bucket);
            }
        }
        if let Some(written) = hot {
            f(written.0, &written.1);
        }
    }

    /// Whether the last shifts up to a day were planned or protected leave: it lasts until the next shift that was to be worked.
    pub fn is_on_leave(&self, day: Date) -> bool {
        self.shift_days(day, WINDOW_DAYS as i32).last().is_some_and(|(_, kind)| *kind == ShiftDay::Leave)
    }

    /// Where someone was on a day, by the shifts of four weeks; `None` where they do not tell. A single day off is none on which
    /// others stand in.
    pub fn supervisor_day(&self, day: Date) -> Option<SupervisorDay> {
        let days = self.shift_days(day, SHIFTS_KNOWN_DAYS);
        let last = *days.last()?;
        let are_last = |count: usize, is: fn(ShiftDay) -> bool| {
            days.len() >= count && days.iter().rev().take(count).all(|(_, kind)| is(*kind))
        };
        if are_last(LEAVE_DAYS_MIN, |kind| kind == ShiftDay::Leave)
            || are_last(MISSED_DAYS_MIN, |kind| kind != ShiftDay::Worked)
        {
            Some(SupervisorDay::Away)
        } else if last == (day, ShiftDay::Worked) {
            Some(SupervisorDay::AtWork)
        } else {
            (day - last.0 < OFF_DAYS_MAX).then_some(SupervisorDay::Off)
        }
    }

    /// Days with shifts up to a day, not so many days before it, and what became of their shifts.
    fn shift_days(&self, day: Date, days: i32) -> Vec<(Date, ShiftDay)> {
        let mut found = Vec::new();
        self.each_day(
            day - (days - 1),
            day,
            |_| PackedDepth::Keyed,
            |date, bucket| {
                let mut shifts = bucket.shifts.iter().map(|shift| &shift.record);
                if shifts.clone().any(|shift| matches!(shift.attendance, Attendance::Worked(_))) {
                    found.push((date, ShiftDay::Worked));
                } else if shifts.len() > 0 {
                    let is_leave = shifts.all(|shift| shift.is_leave());
                    found.push((date, if is_leave { ShiftDay::Leave } else { ShiftDay::Missed }));
                }
            },
        );
        found
    }

    /// Whether no day is kept.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty() && self.hot.is_none()
    }

    /// Unpacks a day for writing; the day that was being written is packed.
    fn warm(&mut self, date: Date, horizon: Horizon) -> &mut Bucket {
        if self.hot.as_ref().is_none_or(|hot| hot.0 != date) {
            self.cool(horizon);
            let bucket = match self.days.binary_search_by_key(&date, |day| day.0) {
                Ok(found) => self.days.remove(found).1.unpack(date).unwrap_or_default(),
                Err(_) => Bucket::default(),
            };
            self.hot = Some((date, bucket));
        }
        &mut self.hot.as_mut().expect("set above").1
    }

    fn cool(&mut self, horizon: Horizon) {
        if let Some((date, bucket)) = self.hot.take() {
            self.restore(date, pack(date, &bucket, horizon));
        }
    }
}

/// Packs a day without what is no longer looked for, so that memory and changelog hold the same bytes.
fn pack(date: Date, bucket: &Bucket, horizon: Horizon) -> Packed {
    let mut packed = Packed::new(date, bucket);
    if !horizon.looks_for_duplicates(date) {
        packed.forget(horizon.counts_categories(date));
    }
    packed
}

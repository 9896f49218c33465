//! What can be added up over days.

use crate::event::{Absence, Attendance, RequestKind, Shift};
use crate::windows::bucket::Bucket;

/// Late or early by this much counts, seconds: five minutes, the grace that most sites give.
const GRACE_S: i64 = 300;

/// Declares the sums once: fields, adding and subtracting.
///
/// Sums wrap instead of panicking. They cannot wrap on data that the contracts let through: `contracts/incoming/data` has the limits.
macro_rules! totals {
    ($($(#[$doc:meta])* $field:ident: $type:ty,)*) => {
        /// Sums over a span of days. Whole numbers, so that the order of events within a day cannot matter.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Totals { $($(#[$doc])* pub $field: $type,)* }

        impl Totals {
            /// Adds the sums of another span to these.
            #[inline]
            pub fn add(&mut self, other: &Self) {
                $(self.$field = self.$field.wrapping_add(other.$field);)*
            }

            /// What is left when `other`, a part of this span, is taken out.
            #[inline]
            pub fn minus(&self, other: &Self) -> Self {
                Self { $($field: self.$field.wrapping_sub(other.$field),)* }
            }
        }
    };
}

totals! {
    /// Handle time of closed tickets, milliseconds.
    handle_ms: u64,
    /// Sum of squared handle times, ms².
    handle_sq_ms: u64,
    /// Time for which customers were on hold, milliseconds.
    hold_ms: u64,
    /// Work after contacts, milliseconds.
    wrap_ms: u64,
    /// Tickets that the agent closed.
    tickets: u32,
    /// Tickets that came back.
    reopened: u32,
    /// Tickets transferred or escalated.
    moved: u32,
    /// Tickets hostile or complaints.
    hostile: u32,
    /// Tickets with a satisfaction answer.
    csat_answers: u32,
    /// Sum of satisfaction answers.
    csat_sum: u32,
    /// Shift records of any status.
    records: u32,
    /// Scheduled shifts: worked, sick, unplanned or no-show.
    scheduled: u32,
    /// Scheduled shifts that the agent missed: sick, unplanned or no-show.
    absent: u32,
    /// Of these, neither agreed nor sick.
    unplanned: u32,
    /// Of these, without a word.
    no_shows: u32,
    /// Scheduled shifts that the agent worked.
    worked: u32,
    /// Begun five minutes late or more.
    late: u32,
    /// Left five minutes early or more.
    early: u32,
    /// Late time of every late start, seconds.
    late_s: u32,
    /// Scheduled time of scheduled shifts, seconds.
    scheduled_s: u32,
    /// Scheduled time of planned and protected leave, seconds.
    leave_s: u32,
    /// Time from the actual start to the actual end of worked shifts, seconds.
    worked_s: u32,
    /// Closed tickets of days with worked time beside them.
    paced_tickets: u32,
    /// Worked time of days with tickets beside it, seconds.
    paced_s: u32,
    /// Time with customers or in after-call work, seconds.
    occupied_s: u32,
    /// Time worked beyond the scheduled shifts, seconds.
    overtime_s: u32,
    /// Time of breaks beyond their agreed length, seconds.
    break_overrun_s: u32,
    /// Shifts that were worked from home.
    home: u32,
    /// Changed at short notice.
    short_notice: u32,
    /// Begun at night or on a weekend.
    night_weekend: u32,
    /// Leave or swap requests refused.
    refused: u32,
    /// Requests to swap a shift, granted or refused.
    swaps: u32,
    /// Quality evaluations of the agent's contacts.
    evaluations: u32,
    /// Sum of scores, thousandths of a point.
    score_milli: u32,
    /// Evaluations that one critical mistake made fail.
    critical_fails: u32,
    /// Evaluations that the agent disputes.
    disputes: u32,
    /// Coaching sessions that were held.
    coaching_held: u32,
    /// Coaching sessions that were cancelled.
    coaching_cancelled: u32,
}

impl Totals {
    /// The sums of one day.
    pub fn of_bucket(bucket: &Bucket, weekend: bool) -> Self {
        let mut totals = bucket.tickets;
        for shift in &bucket.shifts {
            totals.add_shift(&shift.record, weekend);
        }
        for request in bucket.requests.iter().map(|request| request.record) {
            totals.refused += u32::from(request.refused && request.kind != RequestKind::Overtime);
            totals.swaps += u32::from(request.kind == RequestKind::Swap);
        }
        for evaluation in bucket.evaluations.iter().map(|evaluation| evaluation.record) {
            totals.evaluations += 1;
            totals.score_milli += evaluation.score_milli;
            totals.critical_fails += u32::from(evaluation.critical_fail);
            totals.disputes += u32::from(evaluation.disputed);
        }
        for coaching in bucket.coachings.iter().map(|coaching| coaching.record) {
            totals.coaching_held += u32::from(coaching.held);
            totals.coaching_cancelled += u32::from(!coaching.held);
        }
        totals
    }

    fn add_shift(&mut self, shift: &Shift, weekend: bool) {
        self.records += 1;
        match shift.attendance {
            Attendance::Absent(Absence::Planned | Absence::Protected) => {
                self.leave_s += shift.scheduled_s;
                return;
            }
            Attendance::Absent(kind) => {
                self.absent += 1;
                self.unplanned += u32::from(kind != Absence::Sick);
                self.no_shows += u32::from(kind == Absence::NoShow);
            }
            Attendance::Worked(worked) => {
                let late_s = i64::from(worked.late_s);
                let early_s = i64::from(shift.scheduled_s) - late_s - i64::from(worked.worked_s);
                self.worked += 1;
                self.late += u32::from(late_s >= GRACE_S);
                self.early += u32::from(early_s >= GRACE_S);
                self.late_s += worked.late_s.max(0).cast_unsigned();
                self.worked_s += worked.worked_s;
                self.occupied_s += worked.occupied_s;
                self.overtime_s += worked.overtime_s;
                self.break_overrun_s += worked.break_overrun_s;
                self.home += u32::from(worked.home);
            }
        }
        let hour = shift.local_start_s() / 3_600;
        self.scheduled += 1;
        self.scheduled_s += shift.scheduled_s;
        self.short_notice += u32::from(shift.short_notice);
        self.night_weekend += u32::from(weekend || !(6..18).contains(&hour));
    }
}

impl Shift {
    /// Scheduled start on the site's clock, seconds after midnight.
    pub fn local_start_s(&self) -> i64 {
        (self.start_s + i64::from(self.offset_min) * 60).rem_euclid(86_400)
    }

    /// Scheduled end, seconds since 1970-01-01 UTC.
    pub fn end_s(&self) -> i64 {
        self.start_s + i64::from(self.scheduled_s)
    }

    /// Worked time, seconds; none of a missed shift.
    pub fn worked_s(&self) -> u32 {
        if let Attendance::Worked(worked) = self.attendance { worked.worked_s } else { 0 }
    }

    /// Worked beyond midnight: some of its tickets are closed on the date after its own.
    pub fn is_worked_overnight(&self) -> bool {
        self.worked_s() > 0 && self.local_start_s() + i64::from(self.scheduled_s) > 86_400
    }

    /// Worked or missed: planned and protected leave are not scheduled.
    pub fn is_scheduled(&self) -> bool {
        !matches!(self.attendance, Attendance::Absent(Absence::Planned | Absence::Protected))
    }

    /// Missed, for whatever reason that counts.
    pub fn is_absent(&self) -> bool {
        matches!(self.attendance, Attendance::Absent(_)) && self.is_scheduled()
    }
}

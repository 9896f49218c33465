//! Which days of a window an agent was at work: leave, gaps in the data and days before hire count nowhere.

use crate::windows::bucket::Bucket;

/// So many days in a row without a record are a gap in the data: nothing is known of them. Longer than the days off of any
/// usual rota and than a holiday with its bridge days, shorter than the two weeks that a broken export is seldom noticed for.
const GAP_DAYS: u32 = 7;
/// Weeks before and after a day that tell whether the agent works on its weekday: four show a rota of two weeks for what it is.
const AROUND_WEEKS: u32 = 4;

/// Days of a window by age: bit 0 is the day that is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days(u128);

/// What there is of each day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Days with a record of any kind.
    pub recorded: Days,
    /// Days with a shift record of any status.
    pub shifts: Days,
    /// Days with a scheduled shift: one that is not planned or protected leave.
    scheduled: Days,
    /// Days with planned or protected leave.
    leave: Days,
    /// Days with a shift that was worked.
    pub worked: Days,
    /// Days with a shift that was worked beyond midnight.
    pub overnight: Days,
    /// Days with a ticket that the agent closed.
    pub tickets: Days,
    /// Work that others than the roster tell of: a ticket, an evaluation or a held coaching.
    work: Days,
}

/// Which days of the window an agent was at work, was rostered or was on leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Days at work, days off among them.
    pub at_work: Days,
    /// Days that shift records cover, leave among them.
    pub rostered: Days,
    /// Days of planned or protected leave, and the days off that follow them.
    pub on_leave: Days,
}

impl Days {
    /// The days younger than `n`.
    pub const fn last(n: u32) -> Self {
        Self(if n >= u128::BITS { u128::MAX } else { (1 << n) - 1 })
    }

    /// Whether the day of this age is among them.
    pub fn has(self, age: u32) -> bool {
        age < u128::BITS && self.0 >> age & 1 == 1
    }

    /// How many of them are younger than `n`.
    pub fn within(self, n: u32) -> u32 {
        self.and(Self::last(n)).0.count_ones()
    }

    /// Days that are in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Days that are not among `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Age of the oldest.
    pub fn oldest(self) -> Option<u32> {
        self.0.checked_ilog2()
    }

    fn put(&mut self, age: u32, is: bool) {
        self.0 |= u128::from(is) << age;
    }

    /// Those of `span` in runs of [`GAP_DAYS`] or more days of it that are not among these.
    fn gaps(self, span: Self) -> Self {
        let (mut gaps, mut run) = (Self::default(), 0);
        for age in 0..=span.oldest().map_or(0, |oldest| oldest + 1) {
            if span.has(age) && !self.has(age) {
                run += 1;
                continue;
            }
            if run >= GAP_DAYS {
                gaps.0 |= Self::last(age).without(Self::last(age - run)).0;
            }
            run = 0;
        }
        gaps
    }
}

impl Marks {
    /// Notes what there is of the day of this age.
    pub fn add(&mut self, age: u32, bucket: &Bucket) {
        let shift = |is: fn(&crate::event::Shift) -> bool| bucket.shifts.iter().any(|shift| is(&shift.record));
        self.recorded.put(age, bucket.has_records());
        self.shifts.put(age, !bucket.shifts.is_empty());
        self.scheduled.put(age, shift(|shift| shift.is_scheduled()));
        self.leave.put(age, shift(|shift| !shift.is_scheduled()));
        self.worked.put(age, shift(|shift| shift.worked_s() > 0));
        self.overnight.put(age, shift(|shift| shift.is_worked_overnight()));
        self.tickets.put(age, bucket.tickets.tickets > 0);
        let is_coached = bucket.coachings.iter().any(|coaching| coaching.record.held);
        self.work.put(age, bucket.tickets.tickets > 0 || !bucket.evaluations.is_empty() || is_coached);
    }

    /// Days of work without a shift on record, but for the mornings after nights: the roster has been lost.
    pub fn work_off_roster(&self) -> Days {
        self.work.without(self.shifts).without(Days(self.overnight.0 >> 1))
    }

    /// Days on leave: from a day of leave until the next day with a scheduled shift or, where no shift is recorded, a ticket.
    /// So the days off after a leave belong to it, and those before it do not: a week of leave is seven days.
    fn on_leave(&self) -> Days {
        let (mut on_leave, mut is_away) = (Days::default(), false);
        for age in (0..=self.recorded.oldest().unwrap_or_default()).rev() {
            is_away = self.is_on_leave(age, is_away);
            on_leave.put(age, is_away);
        }
        on_leave
    }

    /// Whether the day of this age is one on leave, given whether the day before was.
    pub fn is_on_leave(&self, age: u32, was: bool) -> bool {
        if self.scheduled.has(age) {
            false
        } else if self.leave.has(age) {
            true
        } else {
            was && !self.tickets.has(age)
        }
    }

    /// Those of `known` days whose records are missing: days without any on whose weekday the agent had a shift in more than two thirds of the weeks around
    /// them. A day off in every second week is not one of them, nor is a weekday that has been off for three weeks.
    pub fn silent(&self, known: Days) -> Days {
        let is_silent = |age: &u32| {
            let around = (1..=AROUND_WEEKS).flat_map(|week| [age.checked_sub(7 * week), Some(age + 7 * week)]);
            let around = around.flatten().filter(|age| known.has(*age));
            let (shifts, weeks) =
                around.fold((0, 0), |(shifts, weeks), age| (shifts + u32::from(self.shifts.has(age)), weeks + 1));
            3 * shifts > 2 * weeks
        };
        let without = known.without(self.recorded);
        let mut silent = Days::default();
        let ages = 0..without.oldest().map_or(0, |oldest| oldest + 1);
        ages.filter(|age| without.has(*age)).filter(is_silent).for_each(|age| silent.put(age, true));
        silent
    }
}

impl Presence {
    /// Which days count, of an agent hired so many days ago, where that is known.
    pub fn new(marks: &Marks, tenure_days: Option<u32>) -> Self {
        let Some(oldest) = marks.recorded.oldest() else { return Self::default() };
        let employed = tenure_days.map_or(u32::MAX, |days| days.saturating_add(1));
        let known = Days::last(oldest + 1).and(Days::last(employed));
        let on_leave = marks.on_leave();
        Self {
            at_work: known.without(on_leave).without(marks.recorded.gaps(known)),
            rostered: known.without(marks.shifts.gaps(known)),
            on_leave,
        }
    }

    /// Whether something is known of the day of this age: it is in no gap of the data.
    pub fn is_known(&self, age: u32) -> bool {
        self.at_work.has(age) || self.on_leave.has(age)
    }

    /// Days at work after the day of this age.
    pub fn days_since(&self, age: u32) -> u32 {
        self.at_work.within(age)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Days {
        let mut days = Days::default();
        text.bytes().rev().enumerate().for_each(|(age, byte)| days.put(age as u32, byte == b'1'));
        days
    }

    #[test]
    fn a_run_of_seven_days_without_a_record_is_a_gap() {
        let all = Days::last(20);
        let gaps = |text: &str| days(text).gaps(all);
        assert_eq!(gaps("11111000000111110011"), Days::default());
        assert_eq!(gaps("11111000000011110011"), days("00000111111100000000"));
        assert_eq!(gaps("11111111111110000000"), days("00000000000001111111"), "up to the day itself");
        assert_eq!(gaps("00000000111111111111"), days("11111111000000000000"));
    }

    #[test]
    fn a_day_without_records_is_silent_where_other_weeks_have_work() {
        let silent = |weeks: &[&str]| {
            let recorded = days(&weeks.concat());
            let known = Days::last(7 * weeks.len() as u32);
            Marks { recorded, shifts: recorded, ..Marks::default() }.silent(known)
        };
        let week = "1111100";
        assert_eq!(silent(&[week; 8]), Days::default(), "weekends are days off");
        assert_eq!(silent(&[week, week, week, "0000100", week]), days("11110000000000"), "four days are missing");
        assert_eq!(silent(&[week, week, week, week, "0000100"]), days("1111000"), "no week after tells otherwise");
        assert_eq!(
            silent(&[week, "1111110", week, "1111110", week, "1111110", week]),
            Days::default(),
            "a rota of two weeks"
        );
        assert_eq!(
            silent(&[week, week, week, week, "1111000", "1111000", "1111000"]),
            Days::default(),
            "a new pattern"
        );
    }

    #[test]
    fn days_off_after_a_leave_belong_to_it() {
        //                     one week of work, one of leave, one of work
        let recorded = days("111110011111001111100");
        let leave = days("000000011111000000000");
        let scheduled = recorded.without(leave);
        let marks = Marks { recorded, shifts: recorded, scheduled, leave, ..Marks::default() };
        assert_eq!(marks.on_leave(), days("000000011111110000000"));
        let presence = Presence::new(&marks, None);
        assert_eq!((presence.at_work.within(90), presence.days_since(16)), (14, 9));
        assert_eq!(Presence::new(&marks, Some(3)).at_work.within(90), 4, "no day before hire counts");
    }
}

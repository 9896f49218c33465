//! The last year of a site: the leavers on record, and the time in which they could have left.

use crate::basics::date::Date;

/// Days that are counted.
const DAYS: i32 = 365;

/// First days of the spans of tenure in which time is counted: the first months are those in which most leave.
const TENURE_FROM: [i32; TENURES] = [0, 30, 90, 180, 365, 730, 1_460];

/// Number of spans of tenure in which time is counted.
pub const TENURES: usize = 7;

/// A tenure in the middle of each span, days.
pub const TENURE_MIDDLE: [f64; TENURES] = [15.0, 60.0, 135.0, 270.0, 545.0, 1_095.0, 2_500.0];

/// Leavers below which nothing is said of how many leave: one more or less would be another figure.
const LEAVERS_MIN: u32 = 5;
/// The same of agent-days: ten agents for a year.
const AGENT_DAYS_MIN: u64 = 3_650;

/// Voluntary leavers of a site in W(365), and the days that its agents were employed in it.
///
/// Days before the first that the log closed do not count: whoever left on them is not on record, while those who stayed are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SiteYear {
    /// Agents who gave notice of their own accord.
    pub leavers: u32,
    /// Days, summed over agents, by span of tenure.
    pub agent_days: [u32; TENURES],
}

impl SiteYear {
    /// The first day that counts as of `day`, in a log whose first closed day is `since`.
    pub(super) fn first(day: Date, since: Date) -> Date {
        (day - (DAYS - 1)).max(since)
    }

    /// Share of the agents who give notice of their own accord within so many days, by this year; `None` where too few have, or
    /// too few were there.
    pub fn share_within(&self, days: u32) -> Option<f64> {
        let agent_days: u64 = self.agent_days.iter().copied().map(u64::from).sum();
        let is_enough = self.leavers >= LEAVERS_MIN && agent_days >= AGENT_DAYS_MIN;
        is_enough.then(|| f64::from(self.leavers) * f64::from(days) / agent_days as f64)
    }

    /// Adds the days from `first` to `last` of someone who was hired on `hired`.
    pub(super) fn add_days(&mut self, hired: Date, first: Date, last: Date) {
        let ends = TENURE_FROM[1..].iter().map(|next| hired + (next - 1)).chain([last]);
        for ((days, begin), end) in self.agent_days.iter_mut().zip(TENURE_FROM).zip(ends) {
            // Before the day of hire, somebody is as new as on it.
            let begin = if begin == 0 { first } else { first.max(hired + begin) };
            *days += (end.min(last) - begin + 1).max(0) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_few_no_share_is_told() {
        let year = |leavers, days| SiteYear { leavers, agent_days: [days, 0, 0, 0, 0, 0, 0] };
        assert_eq!(year(10, 36_500).share_within(30), Some(10.0 * 30.0 / 36_500.0));
        assert_eq!((year(4, 36_500).share_within(30), year(10, 3_000).share_within(30)), (None, None));
    }

    #[test]
    fn every_day_counts_once_in_the_tenure_that_it_was_of() {
        let mut year = SiteYear::default();
        year.add_days(Date(1_000), Date(1_080), Date(1_099));
        assert_eq!(year.agent_days, [0, 10, 10, 0, 0, 0, 0]);
        year.add_days(Date(1_000), Date(995), Date(1_004));
        year.add_days(Date(0), Date(1_450), Date(1_460));
        assert_eq!(year.agent_days, [10, 10, 10, 0, 0, 10, 1]);
        year.add_days(Date(0), Date(20), Date(10));
        assert_eq!(year.agent_days.iter().sum::<u32>(), 41, "a stretch without days adds none");
    }
}

//! Sums of single days of the last six weeks.

use crate::basics::date::Date;
use crate::employment::profile::Profile;
use crate::signals::evidence::pace::Pace;
use crate::signals::evidence::presence::Marks;
use crate::windows::bucket::{Bucket, PackedDepth};
use crate::windows::totals::Totals;
use crate::windows::window::Window;

/// Days that are kept: means of now look back no further.
const KEPT_DAYS: u8 = 42;

/// The last six weeks by day, oldest first. It is gathered where a reason is looked for, and nowhere kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily(Vec<(u8, Totals)>);

impl Daily {
    /// Gathers the days up to `day` from the buckets.
    pub fn new(day: Date, window: &Window, profile: &Profile) -> Self {
        // The day before the first says whether a shift went on beyond midnight.
        let first = (day - i32::from(KEPT_DAYS)).max(profile.rehired_since(day).unwrap_or(Date(i32::MIN)));
        let (mut marks, mut pace, mut days) = (Marks::default(), Pace::default(), Vec::new());
        let mut keep = |(age, totals): (i32, Totals)| {
            days.extend(u8::try_from(age).ok().filter(|age| *age < KEPT_DAYS).map(|age| (age, totals)));
        };
        let each = |date: Date, bucket: &Bucket| {
            let age = day - date;
            marks.add(age.cast_unsigned(), bucket);
            let is_overnight = marks.overnight.has(age.cast_unsigned());
            pace.next(age, Totals::of_bucket(bucket, date.is_weekend()), is_overnight).into_iter().for_each(&mut keep);
        };
        window.each_day(first, day, |_| PackedDepth::Sums, each);
        pace.last().into_iter().for_each(keep);
        Self(days)
    }

    /// Each day: its age and its sums.
    pub(in crate::signals) fn each(&self) -> impl Iterator<Item = &(u8, Totals)> {
        self.0.iter()
    }
}

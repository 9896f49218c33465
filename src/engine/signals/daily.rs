//! Sums of single days of the last six weeks.

use crate::engine::totals::Totals;

/// Days that are kept: means of now look back no further.
const KEPT_DAYS: u8 = 42;

/// Declares once what is kept of a day, in no more bytes than a day can need: there is one of these for each day of everybody at
/// work. Beyond what a type can hold, which no day's work comes near, it stays at the most.
macro_rules! kept {
    ($($field:ident: $type:ty,)*) => {
        /// The parts of means and spreads of one day.
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        struct Day { age: u8, $($field: $type,)* }

        impl Day {
            fn add(&mut self, totals: &Totals) {
                $(self.$field = self.$field.saturating_add(<$type>::try_from(totals.$field).unwrap_or(<$type>::MAX));)*
            }

            fn totals(&self) -> Totals {
                Totals { $($field: self.$field.into(),)* ..Totals::default() }
            }
        }
    };
}

kept! {
    handle_sq_ms: u64,
    handle_ms: u32,
    hold_ms: u32,
    wrap_ms: u32,
    worked_s: u32,
    paced_s: u32,
    occupied_s: u32,
    break_overrun_s: u32,
    score_milli: u32,
    tickets: u16,
    paced_tickets: u16,
    csat_answers: u16,
    csat_sum: u16,
    worked: u16,
    evaluations: u16,
}

/// The last six weeks by day, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily(Vec<Day>);

impl Daily {
    /// Has room for the workdays of six weeks.
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(32))
    }

    /// What it takes beside itself, bytes.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Day>()
    }

    /// Adds what happened on a day of this age.
    pub(super) fn add(&mut self, age: u32, totals: &Totals) {
        let Some(age) = u8::try_from(age).ok().filter(|age| *age < KEPT_DAYS) else { return };
        let place = self.0.partition_point(|day| day.age > age);
        if self.0.get(place).is_none_or(|day| day.age != age) {
            self.0.insert(place, Day { age, ..Day::default() });
        }
        self.0[place].add(totals);
    }

    /// Each day that is kept: its age and its sums.
    pub(super) fn each(&self) -> impl Iterator<Item = (u8, Totals)> {
        self.0.iter().map(|day| (day.age, day.totals()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::signals::{Form, SIGNALS, Telling};

    #[test]
    fn a_day_keeps_what_means_are_made_of() {
        let (ones, mut day) = (Totals::ones(), Day::default());
        day.add(&ones);
        for signal in SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence) {
            let sums = match signal.form {
                Form::Level(metric, ..)
                | Form::Change(metric, ..)
                | Form::LogChange(metric, ..)
                | Form::Recent(metric, _)
                    if !metric.counts_events =>
                {
                    vec![metric.of, metric.per]
                }
                Form::RecentSpread(metric, squares, _) => vec![metric.of, metric.per, squares],
                _ => vec![],
            };
            assert!(sums.iter().all(|sum| sum(&day.totals()) == sum(&ones)), "{}", signal.name);
        }
    }

    #[test]
    fn days_are_added_in_any_order() {
        let one = Totals { tickets: 1, ..Totals::default() };
        let mut daily = Daily::new();
        [41, 3, 42, 7, 3].into_iter().for_each(|age| daily.add(age, &one));
        let kept: Vec<(u8, u16)> = daily.0.iter().map(|day| (day.age, day.tickets)).collect();
        assert_eq!(kept, [(41, 1), (7, 1), (3, 2)]);
    }
}

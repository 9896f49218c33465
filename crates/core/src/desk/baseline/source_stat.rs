//! What a source says of a whole site on a day: absences, marks, handle times. A flu, a new QA form or an outage shows in it
//! on its first day, long before it has moved the windows of anyone's signals.

use crate::basics::date::Date;
use crate::desk::baseline::control_chart::Learns;
use crate::desk::{FEW, Usual};
use crate::windows::figure::Figure;

/// A source of events, the figure of the day that it gives, and the signals that the figure moves when it moves.
pub struct Source {
    /// Kind of event that the source sends: `shift`, `evaluation` or `ticket`.
    pub name: &'static str,
    /// How far the figure may be from what is usual without anyone caring: a part of the level, and an absolute share or
    /// count of points.
    least: (f64, f64),
    /// Which way it raises risks. The other way round it explains nobody's.
    raises: Raises,
    /// Names of the signals that this figure moves, as in the catalogue.
    pub signals: &'static [&'static str],
}

/// Which way a figure raises risks.
#[derive(Clone, Copy)]
enum Raises {
    Up,
    Down,
    Either,
}

/// Kinds of events that a site is expected to send, in the order of [`SiteDay::events`](crate::desk::SiteDay::events).
///
/// Their figures: the share of shifts that were missed, but for planned and protected leave; the mean score of evaluations;
/// the mean handle time of tickets, seconds.
pub const SOURCES: [Source; 3] = [
    Source {
        name: "shift",
        least: (0.0, 0.03),
        raises: Raises::Up,
        signals: &[
            "unplanned_absence_rate",
            "unplanned_absence_change",
            "absence_spells",
            "longest_sick_spell",
            "day_off_adjacent_absence",
            "no_shows",
            "adherence_change",
            "adherence_sd",
            "days_since_worked",
        ],
    },
    Source {
        name: "evaluation",
        least: (0.0, 1.0),
        raises: Raises::Down,
        signals: &["qa_level", "qa_change", "qa_slope", "qa_sd"],
    },
    Source {
        name: "ticket",
        least: (0.1, 0.0),
        raises: Raises::Either,
        signals: &[
            "handle_time_change",
            "handle_time_cv",
            "handle_time_spread",
            "throughput_change",
            "throughput_slope",
        ],
    },
];

/// Records of a day below which there is no figure.
const COUNT_MIN: u32 = 8;
/// Days after which a change that stays is usual: by then it is in all that an own normal looks back on.
pub(in crate::desk) const STAYS_DAYS: i32 = 90;

impl Figure {
    /// Takes a day in: since when it is unusual, which it was since a day before. What has been unusual is so until it is half of the
    /// way back, or has stayed.
    pub(in crate::desk) fn update(
        self,
        source: &Source,
        usual: &mut Usual,
        before: Option<Date>,
        day: Date,
    ) -> Option<Date> {
        let since = before.filter(|since| day - *since < STAYS_DAYS);
        if before.is_some() && since.is_none() {
            usual.settle();
        }
        if self.of < COUNT_MIN {
            return since;
        }
        let mean = self.sum / f64::from(self.of);
        let few = if source.name == SOURCES[0].name { FEW as f64 / f64::from(self.of) } else { 0.0 };
        let least = (source.least.0 * usual.level).max(source.least.1).max(few);
        let ease = if since.is_some() { 0.5 } else { 1.0 };
        let off = usual.unusual_lately(mean, self.of, least);
        let raised = match source.raises {
            Raises::Up => off,
            Raises::Down => -off,
            Raises::Either => off.abs(),
        };
        let is_unusual = raised > ease;
        usual.learn(mean, self.of, if is_unusual { Learns::Nothing } else { Learns::All });
        is_unusual.then(|| since.unwrap_or(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::position;

    #[test]
    fn signals_of_sources_are_in_the_catalogue() {
        let names = || SOURCES.iter().flat_map(|source| source.signals);
        assert!(names().all(|name| position(name).is_some()), "{:?}", names().find(|name| position(name).is_none()));
    }

    const FIRST: Date = Date(20_000);

    /// Days of a hundred evaluations with a mean that goes up and down by a point.
    fn after_weeks(weeks: u32) -> Usual {
        let mut usual = Usual::default();
        for day in 0..7 * weeks {
            let figure = Figure { sum: 100.0 * (84.0 + f64::from(day % 3) - 1.0), of: 100 };
            assert_eq!(figure.update(&SOURCES[1], &mut usual, None, FIRST), None, "day {day}");
        }
        usual
    }

    #[test]
    fn a_new_form_is_unusual_until_it_has_stayed() {
        let usual = after_weeks(10);
        // Also where the last day is one on which nobody evaluates.
        for closed_on in [7, STAYS_DAYS] {
            let (mut usual, mut since, mut days) = (usual, None, 0);
            for day in 0..200 {
                let figure = if day == closed_on { Figure::default() } else { Figure { sum: 100.0 * 79.0, of: 100 } };
                since = figure.update(&SOURCES[1], &mut usual, since, FIRST + day);
                days += i32::from(since.is_some());
            }
            assert_eq!(days, STAYS_DAYS, "{closed_on}");
        }
    }

    #[test]
    fn few_records_say_nothing() {
        let mut usual = after_weeks(10);
        let before = usual;
        for since in [None, Some(FIRST - 3)] {
            assert_eq!(Figure { sum: 0.0, of: COUNT_MIN - 1 }.update(&SOURCES[1], &mut usual, since, FIRST), since);
        }
        assert_eq!(usual, before);
    }
}

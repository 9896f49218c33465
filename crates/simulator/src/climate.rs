//! What comes over teams and queues, and what is noise.

use crate::chance::Chance;
use crate::parameters::Parameters;
use crate::people::Team;
use attrition_core::basics::date::Date;

/// The weather of one day.
#[derive(Clone, Debug)]
pub(super) struct Climate {
    first_day: Date,
    /// Each queue's wave of hostile contacts, up to this day.
    hostile_until: Vec<Date>,
    /// Factor on sick leave.
    pub(super) flu: f64,
    /// Factor on the volume.
    pub(super) volume: f64,
    /// Points that the QA form in use takes off.
    pub(super) qa_points: f64,
}

impl Climate {
    pub(super) fn new(first_day: Date, p: &Parameters) -> Self {
        let hostile_until = vec![first_day - 1; p.centre.queues.len()];
        Self { first_day, hostile_until, flu: 1.0, volume: 1.0, qa_points: 0.0 }
    }

    /// Turns to the next day; schedules turn volatile and waves begin on Mondays.
    pub(super) fn next_day(&mut self, day: Date, teams: &mut [Team], chance: &mut Chance, p: &Parameters) {
        let climate = &p.climate;
        let (year, ..) = day.ymd();
        let new_year = Date::from_ymd(year, 1, 1).unwrap_or(day);
        let day_of_year = day - new_year;
        self.flu = if climate.flu_weeks.contains(&(day_of_year / 7)) { climate.flu } else { 1.0 };
        self.volume = 1.0 + climate.season * (f64::from(day_of_year) / 365.25 * std::f64::consts::TAU).cos();
        let new_form = day - self.first_day >= climate.qa_form_day;
        self.qa_points = if new_form { climate.qa_form_points } else { 0.0 };
        for team in teams {
            team.gap = chance.is(climate.gap_year / 365.0).then_some(day);
            if day.weekday() == 0 && chance.is(climate.volatile_start_week) {
                team.volatile_until = day + 7 * climate.volatile_weeks;
            }
        }
        for until in &mut self.hostile_until {
            if day.weekday() == 0 && chance.is(climate.hostile_start_week) {
                *until = day + 7 * climate.hostile_weeks;
            }
        }
    }

    /// Factor on the hostile contacts of a queue.
    pub(super) fn hostility(&self, queue: usize, day: Date, p: &Parameters) -> f64 {
        if day < self.hostile_until[queue] { p.tickets.hostile_wave } else { 1.0 }
    }
}

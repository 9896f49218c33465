//! The numbers of a simulated contact centre; `contact_centre.toml` documents each of them.

use serde::Deserialize;
use time::OffsetDateTime;

use attrition_core::basics::date::Date;

macro_rules! section {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name { $(pub(super) $field: $kind),* }
    };
}

/// Every number of the simulation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    pub(super) centre: Centre,
    pub(super) hazard: Hazard,
    pub(super) mood: Mood,
    pub(super) climate: Climate,
    pub(super) attendance: Attendance,
    pub(super) requests: Requests,
    pub(super) quality: Quality,
    pub(super) tickets: Tickets,
}

section! {
    /// The site, its teams and queues, and how often people change place or pattern.
    Centre {
        site: String, offset_h: i8, team_size: usize, queues: Vec<String>, supervisor_leaves_year: f64,
        team_move_year: f64, promotion_year: f64, pattern_change_year: f64, rehire_share: f64, notice_days: i32,
        contract_h: Vec<f64>, potential: [f64; 4],
    }
}
section! {
    /// How likely agents are to leave, by their mood and tenure.
    Hazard { year: f64, mood: f64, tenure: Vec<(f64, f64)>, other_year: f64 }
}
section! {
    /// What raises or lowers an agent's dissatisfaction.
    Mood {
        fade_day: f64, noise_day: f64, own_sd: f64, supervisor_sd: f64, supervisor_left: f64, volatile_week: f64,
        refused_leave: f64, hostile_shift: f64, peer_left: f64, outside_year: f64, outside: f64,
    }
}
section! {
    /// What comes over teams and queues, and what goes wrong with the data.
    Climate {
        volatile_start_week: f64, volatile_weeks: i32, hostile_start_week: f64, hostile_weeks: i32, season: f64,
        flu_weeks: Vec<i32>, flu: f64, qa_form_day: i32, qa_form_points: f64, gap_year: f64, late_share: f64,
        duplicate_share: f64, correction_share: f64,
    }
}
section! {
    /// Shifts, absences and leave, and how dissatisfaction changes them.
    Attendance {
        sick_spells_year: f64, sick_days: f64, unplanned: f64, no_show: f64, absence_effect: f64, sick_effect: f64,
        late: f64, late_effect: f64, early: f64, early_effect: f64, break_overrun_min: f64, break_effect: f64,
        occupancy: f64, overtime: f64, home: f64, home_mood: f64, planned_spells_year: f64, planned_days: f64,
        protected_spells_year: f64, protected_days: f64, short_notice: f64,
    }
}
section! {
    /// Requests and their decisions.
    Requests { leave_year: f64, swap_year: f64, overtime_year: f64, swap_effect: f64, refused: f64 }
}
section! {
    /// Quality evaluations and coaching, and how dissatisfaction changes them.
    Quality {
        evaluations_week: f64, score: f64, agent_sd: f64, score_sd: f64, score_effect: f64, critical: f64,
        critical_effect: f64, disputed: f64, disputed_effect: f64, coaching_every_days: i32, coaching_cancelled: f64,
        cancelled_effect: f64,
    }
}
section! {
    /// Tickets: how many, how long, how good, and how dissatisfaction changes them.
    Tickets {
        per_hour: f64, pace_effect: f64, handle_s: f64, handle_sd_ln: f64, handle_effect: f64, spread_effect: f64,
        hold: f64, hold_effect: f64, wrap: f64, wrap_effect: f64, transferred: f64, escalated: f64,
        transfer_effect: f64, reopened: f64, reopen_effect: f64, csat_answered: f64, csat: f64, csat_effect: f64,
        hostile: f64, complaint: f64, hostile_wave: f64, categories: u32,
    }
}

impl Parameters {
    /// Midnight of a day on the site's clock.
    pub(super) fn midnight(&self, day: Date) -> OffsetDateTime {
        let offset = time::UtcOffset::from_hms(self.centre.offset_h, 0, 0).unwrap_or(time::UtcOffset::UTC);
        let utc = OffsetDateTime::from_unix_timestamp(i64::from(day.0) * 86_400).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        utc.replace_offset(offset)
    }

    /// The shipped parameters, with a comment on each.
    pub const DEFAULT_TOML: &str = include_str!("contact_centre.toml");

    /// Reads a parameter file; the error names the line and the key.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}

impl Default for Parameters {
    fn default() -> Self {
        Self::parse(Self::DEFAULT_TOML).expect("the shipped parameters are tested")
    }
}

impl Hazard {
    /// The tenure factor: straight lines between the given points.
    pub(super) fn tenure_factor(&self, days: f64) -> f64 {
        let points = &self.tenure;
        let after = points.partition_point(|point| point.0 <= days);
        match (after.checked_sub(1).map(|i| points[i]), points.get(after)) {
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (days - x0) / (x1 - x0),
            (Some((_, y)), None) | (None, Some(&(_, y))) => y,
            (None, None) => 1.0,
        }
    }
}

//! Agents, supervisors and teams.

use crate::chance::Chance;
use crate::output::event::{EventData, RosterEventData};
use crate::parameters::Parameters;
use attrition_core::basics::date::Date;

/// Shift patterns: code, usual start in minutes after midnight, scheduled length in minutes. No shift crosses midnight.
pub(super) const PATTERNS: [(&str, i32, i32); 4] =
    [("early", 7 * 60, 480), ("day", 9 * 60, 480), ("late", 13 * 60, 480), ("evening", 18 * 60, 330)];
const POTENTIALS: [&str; 4] = ["B", "D", "E", "S"];

/// A team with its supervisor.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub(super) name: String,
    pub(super) supervisor: String,
    /// Added to the own level of everyone in the team.
    pub(super) mood: f64,
    pub(super) queue: usize,
    /// The schedule is volatile up to this day.
    pub(super) volatile_until: Date,
    /// Tickets of this day never arrive.
    pub(super) gap: Option<Date>,
}

/// An agent of the simulated centre, with what no event tells.
#[derive(Clone, Debug)]
pub(super) struct SimulatedAgent {
    pub(super) name: String,
    pub(super) chance: Chance,
    pub(super) hired: Date,
    pub(super) team: usize,
    pub(super) level: u32,
    pub(super) pattern: usize,
    pub(super) contract_h: f64,
    pub(super) potential: usize,
    pub(super) home: bool,
    /// Days of the week on which the agent works, Monday first.
    pub(super) workdays: [bool; 7],
    /// Own level of dissatisfaction, to which `mood` returns.
    pub(super) own: f64,
    /// Dissatisfaction on the present day.
    pub(super) mood: f64,
    /// ln of the agent's own handle time against the centre's.
    pub(super) pace: f64,
    /// Points of QA above the centre's mean.
    pub(super) skill: f64,
    /// -1 for those who rush when they withdraw, 1 for those who slow down.
    pub(super) drift: f64,
    /// Away until this day, and why.
    pub(super) away: Option<(Date, &'static str)>,
    pub(super) next_coaching: Date,
    /// Last day of employment, once it is known.
    pub(super) last_day: Option<Date>,
}

impl SimulatedAgent {
    /// Hires an agent, whose contract, work pattern and dissatisfaction are drawn by chance.
    pub(super) fn hire(name: String, mut chance: Chance, hired: Date, team: usize, p: &Parameters) -> Self {
        let contract_h = p.centre.contract_h[chance.below(p.centre.contract_h.len())];
        let home = chance.is(p.attendance.home);
        let own = chance.normal(0.0, p.mood.own_sd) + if home { p.attendance.home_mood } else { 0.0 };
        let pattern = chance.weighted(&[0.35, 0.3, 0.25, 0.1]);
        let days = (contract_h * 60.0 / f64::from(PATTERNS[pattern].2)).round().clamp(1.0, 5.0) as usize;
        let first = chance.below(7);
        let mut workdays = [false; 7];
        (0..days).for_each(|i| workdays[(first + i) % 7] = true);
        Self {
            name,
            hired,
            team,
            level: 1,
            pattern,
            contract_h,
            potential: chance.weighted(&p.centre.potential),
            home,
            workdays,
            own,
            mood: own,
            pace: chance.normal(0.0, 0.15),
            skill: chance.normal(0.0, p.quality.agent_sd),
            drift: if chance.is(1.0 / 3.0) { -1.0 } else { 1.0 },
            away: None,
            next_coaching: hired + 14 + chance.below(p.quality.coaching_every_days as usize) as i32,
            last_day: None,
            chance,
        }
    }

    /// The roster fact that is in force from `effective` on.
    pub(super) fn roster(&self, effective: Date, team: &Team, p: &Parameters) -> EventData {
        EventData::Roster(Box::new(RosterEventData {
            effective: effective.to_string(),
            hire_date: self.hired.to_string(),
            site: p.centre.site.clone(),
            team: team.name.clone(),
            supervisor: team.supervisor.clone(),
            queue: p.centre.queues[team.queue].clone(),
            level: format!("L{}", self.level),
            contract_h_week: self.contract_h,
            shift_pattern: PATTERNS[self.pattern].0,
            potential: Some(POTENTIALS[self.potential]),
        }))
    }

    /// A rate that dissatisfaction multiplies: `effect` is ln per unit.
    pub(super) fn moved(&self, base: f64, effect: f64) -> f64 {
        base * (effect * self.mood).exp()
    }
}

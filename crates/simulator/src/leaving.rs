//! Who leaves, who follows, and who changes place.

use time::Duration;

use super::Simulation;
use crate::output::event::EventData;
use crate::parameters::Parameters;
use crate::people::{PATTERNS, SimulatedAgent};
use attrition_core::basics::date::Date;

/// The hazard of giving voluntary notice today.
pub(super) fn hazard_day(agent: &SimulatedAgent, day: Date, p: &Parameters) -> f64 {
    let tenure = p.hazard.tenure_factor(f64::from(day - agent.hired));
    p.hazard.year / 365.0 * tenure * (p.hazard.mood * agent.mood).exp()
}

impl Simulation {
    /// An agent may give notice, or be given it.
    pub(super) fn decide_to_leave(&mut self, i: usize, day: Date) {
        let p = &self.p;
        let agent = &mut self.agents[i];
        if agent.last_day.is_some() || agent.hired == day {
            return;
        }
        let voluntary = agent.chance.is(hazard_day(agent, day, p));
        let other = agent.chance.is(p.hazard.other_year / 365.0);
        let (kind, reason, last_day) = match (voluntary, other) {
            (true, _) => ("voluntary", "R1", day + p.centre.notice_days),
            (false, true) => [
                ("dismissal", "D1", day + 3),
                ("transfer", "T1", day + p.centre.notice_days),
                ("contract_end", "C1", day + p.centre.notice_days),
            ][agent.chance.weighted(&[0.6, 0.2, 0.2])],
            (false, false) => return,
        };
        agent.last_day = Some(last_day);
        let (name, team) = (agent.name.clone(), agent.team);
        let rehired = voluntary && agent.chance.is(p.centre.rehire_share);
        let back_after = 45 + agent.chance.below(150) as i32;
        self.tell_separation(&name, day, kind, last_day, reason);
        // The seat is filled with the next class, which begins on a Monday.
        let monday = (last_day + 7).week() + 7;
        let successor = self.new_name();
        self.arrivals.entry(monday).or_default().push((successor, team));
        if rehired {
            self.arrivals.entry((last_day + back_after).week() + 7).or_default().push((name, team));
        }
        if voluntary {
            let peer_left = self.p.mood.peer_left;
            for peer in self.agents.iter_mut().filter(|peer| peer.team == team) {
                peer.mood += peer_left;
            }
        }
    }

    fn tell_separation(&mut self, name: &str, day: Date, kind: &'static str, last_day: Date, reason: &'static str) {
        let (notice_date, last_day) = (day.to_string(), last_day.to_string());
        let separation = EventData::Separation { kind, notice_date, last_day, reason };
        let evening = self.p.midnight(day) + Duration::minutes(23 * 60 + 30);
        self.recorder.record(name, evening, &separation, &self.p);
    }

    /// Supervisors leave; agents rise, change their pattern or move to another team.
    pub(super) fn reorganise(&mut self, day: Date) {
        let centre = self.p.centre.clone();
        let mut changed: Vec<usize> = Vec::new();
        for team in 0..self.teams.len() {
            if self.chance.is(centre.supervisor_leaves_year / 365.0) {
                let gone = self.teams[team].supervisor.clone();
                self.tell_separation(&gone, day, "voluntary", day, "R1");
                self.supervisors += 1;
                self.teams[team].supervisor = format!("sup-{:03}", self.supervisors);
                self.teams[team].mood = self.chance.normal(0.0, self.p.mood.supervisor_sd);
                for (i, agent) in self.agents.iter_mut().enumerate().filter(|(_, agent)| agent.team == team) {
                    agent.mood += self.p.mood.supervisor_left;
                    changed.push(i);
                }
            }
        }
        let teams = self.teams.len();
        for (i, agent) in self.agents.iter_mut().enumerate() {
            let moves = agent.chance.is(centre.team_move_year / 365.0);
            let rises = agent.chance.is(centre.promotion_year / 365.0) && agent.level < 4;
            let other_pattern = agent.chance.is(centre.pattern_change_year / 365.0);
            if moves {
                agent.team = agent.chance.below(teams);
            }
            agent.level += u32::from(rises);
            if other_pattern {
                agent.pattern = agent.chance.below(PATTERNS.len());
            }
            if moves || rises || other_pattern {
                changed.push(i);
            }
        }
        changed.sort_unstable();
        changed.dedup();
        let morning = self.p.midnight(day) + Duration::hours(5);
        for i in changed {
            if self.is_here(i, day) {
                let agent = &self.agents[i];
                let roster = agent.roster(day, &self.teams[agent.team], &self.p);
                self.recorder.record(&agent.name, morning, &roster, &self.p);
            }
        }
    }
}

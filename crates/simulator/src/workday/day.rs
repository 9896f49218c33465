//! A day in the contact centre.

use time::{Duration, OffsetDateTime};

use crate::leaving;
use crate::workday::quality;
use crate::workday::ratings;
use crate::workday::shift;
use crate::workday::tickets;
use crate::{SimulatedDay, Simulation, Truth};
use attrition_core::basics::date::Date;

impl Simulation {
    /// Simulates the next day.
    pub fn next_day(&mut self) -> SimulatedDay {
        let day = self.day;
        self.climate.next_day(day, &mut self.teams, &mut self.chance, &self.p);
        self.arrive(day);
        self.reorganise(day);
        for i in 0..self.agents.len() {
            if self.is_here(i, day) {
                self.work(i, day);
            }
        }
        let left = (0..self.agents.len()).filter(|i| self.is_here(*i, day)).collect::<Vec<_>>();
        for i in left {
            self.decide_to_leave(i, day);
        }
        self.fade(day);
        self.day = day + 1;
        SimulatedDay { date: day, events: self.recorder.take(day), truth: self.truth(day) }
    }

    pub(crate) fn is_here(&self, i: usize, day: Date) -> bool {
        let agent = &self.agents[i];
        agent.hired <= day && agent.last_day.is_none_or(|last| day <= last)
    }

    /// Newcomers and those who come back.
    fn arrive(&mut self, day: Date) {
        for (name, team) in self.arrivals.remove(&day).unwrap_or_default() {
            self.join(name, day, team);
            let agent = &self.agents[self.agents.len() - 1];
            let roster = agent.roster(day, &self.teams[team], &self.p);
            let morning = self.p.midnight(day) + Duration::hours(4);
            self.recorder.record(&agent.name, morning, &roster, &self.p);
        }
    }

    fn work(&mut self, i: usize, day: Date) {
        let p = &self.p;
        let agent = &mut self.agents[i];
        let team = &self.teams[agent.team];
        if !agent.workdays[day.weekday() as usize] {
            return;
        }
        let happened = shift::shift(agent, team, day, &self.climate, p);
        let recorded_at = happened.end + Duration::minutes(5);
        let name = agent.name.clone();
        self.recorder.record(&name, recorded_at, &happened.data, p);
        if agent.chance.is(p.climate.correction_share)
            && let Some(corrected) = shift::corrected(&happened.data, &mut agent.chance)
        {
            let days = 1 + agent.chance.below(10) as i64;
            self.recorder.correct(&name, recorded_at, days, &corrected);
        }
        let Some((from, to)) = happened.worked else { return };
        let mut at_work: Vec<(OffsetDateTime, crate::output::event::EventData)> = Vec::new();
        let hostile =
            tickets::tickets(agent, team, (from, to), (day, &self.climate), p, |time, data| at_work.push((time, data)));
        agent.mood += if hostile { p.mood.hostile_shift } else { 0.0 };
        ratings::answer_later(&mut at_work, &mut self.ratings_chance);
        at_work.extend(quality::evaluation(agent, day, &self.climate, p).map(|data| (to, data)));
        at_work.extend(quality::coaching(agent, team, day, p).map(|data| (to, data)));
        if let Some((data, refused_leave)) = quality::request(agent, day, p) {
            agent.mood += if refused_leave { p.mood.refused_leave } else { 0.0 };
            at_work.push((to, data));
        }
        for (time, data) in at_work.iter().filter(|(_, data)| team.gap != Some(day) || !data.is_ticket()) {
            self.recorder.record(&name, *time, data, p);
        }
    }

    /// Dissatisfaction goes back to the own level, with noise and with shocks that nothing tells of.
    fn fade(&mut self, day: Date) {
        let mood = &self.p.mood;
        for agent in &mut self.agents {
            let team = &self.teams[agent.team];
            let level = agent.own + team.mood;
            agent.mood = level + (agent.mood - level) * mood.fade_day + agent.chance.normal(0.0, mood.noise_day);
            if day < team.volatile_until {
                agent.mood += mood.volatile_week / 7.0;
            }
            if agent.chance.is(mood.outside_year / 365.0) {
                agent.mood += agent.chance.exponential(mood.outside);
            }
        }
    }

    fn truth(&self, day: Date) -> Vec<Truth> {
        let here = (0..self.agents.len()).filter(|i| self.is_here(*i, day) && self.agents[*i].last_day.is_none());
        here.map(|i| {
            let agent = &self.agents[i];
            let hazard_30d = 1.0 - (-30.0 * leaving::hazard_day(agent, day, &self.p)).exp();
            Truth { agent: agent.name.clone(), hazard_30d, dissatisfaction: agent.mood }
        })
        .collect()
    }
}

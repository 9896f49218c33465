//! A simulated contact centre with known hazards.
//!
//! Hidden dissatisfaction moves by shocks, drives behaviour and leaving; the events are what a real centre would send,
//! with its flu weeks, late records and duplicates. The same seed gives the same bytes.

mod chance;
mod climate;
mod leaving;
mod output;
mod parameters;
mod people;
mod workday;

pub use output::files::write;
pub use output::recorder::RecordedEvent;
pub use parameters::Parameters;

use std::collections::BTreeMap;

use chance::Chance;
use climate::Climate;
use output::recorder::Recorder;
use people::{SimulatedAgent, Team};

use attrition_core::basics::date::Date;

/// Streams of chance of a seed: those of agents follow.
const CENTRE: u64 = 0;
const RECORDER: u64 = 1;
const AGENTS: u64 = 2;
const RATINGS: u64 = u64::MAX;
const RECORDED_RATINGS: u64 = u64::MAX - 1;

/// A contact centre, one day after the other.
#[derive(Debug)]
pub struct Simulation {
    p: Parameters,
    seed: u64,
    day: Date,
    chance: Chance,
    ratings_chance: Chance,
    climate: Climate,
    recorder: Recorder,
    teams: Vec<Team>,
    agents: Vec<SimulatedAgent>,
    /// Who comes in on which day: name and team; a name that was here before is a rehire.
    arrivals: BTreeMap<Date, Vec<(String, usize)>>,
    hired: u64,
    supervisors: u64,
}

/// What a day brought.
#[derive(Debug)]
pub struct SimulatedDay {
    /// Business date of the day.
    pub date: Date,
    /// What was recorded on it, in order.
    pub events: Vec<RecordedEvent>,
    /// The truth about every agent at its end.
    pub truth: Vec<Truth>,
}

/// What no event tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Truth {
    /// Id of the agent.
    pub agent: String,
    /// Probability of giving voluntary notice within 30 days, if the mood stays as it is.
    pub hazard_30d: f64,
    /// The agent's hidden dissatisfaction, in the simulator's own unit.
    pub dissatisfaction: f64,
}

impl Simulation {
    /// A centre of `agents` on the morning of `first_day`.
    pub fn new(p: &Parameters, agents: usize, seed: u64, first_day: Date) -> Self {
        let mut chance = Chance::new(seed, CENTRE);
        let size = p.centre.team_size.max(2);
        let teams = (0..agents.div_ceil(size)).map(|i| Team {
            name: format!("T{:02}", i + 1),
            supervisor: format!("sup-{:03}", i + 1),
            mood: chance.normal(0.0, p.mood.supervisor_sd),
            queue: i % p.centre.queues.len(),
            volatile_until: first_day - 1,
            gap: None,
        });
        let teams: Vec<Team> = teams.collect();
        let mut centre = Self {
            p: p.clone(),
            seed,
            day: first_day,
            climate: Climate::new(first_day, p),
            recorder: Recorder::new(Chance::new(seed, RECORDER), Chance::new(seed, RECORDED_RATINGS)),
            supervisors: teams.len() as u64,
            teams,
            agents: Vec::with_capacity(agents),
            arrivals: BTreeMap::new(),
            hired: 0,
            chance,
            ratings_chance: Chance::new(seed, RATINGS),
        };
        for i in 0..agents {
            // Tenures of a centre that loses 40 % a year, older than a day.
            let tenure = centre.chance.exponential(550.0).min(5_000.0) as i32 + 1;
            let name = centre.new_name();
            centre.join(name, first_day - tenure, i / size);
        }
        let midnight = p.midnight(first_day);
        for agent in &centre.agents {
            let roster = agent.roster(agent.hired, &centre.teams[agent.team], p);
            centre.recorder.record(&agent.name, midnight, &roster, p);
        }
        centre
    }

    /// The day that is simulated next.
    pub fn day(&self) -> Date {
        self.day
    }

    fn new_name(&mut self) -> String {
        self.hired += 1;
        format!("agent-{:04}", self.hired)
    }

    fn join(&mut self, name: String, hired: Date, team: usize) {
        // A rehire has new luck, so the stream is that of the hire and not of the name.
        let chance = Chance::new(self.seed, AGENTS + self.agents.len() as u64);
        self.agents.push(SimulatedAgent::hire(name, chance, hired, team, &self.p));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_days(seed: u64) -> Vec<RecordedEvent> {
        let first_day = Date::parse("2025-01-06").expect("a date");
        let mut simulation = Simulation::new(&Parameters::default(), 30, seed, first_day);
        (0..20).flat_map(|_| simulation.next_day().events).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(first_days(7), first_days(7));
        assert_ne!(first_days(7), first_days(8));
    }
}

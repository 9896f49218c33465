//! What would have happened anyway: how often someone of the same sites gives notice.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{DAYS, EmploymentRecord, Episode, PEOPLE_MIN};
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::{Outcome, outcome};

/// Days of active agents, and how many of them were followed by notice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BaseRate {
    /// Days within which notice is looked for.
    pub days: i32,
    /// Agent-days with an answer.
    pub agent_days: u64,
    /// The share of them that was followed by notice within those days.
    pub share: f64,
}

/// Base rates at [`DAYS`] over all agents of the sites of some episodes, on every day from the first that was raised to the
/// last; `None` where there is no answer, or it would be about too few people.
pub(super) fn base(episodes: &[&Episode<'_>], record: &EmploymentRecord) -> [Option<BaseRate>; 3] {
    let sites: BTreeSet<&str> = episodes.iter().map(|episode| episode.site).collect();
    let days = || episodes.iter().map(|episode| episode.raised_on);
    let (Some(first), Some(last), Some(closed)) = (days().min(), days().max(), record.last_closed()) else {
        return [None; 3];
    };
    DAYS.map(|horizon| {
        let (mut people, mut leavers, mut agent_days, mut followed) = (0, 0, 0u64, 0u64);
        for profile in record.profiles().filter(|profile| !profile.facts().is_empty()) {
            let is_there = |day: Date| {
                let site = profile.on(day).is_some_and(|fact| sites.contains(&*fact.roster.site));
                site && profile.is_employed(day) == Some(true)
            };
            let before = (agent_days, followed);
            for day in (first.0..=last.0).map(Date).filter(|day| is_there(*day)) {
                match outcome(profile, day, horizon, closed) {
                    Outcome::Leaves => (agent_days, followed) = (agent_days + 1, followed + 1),
                    Outcome::Stays => agent_days += 1,
                    Outcome::Censored | Outcome::Withdrawn | Outcome::Leaving | Outcome::NotOver => {}
                }
            }
            people += usize::from(agent_days > before.0);
            leavers += usize::from(followed > before.1);
        }
        let share = followed as f64 / agent_days as f64;
        (leavers >= PEOPLE_MIN && people - leavers >= PEOPLE_MIN).then_some(BaseRate {
            days: horizon,
            agent_days,
            share,
        })
    })
}

//! What picking agents on certain days would have been worth: alerts of the desk, lists of the highest risks, other policies.

use std::collections::{BTreeMap, BTreeSet};

use super::outcomes::{Leaver, Outcomes};
use super::questions::Raised;
use crate::metrics::Drawn;
use attrition_core::employment::outcome::Outcome;

/// Counts by agent, so that agents can be drawn anew.
#[derive(Clone, Debug, Default)]
pub(super) struct Worth {
    agents: BTreeMap<u32, PickCounts>,
}

#[derive(Clone, Copy, Debug, Default)]
struct PickCounts {
    /// Picks with an answer, and those after which the agent left within the horizon.
    answered: f64,
    right: f64,
    /// Different leavers behind the right ones.
    behind: f64,
    /// Leavers of whom every day of their horizon was in the test span, and those of them who were picked in it.
    leavers: f64,
    found: f64,
}

/// The figures of picks; `NaN` where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rates {
    /// Share of the picks with an answer that were right.
    pub(super) precision: f64,
    /// Share of the leavers who were picked within the horizon before their notice.
    pub(super) recall: f64,
    /// Picks with an answer for each different leaver behind the right ones.
    pub(super) per_leaver: f64,
}

impl Worth {
    /// Judges picks by what became of the agents. `leavers` are those who are to be found.
    pub(super) fn new(picks: &[Raised], leavers: &[Leaver], known: &Outcomes<'_>) -> Self {
        let mut worth = Self::default();
        let mut behind: BTreeSet<Leaver> = BTreeSet::new();
        for pick in picks {
            let counts = worth.agents.entry(pick.agent).or_default();
            match known.outcome(pick.agent, pick.day) {
                Outcome::Leaves => (counts.answered, counts.right) = (counts.answered + 1.0, counts.right + 1.0),
                Outcome::Stays => counts.answered += 1.0,
                _ => {}
            }
            behind.extend(known.leaver(pick.agent, pick.day));
        }
        for leaver in &behind {
            worth.agents.entry(leaver.agent).or_default().behind += 1.0;
        }
        for leaver in leavers {
            let counts = worth.agents.entry(leaver.agent).or_default();
            counts.leavers += 1.0;
            counts.found += f64::from(u8::from(behind.contains(leaver)));
        }
        worth
    }

    /// Numbers of the agents who were picked or who left.
    pub(super) fn agents(&self) -> Vec<u32> {
        self.agents.keys().copied().collect()
    }

    /// Picks with an answer that were right.
    pub(super) fn right(&self) -> usize {
        self.agents.values().map(|counts| counts.right).sum::<f64>() as usize
    }

    /// Agents who were picked with an answer.
    pub(super) fn picked(&self) -> usize {
        self.agents.values().filter(|counts| counts.answered > 0.0).count()
    }

    /// Picks with an answer.
    pub(super) fn answered(&self) -> usize {
        self.agents.values().map(|counts| counts.answered).sum::<f64>() as usize
    }

    /// Leavers who were to be found, and those who were.
    pub(super) fn leavers(&self) -> (usize, usize) {
        let sum = |of: fn(&PickCounts) -> f64| self.agents.values().map(of).sum::<f64>() as usize;
        (sum(|counts| counts.leavers), sum(|counts| counts.found))
    }

    /// The figures as they are.
    pub(super) fn rates(&self) -> Rates {
        self.rates_by(|_| 1.0)
    }

    /// The figures with agents as they were drawn.
    pub(super) fn drawn(&self, drawn: &Drawn) -> Rates {
        self.rates_by(|agent| drawn.times(agent))
    }

    fn rates_by(&self, weight: impl Fn(u32) -> f64) -> Rates {
        let mut all = PickCounts::default();
        for (agent, counts) in &self.agents {
            let weight = weight(*agent);
            all.answered += weight * counts.answered;
            all.right += weight * counts.right;
            all.behind += weight * counts.behind;
            all.leavers += weight * counts.leavers;
            all.found += weight * counts.found;
        }
        Rates {
            precision: all.right / all.answered,
            recall: all.found / all.leavers,
            per_leaver: all.answered / all.behind,
        }
    }
}

/// Days from the first pick within the horizon before the notice to the notice, by leaver who was found.
pub(super) fn leads(picks: &[Raised], leavers: &[Leaver], known: &Outcomes<'_>) -> Vec<(u32, i32)> {
    let mut first: BTreeMap<Leaver, i32> = BTreeMap::new();
    for pick in picks {
        if let Some(leaver) = known.leaver(pick.agent, pick.day) {
            let lead = leaver.notice - pick.day;
            first.entry(leaver).and_modify(|longest| *longest = lead.max(*longest)).or_insert(lead);
        }
    }
    leavers.iter().filter_map(|leaver| first.get(leaver).map(|lead| (leaver.agent, *lead))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::tests::people;
    use super::*;
    use attrition_core::basics::date::Date;
    use attrition_core::event::SeparationKind::{Dismissal, Voluntary};

    #[test]
    fn figures_of_a_few_picks_are_those_worked_out_by_hand() {
        let people = people(6, &[(0, Voluntary, 100, 130), (1, Voluntary, 110, 140), (2, Dismissal, 95, 98)]);
        let known = Outcomes { people: &people, horizon_days: 30, last_closed: Date(200) };
        let leavers = known.leavers(Date(90), Date(120));
        assert_eq!(leavers.len(), 2);
        let pick = |agent, day| Raised { day: Date(day), supervisor: 9, agent };
        // Right twice about one leaver, too early about the other; one who stays; one who is dismissed, without an answer.
        let picks = [pick(0, 75), pick(0, 90), pick(1, 70), pick(3, 80), pick(2, 80)];
        let worth = Worth::new(&picks, &leavers, &known);
        assert_eq!((worth.answered(), worth.leavers()), (4, (2, 1)));
        assert_eq!((worth.right(), worth.picked()), (2, 3));
        assert_eq!(worth.rates(), Rates { precision: 0.5, recall: 0.5, per_leaver: 4.0 });
        // Days to the notice from the first of the picks that were right.
        assert_eq!(leads(&picks, &leavers, &known), [(0, 25)]);
    }
}

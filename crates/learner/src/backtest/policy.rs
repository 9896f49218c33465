//! What other ways of choosing would have reached with as many alerts on the same desks on the same days.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::outcomes::{Leaver, Outcomes};
use super::questions::{Questions, Raised};
use super::top_k::Worth;
use attrition_core::basics::date::Date;

/// How often a policy is played: chance decides between agents who are alike to it.
const PLAYS: usize = 200;
/// Choices at most over all plays: a large site needs fewer, for chance evens out within it.
const CHOICES_MAX: usize = 5_000_000;

/// A way of choosing, over many plays of chance.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Policy {
    /// Name of the policy: `random` or `tenure`.
    pub name: &'static str,
    /// Alerts that it raised: those of the desk, but where nobody was left to choose.
    pub alerts: f64,
    /// Share of the alerts with an answer that were right.
    pub precision: Option<f64>,
    /// Share of the leavers who were alerted within the horizon before their notice.
    pub recall: Option<f64>,
    /// Alerts with an answer for each leaver found.
    pub alerts_per_leaver: Option<f64>,
}

/// Who could be chosen for whom: questions by cut-off and supervisor.
pub(super) struct Pools<'a> {
    questions: &'a Questions,
    known: &'a Outcomes<'a>,
    pools: BTreeMap<(Date, u32), Vec<usize>>,
}

impl<'a> Pools<'a> {
    pub(super) fn new(questions: &'a Questions, known: &'a Outcomes<'a>) -> Self {
        let mut pools: BTreeMap<(Date, u32), Vec<usize>> = BTreeMap::new();
        for question in 0..questions.len() {
            pools.entry((questions.days[question], questions.supervisors[question])).or_default().push(question);
        }
        Self { questions, known, pools }
    }

    /// The questions of a span, by cut-off and supervisor.
    pub(super) fn within(&self, first: Date, last: Date) -> impl Iterator<Item = (&(Date, u32), &Vec<usize>)> {
        self.pools.range((first, 0)..=(last, u32::MAX))
    }

    /// Plays a policy that picks who is worth most by `worth`, a figure for each question. For each alert of the desk it
    /// raises one: of the agents who stood under that supervisor at the last cut-off, have not given notice, and were not
    /// picked within a horizon before.
    pub(super) fn play(&self, name: &'static str, alerts: &[Raised], leavers: &[Leaver], worth: &[f64]) -> Policy {
        let plays = (CHOICES_MAX / alerts.len().max(1)).clamp(5, PLAYS);
        let (mut raised, mut rates) = (0, [0.0; 3]);
        for play in 0..plays {
            let mut chance = ChaCha8Rng::seed_from_u64(play as u64);
            let picks = self.picks(alerts, worth, &mut chance);
            let of = Worth::new(&picks, leavers, self.known).rates();
            raised += picks.len();
            // Leavers for an alert, not alerts for a leaver: a play that finds nobody has a figure as well.
            let found = [of.precision, of.recall, 1.0 / of.per_leaver];
            rates.iter_mut().zip(found).for_each(|(sum, rate)| *sum += rate);
        }
        let [precision, recall, per_alert] =
            rates.map(|rate| Some(rate / plays as f64).filter(|rate| rate.is_finite()));
        let alerts_per_leaver = per_alert.filter(|leavers| *leavers > 0.0).map(|leavers| 1.0 / leavers);
        Policy { name, alerts: raised as f64 / plays as f64, precision, recall, alerts_per_leaver }
    }

    fn picks(&self, alerts: &[Raised], worth: &[f64], chance: &mut ChaCha8Rng) -> Vec<Raised> {
        let mut last: BTreeMap<u32, Date> = BTreeMap::new();
        let mut picks = Vec::with_capacity(alerts.len());
        for alert in alerts {
            let pool = self.pools.get(&(Questions::cut_off(alert.day), alert.supervisor));
            let free = |question: &&usize| {
                let agent = self.questions.agents[**question];
                let rests = last.get(&agent).is_some_and(|last| alert.day - *last <= self.known.horizon_days);
                !rests && !self.known.is_leaving(agent, alert.day)
            };
            let free: Vec<usize> = pool.into_iter().flatten().filter(free).copied().collect();
            let most = free.iter().map(|question| worth[*question]).fold(f64::NEG_INFINITY, f64::max);
            let best: Vec<usize> = free.into_iter().filter(|question| worth[*question] >= most).collect();
            if !best.is_empty() {
                let agent = self.questions.agents[best[chance.random_range(0..best.len())]];
                last.insert(agent, alert.day);
                picks.push(Raised { agent, ..*alert });
            }
        }
        picks
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::tests::people;
    use super::super::questions::PublishedBand;
    use super::*;
    use attrition_core::event::SeparationKind::Voluntary;

    /// Four agents of one supervisor on a Sunday, of whom the first leaves, and an alert three days later.
    fn play(alerts: i32, worth: &[f64; 4]) -> Policy {
        let sunday = Questions::cut_off(Date(80));
        let people = people(4, &[(0, Voluntary, sunday.0 + 20, 140)]);
        let known = Outcomes { people: &people, horizon_days: 30, last_closed: Date(200) };
        let questions = Questions {
            days: vec![sunday; 4],
            agents: vec![0, 1, 2, 3],
            supervisors: vec![9; 4],
            risks: vec![0.5; 4],
            tenures: vec![10; 4],
            bands: vec![PublishedBand::Green; 4],
        };
        let pools = Pools::new(&questions, &known);
        let alert = |_| Raised { day: sunday + 3, supervisor: 9, agent: 3 };
        let alerts: Vec<Raised> = (0..alerts).map(alert).collect();
        pools.play("test", &alerts, &known.leavers(Date(0), Date(150)), worth)
    }

    #[test]
    fn chance_is_right_as_often_as_people_leave() {
        // Four standard errors of 200 plays.
        let near = |found: Option<f64>, expected: f64| {
            (found.expect("there are alerts") - expected).abs() < 4.0 * (expected * (1.0 - expected) / 200.0).sqrt()
        };
        let one = play(1, &[0.0; 4]);
        assert!(near(one.precision, 0.25) && near(one.recall, 0.25), "{one:?}");
        // Two of four: nobody is chosen twice.
        let two = play(2, &[0.0; 4]);
        assert!(near(two.recall, 0.5) && near(two.precision, 0.25) && two.alerts == 2.0, "{two:?}");
        // All, and nobody is left for a fifth.
        let all = play(5, &[0.0; 4]);
        assert_eq!(
            (all.alerts, all.precision, all.recall, all.alerts_per_leaver),
            (4.0, Some(0.25), Some(1.0), Some(4.0))
        );
    }

    #[test]
    fn the_one_who_is_worth_most_is_chosen() {
        let right = play(1, &[0.4, 0.1, 0.3, 0.2]);
        assert_eq!((right.precision, right.recall, right.alerts_per_leaver), (Some(1.0), Some(1.0), Some(1.0)));
        let wrong = play(1, &[0.1, 0.1, 0.3, 0.2]);
        assert_eq!((wrong.precision, wrong.recall, wrong.alerts_per_leaver), (Some(0.0), Some(0.0), None));
    }
}

//! What other ways of choosing would have reached with as many alerts on the same desks on the same days.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::asked::{Questions, Raised};
use super::known::{Known, Leaver};
use super::picks::Worth;
use crate::engine::date::Date;

/// How often a policy is played: chance decides between agents who are alike to it.
const PLAYS: usize = 200;
/// Choices at most over all plays: a large site needs fewer, for chance evens out within it.
const CHOICES_MAX: usize = 5_000_000;

/// A way of choosing, over many plays of chance.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Policy {
    /// `random` or `tenure`.
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
    known: &'a Known<'a>,
    pools: BTreeMap<(Date, u32), Vec<usize>>,
}

impl<'a> Pools<'a> {
    pub(super) fn new(questions: &'a Questions, known: &'a Known<'a>) -> Self {
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
            let of = Worth::of(&picks, leavers, self.known).rates();
            raised += picks.len();
            // Leavers for an alert, not alerts for a leaver: a play that finds nobody has a figure as well.
            let found = [of.precision, of.recall, 1.0 / of.per_leaver];
            rates.iter_mut().zip(found).for_each(|(sum, rate)| *sum += rate / plays as f64);
        }
        let [precision, recall, per_alert] = rates.map(|rate| Some(rate).filter(|rate| rate.is_finite()));
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

//! What reached the supervisors, and what it was worth.

use std::collections::BTreeMap;

use super::outcomes::{Leaver, Outcomes};
use super::policy::{Policy, Pools};
use super::questions::{DeskAlerts, Questions, Raised};
use super::report::BacktestSpan;
use super::top_k::{Rates, Worth, leads};
use crate::metrics::{Bootstrap, Drawn, Estimate};
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::Outcome;

/// Lengths of a supervisor's list of highest risks.
const LISTS: [usize; 4] = [1, 2, 3, 5];
/// Alerts of a supervisor's week from which on they are counted together.
const LOAD_MAX: usize = 4;
/// Bins of lead times, days.
const LEAD_BIN: i32 = 7;

/// The alerts of the desk, under its budget.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct DeskFigures {
    /// Alerts that were raised in the test span.
    pub alerts: usize,
    /// Those with an answer: the agent did not leave otherwise within the horizon.
    pub answered: usize,
    /// Alerts that the weekly budget withheld.
    pub withheld: usize,
    /// Leavers of whom every day of the horizon before their notice was in the test span.
    pub leavers: usize,
    /// Those of them who were alerted within the horizon before their notice.
    pub found: usize,
    /// Share of the answered alerts after which the agent gave notice within the horizon.
    pub precision: Option<Estimate>,
    /// Share of these leavers who were alerted within the horizon before their notice.
    pub recall: Option<Estimate>,
    /// Answered alerts for each different leaver behind them.
    pub alerts_per_leaver: Option<Estimate>,
    /// How many days before the notice the first alert came.
    pub lead: Lead,
    /// How the alerts fall on the supervisors' weeks.
    pub load: Load,
    /// The same number of alerts on the same desks on the same days by other ways of choosing.
    pub policies: Vec<Policy>,
}

/// Days from the first alert within the horizon to the notice.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Lead {
    /// Median over the leavers whom alerts found, days; `None` where there are too few to estimate it.
    pub median_days: Option<Estimate>,
    /// Leavers found by the week before the notice: 1 to 7 days, 8 to 14, and so on to the horizon.
    pub weeks: Vec<usize>,
}

/// Alerts per supervisor and week.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Load {
    /// Supervisors who had someone to be alerted to.
    pub supervisors: usize,
    /// Weeks of such supervisors.
    pub supervisor_weeks: usize,
    /// Alerts per supervisor and week on average.
    pub mean: f64,
    /// Weeks of supervisors with no alert, with one, and so on; the last with so many or more.
    pub weeks: Vec<usize>,
}

/// A list of the highest risks, for every supervisor at every cut-off.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Listed {
    /// Number of agents on the list.
    pub k: usize,
    /// Share of its entries after which the agent left within the horizon.
    pub precision: Option<Estimate>,
    /// Share of the leavers who stood on it within the horizon before their notice.
    pub recall: Option<Estimate>,
    /// The precision of as many drawn by chance from the same supervisors.
    pub by_chance: Option<f64>,
}

/// What the figures of a span are made from.
pub(super) struct SpanInputs<'a> {
    pub(super) questions: &'a Questions,
    pub(super) known: &'a Outcomes<'a>,
    pub(super) pools: Pools<'a>,
    pub(super) span: BacktestSpan,
    pub(super) bootstrap: &'a Bootstrap,
    /// Those who are to be found.
    pub(super) leavers: Vec<Leaver>,
}

impl SpanInputs<'_> {
    /// What the desk did; `tenure` has the risk by tenure alone, by question.
    pub(super) fn desk(&self, alerts: &DeskAlerts, tenure: &[f64]) -> DeskFigures {
        let raised: Vec<Raised> = alerts.raised.iter().filter(|alert| self.span.holds(alert.day)).copied().collect();
        let worth = Worth::new(&raised, &self.leavers, self.known);
        let [_, alerts_per_leaver] = self.rates(&worth);
        let (leavers, found) = worth.leavers();
        let alike = vec![0.0; self.questions.len()];
        let play = |name, by: &[f64]| self.pools.play(name, &raised, &self.leavers, by);
        DeskFigures {
            alerts: raised.len(),
            answered: worth.answered(),
            withheld: alerts.withheld.iter().filter(|day| self.span.holds(**day)).count(),
            leavers,
            found,
            precision: Estimate::of_counts(worth.right(), worth.answered()),
            recall: Estimate::of_counts(found, leavers),
            alerts_per_leaver,
            lead: self.lead(&raised),
            load: self.load(&raised),
            policies: if raised.is_empty() { vec![] } else { vec![play("random", &alike), play("tenure", tenure)] },
        }
    }

    /// The lists of highest risks.
    pub(super) fn lists(&self) -> Vec<Listed> {
        LISTS.iter().map(|k| self.list(*k)).collect()
    }

    fn list(&self, k: usize) -> Listed {
        let (mut listed, mut expected, mut slots) = (Vec::new(), 0.0, 0.0);
        let risk = |question: &usize| self.questions.risks[*question];
        for ((day, supervisor), pool) in self.pools.within(self.span.from, self.span.to) {
            let agent = |question: &usize| self.questions.agents[*question];
            // Whoever has given notice is no longer asked about.
            let mut pool: Vec<usize> =
                pool.iter().filter(|question| !self.known.is_leaving(agent(question), *day)).copied().collect();
            pool.sort_by(|a, b| risk(b).total_cmp(&risk(a)).then(agent(a).cmp(&agent(b))));
            let outcomes: Vec<Outcome> =
                pool.iter().map(|question| self.known.outcome(agent(question), *day)).collect();
            let count = |of| outcomes.iter().filter(|outcome| **outcome == of).count() as f64;
            let (leave, stay) = (count(Outcome::Leaves), count(Outcome::Stays));
            if leave + stay > 0.0 {
                let taken = k.min(pool.len()) as f64;
                (expected, slots) = (expected + taken * leave / (leave + stay), slots + taken);
            }
            let top = pool.iter().take(k);
            listed.extend(top.map(|q| Raised { day: *day, supervisor: *supervisor, agent: agent(q) }));
        }
        let worth = Worth::new(&listed, &self.leavers, self.known);
        let [precision, _] = self.rates(&worth);
        let (leavers, found) = worth.leavers();
        Listed {
            k,
            // An agent stays on a list for weeks, so entries are no counts of their own.
            precision: precision.map(|precision| precision.of_share(worth.picked())),
            recall: Estimate::of_counts(found, leavers),
            by_chance: (slots > 0.0).then(|| expected / slots),
        }
    }

    /// Precision, and picks for each leaver.
    fn rates(&self, worth: &Worth) -> [Option<Estimate>; 2] {
        let all = |rates: Rates| [rates.precision, rates.per_leaver];
        self.bootstrap.estimates(&worth.agents(), |drawn| all(worth.drawn(drawn)))
    }

    fn lead(&self, raised: &[Raised]) -> Lead {
        let mut leads = leads(raised, &self.leavers, self.known);
        leads.sort_unstable_by_key(|(_, days)| *days);
        let agents: Vec<u32> = leads.iter().map(|(agent, _)| *agent).collect();
        let median = |drawn: &Drawn| [median(leads.iter().map(|(agent, days)| (*days, drawn.times(*agent))))];
        let [median_days] = self.bootstrap.estimates(&agents, median);
        let bins = self.known.horizon_days.div_euclid(LEAD_BIN) + i32::from(self.known.horizon_days % LEAD_BIN > 0);
        let of_bin = |bin: i32| leads.iter().filter(|(_, days)| (days - 1) / LEAD_BIN == bin).count();
        Lead { median_days, weeks: (0..bins).map(of_bin).collect() }
    }

    fn load(&self, raised: &[Raised]) -> Load {
        let mut weeks: BTreeMap<(Date, u32), usize> = BTreeMap::new();
        for ((cut_off, supervisor), _) in self.pools.within(self.span.from, self.span.to) {
            weeks.insert((cut_off.week(), *supervisor), 0);
        }
        for alert in raised {
            if let Some(alerts) = weeks.get_mut(&(alert.day.week(), alert.supervisor)) {
                *alerts += 1;
            }
        }
        let mut counts = vec![0; LOAD_MAX + 1];
        weeks.values().for_each(|alerts| counts[*alerts.min(&LOAD_MAX)] += 1);
        let supervisors: std::collections::BTreeSet<u32> = weeks.keys().map(|(_, supervisor)| *supervisor).collect();
        Load {
            supervisors: supervisors.len(),
            supervisor_weeks: weeks.len(),
            mean: weeks.values().sum::<usize>() as f64 / weeks.len().max(1) as f64,
            weeks: counts,
        }
    }
}

/// The middle of sorted values that count so often each; `NaN` of none.
fn median(values: impl Iterator<Item = (i32, f64)> + Clone) -> f64 {
    let half = values.clone().map(|(_, times)| times).sum::<f64>() / 2.0;
    let (mut below, mut at_half) = (0.0, None);
    for (value, times) in values.filter(|(_, times)| *times > 0.0) {
        // As many below as above: halfway between the two in the middle.
        if let Some(lower) = at_half {
            return f64::from(lower + value) / 2.0;
        }
        below += times;
        if below > half {
            return f64::from(value);
        }
        if below == half {
            at_half = Some(value);
        }
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_counts_values_as_often_as_they_were_drawn() {
        let of = |values: &[(i32, f64)]| median(values.iter().copied());
        assert_eq!(of(&[(1, 1.0), (2, 1.0), (9, 1.0)]), 2.0);
        assert_eq!(of(&[(1, 1.0), (2, 1.0), (4, 1.0), (9, 1.0)]), 3.0);
        assert_eq!(of(&[(1, 3.0), (2, 0.0), (9, 1.0)]), 1.0);
        assert_eq!(of(&[(1, 2.0), (2, 0.0), (9, 2.0)]), 5.0);
        assert!(of(&[]).is_nan());
    }
}

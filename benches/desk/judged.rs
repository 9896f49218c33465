//! What alerts were worth.

use std::collections::{BTreeMap, BTreeSet};

use attrition_core::basics::date::Date;

use crate::site::Played;

/// An alert that was raised, and what came of its agent.
#[derive(Clone)]
pub(crate) struct Raised {
    pub(crate) day: Date,
    pub(crate) agent: String,
    pub(crate) supervisor: String,
}

/// What they were worth.
pub(crate) struct Judged {
    alerts: usize,
    /// Share of leavers alerted seven days or more before their notice, and not more than sixty.
    pub(crate) recall: f64,
    /// Share of alerts after which the agent gave notice within thirty days.
    precision: f64,
    base_rate: f64,
    /// Alerts per supervisor and week, sorted.
    load: Vec<usize>,
}

impl Judged {
    /// Judges the alerts of a site.
    pub(crate) fn of(site: &Played, raised: &[Raised]) -> Self {
        let mut by_agent: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
        raised.iter().for_each(|alert| by_agent.entry(&alert.agent).or_default().push(alert.day));
        let in_time = |(agent, notice): &&(String, Date)| {
            by_agent.get(agent.as_str()).is_some_and(|days| days.iter().any(|day| (7..=60).contains(&(*notice - *day))))
        };
        let leavers: BTreeSet<(&str, Date)> = site.leavers.iter().map(|(agent, day)| (agent.as_str(), *day)).collect();
        let leaves = |agent: &str, day: Date| (1..=30).any(|ahead| leavers.contains(&(agent, day + ahead)));
        let answered = || raised.iter().filter(|alert| alert.day + 30 <= site.last);
        let right = answered().filter(|alert| leaves(&alert.agent, alert.day)).count();
        let mut load: BTreeMap<(Date, &str), usize> =
            site.supervisor_weeks().into_iter().map(|week| (week, 0)).collect();
        for alert in raised {
            *load.entry((alert.day.week(), &alert.supervisor)).or_default() += 1;
        }
        let mut load: Vec<usize> = load.into_values().collect();
        load.sort_unstable();
        Self {
            alerts: raised.len(),
            recall: site.leavers.iter().filter(in_time).count() as f64 / site.leavers.len().max(1) as f64,
            precision: right as f64 / answered().count().max(1) as f64,
            base_rate: site.base_rate(leaves),
            load,
        }
    }

    /// The figures as a line of a table for people.
    pub(crate) fn text(&self) -> String {
        let quantile = |share: f64| self.load[((self.load.len() - 1) as f64 * share) as usize];
        let mean = self.load.iter().sum::<usize>() as f64 / self.load.len() as f64;
        format!(
            "{} alerts; per supervisor and week median {}, mean {mean:.2}, p99 {}, most {}; {:.1} % of leavers 7 days ahead or \
             more; precision {:.1} % (base rate {:.1} %)",
            self.alerts,
            quantile(0.5),
            quantile(0.99),
            quantile(1.0),
            self.recall * 100.0,
            self.precision * 100.0,
            self.base_rate * 100.0
        )
    }
}

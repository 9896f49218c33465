//! How good the risks of a centre are, beside what any roster knows: tenure alone.

use std::collections::BTreeMap;

use attrition_core::basics::date::Date;
use attrition_learner::metrics::auc;

use crate::events::Events;
use crate::played::Played;

const HORIZON_DAYS: i32 = 30;
/// First days of the bins of tenure.
const BINS: [i32; 9] = [0, 30, 60, 90, 180, 365, 730, 1_460, 2_920];
/// Rows of the average that are added to each bin.
const SHRUNK_BY: f64 = 50.0;

/// Figures of the risks of a span of days.
pub(crate) struct Risks {
    pub(crate) auc: f64,
    pub(crate) tenure_auc: f64,
    pub(crate) expected: f64,
    pub(crate) actual: f64,
    /// Share of the rows that are followed by notice: that many alerts would be right at random.
    pub(crate) at_random: f64,
}

/// A row with an answer.
struct Row {
    day: Date,
    risk: f64,
    leaves: bool,
    bin: usize,
    site: String,
}

/// All rows of a centre that have an answer.
pub(crate) struct Answered(Vec<Row>);

impl Answered {
    pub(crate) fn of(events: &Events, played: &Played) -> Self {
        let rows = played.scores.iter().filter(|(day, ..)| *day + HORIZON_DAYS <= events.last);
        let row = |(day, agent, site, risk): &(Date, String, String, f64)| {
            let leaves = events.leaves(agent, *day, HORIZON_DAYS)?;
            let tenure = events.tenure(agent, *day).unwrap_or(0).max(0);
            let bin = BINS.partition_point(|first| *first <= tenure) - 1;
            Some(Row { day: *day, risk: *risk, leaves, bin, site: site.clone() })
        };
        Self(rows.filter_map(row).collect())
    }

    /// Figures of the rows from a day on.
    pub(crate) fn since(&self, from: Date) -> Risks {
        let tenure = self.by_tenure();
        let rows: Vec<(&Row, f64)> = self.0.iter().zip(tenure).filter(|(row, _)| row.day >= from).collect();
        let leaves: Vec<bool> = rows.iter().map(|(row, _)| row.leaves).collect();
        let of = |risks: Vec<f64>| auc(&risks, &leaves).expect("some leave and some stay");
        Risks {
            auc: of(rows.iter().map(|(row, _)| row.risk).collect()),
            tenure_auc: of(rows.iter().map(|(_, tenure)| *tenure).collect()),
            expected: rows.iter().map(|(row, _)| row.risk).sum(),
            at_random: leaves.iter().filter(|leaves| **leaves).count() as f64 / leaves.len() as f64,
            actual: leaves.iter().filter(|leaves| **leaves).count() as f64,
        }
    }

    /// Expected and actual leavers' rows of each site from a day on.
    pub(crate) fn sites(&self, from: Date) -> BTreeMap<&str, (f64, f64, usize)> {
        let mut sites: BTreeMap<&str, (f64, f64, usize)> = BTreeMap::new();
        for row in self.0.iter().filter(|row| row.day >= from) {
            let site = sites.entry(&row.site).or_default();
            *site = (site.0 + row.risk, site.1 + f64::from(u8::from(row.leaves)), site.2 + 1);
        }
        sites
    }

    /// The risk by tenure alone, as far as the past of each row tells.
    fn by_tenure(&self) -> Vec<f64> {
        let mut order: Vec<usize> = (0..self.0.len()).collect();
        order.sort_by_key(|row| self.0[*row].day);
        let (mut rows, mut leavers, mut next) = ([0.0; BINS.len()], [0.0; BINS.len()], 0);
        let mut risks = vec![0.0; self.0.len()];
        for row in &order {
            let day = self.0[*row].day;
            while self.0[order[next]].day + HORIZON_DAYS <= day {
                let past = &self.0[order[next]];
                rows[past.bin] += 1.0;
                leavers[past.bin] += f64::from(u8::from(past.leaves));
                next += 1;
            }
            let bin = self.0[*row].bin;
            let all: f64 = rows.iter().sum();
            let base = if all > 0.0 { leavers.iter().sum::<f64>() / all } else { 0.0 };
            // Before anything is known, the newest stand highest.
            risks[*row] = (leavers[bin] + SHRUNK_BY * base) / (rows[bin] + SHRUNK_BY) - bin as f64 * 1e-9;
        }
        risks
    }
}

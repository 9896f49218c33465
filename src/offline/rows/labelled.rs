//! From rows whose future was not known to rows with labels.

use super::held::Held;
use super::{LeftOut, Rows};
use crate::engine::date::Date;
use crate::engine::outcome::{Outcome, outcome};

impl Held {
    /// The rows with their labels, by all that was learned of everyone; `observed` are the first and the last day that was
    /// closed, `data` the fingerprint of the journal.
    pub(in crate::offline) fn label(self, horizon_days: i32, observed: (Date, Date), data: u64) -> Rows {
        let Held { people, days, agents, mut columns, share, work_after_end, .. } = self;
        let order = people.in_order();
        let mut numbers = vec![0; order.iter().max().map_or(0, |last| *last as usize + 1)];
        (0..).zip(&order).for_each(|(number, agent)| numbers[*agent as usize] = number);
        let outcome = |row: &usize| outcome(&people.get(agents[*row]).profile, days[*row], horizon_days, observed.1);
        let outcomes: Vec<Outcome> = (0..days.len()).map(|row| outcome(&row)).collect();
        // What is kept of the future must be as what is kept of the past: one share of all rows but those of leavers.
        let is_kept = |row: &usize| {
            matches!(outcomes[*row], Outcome::Leaves | Outcome::NotOver)
                || share.holds(&people.get(agents[*row]).name, days[*row])
        };
        let kept: Vec<usize> = (0..days.len()).filter(is_kept).collect();
        let count = |of: Outcome| kept.iter().filter(|row| outcomes[**row] == of).count();
        let left_out = LeftOut {
            not_over: count(Outcome::NotOver),
            censored: share.whole(count(Outcome::Censored)),
            leaving: share.whole(count(Outcome::Leaving)),
            withdrawn: share.whole(count(Outcome::Withdrawn)),
        };
        let counts = |row: &usize| matches!(outcomes[*row], Outcome::Leaves | Outcome::Stays);
        let mut rows: Vec<usize> = kept.into_iter().filter(counts).collect();
        // By time, then by name. Of one partition, they are so already.
        rows.sort_by(|a, b| {
            let key = |row: usize| (days[row], &people.get(agents[row]).name);
            key(*a).cmp(&key(*b))
        });
        // One column after the other, so that they are not all there twice.
        for column in &mut columns {
            *column = rows.iter().map(|row| column[*row]).collect();
        }
        Rows {
            days: rows.iter().map(|row| days[*row]).collect(),
            agents: rows.iter().map(|row| numbers[agents[*row] as usize]).collect(),
            leaves: rows.iter().map(|row| outcomes[*row] == Outcome::Leaves).collect(),
            columns,
            left_out,
            fraction: share.fraction(),
            observed,
            horizon_days,
            data,
            work_after_end,
        }
    }
}

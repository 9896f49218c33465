//! From rows whose future was not known to rows with labels.

use xxhash_rust::xxh3::Xxh3;

use super::pending_rows::PendingRows;
use super::{OmittedRows, Rows};
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::{Outcome, outcome};

impl PendingRows {
    /// The rows with their labels, by all that was learned of everyone; `observed` are the first day that has data and the last
    /// day that was closed.
    pub(crate) fn label(self, horizon_days: i32, observed: (Date, Date)) -> Rows {
        let PendingRows { people, days, agents, mut columns, site_years, share, work_after_end, .. } = self;
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
        let left_out = OmittedRows {
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
        let data = fingerprint(&rows, &columns, |hash, row| {
            hash.update(people.get(agents[row]).name.as_bytes());
            hash.update(&days[row].0.to_le_bytes());
            hash.update(&[0, u8::from(outcomes[row] == Outcome::Leaves)]);
        });
        Rows {
            days: rows.iter().map(|row| days[*row]).collect(),
            agents: rows.iter().map(|row| numbers[agents[*row] as usize]).collect(),
            leaves: rows.iter().map(|row| outcomes[*row] == Outcome::Leaves).collect(),
            columns,
            site_years: rows.iter().map(|row| site_years[*row]).collect(),
            left_out,
            fraction: share.fraction(),
            observed,
            horizon_days,
            data,
            work_after_end,
        }
    }
}

/// The fingerprint of the rows: of whom and when they are, of their labels, and of every bit of their values.
fn fingerprint(rows: &[usize], columns: &[Vec<f64>], mut head: impl FnMut(&mut Xxh3, usize)) -> u64 {
    let mut hash = Xxh3::new();
    rows.iter().for_each(|row| head(&mut hash, *row));
    columns.iter().flatten().for_each(|value| hash.update(&value.to_bits().to_le_bytes()));
    hash.digest()
}

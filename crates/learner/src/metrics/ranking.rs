//! Figures that depend on the order of risks only. Equal risks stand at one place, so no order among them counts.

/// Area under the ROC curve (Mann and Whitney 1947, ties by half); `None` where a class is missing.
pub fn auc(risks: &[f64], leaves: &[bool]) -> Option<f64> {
    Ranking::new(risks, leaves).auc(|_| 1.0)
}

/// Average precision: precision at each place, weighted by the recall it adds; `None` where nobody leaves.
pub fn average_precision(risks: &[f64], leaves: &[bool]) -> Option<f64> {
    Ranking::new(risks, leaves).average_precision(|_| 1.0)
}

/// Share of the leavers that is among the rows of highest risk, a share of all; `None` where nobody leaves.
pub fn recall_at(risks: &[f64], leaves: &[bool], share: f64) -> Option<f64> {
    Ranking::new(risks, leaves).recall_at(share, |_| 1.0)
}

/// Rows in the order of their risk, highest first: sorted once, asked often.
///
/// Every figure takes what a row counts for: 1, or how often a resample drew it.
#[derive(Clone, Debug)]
pub struct Ranking {
    order: Vec<u32>,
    leaves: Vec<bool>,
    /// Ends of the places of equal risk in `order`.
    ends: Vec<u32>,
}

impl Ranking {
    /// Orders rows by risk.
    pub fn new(risks: &[f64], leaves: &[bool]) -> Self {
        let mut order: Vec<u32> = (0..risks.len() as u32).collect();
        let risk = |row: u32| risks[row as usize];
        order.sort_by(|a, b| risk(*b).total_cmp(&risk(*a)));
        let ends = order.chunk_by(|a, b| risk(*a) == risk(*b)).scan(0, |end, place| {
            *end += place.len() as u32;
            Some(*end)
        });
        let ends = ends.collect();
        let leaves = order.iter().map(|row| leaves[*row as usize]).collect();
        Self { order, leaves, ends }
    }

    /// The [`auc`] of these rows, where each row counts `weight` times.
    pub fn auc(&self, weight: impl Fn(usize) -> f64) -> Option<f64> {
        let (mut above, mut leavers, mut stayers) = (0.0, 0.0, 0.0);
        for (leave, stay) in self.steps(weight) {
            // From the highest down: who stays at this place has all leavers so far above, and half of those beside.
            above += stay * (leavers + 0.5 * leave);
            (leavers, stayers) = (leavers + leave, stayers + stay);
        }
        (leavers > 0.0 && stayers > 0.0).then(|| above / (leavers * stayers))
    }

    /// The [`average_precision`] of these rows, where each row counts `weight` times.
    pub fn average_precision(&self, weight: impl Fn(usize) -> f64) -> Option<f64> {
        let (mut sum, mut leavers, mut all) = (0.0, 0.0, 0.0);
        for (leave, stay) in self.steps(weight) {
            (leavers, all) = (leavers + leave, all + leave + stay);
            if leave > 0.0 {
                sum += leave * leavers / all;
            }
        }
        (leavers > 0.0).then(|| sum / leavers)
    }

    /// The [`recall_at`] of these rows, where each row counts `weight` times.
    pub fn recall_at(&self, share: f64, weight: impl Fn(usize) -> f64) -> Option<f64> {
        let mut left = share * self.order.iter().map(|row| weight(*row as usize)).sum::<f64>();
        let (mut found, mut leavers) = (0.0, 0.0);
        for (leave, stay) in self.steps(weight) {
            if leave + stay > 0.0 {
                let part = (left / (leave + stay)).clamp(0.0, 1.0);
                found += part * leave;
                left -= part * (leave + stay);
                leavers += leave;
            }
        }
        (leavers > 0.0).then(|| found / leavers)
    }

    /// Leavers and stayers at each risk, highest first.
    pub(super) fn steps(&self, weight: impl Fn(usize) -> f64) -> impl Iterator<Item = (f64, f64)> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let place = start..*end as usize;
            start = place.end;
            let (mut leave, mut stay) = (0.0, 0.0);
            for (row, leaves) in self.order[place.clone()].iter().zip(&self.leaves[place]) {
                *(if *leaves { &mut leave } else { &mut stay }) += weight(*row as usize);
            }
            (leave, stay)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_risks_tell_nothing() {
        let leaves = [true, false, false, true];
        assert_eq!(auc(&[0.5; 4], &leaves), Some(0.5));
        assert_eq!(average_precision(&[0.5; 4], &leaves), Some(0.5));
        assert_eq!(recall_at(&[0.5; 4], &leaves, 0.25), Some(0.25));
    }

    #[test]
    fn a_perfect_order_is_perfect() {
        let (risks, leaves) = ([0.1, 0.9, 0.2, 0.8], [false, true, false, true]);
        assert_eq!((auc(&risks, &leaves), average_precision(&risks, &leaves)), (Some(1.0), Some(1.0)));
        assert_eq!(recall_at(&risks, &leaves, 0.5), Some(1.0));
    }

    #[test]
    fn a_row_that_counts_twice_is_two_rows() {
        let (risks, leaves) = ([0.1, 0.4, 0.35, 0.8], [false, false, true, true]);
        let ranking = Ranking::new(&risks, &leaves);
        let twice = |row: usize| [2.0, 0.0, 1.0, 1.0][row];
        let (risks, leaves) = ([0.1, 0.1, 0.35, 0.8], [false, false, true, true]);
        assert_eq!(ranking.auc(twice), auc(&risks, &leaves));
        assert_eq!(ranking.average_precision(twice), average_precision(&risks, &leaves));
        assert_eq!(ranking.recall_at(0.3, twice), recall_at(&risks, &leaves, 0.3));
    }
}

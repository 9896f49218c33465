//! How well a model finds leavers: after the fact, and before it from the risks alone.
//!
//! A calibrated risk says how many of those who have it will leave. So what precision, recall and AUC will be can be expected
//! from the risks of a day: each agent counts as a leaver by the risk and as one who stays by the rest (Confidence-Based
//! Performance Estimation, NannyML). Where risks are not calibrated any more the estimate is wrong: it is shown beside what
//! came true.

/// A score, and how likely it is that its agent leaves: the risk itself before the outcome is known, 1 or 0 after.
#[derive(Clone, Copy, Debug)]
pub(in crate::projections::trends) struct ScoredOutcome {
    pub(in crate::projections::trends) risk: f64,
    /// Red: someone would be told.
    pub(in crate::projections::trends) is_red: bool,
    pub(in crate::projections::trends) chance: f64,
}

/// Figures of a set of scores; `None` where nobody is behind one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::projections::trends) struct Performance {
    /// Of the red, the share that leaves.
    pub(in crate::projections::trends) precision: Option<f64>,
    /// Of those who leave, the share that is red.
    pub(in crate::projections::trends) recall: Option<f64>,
    /// How likely the risk of one who leaves is higher than that of one who stays.
    pub(in crate::projections::trends) auc: Option<f64>,
    /// Those who leave, or are expected to.
    pub(in crate::projections::trends) leavers: f64,
    /// How many are red.
    pub(in crate::projections::trends) red: usize,
}

impl Performance {
    pub(in crate::projections::trends) fn new(mut scores: Vec<ScoredOutcome>) -> Self {
        let red = || scores.iter().filter(|score| score.is_red);
        let leavers: f64 = scores.iter().map(|score| score.chance).sum();
        // From zero: the sum of nothing is minus zero, and would be shown so.
        let found = red().fold(0.0, |sum, score| sum + score.chance);
        let told = red().count();
        let share = |part: f64, of: f64| (of > 0.0).then(|| part / of);
        let (precision, recall) = (share(found, told as f64), share(found, leavers));
        scores.sort_unstable_by(|a, b| a.risk.total_cmp(&b.risk));
        Self { precision, recall, auc: auc(&scores), leavers, red: told }
    }
}

/// Pairs of one who leaves and one who stays that are in order, of all pairs; those with the same risk count half.
fn auc(sorted: &[ScoredOutcome]) -> Option<f64> {
    let (mut pairs, mut leavers, mut stayers) = (0.0, 0.0, 0.0);
    for same in sorted.chunk_by(|a, b| a.risk == b.risk) {
        let leave: f64 = same.iter().map(|score| score.chance).sum();
        let stay = same.len() as f64 - leave;
        pairs += leave * (stayers + stay / 2.0);
        (leavers, stayers) = (leavers + leave, stayers + stay);
    }
    (leavers > 0.0 && stayers > 0.0).then(|| pairs / (leavers * stayers))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(scores: &[(f64, f64)], red: f64) -> Performance {
        let score = |(risk, chance): &(f64, f64)| ScoredOutcome { risk: *risk, is_red: *risk >= red, chance: *chance };
        Performance::new(scores.iter().map(score).collect())
    }

    #[test]
    fn what_came_true_is_counted() {
        // sklearn.metrics.roc_auc_score([0, 0, 1, 0, 1], [0.1, 0.2, 0.2, 0.3, 0.6]) = 0.75
        let performance = judged(&[(0.6, 1.0), (0.1, 0.0), (0.2, 0.0), (0.3, 0.0), (0.2, 1.0)], 0.3);
        assert_eq!(
            performance,
            Performance { precision: Some(0.5), recall: Some(0.5), auc: Some(0.75), leavers: 2.0, red: 2 }
        );
    }

    #[test]
    fn what_is_expected_is_the_mean_over_all_that_may_come_true() {
        let risks = [0.1, 0.2, 0.4, 0.7];
        let expected = judged(&risks.map(|risk| (risk, risk)), 0.4);
        // Every way in which the four can leave or stay, weighed by how likely it is.
        let (mut found, mut pairs) = (0.0, 0.0);
        for outcome in 0..16u32 {
            let left = |who: usize| outcome >> who & 1 == 1;
            let weight: f64 = (0..4).map(|who| if left(who) { risks[who] } else { 1.0 - risks[who] }).product();
            found += weight * (2..4).filter(|who| left(*who)).count() as f64;
            let in_order =
                (0..4).flat_map(|a| (0..4).map(move |b| (a, b))).filter(|(a, b)| !left(*a) && left(*b) && a < b);
            pairs += weight * in_order.count() as f64;
        }
        let near = |told: Option<f64>, expected: f64| {
            assert!((told.expect("told") - expected).abs() < 1e-12, "{told:?} {expected}");
        };
        near(expected.precision, found / 2.0);
        near(expected.recall, found / risks.iter().sum::<f64>());
        // The estimate pairs everyone with themselves as well, half in order, as its curve over thresholds does.
        let own: f64 = risks.iter().map(|risk| risk * (1.0 - risk) / 2.0).sum();
        let (leavers, stayers) = (risks.iter().sum::<f64>(), risks.iter().map(|risk| 1.0 - risk).sum::<f64>());
        near(expected.auc, (pairs + own) / (leavers * stayers));
    }

    #[test]
    fn of_nobody_nothing_is_told() {
        assert_eq!(judged(&[], 0.3), Performance::default());
        assert_eq!(judged(&[(0.1, 0.0)], 0.3), Performance::default());
        assert_eq!(judged(&[(0.4, 0.0), (0.1, 0.0)], 0.3).precision, Some(0.0));
        let none_red = judged(&[(0.1, 1.0), (0.2, 0.0)], 0.3);
        assert!(
            none_red.precision.is_none()
                && none_red.recall.is_some_and(|recall| recall == 0.0 && recall.is_sign_positive())
        );
    }
}

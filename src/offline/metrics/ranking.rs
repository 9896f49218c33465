//! Figures that depend on the order of risks only. Equal risks stand at one place, so no order among them counts.

/// Area under the ROC curve (Mann and Whitney 1947, ties by half); `None` where a class is missing.
pub fn auc(risks: &[f64], leaves: &[bool]) -> Option<f64> {
    let (mut above, mut leavers, mut stayers) = (0.0, 0.0, 0.0);
    for (leave, stay) in steps(risks, leaves) {
        // From the highest down: who stays at this place has all leavers so far above, and half of those beside.
        above += stay * (leavers + 0.5 * leave);
        (leavers, stayers) = (leavers + leave, stayers + stay);
    }
    (leavers > 0.0 && stayers > 0.0).then(|| above / (leavers * stayers))
}

/// Average precision: precision at each place, weighted by the recall it adds; `None` where nobody leaves.
pub fn average_precision(risks: &[f64], leaves: &[bool]) -> Option<f64> {
    let (mut sum, mut leavers, mut all) = (0.0, 0.0, 0.0);
    for (leave, stay) in steps(risks, leaves) {
        (leavers, all) = (leavers + leave, all + leave + stay);
        sum += leave * leavers / all;
    }
    (leavers > 0.0).then(|| sum / leavers)
}

/// Share of the leavers that is among the rows of highest risk, a share of all; `None` where nobody leaves.
pub fn recall_at(risks: &[f64], leaves: &[bool], share: f64) -> Option<f64> {
    let (mut left, mut found, mut leavers) = (share * risks.len() as f64, 0.0, 0.0);
    for (leave, stay) in steps(risks, leaves) {
        let part = (left / (leave + stay)).clamp(0.0, 1.0);
        found += part * leave;
        left -= part * (leave + stay);
        leavers += leave;
    }
    (leavers > 0.0).then(|| found / leavers)
}

/// Leavers and stayers at each risk, highest first.
fn steps(risks: &[f64], leaves: &[bool]) -> Vec<(f64, f64)> {
    let mut order: Vec<(f64, bool)> = risks.iter().copied().zip(leaves.iter().copied()).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let count = |rows: &[(f64, bool)]| {
        let leavers = rows.iter().filter(|row| row.1).count();
        (leavers as f64, (rows.len() - leavers) as f64)
    };
    order.chunk_by(|a, b| a.0 == b.0).map(count).collect()
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
}

//! Whether a population is still the one that a model was trained on.

/// Shares below this count as this: an empty cell is rare, not impossible, and its logarithm must be finite.
const SHARE_MIN: f64 = 1e-4;

/// Population stability index of counts against shares, cell by cell: the sum of (now - then) ln(now / then) over the
/// shares. Practice calls below 0.1 stable and above 0.25 another population (Siddiqi, Credit Risk Scorecards, 2006).
/// `None` where nobody is counted, or the cells are not the same.
pub fn psi(shares: &[f64], counts: &[u32]) -> Option<f64> {
    let all: f64 = counts.iter().copied().map(f64::from).sum();
    if all == 0.0 || shares.len() != counts.len() {
        return None;
    }
    let cell = |(then, count): (&f64, &u32)| {
        let (then, now) = (then.max(SHARE_MIN), (f64::from(*count) / all).max(SHARE_MIN));
        (now - then) * (now / then).ln()
    };
    Some(shares.iter().zip(counts).map(cell).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_shares_are_no_drift_and_others_are() {
        assert_eq!(psi(&[0.5, 0.3, 0.2], &[50, 30, 20]), Some(0.0));
        // By hand: 0.4 ln(0.9 / 0.5) twice with opposite signs.
        let moved = psi(&[0.5, 0.5], &[90, 10]).expect("people are counted");
        assert!((moved - 0.4 * (1.8_f64.ln() - 0.2_f64.ln())).abs() < 1e-12, "{moved}");
        assert!(psi(&[1.0, 0.0], &[0, 10]).is_some_and(|psi| psi.is_finite() && psi > 1.0));
    }

    #[test]
    fn nobody_and_other_cells_say_nothing() {
        assert_eq!(psi(&[0.5, 0.5], &[0, 0]), None);
        assert_eq!(psi(&[0.5, 0.5], &[1, 2, 3]), None);
    }
}

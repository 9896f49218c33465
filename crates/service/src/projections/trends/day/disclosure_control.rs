//! Figures of a group from which nobody's own risk can be read: sums and means are rounded, quantiles are means of several.

/// Agents whose mean risk stands for a quantile.
const NEAREST: usize = 5;

/// Quantiles that are told: the share, its label, and the fewest agents of whom it is told. Of so many, the quantile has as
/// many of the nearest below it as above it.
pub(in crate::projections::trends) const QUANTILES: [(f64, &str, usize); 2] = [(0.5, "0.5", 10), (0.9, "0.9", 20)];

/// A sum of risks, to one decimal.
pub(in crate::projections::trends) fn tenths(sum: f64) -> f64 {
    (sum * 10.0).round() / 10.0
}

/// A share, to two decimals.
pub(in crate::projections::trends) fn hundredths(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}

/// A mean difference, to three decimals.
pub(in crate::projections::trends) fn thousandths(mean: f64) -> f64 {
    (mean * 1_000.0).round() / 1_000.0
}

/// The mean of so many risks: it says no more than their rounded sum.
pub(in crate::projections::trends) fn mean(sum: f64, people: usize) -> f64 {
    tenths(sum) / people as f64
}

/// The median and the 90th percentile of sorted risks; `None` of too few agents.
pub(in crate::projections::trends) fn quantiles(sorted: &[f64]) -> [Option<f64>; QUANTILES.len()] {
    QUANTILES.map(|(share, _, least)| (sorted.len() >= least).then(|| around(sorted, share)))
}

/// The mean of the risks that lie nearest to a quantile in rank, to two significant digits.
fn around(sorted: &[f64], share: f64) -> f64 {
    let place = (share * (sorted.len() - 1) as f64).round() as usize;
    let first = place.saturating_sub(NEAREST / 2).min(sorted.len().saturating_sub(NEAREST));
    let nearest = &sorted[first..sorted.len().min(first + NEAREST)];
    two_digits(nearest.iter().sum::<f64>() / nearest.len() as f64)
}

fn two_digits(value: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let scale = 10f64.powi(1 - value.log10().floor() as i32);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(told: Option<f64>, expected: f64) {
        assert!(told.is_some_and(|told| (told - expected).abs() < 1e-12), "{told:?} is not {expected}");
    }

    #[test]
    fn a_quantile_is_the_mean_of_the_five_that_are_nearest() {
        let risks: Vec<f64> = (1..=20).map(|n| f64::from(n * n) / 1_000.0).collect();
        // Of 20: 9 to 13 in the middle, 16 to 20 at the top.
        check(quantiles(&risks)[0], 0.12);
        check(quantiles(&risks)[1], 0.33);
        // Of 100: 88 to 92.
        let many: Vec<f64> = (1..=100).map(|n| f64::from(n) / 1_000.0).collect();
        check(quantiles(&many)[1], 0.09);
    }

    #[test]
    fn of_few_people_no_quantile_is_told() {
        let of = |people: usize| quantiles(&vec![0.2; people]).map(|quantile| quantile.is_some());
        let none = [false, false];
        assert_eq!([0, 9, 10, 19, 20].map(of), [none, none, [true, false], [true, false], [true, true]]);
    }

    #[test]
    fn sums_and_means_are_rounded() {
        assert_eq!((tenths(1.18), tenths(0.0), hundredths(0.209_007), thousandths(0.209_007)), (1.2, 0.0, 0.21, 0.209));
        check(Some(mean(1.18, 8)), 0.15);
        assert_eq!([0.0, 0.045_6, 0.209, 0.999].map(two_digits), [0.0, 0.046, 0.21, 1.0]);
    }
}

//! Whether a model may take the place of another.

use super::Comparison;

/// Leavers that a comparison needs: below, chance alone could make either look better.
pub const LEAVERS_MIN: usize = 10;

/// What a comparison says of its first model against its second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is worse beyond chance: its log loss is higher or its AUC lower, by an interval of 95 % that does not hold 0.
    Worse(String),
    /// It has seen answers of the span: the comparison is none.
    Seen(String),
    /// Too few people left to tell.
    CannotTell(String),
    /// Its log loss is lower and its AUC no lower, and it is not worse beyond chance in either.
    Better,
    /// None of these: no better, but not worse beyond chance.
    NotWorse,
}

impl Verdict {
    /// Judges the first model of a comparison.
    ///
    /// Log loss counts for how true the risks are, AUC for their order. Both must hold: a model that orders people well
    /// and is far off with its risks alerts too many or nobody.
    pub fn judge(comparison: &Comparison) -> Self {
        if let Some(until) = &comparison.first.overlap {
            let from = &comparison.from;
            return Self::Seen(format!(
                "it was trained on cut-offs up to {until}, whose answers reach into the span that begins on {from}"
            ));
        }
        let Some(differences) = comparison.differences.filter(|_| comparison.leavers >= LEAVERS_MIN) else {
            let leavers = comparison.leavers;
            return Self::CannotTell(format!("only {leavers} people left in the span, it takes {LEAVERS_MIN} to tell"));
        };
        let (log_loss, auc) = (differences.log_loss, differences.auc);
        let told = |name: &str, d: crate::metrics::Estimate| {
            format!("its {name} differs by {:+.4} (95 % interval {:+.4} to {:+.4})", d.value, d.low, d.high)
        };
        if log_loss.is_above_zero() {
            Self::Worse(told("log loss", log_loss))
        } else if auc.is_below_zero() {
            Self::Worse(told("AUC", auc))
        } else if log_loss.value < 0.0 && auc.value >= 0.0 {
            Self::Better
        } else {
            Self::NotWorse
        }
    }
}

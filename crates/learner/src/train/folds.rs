//! Forward-chaining folds: learned from the past of some agents, tried on the future of others.

use super::design::{Design, Fitted};
use crate::metrics::ModelMetrics;
use crate::rows::Rows;
use attrition_core::basics::date::Date;
use attrition_core::model::probability;

/// Penalties that are tried: weekly rows of one agent say nearly the same, so they reach far up.
const STRENGTHS: [f64; 6] = [300.0, 1_000.0, 3_000.0, 10_000.0, 30_000.0, 100_000.0];
/// The penalty where no fold can tell; elsewhere, it takes evidence to go far from it: few leavers tell little.
const STRENGTH_USUAL: f64 = 3_000.0;
/// Standard deviation of ln penalty around the usual one.
const STRENGTH_SPREAD: f64 = 1.2;
/// Spans of time that are tried on.
const SPANS: i32 = 3;
/// Groups of agents: who is tried on was not learned from.
const GROUPS: u32 = 3;
/// Rows of leavers without which nothing is learned in a fold.
const LEAVING_ROWS_MIN: usize = 10;

/// What the folds tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The penalty that was chosen: the least log loss, held near the usual one.
    pub strength: f64,
    /// Figures of each penalty over all folds together.
    pub tried: Vec<(f64, ModelMetrics)>,
}

impl Choice {
    /// Figures of the chosen penalty; `None` where no fold could tell.
    pub fn metrics(&self) -> Option<&ModelMetrics> {
        self.tried.iter().find(|tried| tried.0 == self.strength).map(|tried| &tried.1)
    }

    /// Tries penalties on the first `rows` rows.
    pub(super) fn new(data: &Rows, rows: usize, design: &Design) -> Self {
        let folds = folds(data, rows);
        let mut risks = vec![Vec::new(); STRENGTHS.len()];
        let (mut leaves, mut tried_on) = (Vec::new(), Vec::new());
        for fold in &folds {
            let known: Vec<bool> = fold.learn.iter().map(|row| data.leaves[*row]).collect();
            let (mut learn, try_on) = (design.matrix(data, &fold.learn), design.matrix(data, &fold.try_on));
            let fitted: Result<Vec<Fitted>, _> =
                STRENGTHS.iter().map(|strength| design.fit(&mut learn, &known, *strength)).collect();
            // A fold too small to learn from does not tell; what is wrong with all rows shows when all are learned from.
            let Ok(fitted) = fitted else { continue };
            for (risks, fitted) in risks.iter_mut().zip(&fitted) {
                risks.extend(fitted.clone().corrected(data).logits(&try_on).into_iter().map(probability));
            }
            leaves.extend(fold.try_on.iter().map(|row| data.leaves[*row]));
            tried_on.extend(&fold.try_on);
        }
        let counts = data.weights(tried_on);
        let all = counts.as_ref().map_or(leaves.len() as f64, |counts| counts.iter().sum());
        let metrics = |risks: &[f64]| ModelMetrics::counted(risks, &leaves, counts.as_deref());
        let tried: Vec<(f64, ModelMetrics)> =
            STRENGTHS.iter().zip(&risks).filter_map(|(s, risks)| Some((*s, metrics(risks)?))).collect();
        let evidence = |m: &ModelMetrics| all * m.log_loss * data.row_weight();
        let doubt = |strength: f64| ((strength / STRENGTH_USUAL).ln() / STRENGTH_SPREAD).powi(2) / 2.0;
        let price = |(strength, metrics): &(f64, ModelMetrics)| evidence(metrics) + doubt(*strength);
        let best = tried.iter().min_by(|a, b| price(a).total_cmp(&price(b)));
        Self { strength: best.map_or(STRENGTH_USUAL, |best| best.0), tried }
    }
}

/// Rows to learn from and rows to try on, by their numbers.
struct Fold {
    learn: Vec<usize>,
    try_on: Vec<usize>,
}

/// The second half of the time in spans, each after all that is learned from and a horizon.
fn folds(data: &Rows, rows: usize) -> Vec<Fold> {
    let days = &data.days[..rows];
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Vec::new() };
    let length = *last - *first + 1;
    let start = |span: i32| *first + length * (SPANS + span) / (2 * SPANS);
    let mut folds = Vec::new();
    for (from, to) in (0..SPANS).map(|span| (start(span), start(span + 1))) {
        let within = |row: usize, from: Date, to: Date| from <= days[row] && days[row] < to;
        for group in 0..GROUPS {
            let grouped = |row: &usize| data.agents[*row] % GROUPS == group;
            let gap = from - data.horizon_days;
            let learn: Vec<usize> = (0..rows).filter(|row| within(*row, *first, gap) && !grouped(row)).collect();
            let try_on: Vec<usize> = (0..rows).filter(|row| within(*row, from, to) && grouped(row)).collect();
            let leaving = learn.iter().filter(|row| data.leaves[**row]).count();
            if leaving >= LEAVING_ROWS_MIN && leaving < learn.len() && !try_on.is_empty() {
                folds.push(Fold { learn, try_on });
            }
        }
    }
    folds
}

//! Training: from labelled rows to an artifact and its card.
//!
//! Time runs forward in all of it: the penalty is chosen by forward-chaining folds, the weights are of the earlier rows, the
//! calibration and the bands of the later ones, a horizon apart, so that no label of one reaches into the other.

mod bands;
mod calibrate;
mod curve;
mod design;
mod folds;
mod reference;
mod shape;
mod state;
mod unlike;

pub use curve::{Curve, Knots, OmissionReason};
pub use folds::Choice;
pub use unlike::Unlike;

use std::collections::BTreeMap;

use super::inputs::Inputs;
use super::metrics::ModelMetrics;
use super::rows::Rows;
use super::solver;
use attrition_contracts::models::artifact::{self, Artifact, FORMAT, MissingSignals, Training};
use attrition_contracts::records::score::schema_text;
use attrition_core::basics::date::Date;
use attrition_core::model::{Model, probability};
use calibrate::LevelEvidence;
use design::Design;

/// Agents who left without whom there is nothing to learn from.
pub const LEAVERS_MIN: usize = 10;
/// Share of the rows of leavers, the last ones, that calibrate.
const CALIBRATED_ON: f64 = 0.25;
/// Largest difference between the log-odds of the learner and of the artifact: rounding.
const APART_MAX: f64 = 1e-9;

/// What is wanted of a training.
#[derive(Clone, Debug)]
pub struct TrainingOptions {
    /// Name of the model; empty for one made of its last day and its content.
    pub id: String,
    /// What the model is, in a sentence: the first of its description; empty for none.
    pub note: String,
    /// Alerts per supervisor and week that the bands are chosen for.
    pub alerts_per_week: f64,
    /// A model whose weights are kept where the data do not speak against them.
    pub prior: Option<Artifact>,
    /// Signals that the model may use.
    pub inputs: Inputs,
    /// What a missing signal adds.
    pub missing: MissingSignals,
    /// Plain L2 towards zero, as textbooks have it: no state guides the weights. For comparison.
    pub plain: bool,
}

/// A model, and how it came about.
#[derive(Clone, Debug)]
pub struct Trained {
    /// The trained model, as it is written to a file.
    pub artifact: Artifact,
    /// Signals that did not enter.
    pub left_out: Vec<(&'static str, OmissionReason)>,
    /// Penalties tried, by folds over time.
    pub choice: Choice,
    /// The same folds with tenure alone.
    pub tenure_alone: Choice,
    /// Figures on the rows that calibrated: the weights had not seen them.
    pub later: ModelMetrics,
    /// First cut-off of those rows.
    pub later_from: Date,
    /// Signals of the model whose later values are unlike the earlier ones.
    pub unlike: Vec<Unlike>,
    /// Agents who left, over all rows.
    pub leavers: usize,
}

/// Nothing can be learned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing that people did.
    #[error(
        "no work records: in no week has anyone the shifts, evaluations or tickets of four weeks that a row is made of; \
         who was hired and who left is not enough to learn from"
    )]
    NoWork,
    /// The cut-offs span less than two horizons.
    #[error("{days} days of cut-offs are less than two horizons ({needed} days): wait, or take a shorter horizon")]
    TooShort {
        /// From the first cut-off to the last.
        days: i32,
        /// Length of two horizons, days.
        needed: i32,
    },
    /// Too few agents left of their own accord.
    #[error(
        "{leavers} agents left of their own accord, at least {LEAVERS_MIN} are needed: the prior model is for this case"
    )]
    TooFew {
        /// Agents who left of their own accord.
        leavers: usize,
    },
    /// No row is of somebody who stays.
    #[error("everybody left: there is nobody to compare with")]
    NobodyStays,
    /// All leave at one time.
    #[error(
        "all who left gave notice within days of each other: weights and calibration need leavers a horizon apart, so more \
         history is needed"
    )]
    AllAtOnce,
    /// No signal says anything.
    #[error("no signal that may enter says anything: each is missing or the same in nearly every row")]
    NoSignal,
    /// A signal knows who leaves.
    #[error("the signal `{signal}` alone separates who leaves from who stays: likely it is known only afterwards")]
    Leak {
        /// Name of the signal.
        signal: &'static str,
    },
    /// The solver finds no weights for the rows.
    #[error("failed to fit the weights")]
    Fit(#[from] solver::Error),
    /// The artifact does not score as the learner does.
    #[error("the artifact scores row {row} {apart:e} apart from the learner: this is a mistake of the program")]
    Skew {
        /// Number of the row.
        row: usize,
        /// Difference of the log-odds.
        apart: f64,
    },
    /// The artifact is refused by its own reader.
    #[error("the artifact is not valid")]
    Artifact(#[from] artifact::Error),
}

/// Trains a model: fits weights to the earlier rows, calibrates and measures them on the later ones.
pub fn train(data: &Rows, wish: &TrainingOptions) -> Result<Trained, Error> {
    let split = Split::new(data)?;
    let design = Design::new(data, split.earlier, |name| wish.inputs.hold(name), wish);
    if design.width() == 0 {
        return Err(Error::NoSignal);
    }
    let choice = Choice::new(data, split.earlier, &design);
    let alone = TrainingOptions { prior: None, ..wish.clone() };
    let tenure = Design::new(data, split.earlier, |name| name == "tenure_days", &alone);
    let tenure_alone = Choice::new(data, split.earlier, &tenure);
    let earlier: Vec<usize> = (0..split.earlier).collect();
    let mut columns = design.matrix(data, &earlier);
    let fitted = design.fit_certified(&mut columns, &data.leaves[..split.earlier], choice.strength).map_err(
        |error| match error {
            solver::Error::Separable { column } => Error::Leak { signal: design.signal(column) },
            other => Error::Fit(other),
        },
    )?;
    // Those who stay may be a sample: what was fitted to the rows as they are is corrected for it, and what follows counts
    // each row as often as it stands for.
    let fitted = fitted.corrected(data);
    let later: Vec<usize> = (split.later..data.len()).collect();
    let leaves = &data.leaves[split.later..];
    let counts = data.weights(later.iter().copied());
    let counts = counts.as_deref();
    let logits = fitted.logits(&design.matrix(data, &later));
    let prior = wish.prior.as_ref().map(Artifact::model).transpose()?;
    let known = LevelEvidence {
        leavers: data.leavers_of(0..split.earlier),
        prior: prior.map(|prior| mean_risk(data, &later, &prior)),
    };
    let calibration = calibrate::platt(&logits, leaves, counts, known, data.row_weight())?;
    let risk = |logit: &f64| probability(calibration.slope * logit + calibration.offset);
    let risks: Vec<f64> = logits.iter().map(risk).collect();
    let later = ModelMetrics::counted(&risks, leaves, counts).ok_or(Error::NobodyStays)?;
    let last = data.days[data.len() - 1];
    let artifact = Artifact {
        format: FORMAT,
        id: wish.id.clone(),
        description: description(data, wish),
        schema: schema_text(),
        horizon_days: data.horizon_days.unsigned_abs(),
        intercept: fitted.intercept,
        signals: reference::with_references(data, design.terms(&fitted.weights)),
        missing_signals: Some(wish.missing),
        calibration,
        level: None,
        unmeasured: false,
        bands: bands::bands(data, split.later, &risks, wish.alerts_per_week),
        score_shares: Some(reference::score_shares(&risks, counts)),
        training: Some(Training {
            from: data.days[0].to_string(),
            until: last.to_string(),
            rows: data.len() as u64,
            leavers: data.leavers() as u64,
            data: format!("{:016x}", data.data),
        }),
        backtest: None,
    };
    let artifact = Artifact { backtest: Some(table(&choice, &tenure_alone, &later)), ..artifact };
    let artifact = if wish.id.is_empty() { artifact.named_by_content(&format!("trained-{last}")) } else { artifact };
    agrees(data, &artifact, &fitted.logits(&columns))?;
    let unlike = unlike::unlike(data, split.earlier, split.later, |name| artifact.signals.contains_key(name));
    let (left_out, later_from) = (design.left_out, data.days[split.later]);
    Ok(Trained { artifact, left_out, choice, tenure_alone, later, later_from, unlike, leavers: data.leavers() })
}

/// Mean risk of some rows by a model.
fn mean_risk(data: &Rows, rows: &[usize], model: &Model) -> f64 {
    let risk = |row: &usize| probability(data.logit(model, *row));
    let all: f64 = rows.iter().map(|row| data.weight(*row)).sum();
    rows.iter().map(|row| data.weight(*row) * risk(row)).sum::<f64>() / all
}

fn description(data: &Rows, wish: &TrainingOptions) -> String {
    let pulled = wish.prior.as_ref().map_or(String::new(), |prior| format!(", pulled towards {}", prior.id));
    let note = if wish.note.is_empty() { String::new() } else { format!("{} ", wish.note) };
    let mut text = format!("{note}Learned from {} agents who left of their own accord{pulled}.", data.leavers());
    if wish.plain {
        text += " Plain L2 towards zero.";
    }
    if wish.missing == MissingSignals::Learned {
        text += " By wish, a missing signal has a weight of its own.";
    }
    if data.fraction < 1.0 {
        text += &format!(
            " Of the rows of people who stay, 1 in {} was kept, for memory; intercept, calibration and bands are corrected for \
             it.",
            1.0 / data.fraction
        );
    }
    let kept_out: Vec<&str> = wish.inputs.kept_out().collect();
    if !kept_out.is_empty() {
        text += &format!(" By wish, without {}.", kept_out.join(", "));
    }
    text
}

/// Which rows give what.
struct Split {
    /// Rows before this one give the weights.
    earlier: usize,
    /// Rows from this one on give calibration and bands.
    later: usize,
}

impl Split {
    fn new(data: &Rows) -> Result<Self, Error> {
        let days = data.days.last().zip(data.days.first()).map_or(0, |(last, first)| *last - *first + 1);
        let needed = 2 * data.horizon_days;
        // Whoever lacks four weeks of work is not judged, and is no row: also where there was time for many.
        if data.is_empty() && data.observed.1 - data.observed.0 >= needed {
            return Err(Error::NoWork);
        }
        if days < needed {
            return Err(Error::TooShort { days, needed });
        }
        let leavers = data.leavers();
        if leavers < LEAVERS_MIN {
            return Err(Error::TooFew { leavers });
        }
        if data.leaves.iter().all(|leaves| *leaves) {
            return Err(Error::NobodyStays);
        }
        let leaving: Vec<Date> = (0..data.len()).filter(|row| data.leaves[*row]).map(|row| data.days[row]).collect();
        let from = leaving[((1.0 - CALIBRATED_ON) * leaving.len() as f64) as usize];
        let later = data.first_on(from);
        let earlier = data.first_on(from - data.horizon_days);
        if !data.leaves[..earlier].iter().any(|leaves| *leaves) {
            return Err(Error::AllAtOnce);
        }
        Ok(Self { earlier, later })
    }
}

fn table(choice: &Choice, tenure_alone: &Choice, later: &ModelMetrics) -> BTreeMap<String, f64> {
    let mut table = BTreeMap::new();
    let mut put = |name: &str, value: f64| table.insert(name.to_owned(), value);
    put("penalty", choice.strength);
    if let Some(folds) = choice.metrics() {
        put("folds_auc", folds.auc);
        put("folds_average_precision", folds.average_precision);
        put("folds_base_rate", folds.base_rate);
    }
    if let Some(folds) = tenure_alone.metrics() {
        put("folds_auc_tenure_alone", folds.auc);
    }
    put("later_auc", later.auc);
    put("later_average_precision", later.average_precision);
    put("later_base_rate", later.base_rate);
    put("later_brier", later.brier);
    put("later_calibration_error", later.calibration_error);
    put("later_lift_top_tenth", later.lift_top_tenth);
    put("later_log_loss", later.log_loss);
    table
}

/// Every row that gave the weights scores by the artifact as it did by the learner.
fn agrees(data: &Rows, artifact: &Artifact, logits: &[f64]) -> Result<(), Error> {
    let model = artifact.model()?;
    let Artifact { calibration, .. } = artifact;
    for (row, logit) in logits.iter().enumerate() {
        let ours = calibration.slope * logit + calibration.offset;
        let apart = (data.logit(&model, row) - ours).abs();
        if apart.is_nan() || apart > APART_MAX * ours.abs().max(1.0) {
            return Err(Error::Skew { row, apart });
        }
    }
    Ok(())
}

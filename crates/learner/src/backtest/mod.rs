//! Back-test: what a model would have said, when nobody knew the answer, and what its alerts would have been worth.
//!
//! It asks first and is answered later, as live: one pass over a log through the score stage and the desk stage as they are.
//! Models are fixed, and then judged only after all that they were told of; or they are trained on the way, from what is known
//! at the time. `docs/backtest.md` defines every figure.

mod answered_questions;
mod desk;
mod outcomes;
mod pass;
mod plan;
mod policy;
mod questions;
mod report;
mod tenure;
mod top_k;
mod walk;

pub use desk::{DeskFigures, Lead, Listed, Load};
pub use pass::Backtest;
pub use plan::{BacktestModels, Plan};
pub use policy::Policy;
pub use report::{BacktestReport, BacktestSpan, BandYear, Period};
pub use walk::WalkTraining;

use attrition_contracts::models::artifact;
use attrition_core::basics::date::Date;

/// Nothing can be judged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model cannot score.
    #[error("the model cannot be used")]
    Model(#[from] artifact::Error),
    /// The model does not say what it was trained on.
    #[error("the model `{model}` does not say until when it was trained: `training.until` is no date")]
    TrainingSpan {
        /// Id of the model.
        model: String,
    },
    /// The test would ask what the model was told.
    #[error(
        "the model `{model}` was told who left up to {known} ({horizon} days after its last row), so it cannot be tested from \
         {from} on: choose `--test-from {}` or later, or train it `--until` an earlier day",
        *known + 1
    )]
    Overlap {
        /// Id of the model.
        model: String,
        /// The last day whose answers it knows.
        known: Date,
        /// Days ahead that its labels looked.
        horizon: i32,
        /// The day from which it was to be tested.
        from: Date,
    },
    /// The same for models that are trained on the way.
    #[error(
        "the first model was trained at the close of {trained}, so the test cannot begin on {from}: choose `--test-from {first}` or later"
    )]
    Untrained {
        /// The day at whose close the first model was trained.
        trained: Date,
        /// The first day that it scored.
        first: Date,
        /// The day from which it was to be tested.
        from: Date,
    },
    /// The span ends before it begins.
    #[error("the test would begin on {from} and end on {to}: `--test-to` must not be before `--test-from`")]
    Backwards {
        /// First day of the test.
        from: Date,
        /// Last day of the test.
        to: Date,
    },
    /// The prior looks elsewhere.
    #[error("the prior foretells {prior} days, the models would foretell {start}")]
    Horizons {
        /// Days ahead that the prior model foretells.
        prior: u32,
        /// Of the model that begins.
        start: u32,
    },
    /// No model was trained.
    #[error(
        "no model was trained on the way, so there is nothing to test: {why}; choose fewer months for `--retrain-every`, or judge \
         the model that comes with the program: `attrition-watch backtest --model prior`"
    )]
    NeverTrained {
        /// Why the last training gave none.
        why: String,
    },
    /// Memory does not hold the rows.
    #[error(
        "there is room for {rows_max} rows to learn from, too few for the leavers and the last weeks: give more `--memory`"
    )]
    Memory {
        /// Rows that may be held.
        rows_max: usize,
    },
    /// The log is too short.
    #[error(
        "nothing can be tested from {from} on: the log ends with {last}, and the {horizon} days after a cut-off must be over \
         (the last that can be tested is {}); {instead}",
        *last - *horizon
    )]
    TooShort {
        /// The first day that could be judged.
        from: Date,
        /// The last day that is closed.
        last: Date,
        /// Days ahead that are foretold.
        horizon: i32,
        /// Why that is so, and what can be done instead.
        instead: String,
    },
    /// No day is over.
    #[error(
        "the log holds no day that is over: `attrition-watch import` brings a history in and closes its days, and \
         `attrition-watch run` closes each day in the morning after"
    )]
    NothingClosed,
    /// There is no one to find, or no one to tell apart.
    #[error(
        "{asked} agents were asked about from {from} to {to} and {leavers} of them left: both who leaves and who stays are needed; \
         test more days (`--test-from`, `--test-to`), or `attrition-watch import` the separations of those who left"
    )]
    OneClass {
        /// First day of the test.
        from: Date,
        /// Last day of the test.
        to: Date,
        /// Different agents with an answer.
        asked: usize,
        /// Number of agents who left.
        leavers: usize,
    },
}

//! Person-period rows: one for each active agent and weekly cut-off, with the values that the score stage computed at the
//! close of that day, and whether the agent gave notice within the horizon.

mod labelled;
mod pending_rows;
mod people;
mod share;
mod weekly;

pub(crate) use pending_rows::{Bound, CUT_OFF_WEEKDAY, PendingRows};
pub(crate) use people::People;
pub use weekly::Weekly;

use attrition_core::basics::date::Date;
use attrition_core::model::Model;
use attrition_core::org::SiteYear;
use attrition_core::signals::COUNT;

/// What a row takes in training, bytes: its values, the learner's matrix (a signal and its hinge or its mark of the missing),
/// and what stands beside them.
pub const ROW_BYTES: u64 = 8 * (COUNT + 2 * COUNT + 8) as u64;

/// Days from one cut-off to the next.
const CUT_OFF_DAYS: i32 = 7;

/// Labelled rows in order of time, then of agent ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// Day of the cut-off, by row.
    pub days: Vec<Date>,
    /// Numbers of agents, by row: rows of one agent belong together.
    pub agents: Vec<u32>,
    /// Who gives voluntary notice within the horizon, by row.
    pub leaves: Vec<bool>,
    /// Values by signal of the catalogue, then by row; `NaN` is missing.
    pub columns: Vec<Vec<f64>>,
    /// The last year of the agent's site, by row: models that take their level from it need it.
    pub site_years: Vec<SiteYear>,
    /// Rows that say nothing of the question.
    pub left_out: OmittedRows,
    /// Share of the rows of people who stay that is kept: 1 where memory was enough for all.
    pub fraction: f64,
    /// First day that has data, and last day that was closed.
    pub observed: (Date, Date),
    /// Days ahead that a label looks.
    pub horizon_days: i32,
    /// Fingerprint of the rows, of every bit of them.
    pub data: u64,
    /// Days on which someone worked after the last day of their employment.
    pub work_after_end: u64,
}

/// Rows that were left out, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OmittedRows {
    /// The horizon is not over on the last day that was closed.
    pub not_over: usize,
    /// Left otherwise before the horizon was over.
    pub censored: usize,
    /// Had given or been given notice by the cut-off.
    pub leaving: usize,
    /// Gave notice within the horizon and took it back.
    pub withdrawn: usize,
}

impl Rows {
    /// Number of rows, all of them labelled.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Values of a row in the order of the catalogue.
    pub fn values(&self, row: usize) -> [f64; COUNT] {
        std::array::from_fn(|signal| self.columns[signal][row])
    }

    /// The log-odds of a row by a model.
    pub fn logit(&self, model: &Model, row: usize) -> f64 {
        model.logit(model.site_level(self.site_years[row]), &model.contributions(&self.values(row)))
    }

    /// How many rows this one stands for: those of people who stay may be a sample.
    pub fn weight(&self, row: usize) -> f64 {
        if self.leaves[row] { 1.0 } else { 1.0 / self.fraction }
    }

    /// Weights of some of the rows; `None` where every row stands for itself.
    pub fn weights(&self, rows: impl IntoIterator<Item = usize>) -> Option<Vec<f64>> {
        (self.fraction < 1.0).then(|| rows.into_iter().map(|row| self.weight(row)).collect())
    }

    /// What an intercept that was learned from the rows as they are must be moved by, log-odds: keeping a share of those who
    /// stay makes leaving that much more frequent (King and Zeng 2001, prior correction).
    pub fn intercept_correction(&self) -> f64 {
        self.fraction.ln()
    }

    /// How many different agents leave.
    pub fn leavers(&self) -> usize {
        self.leavers_of(0..self.len())
    }

    /// The same in some of the rows.
    pub fn leavers_of(&self, rows: std::ops::Range<usize>) -> usize {
        let leavers: std::collections::BTreeSet<u32> =
            rows.filter(|row| self.leaves[*row]).map(|row| self.agents[row]).collect();
        leavers.len()
    }

    /// What a row counts for as evidence: the same notice is seen from every cut-off of a horizon.
    pub fn row_weight(&self) -> f64 {
        f64::from(CUT_OFF_DAYS) / f64::from(self.horizon_days)
    }

    /// The first row on or after a day.
    pub fn first_on(&self, day: Date) -> usize {
        self.days.partition_point(|at| *at < day)
    }
}

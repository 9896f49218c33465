//! What is to be back-tested, and over which days.

use std::sync::Arc;

use super::Error;
use crate::metrics::Bootstrap;
use crate::train::TrainingOptions;
use attrition_contracts::models::artifact::Artifact;
use attrition_core::basics::date::Date;
use attrition_core::desk::RulesBySite;
use attrition_core::model::Model;

/// A back-test to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Whose risks are judged.
    pub models: BacktestModels,
    /// The first day that is judged; `None` for the first on which no answer was known to a model.
    pub from: Option<Date>,
    /// The last one; `None` for the last whose horizon is over.
    pub to: Option<Date>,
    /// Days for which duplicates are looked for.
    pub dedup_days: i32,
    /// Rules of the desk.
    pub rules: RulesBySite,
    /// Rows at most that are kept to learn from.
    pub rows_max: usize,
    /// What intervals are made of.
    pub bootstrap: Bootstrap,
}

/// Models that are judged.
#[derive(Clone, Debug)]
pub enum BacktestModels {
    /// One, in force from the beginning.
    Fixed(Box<Artifact>),
    /// A new one every so many months, learned from what is known then.
    WalkForward {
        /// Months from one to the next.
        every_months: u32,
        /// What scores until the first is trained.
        start: Box<Artifact>,
        /// How they are trained.
        wish: Box<TrainingOptions>,
    },
}

impl Plan {
    /// Checks what can be checked before the log is read.
    pub fn check(&self) -> Result<(), Error> {
        self.artifact().model()?;
        if let (BacktestModels::WalkForward { wish, .. }, horizon) = (&self.models, self.artifact().horizon_days)
            && let Some(prior) = wish.prior.as_ref().filter(|prior| prior.horizon_days != horizon)
        {
            return Err(Error::Horizons { prior: prior.horizon_days, start: horizon });
        }
        if let Some((from, to)) = self.from.zip(self.to).filter(|(from, to)| from > to) {
            return Err(Error::Backwards { from, to });
        }
        self.from.map_or(Ok(()), |from| self.unknown_from(from).map(|_| ()))
    }

    /// Days ahead that the models foretell.
    pub fn horizon_days(&self) -> i32 {
        i32::try_from(self.artifact().horizon_days).unwrap_or(i32::MAX)
    }

    /// The model that is in force at the beginning. The plan must have been checked.
    pub(super) fn begins_with(&self) -> Arc<Model> {
        Arc::new(self.artifact().model().expect("the plan was checked"))
    }

    /// A day, if a fixed model knows no answer to what is asked on it.
    pub(super) fn unknown_from(&self, day: Date) -> Result<Date, Error> {
        let BacktestModels::Fixed(artifact) = &self.models else { return Ok(day) };
        match self.known_until()? {
            Some(known) if day <= known => {
                Err(Error::Overlap { model: artifact.id.clone(), known, horizon: self.horizon_days(), from: day })
            }
            _ => Ok(day),
        }
    }

    /// The last day that a fixed model was told of: the end of the horizon of its last row.
    pub(super) fn known_until(&self) -> Result<Option<Date>, Error> {
        let (BacktestModels::Fixed(artifact), Some(training)) = (&self.models, &self.artifact().training) else {
            return Ok(None);
        };
        let until = Date::parse(&training.until).ok_or_else(|| Error::TrainingSpan { model: artifact.id.clone() })?;
        Ok(Some(until + self.horizon_days()))
    }

    fn artifact(&self) -> &Artifact {
        match &self.models {
            BacktestModels::Fixed(artifact) => artifact,
            BacktestModels::WalkForward { start, .. } => start,
        }
    }
}

//! Walk forward: a new model every so many months, from what is known then.

use super::{BacktestModels, Plan};
use crate::rows::Rows;
use crate::train::{self, TrainingOptions};
use attrition_core::basics::date::Date;
use attrition_core::model::Takeover;
use attrition_pipeline::score::ScoreStage;

/// When models are trained, and what came of it.
pub(super) struct Walk {
    every_months: Option<u32>,
    wish: Option<TrainingOptions>,
    /// Months from the first day to the next training.
    months: u32,
    trainings: Vec<WalkTraining>,
}

/// A training on the way.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct WalkTraining {
    /// At the close of this day.
    #[serde(serialize_with = "text")]
    pub day: Date,
    /// The model; `None` where none came of it.
    pub model: Option<String>,
    /// The first day whose daily scores it made.
    #[serde(serialize_with = "text_or_null")]
    pub in_force_from: Option<Date>,
    /// Its last row: the horizon after it was over.
    #[serde(serialize_with = "text_or_null")]
    pub last_row: Option<Date>,
    /// Agents who left in its rows.
    pub leavers: Option<usize>,
    /// Why no model came of it: the one before stayed in force.
    pub refused: Option<String>,
}

impl Walk {
    pub(super) fn new(plan: &Plan) -> Self {
        let (every_months, wish) = match &plan.models {
            BacktestModels::Fixed(_) => (None, None),
            BacktestModels::WalkForward { every_months, wish, .. } => (Some(*every_months), Some((**wish).clone())),
        };
        Self { every_months, wish, months: every_months.unwrap_or(0), trainings: Vec::new() }
    }

    /// Whether models are trained at all.
    pub(super) fn is_on(&self) -> bool {
        self.wish.is_some()
    }

    /// Whether a model is to be trained once all of the log is closed up to a day.
    pub(super) fn is_due(&self, first: Date, closed: Date) -> bool {
        self.is_on() && closed >= months_after(first, self.months)
    }

    /// Trains a model at the close of a day and puts it in force as a running service would.
    pub(super) fn train(&mut self, closed: Date, rows: &Rows, score: &mut ScoreStage) {
        let (Some(every), Some(wish)) = (self.every_months, &self.wish) else { return };
        self.months += every;
        let trained = match rows.is_empty() {
            true => Err("no row is there yet".to_owned()),
            false => train::train(rows, wish).map_err(|error| error.to_string()),
        };
        let trained = trained.and_then(|trained| {
            let model = trained.artifact.model().map_err(|error| error.to_string())?;
            Ok((trained, model))
        });
        let mut training = WalkTraining {
            day: closed,
            model: None,
            in_force_from: None,
            last_row: None,
            leavers: None,
            refused: None,
        };
        match trained {
            Ok((trained, model)) => {
                let takeover = Takeover::new(closed + 1, Some(closed));
                training.model = Some(trained.artifact.id.clone());
                training.in_force_from = Some(takeover.daily);
                training.last_row = rows.days.last().copied();
                training.leavers = Some(trained.leavers);
                score.put_in_force(std::sync::Arc::new(model), takeover);
            }
            Err(refused) => training.refused = Some(refused),
        }
        self.trainings.push(training);
    }

    /// What came of the trainings.
    pub(super) fn trainings(&self) -> &[WalkTraining] {
        &self.trainings
    }

    /// When the first model was trained, and the first day that it scored.
    pub(super) fn first(&self) -> Option<(Date, Date)> {
        self.trainings.iter().find_map(|training| Some((training.day, training.in_force_from?)))
    }

    /// Why no model came of the last training.
    pub(super) fn why_none(&self) -> String {
        let refused = self.trainings.iter().rev().find_map(|training| training.refused.clone());
        refused.unwrap_or_else(|| format!("the history ends before the first {} months are over", self.months))
    }
}

/// A day as YYYY-MM-DD.
fn text<S: serde::Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

#[expect(clippy::ref_option, reason = "what the derive calls it with")]
fn text_or_null<S: serde::Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => text(day, serializer),
        None => serializer.serialize_none(),
    }
}

/// The same day of a later month, or its last day.
fn months_after(day: Date, months: u32) -> Date {
    let (year, month, of_month) = day.ymd();
    let month = month - 1 + months;
    let (year, month) = (year + (month / 12).cast_signed(), month % 12 + 1);
    let in_calendar = |of_month: &u32| Date::from_ymd(year, month, *of_month);
    (1..=of_month).rev().find_map(|of_month| in_calendar(&of_month)).expect("every month has a first day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let date = |text| Date::parse(text).expect("a date");
        for (from, months, to) in
            [("2025-01-06", 6, "2025-07-06"), ("2025-08-31", 6, "2026-02-28"), ("2025-12-15", 13, "2027-01-15")]
        {
            assert_eq!(months_after(date(from), months), date(to));
        }
    }
}

//! `qa.*`: evaluations and coaching.

use serde::Deserialize;

use super::data_member::{MINUTES_MAX, key, required, typed, within};
use super::range::RecordedDate;
use crate::incoming::refusal::Refusal;
use attrition_core::basics::date::Date;
use attrition_core::event::{Coaching, Evaluation, Fact};

#[derive(Deserialize)]
struct EvaluationData {
    evaluation_id: String,
    date: String,
    score: f64,
    critical_fail: bool,
    disputed: bool,
}

/// Reads the `data` of a quality evaluation, whose score is 0 to 100.
pub(super) fn evaluation(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: EvaluationData = typed(json)?;
    let score = within("score", data.score, 0.0, 100.0)?;
    let evaluation = Evaluation {
        key: key("evaluation_id", &data.evaluation_id)?,
        score_milli: (score * 1_000.0).round() as u32,
        critical_fail: data.critical_fail,
        disputed: data.disputed,
    };
    Ok((at.work_day("date", &data.date)?, Fact::Evaluation(evaluation)))
}

#[derive(Deserialize)]
struct CoachingData {
    session_id: String,
    date: String,
    status: CoachingStatus,
    minutes: Option<f64>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum CoachingStatus {
    Held,
    Cancelled,
}

/// Reads a coaching session.
pub(super) fn coaching(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: CoachingData = typed(json)?;
    let held = data.status == CoachingStatus::Held;
    if held {
        within("minutes", *required("minutes", data.minutes.as_ref())?, 0.0, MINUTES_MAX)?;
    }
    Ok((at.work_day("date", &data.date)?, Fact::Coaching(Coaching { key: key("session_id", &data.session_id)?, held })))
}

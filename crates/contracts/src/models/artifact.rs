//! Model artifacts: readable JSON, checked against the catalogue before they may score.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::incoming::protected;
use crate::records::score::schema_text;
use attrition_core::basics::date::Date;
use attrition_core::model::{CELLS_MAX, Hinge, Level, Model, Reference, SCORE_CELLS, Term, Transform};
use attrition_core::signals::{self, COUNT};

/// Version of the format that is written. Readers take this one.
pub const FORMAT: u32 = 1;

/// A model on paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// Version of this format.
    pub format: u32,
    /// Name of the model.
    pub id: String,
    /// What it is, in a sentence or two.
    pub description: String,
    /// Hash of the catalogue that it was made for.
    pub schema: String,
    /// Days ahead that it foretells.
    pub horizon_days: u32,
    /// Log-odds where every contribution is zero, before calibration.
    pub intercept: f64,
    /// Terms by signal; a signal that is not here adds nothing.
    pub signals: BTreeMap<String, TermData>,
    /// What a missing signal adds; absent where an earlier version trained the model, which learned it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_signals: Option<MissingSignals>,
    /// Turns the log-odds into calibrated ones: `slope * logit + offset`.
    pub calibration: Calibration,
    /// Thresholds, and the capacity that they were chosen for.
    pub bands: Bands,
    /// How the level follows the leavers on record at a site; absent where the intercept is the level everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelData>,
    /// It was made from published studies and not trained, so its risks may not fit; otherwise absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmeasured: bool,
    /// Share of training rows by score, in cells of 0.05 from 0 to 1; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score_shares: Option<Vec<f64>>,
    /// What it was trained on; `null` for a model that was not trained.
    pub training: Option<Training>,
    /// Table of the back-test, by its own names; `null` where there is none.
    pub backtest: Option<BTreeMap<String, f64>>,
}

/// What a missing signal adds to the log-odds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingSignals {
    /// The mean of what it adds for those who have it: nobody's risk rises or falls because data are missing.
    #[default]
    Neutral,
    /// A weight of its own, learned from who lacks it.
    Learned,
}

/// How one signal enters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermData {
    /// `identity` or `ln1p`, done first.
    #[serde(default)]
    pub transform: TransformData,
    /// Lower end of the training range, in the signal's unit: values beyond are clipped.
    pub low: f64,
    /// Upper end of the training range.
    pub high: f64,
    /// Subtracted, after the transform.
    pub centre: f64,
    /// Standardisation: the transformed value is divided by this.
    pub scale: f64,
    /// Log-odds per standardised unit.
    pub weight: f64,
    /// Points at which the slope of the term changes.
    #[serde(default)]
    pub hinges: Vec<HingeData>,
    /// Log-odds when the signal is missing.
    #[serde(default)]
    pub missing: f64,
    /// How it was spread in training; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<ReferenceData>,
}

/// How a signal was spread in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceData {
    /// Where one cell ends and the next begins, in the signal's unit, ascending.
    pub edges: Vec<f64>,
    /// Share of training rows in each cell, then of those where the signal was missing.
    pub shares: Vec<f64>,
}

/// What is done to a value first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransformData {
    /// The value is used as it is.
    #[default]
    Identity,
    /// The natural logarithm of the value plus 1.
    Ln1p,
}

/// A change of slope.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HingeData {
    /// In the signal's own unit.
    pub knot: f64,
    /// Log-odds per standardised unit beyond the knot.
    pub weight: f64,
}

/// Platt scaling: a line that maps raw log-odds to calibrated ones.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Factor by which the raw log-odds are multiplied.
    pub slope: f64,
    /// Added to the log-odds after they are multiplied.
    pub offset: f64,
}

/// How the level follows the leavers on record at a site.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelData {
    /// Voluntary leavers for each agent-year that the intercept stands for, where the term of tenure adds nothing.
    pub leavers_a_year: f64,
    /// Leavers that the intercept counts for, beside those of a site's last year.
    pub weight: f64,
}

/// Risks at which the bands begin, and the capacity that they were chosen for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// The risk from which an agent is in the amber band.
    pub amber: f64,
    /// The risk from which an agent is in the red band.
    pub red: f64,
    /// The capacity that they were chosen for, in words.
    pub capacity: String,
}

/// What a model was trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// First cut-off of the training rows, YYYY-MM-DD.
    pub from: String,
    /// Last cut-off of the training rows, YYYY-MM-DD.
    pub until: String,
    /// Number of training rows.
    pub rows: u64,
    /// Number of training rows whose agent left within the horizon.
    pub leavers: u64,
    /// Fingerprint of the rows.
    pub data: String,
}

/// An artifact cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is no artifact.
    #[error("it is not a model artifact: {0}")]
    NotAnArtifact(#[from] serde_json::Error),
    /// It is of another version.
    #[error("its format is {found}, this version reads format {FORMAT}")]
    Format {
        /// The version it says.
        found: u32,
    },
    /// It was made for another catalogue.
    #[error("it was made for the signal catalogue {found}, this version has {}: train it again", schema_text())]
    Schema {
        /// The hash it says.
        found: String,
    },
    /// It has a term for what is never an input.
    #[error("it has a term for `{name}`, a protected attribute ({reason}): risk must not depend on it")]
    Protected {
        /// Name of the term.
        name: String,
        /// What it is protected for.
        reason: &'static str,
    },
    /// A value cannot be.
    #[error("{0}")]
    Value(String),
}

impl Error {
    fn unknown(name: &str) -> Self {
        match protected::reason(name) {
            Some(reason) => Self::Protected { name: name.to_owned(), reason },
            None => Self::Value(format!("no signal is called `{name}`")),
        }
    }
}

impl Artifact {
    /// Reads an artifact, without checking that it can score.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The model, checked, with calibration folded into its weights, so that contributions add up to the published
    /// log-odds.
    pub fn model(&self) -> Result<Model, Error> {
        if self.format != FORMAT {
            return Err(Error::Format { found: self.format });
        }
        if self.schema != schema_text() {
            return Err(Error::Schema { found: self.schema.clone() });
        }
        self.check()?;
        let slope = self.calibration.slope;
        let mut terms = Box::new([const { None }; COUNT].map(|_: Option<()>| Term::silent()));
        for (name, data) in &self.signals {
            let place = signals::position(name).ok_or_else(|| Error::unknown(name))?;
            terms[place] = data.term(name, slope)?;
        }
        let tenure = signals::position("tenure_days").expect("it is in the catalogue");
        let level = self.level.map(|level| Level::new(level.leavers_a_year, level.weight, &terms[tenure]));
        Ok(Model {
            id: self.id.as_str().into(),
            intercept: slope * self.intercept + self.calibration.offset,
            terms,
            amber: self.bands.amber,
            red: self.bands.red,
            horizon_days: self.horizon_days,
            score_shares: self.score_shares.clone(),
            trained_until: self.training.as_ref().and_then(|training| Date::parse(&training.until)),
            level,
            is_unmeasured: self.unmeasured,
        })
    }

    /// The same, named by its content: `prefix` and a hash of all of it. What was learned from other rows, or by other
    /// options, has another name.
    #[must_use]
    pub fn named_by_content(self, prefix: &str) -> Self {
        let nameless = Self { id: String::new(), ..self };
        let json = serde_json::to_vec(&nameless).expect("texts and numbers are always JSON");
        Self { id: format!("{prefix}-{:08x}", xxh3_64(&json) >> 32), ..nameless }
    }

    fn check(&self) -> Result<(), Error> {
        let finite = [self.intercept, self.calibration.slope, self.calibration.offset].iter().all(|x| x.is_finite());
        let value = |holds: bool, text: &str| if holds { Ok(()) } else { Err(Error::Value(text.to_owned())) };
        value(!self.id.is_empty(), "`id` is empty")?;
        value(finite, "`intercept` and `calibration` must be finite")?;
        value(self.calibration.slope > 0.0, "`calibration.slope` must be above 0")?;
        value(self.horizon_days > 0, "`horizon_days` must be above 0")?;
        let Bands { amber, red, .. } = self.bands;
        value(0.0 < amber && amber < red && red < 1.0, "`bands` must hold 0 < amber < red < 1")?;
        let is_rate = |number: f64| number.is_finite() && number > 0.0;
        let level = self.level.is_none_or(|level| is_rate(level.leavers_a_year) && is_rate(level.weight));
        value(level, "`level` needs `leavers_a_year` and `weight` above 0")?;
        let shares = self.score_shares.as_ref();
        let whole = shares.is_none_or(|shares| shares.len() == SCORE_CELLS && are_shares(shares));
        value(whole, "`score_shares` must be 20 shares that add up to 1")
    }
}

impl From<TransformData> for Transform {
    fn from(data: TransformData) -> Self {
        match data {
            TransformData::Identity => Self::Identity,
            TransformData::Ln1p => Self::Ln1p,
        }
    }
}

impl From<Transform> for TransformData {
    fn from(transform: Transform) -> Self {
        match transform {
            Transform::Identity => Self::Identity,
            Transform::Ln1p => Self::Ln1p,
        }
    }
}

impl ReferenceData {
    fn checked(&self, name: &str) -> Result<Reference, Error> {
        let ascend = self.edges.iter().all(|edge| edge.is_finite()) && self.edges.is_sorted_by(|a, b| a < b);
        let cells = self.edges.len() < CELLS_MAX && self.shares.len() == self.edges.len() + 2;
        if !(ascend && cells && are_shares(&self.shares)) {
            let what = "needs at most 9 ascending edges, and two more shares than edges that add up to 1";
            return Err(Error::Value(format!("the reference of the signal `{name}` {what}")));
        }
        Ok(Reference { edges: self.edges.clone(), shares: self.shares.clone() })
    }
}

fn are_shares(shares: &[f64]) -> bool {
    shares.iter().all(|share| (0.0..=1.0).contains(share)) && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-6
}

impl TermData {
    fn term(&self, name: &str, slope: f64) -> Result<Term, Error> {
        let numbers = [self.low, self.high, self.centre, self.scale, self.weight, self.missing];
        let hinges = self.hinges.iter().flat_map(|hinge| [hinge.knot, hinge.weight]);
        if !numbers.into_iter().chain(hinges).all(f64::is_finite) || self.scale <= 0.0 || self.low >= self.high {
            let what = "needs finite numbers, a scale above 0 and low < high";
            return Err(Error::Value(format!("the signal `{name}` {what}")));
        }
        let hinge = |hinge: &HingeData| Hinge { knot: hinge.knot, weight: slope * hinge.weight };
        Ok(Term {
            transform: self.transform.into(),
            low: self.low,
            high: self.high,
            centre: self.centre,
            scale: self.scale,
            weight: slope * self.weight,
            hinges: self.hinges.iter().map(hinge).collect(),
            missing: slope * self.missing,
            reference: self.reference.as_ref().map(|reference| reference.checked(name)).transpose()?,
        })
    }
}

//! The risk model: a logistic regression whose parts add up, and which one is in force when.

pub mod drift;

mod evaluation;
mod in_force;
mod level;
mod reference;

pub use evaluation::RiskEvaluation;
pub use in_force::{InForce, Scorers, Takeover};
pub use level::Level;
pub use reference::{CELLS_MAX, Reference, SCORE_CELLS, score_cell};

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::org::SiteYear;
use crate::signals::COUNT;

/// A model in force: one term per signal of the catalogue, calibration already folded in.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Name of the model, as scores and alerts carry it.
    pub id: Box<str>,
    /// Log-odds where every contribution is zero.
    pub intercept: f64,
    /// Terms in the order of the catalogue.
    pub terms: Box<[Term; COUNT]>,
    /// Risk from which an agent is watched.
    pub amber: f64,
    /// Risk from which an alert is raised.
    pub red: f64,
    /// Days that the risk looks ahead.
    pub horizon_days: u32,
    /// Share of training rows in each cell of the score; `None` where it is not known.
    pub score_shares: Option<Vec<f64>>,
    /// Last day that it was trained on; `None` for one that was not trained.
    pub trained_until: Option<Date>,
    /// How the level follows that of a site; `None` where the intercept is the level everywhere.
    pub level: Option<Level>,
    /// It was not trained: whoever is told of one of its risks is told that it may not fit.
    pub is_unmeasured: bool,
}

/// Tells one model from another by its name, in eight bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModelTag(pub u64);

impl ModelTag {
    /// Bytes of a tag in state.
    pub const BYTES: usize = 8;

    /// The tag of a name: its FNV-1a hash, which is the same in every build.
    fn new(name: &str) -> Self {
        let (basis, prime) = (0xcbf2_9ce4_8422_2325, 0x0100_0000_01b3);
        Self(name.bytes().fold(basis, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(prime)))
    }
}

/// How one signal moves the log-odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What is done to the value first.
    pub transform: Transform,
    /// The training range: values beyond are clipped to it.
    pub low: f64,
    /// Upper end of the training range.
    pub high: f64,
    /// Standardisation: what is subtracted from the transformed value.
    pub centre: f64,
    /// Standardisation: what the difference to `centre` is divided by; above 0.
    pub scale: f64,
    /// Log-odds per standardised unit.
    pub weight: f64,
    /// Points at which the slope of the term changes.
    pub hinges: Vec<Hinge>,
    /// Log-odds when the signal is missing.
    pub missing: f64,
    /// How the signal was spread in training; `None` where it is not known.
    pub reference: Option<Reference>,
}

/// From `knot` on, each standardised unit more adds `weight`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hinge {
    /// In the signal's own unit.
    pub knot: f64,
    /// Log-odds per standardised unit beyond the knot.
    pub weight: f64,
}

/// What is done to a value before it is standardised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transform {
    /// The value is used as it is.
    Identity,
    /// ln(1 + x), for durations over orders of magnitude.
    Ln1p,
}

/// Bands of risk, from the one that asks for nothing to the one that raises alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Not enough history: no alert, whatever the risk.
    Unknown,
    /// The risk is below amber: the agent is not watched.
    Green,
    /// The agent is watched; no alert is raised.
    Amber,
    /// An alert, if it lasts.
    Red,
}

/// Risks at which bands begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// The risk from which an agent is in the amber band.
    pub amber: f64,
    /// The risk from which an agent is in the red band.
    pub red: f64,
}

impl Term {
    /// A term that never moves the log-odds.
    pub fn silent() -> Self {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        Self {
            transform: Transform::Identity,
            low,
            high,
            centre: 0.0,
            scale: 1.0,
            weight: 0.0,
            hinges: vec![],
            missing: 0.0,
            reference: None,
        }
    }

    /// What a value of the signal adds to the log-odds; `NaN` stands for missing.
    pub fn contribution(&self, value: f64) -> f64 {
        if value.is_nan() {
            return self.missing;
        }
        let clipped = value.max(self.low).min(self.high);
        let z = self.standardised(clipped);
        let hinge = |hinge: &Hinge| hinge.weight * (z - self.standardised(hinge.knot)).max(0.0);
        self.weight * z + self.hinges.iter().map(hinge).sum::<f64>()
    }

    fn standardised(&self, value: f64) -> f64 {
        let transformed = match self.transform {
            Transform::Identity => value,
            Transform::Ln1p => value.max(0.0).ln_1p(),
        };
        (transformed - self.centre) / self.scale
    }
}

impl Model {
    /// Tells the model from others.
    pub fn tag(&self) -> ModelTag {
        ModelTag::new(&self.id)
    }

    /// Log-odds: the intercept, the level of the site, and the contributions, added in the order of the catalogue.
    pub fn logit(&self, site_level: f64, contributions: &[f64; COUNT]) -> f64 {
        self.intercept + site_level + contributions.iter().sum::<f64>()
    }

    /// What the level of a site adds to the log-odds.
    pub fn site_level(&self, year: SiteYear) -> f64 {
        self.level.as_ref().map_or(0.0, |level| level.offset(year))
    }

    /// What each value adds to the log-odds, in the order of the catalogue; `NaN` stands for missing.
    pub fn contributions(&self, values: &[f64; COUNT]) -> [f64; COUNT] {
        std::array::from_fn(|signal| self.terms[signal].contribution(values[signal]))
    }

    /// The risks from which an agent of a site is watched and alerted. Where more leave than the model expects, both are as far above
    /// what is usual there as the model's own are above its level, or most of the site would be alerted.
    pub fn thresholds(&self, site_level: f64) -> Thresholds {
        if site_level <= 0.0 {
            return Thresholds { amber: self.amber, red: self.red };
        }
        let moved = |risk: f64| probability(log_odds(risk) + site_level);
        Thresholds { amber: moved(self.amber), red: moved(self.red) }
    }

    /// The band of a risk at a site.
    pub fn band(&self, risk: f64, site_level: f64) -> Band {
        let Thresholds { amber, red } = self.thresholds(site_level);
        if risk >= red {
            Band::Red
        } else if risk >= amber {
            Band::Amber
        } else {
            Band::Green
        }
    }
}

closed_set!(Band { Unknown => "not_enough_history", Green => "green", Amber => "amber", Red => "red" });

/// A risk as it would be at a site of the model's own level, given what the level of its site adds.
pub fn without_level(risk: f64, site_level: f64) -> f64 {
    if site_level == 0.0 { risk } else { probability(log_odds(risk) - site_level) }
}

/// Log-odds of a probability.
pub fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The probability that belongs to log-odds, by the logistic function.
pub fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

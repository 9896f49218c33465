//! Scores: CloudEvents of type `attrition.score.v1`, keyed by agent.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::json::serde_code;
use crate::json::serde_date;
use crate::records::envelope::{self, EventType, Malformed, PublishedEvent};
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::model::{Band, Model, Scorers, probability};
use attrition_core::partition::Score;
use attrition_core::signals::{SIGNALS, schema_hash};

/// The data of a score that was read.
pub type ScoreData = ScoreBody<'static>;

/// The data of a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoreBody<'a> {
    /// Business date that the score is of.
    #[serde(with = "serde_date")]
    pub date: Date,
    /// Made before the day was closed, because the band changed.
    pub interim: bool,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Log-odds: intercept and contributions add up to it.
    pub logit: f64,
    /// Band of the risk.
    #[serde(with = "serde_code")]
    pub band: Band,
    /// Site code, or empty.
    pub site: Cow<'a, str>,
    /// Team code, or empty.
    pub team: Cow<'a, str>,
    /// Supervisor id, or empty.
    pub supervisor: Cow<'a, str>,
    /// Model that made it.
    pub model: Cow<'a, str>,
    /// Hash of the catalogue that it was made with.
    pub schema: Cow<'a, str>,
    /// Days ahead that the risk looks.
    pub horizon_days: u32,
    /// Log-odds where every contribution is zero.
    pub intercept: f64,
    /// Log-odds by signal, and those of the level of the site as `site_level`; what adds nothing is left out.
    pub contributions: BTreeMap<Cow<'a, str>, f64>,
    /// What a shadow model makes of the same signals; nothing comes of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shadow: Option<Shadow<'a>>,
}

/// The score of a shadow model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shadow<'a> {
    /// Model that made it.
    pub model: Cow<'a, str>,
    /// Probability of giving notice within the shadow's horizon.
    pub risk: f64,
    /// Natural logarithm of the odds of that risk.
    pub logit: f64,
    /// Band of the risk, by the shadow's thresholds.
    #[serde(with = "serde_code")]
    pub band: Band,
    /// Days ahead that the risk looks.
    pub horizon_days: u32,
}

/// The name under which the level of a site stands among the contributions: no signal has it.
pub const SITE_LEVEL: &str = "site_level";

/// Writes a score of the champion as a CloudEvent in JSON; a shadow's risk stands beside it.
pub fn write(score: &Score<'_>, by: Scorers<'_>, told_at: Moment) -> Box<[u8]> {
    let model = by.champion;
    let evaluation = score.evaluation;
    let place = score.agent.place(score.day);
    let contribution = |signal: &usize| (Cow::Borrowed(SIGNALS[*signal].name), evaluation.contributions[*signal]);
    let data = ScoreBody {
        date: score.day,
        interim: score.interim,
        risk: evaluation.risk,
        logit: evaluation.logit,
        band: evaluation.band,
        site: place.map_or("", |roster| &roster.site).into(),
        team: place.map_or("", |roster| &roster.team).into(),
        supervisor: place.map_or("", |roster| &roster.supervisor).into(),
        model: (&*model.id).into(),
        schema: SCHEMA.as_str().into(),
        horizon_days: model.horizon_days,
        intercept: model.intercept,
        contributions: BY_NAME
            .iter()
            .map(contribution)
            .chain([(Cow::Borrowed(SITE_LEVEL), evaluation.site_level)])
            .filter(|contribution| contribution.1 != 0.0)
            .collect(),
        shadow: by.shadow.map(|model| shadow(score, model)),
    };
    let (name, logit) = (score.name.as_str(), evaluation.logit.to_bits());
    let identity = format!("score\0{name}\0{}\0{}\0{logit}", score.day, score.interim);
    envelope::write(EventType::Score, &identity, score.name, told_at, data)
}

fn shadow<'a>(score: &Score<'_>, model: &'a Model) -> Shadow<'a> {
    let evaluation = score.evaluation;
    let site_level = model.site_level(evaluation.evidence.org.site_year);
    let logit = model.logit(site_level, &model.contributions(&evaluation.values));
    let risk = probability(logit);
    let band = if evaluation.evidence.is_enough() { model.band(risk, site_level) } else { Band::Unknown };
    Shadow { model: (&*model.id).into(), risk, logit, band, horizon_days: model.horizon_days }
}

/// The catalogue's schema hash as records write it.
pub fn schema_text() -> String {
    SCHEMA.clone()
}

static SCHEMA: LazyLock<String> = LazyLock::new(|| format!("{:016x}", schema_hash()));

/// The signals by name, as a map has them.
static BY_NAME: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let mut places: Vec<usize> = (0..SIGNALS.len()).collect();
    places.sort_unstable_by_key(|place| SIGNALS[*place].name);
    places
});

/// Reads a score's agent and data; `None` where the event is no score.
pub fn read(bytes: &[u8]) -> Result<Option<(String, ScoreData)>, Malformed> {
    let event = envelope::read::<ScoreData>(bytes, EventType::Score)?;
    Ok(event.map(|event| (event.subject.into_owned(), event.data)))
}

/// A score without what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief<'a> {
    /// Whom it is about.
    pub agent: Cow<'a, str>,
    /// Business date that the score is of.
    pub date: Date,
    /// Made before the day was closed.
    pub interim: bool,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Band of the risk.
    pub band: Band,
    /// Site code, or empty.
    pub site: Cow<'a, str>,
    /// Team code, or empty.
    pub team: Cow<'a, str>,
    /// Days ahead that the risk looks.
    pub horizon_days: u32,
    /// Risk by a shadow model, where one scored.
    pub shadow_risk: Option<f64>,
}

/// Reads what a score says, past the contributions that are most of it: for whoever reads all scores there are. `None` where
/// the event is no score.
pub fn read_brief(bytes: &[u8]) -> Result<Option<Brief<'_>>, Malformed> {
    #[derive(Deserialize)]
    struct Data<'a> {
        #[serde(with = "serde_date")]
        date: Date,
        interim: bool,
        risk: f64,
        #[serde(with = "serde_code")]
        band: Band,
        #[serde(borrow)]
        site: Cow<'a, str>,
        #[serde(borrow)]
        team: Cow<'a, str>,
        horizon_days: u32,
        shadow: Option<Shadow>,
    }
    #[derive(Deserialize)]
    struct Shadow {
        risk: f64,
    }
    let Some(PublishedEvent { subject: agent, data, .. }) = envelope::read::<Data<'_>>(bytes, EventType::Score)? else {
        return Ok(None);
    };
    let Data { date, interim, risk, band, site, team, horizon_days, shadow } = data;
    let shadow_risk = shadow.map(|shadow| shadow.risk);
    Ok(Some(Brief { agent, date, interim, risk, band, site, team, horizon_days, shadow_risk }))
}

//! Scores: CloudEvents of type `attrition.score.v1`, keyed by agent.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::engine::model::{Band, Model, Scorers, probability};
use crate::engine::partition::Score;
use crate::engine::redacted::redacted;
use crate::engine::signals::{SIGNALS, schema_hash};

/// Source of every event that this service makes.
pub const SOURCE: &str = "/attrition-watch";

/// The data of a score that was read.
pub type ScoreData = Data<'static>;

/// The data of a score.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Data<'a> {
    /// Business date, YYYY-MM-DD.
    pub date: String,
    /// Made before the day was closed, because the band changed.
    pub interim: bool,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Log-odds: intercept and contributions add up to it.
    pub logit: f64,
    /// Band of the risk.
    pub band: Cow<'a, str>,
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
    /// Log-odds by signal; missing signals that add nothing are left out.
    pub contributions: BTreeMap<Cow<'a, str>, f64>,
    /// What a shadow model makes of the same signals; nothing comes of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shadow: Option<Shadow<'a>>,
}

/// The score of a shadow model.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Shadow<'a> {
    /// Model that made it.
    pub model: Cow<'a, str>,
    /// Probability of giving notice within the shadow's horizon.
    pub risk: f64,
    /// Log-odds.
    pub logit: f64,
    /// Band of the risk, by the shadow's thresholds.
    pub band: Cow<'a, str>,
    /// Days ahead that the risk looks.
    pub horizon_days: u32,
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    specversion: &'a str,
    id: String,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    subject: &'a str,
    datacontenttype: &'a str,
    data: T,
}

/// Writes a score.
pub fn write(score: &Score<'_>, by: Scorers<'_>) -> Box<[u8]> {
    let model = by.champion;
    let evaluation = score.evaluation;
    let place = score.agent.place(score.day);
    let contribution = |signal: &usize| (Cow::Borrowed(SIGNALS[*signal].name), evaluation.contributions[*signal]);
    let data = Data {
        date: score.day.to_string(),
        interim: score.interim,
        risk: evaluation.risk,
        logit: evaluation.logit,
        band: evaluation.band.text().into(),
        site: place.map_or("", |roster| &roster.site).into(),
        team: place.map_or("", |roster| &roster.team).into(),
        supervisor: place.map_or("", |roster| &roster.supervisor).into(),
        model: (&*model.id).into(),
        schema: SCHEMA.as_str().into(),
        horizon_days: model.horizon_days,
        intercept: model.intercept,
        contributions: BY_NAME.iter().map(contribution).filter(|contribution| contribution.1 != 0.0).collect(),
        shadow: by.shadow.map(|model| shadow(score, model)),
    };
    let identity = format!("score\0{}\0{}\0{}\0{}", score.name, score.day, score.interim, evaluation.logit.to_bits());
    event("attrition.score.v1", &identity, score.name, data)
}

fn shadow<'a>(score: &Score<'_>, model: &'a Model) -> Shadow<'a> {
    let evaluation = score.evaluation;
    let logit = model.logit(&model.contributions(&evaluation.values));
    let risk = probability(logit);
    let band = if evaluation.evidence.is_enough() { model.band(risk) } else { Band::Unknown };
    Shadow { model: (&*model.id).into(), risk, logit, band: band.text().into(), horizon_days: model.horizon_days }
}

/// A CloudEvent of this service. Its id is a hash of its identity, so that a repeated one can be told.
pub(super) fn event(kind: &str, identity: &str, subject: &str, data: impl Serialize) -> Box<[u8]> {
    let id = format!("{:032x}", xxh3_128(identity.as_bytes()));
    let datacontenttype = "application/json";
    let envelope = Envelope { specversion: "1.0", id, source: SOURCE, kind, subject, datacontenttype, data };
    serde_json::to_vec(&envelope).expect("numbers and texts are always JSON").into_boxed_slice()
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

/// Reads a score's agent and data; `None` when the bytes are no score.
pub fn read(bytes: &[u8]) -> Option<(String, ScoreData)> {
    #[derive(Deserialize)]
    struct Event {
        subject: String,
        data: ScoreData,
    }
    let event: Event = serde_json::from_slice(bytes).ok()?;
    Some((event.subject, event.data))
}

/// A score without what it was made from.
#[derive(Clone, PartialEq)]
pub struct Brief<'a> {
    /// Whom it is about.
    pub agent: Cow<'a, str>,
    /// Business date, YYYY-MM-DD.
    pub date: Cow<'a, str>,
    /// Made before the day was closed.
    pub interim: bool,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Band of the risk.
    pub band: Cow<'a, str>,
    /// Site code, or empty.
    pub site: Cow<'a, str>,
    /// Team code, or empty.
    pub team: Cow<'a, str>,
    /// Days ahead that the risk looks.
    pub horizon_days: u32,
    /// Risk by a shadow model, where one scored.
    pub shadow_risk: Option<f64>,
}

/// Reads what a score says, past the contributions that are most of it: for whoever reads all scores there are.
pub fn read_brief(bytes: &[u8]) -> Option<Brief<'_>> {
    #[derive(Deserialize)]
    struct Event<'a> {
        #[serde(borrow)]
        subject: Cow<'a, str>,
        #[serde(borrow)]
        data: Data<'a>,
    }
    #[derive(Deserialize)]
    struct Data<'a> {
        #[serde(borrow)]
        date: Cow<'a, str>,
        interim: bool,
        risk: f64,
        #[serde(borrow)]
        band: Cow<'a, str>,
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
    let Event { subject, data } = serde_json::from_slice(bytes).ok()?;
    let Data { date, interim, risk, band, site, team, horizon_days, shadow } = data;
    let shadow_risk = shadow.map(|shadow| shadow.risk);
    Some(Brief { agent: subject, date, interim, risk, band, site, team, horizon_days, shadow_risk })
}

redacted!(Data<'_>, Shadow<'_>, Brief<'_>);

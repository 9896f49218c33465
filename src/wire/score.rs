//! Scores: CloudEvents of type `attrition.score.v1`, keyed by agent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::engine::model::Model;
use crate::engine::partition::Score;
use crate::engine::signals::{SIGNALS, schema_hash};
use crate::engine::redacted::redacted;

/// Source of every event that this service makes.
pub const SOURCE: &str = "/attrition-watch";

/// The data of a score, as a reader takes it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreData {
    /// Business date, YYYY-MM-DD.
    pub date: String,
    /// Made before the day was closed, because the band changed.
    pub interim: bool,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Log-odds: intercept and contributions add up to it.
    pub logit: f64,
    /// Band of the risk.
    pub band: String,
    /// Site code, or empty.
    pub site: String,
    /// Team code, or empty.
    pub team: String,
    /// Supervisor id, or empty.
    pub supervisor: String,
    /// Model that made it.
    pub model: String,
    /// Hash of the catalogue that it was made with.
    pub schema: String,
    /// Days ahead that the risk looks.
    pub horizon_days: u32,
    /// Log-odds where every contribution is zero.
    pub intercept: f64,
    /// Log-odds by signal; missing signals that add nothing are left out.
    pub contributions: BTreeMap<String, f64>,
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
pub fn write(score: &Score<'_>, model: &Model) -> Box<[u8]> {
    let evaluation = score.evaluation;
    let place = score.agent.place(score.day);
    let contributions = SIGNALS.iter().zip(evaluation.contributions).filter(|(_, contribution)| *contribution != 0.0);
    let data = ScoreData {
        date: score.day.to_string(),
        interim: score.interim,
        risk: evaluation.risk,
        logit: evaluation.logit,
        band: evaluation.band.text().to_owned(),
        site: place.map_or(String::new(), |roster| roster.site.to_string()),
        team: place.map_or(String::new(), |roster| roster.team.to_string()),
        supervisor: place.map_or(String::new(), |roster| roster.supervisor.to_string()),
        model: model.id.to_string(),
        schema: schema_text(),
        horizon_days: model.horizon_days,
        intercept: model.intercept,
        contributions: contributions.map(|(signal, contribution)| (signal.name.to_owned(), contribution)).collect(),
    };
    let identity = format!("score\0{}\0{}\0{}\0{}", score.name, score.day, score.interim, evaluation.logit.to_bits());
    event("attrition.score.v1", &identity, score.name, data)
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
    format!("{:016x}", *SCHEMA)
}

static SCHEMA: std::sync::LazyLock<u64> = std::sync::LazyLock::new(schema_hash);

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
redacted!(ScoreData);


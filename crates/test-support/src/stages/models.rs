//! Models made by hand, and wishes about them.

use std::collections::BTreeMap;
use std::sync::Arc;

use attrition_contracts::models::artifact::{Artifact, Bands, Calibration, FORMAT, TermData};
use attrition_contracts::models::registry::DecisionKind;
use attrition_contracts::records::score::schema_text;
use attrition_core::basics::date::Date;
use attrition_core::model::{Model, Term};
use attrition_core::signals::COUNT;
use attrition_service::admin::registry::RegistryCommand;
use attrition_service::runtime::model::BaseModel;
use serde_json::Value;

use crate::paths::project;

/// The model that stories are told with: an early prior. What they are about is not how a prior weighs, so they stay as they are
/// when the one that comes with the program changes.
fn stories_artifact() -> String {
    std::fs::read_to_string(project().join("tests/data/prior-1.json")).expect("it is in the project")
}

/// The model of the stories, ready to score.
pub fn stories() -> Arc<Model> {
    let model = Artifact::read(stories_artifact().as_bytes()).and_then(|artifact| artifact.model());
    Arc::new(model.unwrap_or_else(|error| panic!("tests/data/prior-1.json: {error}; its `schema` is set by hand")))
}

/// The same, red at once: so that there is always something open.
pub fn eager() -> String {
    let mut model: Value = serde_json::from_str(&stories_artifact()).expect("it is JSON");
    (model["id"], model["bands"]["amber"], model["bands"]["red"]) = ("eager".into(), 0.03.into(), 0.05.into());
    model.to_string()
}

/// The same with weights so great that whatever stands out is told, red at once: alerts come and go the whole year.
pub fn sensitive() -> Artifact {
    let mut artifact = Artifact::read(eager().as_bytes()).expect("the prior is sound");
    artifact.signals.values_mut().for_each(|term| term.weight *= 4.0);
    artifact
}

/// A model of two signals of attendance, as an artifact: lateness weighs more or less in it.
pub fn artifact(id: &str, weight: f64) -> Artifact {
    let term = |weight| TermData {
        transform: Default::default(),
        low: 0.0,
        high: 1.0,
        centre: 0.05,
        scale: 0.1,
        weight,
        hinges: vec![],
        missing: 0.0,
        reference: None,
    };
    let signals = [("unplanned_absence_rate", 1.5), ("late_rate", weight)];
    Artifact {
        format: FORMAT,
        id: id.to_owned(),
        description: "Made by hand.".to_owned(),
        schema: schema_text(),
        horizon_days: 30,
        intercept: -3.0,
        signals: signals.into_iter().map(|(name, weight)| (name.to_owned(), term(weight))).collect::<BTreeMap<_, _>>(),
        calibration: Calibration { slope: 1.0, offset: 0.0 },
        missing_signals: None,
        level: None,
        unmeasured: false,
        bands: Bands { amber: 0.1, red: 0.3, capacity: "made by hand".to_owned() },
        score_shares: None,
        training: None,
        backtest: None,
    }
}

/// A model of these terms, which was not trained.
pub fn of_terms(id: &str, intercept: f64, terms: Box<[Term; COUNT]>) -> Model {
    Model {
        id: id.into(),
        intercept,
        terms,
        amber: 0.1,
        red: 0.3,
        horizon_days: 30,
        score_shares: None,
        trained_until: None,
        level: None,
        is_unmeasured: false,
    }
}

/// The same as it lies in a file.
pub fn json(id: &str, weight: f64) -> String {
    serde_json::to_string_pretty(&artifact(id, weight)).expect("an artifact is JSON")
}

/// The same, ready to score.
pub fn model(id: &str, weight: f64) -> Arc<Model> {
    Arc::new(artifact(id, weight).model().expect("it is sound"))
}

/// The model before the first decision.
pub fn base() -> BaseModel {
    BaseModel { model: model("base", 1.0), json: json("base", 1.0).into_bytes() }
}

/// A wish without anything beside it.
pub fn wish(kind: DecisionKind, model: Option<&str>, artifact: Option<String>, from: Option<Date>) -> RegistryCommand {
    RegistryCommand {
        kind,
        model: model.map(str::to_owned),
        artifact,
        from: from.map(|day| day.to_string()),
        by: "test".to_owned(),
        forced: None,
        comparison: None,
        note: None,
    }
}

//! Who moves between sites around a takeover: a case that was told at the former site is none again at the next, by whichever model.

use std::sync::Arc;

use attrition_contracts::alerting::alert::{self, AlertData};
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::models::registry::DecisionKind;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Closing;
use attrition_core::model::Band;
use attrition_service::admin::registry::Registrar;
use attrition_service::runtime::model::BaseModel;
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::Memory;
use serde_json::json;
use time::OffsetDateTime;

use attrition_test_support::centres::centre::{CREW, Centre, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::models::{eager, wish};
use attrition_test_support::stages::play::{PARTITIONS, import, records, stages_with};

/// Days after the first on which anna begins to lose heart, and on which she moves.
const FADES: i32 = 10 * 7;
const MOVES: i32 = 21 * 7;
const DAYS: i32 = 34 * 7;

fn first() -> Date {
    date("2025-01-06")
}

/// A crew of whom anna loses heart at one site and goes on so at the next.
fn lines() -> Vec<String> {
    let mut centre = Centre::with_crew(first());
    let days = first()..first() + DAYS;
    centre.rest_work(&[CREW[0]], &days);
    centre.work(CREW[0], days, |number, day| match (day - first() - FADES) / 7 {
        weeks if weeks > 0 => Conduct::fading(number, day, weeks),
        _ => Conduct::steady(number, day),
    });
    let moves = first() + MOVES;
    let south = json!({
        "effective": moves.to_string(), "hire_date": (first() - 130).to_string(), "site": "south", "team": "team-9",
        "supervisor": "sup-9", "queue": "billing", "level": "1", "contract_h_week": 40.0, "shift_pattern": "day",
        "potential": null,
    });
    centre.put((moves, 5), "roster.agent.v1", CREW[0], "moves", &south);
    centre.lines()
}

/// The other model: the same signals, of which each says a little more.
fn another() -> String {
    let mut artifact = Artifact::read(eager().as_bytes()).expect("it is sound");
    artifact.id = "another".to_owned();
    artifact.signals.values_mut().for_each(|term| term.weight *= 1.1);
    serde_json::to_string(&artifact).expect("an artifact is JSON")
}

/// What was told of anna, and the days after the move on which she was red, by the model of each.
struct Told {
    alerts: Vec<AlertData>,
    red: Vec<(i32, String)>,
}

/// Plays the crew with a takeover so many days after the move.
fn played(takeover: Option<i32>) -> Told {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    let model = Artifact::read(eager().as_bytes()).and_then(|artifact| artifact.model()).expect("it is sound");
    let base = BaseModel { model: Arc::new(model), json: eager().into_bytes() };
    if let Some(after) = takeover {
        let mut registrar = Registrar::over(Box::new(LocalLog::new(&store, "models", &[])), base.clone());
        let wish = wish(DecisionKind::Publish, Some("another"), Some(another()), Some(first() + MOVES + after));
        registrar.decide(&wish, OffsetDateTime::UNIX_EPOCH).expect("it can be decided");
    }
    import(&store, &lines());
    stages_with(&store, base.model).drain(|_, _| ()).expect("memory does not fail");
    let records = |topic| store.with(|memory| records(memory, topic));
    let is_anna = |agent: &str| agent == CREW[0];
    let read_alert = |record: &Record| alert::read(&record.value).expect("alerts read back");
    let alerts = records(Topic::Alerts);
    let alerts = alerts.iter().filter_map(read_alert).filter(|(agent, _)| is_anna(agent));
    let read_score = |record: &Record| score::read(&record.value).ok().flatten().expect("scores read back");
    let scores = records(Topic::Scores);
    let scores = scores.iter().map(read_score).filter(|(agent, score)| is_anna(agent) && !score.interim);
    let red = scores.filter(|(_, score)| score.band == Band::Red).map(|(_, score)| score);
    let after = |score: &score::ScoreData| score.date - first() - MOVES;
    let red = red.map(|score| (after(&score), score.model.into_owned())).filter(|(day, _)| *day >= 0).collect();
    Told { alerts: alerts.map(|(_, alert)| alert).collect(), red }
}

fn raised(told: &Told, site: &str) -> Vec<i32> {
    let is_raised = |alert: &&AlertData| alert.site.as_deref() == Some(site) && alert.status == AlertStatus::Raised;
    told.alerts.iter().filter(is_raised).map(|alert| alert.date - first() - MOVES).collect()
}

#[test]
fn a_takeover_around_the_move_makes_no_second_case_of_it() {
    for takeover in [None, Some(-3), Some(-1), Some(0), Some(1), Some(9)] {
        let told = played(takeover);
        let at_first = told.alerts.iter().rfind(|alert| alert.site.as_deref() == Some("north"));
        let closing = at_first.and_then(|alert| alert.closing);
        assert_eq!(
            closing,
            Some(Closing::Moved),
            "{takeover:?}: it was told at the first site, and open to the last day"
        );
        let model = if takeover.is_some() { "another" } else { "eager" };
        let red = told.red.iter().filter(|(day, by)| (12..28).contains(day) && by == model).count();
        assert!(red > 10, "{takeover:?}: the risk goes on at the second site, by the model in force: {:?}", told.red);
        let again = raised(&told, "south");
        assert!(!again.is_empty() && again.iter().all(|day| *day >= 28), "{takeover:?}: told again on {again:?}");
    }
}

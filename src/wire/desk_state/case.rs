//! Cases as JSON.

use serde::{Deserialize, Serialize};

use crate::engine::date::Date;
use crate::engine::desk::{Case, OpenAlert, State, Status, To, Why};
use crate::wire::inbox::{CandidateJson, candidate_json, candidate_of};

#[derive(Serialize, Deserialize)]
pub(super) struct CaseJson {
    state: String,
    since: String,
    withheld_since: Option<String>,
    alert: Option<Box<OpenAlertJson>>,
}

#[derive(Serialize, Deserialize)]
struct OpenAlertJson {
    supervisor: Box<str>,
    raised_on: String,
    version: u32,
    since: String,
    jumped: bool,
    held_out: bool,
    to: String,
    /// What was last said of it; earlier versions did not keep it.
    #[serde(default)]
    status: Option<String>,
    told_on: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    untold: bool,
    until: Option<String>,
    carried_from: Option<Box<str>>,
    last: CandidateJson,
}

const STATES: [(State, &str); 7] = [
    (State::Quiet, "quiet"),
    (State::NotEnoughHistory, "not_enough_history"),
    (State::Watch, "watch"),
    (State::Alerted, "alerted"),
    (State::Acknowledged, "acknowledged"),
    (State::Snoozed, "snoozed"),
    (State::Cooling, "cooling"),
];

const ADDRESSES: [(To, &str); 5] = [
    (To::Supervisor, "supervisor"),
    (To::Second(Why::Unacknowledged), "unacknowledged"),
    (To::Second(Why::SupervisorLeft), "supervisor_left"),
    (To::Second(Why::SupervisorUnknown), "supervisor_unknown"),
    (To::Second(Why::SupervisorIsAgent), "supervisor_is_agent"),
];

/// Of alerts that are open.
const STATUSES: [(Status, &str); 7] = [
    (Status::Raised, "raised"),
    (Status::Carried, "carried"),
    (Status::HeldOut, "held_out"),
    (Status::Acknowledged, "acknowledged"),
    (Status::Snoozed, "snoozed"),
    (Status::Woken, "woken"),
    (Status::Escalated, "escalated"),
];

/// A case as JSON.
pub(super) fn json_of(case: &Case) -> CaseJson {
    CaseJson {
        state: text(&STATES, case.state),
        since: case.since.to_string(),
        withheld_since: case.withheld_since.map(|day| day.to_string()),
        alert: case.alert.as_deref().map(|alert| Box::new(alert_json(alert))),
    }
}

/// A case; `None` when a member has no such value.
pub(super) fn of(json: CaseJson) -> Option<Case> {
    let state = of_text(&STATES, &json.state)?;
    Some(Case {
        state,
        since: Date::parse(&json.since)?,
        withheld_since: json.withheld_since.as_deref().and_then(Date::parse),
        alert: match json.alert {
            Some(alert) => Some(Box::new(alert_of(*alert, state)?)),
            None => None,
        },
    })
}

fn alert_json(alert: &OpenAlert) -> OpenAlertJson {
    OpenAlertJson {
        supervisor: alert.supervisor.clone(),
        raised_on: alert.raised_on.to_string(),
        version: alert.version,
        since: alert.since.to_string(),
        jumped: alert.jumped,
        held_out: alert.held_out,
        to: text(&ADDRESSES, alert.to),
        status: Some(text(&STATUSES, alert.status)),
        told_on: alert.told_on.to_string(),
        untold: alert.is_untold,
        until: alert.until.map(|until| until.to_string()),
        carried_from: alert.carried_from.clone(),
        last: candidate_json(&alert.last),
    }
}

fn alert_of(json: OpenAlertJson, state: State) -> Option<OpenAlert> {
    let to = of_text(&ADDRESSES, &json.to)?;
    let status = match &json.status {
        Some(status) => of_text(&STATUSES, status)?,
        None => status_of(state, to, &json),
    };
    Some(OpenAlert {
        supervisor: json.supervisor,
        raised_on: Date::parse(&json.raised_on)?,
        version: json.version,
        since: Date::parse(&json.since)?,
        jumped: json.jumped,
        held_out: json.held_out,
        to,
        status,
        told_on: Date::parse(&json.told_on)?,
        is_untold: json.untold,
        until: json.until.as_deref().and_then(Date::parse),
        carried_from: json.carried_from,
        last: candidate_of(json.last)?,
    })
}

/// What was last said of an alert, as far as its state tells.
fn status_of(state: State, to: To, json: &OpenAlertJson) -> Status {
    match state {
        State::Acknowledged => Status::Acknowledged,
        State::Snoozed => Status::Snoozed,
        _ if json.held_out => Status::HeldOut,
        _ if to == To::Second(Why::Unacknowledged) => Status::Escalated,
        _ if json.carried_from.is_some() => Status::Carried,
        _ => Status::Raised,
    }
}

fn text<T: Copy + PartialEq>(texts: &[(T, &str)], value: T) -> String {
    texts.iter().find(|(one, _)| *one == value).map(|(_, text)| (*text).to_owned()).expect("every value has its text")
}

fn of_text<T: Copy>(texts: &[(T, &str)], wanted: &str) -> Option<T> {
    texts.iter().find(|(_, text)| *text == wanted).map(|(value, _)| *value)
}

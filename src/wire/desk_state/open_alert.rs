//! Open alerts as JSON.

use serde::{Deserialize, Serialize};

use super::case::{of_text, text};
use super::past::{BasisJson, CLOSINGS, basis_before, basis_json, basis_of};
use crate::engine::date::Date;
use crate::engine::desk::{Ending, OpenAlert, State, Status, To, Why};
use crate::wire::inbox::{CandidateJson, candidate_json, candidate_of};

#[derive(Serialize, Deserialize)]
pub(super) struct OpenAlertJson {
    supervisor: Box<str>,
    raised_on: String,
    /// Members without which earlier versions wrote have a default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    renewed_on: Option<String>,
    version: u32,
    since: String,
    jumped: bool,
    held_out: bool,
    to: String,
    /// What was last said of it; earlier versions did not keep it.
    #[serde(default)]
    status: Option<String>,
    told_on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<Box<str>>,
    #[serde(default)]
    waited_days: i32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    untold: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    letter_owed: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    answered: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found_useful: Option<bool>,
    until: Option<String>,
    carried_from: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<BasisJson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former_model: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former_model_second: Option<Box<str>>,
    last: CandidateJson,
}

/// The end of an alert of which no letter has told yet.
#[derive(Serialize, Deserialize)]
pub(super) struct EndingJson {
    alert: OpenAlertJson,
    closing: String,
    on: String,
}

const ADDRESSES: [(To, &str); 6] = [
    (To::Supervisor, "supervisor"),
    (To::Second(Why::Unacknowledged), "unacknowledged"),
    (To::Second(Why::SupervisorLeft), "supervisor_left"),
    (To::Second(Why::SupervisorAway), "supervisor_away"),
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

/// An open alert as JSON.
pub(super) fn alert_json(alert: &OpenAlert) -> OpenAlertJson {
    OpenAlertJson {
        supervisor: alert.supervisor.clone(),
        raised_on: alert.raised_on.to_string(),
        renewed_on: Some(alert.renewed_on.to_string()),
        version: alert.version,
        since: alert.since.to_string(),
        jumped: alert.jumped,
        held_out: alert.held_out,
        to: text(&ADDRESSES, alert.to),
        status: Some(text(&STATUSES, alert.status)),
        told_on: alert.told_on.to_string(),
        asked: alert.asked.clone(),
        waited_days: alert.waited_days,
        untold: alert.is_untold,
        letter_owed: alert.is_letter_owed,
        answered: alert.is_answered,
        found_useful: alert.found_useful,
        until: alert.until.map(|until| until.to_string()),
        carried_from: alert.carried_from.clone(),
        basis: Some(basis_json(&alert.basis)),
        former_model: alert.former_model.clone(),
        former_model_second: alert.former_model_second.clone(),
        last: candidate_json(&alert.last),
    }
}

/// An open alert of a case in a state; `None` when a member has no such value.
pub(super) fn alert_of(json: OpenAlertJson, state: State) -> Option<OpenAlert> {
    let to = of_text(&ADDRESSES, &json.to)?;
    let status = match &json.status {
        Some(status) => of_text(&STATUSES, status)?,
        None => status_of(state, to, &json),
    };
    let raised_on = Date::parse(&json.raised_on)?;
    let last = candidate_of(json.last)?;
    Some(OpenAlert {
        supervisor: json.supervisor,
        raised_on,
        renewed_on: json.renewed_on.map_or(Some(raised_on), |day| Date::parse(&day))?,
        version: json.version,
        since: Date::parse(&json.since)?,
        jumped: json.jumped,
        held_out: json.held_out,
        to,
        status,
        told_on: Date::parse(&json.told_on)?,
        asked: json.asked,
        waited_days: json.waited_days,
        is_untold: json.untold,
        is_letter_owed: json.letter_owed,
        // Whoever acknowledged or snoozed it has answered.
        is_answered: json.answered || matches!(state, State::Acknowledged | State::Snoozed),
        found_useful: json.found_useful,
        until: json.until.as_deref().and_then(Date::parse),
        carried_from: json.carried_from,
        basis: json.basis.map_or_else(|| Some(basis_before(&last)), basis_of)?,
        former_model: json.former_model,
        former_model_second: json.former_model_second,
        last,
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

/// An end as JSON.
pub(super) fn ending_json(ending: &Ending) -> EndingJson {
    let Ending { alert, closing, on } = ending;
    EndingJson { alert: alert_json(alert), closing: text(&CLOSINGS, *closing), on: on.to_string() }
}

/// An end; `None` when a member has no such value.
pub(super) fn ending_of(json: EndingJson) -> Option<Ending> {
    Some(Ending {
        alert: alert_of(json.alert, State::Alerted)?,
        closing: of_text(&CLOSINGS, &json.closing)?,
        on: Date::parse(&json.on)?,
    })
}

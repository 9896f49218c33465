//! Open alerts as JSON.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::case::{of_text, text};
use super::past::{BasisJson, basis_before, basis_json, basis_of};
use crate::alerting::inbox::{CandidateJson, candidate_json, candidate_of};
use crate::json::serde_code;
use crate::json::serde_date;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SupervisorId;
use attrition_core::desk::{CaseState, Closing, EndedAlert, OpenAlert, Recipient, Status, Why};

#[derive(Serialize, Deserialize)]
pub(super) struct OpenAlertJson {
    supervisor: SupervisorId,
    #[serde(with = "serde_date")]
    raised_on: Date,
    /// Members without which earlier versions wrote have a default.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_date::option")]
    renewed_on: Option<Date>,
    version: u32,
    #[serde(with = "serde_date")]
    since: Date,
    jumped: bool,
    held_out: bool,
    to: String,
    /// What was last said of it; earlier versions did not keep it.
    #[serde(default)]
    status: Option<String>,
    #[serde(with = "serde_date")]
    told_on: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<SupervisorId>,
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
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withdrawn: bool,
    #[serde(default, with = "serde_date::option")]
    until: Option<Date>,
    carried_from: Option<SupervisorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    basis: Option<BasisJson>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former_model: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    former_model_second: Option<Box<str>>,
    /// Earlier versions did not keep who has read of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    readers: Option<BTreeSet<Option<SupervisorId>>>,
    last: CandidateJson,
}

/// The end of an alert of which no letter has told yet.
#[derive(Serialize, Deserialize)]
pub(super) struct EndingJson {
    alert: OpenAlertJson,
    #[serde(with = "serde_code")]
    closing: Closing,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_code::option")]
    leaves: Option<Closing>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    goes_on: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own_risk: Option<f64>,
    #[serde(with = "serde_date")]
    on: Date,
    /// Earlier versions kept neither.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_date::option")]
    risk_back_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    untold: Option<BTreeSet<Option<SupervisorId>>>,
}

const ADDRESSES: [(Recipient, &str); 6] = [
    (Recipient::Supervisor, "supervisor"),
    (Recipient::Second(Why::Unacknowledged), "unacknowledged"),
    (Recipient::Second(Why::SupervisorLeft), "supervisor_left"),
    (Recipient::Second(Why::SupervisorAway), "supervisor_away"),
    (Recipient::Second(Why::SupervisorUnknown), "supervisor_unknown"),
    (Recipient::Second(Why::SupervisorIsAgent), "supervisor_is_agent"),
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
        raised_on: alert.raised_on,
        renewed_on: Some(alert.renewed_on),
        version: alert.version,
        since: alert.since,
        jumped: alert.jumped,
        held_out: alert.held_out,
        to: text(&ADDRESSES, alert.to),
        status: Some(text(&STATUSES, alert.status)),
        told_on: alert.told_on,
        asked: alert.asked.clone(),
        waited_days: alert.waited_days,
        untold: alert.is_untold,
        letter_owed: alert.is_letter_owed,
        answered: alert.is_answered,
        found_useful: alert.found_useful,
        withdrawn: alert.is_withdrawn,
        until: alert.until,
        carried_from: alert.carried_from.clone(),
        basis: Some(basis_json(&alert.basis)),
        former_model: alert.former_model.clone(),
        former_model_second: alert.former_model_second.clone(),
        readers: Some(alert.readers.clone()),
        last: candidate_json(&alert.last),
    }
}

/// An open alert of a case in a state; `None` when a member has no such value.
pub(super) fn alert_of(json: OpenAlertJson, state: CaseState) -> Option<OpenAlert> {
    let to = of_text(&ADDRESSES, &json.to)?;
    let status = match &json.status {
        Some(status) => of_text(&STATUSES, status)?,
        None => status_of(state, to, &json),
    };
    let last = candidate_of(json.last)?;
    let readers = json.readers.unwrap_or_else(|| readers_before(to, json.untold, &json.supervisor));
    Some(OpenAlert {
        readers,
        supervisor: json.supervisor,
        raised_on: json.raised_on,
        renewed_on: json.renewed_on.unwrap_or(json.raised_on),
        version: json.version,
        since: json.since,
        jumped: json.jumped,
        held_out: json.held_out,
        to,
        status,
        told_on: json.told_on,
        asked: json.asked,
        waited_days: json.waited_days,
        is_untold: json.untold,
        is_letter_owed: json.letter_owed,
        // Whoever acknowledged or snoozed it has answered.
        is_answered: json.answered || matches!(state, CaseState::Acknowledged | CaseState::Snoozed),
        found_useful: json.found_useful,
        is_withdrawn: json.withdrawn,
        until: json.until,
        carried_from: json.carried_from,
        basis: json.basis.map_or_else(|| Some(basis_before(&last)), basis_of)?,
        former_model: json.former_model,
        former_model_second: json.former_model_second,
        last,
    })
}

/// Who has read of an alert of an earlier version, as far as its addressee tells.
fn readers_before(to: Recipient, is_untold: bool, supervisor: &str) -> BTreeSet<Option<SupervisorId>> {
    let supervisor = (!is_untold && matches!(to, Recipient::Supervisor | Recipient::Second(Why::Unacknowledged)))
        .then(|| Some(supervisor.into()));
    supervisor.into_iter().chain(matches!(to, Recipient::Second(_)).then_some(None)).collect()
}

/// What was last said of an alert, as far as its state tells.
fn status_of(state: CaseState, to: Recipient, json: &OpenAlertJson) -> Status {
    match state {
        CaseState::Acknowledged => Status::Acknowledged,
        CaseState::Snoozed => Status::Snoozed,
        _ if json.held_out => Status::HeldOut,
        _ if to == Recipient::Second(Why::Unacknowledged) => Status::Escalated,
        _ if json.carried_from.is_some() => Status::Carried,
        _ => Status::Raised,
    }
}

/// An end as JSON.
pub(super) fn ending_json(ending: &EndedAlert) -> EndingJson {
    let EndedAlert { alert, closing, leaves, goes_on, own_risk, on, risk_back_on, untold } = ending;
    EndingJson {
        alert: alert_json(alert),
        closing: *closing,
        leaves: *leaves,
        goes_on: *goes_on,
        own_risk: *own_risk,
        on: *on,
        risk_back_on: *risk_back_on,
        untold: Some(untold.clone()),
    }
}

/// An end; `None` when a member has no such value.
pub(super) fn ending_of(json: EndingJson) -> Option<EndedAlert> {
    let EndingJson { alert, closing, leaves, goes_on, own_risk, on, risk_back_on, untold } = json;
    let mut alert = alert_of(alert, CaseState::Alerted)?;
    let untold = untold.unwrap_or_else(|| std::mem::take(&mut alert.readers));
    Some(EndedAlert { alert, closing, leaves, goes_on, own_risk, on, risk_back_on, untold })
}

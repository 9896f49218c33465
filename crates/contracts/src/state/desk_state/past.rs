//! What is remembered of alerts that are over, as JSON.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::json::serde_code;
use crate::json::serde_date;
use attrition_core::basics::date::Date;
use attrition_core::desk::{Basis, Candidate, Closing, PastAlert};
use attrition_core::explain::TIME_AWAY;
use attrition_core::signals::SIGNALS;

#[derive(Serialize, Deserialize)]
pub(super) struct BasisJson {
    model: Box<str>,
    risk: f64,
    reasons: BTreeSet<Box<str>>,
    was_over: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PastJson {
    #[serde(with = "serde_code")]
    closing: Closing,
    #[serde(with = "serde_date")]
    closed_on: Date,
    basis: BasisJson,
    unheeded: u32,
}

/// What an alert was raised for, as JSON.
pub(super) fn basis_json(basis: &Basis) -> BasisJson {
    let Basis { model, risk, reasons, was_over } = basis;
    let reasons = reasons.iter().map(|reason| (*reason).into()).collect();
    BasisJson { model: model.clone(), risk: *risk, reasons, was_over: *was_over }
}

/// The same read back. A reason that the catalogue has no more is none that could come again.
pub(super) fn basis_of(json: BasisJson) -> Option<Basis> {
    let BasisJson { model, risk, reasons, was_over } = json;
    let names = || SIGNALS.iter().map(|signal| signal.name).chain([TIME_AWAY]);
    let known = |reason: Box<str>| names().find(|name| **name == *reason);
    Some(Basis { model, risk, reasons: reasons.into_iter().filter_map(known).collect(), was_over })
}

/// Of an alert that an earlier version wrote: the last that was known of it.
pub(super) fn basis_before(last: &Candidate) -> Basis {
    let reasons = last.reasons.iter().map(|reason| reason.signal).collect();
    Basis { model: last.model.clone(), risk: last.risk, reasons, was_over: true }
}

/// An alert that is over, as JSON.
pub(super) fn past_json(past: &PastAlert) -> PastJson {
    let PastAlert { closing, closed_on, basis, unheeded } = past;
    PastJson { closing: *closing, closed_on: *closed_on, basis: basis_json(basis), unheeded: *unheeded }
}

/// An alert that is over; `None` when a member has no such value.
pub(super) fn past_of(json: PastJson) -> Option<PastAlert> {
    Some(PastAlert {
        closing: json.closing,
        closed_on: json.closed_on,
        basis: basis_of(json.basis)?,
        unheeded: json.unheeded,
    })
}

//! Cases of agents as JSON, for the state of the desk.

use serde::{Deserialize, Serialize};

use super::open_alert::{EndingJson, OpenAlertJson, alert_json, alert_of, ending_json, ending_of};
use super::past::{PastJson, past_json, past_of};
use crate::json::serde_code;
use crate::json::serde_date::{self, IsoDate};
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SupervisorId;
use attrition_core::desk::{Case, CaseState, Suppression};

#[derive(Serialize, Deserialize)]
pub(super) struct CaseJson {
    #[serde(with = "serde_code")]
    state: CaseState,
    #[serde(with = "serde_date")]
    since: Date,
    #[serde(default, with = "serde_date::option")]
    withheld_since: Option<Date>,
    /// Since when the risk is over amber; earlier versions did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_date::option")]
    over_since: Option<Date>,
    /// The week and the supervisor in whose count it is; earlier versions counted it in the first alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted: Option<(IsoDate, SupervisorId)>,
    /// Why an alert is not raised, and since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suppressed: Option<(String, IsoDate)>,
    alert: Option<Box<OpenAlertJson>>,
    /// The alert before; earlier versions did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    past: Option<Box<PastJson>>,
    /// Ends of which some reader has not been told yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    endings: Vec<EndingJson>,
    /// The last of them; earlier versions kept no other.
    #[serde(default, skip_serializing)]
    ending: Option<EndingJson>,
}

/// A case as JSON.
pub(super) fn to_json(case: &Case) -> CaseJson {
    CaseJson {
        state: case.state,
        since: case.since,
        withheld_since: case.withheld_since,
        over_since: case.over_since,
        counted: case.withheld_in.as_ref().map(|(week, supervisor)| (IsoDate(*week), supervisor.clone())),
        suppressed: case.suppressed.map(|(why, since)| (why.to_string(), IsoDate(since))),
        alert: case.alert.as_deref().map(|alert| Box::new(alert_json(alert))),
        past: case.past.as_deref().map(|past| Box::new(past_json(past))),
        endings: case.endings.iter().map(ending_json).collect(),
        ending: None,
    }
}

/// A case; `None` when a member has no such value.
pub(super) fn from_json(json: CaseJson) -> Option<Case> {
    let state = json.state;
    let suppressed = match json.suppressed {
        Some((why, since)) => Some((Suppression::from_code(&why)?, since.0)),
        None => None,
    };
    Some(Case {
        state,
        since: json.since,
        withheld_since: json.withheld_since,
        over_since: json.over_since,
        withheld_in: json.counted.map(|(week, supervisor)| (week.0, supervisor)),
        suppressed,
        alert: boxed(json.alert, |alert| alert_of(alert, state))?,
        past: boxed(json.past, past_of)?,
        endings: json.endings.into_iter().chain(json.ending).map(ending_of).collect::<Option<_>>()?,
    })
}

/// A value that may not be there; `None` when it is there and cannot be read.
fn boxed<J, T>(json: Option<Box<J>>, of: impl FnOnce(J) -> Option<T>) -> Option<Option<Box<T>>> {
    match json {
        Some(json) => Some(Some(Box::new(of(*json)?))),
        None => Some(None),
    }
}

/// The text of a value.
pub(super) fn text<T: Copy + PartialEq>(texts: &[(T, &str)], value: T) -> String {
    texts.iter().find(|(one, _)| *one == value).map(|(_, text)| (*text).to_owned()).expect("every value has its text")
}

/// The value of a text.
pub(super) fn of_text<T: Copy>(texts: &[(T, &str)], wanted: &str) -> Option<T> {
    texts.iter().find(|(_, text)| *text == wanted).map(|(value, _)| *value)
}

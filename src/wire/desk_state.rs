//! Records of the desk stage's changelog, as JSON: keys are arrays, values are objects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::inbox::{self, Message};
use crate::engine::date::Date;
use crate::engine::desk::{Case, Desk, Kept, Ledger, State};

#[derive(Serialize, Deserialize)]
struct CaseJson {
    state: String,
    since: String,
    raised_on: Option<String>,
    version: u32,
    withheld_since: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct LedgerJson {
    week: String,
    raised: u32,
    withheld: u32,
}

#[derive(Serialize, Deserialize)]
struct ClosedJson {
    closed: BTreeMap<u32, String>,
    decided: Option<String>,
}

/// Key and value of what is kept; without a value it is a tombstone.
pub fn write(kept: &Kept<'_>) -> (Box<[u8]>, Option<Box<[u8]>>) {
    match kept {
        Kept::Case(supervisor, agent, case) => {
            (json(&("case", supervisor, agent)), case.map(|case| json(&case_json(case))))
        }
        Kept::Ledger(supervisor, ledger) => {
            let Ledger { week, raised, withheld } = *ledger;
            (json(&("week", supervisor, "")), Some(json(&LedgerJson { week: week.to_string(), raised, withheld })))
        }
        Kept::Pending((day, supervisor, agent, interim), report) => {
            let kind = if *interim { "interim" } else { "pending" };
            let key = json(&(kind, supervisor, agent, day.to_string()));
            (key, report.map(|report| inbox::write(&Message::Report(report.clone()))))
        }
    }
}

/// Key and value of how far the desk has come.
pub fn write_closed(desk: &Desk) -> (Box<[u8]>, Box<[u8]>) {
    let closed = desk.closed().iter().map(|(partition, day)| (*partition, day.to_string())).collect();
    let decided = desk.decided().map(|day| day.to_string());
    (json(&("closed", "", "")), json(&ClosedJson { closed, decided }))
}

/// Puts a record back into a desk; `None` when it is none of this version.
pub fn restore(desk: &mut Desk, key: &[u8], value: &[u8]) -> Option<()> {
    let parts: Vec<String> = serde_json::from_slice(key).ok()?;
    let [kind, supervisor, agent, ..] = &parts[..] else { return None };
    match kind.as_str() {
        "case" => {
            let case: CaseJson = serde_json::from_slice(value).ok()?;
            desk.restore_case(supervisor, agent, case_of(&case)?);
        }
        "week" => {
            let LedgerJson { week, raised, withheld } = serde_json::from_slice(value).ok()?;
            desk.restore_ledger(supervisor, Ledger { week: Date::parse(&week)?, raised, withheld });
        }
        "pending" | "interim" => {
            let Message::Report(report) = inbox::read(value)? else { return None };
            desk.restore_pending(supervisor, report);
        }
        "closed" => {
            let ClosedJson { closed, decided } = serde_json::from_slice(value).ok()?;
            let closed = closed.into_iter().map(|(p, day)| Some((p, Date::parse(&day)?))).collect::<Option<_>>()?;
            desk.restore_closed(closed, decided.as_deref().and_then(Date::parse));
        }
        _ => return None,
    }
    Some(())
}

/// Takes a record away from a desk; `None` when its key is none of this version.
pub fn remove(desk: &mut Desk, key: &[u8]) -> Option<()> {
    let parts: Vec<String> = serde_json::from_slice(key).ok()?;
    match &parts[..] {
        [kind, supervisor, agent] if kind == "case" => desk.remove_case(supervisor, agent),
        [kind, supervisor, agent, day] if kind == "pending" || kind == "interim" => {
            let (supervisor, agent) = (supervisor.as_str().into(), agent.as_str().into());
            desk.remove_pending(&(Date::parse(day)?, supervisor, agent, kind == "interim"));
        }
        _ => return None,
    }
    Some(())
}

fn json(value: &impl Serialize) -> Box<[u8]> {
    serde_json::to_vec(value).expect("numbers and texts are always JSON").into_boxed_slice()
}

const STATES: [(State, &str); 5] = [
    (State::Quiet, "quiet"),
    (State::NotEnoughHistory, "not_enough_history"),
    (State::Watch, "watch"),
    (State::Alerted, "alerted"),
    (State::Cooling, "cooling"),
];

fn case_json(case: &Case) -> CaseJson {
    let (_, state) = STATES.into_iter().find(|(state, _)| *state == case.state).expect("every state has its text");
    CaseJson {
        state: state.to_owned(),
        since: case.since.to_string(),
        raised_on: case.raised_on.map(|day| day.to_string()),
        version: case.version,
        withheld_since: case.withheld_since.map(|day| day.to_string()),
    }
}

fn case_of(json: &CaseJson) -> Option<Case> {
    let (state, _) = STATES.into_iter().find(|(_, text)| *text == json.state)?;
    let day = |text: &Option<String>| text.as_deref().and_then(Date::parse);
    Some(Case {
        state,
        since: Date::parse(&json.since)?,
        raised_on: day(&json.raised_on),
        version: json.version,
        withheld_since: day(&json.withheld_since),
    })
}

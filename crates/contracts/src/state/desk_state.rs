//! Records of the desk stage's changelog, as JSON: keys are arrays, values are objects.

use attrition_core::basics::ids::SiteId;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alerting::inbox::{self, InboxMessage, SiteDayJson, site_day_json, site_day_of};
use crate::json::serde_date::{self, IsoDate};
use attrition_core::basics::date::Date;
use attrition_core::desk::{Desk, Ledger, ReportKind, ScoreReport, StateChange};

mod case;
mod climate;
mod open_alert;
mod past;

/// First part of every key.
const FORMAT: &str = "site";
/// First parts of the keys of an earlier version, which kept desks of supervisors. What those were at is let go of: the
/// desks of sites begin anew with the next day.
const FORMER: [&str; 5] = ["case", "week", "pending", "interim", "closed"];

#[derive(Serialize, Deserialize)]
struct LedgerJson {
    #[serde(with = "serde_date")]
    week: Date,
    raised: u32,
    withheld: u32,
}

#[derive(Serialize, Deserialize)]
struct ClosedJson {
    closed: BTreeMap<u32, IsoDate>,
    decided: Option<IsoDate>,
    /// Days that are closed and not decided, and whether they are history.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    undecided: BTreeMap<IsoDate, bool>,
    /// The last day that was decided is history.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    in_history: bool,
}

/// Key and value of what is kept; without a value it is a tombstone.
pub fn write(kept: &StateChange<'_>) -> (Box<[u8]>, Option<Box<[u8]>>) {
    let key = |kind: &str, site: &str, who: &str| json(&(FORMAT, kind, site, who));
    match kept {
        StateChange::Case(site, agent, case) => (key("case", site, agent), case.map(|case| json(&case::to_json(case)))),
        StateChange::Ledger(site, supervisor, ledger) => {
            let json_of = |Ledger { week, raised, withheld }: Ledger| LedgerJson { week, raised, withheld };
            (key("week", site, supervisor), ledger.map(|ledger| json(&json_of(ledger))))
        }
        StateChange::Heard(site, id, day) => (key("heard", site, id), day.map(|day| json(&IsoDate(day)))),
        StateChange::Climate(site, climate) => (key("climate", site, ""), Some(json(&climate::json_of(climate)))),
        StateChange::Pending((day, site, agent, kind), report) => {
            let key = json(&(FORMAT, kind.code(), site, agent, IsoDate(*day)));
            (key, report.map(|report| inbox::write(&InboxMessage::Report(report.clone()))))
        }
        StateChange::Seen(day, site, partition, seen) => {
            let key = json(&(FORMAT, "seen", site, partition.to_string(), IsoDate(*day)));
            (key, seen.map(|seen| json(&site_day_json(seen))))
        }
    }
}

/// Key and value of how far the desk has come.
pub fn write_closed(desk: &Desk) -> (Box<[u8]>, Box<[u8]>) {
    let closed = desk.closed().iter().map(|(partition, day)| (*partition, IsoDate(*day))).collect();
    let decided = desk.decided().map(IsoDate);
    let undecided = desk.undecided().iter().map(|(day, is_history)| (IsoDate(*day), *is_history)).collect();
    let json_of = ClosedJson { closed, decided, undecided, in_history: desk.is_in_history() };
    (json(&(FORMAT, "closed", "", "")), json(&json_of))
}

/// Puts a record back into a desk, or takes away what a tombstone names; `None` when it is none of this version.
pub fn restore(desk: &mut Desk, key: &[u8], value: Option<&[u8]>) -> Option<()> {
    let parts: Vec<String> = serde_json::from_slice(key).ok()?;
    if parts.first().is_some_and(|first| FORMER.contains(&first.as_str())) {
        return Some(());
    }
    let [format, kind, site, who, rest @ ..] = &parts[..] else { return None };
    if format != FORMAT {
        return None;
    }
    let site = &SiteId::from(site.as_str());
    match (kind.as_str(), rest) {
        ("case", []) => desk.restore_case(site, &who.as_str().into(), read(value, case::from_json)?),
        ("week", []) => {
            let ledger = |LedgerJson { week, raised, withheld }| Some(Ledger { week, raised, withheld });
            desk.restore_ledger(site, &who.as_str().into(), read(value, ledger)?);
        }
        ("heard", []) => desk.restore_heard(site, who, read(value, |IsoDate(day)| Some(day))?),
        ("climate", []) => desk.restore_climate(site, climate::from_json(serde_json::from_slice(value?).ok()?)?),
        ("closed", []) => {
            let ClosedJson { closed, decided, undecided, in_history } = serde_json::from_slice(value?).ok()?;
            desk.restore_history(undecided.into_iter().map(|(day, is)| (day.0, is)).collect(), in_history);
            let closed = closed.into_iter().map(|(partition, day)| (partition, day.0)).collect();
            desk.restore_closed(closed, decided.map(|day| day.0));
        }
        ("seen", [day]) => {
            let seen = read(value, |seen: SiteDayJson| site_day_of(seen))?;
            desk.restore_seen(Date::parse(day)?, site, who.parse().ok()?, seen);
        }
        (kind, [day]) => {
            let kind = ReportKind::from_code(kind)?;
            match value {
                Some(value) => desk.restore_pending(site, report(value)?),
                None => desk.remove_pending(&(Date::parse(day)?, site.clone(), who.as_str().into(), kind)),
            }
        }
        _ => return None,
    }
    Some(())
}

/// A value, or that there is none; `None` when it cannot be read.
fn read<J: for<'de> Deserialize<'de>, T>(value: Option<&[u8]>, of: impl FnOnce(J) -> Option<T>) -> Option<Option<T>> {
    match value {
        Some(value) => Some(Some(of(serde_json::from_slice(value).ok()?)?)),
        None => Some(None),
    }
}

fn report(value: &[u8]) -> Option<ScoreReport> {
    match inbox::read(value).ok()? {
        InboxMessage::Report(report) => Some(report),
        _ => None,
    }
}

fn json(value: &impl Serialize) -> Box<[u8]> {
    serde_json::to_vec(value).expect("numbers and texts are always JSON").into_boxed_slice()
}

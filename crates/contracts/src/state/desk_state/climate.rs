//! What is usual at a site, as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::json::serde_code;
use crate::json::serde_date::{self, IsoDate};
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::{QueueId, SupervisorId};
use attrition_core::desk::{
    ConditionEnd, NoticeKind, Noticed, SOURCES, Shifts, SignalShift, SiteBaseline, SiteCondition, Usual,
};
use attrition_core::signals::{BEHAVIOUR, SIGNALS, position};

#[derive(Serialize, Deserialize)]
pub(super) struct ClimateJson {
    model: Box<str>,
    /// What has moved the whole site.
    #[serde(flatten)]
    site: ShiftsJson,
    /// The same by queue; an earlier version did not look.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    queues: BTreeMap<QueueId, ShiftsJson>,
    figures: [UsualJson; 3],
    unusual: [Option<IsoDate>; 3],
    events: Vec<(IsoDate, [u32; 3])>,
    stale: [Option<IsoDate>; 3],
    /// Notices of which letters have told; earlier versions did not keep them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    noticed: Vec<NoticedJson>,
}

/// A notice of which letters have told.
#[derive(Serialize, Deserialize)]
struct NoticedJson {
    #[serde(with = "serde_code")]
    kind: NoticeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    queue: Option<QueueId>,
    #[serde(with = "serde_date")]
    since: Date,
    what: Vec<Box<str>>,
    readers: BTreeSet<Option<SupervisorId>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_date::option")]
    over_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_code::option")]
    over: Option<ConditionEnd>,
}

/// What is usual for a group of people, and what has shifted, by signal.
#[derive(Serialize, Deserialize)]
struct ShiftsJson {
    /// By the name of a signal: what its mean contribution to the log-odds usually is.
    usual: BTreeMap<Box<str>, UsualJson>,
    shifted: BTreeMap<Box<str>, IsoDate>,
    /// Since when those are back; an earlier version did not write it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    back: BTreeMap<Box<str>, IsoDate>,
    /// The first day of each, where the shift that it belongs to began on another; an earlier version did not look.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    first: BTreeMap<Box<str>, IsoDate>,
    /// Since when it is there without a break, where that is not its first day.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    risen: BTreeMap<Box<str>, IsoDate>,
}

/// A figure from day to day.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct UsualJson {
    days: u32,
    level: f64,
    distance: f64,
    lately: f64,
    /// Absent where an earlier version wrote it: then it is what it was lately.
    #[serde(default)]
    last: Option<f64>,
}

/// A climate as JSON.
pub(super) fn json_of(climate: &SiteBaseline) -> ClimateJson {
    ClimateJson {
        model: climate.model.clone(),
        site: json_of_shifts(&climate.site),
        queues: climate.queues.iter().map(|(queue, shifts)| (queue.clone(), json_of_shifts(shifts))).collect(),
        figures: climate.figures.each_ref().map(json_of_usual),
        unusual: climate.unusual.map(|since| since.map(IsoDate)),
        events: climate.events.iter().map(|(day, counts)| (IsoDate(*day), *counts)).collect(),
        stale: climate.stale.map(|since| since.map(IsoDate)),
        noticed: climate.noticed.iter().map(json_of_noticed).collect(),
    }
}

/// A climate; `None` when a signal is not in the catalogue.
pub(super) fn from_json(json: ClimateJson) -> Option<SiteBaseline> {
    Some(SiteBaseline {
        model: json.model,
        site: shifts_of(json.site)?,
        queues: json.queues.into_iter().map(|(queue, json)| Some((queue, shifts_of(json)?))).collect::<Option<_>>()?,
        figures: json.figures.map(usual_of),
        unusual: json.unusual.map(|since| since.map(|day| day.0)),
        events: json.events.into_iter().map(|(day, counts)| (day.0, counts)).collect(),
        stale: json.stale.map(|since| since.map(|day| day.0)),
        noticed: json.noticed.into_iter().map(noticed_of).collect(),
    })
}

fn json_of_shifts(shifts: &Shifts) -> ShiftsJson {
    let name = |place: usize| Box::<str>::from(SIGNALS[place].name);
    let dated = |of: fn(&SignalShift) -> Option<Date>| {
        let shifted = shifts.shifted.iter();
        shifted.filter_map(|(place, shift)| Some((name(*place), IsoDate(of(shift)?)))).collect()
    };
    ShiftsJson {
        usual: shifts.usual.iter().enumerate().map(|(place, usual)| (name(place), json_of_usual(usual))).collect(),
        shifted: dated(|shift| Some(shift.since)),
        back: dated(|shift| shift.back),
        first: dated(|shift| Some(shift.first).filter(|first| *first != shift.since)),
        risen: dated(|shift| Some(shift.risen).filter(|risen| *risen != shift.first)),
    }
}

fn shifts_of(json: ShiftsJson) -> Option<Shifts> {
    let mut usual = Vec::new();
    if !json.usual.is_empty() {
        usual = vec![Usual::default(); BEHAVIOUR.end];
        for (name, figures) in json.usual {
            *usual.get_mut(position(&name)?)? = usual_of(figures);
        }
    }
    let mut shifted = BTreeMap::new();
    for (name, since) in &json.shifted {
        let (since, other) = (since.0, |of: &BTreeMap<Box<str>, IsoDate>| of.get(name).map(|day| day.0));
        let first = other(&json.first).unwrap_or(since);
        let risen = other(&json.risen).unwrap_or(first);
        shifted.insert(position(name)?, SignalShift { since, first, risen, back: other(&json.back) });
    }
    Some(Shifts { usual, shifted })
}

fn json_of_noticed(noticed: &Noticed) -> NoticedJson {
    let Noticed { notice: SiteCondition { kind, queue, since, what }, readers, over } = noticed.clone();
    let what = what.into_iter().map(Box::from).collect();
    let (over_on, over) = (over.map(|(on, _)| on), over.map(|(_, over)| over));
    NoticedJson { kind, queue, since, what, readers, over_on, over }
}

/// What it listed that has no name any more is not told.
fn noticed_of(json: NoticedJson) -> Noticed {
    let NoticedJson { kind, queue, since, what, readers, over_on, over } = json;
    let names = || SIGNALS.iter().map(|signal| signal.name).chain(SOURCES.iter().map(|source| source.name));
    let what = what.iter().filter_map(|known| names().find(|name| **name == **known)).collect();
    Noticed { notice: SiteCondition { kind, queue, since, what }, readers, over: over_on.zip(over) }
}

fn json_of_usual(usual: &Usual) -> UsualJson {
    let Usual { days, level, distance, lately, last } = *usual;
    UsualJson { days, level, distance, lately, last: Some(last) }
}

fn usual_of(json: UsualJson) -> Usual {
    let UsualJson { days, level, distance, lately, last } = json;
    Usual { days, level, distance, lately, last: last.unwrap_or(lately) }
}

//! What a journal partition has seen of a site on a day, as JSON.

use attrition_core::basics::ids::{QueueId, SupervisorId};
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use attrition_core::desk::{Contributions, FEW, Figure, QueueDay, SiteDay, SiteSignal, SupervisorDay};
use attrition_core::signals::{BEHAVIOUR, SIGNALS, position};

/// Log-odds are written to so many parts of one.
const PARTS: f64 = 1e4;

/// What a partition has seen of a site. Signals that nobody has are left out.
#[derive(Serialize, Deserialize)]
pub(crate) struct SiteDayJson {
    agents: u32,
    events: [u32; 3],
    /// Sum and count of each source's figure.
    figures: [(f64, u32); 3],
    signals: BTreeMap<Box<str>, SiteSignalJson>,
    /// By queue; earlier versions did not look.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    queues: BTreeMap<QueueId, QueueDayJson>,
    model: Box<str>,
    /// `at_work`, `off` or `on_leave`; earlier versions did not look.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    supervisors: BTreeMap<SupervisorId, Box<str>>,
}

/// What it has seen of a signal.
#[derive(Serialize, Deserialize)]
struct SiteSignalJson {
    contribution: f64,
    /// The highest; earlier versions did not look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    strongest: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cells: Vec<u32>,
}

/// What it has seen of the people of a queue: by signal of behaviour the sum, and the highest after it.
#[derive(Serialize, Deserialize)]
struct QueueDayJson {
    agents: u32,
    signals: BTreeMap<Box<str>, Vec<f64>>,
}

/// What a partition has seen of a site as JSON.
pub(crate) fn site_day_json(seen: &SiteDay) -> SiteDayJson {
    let signals = seen.signals.iter().enumerate().filter(|(_, seen)| **seen != SiteSignal::default());
    let json = |(place, seen): (usize, &SiteSignal)| {
        let SiteSignal { contributions: Contributions { sum, strongest }, cells } = seen.clone();
        let strongest = written(strongest);
        (SIGNALS[place].name.into(), SiteSignalJson { contribution: sum, strongest, cells })
    };
    SiteDayJson {
        agents: seen.agents,
        events: seen.events,
        figures: seen.figures.map(|figure| (figure.sum, figure.of)),
        signals: signals.map(json).collect(),
        queues: seen.queues.iter().map(|(queue, seen)| (queue.clone(), queue_day_json(seen))).collect(),
        model: seen.model.clone(),
        supervisors: seen.supervisors.iter().map(|(who, day)| (who.clone(), day.code().into())).collect(),
    }
}

/// What a partition has seen of a site; `None` when a signal is not in the catalogue.
pub(crate) fn site_day_of(json: SiteDayJson) -> Option<SiteDay> {
    let figures = json.figures.map(|(sum, of)| Figure { sum, of });
    let mut seen = SiteDay { agents: json.agents, events: json.events, figures, ..SiteDay::by(&json.model) };
    for (name, json) in json.signals {
        let SiteSignalJson { contribution: sum, strongest, cells } = json;
        let contributions = Contributions { sum, strongest: read(&strongest) };
        seen.signals[position(&name)?] = SiteSignal { contributions, cells };
    }
    for (queue, json) in json.queues {
        seen.queues.insert(queue, queue_day_of(json)?);
    }
    for (who, code) in json.supervisors {
        seen.supervisors.insert(who, SupervisorDay::from_code(&code)?);
    }
    Some(seen)
}

fn queue_day_json(seen: &QueueDay) -> QueueDayJson {
    let json = |place: usize| {
        let Contributions { sum, strongest } = seen.signals[place];
        let parts: Vec<f64> = std::iter::once(rounded(sum)).chain(written(strongest)).collect();
        (parts != [0.0]).then(|| (SIGNALS[place].name.into(), parts))
    };
    QueueDayJson { agents: seen.agents, signals: BEHAVIOUR.filter_map(json).collect() }
}

fn queue_day_of(json: QueueDayJson) -> Option<QueueDay> {
    let mut seen = QueueDay { agents: json.agents, ..QueueDay::default() };
    for (name, parts) in json.signals {
        let (sum, strongest) = parts.split_first()?;
        seen.signals[position(&name)?] = Contributions { sum: *sum, strongest: read(strongest) };
    }
    Some(seen)
}

/// The highest, without places that nobody has.
fn written(strongest: [f64; FEW]) -> Vec<f64> {
    strongest.into_iter().map(rounded).filter(|contribution| *contribution > 0.0).collect()
}

fn read(written: &[f64]) -> [f64; FEW] {
    let mut strongest = [0.0; FEW];
    strongest.iter_mut().zip(written).for_each(|(place, contribution)| *place = *contribution);
    strongest
}

/// To so many parts, without a negative zero.
fn rounded(log_odds: f64) -> f64 {
    (log_odds * PARTS).round() / PARTS + 0.0
}

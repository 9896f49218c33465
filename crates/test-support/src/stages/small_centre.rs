//! A contact centre made by hand: twelve agents, ten weeks, two of whom go downhill.

use std::sync::Arc;

use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_core::model::{InForce, Term};
use attrition_core::signals::position;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use time::OffsetDateTime;

use crate::stages::models::of_terms;

/// Partitions of the journal and of the desk inbox.
pub const PARTITIONS: u32 = 3;

const AGENTS: usize = 12;
const DAYS: i32 = 70;

/// The events, one JSON text each, in the order in which they are recorded.
pub fn events() -> Vec<String> {
    let first = Date::parse("2026-01-05").expect("it is a date");
    let mut events: Vec<String> = (0..AGENTS).map(|agent| hired(agent, first)).collect();
    for day in 0..DAYS {
        let date = first + day;
        for agent in 0..AGENTS {
            if day % 7 < 5 {
                events.push(shift(agent, day, date));
                events.extend((0..3).map(|ticket| closed(agent, ticket, day, date)));
            }
        }
    }
    events
}

/// The clock of the import: after all of it.
pub fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_780_000_000).expect("it is a time")
}

/// The ingest stage of the small centre, with one clock for all of it.
pub fn ingest() -> IngestStage {
    IngestStage::new(partitions(), now())
}

/// Partitions of what ingest writes.
pub fn partitions() -> Partitions {
    Partitions { journal: PARTITIONS, dead_letters: PARTITIONS }
}

/// The score stage, with a model of two signals.
pub fn score() -> ScoreStage {
    let mut terms = Box::new([const { None::<Term> }; attrition_core::signals::COUNT].map(|_| Term::silent()));
    for (name, weight) in [("unplanned_absence_rate", 1.5), ("late_rate", 1.0)] {
        let place = position(name).expect("the signal is in the catalogue");
        terms[place] = Term { low: 0.0, high: 1.0, centre: 0.05, scale: 0.1, weight, ..Term::silent() };
    }
    let model = of_terms("two-signals", -3.0, terms);
    ScoreStage::new(ScoreWriter {
        models: InForce::new(Arc::new(model)),
        follows_registry: true,
        dedup_days: 35,
        rules: Rules::default().into(),
        journal_partitions: PARTITIONS,
        desk_partitions: PARTITIONS,
    })
}

/// The desk stage of the small centre, with the default rules.
pub fn desk() -> DeskStage {
    DeskStage::new(Rules::default())
}

fn event(kind: &str, id: &str, agent: usize, time: &str, data: &str) -> String {
    format!(
        r#"{{"specversion":"1.0","id":"{id}","source":"/test","type":"{kind}","time":"{time}","subject":"agent-{agent:02}","data":{{{data}}}}}"#
    )
}

fn hired(agent: usize, first: Date) -> String {
    let team = agent % 3;
    let data = format!(
        r#""effective":"{first}","hire_date":"2025-03-01","site":"S1","team":"T{team}","supervisor":"sup-{team}","queue":"Q1","level":"1","contract_h_week":40,"shift_pattern":"day","potential":"E""#
    );
    event("roster.agent.v1", &format!("hired-{agent}"), agent, &format!("{first}T07:00:00Z"), &data)
}

fn shift(agent: usize, day: i32, date: Date) -> String {
    // Agents 1 and 7 come late from the fifth week on, and then do not come.
    let downhill = matches!(agent, 1 | 7) && day > 30 + agent as i32;
    let absent = if downhill { day % 3 == 0 } else { (day + 5 * agent as i32) % 37 == 0 };
    let late_min = if downhill { 25 } else { 0 };
    let times = format!(r#""scheduled_start":"{date}T08:00:00Z","scheduled_end":"{date}T16:00:00Z""#);
    let came = if absent {
        r#""status":"absent","absence":"unplanned""#.to_owned()
    } else {
        format!(
            r#""status":"worked","actual_start":"{date}T08:{late_min:02}:00Z","actual_end":"{date}T16:00:00Z","overtime_min":0,"break_overrun_min":2,"occupied_min":390,"home":false"#
        )
    };
    let data = format!(r#""shift_id":"s{agent}-{day}","date":"{date}",{times},{came}"#);
    event("attendance.shift.v1", &format!("shift-{agent}-{day}"), agent, &format!("{date}T16:10:00Z"), &data)
}

fn closed(agent: usize, ticket: usize, day: i32, date: Date) -> String {
    let (hour, handle_s) = (9 + ticket, 300 + 20 * (day as usize + 3 * agent + ticket) % 90);
    let data = format!(
        r#""ticket_id":"t{agent}-{day}-{ticket}","closed_at":"{date}T{hour:02}:30:00Z","channel":"phone","category":"billing","handle_s":{handle_s},"hold_s":20,"wrap_s":30,"transferred":false,"escalated":false,"csat":4,"complaint":false,"hostile":false"#
    );
    event("ticket.closed.v1", &format!("ticket-{agent}-{day}-{ticket}"), agent, &format!("{date}T16:20:00Z"), &data)
}

//! Records of employment as no site has them: separations corrected and withdrawn, transfers, rehires.

use attrition_contracts::incoming::cloudevent::local_date;
use attrition_simulator::RecordedEvent;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::centres::chance::Chance;
use crate::centres::simulated::{self, event};

/// A simulated centre of twenty with such records among its own.
pub fn centre(seed: u64) -> Vec<RecordedEvent> {
    let mut recorded = simulated::centre(seed);
    recorded.extend(employment(&recorded, 40, seed));
    recorded.sort_by_key(|recorded| recorded.time);
    recorded
}

/// Separations that are corrected and withdrawn, transfers and rehires, of agents and of supervisors: as no site has them.
pub fn employment(recorded: &[RecordedEvent], count: usize, seed: u64) -> Vec<RecordedEvent> {
    let day = |one: &RecordedEvent| local_date(one.time);
    let (first, last) = (day(&recorded[0]), day(&recorded[recorded.len() - 1]));
    let places: Vec<Value> = recorded.iter().map(|one| event(&one.line)).filter(is_place).collect();
    let mut chance = Chance(seed);
    let mut record = |n: usize| {
        let time = first + 10 + chance.below((last - first - 20) as usize) as i32;
        let (place, other) = (&places[chance.below(places.len())], &places[chance.below(places.len())]);
        let (mut subject, mut data) = (place["subject"].clone(), place["data"].clone());
        let kind = if chance.below(2) == 0 {
            let effective = time + chance.below(25) as i32 - 5;
            data["effective"] = effective.to_string().into();
            data["supervisor"] = other["data"]["supervisor"].clone();
            if chance.below(3) == 0 {
                data["hire_date"] = data["effective"].clone();
            }
            "roster.agent.v1"
        } else {
            if chance.below(4) == 0 {
                subject = data["supervisor"].clone();
            }
            let kinds = ["voluntary", "dismissal", "transfer", "contract_end", "other", "withdrawn", "withdrawn"];
            let notice = time + chance.below(12) as i32 - 10;
            let last_day = notice + [0, 7, 14, 30][chance.below(4)];
            data = json!({
                "kind": kinds[chance.below(kinds.len())], "notice_date": notice.to_string(),
                "last_day": last_day.to_string(), "reason": "told",
            });
            if data["kind"] == "withdrawn" && chance.below(3) == 0 {
                data = json!({"kind": "withdrawn"});
            }
            "roster.separation.v1"
        };
        let (id, stamp) = (format!("employment-{n}"), format!("{time}T{:02}:{:02}:00+00:00", 6 + n % 12, n / 12));
        let time = OffsetDateTime::parse(&stamp, &Rfc3339).expect("it is a timestamp");
        let line = json!({
            "specversion": "1.0", "id": id, "source": "/hr", "type": kind, "time": stamp, "subject": subject, "data": data,
        });
        RecordedEvent { time, line: line.to_string() }
    };
    (0..count).map(&mut record).collect()
}

fn is_place(event: &Value) -> bool {
    event["type"] == "roster.agent.v1"
}

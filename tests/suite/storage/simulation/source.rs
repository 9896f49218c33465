//! What a site sends: a seed decides which centre, what comes late, twice, or damaged, and how many partitions there are.

use std::sync::OnceLock;

use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_simulator::RecordedEvent;
use time::OffsetDateTime;

use attrition_test_support::centres::chance::Chance;
use attrition_test_support::centres::simulated::{by_close, closing_day, days, event};

const AGENTS: usize = 6;
const DAYS: i32 = 45;
/// Different centres; what happens to their records is different for each seed.
const CENTRES: usize = 4;
/// Late records are at most so many days late.
const LATE_MAX: usize = 20;

/// What is sent until a morning, at which the day before is over.
#[derive(Clone, Default)]
pub(super) struct Day {
    pub(super) records: Vec<Output>,
    pub(super) morning: Option<OffsetDateTime>,
}

/// A centre's records, day by day, as the source topics get them.
pub(super) fn sent(seed: u64, partitions: u32) -> Vec<Day> {
    let mut chance = Chance(seed ^ 0x0073_656e_6420);
    let centre = &centres()[chance.below(CENTRES)];
    let ranges = by_close(centre);
    let mut sent = vec![Day::default(); ranges.len() + LATE_MAX + 1];
    for (place, range) in ranges.into_iter().enumerate() {
        sent[place].morning = Some(morning(&centre[range.start]));
        for recorded in &centre[range] {
            let mut at = place;
            match chance.below(60) {
                0 => at += 1 + chance.below(LATE_MAX),
                1 => sent[place + chance.below(LATE_MAX)].records.push(record(
                    recorded,
                    recorded.line.clone(),
                    partitions,
                )),
                2 => {
                    let cut = chance.below(recorded.line.len());
                    let cut = recorded.line.floor_char_boundary(cut);
                    sent[at].records.push(record(recorded, recorded.line[..cut].to_owned(), partitions));
                }
                _ => {}
            }
            sent[at].records.push(record(recorded, recorded.line.clone(), partitions));
        }
    }
    // What is late beyond the last morning comes on mornings of its own.
    for place in 1..sent.len() {
        let before = sent[place - 1].morning;
        sent[place].morning = sent[place].morning.or(before.map(|morning| morning + time::Duration::DAY));
    }
    sent
}

fn centres() -> &'static [Vec<RecordedEvent>; CENTRES] {
    static LOGS: OnceLock<[Vec<RecordedEvent>; CENTRES]> = OnceLock::new();
    LOGS.get_or_init(|| [31, 32, 33, 34].map(|seed| days(AGENTS, DAYS, seed).concat()))
}

/// Half an hour after the day was over that a record belongs to.
fn morning(recorded: &RecordedEvent) -> OffsetDateTime {
    let day = i64::from(closing_day(recorded) + 1);
    OffsetDateTime::from_unix_timestamp(day * 86_400 + 6 * 3_600 + 1_800).expect("it is of this century")
}

fn record(recorded: &RecordedEvent, line: String, partitions: u32) -> Output {
    let event = event(&recorded.line);
    let (kind, agent) = (event["type"].as_str().expect("it has a type"), event["subject"].as_str());
    let topic = match kind.split('.').next() {
        Some("attendance") => Topic::Attendance,
        Some("qa") => Topic::Qa,
        Some("ticket") => Topic::Tickets,
        _ => Topic::Roster,
    };
    let agent = agent.expect("it has an agent").as_bytes();
    Output::new(topic, partition_of(agent, partitions), agent, line.into_bytes())
}

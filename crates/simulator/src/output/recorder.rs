//! From what happened to what is recorded: late, doubled, in the order of recording.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use crate::chance::Chance;
use crate::output::event::{EventData, timestamp};
use crate::parameters::Parameters;
use attrition_core::basics::date::Date;

/// An event as its sender recorded it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordedEvent {
    /// When it was recorded.
    pub time: OffsetDateTime,
    /// The CloudEvent as JSON, one line.
    pub line: String,
}

/// Events that wait for the day on which they are recorded.
#[derive(Debug)]
pub(crate) struct Recorder {
    chance: Chance,
    /// Luck of the ratings, of their own: so they change nothing of the rest.
    ratings_chance: Chance,
    waiting: BTreeMap<Date, Vec<RecordedEvent>>,
    count: u64,
}

impl Recorder {
    pub(crate) fn new(chance: Chance, ratings_chance: Chance) -> Self {
        Self { chance, ratings_chance, waiting: BTreeMap::new(), count: 0 }
    }

    /// Records what happened to an agent at `time`, mostly at once.
    pub(crate) fn record(&mut self, agent: &str, time: OffsetDateTime, data: &EventData, p: &Parameters) {
        let chance = if data.is_rating() { &mut self.ratings_chance } else { &mut self.chance };
        let late = !data.is_roster() && chance.is(p.climate.late_share);
        let days_late = if late { 1 + chance.below(5) as i64 } else { 0 };
        // Sent again by the same system: same id, a little later or with the next days' export.
        let again = chance.is(p.climate.duplicate_share).then(|| Duration::days(chance.below(3) as i64));
        let time = time + Duration::days(days_late);
        let recorded = self.put(agent, time, data);
        if let Some(again) = again.map(|later| time + later) {
            self.waiting.entry(date_of(again)).or_default().push(RecordedEvent { time: again, ..recorded });
        }
    }

    /// Records a correction `days` later.
    pub(crate) fn correct(&mut self, agent: &str, time: OffsetDateTime, days: i64, data: &EventData) {
        self.put(agent, time + Duration::days(days), data);
    }

    /// Everything that is recorded on a day, in order.
    pub(crate) fn take(&mut self, day: Date) -> Vec<RecordedEvent> {
        let mut recorded = self.waiting.remove(&day).unwrap_or_default();
        recorded.sort();
        recorded
    }

    fn put(&mut self, agent: &str, time: OffsetDateTime, data: &EventData) -> RecordedEvent {
        self.count += 1;
        let line = data.line(&format!("e{}", self.count), &timestamp(time), agent);
        let recorded = RecordedEvent { time, line };
        self.waiting.entry(date_of(time)).or_default().push(recorded.clone());
        recorded
    }
}

fn date_of(time: OffsetDateTime) -> Date {
    Date(time.date().to_julian_day() - 2_440_588)
}

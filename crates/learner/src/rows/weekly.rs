//! A replay of the journal that keeps what was scored at weekly cut-offs.

use std::collections::BTreeMap;

use super::Rows;
use super::pending_rows::{Bound, PendingRows};
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AgentId;
use attrition_core::partition::Score as AgentScore;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Flow, Outputs, Stage};
use attrition_stream::Step;
use attrition_stream::backend::sink::Sink;
use attrition_stream::listener::{Listener, show};

/// The score stage over every partition of the journal, whose daily scores at cut-offs are kept as rows.
///
/// Agents without enough history are not judged, and are not learned from. As a log, it takes what is written to org and to
/// the one partition of the journal that it has from the beginning.
pub struct Weekly {
    score: ScoreStage,
    since: Option<Date>,
    until: Option<Date>,
    /// By partition, how far it is.
    partitions: BTreeMap<u32, PartitionProgress>,
    held: PendingRows,
    first_closed: Option<Date>,
}

/// How far a partition is.
#[derive(Clone, Copy, Default)]
struct PartitionProgress {
    closed: Option<Date>,
    /// The last day is closed, or the organisation is not known further: nothing that comes later counts.
    is_done: bool,
}

impl Weekly {
    /// An empty replay up to the close of `until`, or to the end, that keeps every row.
    pub fn new(setting: ScoreWriter, until: Option<Date>) -> Self {
        let held = PendingRows::new(Bound { rows_max: usize::MAX, horizon_days: i32::MAX / 4 });
        let mut weekly = Self {
            score: ScoreStage::new(setting),
            since: None,
            until,
            partitions: BTreeMap::new(),
            held,
            first_closed: None,
        };
        weekly.begin(1);
        weekly
    }

    /// Keeps no rows of cut-offs before a day.
    #[must_use]
    pub fn since(mut self, day: Date) -> Self {
        self.since = Some(day);
        self
    }

    /// Keeps at most so many rows, for labels that look so many days ahead: beyond that, rows of people who stay are sampled
    /// down, by agent and time alone. Rows of those who leave are all kept, but for notices recorded over a week after the
    /// end of the horizon.
    #[must_use]
    pub fn within(mut self, rows_max: usize, horizon_days: i32) -> Self {
        self.held.set_bound(Bound { rows_max, horizon_days });
        self
    }

    /// Whether the rows of leavers and of the last weeks alone are more than may be kept: no rows can be had.
    pub fn is_full(&self) -> bool {
        self.held.is_full()
    }

    /// Who is behind the numbers of agents.
    pub fn names(&self) -> Vec<AgentId> {
        let people = &self.held.people;
        people.in_order().into_iter().map(|number| people.get(number).name.clone()).collect()
    }

    /// The rows with their labels; `None` when no day was closed.
    pub fn label(self, horizon_days: i32) -> Option<Rows> {
        let open = self.score.partitions().values().map(|partition| partition.open()).min()??;
        let first = self.held.first_day(self.first_closed?);
        Some(self.held.label(horizon_days, (first, open - 1)))
    }

    /// Takes in an entry of a partition; `false` where it cannot be yet, and so never will.
    fn take(&mut self, record: &Record) -> bool {
        let (held, since, mut out) = (&mut self.held, self.since, Outputs::default());
        let mut keep = |score: &AgentScore<'_>| {
            if since.is_none_or(|since| score.day >= since) {
                held.keep(score);
            }
        };
        let flow = self.score.show(record, &mut out, &mut keep);
        self.held.count(&out.counts);
        flow == Flow::Taken
    }

    /// Remembers that a partition closed a day.
    fn closed(&mut self, partition: u32, day: Date) {
        let place = self.partitions.entry(partition).or_default();
        place.closed = place.closed.max(Some(day));
        // What all have closed is known of everyone.
        if let Some(closed) = self.partitions.values().map(|place| place.closed).min().flatten() {
            self.held.known(closed);
        }
    }
}

impl Listener for Weekly {
    fn begin(&mut self, partitions: u32) {
        for partition in 0..partitions {
            self.score.assign(partition);
            self.partitions.insert(partition, PartitionProgress::default());
        }
    }

    fn process_broadcast(&mut self, record: &Record) {
        self.score.process_broadcast(record);
    }

    fn process(&mut self, record: &Record) -> bool {
        let partition = record.partition;
        if !self.partitions[&partition].is_done {
            let entry = journal::read(&record.value);
            let closes = match &entry {
                Some(JournalEntry::DayClosed(close)) => Some(close.day),
                // An event of long after closes a day as well.
                Some(JournalEntry::Event(event)) => self.score.partitions()[&partition].due(event),
                _ => None,
            };
            let last = self.until.filter(|until| closes.is_some_and(|day| day >= *until));
            let is_taken = if let Some(until) = last {
                let close = journal::write(&JournalEntry::DayClosed(Close::new(until)));
                self.score.process_broadcast(&Output::new(Topic::Org, 0, [], close.clone()).read_at(0));
                self.take(&Output::new(Topic::Journal, partition, [], close).read_at(0))
            } else {
                self.held.people.learn(&record.key, entry.as_ref());
                self.held.note_event_day(entry.as_ref(), self.partitions[&partition].closed);
                self.take(record)
            };
            if let Some(day) = closes.filter(|_| last.is_none()) {
                self.first_closed = Some(self.first_closed.map_or(day, |first| first.min(day)));
            }
            if let Some(JournalEntry::DayClosed(close)) = entry {
                self.closed(partition, close.day);
            }
            self.partitions.entry(partition).or_default().is_done = last.is_some() || !is_taken;
        }
        !self.is_full() && self.partitions.values().any(|place| !place.is_done)
    }
}

impl Sink for Weekly {
    fn take(&mut self, step: Step) {
        show(self, step);
    }
}

//! A replay of the journal that keeps what was scored at weekly cut-offs.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::held::{Bound, Held};
use super::{LeftOut, Outcome, Rows, outcome};
use crate::engine::date::Date;
use crate::engine::event::Fact;
use crate::engine::partition::{Partition, Score as AgentScore};
use crate::log::Step;
use crate::log::listener::{Listener, show};
use crate::log::sink::Sink;
use crate::stages::score::{Score, Setting};
use crate::stages::{Flow, Outputs, Stage};
use crate::wire::journal::{self, Entry};
use crate::wire::record::{Output, Record};
use crate::wire::topic::Topic;

/// Sunday: rows are as of the end of a week.
const CUT_OFF_WEEKDAY: u32 = 6;

/// The score stage over every partition of the journal, whose daily scores at cut-offs are kept as rows.
///
/// Agents without enough history are not judged, and are not learned from. As a log, it takes what is written to org and to
/// the one partition of the journal that it has from the beginning.
pub struct Weekly {
    score: Score,
    since: Option<Date>,
    until: Option<Date>,
    /// By partition, how far it is.
    partitions: BTreeMap<u32, Place>,
    held: Held,
    first_closed: Option<Date>,
    data: u64,
}

/// How far a partition is.
#[derive(Clone, Copy, Default)]
struct Place {
    closed: Option<Date>,
    /// The last day is closed, or the organisation is not known further: nothing that comes later counts.
    is_done: bool,
}

impl Weekly {
    /// An empty replay up to the close of `until`, or to the end, that keeps every row.
    pub fn new(setting: Setting, until: Option<Date>) -> Self {
        let held = Held::new(Bound { rows_max: usize::MAX, horizon_days: i32::MAX / 4 });
        let mut weekly = Self {
            score: Score::new(setting),
            since: None,
            until,
            partitions: BTreeMap::new(),
            held,
            first_closed: None,
            data: 0,
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
    pub fn names(&self) -> Vec<Box<str>> {
        let people = &self.held.people;
        people.in_order().into_iter().map(|number| people.get(number).name.clone()).collect()
    }

    /// The rows with their labels; `None` when no day was closed.
    pub fn label(self, horizon_days: i32) -> Option<Rows> {
        let open = self.score.partitions().values().map(Partition::open).min()??;
        let (first, last) = (self.first_closed?, open - 1);
        let Held { people, days, agents, mut columns, share, .. } = self.held;
        let order = people.in_order();
        let mut numbers = vec![0; order.iter().max().map_or(0, |last| *last as usize + 1)];
        (0..).zip(&order).for_each(|(number, agent)| numbers[*agent as usize] = number);
        let outcome = |row: &usize| outcome(&people.get(agents[*row]).profile, days[*row], horizon_days, last);
        let outcomes: Vec<Outcome> = (0..days.len()).map(|row| outcome(&row)).collect();
        // What is kept of the future must be as what is kept of the past: one share of all rows but those of leavers.
        let is_kept = |row: &usize| {
            matches!(outcomes[*row], Outcome::Leaves | Outcome::NotOver)
                || share.holds(&people.get(agents[*row]).name, days[*row])
        };
        let kept: Vec<usize> = (0..days.len()).filter(is_kept).collect();
        let count = |of: Outcome| kept.iter().filter(|row| outcomes[**row] == of).count();
        let left_out = LeftOut {
            not_over: count(Outcome::NotOver),
            censored: share.whole(count(Outcome::Censored)),
            leaving: share.whole(count(Outcome::Leaving)),
        };
        let counts = |row: &usize| matches!(outcomes[*row], Outcome::Leaves | Outcome::Stays);
        let mut rows: Vec<usize> = kept.into_iter().filter(counts).collect();
        // By time, then by name. Of one partition, they are so already.
        rows.sort_by(|a, b| {
            let key = |row: usize| (days[row], &people.get(agents[row]).name);
            key(*a).cmp(&key(*b))
        });
        // One column after the other, so that they are not all there twice.
        for column in &mut columns {
            *column = rows.iter().map(|row| column[*row]).collect();
        }
        Some(Rows {
            days: rows.iter().map(|row| days[*row]).collect(),
            agents: rows.iter().map(|row| numbers[agents[*row] as usize]).collect(),
            leaves: rows.iter().map(|row| outcomes[*row] == Outcome::Leaves).collect(),
            columns,
            left_out,
            fraction: share.fraction(),
            observed: (first, last),
            horizon_days,
            data: self.data,
        })
    }

    /// Takes in an entry of a partition; `false` where it cannot be yet, and so never will.
    fn take(&mut self, record: &Record) -> bool {
        if !record.key.is_empty() {
            // Whatever the order: partitions have none among each other.
            self.data = self.data.wrapping_add(xxh3_64_with_seed(&record.value, xxh3_64(&record.key)));
        }
        let (held, since, mut out) = (&mut self.held, self.since, Outputs::default());
        let mut keep = |score: &AgentScore<'_>| {
            let is_cut_off = score.day.weekday() == CUT_OFF_WEEKDAY && !score.interim;
            let is_late_enough = since.is_none_or(|since| score.day >= since);
            if is_cut_off && is_late_enough && score.evaluation.evidence.is_enough() {
                held.push(score.day, score.name, &score.evaluation.values);
            }
        };
        self.score.show(record, &mut out, &mut keep) == Flow::Taken
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
            self.partitions.insert(partition, Place::default());
        }
    }

    fn hear(&mut self, record: &Record) {
        self.score.hear(record);
    }

    fn process(&mut self, record: &Record) -> bool {
        let partition = record.partition;
        if !self.partitions[&partition].is_done {
            let entry = journal::read(&record.value);
            let closes = match &entry {
                Some(Entry::DayClosed(day)) => Some(*day),
                // An event of two days later closes a day as well.
                Some(Entry::Event(event)) => self.score.partitions()[&partition].due(event),
                _ => None,
            };
            let last = self.until.filter(|until| closes.is_some_and(|day| day >= *until));
            let is_taken = if let Some(until) = last {
                let close = journal::write(&Entry::DayClosed(until));
                self.score.hear(&Output::new(Topic::Org, 0, [], close.clone()).read_at(0));
                self.take(&Output::new(Topic::Journal, partition, [], close).read_at(0))
            } else {
                if let (Some(Entry::Event(event)), Ok(agent)) = (&entry, std::str::from_utf8(&record.key)) {
                    match &event.fact {
                        Fact::Roster(roster) => self.held.people.profile(agent).place(event.date, roster.clone()),
                        Fact::Separation(separation) => self.held.people.profile(agent).separate(*separation),
                        _ => {}
                    }
                }
                self.take(record)
            };
            if let Some(day) = closes.filter(|_| last.is_none()) {
                self.first_closed = Some(self.first_closed.map_or(day, |first| first.min(day)));
            }
            if let Some(Entry::DayClosed(day)) = entry {
                self.closed(partition, day);
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

//! A replay of the journal that keeps what was scored at weekly cut-offs.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::{LeftOut, Outcome, ROWS_MAX, Rows, outcome};
use crate::engine::date::Date;
use crate::engine::event::Fact;
use crate::engine::partition::Score as AgentScore;
use crate::engine::profile::Profile;
use crate::engine::signals::COUNT;
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

/// The score stage over one partition, whose daily scores at cut-offs are kept as rows.
///
/// As a log, it takes what is written to org and to the journal. Agents without enough history are not judged, and are not
/// learned from.
pub struct Weekly {
    score: Score,
    until: Option<Date>,
    reached: bool,
    kept: Kept,
    people: BTreeMap<Box<str>, Profile>,
    first_closed: Option<Date>,
    data: u64,
}

/// Rows without labels: the future of an agent is known later.
struct Kept {
    days: Vec<Date>,
    names: Vec<Box<str>>,
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated")]
    numbers: std::collections::HashMap<Box<str>, u32>,
    agents: Vec<u32>,
    columns: Vec<Vec<f64>>,
}

impl Weekly {
    /// An empty replay up to the close of `until`, or to the end; `setting` is for one partition.
    pub fn new(setting: Setting, until: Option<Date>) -> Self {
        let mut score = Score::new(setting);
        score.assign(0);
        let columns = vec![Vec::new(); COUNT];
        let kept = Kept { days: vec![], names: vec![], numbers: Default::default(), agents: vec![], columns };
        Self { score, until, reached: false, kept, people: BTreeMap::new(), first_closed: None, data: 0 }
    }

    /// Whether the last day is closed: nothing that comes later counts.
    pub fn has_reached(&self) -> bool {
        self.reached
    }

    /// Whether there are as many rows as may be held.
    pub fn is_full(&self) -> bool {
        self.kept.days.len() >= ROWS_MAX
    }

    /// Who is behind the numbers of agents.
    pub fn names(&self) -> &[Box<str>] {
        &self.kept.names
    }

    /// The rows with their labels; `None` when no day was closed.
    pub fn label(self, horizon_days: i32) -> Option<Rows> {
        let last = self.score.partitions()[&0].open()? - 1;
        let first = self.first_closed?;
        let Kept { days, names, agents, mut columns, .. } = self.kept;
        let stranger = Profile::default();
        let outcome = |row: usize| {
            let profile = self.people.get(&names[agents[row] as usize]).unwrap_or(&stranger);
            outcome(profile, days[row], horizon_days, last)
        };
        let outcomes: Vec<Outcome> = (0..days.len()).map(outcome).collect();
        let count = |of: Outcome| outcomes.iter().filter(|outcome| **outcome == of).count();
        let left_out = LeftOut {
            not_over: count(Outcome::NotOver),
            censored: count(Outcome::Censored),
            leaving: count(Outcome::Leaving),
        };
        let counts = |row: usize| matches!(outcomes[row], Outcome::Leaves | Outcome::Stays);
        let rows: Vec<usize> = (0..days.len()).filter(|row| counts(*row)).collect();
        // One column after the other, so that they are not all there twice.
        for column in &mut columns {
            *column = rows.iter().map(|row| column[*row]).collect();
        }
        Some(Rows {
            days: rows.iter().map(|row| days[*row]).collect(),
            agents: rows.iter().map(|row| agents[*row]).collect(),
            leaves: rows.iter().map(|row| outcomes[*row] == Outcome::Leaves).collect(),
            columns,
            left_out,
            observed: (first, last),
            horizon_days,
            data: self.data,
        })
    }

    fn score_record(&mut self, record: &Record) {
        self.data = xxh3_64_with_seed(&record.value, self.data);
        let (kept, mut out) = (&mut self.kept, Outputs::default());
        let flow = self.score.show(record, &mut out, &mut |score| kept.keep(score));
        debug_assert_eq!(flow, Flow::Taken, "org was heard before");
    }

    fn person(&mut self, name: &str) -> &mut Profile {
        self.people.entry(name.into()).or_default()
    }
}

impl Kept {
    fn keep(&mut self, score: &AgentScore<'_>) {
        let wanted = score.day.weekday() == CUT_OFF_WEEKDAY && !score.interim && score.evaluation.evidence.is_enough();
        if !wanted || self.days.len() >= ROWS_MAX {
            return;
        }
        let number = match self.numbers.get(score.name) {
            Some(number) => *number,
            None => {
                self.names.push(score.name.into());
                self.numbers.insert(score.name.into(), self.names.len() as u32 - 1);
                self.names.len() as u32 - 1
            }
        };
        self.days.push(score.day);
        self.agents.push(number);
        self.columns.iter_mut().zip(score.evaluation.values).for_each(|(column, value)| column.push(value));
    }
}

impl Listener for Weekly {
    fn begin(&mut self, partitions: u32) {
        (0..partitions).for_each(|partition| self.score.assign(partition));
    }

    fn hear(&mut self, record: &Record) {
        self.score.hear(record);
    }

    fn process(&mut self, record: &Record) -> bool {
        if self.reached {
            return false;
        }
        let entry = journal::read(&record.value);
        let closes = match &entry {
            Some(Entry::DayClosed(day)) => Some(*day),
            // An event of two days later closes a day as well.
            Some(Entry::Event(event)) => self.score.partitions()[&0].due(event),
            _ => None,
        };
        if let Some(until) = self.until
            && closes.is_some_and(|day| day >= until)
        {
            let close = journal::write(&Entry::DayClosed(until));
            self.score.hear(&Output::new(Topic::Org, 0, [], close.clone()).read_at(0));
            self.score_record(&Output::new(Topic::Journal, 0, [], close).read_at(0));
            self.reached = true;
            return false;
        }
        if let (Some(Entry::Event(event)), Ok(agent)) = (&entry, std::str::from_utf8(&record.key)) {
            match &event.fact {
                Fact::Roster(roster) => self.person(agent).place(event.date, roster.clone()),
                Fact::Separation(separation) => self.person(agent).separate(*separation),
                _ => {}
            }
        }
        self.score_record(record);
        self.first_closed = self.first_closed.or(closes);
        true
    }
}

impl Sink for Weekly {
    fn take(&mut self, step: Step) {
        show(self, step);
    }
}

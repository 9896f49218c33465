//! Published scores made again from the journal, with the models that were in force: they must be the same, bit for bit.
//!
//! One partition after the other: org and the registry are heard whole, then the partition's journal goes through the score
//! stage, and what that writes is laid beside what was published, day by day.

use std::iter::Peekable;
use std::sync::mpsc;
use std::thread;

use crate::storage::logs::Logs;
use attrition_contracts::records::envelope::without_time;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::score::{self, ScoreData, schema_text};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AgentId;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Flow, Outputs, Stage};
use attrition_stream;

/// Published scores that are read ahead.
const AHEAD: usize = 10_000;
/// Differences that are kept to be shown: the others are counted.
const SHOWN_MAX: usize = 20;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct ScoreTally {
    /// Daily scores that are the same.
    pub daily: u64,
    /// Scores between closes that are the same.
    pub interim: u64,
    /// Published scores of another signal catalogue: this version cannot make them.
    pub foreign: u64,
    /// Scores that differ, are missing or are too many.
    pub differ: u64,
    /// The largest difference of a number in any score.
    pub largest: f64,
    /// The first differences that were found, at most 20.
    pub first: Vec<ScoreDifference>,
}

/// A score that is not what it was.
#[derive(Clone, Debug)]
pub struct ScoreDifference {
    /// The agent whose score it is.
    pub agent: AgentId,
    /// Business date of the score.
    pub date: Date,
    /// The score was made before its day was closed.
    pub interim: bool,
    /// Which members differ, or which of the two scores is missing.
    pub how: ScoreMismatch,
}

/// How a score differs.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreMismatch {
    /// These members are not the same.
    Members(Vec<String>),
    /// It was not published.
    Missing,
    /// It was published, and nothing in the journal makes it.
    Extra,
}

/// A score on either side.
struct ComparedScore {
    agent: AgentId,
    data: ScoreData,
    value: Box<[u8]>,
}

/// Makes the scores of the days from `from` to `to` again; `tell` hears how many partitions are done.
pub fn recompute(
    logs: &Logs,
    setting: &ScoreWriter,
    (from, to): (Date, Date),
    tell: &mut dyn FnMut(u32),
) -> Result<ScoreTally, attrition_stream::Error> {
    let mut heard = Vec::new();
    for topic in [Topic::Org, Topic::Models] {
        logs.scan(topic, 0, &mut |record| {
            heard.push(record);
            true
        })?;
    }
    let mut tally = ScoreTally::default();
    for partition in 0..logs.partitions(Topic::Journal)? {
        let mut score = ScoreStage::new(setting.clone());
        heard.iter().for_each(|record| score.process_broadcast(record));
        score.broadcasts_read();
        score.assign(partition);
        thread::scope(|scope| {
            let (published, read) = mpsc::sync_channel(AHEAD);
            let reading = scope.spawn(move || {
                let mut hand_over = |record| published.send(record).is_ok();
                logs.scan(Topic::Scores, partition, &mut hand_over)
            });
            let published = read.into_iter().filter_map(side).filter(|side| in_span(side, from, to));
            let mut days = PairedDays { published: published.peekable(), made: Vec::new(), tally: &mut tally };
            let scanned = logs.scan(Topic::Journal, partition, &mut |record| {
                let mut out = Outputs::default();
                // What has to wait for org comes after the last day that is closed.
                let goes_on = score.process(&record, &mut out) == Flow::Taken;
                let made = out.records.into_iter().filter(|output| output.topic == Topic::Scores);
                made.filter_map(|output| side(output.read_at(0)))
                    .filter(|side| in_span(side, from, to))
                    .for_each(|side| days.make(side));
                goes_on && score.partitions()[&partition].open().is_none_or(|open| open <= to)
            });
            days.end();
            // Dropped first: a reader that is still at it then ends.
            drop(days);
            let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            scanned.and(read)
        })?;
        tell(partition + 1);
    }
    Ok(tally)
}

fn side(record: Record) -> Option<ComparedScore> {
    match score::read(&record.value) {
        Ok(score) => score.map(|(agent, data)| ComparedScore { agent: agent.into(), data, value: record.value }),
        Err(why) => {
            // The score that should stand there is missing, and told of as such.
            let (topic, partition, offset) = (record.topic.role(), record.partition, record.offset);
            tracing::error!(topic, partition, offset, %why, "a record cannot be read");
            None
        }
    }
}

/// Whether a score is the one that was published, perhaps by a version that wrote no times.
fn is_same(made: &[u8], published: &[u8]) -> bool {
    made == published || without_time(made) == published
}

fn in_span(side: &ComparedScore, from: Date, to: Date) -> bool {
    (from..=to).contains(&side.data.date)
}

/// Both sides of a partition, day by day. Days never go back: a closed day is not scored again.
struct PairedDays<'a, I: Iterator<Item = ComparedScore>> {
    published: Peekable<I>,
    made: Vec<ComparedScore>,
    tally: &'a mut ScoreTally,
}

impl<I: Iterator<Item = ComparedScore>> PairedDays<'_, I> {
    fn make(&mut self, side: ComparedScore) {
        if self.made.first().is_some_and(|first| first.data.date != side.data.date) {
            self.compare();
        }
        self.made.push(side);
    }

    fn end(&mut self) {
        self.compare();
        for extra in self.published.by_ref() {
            self.tally.differs(extra, ScoreMismatch::Extra);
        }
    }

    /// Lays the day that was made beside what was published of it and of days before.
    fn compare(&mut self) {
        let mut made = std::mem::take(&mut self.made);
        let Some(date) = made.first().map(|first| first.data.date) else { return };
        let mut published = Vec::new();
        while let Some(side) = self.published.next_if(|side| side.data.date <= date) {
            published.push(side);
        }
        // Several of a day and agent keep their order.
        let key = |side: &ComparedScore| (side.data.date, side.agent.clone(), side.data.interim);
        made.sort_by_key(key);
        published.sort_by_key(key);
        let (mut made, mut published) = (made.into_iter().peekable(), published.into_iter().peekable());
        loop {
            match (made.peek().map(key), published.peek().map(key)) {
                (None, None) => break,
                (Some(a), Some(b)) if a == b => {
                    self.tally.pair(made.next().expect("it was seen"), &published.next().expect("it was seen"));
                }
                (Some(a), b) if b.as_ref().is_none_or(|b| a < *b) => {
                    self.tally.differs(made.next().expect("it was seen"), ScoreMismatch::Missing);
                }
                _ => self.tally.differs(published.next().expect("it was seen"), ScoreMismatch::Extra),
            }
        }
    }
}

impl ScoreTally {
    fn pair(&mut self, made: ComparedScore, published: &ComparedScore) {
        if published.data.schema != schema_text() {
            self.foreign += 1;
        } else if !is_same(&made.value, &published.value) {
            self.largest = self.largest.max(apart(&made.data, &published.data));
            let members = members(&made.value, &published.value);
            self.differs(made, ScoreMismatch::Members(members));
        } else if made.data.interim {
            self.interim += 1;
        } else {
            self.daily += 1;
        }
    }

    fn differs(&mut self, side: ComparedScore, how: ScoreMismatch) {
        if how == ScoreMismatch::Extra && side.data.schema != schema_text() {
            self.foreign += 1;
            return;
        }
        self.differ += 1;
        if self.first.len() < SHOWN_MAX {
            let ComparedScore { agent, data: ScoreData { date, interim, .. }, .. } = side;
            self.first.push(ScoreDifference { agent, date, interim, how });
        }
    }
}

/// The largest difference of a number.
fn apart(made: &ScoreData, published: &ScoreData) -> f64 {
    let signals = made.contributions.keys().chain(published.contributions.keys());
    let contribution = |data: &ScoreData, signal| data.contributions.get(signal).copied().unwrap_or(0.0);
    let of_signals = signals.map(|signal| (contribution(made, signal) - contribution(published, signal)).abs());
    let numbers = |data: &ScoreData| [data.risk, data.logit, data.intercept];
    let of_score = numbers(made).into_iter().zip(numbers(published)).map(|(a, b)| (a - b).abs());
    of_score.chain(of_signals).fold(0.0, f64::max)
}

/// Names of the members that differ, of the data or else of the event around it.
fn members(made: &[u8], published: &[u8]) -> Vec<String> {
    let read = |bytes| serde_json::from_slice::<serde_json::Value>(bytes).unwrap_or_default();
    let (made, published) = (read(made), read(published));
    let differing = |a: &serde_json::Value, b: &serde_json::Value| -> Vec<String> {
        let names = [a, b].into_iter().filter_map(|side| side.as_object()).flat_map(|side| side.keys());
        let names: std::collections::BTreeSet<&String> = names.collect();
        names.into_iter().filter(|name| a[name.as_str()] != b[name.as_str()]).cloned().collect()
    };
    let of_data = differing(&made["data"], &published["data"]);
    if of_data.is_empty() { differing(&made, &published) } else { of_data }
}

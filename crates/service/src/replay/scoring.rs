//! Events through ingest and score without a log: for looking at one day.

use std::sync::Arc;
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, JoinHandle};

use time::OffsetDateTime;

use crate::import::importer::Importer;
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::model::Model;
use attrition_core::model::RiskEvaluation;
use attrition_core::partition::agent::Agent;
use attrition_pipeline::ingest::Partitions;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Flow, Outputs, Stage};
use attrition_stream::backend::sink::Sink;
use attrition_stream::{Error, Step};

/// Steps that an importer may be ahead: enough for both to be busy, few enough to keep memory small.
const STEPS_AHEAD: usize = 2;

/// The score stage as it stands right before a day closes.
pub struct Replay {
    score: ScoreStage,
    until: Date,
    reached: bool,
    out: Outputs,
}

impl Replay {
    /// A replay up to the close of `until`, over one partition.
    pub fn new(setting: ScoreWriter, until: Date) -> Self {
        let mut score = ScoreStage::new(setting);
        score.assign(0);
        Self { score, until, reached: false, out: Outputs::default() }
    }

    /// Takes in a record of org or of the models topic. All of them may come first: what is known when is in the records.
    pub fn process_broadcast(&mut self, record: &Record) {
        self.score.process_broadcast(record);
    }

    /// Org and the models topic have been heard whole.
    pub fn heard_all(&mut self) {
        self.score.broadcasts_read();
    }

    /// The champion of the day.
    pub fn champion(&self) -> Arc<Model> {
        Arc::clone(self.score.models().champion(self.until))
    }

    /// Takes in a record of the journal; `false` once the day is reached and nothing more is taken.
    pub fn process(&mut self, record: &Record) -> bool {
        // An event of long after closes a day as well.
        let entry = journal::read(&record.value);
        let closes = match &entry {
            Some(JournalEntry::DayClosed(close)) => Some(close.day),
            Some(JournalEntry::Event(event)) => self.score.partitions()[&0].due(event),
            _ => None,
        };
        self.reached |= closes.is_some_and(|day| day >= self.until);
        if !self.reached {
            // Org is ahead, so nothing has to wait.
            let flow = self.score.entry(0, &record.key, entry.as_ref(), &mut self.out);
            debug_assert_eq!(flow, Flow::Taken, "org was heard before");
            self.out.records.clear();
        }
        !self.reached
    }

    /// Closes what is open before the day, where the events ended earlier.
    pub fn finish(&mut self) {
        let before = self.until - 1;
        if !self.reached {
            let close = journal::write(&JournalEntry::DayClosed(Close::new(before)));
            self.process_broadcast(&Output::new(Topic::Org, 0, [], close.clone()).read_at(0));
            self.process(&Output::new(Topic::Journal, 0, [], close).read_at(0));
        }
    }

    /// Calls `tell` with every active agent's evaluation as of the day, in the order of their ids.
    pub fn evaluate(&mut self, mut tell: impl FnMut(&str, &RiskEvaluation)) {
        let (day, model) = (self.until, self.champion());
        let view = self.score.org().view(day - 1);
        let (org, partitions) = self.score.org_and_partitions();
        for (name, agent) in partitions.values().flat_map(|partition| partition.agents()) {
            if agent.is_active(day) {
                tell(name, &agent.evaluate(day, org.signals(&view, name), &model));
            }
        }
    }

    /// What is kept of an agent, employed or not.
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.score.partitions().values().find_map(|partition| partition.agent(name))
    }

    /// An importer whose journal goes straight into this replay, on a thread of its own: the importer reads on meanwhile.
    pub fn importer(mut self, origin: &str, now: OffsetDateTime) -> Result<Importer<RunningReplay>, Error> {
        let (steps, written) = mpsc::sync_channel(STEPS_AHEAD);
        let replay = thread::spawn(move || {
            let goes_on = |step| {
                self.take(step);
                !self.reached
            };
            // Nothing that comes after the day counts.
            written.iter().all(goes_on);
            self
        });
        Importer::open(
            RunningReplay { steps, replay, has_ended: false },
            Partitions { journal: 1, dead_letters: 1 },
            origin,
            &[],
            now,
        )
    }

    /// Takes what is written to org and to the journal, and keeps nothing else.
    fn take(&mut self, step: Step) {
        let records: Vec<Record> = step.outputs.into_iter().map(|output| output.read_at(0)).collect();
        records
            .iter()
            .filter(|record| record.topic == Topic::Org)
            .for_each(|record| self.score.process_broadcast(record));
        records.iter().filter(|record| record.topic == Topic::Journal).all(|record| self.process(record));
    }
}

/// A replay that an importer writes to.
pub struct RunningReplay {
    steps: SyncSender<Step>,
    replay: JoinHandle<Replay>,
    has_ended: bool,
}

impl RunningReplay {
    /// Whether the replay takes no more: its day is reached.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The replay, once it has taken in all that was written.
    pub fn join(self) -> Replay {
        drop(self.steps);
        self.replay.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Sink for RunningReplay {
    fn take(&mut self, step: Step) {
        // A replay that has reached its day hears no more.
        self.has_ended |= self.steps.send(step).is_err();
    }
}

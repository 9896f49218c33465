//! Score: journal and org to scores and the desk inbox. State: day buckets per agent.

mod score_writer;
mod seen;
mod state;

pub use score_writer::ScoreWriter;
pub use state::Agents;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::seen::Seen;
use super::registry::Registry;
use super::{Count, EventKind, Flow, Outputs, Stage, UnreadableRecord};
use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_contracts::state::score_state;
use attrition_core::basics::date::Date;
use attrition_core::event::Event;
use attrition_core::model::{InForce, Model, Scorers, Takeover};
use attrition_core::org::Org;
use attrition_core::partition::{Finding, Partition, Score as AgentScore};
use attrition_core::windows::span::WINDOW_DAYS;

/// The score stage, over the journal partitions that its member owns.
pub struct ScoreStage {
    setting: ScoreWriter,
    org: Org,
    registry: Registry,
    partitions: BTreeMap<u32, Agents>,
    /// Records of org and of the models topic that could not be read.
    unheard: Vec<UnreadableRecord>,
}

impl ScoreStage {
    /// A score stage without partitions.
    pub fn new(setting: ScoreWriter) -> Self {
        let (org, registry, partitions) = (Org::default(), Registry::default(), BTreeMap::new());
        Self { setting, org, registry, partitions, unheard: Vec::new() }
    }

    /// The partitions that the member owns.
    pub fn partitions(&self) -> &BTreeMap<u32, Agents> {
        &self.partitions
    }

    /// The organisation as far as it has been heard of.
    pub fn org(&mut self) -> &mut Org {
        &mut self.org
    }

    /// Both at once, for looking at agents beside their organisation.
    pub fn org_and_partitions(&self) -> (&Org, &BTreeMap<u32, Agents>) {
        (&self.org, &self.partitions)
    }

    /// The models in force by business date.
    pub fn models(&self) -> &InForce {
        &self.setting.models
    }

    /// The registry as far as it has been heard of.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Puts a champion in force from a day on that no partition has scored yet.
    pub fn put_in_force(&mut self, model: Arc<Model>, from: impl Into<Takeover>) {
        let before = self.setting.models.clone();
        self.setting.models.put(model, from);
        self.change_models(&before);
    }

    /// Takes in a record like [`Stage::process`], and shows its scores instead of writing them: for what is learned from
    /// the values that were scored, which no record holds.
    pub fn show(&mut self, record: &Record, out: &mut Outputs, show: &mut dyn FnMut(&AgentScore<'_>)) -> Flow {
        let entry = journal::read(&record.value);
        self.step(
            record.partition,
            &record.key,
            entry.as_ref(),
            &mut FindingSink { out, show: Some(show), desk: false, event_ms: None },
        )
    }

    /// The same for what a back-test judges: the desk is told as always, and the scores are shown instead of written.
    pub fn judge(
        &mut self,
        number: u32,
        key: &[u8],
        entry: Option<&JournalEntry>,
        out: &mut Outputs,
        show: &mut dyn FnMut(&AgentScore<'_>),
    ) -> Flow {
        self.step(number, key, entry, &mut FindingSink { out, show: Some(show), desk: true, event_ms: None })
    }

    /// Takes in what a record of the journal says; `None` when it cannot be read.
    pub fn entry(&mut self, number: u32, key: &[u8], entry: Option<&JournalEntry>, out: &mut Outputs) -> Flow {
        self.step(number, key, entry, &mut FindingSink { out, show: None, desk: true, event_ms: None })
    }

    fn step(&mut self, number: u32, key: &[u8], entry: Option<&JournalEntry>, to: &mut FindingSink<'_>) -> Flow {
        match (entry, std::str::from_utf8(key)) {
            (Some(JournalEntry::DayClosed(close)), _) => {
                let earliest = if close.is_after_silence { close.day } else { close.day - (WINDOW_DAYS as i32 - 1) };
                return self.close(number, *close, earliest, to);
            }
            (Some(JournalEntry::Event(event)), Ok(agent)) => {
                let due = self.partitions.get(&number).and_then(|partition| partition.due(event));
                // What it closes are the first of the days before its own; the others are closed by records.
                let earliest = event.date - WINDOW_DAYS as i32;
                if due.is_some_and(|day| self.close(number, Close::new(day), earliest, to) == Flow::Wait) {
                    return Flow::Wait;
                }
                self.take(number, agent, event, to);
            }
            // Only this service writes the journal; what else lies there is counted and left.
            _ => to.out.counts.add(Count::UnreadableEvent),
        }
        Flow::Taken
    }

    /// Closes days from `earliest` up to that of `close`, unless the organisation has not come that far.
    fn close(&mut self, number: u32, close: Close, earliest: Date, to: &mut FindingSink<'_>) -> Flow {
        let day = close.day;
        let partition = self.partitions.get_mut(&number).expect("records come from assigned partitions");
        if !partition.is_open(day) {
            return Flow::Taken;
        }
        if self.org.passed().is_none_or(|passed| passed < day - 1) {
            return Flow::Wait;
        }
        if self.setting.follows_registry && self.registry.is_awaited(day) {
            return Flow::Wait;
        }
        let first = partition.first_to_close(day, earliest);
        // Whoever is shown a history, to learn from it, is shown what people would have been told.
        let is_history = close.is_history && to.show.is_none();
        for closing in first.0..=day.0 {
            let closing = Date(closing);
            let setting = &self.setting;
            if setting.models.changes_at_close(closing) {
                partition.change_model();
            }
            let by = setting.models.scorers(closing, false);
            let (mut seen, mut over) = (Seen::default(), Vec::new());
            partition.close(closing, &mut self.org, by.champion, &mut |finding| {
                if to.desk {
                    seen.add(&finding, by.champion, &setting.rules);
                    over.extend(setting.over(by.champion, &finding));
                }
                to.publish(setting, by, number, finding);
            });
            over.iter().for_each(|agent| partition.note_over(agent, closing));
            seen.add_gone(&self.org, closing - 1, &setting.rules);
            setting.tell_closed(number, Close { is_history, ..Close::new(closing) }, seen.0, to.out);
            if setting.models.changes_after(closing) {
                partition.change_model();
            }
        }
        Flow::Taken
    }

    /// Puts in force what the registry has settled.
    fn settle(&mut self, settle: fn(&mut Registry, &mut InForce) -> bool) {
        let before = self.setting.models.clone();
        if self.setting.follows_registry && settle(&mut self.registry, &mut self.setting.models) {
            self.change_models(&before);
        }
    }

    /// Lets partitions whose open day has got another champion than before know it.
    fn change_models(&mut self, before: &InForce) {
        for partition in self.partitions.values_mut() {
            match partition.open() {
                Some(open)
                    if before.scorers(open, true).champion == self.setting.models.scorers(open, true).champion => {}
                _ => partition.change_model(),
            }
        }
    }

    fn take(&mut self, number: u32, agent: &str, event: &Event, to: &mut FindingSink<'_>) {
        let partition = self.partitions.get_mut(&number).expect("records come from assigned partitions");
        let setting = &self.setting;
        let kind = EventKind::of_fact(&event.fact);
        let by = setting.models.scorers(partition.open().unwrap_or(event.date), true);
        to.event_ms = Some(event.time_ms);
        let mut over = None;
        let outcome = partition.take(agent, event, &self.org, by.champion, &mut |finding| {
            over = setting.over(by.champion, &finding).filter(|_| to.desk).or(over.take());
            to.publish(setting, by, number, finding);
        });
        if let (Some(agent), Some(open)) = (over, partition.open()) {
            partition.note_over(&agent, open);
        }
        to.event_ms = None;
        to.out.events += 1;
        to.out.counts.add(Count::Event(kind, outcome.into()));
    }
}

/// Receives the findings of a partition: writes them to the outputs, or shows them to a caller.
struct FindingSink<'a> {
    out: &'a mut Outputs,
    show: Option<&'a mut dyn FnMut(&AgentScore<'_>)>,
    desk: bool,
    /// Time of the event that is taken in; `None` while a day is closed.
    event_ms: Option<i64>,
}

impl FindingSink<'_> {
    fn publish(&mut self, setting: &ScoreWriter, by: Scorers<'_>, partition: u32, finding: Finding<'_>) {
        match (&mut self.show, finding) {
            // Counted whoever is told: it says that a separation may be wrong.
            (_, Finding::WorkAfterEnd(_)) => self.out.counts.add(Count::WorkAfterEnd),
            (Some(show), Finding::Score(score)) => {
                show(&score);
                if self.desk {
                    setting.tell_candidate(by.champion, &score, self.event_ms, self.out);
                }
            }
            (_, finding) if self.desk => setting.write(by, partition, finding, self.event_ms, self.out),
            _ => {}
        }
    }
}

impl Stage for ScoreStage {
    type State = Agents;

    fn name(&self) -> StageName {
        StageName::Score
    }

    fn inputs(&self) -> &'static [Topic] {
        &[Topic::Journal]
    }

    fn broadcast(&self) -> &'static [Topic] {
        &[Topic::Org, Topic::Models]
    }

    fn state(&self) -> Option<Topic> {
        Some(Topic::ScoreState)
    }

    fn empty(&self) -> Agents {
        Agents(Partition::new(self.setting.dedup_days))
    }

    fn adopt(&mut self, partition: u32, state: Agents) {
        self.partitions.insert(partition, state);
    }

    fn state_of(&self, partition: u32) -> Option<&Agents> {
        self.partitions.get(&partition)
    }

    fn closed(&self) -> Option<Date> {
        self.partitions.values().filter_map(|partition| partition.open()).min().map(|open| open - 1)
    }

    fn revoke(&mut self, partition: u32) {
        self.partitions.remove(&partition);
    }

    fn process_broadcast(&mut self, record: &Record) {
        if record.topic == Topic::Models {
            if let Some(why) = self.registry.take(record) {
                self.unheard.push(UnreadableRecord { record: record.clone(), why });
            }
            return self.settle(Registry::settle);
        }
        match journal::read_record(record) {
            Ok((_, JournalEntry::DayClosed(close))) => self.org.close(close.day),
            Ok((agent, JournalEntry::Event(event))) => self.org.take(agent, &event),
            Ok((_, JournalEntry::Decided(number))) => {
                self.registry.announce(number, self.org.passed());
                self.settle(Registry::settle);
            }
            Ok((_, JournalEntry::Imported(_))) => {}
            Err(why) => self.unheard.push(UnreadableRecord { record: record.clone(), why: why.to_owned() }),
        }
    }

    fn take_unreadable(&mut self) -> Vec<UnreadableRecord> {
        std::mem::take(&mut self.unheard)
    }

    fn broadcasts_read(&mut self) {
        self.settle(Registry::settle_all);
    }

    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow {
        let read = journal::read_record(record);
        if let Err(why) = read {
            out.refuse(record, why);
        }
        self.entry(record.partition, &record.key, read.ok().map(|(_, entry)| entry).as_ref(), out)
    }

    fn flush(&mut self, out: &mut Outputs) {
        for (number, partition) in &mut self.partitions {
            partition.changes(|change| {
                let (key, value) = score_state::write(change);
                let (topic, partition) = (Topic::ScoreState, *number);
                out.records.push(Output { topic, partition, key, value, headers: Vec::new(), time_ms: 0 });
            });
        }
    }
}

//! Plays lines of events through the importer and all stages over the log in memory.

use std::sync::Arc;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::digest::DigestData;
use attrition_contracts::alerting::notice::NoticeData;
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::models::registry::DecisionKind;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::score::{self, ScoreData};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Rules, RulesBySite};
use attrition_core::model::{InForce, Model};
use attrition_pipeline::Count;
use attrition_pipeline::Counts;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::admin::registry::Registrar;
use attrition_service::import::importer::Importer;
use attrition_service::runtime::model::{self, BaseModel};
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use attrition_stream::backend::memory::Memory;
use time::OffsetDateTime;

use crate::stages::models::{stories, wish};

/// Partitions of every topic: two, so that partitions have each other to wait for.
pub const PARTITIONS: u32 = 2;

/// What came of a log.
pub struct Played {
    /// Agent and score, in the order of writing, one partition after the other.
    pub scores: Vec<(String, ScoreData)>,
    /// Agent and alert, by day and desk.
    pub alerts: Vec<(String, AlertData)>,
    /// When each of them became so.
    pub told_at: Vec<Moment>,
    /// Letters, in the order of writing, one partition after the other.
    pub letters: Vec<DigestData>,
    /// Notices about sites, in the order of writing, one partition after the other.
    pub notices: Vec<NoticeData>,
    /// What the stages counted.
    pub counts: Counts,
}

impl Played {
    /// The agent's daily scores, oldest first.
    pub fn daily(&self, agent: &str) -> impl Iterator<Item = &ScoreData> {
        self.scores.iter().filter(move |(name, score)| name == agent && !score.interim).map(|(_, score)| score)
    }

    /// The agent's score of a day.
    pub fn on(&self, agent: &str, day: Date) -> &ScoreData {
        self.daily(agent).find(|score| score.date == day).expect("the agent was scored on this day")
    }

    /// The alerts of a status.
    pub fn of(&self, status: AlertStatus) -> Vec<&(String, AlertData)> {
        self.alerts.iter().filter(|(_, alert)| alert.status == status).collect()
    }

    /// How many events had this outcome.
    pub fn count(&self, outcome: &str) -> u64 {
        self.counts.total(|count| matches!(count, Count::Event(_, of) if of.code() == outcome))
    }
}

/// Plays a whole log, with the model of the stories and the rules that come with the program.
pub fn play(lines: &[String]) -> Played {
    play_by(lines, stories(), &Rules::default())
}

/// The same with a model and rules of one's own.
pub fn play_by(lines: &[String], model: Arc<Model>, rules: &Rules) -> Played {
    play_in(&SharedStore::new(Memory::new(PARTITIONS)), lines, model, rules)
}

/// The same with an artifact, and with another that is published for a day.
pub fn play_taken_over(lines: &[String], base: &Artifact, then: (&Artifact, Date), rules: &Rules) -> Played {
    let store = SharedStore::new(Memory::new(PARTITIONS));
    let json = |artifact| serde_json::to_string(artifact).expect("an artifact is JSON");
    let model = Arc::new(base.model().expect("it is sound"));
    let former = BaseModel { model: Arc::clone(&model), json: json(base).into_bytes() };
    let mut registrar = Registrar::over(Box::new(LocalLog::new(&store, "models", &[])), former);
    let publish = wish(DecisionKind::Publish, Some(&then.0.id), Some(json(then.0)), Some(then.1));
    registrar.decide(&publish, OffsetDateTime::UNIX_EPOCH).expect("it can be decided");
    play_in(&store, lines, model, rules)
}

/// Plays them into a store.
fn play_in(store: &Arc<SharedStore<Memory>>, lines: &[String], model: Arc<Model>, rules: &Rules) -> Played {
    let mut counts = import(store, lines);
    stages_by(store, model, &(*rules).into())
        .drain(|_, progress| counts.merge(&progress.counts))
        .expect("memory does not fail");
    let records = |topic| store.with(|memory| records(memory, topic));
    let said: Vec<_> = records(Topic::Alerts).iter().map(|record| announced::read(&record.value)).collect();
    assert!(said.iter().all(|said| matches!(said, Ok(Some(_)))), "what the desk says reads back");
    let (mut alerts, mut letters, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for said in said.into_iter().flatten().flatten() {
        match said.what {
            AnnouncedData::Alert { agent, data } => alerts.push(((agent.as_str().to_owned(), *data), said.at)),
            AnnouncedData::Digest(letter) => letters.push(*letter),
            AnnouncedData::Notice(notice) => notices.push(notice),
            _ => {}
        }
    }
    alerts.sort_by_key(|((_, alert), _)| (alert.date, alert.supervisor.clone()));
    let (alerts, told_at) = alerts.into_iter().unzip();
    let read_score = |record: &Record| score::read(&record.value).ok().flatten().expect("scores read back");
    let scores = records(Topic::Scores).iter().map(read_score).collect();
    Played { scores, alerts, told_at, letters, notices, counts }
}

/// Every record of a topic, one partition after the other.
pub fn records(memory: &Memory, topic: Topic) -> Vec<Record> {
    (0..PARTITIONS).flat_map(|partition| memory.records(topic, partition).to_vec()).collect()
}

/// Takes the lines into the journal and closes their last day; tells what ingest counted.
pub fn import<S: Store>(store: &Arc<SharedStore<S>>, lines: &[String]) -> Counts {
    let mut importer = importer(store);
    lines.iter().try_for_each(|line| importer.line(line.as_bytes())).expect("memory does not fail");
    importer.close_days().expect("memory does not fail");
    importer.counts().clone()
}

/// An importer into a store.
pub fn importer<S: Store>(store: &Arc<SharedStore<S>>) -> Importer<LocalLog<S>> {
    importer_of(store, "story")
}

/// The same, of an input with a name.
pub fn importer_of<S: Store>(store: &Arc<SharedStore<S>>, origin: &str) -> Importer<LocalLog<S>> {
    let log = LocalLog::new(store, "import", &[]);
    Importer::open(log, partitions(), origin, origin.as_bytes(), now()).expect("memory does not fail")
}

/// All stages over a store, with the model and the rules that come with the program.
pub fn stages<S: Store>(store: &Arc<SharedStore<S>>) -> Pipeline<S> {
    stages_with(store, model::load("").expect("the prior is sound"))
}

/// The same with another model.
pub fn stages_with<S: Store>(store: &Arc<SharedStore<S>>, model: Arc<Model>) -> Pipeline<S> {
    stages_by(store, model, &Rules::default().into())
}

/// The same with rules of one's own.
pub fn stages_by<S: Store>(store: &Arc<SharedStore<S>>, model: Arc<Model>, rules: &RulesBySite) -> Pipeline<S> {
    let setting = ScoreWriter {
        models: InForce::new(model),
        follows_registry: true,
        dedup_days: 35,
        rules: rules.clone(),
        journal_partitions: PARTITIONS,
        desk_partitions: PARTITIONS,
    };
    Pipeline::new(store, IngestStage::new(partitions(), now()), ScoreStage::new(setting), DeskStage::new(rules.clone()))
}

/// As many partitions as the log in memory has.
pub fn partitions() -> Partitions {
    Partitions { journal: PARTITIONS, dead_letters: PARTITIONS }
}

/// The clock of imports: later than any event.
pub fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(4_102_444_800).expect("the year 2100 is in range")
}

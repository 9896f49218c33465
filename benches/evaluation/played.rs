//! A centre through all stages.

use std::sync::Arc;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::Rules;
use attrition_core::model::{InForce, Model};
use attrition_learner::inputs::Inputs;
use attrition_learner::rows::Weekly;
use attrition_learner::train::{TrainingOptions, train};
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::import::importer::Importer;
use attrition_service::runtime::model::{self, PRIOR};
use attrition_service::runtime::pipeline::Pipeline;
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::Memory;
use time::OffsetDateTime;

use crate::events::Events;
use attrition_core::basics::ids::AgentId;

/// Sunday, as rows are cut off.
const CUT_OFF_WEEKDAY: u32 = 6;
const HORIZON_DAYS: i32 = 30;

/// The model that the centre was played by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Prior,
    Trained,
}

/// What came of a centre.
pub(crate) struct Played {
    /// The first day that is judged.
    pub(crate) from: Date,
    /// First records of alerts, with whom they are about.
    pub(crate) raised: Vec<(AgentId, AlertData)>,
    /// Those and every later record of an alert with the reasons of its day.
    pub(crate) told: Vec<(AgentId, Moment, AlertData)>,
    /// Days of the letters.
    pub(crate) letters: Vec<Date>,
    /// Daily scores at cut-offs, of agents with enough history: day, agent, site, risk.
    pub(crate) scores: Vec<(Date, String, String, f64)>,
    /// Events that were refused.
    pub(crate) refused: usize,
}

impl Which {
    /// As the table has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::Trained => "trained",
        }
    }
}

impl Played {
    /// Plays a centre; the trained model takes over once it has been told of so many days.
    pub(crate) fn of(events: &Events, which: Which, known_days: i32) -> Self {
        let prior = model::load("").expect("the prior is sound");
        let mut models = InForce::new(prior);
        let from = events.first + known_days + 1;
        if which == Which::Trained {
            models.put(trained(events, events.first + known_days), from);
        }
        let store = SharedStore::new(Memory::new(1));
        let partitions = Partitions { journal: 1, dead_letters: 1 };
        let log = LocalLog::new(&store, "import", &[]);
        let mut importer = Importer::open(log, partitions, "centre", b"centre", later()).expect("memory does not fail");
        for line in &events.lines {
            importer.line(line.as_bytes()).expect("memory does not fail");
        }
        importer.close_days().expect("memory does not fail");
        let setting = ScoreWriter { models, ..ScoreWriter::alone(model::load("").expect("as above"), 35) };
        let (ingest, desk) = (IngestStage::new(partitions, later()), DeskStage::new(Rules::default()));
        let mut pipeline = Pipeline::new(&store, ingest, ScoreStage::new(setting), desk);
        pipeline.drain(|_, _| {}).expect("memory does not fail");
        let mut played = Self { from, raised: vec![], told: vec![], letters: vec![], scores: vec![], refused: 0 };
        store.with(|memory| {
            memory.records(Topic::Alerts, 0).iter().for_each(|record| played.hear(&record.value));
            memory.records(Topic::Scores, 0).iter().for_each(|record| played.score(&record.value));
            played.refused = memory.records(Topic::DeadLetters, 0).len();
        });
        played
    }

    fn hear(&mut self, record: &[u8]) {
        let Some(announced) = announced::read(record).expect("it reads back") else { return };
        match announced.what {
            AnnouncedData::Alert { agent, data } if data.status == AlertStatus::Raised => {
                if data.version == 1 {
                    self.raised.push((agent.clone(), (*data).clone()));
                }
                self.told.push((agent, announced.at, *data));
            }
            AnnouncedData::Digest(digest) => self.letters.push(digest.date),
            _ => {}
        }
    }

    fn score(&mut self, record: &[u8]) {
        let brief = score::read_brief(record).expect("scores read back").expect("it is a score");
        if !brief.interim && brief.band.code() != "not_enough_history" && brief.date.weekday() == CUT_OFF_WEEKDAY {
            self.scores.push((brief.date, brief.agent.into_owned(), brief.site.into_owned(), brief.risk));
        }
    }
}

/// A model trained on what was known at the close of a day.
fn trained(events: &Events, until: Date) -> Arc<Model> {
    let setting = ScoreWriter::alone(model::load("").expect("the prior is sound"), 35);
    let partitions = Partitions { journal: 1, dead_letters: 1 };
    let weekly = Weekly::new(setting, Some(until));
    let mut importer = Importer::open(weekly, partitions, "centre", &[], later()).expect("there is nothing to read");
    events.lines.iter().for_each(|line| importer.line(line.as_bytes()).expect("nothing can fail"));
    importer.close_days().expect("nothing can fail");
    let rows = importer.into_log().label(HORIZON_DAYS).expect("days were closed");
    let wish = TrainingOptions {
        id: String::new(),
        note: String::new(),
        alerts_per_week: 0.5,
        prior: Some(Artifact::read(PRIOR.as_bytes()).expect("the prior is sound")),
        inputs: Inputs::default(),
        plain: false,
        missing: Default::default(),
    };
    let trained = train(&rows, &wish).expect("there are leavers enough");
    Arc::new(trained.artifact.model().expect("it was just made"))
}

/// After everything that is played.
fn later() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(4_000_000_000).expect("it is a time")
}

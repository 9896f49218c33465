//! What supervisors of simulated sites get over a year, counted: alerts, letters, repeats.

mod heard;
mod repeats;
mod simulated;

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_core::desk::NoticeKind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::digest::DigestData;
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::score::{self, ScoreData};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_core::model::{InForce, Model};
use attrition_pipeline::Counts;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::IngestStage;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::runtime::pipeline::Pipeline;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use attrition_test_support::centres::simulated::first_day;
use attrition_test_support::stages::play::{PARTITIONS, import, now, partitions, records};

/// Days that a site is played.
pub(super) const DAYS: i32 = 400;

/// Agents of the site: `DESK_AGENTS=100` makes the figures of docs/desk.md.
fn agents() -> usize {
    std::env::var("DESK_AGENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

/// What the desk of a simulated site said.
pub(super) struct Year {
    /// Agent and alert, every version in order.
    pub(super) alerts: Vec<(String, AlertData)>,
    pub(super) letters: Vec<DigestData>,
    pub(super) counts: Counts,
    /// Days on which a shift of the whole site stood.
    pub(super) shifted: BTreeSet<Date>,
    /// Days on which a source was silent: what was known before them stands.
    pub(super) silent: BTreeSet<Date>,
    /// Daily scores by agent and day.
    pub(super) scores: BTreeMap<(String, Date), ScoreData>,
    /// What the desk heard.
    pub(super) inbox: Vec<Record>,
    /// Agent and day of notice of those who left of their own accord.
    leavers: BTreeSet<(String, Date)>,
    last: Date,
}

impl Year {
    /// Plays a simulated site of a seed by a model.
    pub(super) fn of(seed: u64, model: Arc<Model>) -> Self {
        Self::by(seed, InForce::new(model))
    }

    /// The same by models that follow one another.
    pub(super) fn by(seed: u64, models: InForce) -> Self {
        let mut simulation = Simulation::new(&Parameters::default(), agents(), seed, first_day());
        let days = (0..DAYS).flat_map(|_| simulation.next_day().events);
        let lines: Vec<String> = days.map(|recorded| recorded.line).collect();
        let store = SharedStore::new(Memory::new(PARTITIONS));
        import(&store, &lines);
        let mut counts = Counts::default();
        let mut stages = stages_of(&store, models);
        stages.drain(|_, progress| counts.merge(&progress.counts)).expect("memory does not fail");
        let leavers = lines.iter().filter_map(|line| leaver(line)).collect();
        let (alerts, letters, last) = (Vec::new(), Vec::new(), first_day() + DAYS - 1);
        let inbox = store.with(|memory| records(memory, Topic::Desk));
        let scores = store.with(|memory| records(memory, Topic::Scores)).iter().filter_map(daily).collect();
        let (shifted, silent) = (BTreeSet::new(), BTreeSet::new());
        let mut year = Self { alerts, letters, counts, shifted, silent, scores, inbox, leavers, last };
        let mut begun: BTreeMap<String, Date> = BTreeMap::new();
        for record in store.with(|memory| records(memory, Topic::Alerts)) {
            match announced::read(&record.value).expect("it reads back").map(|announced| announced.what) {
                Some(AnnouncedData::Alert { agent, data }) => year.alerts.push((agent.as_str().to_owned(), *data)),
                Some(AnnouncedData::Digest(data)) => year.letters.push(*data),
                Some(AnnouncedData::Notice(data)) => {
                    if data.status == NoticeStatus::Begun {
                        begun.entry(data.notice).or_insert(data.since);
                    } else if let Some(since) = begun.remove(&data.notice) {
                        let days =
                            if data.kind == NoticeKind::SiteShift { &mut year.shifted } else { &mut year.silent };
                        days.extend((since.0..=data.date.0).map(Date));
                    }
                }
                _ => {}
            }
        }
        begun.into_values().for_each(|since| year.shifted.extend((since.0..=last.0).map(Date)));
        year
    }

    /// The first records of alerts that were raised: agent and alert, by agent and day.
    pub(super) fn raised(&self) -> Vec<&(String, AlertData)> {
        let is_raised = |(_, alert): &&(String, AlertData)| alert.status == AlertStatus::Raised && alert.version == 1;
        let mut raised: Vec<_> = self.alerts.iter().filter(is_raised).collect();
        raised.sort_by(|a, b| (&a.0, &a.1.date).cmp(&(&b.0, &b.1.date)));
        raised
    }

    /// Whether an agent gave notice within so many days after a day.
    fn leaves(&self, agent: &str, day: Date, within: std::ops::RangeInclusive<i32>) -> bool {
        within.into_iter().any(|ahead| self.leavers.contains(&(agent.to_owned(), day + ahead)))
    }

    /// Alerts, letters and repeats in a line.
    pub(super) fn text(&self) -> String {
        let raised = self.raised();
        let repeats: Vec<i32> = raised
            .windows(2)
            .filter(|pair| pair[0].0 == pair[1].0)
            .map(|pair| pair[1].1.date - pair[0].1.date)
            .collect();
        let mut by_agent: BTreeMap<&str, usize> = BTreeMap::new();
        raised.iter().for_each(|(agent, _)| *by_agent.entry(agent).or_default() += 1);
        let judged: Vec<_> = raised.iter().filter(|(_, alert)| alert.date + 30 <= self.last).collect();
        let right = judged.iter().filter(|(agent, alert)| self.leaves(agent, alert.date, 1..=30)).count();
        let leavers: Vec<_> = self.leavers.iter().filter(|(_, notice)| *notice > first_day() + 70).collect();
        let is_found = |(agent, notice): &&&(String, Date)| {
            raised.iter().any(|(who, alert)| who == agent && (7..=60).contains(&(*notice - alert.date)))
        };
        let years = agents() as f64 * f64::from(DAYS) / 365.0;
        format!(
            "{} alerts, {} letters ({:.2} an alert), {} repeats ({:.2} an agent and year; {} within 35 days), most about one {}; \
             {} of {} right ({:.1} %), {} of {} leavers 7 to 60 days ahead",
            raised.len(),
            self.letters.len(),
            self.letters.len() as f64 / raised.len().max(1) as f64,
            repeats.len(),
            repeats.len() as f64 / years,
            repeats.iter().filter(|gap| **gap <= 35).count(),
            by_agent.values().max().unwrap_or(&0),
            right,
            judged.len(),
            100.0 * right as f64 / judged.len().max(1) as f64,
            leavers.iter().filter(is_found).count(),
            leavers.len(),
        )
    }
}

fn stages_of(store: &Arc<SharedStore<Memory>>, models: InForce) -> Pipeline<Memory> {
    let rules = Rules::default();
    let setting = ScoreWriter {
        models,
        follows_registry: false,
        dedup_days: 35,
        rules: rules.into(),
        journal_partitions: PARTITIONS,
        desk_partitions: PARTITIONS,
    };
    Pipeline::new(store, IngestStage::new(partitions(), now()), ScoreStage::new(setting), DeskStage::new(rules))
}

/// The model that comes with the program, trained on another simulated site.
pub(super) fn trained() -> Arc<Model> {
    let artifact = Artifact::read(include_bytes!("../../../../../models/simulated.json"));
    Arc::new(artifact.and_then(|artifact| artifact.model()).expect("it can score"))
}

/// A daily score with its agent and day.
fn daily(record: &Record) -> Option<((String, Date), ScoreData)> {
    let (agent, data) = score::read(&record.value).ok()??;
    (!data.interim).then_some(((agent, data.date), data))
}

/// Agent and notice date of a voluntary separation.
fn leaver(line: &str) -> Option<(String, Date)> {
    let event: serde_json::Value = line.contains("roster.separation.v1").then(|| serde_json::from_str(line).ok())??;
    let notice = Date::parse(event["data"]["notice_date"].as_str()?)?;
    (event["data"]["kind"] == "voluntary").then_some((event["subject"].as_str()?.to_owned(), notice))
}

//! A simulated site through all stages.

use attrition_core::model::Band;
use std::collections::BTreeMap;

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_core::model::InForce;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_service::import::importer::Importer;
use attrition_service::runtime::model;
use attrition_service::runtime::pipeline::Pipeline;
use attrition_simulator::{Parameters, Simulation};
use attrition_stream::backend::local::{LocalLog, SharedStore};
use attrition_stream::backend::memory::Memory;
use time::OffsetDateTime;

use crate::judged::{Judged, Raised};
use crate::{FLU_DAY, FORM_DAY, FROM_DAY, SILENT_DAY, SLOW_DAY};

/// The model: trained on another site, of other parameters only by chance.
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/simulated.json");

/// What came of a site.
pub(crate) struct Played {
    pub(crate) first: Date,
    pub(crate) last: Date,
    /// Alerts of the desk.
    pub(crate) raised: Vec<Raised>,
    /// Agent and notice date of those who left of their own accord.
    pub(crate) leavers: Vec<(String, Date)>,
    /// Notices about the site, to read.
    pub(crate) notices: Vec<String>,
    /// Daily risks by agent: day, risk, supervisor.
    risks: BTreeMap<String, Vec<(Date, f64, String)>>,
}

impl Played {
    /// Plays a site; without a flu and a new form it is the same site but for them.
    pub(crate) fn of(agents: usize, days: usize, seed: u64, moved: bool) -> Self {
        let shipped = include_str!("../../crates/simulator/src/contact_centre.toml");
        let day_of_year = FLU_DAY + 5;
        let flu = if moved { format!("flu_weeks = [{}]", day_of_year / 7) } else { "flu_weeks = []".to_owned() };
        let form = if moved { FORM_DAY } else { i32::MAX };
        let parameters = shipped
            .replacen("team_size = 12", "team_size = 20", 1)
            .replacen("flu_weeks = [3, 4, 6]", &flu, 1)
            .replacen("qa_form_day = 210", &format!("qa_form_day = {form}"), 1);
        let p = Parameters::parse(&parameters).expect("the parameters are right");
        let first = Date::parse("2025-01-06").expect("it is a date");
        let mut simulation = Simulation::new(&p, agents, seed, first);
        let store = SharedStore::new(Memory::new(1));
        let now = OffsetDateTime::from_unix_timestamp(4_000_000_000).expect("it is a time");
        let partitions = Partitions { journal: 1, dead_letters: 1 };
        let log = LocalLog::new(&store, "import", &[]);
        let mut importer = Importer::open(log, partitions, "site", b"site", now).expect("memory does not fail");
        let mut leavers = Vec::new();
        for _ in 0..days {
            let on = simulation.day() - first;
            for recorded in simulation.next_day().events {
                leavers.extend(leaver(&recorded.line));
                let line = if moved { outage(recorded.line, on) } else { Some(recorded.line) };
                line.into_iter().for_each(|line| importer.line(line.as_bytes()).expect("memory does not fail"));
            }
        }
        importer.close_days().expect("memory does not fail");
        let setting = ScoreWriter {
            models: InForce::new(model::load(MODEL).expect("the shipped model is sound")),
            follows_registry: false,
            dedup_days: 35,
            rules: Rules::default().into(),
            journal_partitions: 1,
            desk_partitions: 1,
        };
        let (ingest, desk) = (IngestStage::new(partitions, now), DeskStage::new(Rules::default()));
        let mut pipeline = Pipeline::new(&store, ingest, ScoreStage::new(setting), desk);
        pipeline.drain(|_, _| {}).expect("memory does not fail");
        let last = first + days as i32 - 1;
        let mut played = Self { first, last, raised: vec![], leavers, notices: vec![], risks: BTreeMap::new() };
        store.with(|memory| {
            memory.records(Topic::Alerts, 0).iter().for_each(|record| played.hear(&record.value));
            memory.records(Topic::Scores, 0).iter().for_each(|record| played.score(&record.value));
        });
        played.leavers.retain(|(_, notice)| *notice >= first + FROM_DAY && *notice <= last);
        played
    }

    fn hear(&mut self, record: &[u8]) {
        match announced::read(record).expect("it reads back").map(|announced| announced.what) {
            Some(AnnouncedData::Alert { agent, data }) if data.status == AlertStatus::Raised => {
                let day = data.date;
                if day >= self.first + FROM_DAY {
                    self.raised.push(Raised {
                        day,
                        agent: agent.as_str().into(),
                        supervisor: data.supervisor.as_str().into(),
                    });
                }
            }
            Some(AnnouncedData::Notice(notice)) => {
                let day = notice.date - self.first;
                self.notices.push(format!("day {day}: {} {}: {}", notice.kind, notice.status, notice.what.join(", ")));
            }
            _ => {}
        }
    }

    fn score(&mut self, record: &[u8]) {
        let (agent, score) = score::read(record).ok().flatten().expect("scores read back");
        if !score.interim && score.band != Band::Unknown {
            let day = score.date;
            let supervisor = score.supervisor.into_owned();
            self.risks.entry(agent).or_default().push((day, score.risk, supervisor));
        }
    }

    /// Alerts whenever a risk goes over a threshold, with no memory but of yesterday.
    pub(crate) fn over(&self, threshold: f64) -> Vec<Raised> {
        let mut raised = Vec::new();
        for (agent, risks) in &self.risks {
            let mut before = false;
            for (day, risk, supervisor) in risks {
                if *risk >= threshold && !before && *day >= self.first + FROM_DAY {
                    raised.push(Raised { day: *day, agent: agent.clone(), supervisor: supervisor.clone() });
                }
                before = *risk >= threshold;
            }
        }
        raised.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.agent.cmp(&b.agent)));
        raised
    }

    /// The highest threshold that finds as many leavers in time; where none does, the one that finds most. A lower one may
    /// find fewer: a risk that is always over it never goes over it.
    pub(crate) fn threshold(&self, recall: f64) -> f64 {
        let mut best = (0.0, 0.0);
        for step in 0..120 {
            let threshold = 0.5 * 0.97_f64.powi(step);
            let found = Judged::of(self, &self.over(threshold)).recall;
            if found >= recall {
                return threshold;
            }
            if found > best.1 {
                best = (threshold, found);
            }
        }
        best.0
    }

    /// The alerts of that threshold.
    pub(crate) fn plain(&self, recall: f64) -> Vec<Raised> {
        self.over(self.threshold(recall))
    }

    /// Alerts a week, in so many weeks from a day on.
    pub(crate) fn weeks(&self, raised: &[Raised], day: i32, weeks: i32) -> f64 {
        let from = self.first + day;
        raised.iter().filter(|alert| alert.day >= from && alert.day < from + 7 * weeks).count() as f64
            / f64::from(weeks)
    }

    /// Agents of a supervisor on some day: who could be alerted to whom, by week.
    pub(crate) fn supervisor_weeks(&self) -> std::collections::BTreeSet<(Date, &str)> {
        let scored = self.risks.values().flatten().filter(|(day, ..)| *day >= self.first + FROM_DAY);
        scored.map(|(day, _, supervisor)| (day.week(), supervisor.as_str())).collect()
    }

    /// Share of agents who give notice within the thirty days after a day, over all days and agents.
    pub(crate) fn base_rate(&self, leaves: impl Fn(&str, Date) -> bool) -> f64 {
        let asked = self.risks.iter().flat_map(|(agent, risks)| risks.iter().map(move |risk| (agent, risk.0)));
        let asked = asked.filter(|(_, day)| *day >= self.first + FROM_DAY && *day + 30 <= self.last);
        let (mut all, mut left) = (0.0, 0.0);
        for (agent, day) in asked {
            all += 1.0;
            left += f64::from(u8::from(leaves(agent, day)));
        }
        left / all
    }
}

/// What is left of an event when the tickets' system is slow for a week, and when its events do not come for three days.
fn outage(line: String, on: i32) -> Option<String> {
    if !line.contains("ticket.closed.v1") {
        return Some(line);
    }
    if (SILENT_DAY..SILENT_DAY + 3).contains(&on) {
        return None;
    }
    if !(SLOW_DAY..SLOW_DAY + 7).contains(&on) {
        return Some(line);
    }
    let mut event: serde_json::Value = serde_json::from_str(&line).expect("the simulator writes JSON");
    let seconds = event["data"]["handle_s"].as_f64().expect("a ticket has a handle time");
    event["data"]["handle_s"] = (seconds * 1.5).round().into();
    Some(event.to_string())
}

/// Agent and notice date of a voluntary separation.
fn leaver(line: &str) -> Option<(String, Date)> {
    if !line.contains("roster.separation.v1") {
        return None;
    }
    let event: serde_json::Value = serde_json::from_str(line).ok()?;
    let notice = Date::parse(event["data"]["notice_date"].as_str()?)?;
    (event["data"]["kind"] == "voluntary").then_some((event["subject"].as_str()?.to_owned(), notice))
}

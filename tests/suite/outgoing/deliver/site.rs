//! A centre whose events went in as a user's do, by `import`, HTTP and `run`: what its desk has said stands in its log.
//!
//! It is played once; each test has a copy of the log, and lets a service deliver from it.

use attrition_contracts::alerting::alert_status::AlertStatus;
use std::path::Path;
use std::sync::OnceLock;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::announced::{self, Announced, AnnouncedData};
use attrition_contracts::records::record::{Header, Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::kafka::Settings;
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use attrition_stream::{Commit, StageLog, Step};
use serde_json::{Value, json};

use super::past::{HOLD_OUT, LIVE, Past};
use attrition_test_support::process::clock::begun_at;
use attrition_test_support::process::http::{get, metric, post};
use attrition_test_support::process::program::{
    Scratch, Service, command, done, embedded, eventually, kafka, variable,
};

/// Sites of eight: with the sixteen of the one whose tickets are silent, 120 people.
pub(super) const SITES: usize = 13;
/// Partitions of every topic.
pub(super) const PARTITIONS: u32 = 2;
/// Events of one request.
const POSTED: usize = 1_000;

/// Settings as variables, without their prefix.
pub(super) type Pairs<'a> = &'a [(&'a str, &'a str)];

/// A log with what the desk of the centre has said.
pub(super) struct Site {
    scratch: Scratch,
    config: String,
    /// Where the log is, if it is not in the folder.
    broker: Option<Settings>,
}

/// A service that delivers.
pub(super) struct Delivering {
    pub(super) service: Service,
}

/// What the settings of the centre are, whatever is delivered.
pub(super) fn config() -> String {
    let numbers = format!(
        "[log]\npartitions = {PARTITIONS}\n[desk]\nescalate_days = 2\nsecond_address = \"second@example.com\"\n"
    );
    let held = format!("[sites.site-03]\nhold_out = {HOLD_OUT}\n[sites.site-04]\nbudget_week = 0\n");
    let other = "[sites.site-01]\nlanguage = \"zh-CN\"\n[sites.site-10]\nlanguage = \"zh-CN\"\n[sites.site-11]\nsecond_address = \"\"\n";
    // A day longer than all that came in live.
    format!("{numbers}{held}{other}[deliver]\nmax_age_days = {}\n", LIVE + 5)
}

impl Site {
    /// The log of the whole centre.
    pub(super) fn played() -> Self {
        static PLAYED: OnceLock<Site> = OnceLock::new();
        let played = PLAYED.get_or_init(|| Self::play(&Past::of(SITES), None));
        let scratch = Scratch::new();
        copy(&played.scratch.path("log"), &scratch.path("log"));
        let config = scratch.file("config.toml", config());
        Self { scratch, config, broker: None }
    }

    /// So many sites, played over a broker.
    pub(super) fn played_over(broker: &Settings, sites: usize) -> Self {
        Self::play(&Past::of(sites), Some(broker.clone()))
    }

    fn play(past: &Past, broker: Option<Settings>) -> Self {
        let scratch = Scratch::new();
        let config = scratch.file("config.toml", config());
        let site = Self { scratch, config, broker };
        let history = site.scratch.file("history.ndjson", past.history.join("\n"));
        // The service has run since before what comes in live: that is no history, and people are told of it.
        let mut import = command(&["import", "--config", &site.config, &history], &site.variables(&[]));
        let imported = begun_at(&mut import, past.imported_at()).output().expect("the program can be started");
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
        let mut run = command(&["run", "--config", &site.config], &site.variables(&[]));
        begun_at(&mut run, past.imported_at());
        let mut on_that_day = Service::of(run);
        eventually("the day before the import is closed", || on_that_day.said().contains("days are closed"));
        assert!(on_that_day.process.terminate().success(), "{}", on_that_day.said());
        // What comes in while nothing is taken in waits in the source topics, as after an outage.
        let waiting = site.work(&[("SERVICE__STAGES", "trends")]);
        for lines in past.live.chunks(POSTED) {
            let answer = post(&waiting.service, "/v1/events", format!("[{}]", lines.join(",")).as_bytes());
            assert_eq!(answer.status, 202, "{}", answer.body);
        }
        waiting.stop();
        let working = site.work(&[("SERVICE__STAGES", "ingest,score,desk")]);
        let yesterday = (past.today - 1).to_string();
        let mut scored = -1.0;
        let mut is_through = false;
        while !is_through {
            eventually("the stages go on", || {
                let status = working.status();
                let stages = status["stages"].as_array().cloned().unwrap_or_default();
                is_through = stages.iter().any(|stage| stage["stage"] == "desk" && stage["closed"] == yesterday);
                let records = working.metric("records_total{stage=\"score\"}");
                is_through || std::mem::replace(&mut scored, records) < records
            });
        }
        site.answer(&working.service);
        working.stop();
        site
    }

    /// Supervisors of two sites answer what is open there.
    fn answer(&self, working: &Service) {
        let open = |site: &str| -> Vec<AlertData> {
            let of_site = self.alerts().into_iter().filter(|(_, alert)| alert.site.as_deref() == Some(site));
            of_site.map(|(_, alert)| alert).filter(AlertData::is_open).collect()
        };
        let asked: Vec<AlertData> = ["site-01", "site-02"].iter().flat_map(|site| open(site)).collect();
        for alert in &asked {
            let path = format!("/v1/alerts/{}/feedback", alert.alert);
            eventually("the answer is taken", || {
                post(working, &path, json!({"kind": "acknowledge", "id": "once"}).to_string().as_bytes()).status == 202
            });
        }
        eventually("the desk has heard them", || {
            let heard =
                self.alerts().into_iter().filter(|(_, alert)| alert.status == AlertStatus::Acknowledged).count();
            heard == asked.len()
        });
    }

    /// The variables of a service on this log.
    pub(super) fn variables(&self, settings: Pairs<'_>) -> Vec<(String, String)> {
        let own = settings.iter().map(|(key, value)| variable(key, value));
        let log = self.broker.as_ref().map_or_else(|| embedded(&self.scratch.path("log")), kafka);
        log.into_iter().chain(own).collect()
    }

    /// A service that only delivers.
    pub(super) fn deliver(&self, settings: Pairs<'_>) -> Delivering {
        self.work(&[&[("SERVICE__STAGES", "deliver")][..], settings].concat())
    }

    /// A service with the stages that its settings name.
    pub(super) fn work(&self, settings: Pairs<'_>) -> Delivering {
        self.work_with(settings, &[])
    }

    /// The same with variables of others.
    pub(super) fn work_with(&self, settings: Pairs<'_>, others: &[(String, String)]) -> Delivering {
        let variables = [self.variables(settings), others.to_vec()].concat();
        Delivering { service: Service::of(command(&["run", "--config", &self.config], &variables)) }
    }

    /// What the program prints, beside the service.
    pub(super) fn done(&self, args: &[&str]) -> String {
        done(&[args, &["--config", &self.config]].concat(), &self.variables(&[]))
    }

    /// The file of its settings.
    pub(super) fn config_file(&self) -> &str {
        &self.config
    }

    /// A folder of the test's own.
    pub(super) fn scratch(&self) -> &Scratch {
        &self.scratch
    }

    /// The records of a topic.
    pub(super) fn records(&self, topic: Topic) -> Vec<Record> {
        let logs = match &self.broker {
            Some(broker) => Logs::Kafka(broker.clone()),
            None => Logs::Embedded(SharedStore::new(self.embedded())),
        };
        let mut records = Vec::new();
        for partition in 0..PARTITIONS {
            let mut keep = |record: Record| {
                records.push(record);
                true
            };
            logs.scan(topic, partition, &mut keep).expect("the log can be read");
        }
        records
    }

    fn embedded(&self) -> Embedded {
        Embedded::read_only(&self.scratch.path("log")).expect("the log can be read")
    }

    /// What the desk has said, in the order of each partition.
    pub(super) fn said(&self) -> Vec<Announced> {
        let read = |record: Record| announced::read(&record.value).expect("it reads back").expect("it is the desk's");
        self.records(Topic::Alerts).into_iter().map(read).collect()
    }

    /// Every version of every alert, with whom it is about.
    pub(super) fn versions(&self) -> Vec<(String, AlertData)> {
        let alert = |said: Announced| match said.what {
            AnnouncedData::Alert { agent, data } => Some((agent.as_str().to_owned(), *data)),
            AnnouncedData::Digest(_) | AnnouncedData::Notice(_) | AnnouncedData::Feedback { .. } => None,
        };
        self.said().into_iter().filter_map(alert).collect()
    }

    /// Every alert as its last version says.
    pub(super) fn alerts(&self) -> Vec<(String, AlertData)> {
        let mut last = std::collections::BTreeMap::new();
        for (agent, alert) in self.versions() {
            last.insert(alert.alert.clone(), (agent, alert));
        }
        last.into_values().collect()
    }

    /// Puts a record back that was changed on its way: damaged, or as an earlier version wrote it.
    pub(super) fn append(&self, of: &Record, value: Vec<u8>) {
        self.append_all(vec![Output::new(of.topic, of.partition, of.key.clone(), value)]);
    }

    /// The same of several.
    pub(super) fn append_all(&self, outputs: Vec<Output>) {
        let store = Embedded::open(&self.scratch.path("log"), PARTITIONS).expect("no service has it open");
        let store = SharedStore::new(store);
        let step = Step { outputs, positions: Vec::new() };
        assert_eq!(LocalLog::new(&store, "other", &[]).commit(step).expect("the log takes it"), Commit::Done);
        store.with(Embedded::close).expect("the log can be closed");
    }

    /// How far a channel has come, over all partitions.
    pub(super) fn position(&self, channel: &str) -> u64 {
        let mut store = self.embedded();
        let positions = store.positions(&format!("deliver-{channel}")).expect("the log can be read");
        positions.iter().map(|position| position.next).sum()
    }

    /// Whether a channel is through all that there is.
    pub(super) fn is_through(&self, channel: &str) -> bool {
        self.position(channel) == self.records(Topic::Alerts).len() as u64
    }

    /// The records in the topic of dead letters.
    pub(super) fn dead_letters(&self) -> Vec<Record> {
        self.records(Topic::DeadLetters)
    }
}

impl Delivering {
    /// A metric with its labels, without the prefix; 0 while there is none.
    pub(super) fn metric(&self, name: &str) -> f64 {
        metric(&self.service, &format!("attrition_watch_{name}"))
    }

    /// Records of a channel with an outcome.
    pub(super) fn count(&self, channel: &str, outcome: &str) -> usize {
        self.metric(&format!("deliveries_total{{channel=\"{channel}\",outcome=\"{outcome}\"}}")) as usize
    }

    /// Records that a channel passed over for a reason.
    pub(super) fn passed(&self, channel: &str, reason: &str) -> usize {
        self.metric(&format!("delivery_passed_over_total{{channel=\"{channel}\",reason=\"{reason}\"}}")) as usize
    }

    /// What the service says of itself.
    pub(super) fn status(&self) -> Value {
        get(&self.service, "/v1/status").json()
    }

    /// Ends the service, which has to end well.
    pub(super) fn stop(mut self) {
        assert!(self.service.process.terminate().success(), "{}", self.service.said());
    }
}

/// Whether people are told of a version.
pub(super) fn is_told(alert: &AlertData) -> bool {
    !alert.history && !alert.held_out && !alert.status.is_kept_back()
}

/// Whether somebody is to do something.
pub(super) fn is_news(alert: &AlertData) -> bool {
    is_told(alert) && alert.status.is_waiting()
}

/// The header of a dead letter.
pub(super) fn header(record: &Record, name: &str) -> String {
    let of_name = |(key, _): &&Header| key == name;
    let (_, value) = record.headers.iter().find(of_name).expect("the letter has this header");
    String::from_utf8(value.clone()).expect("headers are text")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the target directory can be written");
    for entry in std::fs::read_dir(from).expect("the log is there") {
        let path = entry.expect("the log is there").path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().expect("it has a name"))).expect("it can be copied");
        }
    }
}

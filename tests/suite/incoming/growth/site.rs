//! A site on either log, as its operator sees it.

use std::collections::{BTreeMap, BTreeSet};

use attrition_contracts::incoming::cloudevent::time_of;
use attrition_contracts::records::topic::Topic;
use attrition_service::storage::logs::Logs;
use attrition_stream::backend::kafka::Settings;

use attrition_test_support::centres::simulated;
use attrition_test_support::process::program::{Scratch, Service, done, embedded, eventually, kafka, variable};
use attrition_test_support::stages::history;

pub(super) type Variables = Vec<(String, String)>;

/// Partitions of the journal before it grows.
pub(super) const FEW: u32 = 4;

/// Where a site has its log.
pub(super) enum Place {
    Embedded(Scratch),
    Kafka(Box<Settings>),
}

/// A site whose journal grows while it is worked on.
pub(super) struct Site {
    pub(super) place: Place,
    pub(super) variables: Variables,
}

impl Site {
    /// A site on an embedded log with so many partitions.
    pub(super) fn embedded(partitions: u32) -> Self {
        let scratch = Scratch::new();
        let mut variables = embedded(&scratch.path("log"));
        variables.push(variable("LOG__PARTITIONS", &partitions.to_string()));
        Self { place: Place::Embedded(scratch), variables }
    }

    /// A site on Kafka.
    pub(super) fn kafka(settings: Settings) -> Self {
        let mut variables = kafka(&settings);
        variables.push(variable("LOG__REPLICATION", "1"));
        Self { place: Place::Kafka(Box::new(settings)), variables }
    }

    /// Takes the new names of topics into the configuration, as the operator does.
    pub(super) fn rename(&mut self, partitions: u32) {
        let Place::Kafka(settings) = &mut self.place else { return };
        for topic in [Topic::Journal, Topic::Scores, Topic::ScoreState] {
            let name = format!("{}-{partitions}", settings.name(topic));
            settings.names.insert(topic, name);
        }
        let replication = variable("LOG__REPLICATION", "1");
        self.variables = kafka(settings);
        self.variables.push(replication);
    }

    pub(super) fn logs(&self) -> Logs {
        match &self.place {
            Place::Embedded(scratch) => history::in_directory(&scratch.path("log")),
            Place::Kafka(settings) => Logs::Kafka((**settings).clone()),
        }
    }

    /// Imports lines, and runs score and desk until they are through.
    pub(super) fn take(&self, name: &str, lines: &[Vec<u8>]) {
        let scratch = Scratch::new();
        done(&["import", &scratch.file(name, history::bytes(lines))], &self.variables);
        self.run();
    }

    /// Runs score and desk until they are through. Ingest is left out: it would close the days up to yesterday.
    pub(super) fn run(&self) {
        let stages = variable("SERVICE__STAGES", "score,desk");
        let mut service = Service::start(&[&self.variables[..], &[stages]].concat());
        let logs = self.logs();
        let is_through = |stage, topic| logs.is_through(stage, topic).expect("the log can be read");
        eventually("the stages are through", || is_through("score", Topic::Journal) && is_through("desk", Topic::Desk));
        assert!(service.process.terminate().success(), "{}", service.said());
    }

    /// The scores of each agent, in order.
    pub(super) fn scores(&self) -> BTreeMap<Vec<u8>, Vec<Vec<u8>>> {
        let mut scores = BTreeMap::<_, Vec<_>>::new();
        self.each(Topic::Scores, |key, value| scores.entry(key).or_default().push(value));
        scores
    }

    /// The alerts that were published, as bytes.
    pub(super) fn alerts(&self) -> BTreeSet<Vec<u8>> {
        let (mut alerts, mut count) = (BTreeSet::new(), 0);
        self.each(Topic::Alerts, |_, value| {
            alerts.insert(value);
            count += 1;
        });
        assert_eq!(alerts.len(), count, "no alert is there twice");
        alerts
    }

    fn each(&self, topic: Topic, mut tell: impl FnMut(Vec<u8>, Vec<u8>)) {
        let logs = self.logs();
        for partition in 0..logs.partitions(topic).expect("the topic is there") {
            let mut hear = |record: attrition_contracts::records::record::Record| {
                tell(record.key.into_vec(), record.value.into_vec());
                true
            };
            logs.scan(topic, partition, &mut hear).expect("the log can be read");
        }
    }
}

/// A history of some weeks, in order of time; of the seeds that were looked at, one whose small centres have alerts.
pub(super) fn lines(agents: usize, days: i32) -> Vec<Vec<u8>> {
    let recorded = simulated::days(agents, days, 15).concat().into_iter();
    let mut lines: Vec<Vec<u8>> = recorded.map(|recorded| recorded.line.into_bytes()).collect();
    lines.sort_by_key(|line| time_of(line).expect("the simulator writes a time"));
    lines
}

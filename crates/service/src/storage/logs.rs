//! The log that the configuration names, and its sides for stages and writers.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::storage::traced_log::TracedLog;
use attrition_config::Config;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::kafka::{self, Admin, KafkaLog, Settings};
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};
use attrition_stream::{Error, Remedy, StageLog};

/// Records that are read at once when looking through an embedded log.
const SCANNED: usize = 20_000;

/// Records that a channel of delivery is handed at once, and bytes that its client holds: a letter may have tens of kilobytes.
const CHANNEL_RECORDS: usize = 256;
const CHANNEL_BYTES: usize = 16 << 20;

/// A log that stages can be run on. A clone is the same log.
#[derive(Clone)]
pub enum Logs {
    /// One file, one process.
    Embedded(Arc<SharedStore<Embedded>>),
    /// Topics of a Kafka cluster.
    Kafka(Settings),
}

impl Logs {
    /// Opens the log that the configuration names.
    pub fn open(config: &Config) -> Result<Self, Error> {
        if config.is_kafka() {
            return Ok(Self::Kafka(settings(config)));
        }
        let dir = Path::new(&config.log.dir);
        Ok(Self::Embedded(SharedStore::new(Embedded::open(dir, config.log.partitions)?)))
    }

    /// Opens it for looking, beside the process that writes it.
    pub fn read_only(config: &Config) -> Result<Self, Error> {
        if config.is_kafka() {
            return Ok(Self::Kafka(settings(config)));
        }
        Ok(Self::Embedded(SharedStore::new(Embedded::read_only(Path::new(&config.log.dir))?)))
    }

    /// The same log, whose clients hold so many bytes at most of what they read.
    #[must_use]
    pub fn holding(&self, bytes: usize) -> Self {
        match self {
            Self::Embedded(store) => Self::Embedded(Arc::clone(store)),
            Self::Kafka(settings) => Self::Kafka(Settings { buffer: settings.buffer.min(bytes), ..settings.clone() }),
        }
    }

    /// The side of a stage; without inputs it only writes.
    pub fn side(&self, stage: &'static str, inputs: &'static [Topic]) -> Result<Box<dyn StageLog + Send>, Error> {
        Ok(match self {
            Self::Embedded(store) => Box::new(TracedLog::new(stage, LocalLog::new(store, stage, inputs))),
            Self::Kafka(settings) if inputs.is_empty() => {
                Box::new(TracedLog::new(stage, KafkaLog::writer(settings, stage)?))
            }
            Self::Kafka(settings) => Box::new(TracedLog::new(stage, KafkaLog::stage(settings, stage, inputs)?)),
        })
    }

    /// The side of a channel of delivery, whose records are long and wait long: it holds few of them.
    pub fn channel(&self, name: &str) -> Result<Box<dyn StageLog + Send>, Error> {
        let stage = format!("deliver-{name}");
        Ok(match self {
            Self::Embedded(store) => {
                let log = LocalLog::new(store, &stage, &[Topic::Alerts]).handing(CHANNEL_RECORDS);
                Box::new(TracedLog::new(&stage, log))
            }
            Self::Kafka(settings) => {
                let settings = Settings { buffer: settings.buffer.min(CHANNEL_BYTES), ..settings.clone() };
                Box::new(TracedLog::new(&stage, KafkaLog::stage(&settings, &stage, &[Topic::Alerts])?))
            }
        })
    }

    /// Partitions of a topic.
    pub fn partitions(&self, topic: Topic) -> Result<u32, Error> {
        match self {
            Self::Embedded(store) => Ok(store.with(|store| store.partitions(topic))),
            Self::Kafka(settings) => Admin::open(settings)?.partitions(topic)?.ok_or_else(|| {
                let doing =
                    format!("the topic `{}` does not exist: run `attrition-watch topics create`", settings.name(topic));
                Error::new(Remedy::ChangeSettings, doing)
            }),
        }
    }

    /// True while the log takes nothing because it is full. Kafka keeps room of its own.
    pub fn full(&self) -> Arc<AtomicBool> {
        match self {
            Self::Embedded(store) => store.full(),
            Self::Kafka(_) => Arc::default(),
        }
    }

    /// Closes the log of this process, when all stages have stopped: one that was not closed is checked when it is opened.
    pub fn close(&self) -> Result<(), Error> {
        match self {
            Self::Embedded(store) => store.with(Embedded::close).map(drop),
            Self::Kafka(_) => Ok(()),
        }
    }

    /// How many members a stage has, in whatever process. Whoever has an embedded log open is alone with it.
    pub fn members(&self, stage: &str) -> Result<usize, Error> {
        match self {
            Self::Embedded(_) => Ok(0),
            Self::Kafka(settings) => kafka::members(settings, stage),
        }
    }

    /// Whether a stage is through all that stands in an input now.
    pub fn is_through(&self, stage: &str, topic: Topic) -> Result<bool, Error> {
        let partitions = self.partitions(topic)?;
        let store = match self {
            Self::Embedded(store) => store,
            Self::Kafka(settings) => return kafka::is_through(settings, stage, topic, partitions),
        };
        let positions = store.with(|store| store.positions(stage))?;
        for partition in 0..partitions {
            let position = positions.iter().find(|at| at.topic == topic && at.partition == partition);
            let next = position.map_or(0, |position| position.next);
            if !store.with(|store| store.read(topic, partition, next, 1))?.is_empty() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether anything stands in a topic.
    pub fn has_any(&self, topic: Topic) -> Result<bool, Error> {
        let mut has_any = false;
        for partition in 0..self.partitions(topic)? {
            self.scan(topic, partition, &mut |_| {
                has_any = true;
                false
            })?;
            if has_any {
                break;
            }
        }
        Ok(has_any)
    }

    /// Calls `f` with every record of a partition that is there now, until `f` has seen enough.
    pub fn scan(&self, topic: Topic, partition: u32, f: &mut dyn FnMut(Record) -> bool) -> Result<(), Error> {
        match self {
            Self::Embedded(store) => scan_from(store, topic, partition, 0, f),
            Self::Kafka(settings) => kafka::scan(settings, topic, partition, f),
        }
    }
}

/// The same over a store of this process, from an offset on.
pub fn scan_from<S: Store>(
    store: &SharedStore<S>,
    topic: Topic,
    partition: u32,
    from: u64,
    f: &mut dyn FnMut(Record) -> bool,
) -> Result<(), Error> {
    let mut next = from;
    loop {
        let records = store.with(|store| store.read(topic, partition, next, SCANNED))?;
        let Some(last) = records.last() else { return Ok(()) };
        next = last.offset + 1;
        if !records.into_iter().all(&mut *f) {
            return Ok(());
        }
    }
}

/// What the configuration says of Kafka.
pub fn settings(config: &Config) -> Settings {
    let text = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let properties = config.log.properties.iter().map(|(name, value)| (name.clone(), text(value)));
    let bootstrap = ("bootstrap.servers".to_owned(), config.log.bootstrap.clone());
    Settings {
        properties: properties.chain([bootstrap]).collect(),
        names: Topic::ALL.into_iter().map(|topic| (topic, config.topic(topic).to_owned())).collect(),
        prefix: config.log.group.clone(),
        instance: Some(config.log.instance.clone()).filter(|instance| !instance.is_empty()),
        transaction_timeout: Duration::from_secs(config.log.transaction_s),
        patience: Duration::from_secs(config.log.patience_s),
        buffer: config.log.buffer_mib << 20,
        snapshots: Some(&config.log.snapshot_dir).filter(|dir| !dir.is_empty()).map(Into::into),
    }
}

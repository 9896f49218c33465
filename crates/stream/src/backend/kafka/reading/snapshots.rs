//! Local copies of the state, and whether one may be used: only if nothing in the changelog speaks against it.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::Offset;
use rdkafka::message::{BorrowedMessage, Message};
use xxhash_rust::xxh3::Xxh3;

use crate::backend::kafka::reading::reader::{PartitionReader, Piece};
use crate::backend::kafka::{Admin, Settings};
use crate::snapshot::{self, Identity, Mark, Snapshot};
use crate::{Causes, Error, Remedy, SnapshotWriter, StateVisitor};
use attrition_contracts::records::topic::Topic;

/// How far back the last record is looked for: behind it stand marks of transactions, and steps that were aborted.
const LOOK_BACK: i64 = 64;

/// How long a copy waits for the brokers to write the mark of the last step.
const SETTLE_MAX: Duration = Duration::from_secs(5);

/// For so long is a topic's configuration not asked for again.
const KNOWN_FOR: Duration = Duration::from_secs(300);

/// Where copies lie, and how old they may be.
pub(in crate::backend::kafka) struct Snapshots {
    dir: PathBuf,
    settings: Settings,
    /// `delete.retention.ms` by topic, and when it was asked for.
    known: Mutex<Option<(Instant, Topic, Option<Duration>)>>,
}

impl Snapshots {
    pub(in crate::backend::kafka) fn new(settings: &Settings) -> Option<Self> {
        let dir = settings.snapshots.clone()?;
        Some(Self { dir, settings: settings.clone(), known: Mutex::default() })
    }

    /// The copy of a partition, where there is one that may be used as far as it can be told without reading the topic.
    pub(in crate::backend::kafka) fn find(
        &self,
        reader: &PartitionReader,
        topic: Topic,
        partition: u32,
    ) -> Option<Snapshot> {
        let identity = self.identity(reader, topic, partition)?;
        let refused = |why: &str| {
            tracing::warn!(topic = identity.topic, partition, "the local snapshot is not used: {why}");
            None
        };
        let snapshot = match Snapshot::open(&self.dir, &identity) {
            Ok(snapshot) => snapshot?,
            Err(error) => return refused(&error.to_string()),
        };
        let Some(age_max) = self.age_max(topic) else {
            return refused("the topic's `delete.retention.ms` is not known");
        };
        match snapshot::now().duration_since(snapshot.mark.at) {
            Ok(age) if age < age_max => Some(snapshot),
            Ok(_) => refused("it is so old that deletions may be gone from the changelog"),
            Err(_) => refused("it is of a time that is still to come"),
        }
    }

    /// A place for a copy of a partition as it is committed now; `None` where that cannot be told.
    pub(in crate::backend::kafka) fn place(
        &self,
        reader: &mut PartitionReader,
        topic: Topic,
        partition: u32,
    ) -> Result<Option<SnapshotTarget>, Error> {
        let (Some(identity), at) = (self.identity(reader, topic, partition), snapshot::now()) else {
            return Ok(None);
        };
        let (begun, mut last) = (Instant::now(), None);
        reader.aim(topic, partition, Offset::OffsetTail(LOOK_BACK));
        let mut each = |message: &BorrowedMessage<'_>| {
            last = Some((message.offset().cast_unsigned(), sum(message)));
            true
        };
        while let Piece::Some { .. } = reader.piece(usize::MAX, &mut each)? {
            if begun.elapsed() > SETTLE_MAX {
                return reader.rest().map(|()| None);
            }
        }
        let ends = reader.ends_at();
        reader.rest()?;
        let (Some((witness, sum)), Some((_, end))) = (last, ends) else { return Ok(None) };
        let mark = Mark { end: end.cast_unsigned(), witness, sum, at };
        Ok(Some(SnapshotTarget { dir: self.dir.clone(), age_max: self.age_max(topic), identity, mark }))
    }

    fn identity(&self, reader: &PartitionReader, topic: Topic, partition: u32) -> Option<Identity> {
        Some(Identity { cluster: reader.cluster()?, topic: self.settings.name(topic), partition })
    }

    /// Half of the time for which the topic keeps deletions, for clocks differ. A key that was deleted before that, and
    /// whose deletion is gone, would come back to life.
    fn age_max(&self, topic: Topic) -> Option<Duration> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match *known {
            Some((since, of, retention)) if of == topic && since.elapsed() < KNOWN_FOR => retention,
            _ => {
                let asked = Admin::open(&self.settings).and_then(|admin| admin.delete_retention(topic));
                let retention = asked.unwrap_or_else(|error| {
                    tracing::warn!(error = %Causes(&error), "local snapshots cannot be used");
                    None
                });
                *known = Some((Instant::now(), topic, retention.map(|whole| whole / 2)));
                retention.map(|whole| whole / 2)
            }
        }
    }
}

/// Where a copy goes to.
pub(in crate::backend::kafka) struct SnapshotTarget {
    dir: PathBuf,
    age_max: Option<Duration>,
    identity: Identity,
    mark: Mark,
}

impl SnapshotWriter for SnapshotTarget {
    fn write(self: Box<Self>, each: &mut StateVisitor<'_>) -> Result<u64, Error> {
        let failed = |error| {
            let dir = self.dir.display();
            let doing = format!("failed to write a snapshot in `{dir}`: make room, or set `log.snapshot_dir`");
            Error::new(Remedy::ChangeSettings, doing).because(error)
        };
        let records = snapshot::write(&self.dir, &self.identity, &self.mark, each).map_err(failed)?;
        if let Some(age_max) = self.age_max {
            snapshot::sweep(&self.dir, age_max).map_err(failed)?;
        }
        Ok(records)
    }
}

/// What tells a record from any other: a topic that was made anew has another at the same place.
pub(in crate::backend::kafka) fn sum(message: &BorrowedMessage<'_>) -> u64 {
    let mut sum = Xxh3::new();
    let (key, value) = (message.key().unwrap_or_default(), message.payload());
    sum.update(&(key.len() as u64).to_le_bytes());
    sum.update(key);
    sum.update(&[u8::from(value.is_some())]);
    sum.update(value.unwrap_or_default());
    sum.update(&message.timestamp().to_millis().unwrap_or_default().to_le_bytes());
    sum.digest()
}

//! State read back from its changelog: the compacted topic, from the first record to the last.

use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::Offset;
use rdkafka::message::{BorrowedMessage, Message};

use crate::backend::kafka::Settings;
use crate::backend::kafka::reading::reader::{PartitionReader, Piece};
use crate::backend::kafka::reading::snapshots::{self, SnapshotTarget, Snapshots};
use crate::snapshot::Snapshot;
use crate::{Error, Put, Remedy, Restore};
use attrition_contracts::records::topic::Topic;

/// Records of one piece: enough that looking up from them costs nothing, few enough that it is done many times a second.
const PIECE: usize = 10_000;

/// Readers of a stage that nobody uses now. A client takes a connection and threads, so a few go from partition to
/// partition.
#[derive(Clone)]
pub(in crate::backend::kafka) struct Readers(Arc<Idle>);

struct Idle {
    settings: Settings,
    owner: String,
    readers: Mutex<Vec<PartitionReader>>,
    snapshots: Option<Snapshots>,
}

impl Readers {
    pub(in crate::backend::kafka) fn new(settings: &Settings, owner: &str) -> Self {
        let snapshots = Snapshots::new(settings);
        let (settings, owner, readers) = (settings.clone(), owner.to_owned(), Mutex::default());
        Self(Arc::new(Idle { settings, owner, readers, snapshots }))
    }

    fn take(&self) -> Result<PartitionReader, Error> {
        let idle = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| PartitionReader::open(&self.0.settings, &self.0.owner), Ok)
    }

    /// A place for a copy of a partition, see [`Snapshots::place`].
    pub(in crate::backend::kafka) fn place(
        &self,
        topic: Topic,
        partition: u32,
    ) -> Result<Option<SnapshotTarget>, Error> {
        let Some(snapshots) = &self.0.snapshots else { return Ok(None) };
        let mut reader = self.take()?;
        let place = snapshots.place(&mut reader, topic, partition)?;
        self.give_back(reader);
        Ok(place)
    }

    fn give_back(&self, reader: PartitionReader) {
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
    }
}

/// A partition of a state topic that is read back: a local copy and what came after it, or all of the changelog.
pub(in crate::backend::kafka) struct Changelog {
    readers: Readers,
    topic: Topic,
    partition: u32,
    reader: Option<PartitionReader>,
    doing: RestorePhase,
    left: u64,
    source: &'static str,
}

/// How far it has come.
enum RestorePhase {
    /// It has not begun.
    Nothing,
    /// It looks whether the changelog speaks against a local copy.
    Comparing(Snapshot),
    /// It reads the local copy.
    Copying(Snapshot),
    /// It reads the changelog.
    Reading,
}

impl Changelog {
    pub(in crate::backend::kafka) fn new(readers: &Readers, topic: Topic, partition: u32) -> Self {
        let (readers, doing) = (readers.clone(), RestorePhase::Nothing);
        Self { readers, topic, partition, reader: None, doing, left: 0, source: "changelog" }
    }

    fn begin(&mut self) -> Result<(), Error> {
        let reader = self.readers.take()?;
        let found = self.readers.0.snapshots.as_ref().and_then(|all| all.find(&reader, self.topic, self.partition));
        let reader = self.reader.insert(reader);
        self.doing = match found {
            Some(snapshot) => {
                let witness = Offset::Offset(snapshot.mark.witness.cast_signed());
                reader.aim(self.topic, self.partition, witness);
                RestorePhase::Comparing(snapshot)
            }
            None => {
                reader.aim(self.topic, self.partition, Offset::Beginning);
                RestorePhase::Reading
            }
        };
        Ok(())
    }

    /// The last record that the copy holds must still be where it was.
    fn compare(&mut self, snapshot: Snapshot) -> Result<(), Error> {
        let reader = self.reader.as_mut().expect("it has begun");
        let (mark, mut found) = (snapshot.mark, None);
        let read = reader.piece(1, &mut |message| {
            found = Some((message.offset().cast_unsigned(), snapshots::sum(message)));
            true
        })?;
        let is_ahead = reader.ends_at().is_some_and(|(_, end)| mark.end > end.cast_unsigned());
        self.doing = match (found, read) {
            _ if is_ahead => self.refuse("it is ahead of the changelog")?,
            (Some(found), _) if found == (mark.witness, mark.sum) => {
                self.source = "snapshot";
                RestorePhase::Copying(snapshot)
            }
            (None, Piece::Some { left }) => {
                self.left = left + snapshot.left();
                RestorePhase::Comparing(snapshot)
            }
            _ => self.refuse("the changelog has another record, or none, where it ends")?,
        };
        Ok(())
    }

    fn refuse(&mut self, why: &str) -> Result<RestorePhase, Error> {
        let topic = self.topic.role();
        tracing::warn!(topic, partition = self.partition, "the local snapshot is not used: {why}");
        let reader = self.reader.as_mut().expect("it has begun");
        reader.rest()?;
        reader.aim(self.topic, self.partition, Offset::Beginning);
        Ok(RestorePhase::Reading)
    }

    fn read_on(&mut self, put: &mut Put<'_>) -> Result<bool, Error> {
        let reader = self.reader.as_mut().expect("it has begun");
        let mut each = |message: &BorrowedMessage<'_>| {
            put(message.key().unwrap_or_default(), message.payload());
            true
        };
        match reader.piece(PIECE, &mut each)? {
            Piece::Some { left } => {
                self.left = left;
                Ok(true)
            }
            Piece::Last => {
                reader.rest()?;
                self.left = 0;
                self.reader.take().into_iter().for_each(|reader| self.readers.give_back(reader));
                Ok(false)
            }
        }
    }
}

impl Restore for Changelog {
    fn read(&mut self, put: &mut Put<'_>) -> Result<bool, Error> {
        match std::mem::replace(&mut self.doing, RestorePhase::Reading) {
            RestorePhase::Nothing => self.begin().map(|()| true),
            RestorePhase::Comparing(snapshot) => self.compare(snapshot).map(|()| true),
            RestorePhase::Copying(mut snapshot) => {
                let doing = || format!("failed to read the local snapshot of `{}`", self.topic.role());
                if snapshot.read(put).map_err(|error| Error::new(Remedy::GrantAccess, doing()).because(error))? {
                    self.left = snapshot.left();
                    self.doing = RestorePhase::Copying(snapshot);
                }
                Ok(true)
            }
            RestorePhase::Reading => self.read_on(put),
        }
    }

    fn left(&self) -> u64 {
        self.left
    }

    fn source(&self) -> &'static str {
        self.source
    }
}

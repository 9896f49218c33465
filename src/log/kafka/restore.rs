//! State read back from its changelog: the compacted topic, from the first record to the last.

use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::Offset;
use rdkafka::message::{BorrowedMessage, Message};

use super::Settings;
use super::reader::{Piece, Reader};
use crate::log::{Error, Put, Restore};
use crate::wire::topic::Topic;

/// Records of one piece: enough that looking up from them costs nothing, few enough that it is done many times a second.
const PIECE: usize = 10_000;

/// Readers of a stage that nobody uses now. A client takes a connection and threads, so a few go from partition to
/// partition.
#[derive(Clone)]
pub(super) struct Readers(Arc<Idle>);

struct Idle {
    settings: Settings,
    owner: String,
    readers: Mutex<Vec<Reader>>,
}

impl Readers {
    pub(super) fn new(settings: &Settings, owner: &str) -> Self {
        let (settings, owner, readers) = (settings.clone(), owner.to_owned(), Mutex::default());
        Self(Arc::new(Idle { settings, owner, readers }))
    }

    fn take(&self) -> Result<Reader, Error> {
        let idle = self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Reader::open(&self.0.settings, &self.0.owner), Ok)
    }

    fn give_back(&self, reader: Reader) {
        self.0.readers.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
    }
}

/// A partition of a state topic that is read back.
pub(super) struct Changelog {
    readers: Readers,
    reader: Option<Reader>,
    topic: Topic,
    partition: u32,
    left: u64,
}

impl Changelog {
    pub(super) fn new(readers: &Readers, topic: Topic, partition: u32) -> Self {
        Self { readers: readers.clone(), reader: None, topic, partition, left: 0 }
    }
}

impl Restore for Changelog {
    fn read(&mut self, put: &mut Put<'_>) -> Result<bool, Error> {
        let Some(reader) = &mut self.reader else {
            let mut reader = self.readers.take()?;
            reader.aim(self.topic, self.partition, Offset::Beginning);
            self.reader = Some(reader);
            return Ok(true);
        };
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

    fn left(&self) -> u64 {
        self.left
    }
}

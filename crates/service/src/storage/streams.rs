//! Partitions of a log, each read ahead by a thread of its own.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::Scope;

use crate::storage::logs::Logs;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::Error;

/// Batches that the reader of a partition may be ahead: enough for both sides to be busy, few enough to keep memory small.
const AHEAD: usize = 2;
/// Records of a batch.
const BATCH: usize = 4_096;

/// A partition, as another thread reads it.
pub(crate) struct LogStream {
    batches: Receiver<Result<Vec<Record>, Error>>,
    batch: std::vec::IntoIter<Record>,
}

/// Reads a partition from its beginning to what is its end now, or up to the record that `is_last`.
pub(crate) fn read<'scope>(
    scope: &'scope Scope<'scope, '_>,
    logs: &'scope Logs,
    topic: Topic,
    partition: u32,
    is_last: impl Fn(&Record) -> bool + Send + 'scope,
) -> LogStream {
    let (batches, read) = mpsc::sync_channel(AHEAD);
    scope.spawn(move || read_partition(logs, topic, partition, is_last, &batches));
    LogStream { batches: read, batch: Vec::new().into_iter() }
}

impl Iterator for LogStream {
    type Item = Result<Record, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.batch.next() {
                return Some(Ok(record));
            }
            match self.batches.recv().ok()? {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn read_partition(
    logs: &Logs,
    topic: Topic,
    partition: u32,
    is_last: impl Fn(&Record) -> bool,
    batches: &SyncSender<Result<Vec<Record>, Error>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    let read = logs.scan(topic, partition, &mut |record| {
        let is_over = is_last(&record);
        batch.push(record);
        if batch.len() < BATCH && !is_over {
            return true;
        }
        // Nobody who listens: nobody to read for.
        batches.send(Ok(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))).is_ok() && !is_over
    });
    let _ = batches.send(read.map(|()| batch));
}

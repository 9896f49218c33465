//! Dead letters of a log: looked through, and sent again.

mod retry;

pub use retry::{Retrier, RetryOutcome, is_incoming};

use std::collections::BTreeMap;

use crate::storage::logs::Logs;
use attrition_contracts::incoming::dead_letter::{self, DeadLetter, DeadLetterEntry, LetterId, Retried};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_stream::Error;

/// A dead letter where it lies.
pub struct StoredLetter {
    /// Id of the dead letter.
    pub id: LetterId,
    /// When it came into the log, milliseconds since 1970-01-01 UTC; 0 where that is not known.
    pub time_ms: u64,
    /// The refused record, with the reason.
    pub letter: DeadLetter,
}

/// Calls `f` with every dead letter of a log, partition by partition, until it has seen enough.
pub fn each(logs: &Logs, f: &mut dyn FnMut(StoredLetter) -> bool) -> Result<(), Error> {
    for partition in 0..logs.partitions(Topic::DeadLetters)? {
        let mut goes_on = true;
        each_in(logs, partition, &mut |id, time_ms, entry| {
            if let DeadLetterEntry::Letter(letter) = entry {
                goes_on = f(StoredLetter { id, time_ms, letter: *letter });
            }
            goes_on
        })?;
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// The dead letters of a log that were sent again, each with the last time.
pub fn retried(logs: &Logs) -> Result<BTreeMap<LetterId, Retried>, Error> {
    let mut retried = BTreeMap::new();
    for partition in 0..logs.partitions(Topic::DeadLetters)? {
        each_in(logs, partition, &mut |_, _, entry| {
            if let DeadLetterEntry::Retried(mark) = entry {
                retried.insert(mark.letter, mark);
            }
            true
        })?;
    }
    Ok(retried)
}

/// One dead letter; `None` where there is none of this id.
pub fn find(logs: &Logs, wanted: LetterId) -> Result<Option<StoredLetter>, Error> {
    let mut found = None;
    if wanted.partition < logs.partitions(Topic::DeadLetters)? {
        each_in(logs, wanted.partition, &mut |id, time_ms, entry| {
            if let (true, DeadLetterEntry::Letter(letter)) = (id == wanted, entry) {
                found = Some(StoredLetter { id, time_ms, letter: *letter });
            }
            id.offset < wanted.offset
        })?;
    }
    Ok(found)
}

fn each_in(
    logs: &Logs,
    partition: u32,
    f: &mut dyn FnMut(LetterId, u64, DeadLetterEntry) -> bool,
) -> Result<(), Error> {
    logs.scan(Topic::DeadLetters, partition, &mut |record: Record| {
        let id = LetterId { partition, offset: record.offset };
        // What somebody else wrote into the topic is no dead letter.
        dead_letter::read(&record).is_none_or(|entry| f(id, record.time_ms, entry))
    })
}

//! Records that a later one about the same thing replaces: shifts, requests, evaluations, coaching.

use super::Bucket;
use crate::event::{Coaching, Evaluation, Event, Fact, Key, Request, Shift};

/// A record, and when the sender recorded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timestamped<T> {
    /// Milliseconds since 1970-01-01 UTC; 0 where an earlier version did not keep it.
    pub time_ms: i64,
    /// What the sender recorded at that time.
    pub record: T,
}

/// Kinds of records that have a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyedKind {
    /// Shifts, identified by their `shift_id`.
    Shift,
    /// Decided requests, identified by their `request_id`.
    Request,
    /// Quality evaluations, identified by their `evaluation_id`.
    Evaluation,
    /// Coaching sessions, identified by their `session_id`.
    Coaching,
}

/// A record of this day that a later one has taken to another day: if the old version is sent again after that day has left the
/// window, it must not count here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedAway {
    /// Kind of the record.
    pub kind: KeyedKind,
    /// Hash of the record's id.
    pub key: Key,
    /// Time of the record that took it away.
    pub time_ms: i64,
}

/// A record that is held, seen from another with the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredRecord {
    /// When it was recorded.
    pub time_ms: i64,
    /// Whether both say the same.
    pub is_same: bool,
}

impl KeyedKind {
    /// Every kind, in the order in which they are packed.
    pub const ALL: [Self; 4] = [Self::Shift, Self::Request, Self::Evaluation, Self::Coaching];

    /// Kind and key of a fact; `None` where no later record replaces it.
    pub fn of_fact(fact: &Fact) -> Option<(Self, Key)> {
        match fact {
            Fact::Shift(shift) => Some((Self::Shift, shift.key)),
            Fact::Request(request) => Some((Self::Request, request.key)),
            Fact::Evaluation(evaluation) => Some((Self::Evaluation, evaluation.key)),
            Fact::Coaching(coaching) => Some((Self::Coaching, coaching.key)),
            Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) | Fact::Roster(_) | Fact::Separation(_) => None,
        }
    }
}

impl Bucket {
    /// The record with the key of `fact`, if it is here.
    pub fn stored_record(&self, fact: &Fact) -> Option<StoredRecord> {
        match fact {
            Fact::Shift(shift) => stored_record(&self.shifts, shift),
            Fact::Request(request) => stored_record(&self.requests, request),
            Fact::Evaluation(evaluation) => stored_record(&self.evaluations, evaluation),
            Fact::Coaching(coaching) => stored_record(&self.coachings, coaching),
            Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) | Fact::Roster(_) | Fact::Separation(_) => None,
        }
    }

    /// Puts the record of an event in the place of the one with its key, or beside the others.
    pub fn put(&mut self, event: &Event) {
        let time_ms = event.time_ms;
        match event.fact {
            Fact::Shift(record) => put(&mut self.shifts, Timestamped { time_ms, record }),
            Fact::Request(record) => put(&mut self.requests, Timestamped { time_ms, record }),
            Fact::Evaluation(record) => put(&mut self.evaluations, Timestamped { time_ms, record }),
            Fact::Coaching(record) => put(&mut self.coachings, Timestamped { time_ms, record }),
            Fact::Ticket(_) | Fact::Reopened(_) | Fact::Rated(_) | Fact::Roster(_) | Fact::Separation(_) => {}
        }
    }

    /// Takes out the record with this key.
    pub fn withdraw(&mut self, kind: KeyedKind, key: Key) {
        match kind {
            KeyedKind::Shift => self.shifts.retain(|shift| shift.record.key != key),
            KeyedKind::Request => self.requests.retain(|request| request.record.key != key),
            KeyedKind::Evaluation => self.evaluations.retain(|evaluation| evaluation.record.key != key),
            KeyedKind::Coaching => self.coachings.retain(|coaching| coaching.record.key != key),
        }
    }

    /// The record of this day that was taken to another one.
    pub fn moved_away(&self, kind: KeyedKind, key: Key) -> Option<&MovedAway> {
        self.moved_away.iter().find(|moved| (moved.kind, moved.key) == (kind, key))
    }

    /// Remembers that a record of this day was taken to another one, or forgets it.
    pub fn set_moved_away(&mut self, kind: KeyedKind, key: Key, time_ms: Option<i64>) {
        self.moved_away.retain(|moved| (moved.kind, moved.key) != (kind, key));
        self.moved_away.extend(time_ms.map(|time_ms| MovedAway { kind, key, time_ms }));
    }
}

trait Keyed: Copy + PartialEq {
    fn key(&self) -> Key;
}

macro_rules! keyed {
    ($($record:ty),*) => {
        $(impl Keyed for $record {
            fn key(&self) -> Key {
                self.key
            }
        })*
    };
}
keyed!(Shift, Request, Evaluation, Coaching);

fn stored_record<T: Keyed>(records: &[Timestamped<T>], record: &T) -> Option<StoredRecord> {
    let held = records.iter().find(|held| held.record.key() == record.key())?;
    Some(StoredRecord { time_ms: held.time_ms, is_same: held.record == *record })
}

fn put<T: Keyed>(records: &mut Vec<Timestamped<T>>, record: Timestamped<T>) {
    match records.iter_mut().find(|held| held.record.key() == record.record.key()) {
        Some(held) => *held = record,
        None => records.push(record),
    }
}

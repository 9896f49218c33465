//! Records that a later one about the same thing replaces: later by the sender's time, whichever came first.

use super::{Horizon, IntakeOutcome, Window, pack};
use crate::basics::date::Date;
use crate::event::{Event, Key};
use crate::windows::bucket::{Bucket, DedupEntry, KeyedKind, PackedDepth, StoredRecord};

/// The record that an event is about, as the window has it.
struct Version {
    date: Date,
    held: StoredRecord,
}

impl Window {
    /// Takes in a record that replaces earlier ones with its key, and is replaced by later ones. Of two that were recorded at
    /// the same time, the one that arrives later counts.
    pub(super) fn replace(&mut self, event: &Event, horizon: Horizon, changed: &mut Vec<Date>) -> IntakeOutcome {
        let Some((kind, key)) = KeyedKind::of_fact(&event.fact) else { return IntakeOutcome::Duplicate };
        let date = event.date;
        let bucket = self.warm(date, horizon);
        let is_seen = horizon.looks_for_duplicates(date) && bucket.seen(event.fingerprint).is_some();
        let gone_ms = bucket.moved_away(kind, key).map(|moved| moved.time_ms);
        let here = bucket.stored_record(&event.fact).map(|held| Version { date, held });
        let version = here.or_else(|| self.version_elsewhere(event));
        let Some(Version { date: held_on, held }) = version else {
            // The record that took this one away is out of the window itself.
            return match gone_ms {
                _ if is_seen => IntakeOutcome::Duplicate,
                Some(time_ms) if event.time_ms < time_ms => IntakeOutcome::Superseded,
                _ => self.put(event, (kind, key), horizon, changed, IntakeOutcome::Accepted),
            };
        };
        if event.time_ms < held.time_ms {
            if held_on != date && gone_ms != Some(held.time_ms) {
                self.warm(date, horizon).set_moved_away(kind, key, Some(held.time_ms));
                changed.push(date);
            }
            return IntakeOutcome::Superseded;
        }
        // The same event again is no later record; where an earlier version kept no time, only the event can tell.
        let is_later = event.time_ms > held.time_ms && held.time_ms != 0;
        let is_same = held_on == date && held.is_same && event.time_ms == held.time_ms;
        if is_same || is_seen && !is_later {
            return IntakeOutcome::Duplicate;
        }
        self.put(event, (kind, key), horizon, changed, IntakeOutcome::Corrected)
    }

    /// The record with the key of an event on another date than the event's.
    fn version_elsewhere(&self, event: &Event) -> Option<Version> {
        let mut records = Bucket::default();
        self.days.iter().filter(|day| day.0 != event.date).find_map(|(date, packed)| {
            packed.unpack_records(*date, PackedDepth::Keyed, &mut records)?;
            records.stored_record(&event.fact).map(|held| Version { date: *date, held })
        })
    }

    /// Puts a record on its date, and takes it away from every other.
    fn put(
        &mut self,
        event: &Event,
        (kind, key): (KeyedKind, Key),
        horizon: Horizon,
        changed: &mut Vec<Date>,
        outcome: IntakeOutcome,
    ) -> IntakeOutcome {
        let bucket = self.warm(event.date, horizon);
        bucket.put(event);
        bucket.set_moved_away(kind, key, None);
        if bucket.seen(event.fingerprint).is_none() {
            bucket.remember(None, DedupEntry::new(event.fingerprint));
        }
        changed.push(event.date);
        if outcome == IntakeOutcome::Corrected {
            self.take_away_elsewhere(event, (kind, key), horizon, changed);
        }
        outcome
    }

    /// A later record may move what it is about to another date: every other day loses it, and remembers that it did, for
    /// longer than that date is in the window.
    fn take_away_elsewhere(
        &mut self,
        event: &Event,
        (kind, key): (KeyedKind, Key),
        horizon: Horizon,
        changed: &mut Vec<Date>,
    ) {
        let mut records = Bucket::default();
        for (date, packed) in self.days.iter_mut().filter(|day| day.0 != event.date) {
            if packed.unpack_records(*date, PackedDepth::Keyed, &mut records).is_some()
                && (records.stored_record(&event.fact).is_some() || records.moved_away(kind, key).is_some())
                && let Some(mut bucket) = packed.unpack(*date)
            {
                bucket.withdraw(kind, key);
                bucket.set_moved_away(kind, key, Some(event.time_ms));
                *packed = pack(*date, &bucket, horizon);
                changed.push(*date);
            }
        }
    }
}

//! The records that a channel has and has not done with, and how far that lets its position go.
//!
//! Pure: time is an argument. A record that waits for its own retry does not hold up those after it, but the position does
//! not pass it; so what was delivered after it is delivered again when the process dies, by the same key.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use time::OffsetDateTime;

use super::throttle::pause;
use attrition_contracts::alerting::announced::Announced;
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_stream::Position;

/// Records that wait before no more are asked for.
const WAITING_MAX: usize = 512;

/// A record of the alerts topic on its way to a receiver, read once.
#[derive(Clone, Debug, PartialEq)]
pub struct Parcel {
    /// The record of the alerts topic.
    pub record: Record,
    /// The same record, decoded.
    pub announced: Announced,
}

/// Where a record is.
pub type PartitionOffset = (u32, u64);

/// What there is, by partition and in order.
#[derive(Default)]
pub struct InFlightQueue {
    partitions: BTreeMap<u32, VecDeque<Slot>>,
    waiting: usize,
}

struct Slot {
    offset: u64,
    state: SlotState,
}

enum SlotState {
    Waits(Box<PendingMessage>),
    Done(Option<Box<Output>>),
}

struct PendingMessage {
    parcel: Parcel,
    /// Since when it could have been delivered.
    since: OffsetDateTime,
    due: OffsetDateTime,
    tries: u32,
    /// It was in a message of several that was refused: which of them is to blame?
    is_alone: bool,
}

/// What is finished and can be committed.
#[derive(Debug, Default, PartialEq)]
pub struct Finished {
    /// Dead letters of the records that were given up.
    pub letters: Vec<Output>,
    /// How far each partition is.
    pub positions: Vec<Position>,
}

impl InFlightQueue {
    /// A partition comes, with nothing.
    pub fn begin(&mut self, partition: u32) {
        self.end(partition);
        self.partitions.insert(partition, VecDeque::new());
    }

    /// A partition goes, with all that waits.
    pub fn end(&mut self, partition: u32) {
        let gone = self.partitions.remove(&partition).unwrap_or_default();
        self.waiting -= gone.iter().filter(|slot| matches!(slot.state, SlotState::Waits(_))).count();
    }

    /// A record that is to be delivered.
    pub fn wait_for(&mut self, parcel: Parcel, now: OffsetDateTime) {
        let (offset, partition) = (parcel.record.offset, parcel.record.partition);
        let waits = PendingMessage { parcel, since: now, due: now, tries: 0, is_alone: false };
        self.waiting += 1;
        self.push(partition, Slot { offset, state: SlotState::Waits(Box::new(waits)) });
    }

    /// A record that is none of the channel's, or a dead letter at once.
    pub fn pass(&mut self, place: PartitionOffset, letter: Option<Output>) {
        self.push(place.0, Slot { offset: place.1, state: SlotState::Done(letter.map(Box::new)) });
    }

    fn push(&mut self, partition: u32, slot: Slot) {
        self.partitions.entry(partition).or_default().push_back(slot);
    }

    /// Partitions of which no more is wanted for now.
    pub fn paused(&self) -> Vec<u32> {
        if self.waiting < WAITING_MAX { Vec::new() } else { self.partitions.keys().copied().collect() }
    }

    /// What may go into one message now: up to so many, in order within a partition.
    pub fn due(&self, now: OffsetDateTime, at_most: usize) -> Vec<PartitionOffset> {
        let mut due = Vec::new();
        for (place, waits) in self.waits() {
            if waits.due > now || (waits.is_alone && !due.is_empty()) {
                continue;
            }
            due.push(place);
            if due.len() >= at_most || waits.is_alone {
                break;
            }
        }
        due
    }

    /// When something is due next.
    pub fn next_due(&self) -> Option<OffsetDateTime> {
        self.waits().map(|(_, waits)| waits.due).min()
    }

    /// Since when the oldest waits.
    pub fn oldest(&self) -> Option<OffsetDateTime> {
        self.waits().map(|(_, waits)| waits.since).min()
    }

    /// Number of records that wait to be sent.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// A record that waits.
    pub fn parcel(&self, place: PartitionOffset) -> Option<&Parcel> {
        self.find(place).map(|waits| &waits.parcel)
    }

    /// How long it waits already.
    pub fn age(&self, place: PartitionOffset, now: OffsetDateTime) -> Duration {
        let age = self.find(place).map(|waits| now - waits.since);
        age.and_then(|age| Duration::try_from(age).ok()).unwrap_or_default()
    }

    /// It is done with, perhaps as a dead letter.
    pub fn finish(&mut self, place: PartitionOffset, letter: Option<Output>) {
        if let Some(slot) = self.slot(place) {
            slot.state = SlotState::Done(letter.map(Box::new));
            self.waiting -= 1;
        }
    }

    /// It is tried again after a pause of its own.
    pub fn retry(&mut self, place: PartitionOffset, now: OffsetDateTime) {
        if let Some(waits) = self.find_mut(place) {
            waits.due = now + pause(waits.tries, place.1);
            waits.tries = waits.tries.saturating_add(1);
        }
    }

    /// It waits until then, through nobody's fault: that time does not count.
    pub fn postpone(&mut self, place: PartitionOffset, until: OffsetDateTime) {
        if let Some(waits) = self.find_mut(place) {
            (waits.due, waits.since) = (until, until);
        }
    }

    /// It goes into a message of its own from now on.
    pub fn alone(&mut self, place: PartitionOffset) {
        if let Some(waits) = self.find_mut(place) {
            waits.is_alone = true;
        }
    }

    /// Nobody's time has counted so far.
    pub fn forgive(&mut self, now: OffsetDateTime) {
        for slot in self.partitions.values_mut().flatten() {
            if let SlotState::Waits(waits) = &mut slot.state {
                waits.since = waits.since.max(now);
            }
        }
    }

    /// Takes what is finished at the beginning of each partition.
    pub fn take_finished(&mut self, topic: Topic) -> Finished {
        let mut finished = Finished::default();
        for (partition, slots) in &mut self.partitions {
            let mut next = None;
            while let Some(Slot { offset, state: SlotState::Done(letter) }) = slots.front_mut() {
                next = Some(*offset + 1);
                finished.letters.extend(letter.take().map(|letter| *letter));
                slots.pop_front();
            }
            finished.positions.extend(next.map(|next| Position { topic, partition: *partition, next }));
        }
        finished
    }

    fn waits(&self) -> impl Iterator<Item = (PartitionOffset, &PendingMessage)> {
        self.partitions.iter().flat_map(|(partition, slots)| {
            slots.iter().filter_map(|slot| match &slot.state {
                SlotState::Waits(waits) => Some(((*partition, slot.offset), &**waits)),
                SlotState::Done(_) => None,
            })
        })
    }

    fn slot(&mut self, (partition, offset): PartitionOffset) -> Option<&mut Slot> {
        let slots = self.partitions.get_mut(&partition)?;
        let place = slots.binary_search_by_key(&offset, |slot| slot.offset).ok()?;
        slots.get_mut(place).filter(|slot| matches!(slot.state, SlotState::Waits(_)))
    }

    fn find(&self, (partition, offset): PartitionOffset) -> Option<&PendingMessage> {
        let slots = self.partitions.get(&partition)?;
        let place = slots.binary_search_by_key(&offset, |slot| slot.offset).ok()?;
        match &slots.get(place)?.state {
            SlotState::Waits(waits) => Some(waits),
            SlotState::Done(_) => None,
        }
    }

    fn find_mut(&mut self, place: PartitionOffset) -> Option<&mut PendingMessage> {
        match &mut self.slot(place)?.state {
            SlotState::Waits(waits) => Some(waits),
            SlotState::Done(_) => None,
        }
    }
}

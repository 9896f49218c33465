//! Changes of ownership, as the client tells them.
//!
//! The client calls back while it is polled; the callback only notes what happened, and the member says it in its turn.
//! One poll handles one rebalance at most, so records and changes of ownership never overtake each other.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, Rebalance};

/// A change of ownership, by partition number.
pub(super) enum Event {
    Assigned(Vec<u32>),
    Revoked(Vec<u32>),
}

/// What the client called back.
#[derive(Default)]
pub(super) struct Notes(Mutex<VecDeque<Event>>);

impl Notes {
    /// The next that has not been said yet.
    pub(super) fn take(&self) -> Option<Event> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

impl ClientContext for Notes {}

impl ConsumerContext for Notes {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        if let Rebalance::Revoke(list) = rebalance {
            // A pause would outlive the ownership, and hold the partition back should it ever return.
            if let Err(error) = consumer.resume(list) {
                tracing::warn!(%error, "partitions that go stay paused");
            }
        }
        let event: fn(Vec<u32>) -> Event = match rebalance {
            Rebalance::Assign(_) => Event::Assigned,
            Rebalance::Revoke(_) => Event::Revoked,
            Rebalance::Error(_) => return,
        };
        let (Rebalance::Assign(list) | Rebalance::Revoke(list)) = rebalance else { return };
        let numbers: BTreeSet<u32> = list.elements().iter().map(|place| place.partition().cast_unsigned()).collect();
        if !numbers.is_empty() {
            let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            notes.push_back(event(numbers.into_iter().collect()));
        }
    }
}

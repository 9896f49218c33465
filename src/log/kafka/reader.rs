//! Reads single partitions from their beginning, outside any group.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::BorrowedMessage;
use rdkafka::{Offset, TopicPartitionList};

use super::callback::LastWords;
use super::{Settings, client, fault};
use crate::log::Error;
use crate::wire::topic::Topic;

/// How often to look whether an open transaction is over.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Brokers look for transactions past their timeout every ten seconds.
const ABORT_INTERVAL: Duration = Duration::from_secs(10);

/// A consumer that reads one partition at a time.
pub(super) struct Reader {
    settings: Settings,
    consumer: BaseConsumer<LastWords>,
    /// Sees what is not committed too.
    all: BaseConsumer<LastWords>,
    /// Name of the topic, and the partition.
    place: (String, i32),
}

impl Reader {
    /// A reader for the stage called `owner`.
    pub(super) fn open(settings: &Settings, owner: &str) -> Result<Self, Error> {
        let consumer = client::reader(settings, owner)?;
        let all = client::watcher(settings)?;
        Ok(Self { settings: settings.clone(), consumer, all, place: (String::new(), 0) })
    }

    /// Reads a partition from the beginning to what is the end now, or until `each` has seen enough.
    pub(super) fn read_all(
        &mut self,
        topic: Topic,
        partition: u32,
        each: &mut dyn FnMut(&BorrowedMessage<'_>) -> bool,
    ) -> Result<(), Error> {
        self.place = (self.settings.name(topic), partition.cast_signed());
        self.settle()?;
        let failed = |error| self.fault(error);
        let mut place = TopicPartitionList::new();
        place.add_partition_offset(&self.place.0, self.place.1, Offset::Beginning).map_err(failed)?;
        self.consumer.assign(&place).map_err(failed)?;
        let (mut heard, mut last) = (Instant::now(), KafkaError::NoMessageReceived);
        // The end is said by the client, which steps over the marks of transactions; no count and no offset of a record
        // could tell it, for the last thing in a partition is such a mark.
        while heard.elapsed() < self.settings.patience {
            match self.consumer.poll(self.settings.patience) {
                Some(Ok(message)) if !each(&message) => return self.rest(),
                Some(Ok(_)) => {}
                Some(Err(KafkaError::PartitionEOF(ended))) if ended == self.place.1 => return Ok(()),
                Some(Err(error)) if fault::passes(&error) => {
                    last = error;
                    continue;
                }
                Some(Err(error)) => return Err(self.fault(error)),
                None => continue,
            }
            heard = Instant::now();
        }
        Err(self.fault(last))
    }

    /// Whether no committed record stands at an offset or after it.
    pub(super) fn is_end(&mut self, name: &str, partition: i32, offset: Offset) -> Result<bool, Error> {
        self.place = (name.to_owned(), partition);
        let failed = |error| self.fault(error);
        let mut place = TopicPartitionList::new();
        place.add_partition_offset(name, partition, offset).map_err(failed)?;
        self.consumer.assign(&place).map_err(failed)?;
        let begun = Instant::now();
        while begun.elapsed() < self.settings.patience {
            match self.consumer.poll(self.settings.patience) {
                Some(Ok(_)) => return Ok(false),
                Some(Err(KafkaError::PartitionEOF(_))) => return Ok(true),
                Some(Err(error)) if fault::passes(&error) => {}
                Some(Err(error)) => return Err(self.fault(error)),
                None => {}
            }
        }
        Err(self.fault(KafkaError::NoMessageReceived))
    }

    /// Stops reading.
    pub(super) fn rest(&self) -> Result<(), Error> {
        self.consumer.unassign().map_err(|error| self.fault(error))
    }

    /// Reads what has come since, without waiting.
    pub(super) fn read_new(&mut self, each: &mut dyn FnMut(&BorrowedMessage<'_>)) -> Result<(), Error> {
        while let Some(polled) = self.consumer.poll(Duration::ZERO) {
            match polled {
                Ok(message) => each(&message),
                Err(error) if fault::passes(&error) => {}
                Err(error) => return Err(self.fault(error)),
            }
        }
        Ok(())
    }

    /// Waits until every transaction that is open in the partition now is over. A member that was killed may have
    /// committed its last step already, and the brokers still be writing so into this partition: its positions would be
    /// those after the step, and the state that before it.
    fn settle(&self) -> Result<(), Error> {
        let (name, partition) = &self.place;
        let start = Instant::now();
        let end = |consumer: &BaseConsumer<LastWords>| loop {
            match consumer.fetch_watermarks(name, *partition, self.settings.patience) {
                Ok((_, end)) => return Ok(end),
                // A partition that is new, or moves to another broker, has no leader for a moment.
                Err(error) if fault::passes(&error) && start.elapsed() < self.settings.patience => {
                    drop(self.consumer.poll(LOOK_AGAIN));
                }
                Err(error) => return Err(self.fault(error)),
            }
        };
        let wanted = end(&self.all)?;
        let deadline = start + self.settings.transaction_timeout + ABORT_INTERVAL + self.settings.patience;
        while end(&self.consumer)? < wanted {
            if Instant::now() > deadline {
                let doing = format!("a transaction stays open in `{name}`: end it with Kafka's own tool");
                return Err(Error::new(doing, format!("partition {partition} does not settle")));
            }
            // Nothing is assigned yet: this waits, and keeps the client alive.
            drop(self.consumer.poll(LOOK_AGAIN));
        }
        Ok(())
    }

    fn fault(&self, error: KafkaError) -> Error {
        let (name, partition) = &self.place;
        fault::end(&self.settings, &format!("read partition {partition} of `{name}`"), error)
    }
}

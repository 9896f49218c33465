//! Reads single partitions, from their beginning or from a place on, outside any group.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, Message};
use rdkafka::{Offset, TopicPartitionList};

use crate::backend::kafka::Settings;
use crate::backend::kafka::clients::callback::LastWords;
use crate::backend::kafka::clients::client;
use crate::backend::kafka::clients::closing::ClosedInTime;
use crate::backend::kafka::clients::fault;
use crate::{Error, Remedy};
use attrition_contracts::records::topic::Topic;

/// How often to look whether an open transaction is over.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Brokers look for transactions past their timeout every ten seconds.
const ABORT_INTERVAL: Duration = Duration::from_secs(10);

/// How long one look for more records waits: whoever reads wants to look up now and then.
const PIECE_WAIT: Duration = Duration::from_millis(200);

/// How long one question after the ends of a partition may take. The client asks whom it takes for the leader, and goes on
/// waiting for that broker when it has died meanwhile; it must be told to look who leads now.
const ASK_MAX: Duration = Duration::from_secs(2);

/// Records that are read before looking up.
const PIECE: usize = 10_000;

/// A consumer that reads one partition at a time.
pub(in crate::backend::kafka) struct PartitionReader {
    settings: Settings,
    consumer: ClosedInTime<BaseConsumer<LastWords>>,
    /// Sees what is not committed too.
    all: ClosedInTime<BaseConsumer<LastWords>>,
    /// Name of the topic, and the partition.
    place: (String, i32),
    /// Where reading of the partition begins.
    from: Offset,
    doing: ReadPhase,
}

/// How far reading a partition has come.
#[derive(Clone, Copy)]
enum ReadPhase {
    /// It waits for what is open to be over; up to an offset, once that is known.
    Settling { since: Instant, wanted: Option<i64>, is_told: bool },
    /// It reads from the next offset up to an end.
    Reading { heard: Instant, first: i64, next: i64, end: i64 },
}

/// What reading on has come to.
pub(in crate::backend::kafka) enum Piece {
    /// There may be more: so many records at most.
    Some { left: u64 },
    /// That was all there was when reading began, or all that was wanted.
    Last,
}

impl PartitionReader {
    /// A reader for the stage called `owner`.
    pub(in crate::backend::kafka) fn open(settings: &Settings, owner: &str) -> Result<Self, Error> {
        let consumer = client::reader(settings, owner)?;
        let all = client::watcher(settings)?;
        let doing = ReadPhase::Settling { since: Instant::now(), wanted: None, is_told: false };
        let (settings, place, from) = (settings.clone(), (String::new(), 0), Offset::Beginning);
        Ok(Self { settings, consumer, all, place, from, doing })
    }

    /// Begins to read a partition from an offset on, to what is the end now.
    pub(in crate::backend::kafka) fn aim(&mut self, topic: Topic, partition: u32, from: Offset) {
        self.place = (self.settings.name(topic), partition.cast_signed());
        self.from = from;
        self.doing = ReadPhase::Settling { since: Instant::now(), wanted: None, is_told: false };
    }

    /// Reads on, until `each` has seen enough, so many records were read, or none came for a moment.
    pub(in crate::backend::kafka) fn piece(
        &mut self,
        at_most: usize,
        each: &mut dyn FnMut(&BorrowedMessage<'_>) -> bool,
    ) -> Result<Piece, Error> {
        match self.doing {
            ReadPhase::Settling { since, wanted, is_told } => {
                self.settle(since, wanted, is_told).map(|left| Piece::Some { left })
            }
            ReadPhase::Reading { heard, first, next, end } => self.read((heard, first, next, end), at_most, each),
        }
    }

    /// Reads a partition from the beginning to what is the end now, or until `each` has seen enough.
    pub(in crate::backend::kafka) fn read_all(
        &mut self,
        topic: Topic,
        partition: u32,
        each: &mut dyn FnMut(&BorrowedMessage<'_>) -> bool,
    ) -> Result<(), Error> {
        self.aim(topic, partition, Offset::Beginning);
        while let Piece::Some { .. } = self.piece(PIECE, each)? {}
        Ok(())
    }

    /// Where the partition begins and ends, what is not committed included: known once it has settled.
    pub(in crate::backend::kafka) fn ends_at(&self) -> Option<(i64, i64)> {
        match self.doing {
            ReadPhase::Settling { .. } => None,
            ReadPhase::Reading { first, end, .. } => Some((first, end)),
        }
    }

    /// The id of the cluster, where it can be told.
    pub(in crate::backend::kafka) fn cluster(&self) -> Option<String> {
        self.consumer.client().fetch_cluster_id(self.settings.patience)
    }

    fn read(
        &mut self,
        (mut heard, first, mut next, end): (Instant, i64, i64, i64),
        at_most: usize,
        each: &mut dyn FnMut(&BorrowedMessage<'_>) -> bool,
    ) -> Result<Piece, Error> {
        let begun = next;
        // The end is said by the client, which steps over the marks of transactions; no count and no offset of a record
        // could tell it, for the last thing in a partition is such a mark.
        for _ in 0..at_most {
            match self.consumer.poll(PIECE_WAIT) {
                Some(Ok(message)) => {
                    next = message.offset() + 1;
                    if !each(&message) {
                        drop(message);
                        return self.rest().map(|()| Piece::Last);
                    }
                }
                Some(Err(KafkaError::PartitionEOF(ended))) if ended == self.place.1 => return Ok(Piece::Last),
                Some(Err(error)) if fault::passes(&error) => {}
                Some(Err(error)) => return Err(self.fault(error)),
                None => break,
            }
        }
        if next > begun {
            heard = Instant::now();
        } else if heard.elapsed() > self.settings.patience {
            return Err(self.fault(KafkaError::NoMessageReceived));
        }
        self.doing = ReadPhase::Reading { heard, first, next, end };
        Ok(Piece::Some { left: (end - next).max(0).cast_unsigned() })
    }

    /// Whether no committed record stands between an offset and an end.
    pub(in crate::backend::kafka) fn is_past(
        &mut self,
        topic: Topic,
        partition: u32,
        offset: Offset,
        end: u64,
    ) -> Result<bool, Error> {
        let end = i64::try_from(end).unwrap_or(i64::MAX);
        if matches!(offset, Offset::Offset(next) if next >= end) {
            return Ok(true);
        }
        // Before the end may stand the marks of transactions alone, which only reading tells.
        self.place = (self.settings.name(topic), partition.cast_signed());
        let failed = |error| self.fault(error);
        let mut place = TopicPartitionList::new();
        place.add_partition_offset(&self.place.0, self.place.1, offset).map_err(failed)?;
        self.consumer.assign(&place).map_err(failed)?;
        let begun = Instant::now();
        while begun.elapsed() < self.settings.patience {
            match self.consumer.poll(PIECE_WAIT) {
                Some(Ok(message)) => return Ok(message.offset() >= end),
                Some(Err(KafkaError::PartitionEOF(_))) => return Ok(true),
                Some(Err(error)) if fault::passes(&error) => {}
                Some(Err(error)) => return Err(self.fault(error)),
                None => {}
            }
        }
        Err(self.fault(KafkaError::NoMessageReceived))
    }

    /// Where a partition ends for who reads what is committed.
    pub(in crate::backend::kafka) fn end(&mut self, topic: Topic, partition: u32) -> Result<u64, Error> {
        self.place = (self.settings.name(topic), partition.cast_signed());
        let since = Instant::now();
        loop {
            if let Some((_, end)) = self.ends(&self.consumer, since)? {
                return Ok(end.cast_unsigned());
            }
        }
    }

    /// Gives the partition up, so that the client fetches no more of it.
    pub(in crate::backend::kafka) fn rest(&self) -> Result<(), Error> {
        self.consumer.unassign().map_err(|error| self.fault(error))
    }

    /// Reads what has come since, without waiting.
    pub(in crate::backend::kafka) fn read_new(
        &mut self,
        each: &mut dyn FnMut(&BorrowedMessage<'_>),
    ) -> Result<(), Error> {
        while let Some(polled) = self.consumer.poll(Duration::ZERO) {
            match polled {
                Ok(message) => each(&message),
                Err(error) if fault::passes(&error) => {}
                Err(error) => return Err(self.fault(error)),
            }
        }
        Ok(())
    }

    /// Waits until every transaction that is open in the partition now is over, a moment at a time; then begins to read. A
    /// member that was killed may have committed its last step already, and the brokers still be writing so into this
    /// partition: its positions would be those after the step, and the state that before it.
    fn settle(&mut self, since: Instant, wanted: Option<i64>, is_told: bool) -> Result<u64, Error> {
        let (name, partition) = &self.place;
        let Some((_, wanted)) = wanted.map_or_else(|| self.ends(&self.all, since), |wanted| Ok(Some((0, wanted))))?
        else {
            return Ok(0);
        };
        self.doing = ReadPhase::Settling { since, wanted: Some(wanted), is_told };
        let Some((first, committed)) = self.ends(&self.consumer, since)? else { return Ok(0) };
        let next = if let Offset::Offset(from) = self.from { first.max(from) } else { first };
        if committed < wanted {
            let over = self.settings.transaction_timeout + ABORT_INTERVAL;
            if since.elapsed() > over && !is_told {
                let waits_s = since.elapsed().as_secs();
                tracing::warn!(topic = name, partition, waits_s, "a transaction is still open, its end is waited for");
                self.doing = ReadPhase::Settling { since, wanted: Some(wanted), is_told: true };
            }
            if since.elapsed() > over + self.settings.patience {
                let doing = format!("a transaction stays open in `{name}`: end it with Kafka's own tool");
                let why = format!("partition {partition} does not settle");
                return Err(Error::new(Remedy::CheckConnection, doing).because(why));
            }
            // Nothing is assigned yet: this waits, and keeps the client alive.
            drop(self.consumer.poll(LOOK_AGAIN));
        } else {
            let mut place = TopicPartitionList::new();
            place.add_partition_offset(name, *partition, self.from).map_err(|error| self.fault(error))?;
            self.consumer.assign(&place).map_err(|error| self.fault(error))?;
            self.doing = ReadPhase::Reading { heard: Instant::now(), first, next, end: wanted };
        }
        Ok((wanted - next).max(0).cast_unsigned())
    }

    /// Where the partition begins and ends as a client sees it; `None` when it must look again.
    fn ends(&self, consumer: &BaseConsumer<LastWords>, since: Instant) -> Result<Option<(i64, i64)>, Error> {
        let (name, partition) = &self.place;
        match consumer.fetch_watermarks(name, *partition, ASK_MAX) {
            Ok(ends) => Ok(Some(ends)),
            // A partition that is new, or moves to another broker, has no leader for a moment.
            Err(error) if fault::passes(&error) && since.elapsed() < self.settings.patience => {
                // By name, for that renews what the client remembers of the topic; consumers do not create what is missing.
                drop(consumer.fetch_metadata(Some(name), ASK_MAX));
                drop(self.consumer.poll(LOOK_AGAIN));
                Ok(None)
            }
            Err(error) => Err(self.fault(error)),
        }
    }

    fn fault(&self, error: KafkaError) -> Error {
        let (name, partition) = &self.place;
        let words = self.consumer.context().words();
        fault::end_with(&self.settings, &format!("read partition {partition} of `{name}`"), error, words)
    }
}

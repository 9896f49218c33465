//! A member of a consumer group.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode as Code};
use rdkafka::message::Message;
use rdkafka::{Offset, TopicPartitionList};

use crate::backend::kafka::clients::callback::{GroupEvent, Notes};
use crate::backend::kafka::clients::client;
use crate::backend::kafka::clients::closing::ClosedInTime;
use crate::backend::kafka::clients::fault;
use crate::backend::kafka::clients::retry::patiently;
use crate::backend::kafka::membership::ownership::Ownership;
use crate::backend::kafka::reading::open_transactions::OpenTransactions;
use crate::backend::kafka::reading::unread::Unread;
use crate::backend::kafka::topics::missing::{Missing, TopicState};
use crate::backend::kafka::{Settings, record};
use crate::runner::clock::now_ms;
use crate::{Error, LogArrival, Position};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;

/// Records handed over at once: enough to spread the cost of a transaction, few enough to keep it short.
const BATCH: usize = 20_000;

/// How long leaving a group may take: longer only when its broker does not answer.
const LEAVE_MAX: Duration = Duration::from_secs(5);

/// A client that has left has nothing more to tell after this.
const LEAVE_QUIET: Duration = Duration::from_millis(50);

/// A consumer that belongs to a group.
pub(in crate::backend::kafka) struct GroupConsumer {
    settings: Settings,
    name: String,
    consumer: ClosedInTime<BaseConsumer<Notes>>,
    topics: Vec<(String, Topic)>,
    ownership: Ownership,
    paused: BTreeSet<u32>,
    unread: Unread,
    open_transactions: OpenTransactions,
    missing: Option<Missing>,
    is_unreachable: bool,
    /// When another member of the same name had last taken over.
    fenced: Option<Instant>,
}

/// A consumer that joins the group as soon as it is polled.
fn subscribed(
    settings: &Settings,
    name: &str,
    topics: &[(String, Topic)],
) -> Result<ClosedInTime<BaseConsumer<Notes>>, Error> {
    let consumer = client::member(settings, name, topics.len() == 1, Notes::default())?;
    let names: Vec<&str> = topics.iter().map(|(name, _)| name.as_str()).collect();
    let doing = format!("join the consumer group `{name}`");
    consumer.subscribe(&names).map_err(|error| fault::end(settings, &doing, error))?;
    Ok(consumer)
}

impl GroupConsumer {
    /// Joins the group of a stage.
    pub(in crate::backend::kafka) fn join(settings: &Settings, stage: &str, inputs: &[Topic]) -> Result<Self, Error> {
        let topics: Vec<_> = inputs.iter().map(|topic| (settings.name(*topic), *topic)).collect();
        let name = format!("{}-{stage}", settings.prefix);
        let consumer = subscribed(settings, &name, &topics)?;
        let (settings, ownership, paused) = (settings.clone(), Ownership::default(), BTreeSet::new());
        Ok(Self {
            settings,
            name,
            consumer,
            topics,
            ownership,
            paused,
            unread: Unread::default(),
            open_transactions: OpenTransactions::default(),
            missing: None,
            is_unreachable: false,
            fenced: None,
        })
    }

    /// Waits for records or for a change of ownership.
    pub(in crate::backend::kafka) fn next(&mut self, wait: Duration, paused: &[u32]) -> Result<LogArrival, Error> {
        self.pause(&paused.iter().copied().collect())?;
        if self.ownership.has_said_all() {
            self.fetch(wait, BATCH)?;
            self.look_for_topics()?;
        }
        Ok(self.ownership.next_arrival().unwrap_or(LogArrival::Idle))
    }

    /// Shows the group that the member lives, while it does something long: one that is not polled for
    /// `max.poll.interval.ms` loses its partitions. What comes meanwhile, a record at most, is said later.
    pub(in crate::backend::kafka) fn keep_alive(&mut self) -> Result<(), Error> {
        self.fetch(Duration::ZERO, 1)
    }

    fn fetch(&mut self, mut wait: Duration, at_most: usize) -> Result<(), Error> {
        let (mut records, mut bytes, mut taken) = (Vec::new(), 0, Vec::<(Topic, u32, u64)>::new());
        while records.len() < at_most && bytes < self.settings.batch_bytes() {
            let polled = self.consumer.poll(wait);
            wait = Duration::ZERO;
            match polled {
                Some(Ok(message)) => {
                    let named = self.topics.iter().find(|(name, _)| name == message.topic());
                    let (_, topic) = named.expect("only subscribed topics are delivered");
                    // What is lost still comes until the client says that it is.
                    if self.ownership.owned().contains(&message.partition().cast_unsigned()) {
                        let record = record(*topic, &message);
                        bytes += record.bytes();
                        // Records of a partition come in runs.
                        match taken.last_mut() {
                            Some((of, number, next)) if (*of, *number) == (*topic, record.partition) => {
                                *next = record.offset + 1;
                            }
                            _ => taken.push((*topic, record.partition, record.offset + 1)),
                        }
                        records.push(record);
                    }
                }
                // Said by a note as well, with its reason.
                Some(Err(_)) => self.take_notes(&mut records)?,
                // Nothing, or a rebalance: either ends the batch.
                None => break,
            }
        }
        self.is_unreachable &= records.is_empty();
        for (topic, partition, next) in taken {
            let (name, _) =
                self.topics.iter().find(|(_, of)| *of == topic).expect("only subscribed topics are delivered");
            self.unread.took(name, partition, next);
        }
        self.take_notes(&mut records)?;
        self.ownership.came(&mut records);
        Ok(())
    }

    /// Takes in what the client called back after these records had come.
    fn take_notes(&mut self, records: &mut Vec<Record>) -> Result<(), Error> {
        while let Some(event) = self.consumer.context().take() {
            self.ownership.came(records);
            self.apply(event)?;
        }
        Ok(())
    }

    fn apply(&mut self, event: GroupEvent) -> Result<(), Error> {
        match event {
            GroupEvent::Assigned(partitions) => {
                (self.missing, self.is_unreachable) = (None, false);
                self.ownership.assigned(partitions);
            }
            GroupEvent::Revoked(partitions) => self.give_up(partitions),
            GroupEvent::Lost(partitions) => {
                tracing::warn!(group = self.name, ?partitions, "partitions are lost, what was not committed is void");
                self.give_up(partitions);
            }
            GroupEvent::Unassignable(error) => {
                return Err(self.cause().unwrap_or_else(|| self.fault("take over or give away partitions", error)));
            }
            GroupEvent::PolledTooLate(words) => {
                tracing::warn!(group = self.name, words, "a step took too long, the group has gone on without it");
            }
            GroupEvent::Unreachable(words) => {
                if !std::mem::replace(&mut self.is_unreachable, true) {
                    tracing::warn!(group = self.name, words, "no broker can be reached, the client keeps trying");
                }
            }
            GroupEvent::Unplaced(words) => {
                tracing::warn!(
                    group = self.name,
                    words,
                    "the client does not ask again where to read, another one joins"
                );
                self.renew()?;
            }
            GroupEvent::Trouble(code, words) if fault::is_missing(code) => {
                tracing::warn!(group = self.name, words, "a topic is missing, waiting for it");
                self.missing.get_or_insert_with(|| Missing::new(code, words));
            }
            GroupEvent::Trouble(code, words) if fault::code_passes(code) => {
                tracing::debug!(group = self.name, words, "the Kafka consumer goes on");
            }
            GroupEvent::Trouble(code, words) => return Err(self.end(code, words)),
            GroupEvent::Fatal(words) => return self.come_again(words),
        }
        Ok(())
    }

    /// The client is of no use any more. A member whose request to join was answered while its broker died joins twice, and
    /// is fenced by itself: so a fenced one comes again as a new client, once. Of two processes of one name, the one that
    /// was fenced first is so twice, and ends.
    fn come_again(&mut self, words: String) -> Result<(), Error> {
        let is_fenced = matches!(self.consumer.client().fatal_error(), Some((Code::FencedInstanceId, _)));
        let was_fenced = self.fenced.is_some_and(|at| at.elapsed() < 2 * self.settings.patience);
        if !is_fenced || was_fenced {
            return Err(self.cause().unwrap_or_else(|| self.end(Code::Fatal, words)));
        }
        tracing::warn!(group = self.name, words, "a member of the same name has joined, this one comes again once");
        self.fenced = Some(Instant::now());
        self.renew()
    }

    /// Joins as a new client; what the old one had is given up.
    fn renew(&mut self) -> Result<(), Error> {
        let owned: Vec<u32> = self.ownership.owned().iter().copied().collect();
        self.consumer = subscribed(&self.settings, &self.name, &self.topics)?;
        if !owned.is_empty() {
            self.give_up(owned);
        }
        self.paused.clear();
        Ok(())
    }

    fn give_up(&mut self, partitions: Vec<u32>) {
        self.paused.retain(|partition| !partitions.contains(partition));
        self.ownership.gone(partitions);
    }

    fn look_for_topics(&mut self) -> Result<(), Error> {
        let Some(missing) = &mut self.missing else { return Ok(()) };
        let names = self.topics.iter().map(|(name, _)| name.as_str());
        match missing.check(&self.consumer, names, self.settings.patience) {
            TopicState::Waits => {}
            TopicState::Found => self.missing = None,
            TopicState::Late(code, words) => return Err(self.end(code, words)),
        }
        Ok(())
    }

    fn pause(&mut self, wanted: &BTreeSet<u32>) -> Result<(), Error> {
        // Only what is owned can be paused, and a partition that goes is resumed.
        let wanted = wanted & self.ownership.owned();
        if wanted == self.paused {
            return Ok(());
        }
        let pause = self.list(&wanted - &self.paused);
        let resume = self.list(&self.paused - &wanted);
        self.consumer.pause(&pause).map_err(|error| self.fault("pause partitions", error))?;
        self.consumer.resume(&resume).map_err(|error| self.fault("resume partitions", error))?;
        self.paused = wanted;
        Ok(())
    }

    /// The proof of membership that a commit of these positions carries; `None` when any of them is no longer the
    /// member's, whether it has been told or not.
    pub(in crate::backend::kafka) fn membership(&mut self, positions: &[Position]) -> Option<ConsumerGroupMetadata> {
        // In this order. A client that loses its partitions forgets its membership, and a commit without membership would
        // be let through; but it notes the loss in the same breath, so what was taken before a look at the note is sound.
        let membership = self.consumer.group_metadata();
        if self.consumer.assignment_lost() {
            self.ownership.lost_all();
            return None;
        }
        // The group asks for its generation only, which the member has even when it has given a partition away.
        membership.filter(|_| self.ownership.covers(positions))
    }

    /// Where the member stands in each partition that it has: topic, partition, offset of the next record.
    pub(in crate::backend::kafka) fn places(&self) -> Result<Vec<(Topic, u32, Offset)>, Error> {
        let failed = |error| self.fault("look where the member stands", error);
        let read = self.consumer.position().map_err(failed)?;
        let committed = self.committed().map_err(failed)?;
        let known = |offset: Offset| matches!(offset, Offset::Offset(_)).then_some(offset);
        let place = |place: rdkafka::topic_partition_list::TopicPartitionListElem<'_>| {
            let (name, partition) = (place.topic(), place.partition());
            let position = read.find_partition(name, partition).and_then(|place| known(place.offset()));
            let (_, topic) =
                self.topics.iter().find(|(topic, _)| topic == name).expect("only subscribed topics are assigned");
            let offset = position.or(known(place.offset())).unwrap_or(Offset::Beginning);
            (*topic, partition.cast_unsigned(), offset)
        };
        Ok(committed.elements().into_iter().map(place).collect())
    }

    /// How many records of each partition have not come.
    pub(in crate::backend::kafka) fn unread(&mut self) -> BTreeMap<u32, u64> {
        if let Some(ends) = self.consumer.context().ends() {
            let now_ms = now_ms();
            self.unread.update(ends, now_ms);
            let owned = self.ownership.owned();
            self.open_transactions.update(self.unread.open(|partition| owned.contains(&partition)), now_ms);
        }
        let (owned, paused) = (self.ownership.owned(), &self.paused);
        self.unread.left(|partition| owned.contains(&partition), |partition| paused.contains(&partition))
    }

    /// Since when partitions wait for a transaction that somebody has left open, milliseconds since 1970-01-01 UTC.
    pub(in crate::backend::kafka) fn open_transactions(&self) -> BTreeMap<u32, u64> {
        let owned = self.ownership.owned();
        self.unread.open(|partition| owned.contains(&partition)).fold(
            BTreeMap::new(),
            |mut since, (_, partition, ms)| {
                since.entry(partition).and_modify(|earliest: &mut u64| *earliest = ms.min(*earliest)).or_insert(ms);
                since
            },
        )
    }

    /// Whether everything that came has been said.
    pub(in crate::backend::kafka) fn has_said_all(&self) -> bool {
        self.ownership.has_said_all()
    }

    /// Goes back to what is committed, and has `next` assign the partitions again.
    pub(in crate::backend::kafka) fn rewind(&mut self) -> Result<(), Error> {
        self.pause(&BTreeSet::new())?;
        self.ownership.begin_again();
        if self.ownership.owned().is_empty() {
            return Ok(());
        }
        let failed = |error| self.fault("go back to the committed offsets", error);
        let committed = self.committed().map_err(failed)?;
        if committed.count() == 0 {
            return Ok(());
        }
        let mut places = TopicPartitionList::new();
        for place in committed.elements() {
            let offset = if matches!(place.offset(), Offset::Offset(_)) { place.offset() } else { Offset::Beginning };
            places.add_partition_offset(place.topic(), place.partition(), offset).map_err(failed)?;
        }
        let seek = |left| self.consumer.seek_partitions(places.clone(), left);
        let sought = patiently(&self.name, self.settings.patience, seek).map_err(failed)?;
        // A partition that is not being fetched yet will begin at what is committed, and one that no longer is, is going.
        let waits =
            |error: &KafkaError| matches!(error.rdkafka_error_code(), Some(Code::State | Code::PreviousInProgress));
        let failure = sought.elements().iter().find_map(|place| place.error().err().filter(|error| !waits(error)));
        failure.map_or(Ok(()), |error| Err(failed(error)))
    }

    /// The committed offsets of what is assigned.
    fn committed(&self) -> KafkaResult<TopicPartitionList> {
        let assigned = self.consumer.assignment()?;
        if assigned.count() == 0 {
            return Ok(assigned);
        }
        patiently(&self.name, self.settings.patience, |left| self.consumer.committed_offsets(assigned.clone(), left))
    }

    fn list(&self, partitions: BTreeSet<u32>) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        for partition in partitions {
            for (name, _) in &self.topics {
                list.add_partition(name, partition.cast_signed());
            }
        }
        list
    }

    fn fault(&self, doing: &str, error: KafkaError) -> Error {
        fault::end(&self.settings, &format!("{doing} in the group `{}`", self.name), error)
    }

    /// What has made the client useless: its events do not say it.
    fn cause(&self) -> Option<Error> {
        self.consumer.client().fatal_error().map(|(code, words)| self.end(code, words))
    }

    fn end(&self, code: Code, words: String) -> Error {
        let names: Vec<&str> = self.topics.iter().map(|(name, _)| name.as_str()).collect();
        let doing = format!("read `{}` in the group `{}`", names.join("`, `"), self.name);
        fault::end_by(&self.settings, &doing, code, words)
    }
}

impl Drop for GroupConsumer {
    /// Leaves the group before the client is closed. A rebalance that the client had begun, and was not told the end of
    /// before it is closed, makes closing wait for ever (librdkafka #4527 and #4884).
    ///
    /// A member with a name stays in the group, so that its partitions wait for its return: to unsubscribe would leave it,
    /// to close does not. It only waits until nothing more is told.
    fn drop(&mut self) {
        let stays = self.settings.instance.is_some();
        if !stays {
            self.consumer.unsubscribe();
        }
        let deadline = Instant::now() + LEAVE_MAX;
        while Instant::now() < deadline {
            let is_idle = self.consumer.poll(LEAVE_QUIET).is_none();
            let is_quiet = self.consumer.context().take().is_none();
            let has_left = || is_idle && self.consumer.assignment().is_ok_and(|assigned| assigned.count() == 0);
            if is_quiet && (stays || has_left()) {
                break;
            }
        }
    }
}

//! A worker takes the records of one channel from the log to its receiver, and commits what it is done with.
//!
//! One for each channel, with a side of the log of its own: a receiver that is slow or down holds up itself alone. Time is an
//! argument of each turn.

use std::collections::BTreeSet;
use std::time::Duration;

use time::OffsetDateTime;

use super::channel::{Channel, Look};
use super::in_flight::Parcel;
use super::in_flight::{InFlightQueue, PartitionOffset};
use super::response_class::ResponseClass;
use super::throttle::{Throttle, Turn};
use crate::observability::summary::{Passed, Standstill};
use attrition_contracts::alerting::announced;
use attrition_contracts::incoming::dead_letter;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_stream::{Commit, Error, LogArrival, StageLog, Step};

/// Reads a partition of the alerts topic.
pub type Scanner = Box<dyn FnMut(u32, &mut dyn FnMut(Record) -> bool) -> Result<(), Error> + Send>;

/// How a worker is to work.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Name of the channel.
    pub name: String,
    /// How long a message is tried.
    pub give_up: Duration,
    /// Partitions of the dead letters.
    pub dead_letters: u32,
}

/// A channel with its side of the log.
pub struct DeliveryWorker<L> {
    terms: Terms,
    log: L,
    channel: Box<dyn Channel>,
    scan: Scanner,
    window: InFlightQueue,
    gate: Throttle,
    /// Why records were passed over: each is said once.
    explained: BTreeSet<Passed>,
}

/// What a turn did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TurnReport {
    /// How often what came of a record: `delivered`, `failed` (a try), `dead_letter`, `too_old`.
    pub outcomes: Vec<(&'static str, u64)>,
    /// Records that were passed over.
    pub passed: Vec<Passed>,
    /// Records that became dead letters.
    pub letters: Vec<Code>,
    /// Partitions came or went.
    pub rebalanced: bool,
}

impl<L: StageLog> DeliveryWorker<L> {
    /// A worker without partitions.
    pub fn new(terms: Terms, log: L, channel: Box<dyn Channel>, scan: Scanner) -> Self {
        let gate = Throttle::new(&terms.name, channel.limits());
        Self { terms, log, channel, scan, window: InFlightQueue::default(), gate, explained: BTreeSet::new() }
    }

    /// Name of the channel.
    pub fn name(&self) -> &str {
        &self.terms.name
    }

    /// How long the oldest record waits that is not delivered.
    pub fn lag(&self, now: OffsetDateTime) -> Duration {
        let lag = self.window.oldest().map(|since| now - since);
        lag.and_then(|lag| Duration::try_from(lag).ok()).unwrap_or_default()
    }

    /// How many records wait.
    pub fn waiting(&self) -> usize {
        self.window.waiting()
    }

    /// Whether its receiver takes nothing for now.
    pub fn is_shut(&self) -> bool {
        self.gate.is_shut()
    }

    /// Since when its receiver takes nothing, and why.
    pub fn standstill(&self) -> Option<&Standstill> {
        self.gate.standstill()
    }

    /// Alerts that the receiver shows as open.
    pub fn open(&self) -> Option<usize> {
        self.channel.open()
    }

    /// When it wants to send next, whatever arrives.
    pub fn next_due(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        self.window.next_due().map(|due| due.max(self.gate.next(now)))
    }

    /// One turn: takes what arrived, sends one message if one is due, commits what is done with.
    pub fn turn(&mut self, wait: Duration, now: OffsetDateTime) -> Result<TurnReport, Error> {
        let mut told = TurnReport::default();
        let left = self.next_due(now).map(|due| Duration::try_from(due - now).unwrap_or_default());
        // What is paused is still polled for: the group sees that the member lives.
        match self.log.next(left.map_or(wait, |left| left.min(wait)), &self.window.paused())? {
            LogArrival::Assigned(partitions) => {
                told.rebalanced = true;
                for partition in partitions {
                    self.window.begin(partition);
                    self.channel.assigned(partition, &mut *self.scan)?;
                }
            }
            LogArrival::Revoked(partitions) => {
                told.rebalanced = true;
                partitions.into_iter().for_each(|partition| self.let_go(partition));
            }
            LogArrival::Records(records) => records.into_iter().for_each(|record| self.take(record, now, &mut told)),
            LogArrival::Idle => {}
        }
        if self.gate.next(now) <= now {
            self.send_due(now, &mut told);
        }
        if self.gate.next(now) <= now
            && let Some(answer) = self.channel.tick(now)
        {
            self.log_turn(&answer, now);
        }
        self.commit()?;
        Ok(told)
    }

    fn let_go(&mut self, partition: u32) {
        self.window.end(partition);
        self.channel.revoked(partition);
    }

    fn take(&mut self, record: Record, now: OffsetDateTime, told: &mut TurnReport) {
        let announced = match announced::read(&record.value) {
            Ok(Some(announced)) => announced,
            Ok(None) => return self.pass(&record, Passed::OtherType, told),
            Err(why) => return self.refuse(&record, Code::Unreadable, &why.0, told),
        };
        let parcel = Parcel { record, announced };
        match self.channel.classify(&parcel, now) {
            Look::Send => self.window.wait_for(parcel, now),
            Look::Pass(why) => self.pass(&parcel.record, why, told),
            Look::Impossible(why) => self.refuse(&parcel.record, Code::Undeliverable, &why, told),
        }
    }

    /// Nobody is told of it by this channel.
    fn pass(&mut self, record: &Record, why: Passed, told: &mut TurnReport) {
        self.window.pass((record.partition, record.offset), None);
        told.passed.push(why);
        if let (true, Some(words)) = (self.explained.insert(why), why.words()) {
            tracing::info!(channel = self.terms.name, reason = why.text(), "{words}");
        }
        if why == Passed::TooOld {
            told.outcomes.push(("too_old", 1));
        }
    }

    /// A dead letter at once.
    fn refuse(&mut self, record: &Record, code: Code, why: &str, told: &mut TurnReport) {
        let letter = self.letter(record, code, why);
        self.tell_of(record.partition, record.offset, code, why, told);
        self.window.pass((record.partition, record.offset), Some(letter));
    }

    fn tell_of(&self, partition: u32, offset: u64, code: Code, why: &str, told: &mut TurnReport) {
        tracing::error!(channel = self.terms.name, partition, offset, code = code.text(), why, "a dead letter");
        told.outcomes.push(("dead_letter", 1));
        told.letters.push(code);
    }

    fn send_due(&mut self, now: OffsetDateTime, told: &mut TurnReport) {
        let mut places = self.window.due(now, self.channel.at_most());
        places.retain(|place| {
            let parcel = self.window.parcel(*place).expect("what is due waits");
            let earliest = self.channel.earliest(parcel, now);
            if earliest > now {
                self.window.postpone(*place, earliest);
            }
            earliest <= now
        });
        let parcels: Vec<&Parcel> = places.iter().filter_map(|place| self.window.parcel(*place)).collect();
        if parcels.is_empty() {
            return;
        }
        let fit = self.channel.fit(&parcels).clamp(1, parcels.len());
        let answer = self.channel.send(&parcels[..fit], now);
        places.truncate(fit);
        self.log_turn(&answer, now);
        for place in &places {
            self.settle(*place, &answer, places.len(), now, told);
        }
    }

    fn settle(
        &mut self,
        place: PartitionOffset,
        answer: &ResponseClass,
        of: usize,
        now: OffsetDateTime,
        told: &mut TurnReport,
    ) {
        let why = match answer {
            ResponseClass::Taken => {
                told.outcomes.push(("delivered", 1));
                return self.window.finish(place, None);
            }
            // It was refused for itself, or for another in its message.
            ResponseClass::Never(_) if of > 1 => {
                told.outcomes.push(("failed", 1));
                return self.window.alone(place);
            }
            ResponseClass::Never(why) => {
                return self.bury(place, Code::Undeliverable, why, told);
            }
            ResponseClass::Barred(_) | ResponseClass::Gone(_) => {
                told.outcomes.push(("failed", 1));
                // Nothing becomes a dead letter because a secret is wrong.
                return self.window.forgive(now);
            }
            ResponseClass::Busy { why, .. } | ResponseClass::Later(why) => why,
        };
        if self.window.age(place, now) >= self.terms.give_up {
            return self.bury(place, Code::GivenUp, why, told);
        }
        told.outcomes.push(("failed", 1));
        if let ResponseClass::Later(why) = answer {
            tracing::warn!(channel = self.terms.name, why, "a message is refused for now, it is sent again");
            self.window.retry(place, now);
        }
    }

    fn bury(&mut self, place: PartitionOffset, code: Code, why: &str, told: &mut TurnReport) {
        let Some(parcel) = self.window.parcel(place) else { return };
        let letter = self.letter(&parcel.record, code, why);
        self.tell_of(place.0, place.1, code, why, told);
        self.window.finish(place, Some(letter));
    }

    fn letter(&self, record: &Record, code: Code, why: &str) -> Output {
        let refusal = code.because(format!("{}: {why}", self.terms.name));
        dead_letter::write(record, Topic::Alerts.role(), &refusal, self.terms.dead_letters)
    }

    /// Says once that the receiver takes nothing, and once that it does again.
    fn log_turn(&mut self, answer: &ResponseClass, now: OffsetDateTime) {
        let (turn, channel) = (self.gate.answered(answer, now), self.terms.name.as_str());
        match (turn, answer) {
            (Turn::Shut, ResponseClass::Barred(why)) => {
                tracing::error!(
                    channel,
                    why,
                    "the receiver lets nothing in: correct its address or secret; everything waits"
                );
            }
            (Turn::Shut, ResponseClass::Gone(why)) => {
                tracing::error!(
                    channel,
                    why,
                    "the receiver wants no messages any more: nothing is sent until a restart"
                );
            }
            (Turn::Shut, ResponseClass::Busy { why, .. }) => {
                tracing::warn!(channel, why, "the receiver takes nothing for now, it is tried again and again");
            }
            (Turn::Open, _) => tracing::info!(channel, "the receiver takes messages again"),
            _ => {}
        }
    }

    fn commit(&mut self) -> Result<(), Error> {
        let finished = self.window.take_finished(Topic::Alerts);
        if finished.positions.is_empty() {
            return Ok(());
        }
        let positions: Vec<u32> = finished.positions.iter().map(|position| position.partition).collect();
        let step = Step { outputs: finished.letters, positions: finished.positions };
        if self.log.commit(step)? != Commit::Done {
            // They come again, from what is committed.
            positions.into_iter().for_each(|partition| self.window.begin(partition));
        }
        Ok(())
    }
}

//! When a receiver may be asked: not while it wants to be left alone, and not more often than it takes.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::time::Duration;

use time::OffsetDateTime;

use super::response_class::ResponseClass;
use crate::observability::summary::Standstill;
use attrition_stream::backoff;

/// The first pause after a failure, and the longest: a receiver that is back is found again within ten minutes.
const PAUSES: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(600);
/// How often a receiver is asked that wants something mended: a person takes longer than a restart.
const BARRED: Duration = Duration::from_secs(900);
/// How often one that wants no more messages. Standard Webhooks: 410 disables it; the next start of the process asks anew.
const GONE: Duration = Duration::from_secs(365 * 86_400);

/// So many messages within so long.
pub type Limit = (u32, Duration);

/// Whether a receiver may be asked.
#[derive(Clone, Debug)]
pub struct Throttle {
    seed: u64,
    limits: Vec<Limit>,
    sent: VecDeque<OffsetDateTime>,
    failures: u32,
    shut_until: Option<OffsetDateTime>,
    standstill: Option<Standstill>,
}

/// What an answer has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The answer has changed nothing.
    Same,
    /// The receiver takes nothing any more, for now.
    Shut,
    /// It takes something again.
    Open,
}

impl Throttle {
    /// A receiver that was not asked yet. Names give different pauses, so that many do not come back at once.
    pub fn new(name: &str, limits: Vec<Limit>) -> Self {
        let seed = backoff::seed(name);
        Self { seed, limits, sent: VecDeque::new(), failures: 0, shut_until: None, standstill: None }
    }

    /// When it may be asked next; now, or later.
    pub fn next(&self, now: OffsetDateTime) -> OffsetDateTime {
        let of_limit = |(count, span): &Limit| {
            let first = self.sent.len().checked_sub(*count as usize)?;
            Some(*self.sent.get(first)? + *span)
        };
        let paced = self.limits.iter().filter_map(of_limit).max();
        [paced, self.shut_until].into_iter().flatten().fold(now, OffsetDateTime::max)
    }

    /// Whether it has failed since it was last reached.
    pub fn is_shut(&self) -> bool {
        self.failures > 0
    }

    /// Since when it takes nothing, and why; `None` where it takes what it is sent.
    pub fn standstill(&self) -> Option<&Standstill> {
        self.standstill.as_ref()
    }

    /// It was asked, and answered.
    pub fn answered(&mut self, answer: &ResponseClass, now: OffsetDateTime) -> Turn {
        self.sent.push_back(now);
        let kept = self.limits.iter().map(|(count, _)| *count as usize).max().unwrap_or(0);
        while self.sent.len() > kept {
            self.sent.pop_front();
        }
        let was_shut = self.is_shut();
        let pause = match answer {
            ResponseClass::Taken | ResponseClass::Later(_) | ResponseClass::Never(_) => {
                (self.failures, self.shut_until, self.standstill) = (0, None, None);
                return if was_shut { Turn::Open } else { Turn::Same };
            }
            ResponseClass::Busy { after, .. } => pause(self.failures, self.seed).max(after.unwrap_or_default()),
            ResponseClass::Barred(_) => BARRED,
            ResponseClass::Gone(_) => GONE,
        };
        self.failures = self.failures.saturating_add(1);
        self.shut_until = Some(now + pause);
        let since = self.standstill.as_ref().map_or(now, |standstill| standstill.since);
        self.standstill = answer.standstill().map(|why| Standstill { since, why });
        if was_shut { Turn::Same } else { Turn::Shut }
    }
}

/// How long to wait after so many failures before, of a receiver or of a message.
pub fn pause(failures: u32, seed: u64) -> Duration {
    backoff::pause(failures, seed, &PAUSES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn busy(after: Option<u64>) -> ResponseClass {
        ResponseClass::Busy { after: after.map(Duration::from_secs), why: String::new() }
    }

    #[test]
    fn a_receiver_that_asks_for_time_gets_it_and_success_opens() {
        let mut gate = Throttle::new("ops", Vec::new());
        assert_eq!(gate.next(NOW), NOW);
        assert_eq!(gate.answered(&busy(Some(120)), NOW), Turn::Shut);
        assert_eq!(gate.next(NOW), NOW + Duration::from_secs(120));
        assert_eq!(gate.answered(&busy(None), NOW), Turn::Same);
        assert!(gate.next(NOW) < NOW + Duration::from_secs(3));
        assert_eq!(gate.answered(&ResponseClass::Never(String::new()), NOW), Turn::Open);
        assert_eq!((gate.next(NOW), gate.is_shut(), gate.standstill()), (NOW, false, None));
        assert_eq!(gate.answered(&ResponseClass::Barred(String::new()), NOW), Turn::Shut);
        assert_eq!(gate.next(NOW), NOW + BARRED);
    }

    #[test]
    fn no_more_is_sent_than_it_takes() {
        let limits = vec![(20, Duration::from_secs(60)), (5, Duration::from_secs(1))];
        let (mut gate, mut now, mut sent) = (Throttle::new("chat", limits.clone()), NOW, Vec::new());
        for _ in 0..100 {
            now = gate.next(now);
            gate.answered(&ResponseClass::Taken, now);
            sent.push(now);
        }
        for (count, span) in limits {
            let apart = |pair: &[OffsetDateTime]| pair[count as usize] - pair[0] >= span;
            assert!(sent.windows(count as usize + 1).all(apart));
        }
        assert!(now - NOW < Duration::from_secs(301), "and not much less");
    }
}

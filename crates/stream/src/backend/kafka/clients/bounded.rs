//! Calls of a transaction that come back in time, whatever the client does.
//!
//! The client takes a time for each call, and all the same does not always come back: sending offsets to a group whose
//! coordinator goes away can wait for good (librdkafka #5511; seen with one of three brokers restarted). So each call is made
//! by a thread of its own, and one that does not come back is left there, with its producer.
//!
//! Meanwhile the owner takes what the client reports: an abort waits until somebody has heard that the records which it
//! threw away will not be written, and would otherwise take all the time that it is given.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode as Code};
use rdkafka::producer::BaseProducer;

use crate::backend::kafka::clients::callback::LastWords;
use crate::backend::kafka::clients::closing::ClosedInTime;

/// The first pause between calls that the client wants to be repeated, and the longest.
const REPEAT: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(100));

/// How much longer than it was told a call may take before it is left alone.
const GRACE: Duration = Duration::from_secs(2);

/// How often reports of the client are taken while a call is under way.
const REPORTS: Duration = Duration::from_millis(5);

/// Calls, and calls again what can be called again, until a deadline; each call is told how long it may take.
pub(in crate::backend::kafka) fn call(
    producer: &Arc<ClosedInTime<BaseProducer<LastWords>>>,
    deadline: Instant,
    mut call: impl FnMut(&BaseProducer<LastWords>, Duration) -> KafkaResult<()> + Send + 'static,
) -> KafkaResult<()> {
    let left = move || deadline.saturating_duration_since(Instant::now());
    let (tell, hear) = channel();
    let caller = Arc::clone(producer);
    let work = move || {
        let mut pause = REPEAT.0;
        let outcome = loop {
            match call(&caller, left().max(REPEAT.0)) {
                Err(KafkaError::Transaction(error)) if error.is_retriable() && !left().is_zero() => {
                    caller.poll(pause);
                    pause = (pause * 2).min(REPEAT.1);
                }
                outcome => break outcome,
            }
        };
        // Before it is told: who hears it may want to be the last that holds the producer.
        drop(caller);
        // Who has left it alone has no use for it.
        let _ = tell.send(outcome);
    };
    let thread = std::thread::Builder::new().name("transaction".to_owned()).spawn(work);
    thread.map_err(|_| KafkaError::Global(Code::Fail))?;
    loop {
        match hear.recv_timeout(REPORTS) {
            Ok(outcome) => return outcome,
            Err(RecvTimeoutError::Timeout) if Instant::now() < deadline + GRACE => {
                producer.poll(Duration::ZERO);
            }
            Err(_) => return Err(KafkaError::Global(Code::OperationTimedOut)),
        }
    }
}

#[cfg(test)]
mod tests {
    use rdkafka::producer::{BaseRecord, Producer};

    use super::*;
    use crate::backend::kafka::Settings;

    #[test]
    fn a_call_that_does_not_come_back_is_left_alone() {
        let producer: BaseProducer<LastWords> =
            Settings::default().client(&[], &[], LastWords::default()).expect("the properties are right");
        let (producer, begun) = (Arc::new(ClosedInTime::new(producer)), Instant::now());
        let (end, ended) = channel::<()>();
        let stuck = call(&producer, begun + Duration::from_millis(10), move |_, _| {
            let _ = ended.recv();
            Ok(())
        });
        assert_eq!(stuck, Err(KafkaError::Global(Code::OperationTimedOut)));
        assert!(begun.elapsed() >= GRACE && Arc::strong_count(&producer) == 2, "it still has its producer");
        drop(end);
        assert_eq!(call(&producer, Instant::now(), |_, _| Ok(())), Ok(()));
    }
    #[test]
    fn what_is_reported_meanwhile_is_taken() {
        let soon = [("message.timeout.ms", "10"), ("linger.ms", "1")];
        let producer: BaseProducer<LastWords> =
            Settings::default().client(&soon, &[], LastWords::default()).expect("the properties are right");
        let producer = Arc::new(ClosedInTime::new(producer));
        producer.send(BaseRecord::<(), [u8]>::to("nowhere").payload(b"a record")).expect("it is queued");
        // As an abort does: it waits until nobody has to be told of any record, and takes no report itself.
        let wait = |producer: &BaseProducer<LastWords>, left: Duration| {
            let begun = Instant::now();
            while producer.in_flight_count() > 0 && begun.elapsed() < left {
                std::thread::sleep(REPEAT.0);
            }
            let is_told = producer.in_flight_count() == 0;
            if is_told { Ok(()) } else { Err(KafkaError::Global(Code::OperationTimedOut)) }
        };
        assert_eq!(call(&producer, Instant::now() + Duration::from_secs(60), wait), Ok(()));
    }
}

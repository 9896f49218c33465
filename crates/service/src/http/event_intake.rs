//! Events and feedback that come in over HTTP: checked, then written to the source topics as they are, or to the desk.

use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::feedback;
use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::refusal::Refusal;
use attrition_contracts::json::json_fault;
use attrition_contracts::records::record::{Header, Output};
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::desk::Feedback;
use attrition_stream::{Commit, Error, Remedy, StageLog, Step};

/// The writing side for posted events.
pub struct EventIntake {
    log: Box<dyn StageLog + Send>,
    /// Partitions of each source topic, and of the desk inbox.
    partitions: Vec<(Topic, u32)>,
}

/// How events come in.
#[derive(Debug)]
pub enum Mode {
    /// Structured: the body is an event, or an array of them.
    Json,
    /// Batched: it is an array of them.
    Batch,
    /// Binary: it is the `data` of one; beside it are the headers of its record, or why they are none.
    Binary(Result<Vec<Header>, Refusal>),
}

/// Why nothing was taken in.
#[derive(Debug)]
pub enum IntakeRefusal {
    /// The body is neither an event nor a list of events.
    Body(String),
    /// These events are refused, by their place in the batch.
    Events(Vec<(usize, Refusal)>),
    /// The log cannot be written.
    Log(Error),
}

impl EventIntake {
    /// A writer to source topics and the desk inbox, with so many partitions each.
    pub fn new(log: Box<dyn StageLog + Send>, partitions: Vec<(Topic, u32)>) -> Self {
        Self { log, partitions }
    }

    /// Takes in a body. All of its events are committed or none is. Returns how many.
    pub fn take(&mut self, mode: Mode, body: &[u8]) -> Result<usize, IntakeRefusal> {
        let now = OffsetDateTime::now_utc();
        let outputs = match mode {
            Mode::Binary(headers) => {
                let output = headers.and_then(|headers| self.output(body, headers, now));
                output.map(|output| vec![output]).map_err(cloudevent::http::in_its_names)
            }
            Mode::Json | Mode::Batch => return self.batch(&listed(&mode, body)?, now),
        };
        self.commit(outputs.map_err(|refusal| IntakeRefusal::Events(vec![(0, refusal)]))?)
    }

    fn batch(&mut self, events: &[&RawValue], now: OffsetDateTime) -> Result<usize, IntakeRefusal> {
        let (mut outputs, mut refusals) = (Vec::with_capacity(events.len()), Vec::new());
        for (index, event) in events.iter().enumerate() {
            match self.output(event.get().as_bytes(), Vec::new(), now) {
                Ok(output) => outputs.push(output),
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        if refusals.is_empty() { self.commit(outputs) } else { Err(IntakeRefusal::Events(refusals)) }
    }

    fn commit(&mut self, outputs: Vec<Output>) -> Result<usize, IntakeRefusal> {
        let n = outputs.len();
        match self.log.commit(Step { outputs, positions: Vec::new() }).map_err(IntakeRefusal::Log)? {
            Commit::Done => Ok(n),
            Commit::Aborted | Commit::Unknown => {
                Err(IntakeRefusal::Log(Error::new(Remedy::RunAgain, "the log aborted the step")))
            }
        }
    }

    /// Hands feedback to the desk of its site.
    pub fn feedback(&mut self, feedback: Feedback, site: &str) -> Result<(), Error> {
        let output = feedback::output(feedback, site, self.partitions(Topic::Desk));
        feedback::commit(&mut self.log, output)
    }

    fn partitions(&self, topic: Topic) -> u32 {
        self.partitions.iter().find(|(of, _)| *of == topic).map_or(1, |(_, n)| *n)
    }

    /// The record of an event, as it came.
    fn output(&self, value: &[u8], headers: Vec<Header>, now: OffsetDateTime) -> Result<Output, Refusal> {
        let incoming = cloudevent::read(value, &headers, now)?;
        let topic = incoming.kind.topic();
        let key = incoming.agent.as_bytes();
        Ok(Output { headers, ..Output::new(topic, partition_of(key, self.partitions(topic)), key, value) })
    }
}

/// The events of a body: an array of them, or one where it may be one.
fn listed<'a>(mode: &Mode, body: &'a [u8]) -> Result<Vec<&'a RawValue>, IntakeRefusal> {
    // A byte order mark says nothing.
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let is_array = body.trim_ascii_start().first() == Some(&b'[');
    if is_array || matches!(mode, Mode::Batch) {
        let wrong = |error: serde_json::Error| {
            let told = if error.is_data() { "a batch is an array of events" } else { "the batch cannot be read" };
            IntakeRefusal::Body(format!("{told}: {}", json_fault::words(&error)))
        };
        return serde_json::from_slice(body).map_err(wrong);
    }
    let event = serde_json::from_slice(body)
        .map_err(|error| IntakeRefusal::Body(format!("the event cannot be read: {}", json_fault::words(&error))));
    Ok(vec![event?])
}

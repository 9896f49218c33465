//! Events and feedback that come in over HTTP: checked, then written to the source topics as they are, or to the desk.

use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::feedback;
use crate::engine::desk::Feedback;
use crate::log::{Commit, Error, StageLog, Step};
use crate::wire::cloudevent;
use crate::wire::record::Output;
use crate::wire::refusal::Refusal;
use crate::wire::topic::{Topic, partition_of};

/// The writing side for posted events.
pub struct Posted {
    log: Box<dyn StageLog + Send>,
    /// Partitions of each source topic, and of the desk inbox.
    partitions: Vec<(Topic, u32)>,
}

/// Why nothing was taken in.
#[derive(Debug)]
pub enum Refused {
    /// The body is neither an event nor a list of events.
    Body(String),
    /// These events are refused, by their place in the batch.
    Events(Vec<(usize, Refusal)>),
    /// The log cannot be written.
    Log(Error),
}

impl Posted {
    /// A writer to source topics and the desk inbox, with so many partitions each.
    pub fn new(log: Box<dyn StageLog + Send>, partitions: Vec<(Topic, u32)>) -> Self {
        Self { log, partitions }
    }

    /// Takes in a body: one CloudEvent, or a JSON array of them. All are committed or none is. Returns how many.
    pub fn take(&mut self, body: &[u8]) -> Result<usize, Refused> {
        let events: Vec<&RawValue> = if body.trim_ascii_start().first() == Some(&b'[') {
            serde_json::from_slice(body).map_err(|error| Refused::Body(format!("the batch is not JSON: {error}")))?
        } else {
            vec![
                serde_json::from_slice(body)
                    .map_err(|error| Refused::Body(format!("the event is not JSON: {error}")))?,
            ]
        };
        let now = OffsetDateTime::now_utc();
        let (mut outputs, mut refusals) = (Vec::with_capacity(events.len()), Vec::new());
        for (index, event) in events.iter().enumerate() {
            match cloudevent::read(event.get().as_bytes(), &[], now) {
                Ok(incoming) => outputs.push(self.output(incoming.kind, &incoming.agent, event.get())),
                Err(refusal) => refusals.push((index, refusal)),
            }
        }
        if !refusals.is_empty() {
            return Err(Refused::Events(refusals));
        }
        match self.log.commit(Step { outputs, positions: Vec::new() }).map_err(Refused::Log)? {
            Commit::Done => Ok(events.len()),
            Commit::Aborted | Commit::Unknown => {
                Err(Refused::Log(Error { doing: "the log aborted the step".to_owned(), source: None }))
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

    fn output(&self, kind: &str, agent: &str, event: &str) -> Output {
        let topic = Topic::of_event(kind);
        let key = agent.as_bytes();
        Output::new(topic, partition_of(key, self.partitions(topic)), key, event.as_bytes())
    }
}

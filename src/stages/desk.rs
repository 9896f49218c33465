//! Desk: desk inbox to alerts. State: cases, budgets and reports that wait for their day.

use std::collections::BTreeMap;

use super::{Flow, Outputs, Stage, State, Unreadable};
use crate::engine::desk::{Alert, Desk as Kept, Rules, Status};
use crate::wire::inbox::{self, Message};
use crate::wire::record::{Output, Record};
use crate::wire::topic::Topic;
use crate::wire::{alert, desk_state};

/// The desk stage, over the inbox partitions that its member owns.
#[derive(Debug)]
pub struct Desk {
    rules: Rules,
    desks: BTreeMap<u32, Kept>,
}

impl Desk {
    /// A desk stage without partitions.
    pub fn new(rules: Rules) -> Self {
        Self { rules, desks: BTreeMap::new() }
    }

    /// The desks that the member owns.
    pub fn desks(&self) -> &BTreeMap<u32, Kept> {
        &self.desks
    }
}

impl State for Kept {
    fn restore(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), Unreadable> {
        let done = match value {
            Some(value) => desk_state::restore(self, key, value),
            None => desk_state::remove(self, key),
        };
        done.ok_or(Unreadable)
    }

    fn restored(&mut self) {}

    fn each(&self, put: &mut dyn FnMut(&[u8], &[u8])) {
        self.each(|kept| {
            let (key, value) = desk_state::write(&kept);
            put(&key, &value.expect("what is there has a value"));
        });
        if !self.closed().is_empty() {
            let (key, value) = desk_state::write_closed(self);
            put(&key, &value);
        }
    }

    fn people(&self) -> usize {
        self.cases().count()
    }
}

impl Stage for Desk {
    type State = Kept;

    fn name(&self) -> &'static str {
        "desk"
    }

    fn inputs(&self) -> &'static [Topic] {
        &[Topic::Desk]
    }

    fn state(&self) -> Option<Topic> {
        Some(Topic::DeskState)
    }

    fn empty(&self) -> Kept {
        Kept::new(self.rules)
    }

    fn adopt(&mut self, partition: u32, desk: Kept) {
        self.desks.insert(partition, desk);
    }

    fn kept(&self, partition: u32) -> Option<&Kept> {
        self.desks.get(&partition)
    }

    fn revoke(&mut self, partition: u32) {
        self.desks.remove(&partition);
    }

    fn hear(&mut self, _record: &Record) {}

    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow {
        let desk = self.desks.get_mut(&record.partition).expect("records come from assigned partitions");
        let mut tell = |alert: Alert<'_>| publish(record.partition, &alert, out);
        match (inbox::read(&record.value), std::str::from_utf8(&record.key)) {
            (Some(Message::Report(report)), Ok(supervisor)) => {
                desk.hear(supervisor, report);
                desk.decide_jumps(&mut tell);
            }
            (Some(Message::Closed { partition, partitions, day }), _) => {
                desk.close(partition, partitions, day, &mut tell);
            }
            (Some(Message::Feedback { .. }), _) => out.counts.add("reports", "feedback", ""),
            // Only this service writes the inbox; what else lies there is counted and left.
            _ => out.counts.add("reports", "unreadable", ""),
        }
        Flow::Taken
    }

    fn flush(&mut self, out: &mut Outputs) {
        for (number, desk) in &mut self.desks {
            let before = out.records.len();
            let output =
                |key, value| Output { topic: Topic::DeskState, partition: *number, key, value, headers: Vec::new() };
            desk.changes(|kept| {
                let (key, value) = desk_state::write(&kept);
                out.records.push(output(key, value));
            });
            let (key, value) = desk_state::write_closed(desk);
            if out.records.len() > before || !desk.closed().is_empty() {
                out.records.push(output(key, Some(value)));
            }
        }
    }
}

fn publish(partition: u32, alert: &Alert<'_>, out: &mut Outputs) {
    let status = match alert.status {
        Status::Raised => "raised",
        Status::Withheld => "withheld",
        Status::Closed(_) => "closed",
    };
    out.counts.add("alerts", status, if alert.jumped { "jump" } else { "lasting" });
    out.records.push(Output::new(Topic::Alerts, partition, alert.supervisor.as_bytes(), alert::write(alert)));
}

//! Desk: desk inbox to alerts. State: cases, budgets, what is usual at a site, and reports that wait for their day.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use super::{Count, FeedbackOutcome, Flow, Outputs, PartitionState, RaisedBy, Stage, Unreadable};
use attrition_contracts::alerting::alert;
use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::digest;
use attrition_contracts::alerting::feedback;
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::alerting::notice;
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_contracts::records::envelope;
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_contracts::state::desk_state;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SupervisorId;
use attrition_core::desk::{Announcement, Desk as Kept, FeedbackEffect, RulesBySite, Status};

/// The desk stage, over the inbox partitions that its member owns.
#[derive(Debug)]
pub struct DeskStage {
    rules: RulesBySite,
    desks: BTreeMap<u32, SiteDesks>,
}

impl DeskStage {
    /// A desk stage without partitions.
    pub fn new(rules: impl Into<RulesBySite>) -> Self {
        Self { rules: rules.into(), desks: BTreeMap::new() }
    }

    /// The desks that the member owns.
    pub fn desks(&self) -> &BTreeMap<u32, SiteDesks> {
        &self.desks
    }
}

/// The desks of an inbox partition, as the stage keeps them.
#[derive(Debug)]
pub struct SiteDesks(pub Kept);

impl Deref for SiteDesks {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.0
    }
}

impl DerefMut for SiteDesks {
    fn deref_mut(&mut self) -> &mut Kept {
        &mut self.0
    }
}

impl PartitionState for SiteDesks {
    fn restore(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), Unreadable> {
        desk_state::restore(self, key, value).ok_or(Unreadable)
    }

    fn restored(&mut self) {}

    fn each(&self, put: &mut dyn FnMut(&[u8], &[u8])) {
        self.0.each(|kept| {
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

impl Stage for DeskStage {
    type State = SiteDesks;

    fn name(&self) -> StageName {
        StageName::Desk
    }

    fn inputs(&self) -> &'static [Topic] {
        &[Topic::Desk]
    }

    fn state(&self) -> Option<Topic> {
        Some(Topic::DeskState)
    }

    fn empty(&self) -> SiteDesks {
        SiteDesks(Kept::new(self.rules.clone()))
    }

    fn adopt(&mut self, partition: u32, desk: SiteDesks) {
        self.desks.insert(partition, desk);
    }

    fn state_of(&self, partition: u32) -> Option<&SiteDesks> {
        self.desks.get(&partition)
    }

    fn closed(&self) -> Option<Date> {
        self.desks.values().filter_map(|desk| desk.decided()).min()
    }

    fn revoke(&mut self, partition: u32) {
        self.desks.remove(&partition);
    }

    fn process_broadcast(&mut self, _record: &Record) {}

    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow {
        let desk = self.desks.get_mut(&record.partition).expect("records come from assigned partitions");
        let mut tell = |announced: Announcement<'_>| publish(&announced, record, out);
        match (inbox::read(&record.value), std::str::from_utf8(&record.key)) {
            (Ok(InboxMessage::Report(report)), Ok(site)) => {
                desk.receive(site, report);
                desk.decide_jumps(&mut tell);
            }
            (Ok(InboxMessage::Feedback { feedback, .. }), Ok(site)) => {
                let outcome = match desk.answer(site, &feedback, &mut tell) {
                    FeedbackEffect::Applied => FeedbackOutcome::Applied,
                    FeedbackEffect::Noted => FeedbackOutcome::Noted,
                    FeedbackEffect::Repeated => FeedbackOutcome::Repeated,
                };
                out.counts.add(Count::Feedback(FeedbackKind::new(&feedback.what), outcome));
            }
            (Ok(InboxMessage::Closed { partition, partitions, day, is_history, sites }), _) => {
                desk.close(partition, partitions, (day, is_history), sites, &mut tell);
            }
            (outcome, _) => {
                let why =
                    outcome.err().map_or_else(|| "its key, the site, is not UTF-8".to_owned(), |why| why.to_string());
                out.counts.add(Count::UnreadableReport);
                out.refuse(record, why);
            }
        }
        Flow::Taken
    }

    fn flush(&mut self, out: &mut Outputs) {
        for (number, desk) in &mut self.desks {
            let before = out.records.len();
            let output = |key, value| Output {
                topic: Topic::DeskState,
                partition: *number,
                key,
                value,
                headers: Vec::new(),
                time_ms: 0,
            };
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

/// Writes what the desk of a site says, keyed by whom it is for. All of a site's goes to the partition of its inbox: in
/// order, and the same whichever other site is ahead.
fn publish(announced: &Announcement<'_>, inbox: &Record, out: &mut Outputs) {
    let site = || std::str::from_utf8(&inbox.key).unwrap_or_default();
    let (key, value) = match announced {
        Announcement::Alert(told) => {
            let raised_by = match (told.is_history, told.jumped) {
                (true, _) => RaisedBy::History,
                (false, true) => RaisedBy::Jump,
                (false, false) => RaisedBy::Lasting,
            };
            // One that goes back to its supervisor says `raised` again, and was raised once.
            let is_return = told.status == Status::Raised && told.version > 1;
            if !is_return {
                out.counts.add(Count::Alert(told.status.into(), raised_by));
            }
            // Nobody waits for what is history.
            out.raised += u64::from(told.status == Status::Raised && !is_return && !told.is_history);
            (told.supervisor.as_str(), alert::write(told))
        }
        Announcement::Digest(told) => {
            out.counts.add(Count::Digest(Addressee::of_digest(told)));
            (told.supervisor.map_or(told.site.as_str(), SupervisorId::as_str), digest::write(told))
        }
        Announcement::Notice(told) => {
            out.counts.add(Count::Notice(told.kind, NoticeStatus::new(told)));
            (told.site.as_str(), notice::write(told))
        }
        Announcement::Suppressed(why) => {
            out.counts.add(Count::AlertSuppressed(*why));
            return;
        }
        Announcement::Answered(told) => (told.supervisor.as_str(), feedback::write(told, site())),
    };
    let output = Output::new(Topic::Alerts, inbox.partition, key.as_bytes(), value);
    out.records.push(Output { headers: envelope::headers(), ..output });
}

//! The score stage, publishing nothing: what it makes of the journal was published before. It keeps its state and goes on.
//!
//! It is the stage's own member, so state and positions are committed together, and a replay that was killed goes on where
//! it was.

use std::time::Duration;

use crate::storage::logs::Logs;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Flow, Outputs, Stage};
use attrition_stream::{EndOffsets, Error, Remedy, StageRunner};

/// How long to wait for records before looking whether that was all.
const WAIT: Duration = Duration::from_millis(100);

struct Quiet(ScoreStage);

/// Goes through the journal; `tell` hears how many records are done, of how many.
pub(super) fn replay(logs: &Logs, setting: &ScoreWriter, tell: &mut dyn FnMut(u64, u64)) -> Result<(), Error> {
    let (mut done, mut total) = (0, 0);
    for partition in 0..logs.partitions(Topic::Journal)? {
        logs.scan(Topic::Journal, partition, &mut |_| {
            total += 1;
            true
        })?;
    }
    let mut member = StageRunner::new(Quiet(ScoreStage::new(setting.clone())), logs.side("score", &[Topic::Journal])?);
    loop {
        let progress = member.turn(WAIT)?;
        done += progress.records as u64;
        tell(done, total);
        let is_idle = progress.records == 0 && !progress.rebalanced;
        let is_whole = progress.restoring.is_empty() && progress.restored.is_empty();
        if is_idle && is_whole && member.log().is_past(&mut EndOffsets::default())? {
            break;
        }
    }
    drop(member);
    if logs.is_through("score", Topic::Journal)? {
        return Ok(());
    }
    let doing = "the replay of the new journal did not come to its end: run this again, it goes on where it was";
    Err(Error::new(Remedy::RunAgain, doing))
}

impl Stage for Quiet {
    type State = <ScoreStage as Stage>::State;

    fn name(&self) -> StageName {
        self.0.name()
    }

    fn inputs(&self) -> &'static [Topic] {
        self.0.inputs()
    }

    fn broadcast(&self) -> &'static [Topic] {
        self.0.broadcast()
    }

    fn state(&self) -> Option<Topic> {
        self.0.state()
    }

    fn empty(&self) -> Self::State {
        self.0.empty()
    }

    fn adopt(&mut self, partition: u32, state: Self::State) {
        self.0.adopt(partition, state);
    }

    fn state_of(&self, partition: u32) -> Option<&Self::State> {
        self.0.state_of(partition)
    }

    fn revoke(&mut self, partition: u32) {
        self.0.revoke(partition);
    }

    fn process_broadcast(&mut self, record: &Record) {
        self.0.process_broadcast(record);
    }

    fn broadcasts_read(&mut self) {
        self.0.broadcasts_read();
    }

    fn process(&mut self, record: &Record, out: &mut Outputs) -> Flow {
        let published = out.records.len();
        let flow = self.0.process(record, out);
        out.records.truncate(published);
        flow
    }

    fn flush(&mut self, out: &mut Outputs) {
        self.0.flush(out);
    }
}

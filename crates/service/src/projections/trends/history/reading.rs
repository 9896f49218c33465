//! The topics that a history is made of, read from their beginning on, and then as records come.

use std::sync::Arc;
use std::time::Duration;

use crate::projections::trends::history::RiskHistoryState;
use crate::storage::follow::Follow;
use crate::storage::logs::Logs;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::model::Model;
use attrition_stream::Error;

/// Whatever says something about risk over time. Scores come last: they are waited for.
const TOPICS: [Topic; 5] = [Topic::Org, Topic::Models, Topic::Desk, Topic::Alerts, Topic::Scores];

/// Bytes that the client of each topic holds: five of them read at once.
const CLIENT_BYTES: usize = 16 << 20;

/// Those topics of a log, as far as they are read.
pub struct Reading {
    follows: Vec<Follow>,
}

impl Reading {
    /// Begins to read, into a history that has nothing yet.
    pub fn open(
        logs: &Logs,
        base: Arc<Model>,
        team_min: u32,
        kept_days: i32,
    ) -> Result<(Self, RiskHistoryState), Error> {
        let logs = logs.holding(CLIENT_BYTES);
        let follows = TOPICS.into_iter().map(|topic| logs.follow(topic)).collect::<Result<Vec<_>, Error>>()?;
        Ok((Self { follows }, RiskHistoryState::new(base, logs.partitions(Topic::Desk)?, team_min, kept_days)))
    }

    /// What has come in any of them; waits for it, so long at most.
    pub fn next(&mut self, wait: Duration) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        let (last, others) = self.follows.split_last_mut().expect("there are topics");
        for follow in others {
            records.extend(follow.next(Duration::ZERO)?);
        }
        let wait = if records.is_empty() { wait } else { Duration::ZERO };
        records.extend(last.next(wait)?);
        Ok(records)
    }

    /// Whether all that was there at the beginning has come.
    pub fn is_at_end(&self) -> bool {
        self.follows.iter().all(Follow::is_at_end)
    }
}

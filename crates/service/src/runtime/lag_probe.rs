//! Looks at a stage between its turns, now and then: how far behind it is, and what it keeps.

use std::time::{Duration, Instant};

use crate::observability::metrics::Metrics;
use attrition_contracts::records::stage_name::StageName;
use attrition_pipeline::Stage;
use attrition_stream::{Error, StageLog, StageRunner, TurnProgress};

/// How often to look how far behind it is: that asks the log for the ends of all partitions, and nobody scrapes more often.
const LAG_EVERY: Duration = Duration::from_secs(1);
/// How often to look what it keeps: that walks through the days of all agents.
const STATE_EVERY: Duration = Duration::from_secs(15);

/// When it was looked at last.
#[derive(Debug, Default)]
pub(crate) struct LagProbe {
    lag: Option<Instant>,
    state: Option<Instant>,
}

impl LagProbe {
    /// Looks at what is due, and at all of it when partitions came or went.
    pub(crate) fn measure<S: Stage, L: StageLog>(
        &mut self,
        stage: StageName,
        member: &mut StageRunner<S, L>,
        progress: &TurnProgress,
        metrics: &Metrics,
    ) -> Result<(), Error> {
        let has_changed = progress.rebalanced || !progress.restored.is_empty();
        let is_due = |last: Option<Instant>, every| has_changed || last.is_none_or(|last| last.elapsed() >= every);
        if is_due(self.lag, LAG_EVERY) {
            self.lag = Some(Instant::now());
            metrics.lags(stage, member.lags()?);
            metrics.closed(stage, member.stage().closed());
            metrics.set_held_bytes(stage, member.held_bytes());
        }
        if is_due(self.state, STATE_EVERY) {
            self.state = Some(Instant::now());
            let (people, bytes) = member.state_size();
            metrics.set_state_size(stage, people, bytes);
        }
        Ok(())
    }
}

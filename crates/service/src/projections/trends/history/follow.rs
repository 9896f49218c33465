//! Follows a log in a thread of its own: its history, and the metrics that are made of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::observability::metrics::Metrics;
use crate::observability::metrics::trends::TrendsMetrics;
use crate::projections::following::{Following, StopFlag};
use crate::projections::trends::day::day;
use crate::projections::trends::history::RiskHistoryState;
use crate::projections::trends::history::reading::Reading;
use crate::projections::trends::rows::{AgentRow, TeamRow};
use crate::storage::logs::Logs;
use crate::storage::unreadable::Unreadables;
use attrition_config::TrendsConfig;
use attrition_core::basics::date::Date;
use attrition_core::model::Model;
use attrition_stream::Causes;

/// How long to wait for more records before looking whether to stop.
const WAIT: Duration = Duration::from_millis(200);
/// Metrics are made anew at most as often as this, and never for more than a tenth of a core's time.
const SHOW_EVERY: Duration = Duration::from_secs(1);
const SHARE_OF_TIME: u32 = 10;

/// What is known of risks over time.
pub struct RiskHistory {
    history: Mutex<Option<RiskHistoryState>>,
    is_read: AtomicBool,
}

/// The thread that follows, until it is dropped.
pub struct TrendsFollower {
    known: Option<Arc<RiskHistory>>,
    _thread: Option<Following>,
}

/// Who is to be followed, and how.
struct TrendsReader {
    logs: Logs,
    base: Arc<Model>,
    config: TrendsConfig,
    metrics: Arc<Metrics>,
    unreadables: Arc<Unreadables>,
}

impl TrendsFollower {
    /// Of a process that does not run the stage.
    pub fn idle() -> Self {
        Self { known: None, _thread: None }
    }

    /// Reads the history of a log and goes on to follow it, in a thread of its own.
    pub fn start(
        logs: &Logs,
        base: Arc<Model>,
        config: &TrendsConfig,
        metrics: Arc<Metrics>,
        unreadables: Arc<Unreadables>,
    ) -> Self {
        let known = Arc::new(RiskHistory { history: Mutex::default(), is_read: AtomicBool::new(false) });
        let follower = TrendsReader { logs: logs.clone(), base, config: config.clone(), metrics, unreadables };
        let (followed, told) = (Arc::clone(&known), Arc::clone(&known));
        let failed = move |error: anyhow::Error| {
            told.is_read.store(false, Ordering::Relaxed);
            tracing::warn!(error = %Causes(error.as_ref()), "the history of risk cannot be followed for now: it is read again");
        };
        let thread = Following::start(move |stop| follower.follow(&followed, stop), failed);
        Self { known: Some(known), _thread: Some(thread) }
    }

    /// What it reads into; `None` where the stage does not run.
    pub fn known(&self) -> Option<Arc<RiskHistory>> {
        self.known.clone()
    }
}

impl RiskHistory {
    /// Whether all that was there is read: until then, what is not known may exist.
    pub fn is_read(&self) -> bool {
        self.is_read.load(Ordering::Relaxed)
    }

    /// The risk of an agent from one day to another; `None` where nobody has this id.
    pub fn agent_rows(&self, agent: &str, days: (Date, Date)) -> Option<Vec<AgentRow>> {
        self.history().as_ref()?.agent_rows(agent, days)
    }

    /// The risk of a team; `None` where there is no such team, or it never had enough people to be shown.
    pub fn team_rows(&self, site: &str, team: &str, days: (Date, Date)) -> Option<Vec<TeamRow>> {
        self.history().as_ref()?.team_rows(site, team, days)
    }

    fn history(&self) -> MutexGuard<'_, Option<RiskHistoryState>> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TrendsReader {
    /// Reads from the beginning on: what a history has heard twice would count twice.
    fn follow(&self, known: &RiskHistory, stop: &StopFlag) -> anyhow::Result<()> {
        let TrendsConfig { team_min, history_days } = self.config;
        let (mut reading, history) = Reading::open(&self.logs, Arc::clone(&self.base), team_min, history_days)?;
        *known.history() = Some(history);
        self.metrics.show_trends(TrendsMetrics::new()?);
        let (mut is_stale, mut not_before) = (true, Instant::now());
        while !stop.is_set() {
            let records = reading.next(WAIT)?;
            let mut held = known.history();
            let Some(history) = held.as_mut() else { return Ok(()) };
            for record in &records {
                match history.apply(record) {
                    Ok(is_news) => is_stale |= is_news,
                    Err(why) => self.unreadables.report("trends", record, &why.0),
                }
            }
            if !reading.is_at_end() {
                continue;
            }
            // What comes in the middle of a day's close is shown when the rest has come, or after a second.
            let now = Instant::now();
            if is_stale && now >= not_before {
                self.show(history)?;
                is_stale = false;
                let took = now.elapsed();
                not_before = Instant::now() + SHOW_EVERY.max(SHARE_OF_TIME * took);
            }
            drop(held);
            if !known.is_read.swap(true, Ordering::Relaxed) {
                tracing::info!("the history of risk is read");
            }
        }
        Ok(())
    }

    fn show(&self, history: &mut RiskHistoryState) -> anyhow::Result<()> {
        history.forget();
        let mut trends = match history.closed_days().next_back() {
            Some(last) => day(history, last)?,
            None => TrendsMetrics::new()?,
        };
        trends.set_ready();
        self.metrics.show_trends(trends);
        Ok(())
    }
}

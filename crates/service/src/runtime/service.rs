//! The running service: a thread for each stage, each with its side of the log.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

use crate::deliver::worker::DeliveryWorker;
use crate::deliver::{self, DeliveryWorkers};
use crate::observability::metrics::Metrics;
use crate::observability::readiness::Readiness;
use crate::runtime::closer::Closer;
use crate::runtime::lag_probe::LagProbe;
use crate::runtime::models_in_use::ReportedModels;
use crate::runtime::passed_over::PassedOver;
use crate::runtime::restore_log::RestoreLog;
use crate::runtime::snapshot_writer;
use crate::runtime::warnings::Warnings;
use crate::storage::logs::Logs;
use crate::storage::unreadable::Unreadables;
use attrition_config::Config;
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_core::model::{InForce, Model};
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, Partitions};
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Stage, UnreadableRecord};
use attrition_stream::{Causes, Error, Remedy, StageLog, StageRunner, TurnProgress};

/// How long a stage waits for records before it looks at the clock and at the request to stop.
const WAIT: Duration = Duration::from_millis(200);

type Log = Box<dyn StageLog + Send>;

/// The stages of one process.
pub struct Service {
    ingest: Option<(StageRunner<IngestStage, Log>, Closer)>,
    score: Option<StageRunner<ScoreStage, Log>>,
    desk: Option<StageRunner<DeskStage, Log>>,
    workers: DeliveryWorkers,
    /// Nothing runs here but the history of risk, which is followed beside the service.
    only_trends: bool,
    watch: Watch,
}

/// What the stages tell the world.
struct Watch {
    metrics: Arc<Metrics>,
    ready: Arc<Readiness>,
    unreadables: Arc<Unreadables>,
    /// How often a partition's state is copied.
    copied_every: Duration,
    /// How long copying may take at a stop: the rest is for the steps at hand.
    copied_within: Duration,
}

impl Service {
    /// The stages that the configuration names.
    pub fn new(config: &Config, logs: &Logs, model: Arc<Model>, metrics: Arc<Metrics>) -> Result<Self, Error> {
        let setting = setting(config, logs, model)?;
        let partitions = partitions(logs)?;
        let workers =
            if config.runs(StageName::Deliver) { deliver::workers(config, logs)? } else { DeliveryWorkers::new() };
        // The channels of delivery have partitions, each its own; who follows whole topics has none.
        let has_partitions = |stage: &StageName| !matches!(stage, StageName::Deliver | StageName::Trends);
        let stages = StageName::ALL.into_iter().filter(|stage| config.runs(*stage)).filter(has_partitions);
        let stages = stages.map(|stage| stage.to_string());
        let ready = Readiness::new(stages.chain(workers.iter().map(|worker| waiting(worker.name()))));
        let copied_every = Duration::from_secs(60 * u64::from(config.log.snapshot_minutes));
        let copied_within = Duration::from_secs(config.service.stop_within_s) / 2;
        let unreadables = Unreadables::new(logs, &metrics);
        let watch = Watch { metrics, ready: Arc::new(ready), unreadables, copied_every, copied_within };
        let threads = restore_threads(config);
        let only_trends = config.service.stages == [StageName::Trends];
        let mut service = Self { ingest: None, score: None, desk: None, workers, only_trends, watch };
        // The rest of the buffer is the client's, and of what is on its way.
        let held = (config.log.buffer_mib << 20) / 8 * 3;
        if config.runs(StageName::Ingest) {
            let log = logs.side(StageName::Ingest.code(), &Topic::SOURCES)?;
            let member = StageRunner::new(IngestStage::new(partitions, OffsetDateTime::now_utc()), log).holding(held);
            service.ingest = Some((member, Closer::default()));
        }
        if config.runs(StageName::Score) {
            let log = logs.side(StageName::Score.code(), &[Topic::Journal])?;
            service.score = Some(StageRunner::restoring(ScoreStage::new(setting), log, threads).holding(held));
        }
        if config.runs(StageName::Desk) {
            let log = logs.side(StageName::Desk.code(), &[Topic::Desk])?;
            let desk = DeskStage::new(config.sites.rules());
            service.desk = Some(StageRunner::restoring(desk, log, threads).holding(held));
        }
        Ok(service)
    }

    /// Tells whether every stage has its partitions and their state.
    pub fn ready(&self) -> Arc<Readiness> {
        Arc::clone(&self.watch.ready)
    }

    /// Tells of records that cannot be read.
    pub fn unreadables(&self) -> Arc<Unreadables> {
        Arc::clone(&self.watch.unreadables)
    }

    /// Runs until `stop` is set or a stage fails; a step that is under way is finished first.
    pub fn run(self, stop: &AtomicBool) -> Result<(), Error> {
        let Self { ingest, score, desk, workers, only_trends, watch } = self;
        let watch = &watch;
        while only_trends && !stop.load(Ordering::Relaxed) {
            std::thread::park_timeout(WAIT);
        }
        std::thread::scope(|scope| {
            let ingest = ingest.map(|(mut member, mut closer)| {
                scope.spawn(move || {
                    watch.drive(stop, StageName::Ingest, &mut member, |member| {
                        let now = OffsetDateTime::now_utc();
                        member.stage_mut().set_clock(now);
                        closer.close_due(member, now)?;
                        watch.unheard(StageName::Ingest, &closer.unheard());
                        watch.metrics.counts(&closer.counts());
                        watch.metrics.closed(StageName::Ingest, closer.closed());
                        Ok(())
                    })
                })
            });
            let score = score.map(|mut member| {
                let mut models = ReportedModels::default();
                scope.spawn(move || {
                    watch.drive(stop, StageName::Score, &mut member, |member| {
                        models.show(member.stage(), &watch.metrics);
                        Ok(())
                    })
                })
            });
            let desk =
                desk.map(|mut member| scope.spawn(move || watch.drive(stop, StageName::Desk, &mut member, |_| Ok(()))));
            let deliver = |mut worker| scope.spawn(move || watch.deliver(stop, &mut worker));
            let workers: Vec<_> = workers.into_iter().map(deliver).collect();
            let joined = [ingest, score, desk].into_iter().flatten().chain(workers).map(|stage| {
                // A stage that panicked has stopped the others by its guard.
                stage.join().unwrap_or_else(|_| Err(Error::new(Remedy::ReportBug, "a stage panicked: this is a bug")))
            });
            joined.collect::<Vec<_>>().into_iter().collect()
        })
    }
}

impl Watch {
    fn drive<S: Stage>(
        &self,
        stop: &AtomicBool,
        stage: StageName,
        member: &mut StageRunner<S, Log>,
        between: impl FnMut(&mut StageRunner<S, Log>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let _stops_the_others = StopOnDrop(stop);
        let outcome = self.work(stop, stage, member, between);
        self.ready.end(stage.code());
        if let Err(error) = &outcome {
            // Said at once: the others take their time to end, and may be ended.
            tracing::error!(stage = stage.code(), error = %Causes(&error), "the stage cannot go on, the others finish their steps");
        }
        outcome
    }

    fn work<S: Stage>(
        &self,
        stop: &AtomicBool,
        stage: StageName,
        member: &mut StageRunner<S, Log>,
        mut between: impl FnMut(&mut StageRunner<S, Log>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (mut teller, mut looking) = (RestoreLog::new(), LagProbe::default());
        let (mut passed_over, mut warned) = (PassedOver::default(), Warnings::default());
        while !stop.load(Ordering::Relaxed) {
            let progress = member.turn(WAIT)?;
            self.metrics.after_turn(stage, &progress);
            progress.unreadable.iter().for_each(|unreadable| self.unreadables.buried(stage.code(), unreadable));
            self.unheard(stage, &progress.unheard);
            looking.measure(stage, member, &progress, &self.metrics)?;
            self.ready.after_turn(stage.code(), &progress);
            teller.after_turn(stage.code(), &progress);
            passed_over.after_turn(&progress.counts);
            warned.after_turn(&progress.counts);
            between(member)?;
            snapshot_writer::copy_due(stage.code(), member, self.copied_every)?;
        }
        // Not ready from here on, while the copies are written.
        self.ready.end(stage.code());
        snapshot_writer::copy_all(stage.code(), member, self.copied_within)
    }

    /// Tells of records of broadcast topics that could not be read.
    fn unheard(&self, stage: StageName, unheard: &[UnreadableRecord]) {
        unheard.iter().for_each(|unheard| self.unreadables.report(stage.code(), &unheard.record, &unheard.why));
    }

    /// A worker works until the stop, or until its log fails: what a receiver does is no reason to end.
    fn deliver(&self, stop: &AtomicBool, worker: &mut DeliveryWorker<Log>) -> Result<(), Error> {
        let _stops_the_others = StopOnDrop(stop);
        let name = waiting(worker.name());
        let has_partitions = TurnProgress { rebalanced: true, ..TurnProgress::default() };
        let outcome = deliver::work(worker, stop, &self.metrics, || self.ready.after_turn(&name, &has_partitions));
        self.ready.end(&name);
        if let Err(error) = &outcome {
            tracing::error!(channel = worker.name(), error = %Causes(&error), "delivery cannot go on, the stages finish their steps");
        }
        outcome
    }
}

/// One stage that ends, ends all: an instance that does half of its work is worse than one that is started again.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a channel is called where it is waited for.
fn waiting(channel: &str) -> String {
    format!("deliver-{channel}")
}

/// Threads that restore the state of a stage.
pub fn restore_threads(config: &Config) -> usize {
    match config.log.restore_threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => usize::from(threads),
    }
}

/// What the score stage works with.
pub fn setting(config: &Config, logs: &Logs, model: Arc<Model>) -> Result<ScoreWriter, Error> {
    Ok(ScoreWriter {
        models: InForce::new(model),
        follows_registry: true,
        dedup_days: config.score.dedup_days,
        rules: config.sites.rules(),
        journal_partitions: logs.partitions(Topic::Journal)?,
        desk_partitions: logs.partitions(Topic::Desk)?,
    })
}

/// Partitions of the topics that ingest writes to.
pub fn partitions(logs: &Logs) -> Result<Partitions, Error> {
    Ok(Partitions { journal: logs.partitions(Topic::Journal)?, dead_letters: logs.partitions(Topic::DeadLetters)? })
}

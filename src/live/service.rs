//! The running service: a thread for each stage, each with its side of the log.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::closer::Closer;
use super::logs::Logs;
use super::metrics::Metrics;
use super::models::Models;
use crate::engine::date::Date;
use crate::engine::model::{Band, InForce, Model};
use crate::engine::partition::Partition;
use crate::log::{Error, Member, StageLog};
use crate::stages::Stage;
use crate::stages::desk::Desk;
use crate::stages::ingest::{Ingest, Partitions};
use crate::stages::score::{Score, Setting};
use crate::wire::config::Config;
use crate::wire::topic::Topic;

/// How long a stage waits for records before it looks at the clock and at the request to stop.
const WAIT: Duration = Duration::from_millis(200);

type Log = Box<dyn StageLog + Send>;

/// The stages of one process.
pub struct Service {
    ingest: Option<(Member<Ingest, Log>, Closer)>,
    score: Option<Member<Score, Log>>,
    desk: Option<Member<Desk, Log>>,
    watch: Watch,
}

/// What the stages tell the world.
struct Watch {
    metrics: Arc<Metrics>,
    /// Stages that have not had their partitions yet.
    waiting: AtomicU32,
    ready: Arc<AtomicBool>,
}

impl Service {
    /// The stages that the configuration names.
    pub fn new(config: &Config, logs: &Logs, model: Arc<Model>, metrics: Arc<Metrics>) -> Result<Self, Error> {
        let runs = |stage: &str| config.service.stages.iter().any(|name| name == stage);
        let setting = setting(config, logs, model)?;
        let partitions = partitions(logs)?;
        let watch = Watch { metrics, waiting: AtomicU32::new(0), ready: Arc::new(AtomicBool::new(false)) };
        let mut service = Self { ingest: None, score: None, desk: None, watch };
        // The rest of the buffer is the client's, and of what is on its way.
        let held = (config.log.buffer_mib << 20) / 8 * 3;
        if runs("ingest") {
            let log = logs.side("ingest", &Topic::SOURCES)?;
            let member = Member::new(Ingest::new(partitions, OffsetDateTime::now_utc()), log).holding(held);
            service.ingest = Some((member, Closer::default()));
        }
        if runs("score") {
            let log = logs.side("score", &[Topic::Journal])?;
            service.score = Some(Member::new(Score::new(setting), log).holding(held));
        }
        if runs("desk") {
            let log = logs.side("desk", &[Topic::Desk])?;
            service.desk = Some(Member::new(Desk::new(config.rules), log).holding(held));
        }
        let stages = [service.ingest.is_some(), service.score.is_some(), service.desk.is_some()];
        service.watch.waiting = AtomicU32::new(stages.iter().filter(|runs| **runs).count() as u32);
        Ok(service)
    }

    /// Turns true when every stage has its partitions.
    pub fn ready(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.watch.ready)
    }

    /// Runs until `stop` is set or a stage fails; a step that is under way is finished first.
    pub fn run(self, stop: &AtomicBool) -> Result<(), Error> {
        let Self { ingest, score, desk, watch } = self;
        let watch = &watch;
        std::thread::scope(|scope| {
            let ingest = ingest.map(|(mut member, mut closer)| {
                scope.spawn(move || {
                    watch.drive(stop, "ingest", &mut member, |member| {
                        let now = OffsetDateTime::now_utc();
                        member.stage_mut().set_clock(now);
                        closer.close_due(member, now)
                    })
                })
            });
            let score = score.map(|mut member| {
                let (mut shown, mut models) = (None, Models::default());
                scope.spawn(move || {
                    watch.drive(stop, "score", &mut member, |member| {
                        watch.show_agents(member.stage(), &mut shown);
                        models.show(member.stage(), &watch.metrics);
                        Ok(())
                    })
                })
            });
            let desk = desk.map(|mut member| scope.spawn(move || watch.drive(stop, "desk", &mut member, |_| Ok(()))));
            let joined = [ingest, score, desk].into_iter().flatten().map(|stage| {
                // A stage that panicked has stopped the others by its guard.
                stage.join().unwrap_or_else(|_| {
                    Err(Error { doing: "a stage panicked: this is a bug".to_owned(), source: None })
                })
            });
            joined.collect::<Vec<_>>().into_iter().collect()
        })
    }
}

impl Watch {
    fn drive<S: Stage>(
        &self,
        stop: &AtomicBool,
        stage: &str,
        member: &mut Member<S, Log>,
        between: impl FnMut(&mut Member<S, Log>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let _stops_the_others = StopOnDrop(stop);
        let outcome = self.work(stop, stage, member, between);
        if let Err(error) = &outcome {
            // Said at once: the others take their time to end, and may be ended.
            tracing::error!(stage, %error, "the stage cannot go on, the others finish their steps");
        }
        self.ready.store(false, Ordering::Relaxed);
        outcome
    }

    fn work<S: Stage>(
        &self,
        stop: &AtomicBool,
        stage: &str,
        member: &mut Member<S, Log>,
        mut between: impl FnMut(&mut Member<S, Log>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut assigned = false;
        while !stop.load(Ordering::Relaxed) {
            let begun = Instant::now();
            let progress = member.turn(WAIT)?;
            self.metrics.turn(stage, &progress, begun.elapsed().as_secs_f64());
            self.metrics.held(stage, member.held_bytes());
            if progress.rebalanced && !assigned {
                assigned = true;
                let left = self.waiting.fetch_sub(1, Ordering::Relaxed) - 1;
                self.ready.store(left == 0, Ordering::Relaxed);
                tracing::info!(stage, "has its partitions");
            }
            between(member)?;
        }
        Ok(())
    }

    /// Counts agents by band, when a day was closed.
    fn show_agents(&self, score: &Score, shown: &mut Option<Date>) {
        let open = score.partitions().values().filter_map(Partition::open).max();
        if open == *shown {
            return;
        }
        *shown = open;
        let mut bands = BTreeMap::new();
        let agents = score.partitions().values().flat_map(Partition::agents);
        for band in agents.filter_map(|(_, agent)| agent.past.band) {
            *bands.entry(band).or_insert(0) += 1;
        }
        for band in [Band::Unknown, Band::Green, Band::Amber, Band::Red] {
            self.metrics.agents(band.text(), bands.get(&band).copied().unwrap_or(0));
        }
    }
}

/// One stage that ends, ends all: an instance that does half of its work is worse than one that is started again.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What the score stage works with.
pub fn setting(config: &Config, logs: &Logs, model: Arc<Model>) -> Result<Setting, Error> {
    Ok(Setting {
        models: InForce::new(model),
        follows_registry: true,
        dedup_days: config.score.dedup_days,
        rules: config.rules,
        journal_partitions: logs.partitions(Topic::Journal)?,
        desk_partitions: logs.partitions(Topic::Desk)?,
    })
}

/// Partitions of the topics that ingest writes to.
pub fn partitions(logs: &Logs) -> Result<Partitions, Error> {
    Ok(Partitions { journal: logs.partitions(Topic::Journal)?, dead_letters: logs.partitions(Topic::DeadLetters)? })
}

//! `demo`: a simulated contact centre through the real stages on the embedded log.

mod alert_table;
mod scratch;

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use self::scratch::Scratch;
use crate::cli::operate::config;
use crate::cli::operate::run;
use crate::cli::operate::serving::{listen, serve, stop_on_signal};
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AlertId;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::ingest::{IngestStage, closes_at};
use attrition_pipeline::score::ScoreStage;
use attrition_service::feedback::links::Links;
use attrition_service::http;
use attrition_service::import::importer::Importer;
use attrition_service::observability::metrics::Metrics;
use attrition_service::observability::readiness::Readiness;
use attrition_service::observability::status::InstanceInfo;
use attrition_service::projections::alerts::{Alerts, Index};
use attrition_service::runtime::models_in_use::ReportedModels;
use attrition_service::runtime::pipeline::Pipeline;
use attrition_service::runtime::service::{partitions, setting};
use attrition_service::storage::logs::{Logs, scan_from};
use attrition_service::storage::unreadable::Unreadables;
use attrition_simulator::{Parameters, SimulatedDay, Simulation};
use attrition_stream::StageLog;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::SharedStore;

/// Arguments of `demo`: the simulated centre, its history, and how its days pass afterwards.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Seats of the simulated centre
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(2..=20_000))]
    agents: u32,
    /// Days of history
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(30..=3_000))]
    days: u32,
    /// The same seed gives the same centre
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// First day, YYYY-MM-DD; without it, the history ends yesterday
    #[arg(long, value_parser = config::date)]
    first_day: Option<Date>,
    /// Keep the log in this directory
    #[arg(long)]
    data: Option<PathBuf>,
    /// End after the history
    #[arg(long)]
    once: bool,
    /// Address on which it serves HTTP once the history is over; without it, that of `http.listen`
    #[arg(long, value_name = "ADDRESS:PORT", conflicts_with = "once")]
    listen: Option<SocketAddr>,
    /// Seconds for a simulated day, once the history is over
    #[arg(long, default_value_t = 3)]
    every: u64,
    /// The open alerts as JSON; implies --once
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    config: config::File,
}

/// Days of the simulation that wait for the stages, at most: it runs in a thread of its own.
const DAYS_AHEAD: usize = 8;
/// Days after which the stages catch up with the history.
const DRAIN_DAYS: u32 = 10;

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let mut config = args.config.load()?;
    let scratch = Scratch::new(args.data.as_deref());
    scratch.path().display().to_string().clone_into(&mut config.log.dir);
    config.log.bootstrap.clear();
    config.listen = args.listen.or(config.listen);
    let listener = if args.once || args.json { None } else { listen(&config)? };
    let first_day = args.first_day.unwrap_or_else(|| today() - args.days.cast_signed());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let _entered = runtime.enter();
    let stop = Arc::new(AtomicBool::new(false));
    stop_on_signal(&stop, Duration::from_secs(config.service.stop_within_s), scratch.clean_up())?;
    let mut centre = Centre::open(args, &config, first_day)?;
    let begun = Instant::now();
    let simulation = centre.history(args, first_day, &stop)?;
    let seconds = begun.elapsed().as_secs_f64();
    if stop.load(Ordering::Relaxed) {
        centre.logs.close()?;
        anyhow::bail!("stopped before the history was over");
    }
    if args.json {
        let open: Vec<_> = centre
            .alerts
            .open()
            .into_iter()
            .map(|(agent, alert)| serde_json::json!({"agent": agent, "alert": alert}))
            .collect();
        output::json(&open)?;
        return Ok(centre.logs.close()?);
    }
    let last = simulation.day() - 1;
    output::line(&format!(
        "{} agents, {first_day} to {last}: {} events through ingest, score and desk",
        args.agents, centre.events
    ));
    // Apart from the output, which is the same for the same seed.
    output::note(&format!("It took {seconds:.1} s, {:.0} events a second.", centre.events as f64 / seconds));
    alert_table::open_alerts(&centre.alerts);
    if let Some(dir) = &args.data {
        output::line(&format!("The log is in `{}`. To explain an agent's risk:", dir.display()));
        let agent = centre.alerts.open().first().map_or("agent-0001", |(agent, _)| agent).to_owned();
        let explain = args.config.command(&format!("explain {agent}"));
        output::verbatim(&format!("  ATTRITION_WATCH__LOG__DIR={} {}", dir.display(), explain.trim_matches('`')));
    }
    if !args.once {
        centre.serve(args, &config, listener, simulation, &stop)?;
    }
    Ok(centre.logs.close()?)
}

/// The stages of the demo, and what feeds and watches them.
struct Centre {
    importer: Importer<Box<dyn StageLog + Send>>,
    pipeline: Pipeline<Embedded>,
    store: Arc<SharedStore<Embedded>>,
    logs: Logs,
    metrics: Arc<Metrics>,
    alerts: Alerts,
    /// Next record of each partition of the alerts topic.
    told: Vec<u64>,
    events: u64,
}

impl Centre {
    fn open(args: &Args, config: &Config, first_day: Date) -> anyhow::Result<Self> {
        let model = config::model(config)?;
        let store = SharedStore::new(Embedded::open(Path::new(&config.log.dir), config.log.partitions)?);
        let logs = Logs::Embedded(Arc::clone(&store));
        let end = closes_at(first_day + args.days.cast_signed());
        let head = format!("demo {} {} {first_day}", args.agents, args.seed);
        let importer = Importer::open(logs.side("import", &[])?, partitions(&logs)?, "demo", head.as_bytes(), end)?;
        let score = ScoreStage::new(setting(config, &logs, model)?);
        let desk = DeskStage::new(config.sites.rules());
        let pipeline = Pipeline::new(&store, IngestStage::new(partitions(&logs)?, end), score, desk);
        let told = vec![0; logs.partitions(Topic::Alerts)? as usize];
        let metrics = Arc::new(Metrics::new()?);
        Ok(Self { importer, pipeline, store, logs, metrics, alerts: Alerts::default(), told, events: 0 })
    }

    /// Plays the history, or as much of it as there is before `stop`; the simulation comes back where it ended.
    fn history(&mut self, args: &Args, first_day: Date, stop: &AtomicBool) -> anyhow::Result<Simulation> {
        let mut simulation = Simulation::new(&Parameters::default(), args.agents as usize, args.seed, first_day);
        let bar = output::progress(u64::from(args.days), "days");
        let (send, days) = sync_channel::<SimulatedDay>(DAYS_AHEAD);
        let simulation = std::thread::scope(|scope| {
            let simulating = scope.spawn(move || {
                for _ in 0..args.days {
                    if send.send(simulation.next_day()).is_err() {
                        break;
                    }
                }
                simulation
            });
            // The receiver goes with this loop, so that the simulation ends too when the loop fails.
            for (day, number) in days.into_iter().zip(1..) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                self.feed(&day)?;
                if number % DRAIN_DAYS == 0 || number == args.days {
                    self.catch_up()?;
                }
                bar.inc(1);
            }
            anyhow::Ok(simulating.join().expect("a simulation does not panic"))
        })?;
        bar.finish_and_clear();
        Ok(simulation)
    }

    fn feed(&mut self, day: &SimulatedDay) -> anyhow::Result<()> {
        self.events += day.events.len() as u64;
        day.events.iter().try_for_each(|recorded| self.importer.line(recorded.line.as_bytes()))?;
        Ok(self.importer.close_days()?)
    }

    fn catch_up(&mut self) -> anyhow::Result<()> {
        let metrics = Arc::clone(&self.metrics);
        self.pipeline.drain(|stage, progress| metrics.after_turn(stage, progress))?;
        for (partition, next) in (0..).zip(&mut self.told) {
            let mut place = 0;
            let (alerts, unreadables) = (&mut self.alerts, Unreadables::said_by(output::note));
            let from = *next;
            scan_from(&self.store, Topic::Alerts, partition, from, &mut |record| {
                place = record.offset + 1;
                if let Err(why) = alerts.apply(&record) {
                    unreadables.report("alerts", &record, &why.0);
                }
                true
            })?;
            *next = place.max(from);
        }
        Ok(())
    }

    /// Serves HTTP and lets a simulated day pass every few seconds.
    fn serve(
        &mut self,
        args: &Args,
        config: &Config,
        listener: Option<TcpListener>,
        mut simulation: Simulation,
        stop: &AtomicBool,
    ) -> anyhow::Result<()> {
        let address = listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let ready = Arc::new(Readiness::default());
        let posted = Mutex::new(run::posted(&self.logs)?);
        let (metrics, full) = (Arc::clone(&self.metrics), self.logs.full());
        let unreadables = Unreadables::new(&self.logs, &self.metrics);
        let following = Index::follow(&self.logs, &unreadables);
        let (index, links, token) = (following.index(), Links::new(&config.links), config.token.clone());
        let trends = run::trends(config, &self.logs, &config::base(config)?, &self.metrics, &unreadables);
        let (about, known, sites) = (InstanceInfo::new(config), trends.known(), config.sites.clone());
        let ahead_s = Arc::new(AtomicI64::default());
        let clock = Arc::clone(&ahead_s);
        let shared = http::HandlerContext {
            about,
            metrics,
            trends: known,
            ready,
            full,
            posted,
            index,
            links,
            sites,
            token,
            ahead_s,
        };
        let _serving = serve(listener, Arc::new(shared))?;
        if let Some(address) = address {
            output::line(&format!(
                "Serving http://{address}: /healthz, /readyz, /metrics, POST /v1/events. Ctrl-C ends it."
            ));
        }
        if !config.deliver.channels().is_empty() {
            output::line("The demo delivers nothing: `[deliver]` counts for `run` alone.");
        }
        let mut models = ReportedModels::default();
        models.show(self.pipeline.score.stage(), &self.metrics);
        while !stop.load(Ordering::Relaxed) {
            let day = simulation.next_day();
            clock.store((closes_at(day.date) - OffsetDateTime::now_utc()).whole_seconds(), Ordering::Relaxed);
            self.importer.set_clock(closes_at(day.date));
            self.pipeline.ingest.stage_mut().set_clock(closes_at(day.date));
            let known: Vec<AlertId> = self.alerts.open().iter().map(|(_, alert)| alert.alert.clone()).collect();
            self.feed(&day)?;
            self.catch_up()?;
            models.show(self.pipeline.score.stage(), &self.metrics);
            alert_table::day(&day, &self.alerts, &known);
            let next = Instant::now() + Duration::from_secs(args.every);
            while Instant::now() < next && !stop.load(Ordering::Relaxed) {
                std::thread::park_timeout(Duration::from_millis(50));
            }
        }
        output::line("Stopped.");
        Ok(())
    }
}

fn today() -> Date {
    attrition_contracts::incoming::cloudevent::local_date(OffsetDateTime::now_utc())
}

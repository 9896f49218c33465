//! `run`: the stages of the service, until it is asked to stop.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::cli::arguments::closed_set::coded;
use crate::cli::operate::config;
use crate::cli::operate::logging;
use crate::cli::operate::serving::{listen, serve, stop_on_signal};
use attrition_config::Config;
use attrition_contracts::records::stage_name::StageName;
use attrition_contracts::records::topic::Topic;
use attrition_service::admin::control_socket::{ControlSocket, Hosts};
use attrition_service::admin::dead_letters::Retrier;
use attrition_service::admin::registry::Registrar;
use attrition_service::admin::unknown_sites;
use attrition_service::feedback::Inbox;
use attrition_service::feedback::links::Links;
use attrition_service::http;
use attrition_service::http::event_intake::EventIntake;
use attrition_service::observability::metrics::Metrics;
use attrition_service::observability::status::InstanceInfo;
use attrition_service::projections::alerts::Index;
use attrition_service::projections::trends::TrendsFollower;
use attrition_service::runtime::model::BaseModel;
use attrition_service::runtime::service::{Service, restore_threads};
use attrition_service::storage::logs::Logs;
use attrition_service::storage::unreadable::Unreadables;
use attrition_stream::Causes;

/// Arguments of `run`: the configuration, and the stages to run.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    config: config::File,
    /// Stages to run instead of those of the configuration: ingest, score, desk, deliver, trends
    #[arg(long, value_delimiter = ',', value_parser = coded::<StageName>())]
    stages: Option<Vec<StageName>>,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let mut config = args.config.load()?;
    if let Some(stages) = &args.stages {
        config.service.stages = stages.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    }
    let base = config::usable(&config)?;
    let _logging = logging::begin(&config)?;
    for (why, settings) in config::by_reason(config.idle()) {
        tracing::info!(settings, why, "settings without effect");
    }
    for caution in config.cautions() {
        tracing::warn!(caution, "settings that may be otherwise than was meant");
    }
    let listener = listen(&config)?;
    let logs = Logs::open(&config)?;
    let metrics = Arc::new(Metrics::new()?);
    let service = Service::new(&config, &logs, Arc::clone(&base.model), Arc::clone(&metrics))?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        stages = StageName::line(&config.service.stages, ","),
        model = &*base.model.id,
        restore_threads = restore_threads(&config),
        "starting"
    );
    partitions(&config, &logs)?;
    unknown_sites::warn_of_unknown(&config, &logs);
    let posted = Mutex::new(posted(&logs)?);
    let unreadables = service.unreadables();
    let following = if config.listen.is_some() { Index::follow(&logs, &unreadables) } else { Index::idle() };
    let trends = trends(&config, &logs, &base, &metrics, &unreadables);
    let shared = Arc::new(http::HandlerContext {
        about: InstanceInfo::new(&config),
        metrics,
        trends: trends.known(),
        ready: service.ready(),
        full: logs.full(),
        posted,
        index: following.index(),
        links: Links::new(&config.links),
        token: config.token.clone(),
        ahead_s: Arc::default(),
        sites: config.sites.clone(),
    });
    let stop = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let _entered = runtime.enter();
    stop_on_signal(&stop, Duration::from_secs(config.service.stop_within_s), Arc::new(|| ()))?;
    let serving = serve(listener, shared)?;
    let socket = control_socket(&config, &logs, base)?;
    let outcome = service.run(&stop);
    serving.end(&runtime);
    drop(socket);
    drop((following, trends));
    // Also after a stage has failed: what is committed is whole.
    outcome.and(logs.close())?;
    tracing::info!("stopped");
    Ok(())
}

/// Tells of a number of partitions that was set and is not that of the log.
fn partitions(config: &Config, logs: &Logs) -> anyhow::Result<()> {
    if config.origins.changed().any(|key| key == "log.partitions") {
        let (wanted, has) = (config.log.partitions, logs.partitions(Topic::Journal)?);
        if wanted != has {
            let why = format!("it is {wanted}, but the log has {has} partitions: `attrition-watch grow` adds some");
            tracing::info!(settings = "`log.partitions`", why, "settings without effect");
        }
    }
    Ok(())
}

/// The socket by which decisions about models, feedback about alerts and dead letters to send again come in, while this process has the embedded log.
fn control_socket(config: &Config, logs: &Logs, base: BaseModel) -> anyhow::Result<Option<ControlSocket>> {
    if config.is_kafka() {
        return Ok(None);
    }
    let hosts =
        Hosts { registrar: Registrar::open(logs, base)?, inbox: Inbox::open(logs)?, retrier: Retrier::open(logs)? };
    let socket = ControlSocket::open(config.log.dir.as_ref(), hosts);
    // The service is worth having without it.
    let told = socket.inspect_err(|error| {
        tracing::warn!(error = %Causes(&error), "models cannot be published, nor alerts answered, nor dead letters sent again by commands, while the service runs: is the path of `log.dir` too long?");
    });
    Ok(told.ok())
}

/// The history of risk, where this process is to keep it and anybody can ask for it.
pub(in crate::cli) fn trends(
    config: &Config,
    logs: &Logs,
    base: &BaseModel,
    metrics: &Arc<Metrics>,
    unreadables: &Arc<Unreadables>,
) -> TrendsFollower {
    let runs = config.runs(StageName::Trends);
    if !runs || config.listen.is_none() {
        return TrendsFollower::idle();
    }
    TrendsFollower::start(logs, Arc::clone(&base.model), &config.trends, Arc::clone(metrics), Arc::clone(unreadables))
}

/// The writing side for events and feedback that come in over HTTP.
pub(in crate::cli) fn posted(logs: &Logs) -> anyhow::Result<EventIntake> {
    let topics = Topic::SOURCES.into_iter().chain([Topic::Desk]);
    let partitions = topics.map(|topic| Ok((topic, logs.partitions(topic)?)));
    let partitions = partitions.collect::<Result<Vec<_>, attrition_stream::Error>>()?;
    Ok(EventIntake::new(logs.side("http", &[])?, partitions))
}

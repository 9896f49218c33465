//! Delivery: what stands on the alerts topic goes to where people are.
//!
//! Each channel has a worker of its own, on a thread of its own and with its own position in the topic: one whose receiver is
//! slow or down holds up neither the others nor the stages. At least once, and always by the same key.

pub mod alertmanager;
pub mod channel;
mod delivery_metrics;
pub mod http_client;
pub mod in_flight;
pub mod mail;
pub mod response_class;
pub mod texts;
pub mod throttle;
pub mod webhook;
pub mod worker;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use time::OffsetDateTime;

use self::alertmanager::Alertmanager;
use self::channel::Channel;
use self::http_client::Post;
use self::mail::Mail;
use self::texts::MessageTexts;
use self::webhook::Webhook;
use self::worker::{DeliveryWorker, Scanner, Terms};
use crate::observability::metrics::Metrics;
use crate::storage::logs::Logs;
use attrition_config::Config;
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::topic::Topic;
use attrition_pipeline::Count;
use attrition_stream::{Error, Remedy, StageLog};

/// How long a worker waits for records before it looks at the request to stop.
const WAIT: Duration = Duration::from_millis(200);

/// DeliveryWorkers of a process.
pub type DeliveryWorkers = Vec<DeliveryWorker<Box<dyn StageLog + Send>>>;

/// A channel with its name.
pub type NamedChannel = (String, Box<dyn Channel>);

/// A channel cannot work as it is configured.
#[derive(Debug, thiserror::Error)]
#[error("`{key}`: {told}")]
pub struct Misconfigured {
    /// Key of the setting that is wrong.
    pub key: String,
    /// What is wrong, and what to do.
    pub told: String,
}

/// The channels that a configuration names. Files that it names are read, so that what is wrong in them is found at the start.
pub fn channels(config: &Config) -> Result<Vec<NamedChannel>, Misconfigured> {
    let deliver = &config.deliver;
    let mut channels: Vec<NamedChannel> = Vec::new();
    if deliver.channels().is_empty() {
        return Ok(channels);
    }
    let post = Post::new(Duration::from_secs(deliver.timeout_s));
    if !deliver.alertmanager.urls.is_empty() {
        let channel =
            Alertmanager::new(&deliver.alertmanager, deliver.max_age_days, MessageTexts::new(config), post.clone());
        channels.push(("alertmanager".to_owned(), Box::new(channel)));
    }
    if !deliver.mail.relay.is_empty() {
        let sites = config.sites.iter().map(|(code, site)| (code, &*site.second_address, &*site.time_zone));
        let channel = Mail::new(deliver, sites, MessageTexts::new(config));
        let channel = channel.map_err(|(key, told)| Misconfigured { key, told })?;
        channels.push(("mail".to_owned(), Box::new(channel)));
    }
    for (name, webhook) in &deliver.webhooks {
        let channel = Webhook::new(webhook, deliver.max_age_days, MessageTexts::new(config), post.clone());
        let of = |(key, told)| Misconfigured { key: format!("deliver.webhooks.{name}.{key}"), told };
        channels.push((name.clone(), Box::new(channel.map_err(of)?)));
    }
    Ok(channels)
}

/// A worker for each channel, with its side of the log.
pub fn workers(config: &Config, logs: &Logs) -> Result<DeliveryWorkers, Error> {
    let failed = || Error::new(Remedy::ChangeSettings, "failed to prepare delivery");
    let channels = channels(config).map_err(|error| failed().because(error))?;
    let mut workers = Vec::with_capacity(channels.len());
    for (name, channel) in channels {
        let scanned = logs.clone();
        let scan: Scanner = Box::new(move |partition, f| scanned.scan(Topic::Alerts, partition, f));
        let give_up = Duration::from_secs(3_600 * u64::from(config.deliver.give_up_h));
        let log = logs.channel(&name)?;
        let terms = Terms { name, give_up, dead_letters: logs.partitions(Topic::DeadLetters)? };
        workers.push(DeliveryWorker::new(terms, log, channel, scan));
    }
    Ok(workers)
}

/// Works until `stop` is set: what is under way is finished, within the time of a request. `assigned` is told when the worker
/// has its partitions.
pub fn work<L: StageLog>(
    worker: &mut DeliveryWorker<L>,
    stop: &AtomicBool,
    metrics: &Metrics,
    mut assigned: impl FnMut(),
) -> Result<(), Error> {
    while !stop.load(Ordering::Relaxed) {
        let now = OffsetDateTime::now_utc();
        let told = worker.turn(WAIT, now)?;
        if told.rebalanced {
            assigned();
        }
        metrics.worker(worker, &told, now);
        metrics.stands_still(worker.name(), worker.standstill());
        for code in &told.letters {
            metrics.count(Count::DeadLetter(*code), 1);
            if *code == Code::Unreadable {
                metrics.unreadable(Topic::Alerts, worker.name());
            }
        }
    }
    Ok(())
}

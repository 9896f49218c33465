//! `alerts ack`, `snooze`, `useful`, `not-useful`, `interview`, `action`: what someone says about an alert.

use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::find::{WAIT, alerts, one};
use crate::cli::Usage;
use crate::cli::arguments::closed_set::coded;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_contracts::json::whole::Whole;
use attrition_core::basics::date::Date;
use attrition_core::desk::{self, Factor, Via};
use attrition_service::admin::control_socket;
use attrition_service::admin::registry::Error;
use attrition_service::feedback::{FeedbackRefusal, FeedbackRequest, Inbox, Mistake, check, check_repeated, key_id};
use attrition_service::projections::alerts::{AlertHistory, Alerts};
use attrition_service::storage::follow::Follow;
use attrition_service::storage::logs::Logs;
use attrition_service::storage::unreadable::Unreadables;
use attrition_stream::Causes;

/// How long the desk may take to say that it has heard: a service that restarts, or is behind, needs longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// What every answer has.
#[derive(clap::Args)]
struct FeedbackArgs {
    /// The alert's id, or the beginning of it
    id: String,
    #[command(flatten)]
    config: config::File,
    /// Names the answer, so that it counts once however often the command is run
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Do not wait until the desk has taken it
    #[arg(long)]
    no_wait: bool,
    /// What came of it, as JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `alerts ack`.
#[derive(clap::Args)]
pub(in crate::cli) struct Ack {
    #[command(flatten)]
    about: FeedbackArgs,
}

/// Arguments of `alerts snooze`.
#[derive(clap::Args)]
#[group(id = "when", required = true, multiple = false, args = ["until", "days"])]
pub(in crate::cli) struct Snooze {
    #[command(flatten)]
    about: FeedbackArgs,
    /// Not before this date, YYYY-MM-DD
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    until: Option<Date>,
    /// For so many days from today
    #[arg(long, value_name = "N")]
    days: Option<u16>,
}

/// Arguments of `alerts useful`.
#[derive(clap::Args)]
pub(in crate::cli) struct Useful {
    #[command(flatten)]
    about: FeedbackArgs,
    /// Which of its reasons, by the names of their signals
    #[arg(long = "reason", value_name = "SIGNAL", num_args = 1.., value_delimiter = ',')]
    reasons: Vec<String>,
}

/// Arguments of `alerts not-useful`.
#[derive(clap::Args)]
pub(in crate::cli) struct NotUseful {
    #[command(flatten)]
    about: FeedbackArgs,
    /// Which of its reasons, by the names of their signals
    #[arg(long = "reason", value_name = "SIGNAL", num_args = 1.., value_delimiter = ',')]
    reasons: Vec<String>,
}

/// Arguments of `alerts interview`.
#[derive(clap::Args)]
pub(in crate::cli) struct Interview {
    #[command(flatten)]
    about: FeedbackArgs,
    /// What it is about, in codes; what is outside of work has one code, and nothing more is recorded
    #[arg(long = "factor", value_name = "CODE", num_args = 1.., value_delimiter = ',', required = true,
        value_parser = coded::<Factor>())]
    factors: Vec<Factor>,
}

/// Arguments of `alerts action`.
#[derive(clap::Args)]
pub(in crate::cli) struct ActionArgs {
    #[command(flatten)]
    about: FeedbackArgs,
    /// What was tried
    #[arg(long, value_name = "CODE",
        value_parser = coded::<desk::Action>())]
    tried: desk::Action,
}

impl Ack {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        self.about.hand_over(FeedbackKind::Acknowledge, FeedbackRequest::default())
    }
}

impl Snooze {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let until = self.until.map(|until| until.to_string());
        self.about.hand_over(
            FeedbackKind::Snooze,
            FeedbackRequest { until, days: self.days.map(|days| Whole(days.into())), ..FeedbackRequest::default() },
        )
    }
}

impl Useful {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        self.about.hand_over(
            FeedbackKind::Useful,
            FeedbackRequest { reasons: Some(self.reasons.clone()), ..FeedbackRequest::default() },
        )
    }
}

impl NotUseful {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        self.about.hand_over(
            FeedbackKind::NotUseful,
            FeedbackRequest { reasons: Some(self.reasons.clone()), ..FeedbackRequest::default() },
        )
    }
}

impl Interview {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        self.about.hand_over(
            FeedbackKind::Interview,
            FeedbackRequest {
                factors: Some(self.factors.iter().map(Factor::to_string).collect()),
                ..FeedbackRequest::default()
            },
        )
    }
}

impl ActionArgs {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        self.about.hand_over(
            FeedbackKind::Action,
            FeedbackRequest { action: Some(self.tried.to_string()), ..FeedbackRequest::default() },
        )
    }
}

impl FeedbackArgs {
    /// Checks what is said, hands it to the desk, and tells what became of it.
    fn hand_over(&self, kind: FeedbackKind, said: FeedbackRequest) -> anyhow::Result<()> {
        let config = self.config.load()?;
        let (mut alerts, mut follow) = alerts(&config)?;
        let told = one(&alerts, &self.id, &self.config)?;
        let said = FeedbackRequest { kind: kind.to_string(), id: self.key.clone(), ..said };
        let (name, site) = (told.alert().alert.clone(), told.alert().site.clone().unwrap_or_default());
        let now = OffsetDateTime::now_utc();
        let heard = said.id.as_deref().map(|key| key_id(&name, key)).and_then(|id| Some((told.kind_of(&id)?, id)));
        let is_repeated = heard.is_some();
        let (id, is_heard_of) = match heard {
            Some((before, id)) => {
                check_repeated(&said, told, before, &config.sites, now).map_err(usage)?;
                (id, true)
            }
            None => {
                let feedback = check(&said, told, Via::Cli, &config.sites, now).map_err(usage)?;
                let id = feedback.id.to_string();
                (id, hand_in(&config, &site, feedback)?)
            }
        };
        let is_taken = if is_repeated || self.no_wait || !is_heard_of {
            is_repeated
        } else {
            wait(&mut alerts, &mut follow, &name, &id)?
        };
        let told = one(&alerts, &name, &self.config)?;
        if self.json {
            return output::json(&serde_json::json!({
                "feedback": id, "alert": name, "kind": kind.code(), "taken": is_taken, "repeated": is_repeated,
                "status": told.alert().status.code(), "version": told.alert().version,
            }));
        }
        let status = super::list::status(told);
        output::line(&match (is_taken, is_heard_of) {
            _ if is_repeated => format!("it was taken in before; the alert is {status}"),
            (true, _) => format!("the desk has taken it; the alert is {status}"),
            (false, false) => "written; no service runs on this log, so the desk reads it at its next start".to_owned(),
            (false, true) if self.no_wait => "written; the desk takes it with its next step".to_owned(),
            (false, true) => format!(
                "written, but the desk has not read it within {} s: it will, once a service with the stage `desk` \
                 runs and has caught up",
                PATIENCE.as_secs()
            ),
        });
        Ok(())
    }
}

/// Hands feedback in; says whether a service may be there to take it.
fn hand_in(config: &Config, site: &str, feedback: desk::Feedback) -> anyhow::Result<bool> {
    if !config.is_kafka() {
        let answer =
            control_socket::give_feedback(config.log.dir.as_ref(), site, &feedback).map_err(|error| match error {
                Error::Refused(why) => anyhow::Error::new(Usage(why)),
                Error::Log(error) => anyhow::Error::new(error),
            })?;
        if answer {
            return Ok(true);
        }
    }
    let logs = Logs::open(config)?;
    let written = Inbox::open(&logs).and_then(|mut inbox| inbox.write(feedback, site));
    // What was written stands, whether or not the log could be closed.
    if let Err(error) = logs.close() {
        tracing::warn!(error = %Causes(&error), "the log is checked when it is opened next");
    }
    written?;
    Ok(config.is_kafka())
}

/// Waits until the desk has told of feedback, and of what it made of it.
fn wait(alerts: &mut Alerts, follow: &mut Follow, name: &str, id: &str) -> anyhow::Result<bool> {
    let (spinner, unreadables) = (output::spinner("waiting for the desk"), Unreadables::said_by(output::note));
    let deadline = Instant::now() + PATIENCE;
    let has_heard = |alerts: &Alerts| alerts.get(name).is_some_and(|told: &AlertHistory| told.has_heard(id));
    while Instant::now() < deadline {
        let records = follow.next(WAIT)?;
        for record in &records {
            if let Err(why) = alerts.apply(record) {
                unreadables.report("alerts", record, &why.0);
            }
        }
        // The next version of the alert comes with the feedback, in one step: all of it is read when nothing more comes.
        if records.is_empty() && has_heard(alerts) {
            break;
        }
    }
    spinner.finish_and_clear();
    Ok(has_heard(alerts))
}

fn usage(refused: FeedbackRefusal) -> Usage {
    match refused {
        FeedbackRefusal::Conflict(why) => Usage(why),
        FeedbackRefusal::Mistake(Mistake { member, error, .. }) if ["until", "days"].contains(&&*member) => {
            Usage(format!("`--{member}`: {error}"))
        }
        FeedbackRefusal::Mistake(mistake) if mistake.allowed.is_empty() => Usage(mistake.error),
        FeedbackRefusal::Mistake(mistake) => {
            Usage(format!("{}: it can be {}", mistake.error, mistake.allowed.join(", ")))
        }
    }
}

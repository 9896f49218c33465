//! The desk inbox: reports of the score stage and feedback of people, keyed by site, as JSON.

mod site_day;

use attrition_core::basics::ids::{AgentId, QueueId, SiteId, SupervisorId, TeamId};
use std::collections::BTreeMap;

pub(crate) use site_day::{SiteDayJson, site_day_json, site_day_of};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::alerting::feedback::FeedbackData;
use crate::json::serde_code;
use crate::json::serde_date::{self, IsoDate};
use crate::records::envelope::Malformed;
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Candidate, Feedback, Leaving, ScoreReport, SiteDay};
use attrition_core::employment::arrival::Arrival;
use attrition_core::event::Potential;
use attrition_core::explain::{Reason, TIME_AWAY};
use attrition_core::model::Band;
use attrition_core::signals::{FactorSide, SIGNALS, position};

/// A record of the desk inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum InboxMessage {
    /// About an agent of the site in the key.
    Report(ScoreReport),
    /// Someone has answered an alert of the site in the key.
    Feedback {
        /// The site; the key says the same.
        site: SiteId,
        /// What was said about the alert.
        feedback: Box<Feedback>,
    },
    /// A journal partition has closed a day; it has told all that it had to tell of it.
    Closed {
        /// Number of the journal partition that has closed the day.
        partition: u32,
        /// Number of partitions of the journal.
        partitions: u32,
        /// The business date that the message is about.
        day: Date,
        /// It is closed out of a history that is taken in.
        is_history: bool,
        /// What it has seen of the sites that the desk decides.
        sites: BTreeMap<SiteId, SiteDay>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum MessageJson {
    Risk(Box<CandidateJson>),
    Moved {
        agent: AgentId,
        #[serde(with = "serde_date")]
        day: Date,
        site: SiteId,
        supervisor: SupervisorId,
    },
    Gone {
        agent: AgentId,
        #[serde(with = "serde_date")]
        day: Date,
        voluntary: bool,
    },
    Feedback {
        agent: AgentId,
        said: Box<FeedbackData>,
    },
    Closed {
        partition: u32,
        partitions: u32,
        #[serde(with = "serde_date")]
        day: Date,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        history: bool,
        sites: BTreeMap<SiteId, SiteDayJson>,
    },
}

/// An agent's risk as JSON.
#[derive(Serialize, Deserialize)]
pub(crate) struct CandidateJson {
    agent: AgentId,
    #[serde(with = "serde_date")]
    day: Date,
    interim: bool,
    /// When a band changed before the close of the day; the close needs no time beside its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_ms: Option<i64>,
    site: SiteId,
    team: TeamId,
    /// Earlier versions did not look.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    queue: QueueId,
    supervisor: SupervisorId,
    supervisor_left: bool,
    /// Earlier versions did not look.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    on_leave: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    silent: bool,
    /// The day of a move from another site, and the risk before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    arrival: Option<(IsoDate, f64)>,
    #[serde(with = "serde_code::option")]
    potential: Option<Potential>,
    risk: f64,
    yesterday: Option<f64>,
    day_before: Option<f64>,
    month_ago: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    site_share: Option<f64>,
    #[serde(with = "serde_code")]
    band: Band,
    amber: f64,
    red: f64,
    #[serde(default, with = "serde_code::option")]
    leaving: Option<Leaving>,
    reasons: Vec<ReasonJson>,
    raised_by: BTreeMap<Box<str>, f64>,
    model: Box<str>,
    /// What every risk at the site has in common.
    #[serde(default, skip_serializing_if = "is_zero")]
    site_level: f64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unmeasured: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// A reason as JSON: figures, no words.
#[derive(Serialize, Deserialize)]
struct ReasonJson {
    signal: String,
    contribution: f64,
    #[serde(with = "serde_code")]
    side: FactorSide,
    now: Option<f64>,
    normal: Option<f64>,
    /// Of how many people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<f64>,
}

/// Writes a message of the desk inbox as JSON.
pub fn write(message: &InboxMessage) -> Box<[u8]> {
    let json = match message {
        InboxMessage::Closed { partition, partitions, day, is_history, sites } => MessageJson::Closed {
            partition: *partition,
            partitions: *partitions,
            day: *day,
            history: *is_history,
            sites: sites.iter().map(|(site, seen)| (site.clone(), site_day_json(seen))).collect(),
        },
        InboxMessage::Feedback { site, feedback } => {
            let said = Box::new(FeedbackData::new(feedback, site));
            MessageJson::Feedback { agent: feedback.agent.clone(), said }
        }
        InboxMessage::Report(ScoreReport::Risk(candidate)) => MessageJson::Risk(Box::new(candidate_json(candidate))),
        InboxMessage::Report(ScoreReport::Moved { agent, day, site, supervisor }) => {
            MessageJson::Moved { agent: agent.clone(), day: *day, site: site.clone(), supervisor: supervisor.clone() }
        }
        InboxMessage::Report(ScoreReport::Gone { agent, day, voluntary }) => {
            MessageJson::Gone { agent: agent.clone(), day: *day, voluntary: *voluntary }
        }
    };
    serde_json::to_vec(&json).expect("numbers and texts are always JSON").into_boxed_slice()
}

/// Reads a message of the desk inbox from its JSON.
pub fn read(bytes: &[u8]) -> Result<InboxMessage, Malformed> {
    let what = "a message of the desk inbox";
    let json = serde_json::from_slice(bytes).map_err(|error| Malformed::new(what, &error))?;
    message(json).ok_or_else(|| Malformed(format!("{what} cannot be read: a member has no such value")))
}

fn message(json: MessageJson) -> Option<InboxMessage> {
    Some(match json {
        MessageJson::Closed { partition, partitions, day, history: is_history, sites } => {
            let sites =
                sites.into_iter().map(|(site, seen)| Some((site, site_day_of(seen)?))).collect::<Option<_>>()?;
            InboxMessage::Closed { partition, partitions, day, is_history, sites }
        }
        MessageJson::Feedback { agent, said } => {
            let site = said.site.clone();
            InboxMessage::Feedback { site, feedback: Box::new(said.feedback(agent)?) }
        }
        MessageJson::Risk(candidate) => InboxMessage::Report(ScoreReport::Risk(Box::new(candidate_of(*candidate)?))),
        MessageJson::Moved { agent, day, site, supervisor } => {
            InboxMessage::Report(ScoreReport::Moved { agent, day, site, supervisor })
        }
        MessageJson::Gone { agent, day, voluntary } => {
            InboxMessage::Report(ScoreReport::Gone { agent, day, voluntary })
        }
    })
}

/// A candidate as JSON.
pub(crate) fn candidate_json(candidate: &Candidate) -> CandidateJson {
    CandidateJson {
        agent: candidate.agent.clone(),
        day: candidate.day,
        interim: candidate.interim,
        at_ms: candidate.interim.then_some(candidate.told_at.0),
        site: candidate.site.clone(),
        team: candidate.team.clone(),
        queue: candidate.queue.clone(),
        supervisor: candidate.supervisor.clone(),
        supervisor_left: candidate.supervisor_left,
        on_leave: candidate.on_leave,
        silent: candidate.is_silent,
        arrival: candidate.arrival.map(|Arrival { on, risk }| (IsoDate(on), risk)),
        potential: candidate.potential,
        risk: candidate.risk,
        yesterday: candidate.yesterday,
        day_before: candidate.day_before,
        month_ago: candidate.month_ago,
        site_share: candidate.site_share,
        band: candidate.band,
        amber: candidate.amber,
        red: candidate.red,
        leaving: candidate.leaving,
        reasons: candidate.reasons.iter().map(reason_json).collect(),
        raised_by: candidate.behaviour.iter().map(|(place, by)| (SIGNALS[*place].name.into(), *by)).collect(),
        model: candidate.model.clone(),
        site_level: candidate.site_level,
        unmeasured: candidate.is_unmeasured,
    }
}

/// A candidate; `None` when a member has no such value.
pub(crate) fn candidate_of(json: CandidateJson) -> Option<Candidate> {
    let lot = lot(&json.agent);
    let day = json.day;
    let told_at = if json.interim { Moment::while_open(day, json.at_ms.unwrap_or(0)) } else { Moment::close_of(day) };
    Some(Candidate {
        agent: json.agent,
        day,
        interim: json.interim,
        told_at,
        site: json.site,
        team: json.team,
        queue: json.queue,
        supervisor: json.supervisor,
        supervisor_left: json.supervisor_left,
        on_leave: json.on_leave,
        is_silent: json.silent,
        arrival: json.arrival.map(|(on, risk)| Arrival { on: on.0, risk }),
        potential: json.potential,
        risk: json.risk,
        yesterday: json.yesterday,
        day_before: json.day_before,
        month_ago: json.month_ago,
        site_share: json.site_share,
        band: json.band,
        amber: json.amber,
        red: json.red,
        leaving: json.leaving,
        reasons: json.reasons.iter().map(reason_of).collect::<Option<_>>()?,
        behaviour: places(json.raised_by)?,
        model: json.model,
        site_level: json.site_level,
        is_unmeasured: json.unmeasured,
        lot,
    })
}

/// An agent's lot in the draw of those who are held out: in [0, 1), evenly spread, the same for ever.
pub fn lot(agent: &str) -> f64 {
    // The name keeps it apart from other uses of the same hash.
    let hash = xxh3_64(format!("held out\0{agent}").as_bytes());
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

/// Figures by place in the catalogue, in its order.
fn places(by_name: BTreeMap<Box<str>, f64>) -> Option<Vec<(usize, f64)>> {
    let mut places: Vec<_> =
        by_name.into_iter().map(|(name, figure)| Some((position(&name)?, figure))).collect::<Option<_>>()?;
    places.sort_unstable_by_key(|(place, _)| *place);
    Some(places)
}

/// A reason as JSON.
fn reason_json(reason: &Reason) -> ReasonJson {
    ReasonJson {
        signal: reason.signal.to_owned(),
        contribution: reason.contribution,
        side: reason.side,
        now: reason.now,
        normal: reason.normal,
        of: reason.of,
    }
}

fn reason_of(json: &ReasonJson) -> Option<Reason> {
    let names = SIGNALS.iter().map(|signal| signal.name).chain([TIME_AWAY]);
    // Only time away is told without a figure.
    if json.now.is_none() && json.signal != TIME_AWAY {
        return None;
    }
    Some(Reason {
        signal: names.into_iter().find(|name| *name == json.signal)?,
        contribution: json.contribution,
        side: json.side,
        now: json.now,
        normal: json.normal,
        of: json.of,
    })
}

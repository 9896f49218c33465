//! The desk inbox: reports of the score stage, keyed by supervisor, as JSON.

use serde::{Deserialize, Serialize};

use super::feedback::FeedbackData;
use crate::engine::date::Date;
use crate::engine::desk::{Candidate, Feedback, Report};
use crate::engine::event::Potential;
use crate::engine::explain::{Reason, TIME_AWAY};
use crate::engine::model::Band;
use crate::engine::signals::{SIGNALS, Side};

/// A record of the desk inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// About an agent of the supervisor in the key.
    Report(Report),
    /// Someone has answered an alert of the site in the key.
    Feedback {
        /// The site; the key says the same.
        site: Box<str>,
        /// What was said.
        feedback: Box<Feedback>,
    },
    /// A journal partition has closed a day; it has told all that it had to tell of it.
    Closed {
        /// Which journal partition.
        partition: u32,
        /// Of how many.
        partitions: u32,
        /// The day.
        day: Date,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum MessageJson {
    Risk(Box<CandidateJson>),
    Moved { agent: Box<str>, day: String },
    Gone { agent: Box<str>, day: String },
    Feedback { agent: Box<str>, said: Box<FeedbackData> },
    Closed { partition: u32, partitions: u32, day: String },
}

#[derive(Serialize, Deserialize)]
struct CandidateJson {
    agent: Box<str>,
    day: String,
    interim: bool,
    site: Box<str>,
    team: Box<str>,
    potential: Option<char>,
    risk: f64,
    yesterday: Option<f64>,
    day_before: Option<f64>,
    month_ago: Option<f64>,
    band: String,
    amber: f64,
    red: f64,
    leaving: bool,
    reasons: Vec<ReasonJson>,
    model: Box<str>,
}

/// A reason as JSON: figures, no words.
#[derive(Serialize, Deserialize)]
struct ReasonJson {
    signal: String,
    contribution: f64,
    side: String,
    now: Option<f64>,
    normal: Option<f64>,
}

/// Writes a message.
pub fn write(message: &Message) -> Box<[u8]> {
    let json = match message {
        Message::Closed { partition, partitions, day } => {
            MessageJson::Closed { partition: *partition, partitions: *partitions, day: day.to_string() }
        }
        Message::Feedback { site, feedback } => {
            let said = Box::new(FeedbackData::of(feedback, site));
            MessageJson::Feedback { agent: feedback.agent.clone(), said }
        }
        Message::Report(Report::Risk(candidate)) => MessageJson::Risk(Box::new(candidate_json(candidate))),
        Message::Report(Report::Moved { agent, day }) => {
            MessageJson::Moved { agent: agent.clone(), day: day.to_string() }
        }
        Message::Report(Report::Gone { agent, day }) => {
            MessageJson::Gone { agent: agent.clone(), day: day.to_string() }
        }
    };
    serde_json::to_vec(&json).expect("numbers and texts are always JSON").into_boxed_slice()
}

/// Reads a message; `None` when the bytes are none of this version.
pub fn read(bytes: &[u8]) -> Option<Message> {
    Some(match serde_json::from_slice(bytes).ok()? {
        MessageJson::Closed { partition, partitions, day } => {
            Message::Closed { partition, partitions, day: Date::parse(&day)? }
        }
        MessageJson::Feedback { agent, said } => {
            let site = said.site.clone();
            Message::Feedback { site, feedback: Box::new(said.feedback(agent)?) }
        }
        MessageJson::Risk(candidate) => Message::Report(Report::Risk(Box::new(candidate_of(*candidate)?))),
        MessageJson::Moved { agent, day } => Message::Report(Report::Moved { agent, day: Date::parse(&day)? }),
        MessageJson::Gone { agent, day } => Message::Report(Report::Gone { agent, day: Date::parse(&day)? }),
    })
}

fn candidate_json(candidate: &Candidate) -> CandidateJson {
    CandidateJson {
        agent: candidate.agent.clone(),
        day: candidate.day.to_string(),
        interim: candidate.interim,
        site: candidate.site.clone(),
        team: candidate.team.clone(),
        potential: candidate.potential.map(potential_letter),
        risk: candidate.risk,
        yesterday: candidate.yesterday,
        day_before: candidate.day_before,
        month_ago: candidate.month_ago,
        band: candidate.band.text().to_owned(),
        amber: candidate.amber,
        red: candidate.red,
        leaving: candidate.leaving,
        reasons: candidate.reasons.iter().map(reason_json).collect(),
        model: candidate.model.clone(),
    }
}

fn candidate_of(json: CandidateJson) -> Option<Candidate> {
    Some(Candidate {
        agent: json.agent,
        day: Date::parse(&json.day)?,
        interim: json.interim,
        site: json.site,
        team: json.team,
        potential: json.potential.and_then(potential_of),
        risk: json.risk,
        yesterday: json.yesterday,
        day_before: json.day_before,
        month_ago: json.month_ago,
        band: [Band::Unknown, Band::Green, Band::Amber, Band::Red].into_iter().find(|band| band.text() == json.band)?,
        amber: json.amber,
        red: json.red,
        leaving: json.leaving,
        reasons: json.reasons.into_iter().map(reason_of).collect::<Option<_>>()?,
        model: json.model,
    })
}

/// The letter of a potential, as the roster writes it.
pub(super) fn potential_letter(potential: Potential) -> char {
    match potential {
        Potential::Base => 'B',
        Potential::Developing => 'D',
        Potential::Exceeding => 'E',
        Potential::Star => 'S',
    }
}

fn potential_of(letter: char) -> Option<Potential> {
    let all = [Potential::Base, Potential::Developing, Potential::Exceeding, Potential::Star];
    all.into_iter().find(|potential| potential_letter(*potential) == letter)
}

/// A reason as JSON.
fn reason_json(reason: &Reason) -> ReasonJson {
    ReasonJson {
        signal: reason.signal.to_owned(),
        contribution: reason.contribution,
        side: reason.side.text().to_owned(),
        now: reason.now,
        normal: reason.normal,
    }
}

fn reason_of(json: ReasonJson) -> Option<Reason> {
    let names = SIGNALS.iter().map(|signal| signal.name).chain([TIME_AWAY]);
    let sides = [Side::Hygiene, Side::Motivator, Side::Withdrawal];
    // Only time away is told without a figure.
    if json.now.is_none() && json.signal != TIME_AWAY {
        return None;
    }
    Some(Reason {
        signal: names.into_iter().find(|name| *name == json.signal)?,
        contribution: json.contribution,
        side: sides.into_iter().find(|side| side.text() == json.side)?,
        now: json.now,
        normal: json.normal,
    })
}

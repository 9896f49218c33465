//! Alerts: CloudEvents of type `attrition.alert.v1`, keyed by supervisor.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::envelope::{self, EventType, Malformed};
use super::inbox::potential_letter;
use crate::engine::date::Date;
use crate::engine::desk::{Alert, Closing, Language, Ledger, Status, To, Why};
use crate::engine::explain::{Reason, leading_side, speaks_of_supervisor};
use crate::engine::moment::Moment;
use crate::engine::redacted::redacted;
use crate::words;

/// The data of an alert, as a reader takes it. Texts come in English and Simplified Chinese.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct AlertData {
    /// Names the alert through all its versions; tells nothing about the agent.
    pub alert: String,
    /// 1 for the first record, rising.
    pub version: u32,
    /// `raised`, `carried` (with its agent, from another desk), `withheld` (by the budget), `held_out` (nobody is told),
    /// `acknowledged`, `snoozed`, `woken`, `escalated` or `closed`.
    pub status: String,
    /// Why it was closed: `eased`, `lapsed`, `left`, `ended` or `moved`.
    pub closing: Option<String>,
    /// `supervisor`, or `second`: the site's second address.
    pub to: String,
    /// Why the second address: `unacknowledged`, `supervisor_left`, `supervisor_away`, `supervisor_unknown` or
    /// `supervisor_is_agent`.
    pub why_second: Option<String>,
    /// To which date it is snoozed.
    pub until: Option<String>,
    /// Name of the alert on the desk from which it was carried here.
    pub carried_from: Option<String>,
    /// The agent is held out: nobody is told, whatever the status.
    #[serde(default)]
    pub held_out: bool,
    /// This record is of a history that was taken in: nobody is told of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
    /// Language of the site: `en` or `zh-CN`.
    pub language: String,
    /// Day of this record, YYYY-MM-DD.
    pub date: String,
    /// Day on which it was raised.
    pub raised_on: String,
    /// Since when the agent is above the watch threshold, or the alert is withheld.
    pub since: String,
    /// Raised because the risk jumped within a day.
    pub jumped: bool,
    /// The supervisor whom it is for.
    pub supervisor: String,
    /// Site code.
    pub site: Option<String>,
    /// Team code.
    pub team: Option<String>,
    /// Potential in the talent review.
    pub potential: Option<String>,
    /// Risk now.
    pub risk: Option<f64>,
    /// Risk thirty days ago.
    pub risk_month_ago: Option<f64>,
    /// Band now.
    pub band: Option<String>,
    /// Strongest first, what is only the position last; at most four. The second address may read one more, about the supervisor.
    pub reasons: Vec<ReasonData>,
    /// Herzberg's side on which most of it stands.
    pub side: Option<String>,
    /// What to ask, what to offer, what not to do.
    pub guide: Vec<GuideData>,
    /// Red alerts of this supervisor's week, and how many the budget withheld.
    pub week: Week,
    /// Model that made the risk.
    pub model: Option<String>,
    /// The model was not trained: its risks may not fit here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unmeasured: bool,
    /// The model before it, while nobody has been told that another one judges now: figures of the two are not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_model: Option<String>,
    /// What this is for, and what never.
    pub purpose: Vec<String>,
}

impl AlertData {
    /// Whether the alert is open: raised or carried, and neither closed nor kept from its supervisor.
    pub fn is_open(&self) -> bool {
        matches!(self.status.as_str(), "raised" | "carried" | "acknowledged" | "snoozed" | "woken" | "escalated")
    }
}

/// A reason in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonData {
    /// Name of the signal, or `time_away`.
    pub signal: String,
    /// Log-odds that it adds.
    pub contribution: f64,
    /// Herzberg's side.
    pub side: String,
    /// How it is now, in the unit of the signal's figures; `None` for what is told without figures.
    #[serde(default)]
    pub now: Option<f64>,
    /// The agent's own normal, in the same unit, where there is one.
    #[serde(default)]
    pub normal: Option<f64>,
    /// Of how many people, where `now` counts people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<f64>,
    /// In English.
    pub en: String,
    /// In Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
}

/// The conversation guide in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GuideData {
    /// `en` or `zh-CN`.
    pub language: String,
    /// What to ask.
    pub ask: String,
    /// What to offer.
    pub offer: String,
    /// What not to do.
    pub avoid: String,
}

/// A supervisor's week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Its Monday.
    pub monday: String,
    /// Alerts raised so far.
    pub raised: u32,
    /// Alerts withheld so far.
    pub withheld: u32,
}

/// Writes an alert.
pub fn write(alert: &Alert<'_>) -> Box<[u8]> {
    let data = data(alert);
    let identity = format!("alert\0{}\0{}\0{}", data.alert, data.version, data.status);
    envelope::write(EventType::Alert, &identity, alert.agent, alert.told_at, data)
}

/// The data of an alert.
pub(super) fn data(alert: &Alert<'_>) -> AlertData {
    let candidate = alert.candidate;
    let for_supervisor = alert.to == To::Supervisor;
    let is_for_them = |reason: &&Reason| !(for_supervisor && speaks_of_supervisor(reason));
    let reasons: Vec<Reason> = candidate.reasons.iter().filter(is_for_them).cloned().collect();
    let side = leading_side(&reasons);
    let (to, why_second) = match alert.to {
        To::Supervisor => ("supervisor", None),
        To::Second(why) => ("second", Some(why_text(why))),
    };
    let Ledger { week, raised, withheld } = alert.ledger;
    AlertData {
        alert: alert_id(alert.agent, alert.supervisor, alert.raised_on),
        version: alert.version,
        status: status_text(alert.status).to_owned(),
        closing: closing(alert.status).map(|closing| closing_text(closing).to_owned()),
        to: to.to_owned(),
        why_second: why_second.map(str::to_owned),
        until: alert.until.map(|until| until.to_string()),
        carried_from: alert.carried_from.map(|former| alert_id(alert.agent, former, alert.raised_on)),
        held_out: alert.held_out,
        history: alert.is_history,
        language: alert.language.code().to_owned(),
        date: alert.day.to_string(),
        raised_on: alert.raised_on.to_string(),
        since: alert.since.to_string(),
        jumped: alert.jumped,
        supervisor: alert.supervisor.to_owned(),
        site: Some(alert.site.to_owned()),
        team: Some(candidate.team.to_string()),
        potential: candidate.potential.map(|potential| potential_letter(potential).to_string()),
        risk: Some(candidate.risk),
        risk_month_ago: candidate.month_ago,
        band: Some(candidate.band.text().to_owned()),
        reasons: reasons.iter().map(reason_data).collect(),
        side: Some(side.text().to_owned()),
        guide: guides(&reasons),
        week: Week { monday: week.to_string(), raised, withheld },
        model: Some(candidate.model.to_string()),
        unmeasured: candidate.is_unmeasured,
        former_model: alert.former_model.map(str::to_owned),
        purpose: Language::ALL.map(|(language, _)| words::purpose(language)).into(),
    }
}

/// Reads an alert's agent and data; `None` where the event is no alert.
pub fn read(bytes: &[u8]) -> Result<Option<(String, AlertData)>, Malformed> {
    let Some(event) = envelope::read::<AlertData>(bytes, EventType::Alert)? else { return Ok(None) };
    check(&event.data)?;
    Ok(Some((event.subject.into_owned(), event.data)))
}

/// Whether the members have values that can be; when it became so, by its day.
pub(super) fn check(data: &AlertData) -> Result<Moment, Malformed> {
    let kind = EventType::Alert;
    envelope::day(kind, "raised_on", &data.raised_on)?;
    envelope::one_of(kind, "status", &data.status, &STATUSES)?;
    envelope::one_of(kind, "to", &data.to, &["supervisor", "second"])?;
    Ok(Moment::close_of(envelope::day(kind, "date", &data.date)?))
}

/// The name of an alert: it tells nothing about the agent to whoever cannot guess all three.
pub fn alert_id(agent: &str, supervisor: &str, raised_on: Date) -> String {
    format!("{:032x}", xxh3_128(format!("{agent}\0{supervisor}\0{raised_on}").as_bytes()))
}

/// Every status, as alerts and metrics write it.
const STATUSES: [&str; 9] =
    ["raised", "carried", "withheld", "held_out", "acknowledged", "snoozed", "woken", "escalated", "closed"];

/// A status as alerts and metrics write it.
pub fn status_text(status: Status) -> &'static str {
    match status {
        Status::Raised => "raised",
        Status::Carried => "carried",
        Status::Withheld => "withheld",
        Status::HeldOut => "held_out",
        Status::Acknowledged => "acknowledged",
        Status::Snoozed => "snoozed",
        Status::Woken => "woken",
        Status::Escalated => "escalated",
        Status::Closed(_) => "closed",
    }
}

fn closing(status: Status) -> Option<Closing> {
    match status {
        Status::Closed(closing) => Some(closing),
        _ => None,
    }
}

fn why_text(why: Why) -> &'static str {
    match why {
        Why::Unacknowledged => "unacknowledged",
        Why::SupervisorLeft => "supervisor_left",
        Why::SupervisorAway => "supervisor_away",
        Why::SupervisorUnknown => "supervisor_unknown",
        Why::SupervisorIsAgent => "supervisor_is_agent",
    }
}

fn closing_text(closing: Closing) -> &'static str {
    match closing {
        Closing::Eased => "eased",
        Closing::Lapsed => "lapsed",
        Closing::Left => "left",
        Closing::Ended => "ended",
        Closing::Moved => "moved",
    }
}

fn reason_data(reason: &Reason) -> ReasonData {
    ReasonData {
        signal: reason.signal.to_owned(),
        contribution: reason.contribution,
        side: reason.side.text().to_owned(),
        now: reason.now,
        normal: reason.normal,
        of: reason.of,
        en: words::reason(reason, Language::English),
        zh: words::reason(reason, Language::Chinese),
    }
}

fn guides(reasons: &[Reason]) -> Vec<GuideData> {
    let in_language = |(language, code): (Language, &str)| {
        let words::Guide { ask, offer, avoid } = words::guide(reasons, language);
        GuideData { language: code.to_owned(), ask, offer, avoid }
    };
    Language::ALL.map(in_language).into()
}

redacted!(AlertData);

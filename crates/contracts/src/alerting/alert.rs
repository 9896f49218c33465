//! Alerts: CloudEvents of type `attrition.alert.v1`, keyed by supervisor.

use attrition_core::basics::ids::{AgentId, AlertId, SiteId, SupervisorId, TeamId};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::alerting::alert_status::{Addressee, AlertStatus};
use crate::json::serde_code;
use crate::json::serde_date;
use crate::records::envelope::{self, EventType, Malformed};
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Alert, Closing, Language, Ledger, Recipient, Status, Why};
use attrition_core::event::Potential;
use attrition_core::explain::{Reason, leading_side, speaks_of_supervisor};
use attrition_core::model::Band;
use attrition_core::signals::FactorSide;
use attrition_i18n as words;

/// The data of an alert, as a reader takes it. Texts come in English and Simplified Chinese.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlertData {
    /// Names the alert through all its versions; tells nothing about the agent.
    pub alert: AlertId,
    /// 1 for the first record, rising.
    pub version: u32,
    /// What became of it.
    #[serde(with = "serde_code")]
    pub status: AlertStatus,
    /// Why it was closed.
    #[serde(default, with = "serde_code::option")]
    pub closing: Option<Closing>,
    /// Whom it goes to.
    #[serde(with = "serde_code")]
    pub to: Addressee,
    /// Why it goes to the second address.
    #[serde(default, with = "serde_code::option")]
    pub why_second: Option<Why>,
    /// To which date it is snoozed.
    #[serde(default, with = "serde_date::option")]
    pub until: Option<Date>,
    /// Name of the alert on the desk from which it was carried here.
    pub carried_from: Option<AlertId>,
    /// The agent is held out: nobody is told, whatever the status.
    #[serde(default)]
    pub held_out: bool,
    /// This record is of a history that was taken in: nobody is told of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
    /// Language of the site.
    #[serde(with = "serde_code")]
    pub language: Language,
    /// Day of this record.
    #[serde(with = "serde_date")]
    pub date: Date,
    /// Day on which it was raised.
    #[serde(with = "serde_date")]
    pub raised_on: Date,
    /// Since when the agent is above the watch threshold, or the alert is withheld.
    #[serde(with = "serde_date")]
    pub since: Date,
    /// Raised because the risk jumped within a day.
    pub jumped: bool,
    /// The supervisor whom it is for.
    pub supervisor: SupervisorId,
    /// Code of the site whose desk has raised the alert; this version always writes it.
    pub site: Option<SiteId>,
    /// Code of the agent's team; this version always writes it.
    pub team: Option<TeamId>,
    /// Potential in the talent review.
    #[serde(default, with = "serde_code::option")]
    pub potential: Option<Potential>,
    /// Probability of giving notice within the horizon, as of the day of this version.
    pub risk: Option<f64>,
    /// The day that the risk and the reasons are of. Records of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_date::option")]
    pub as_of: Option<Date>,
    /// The same without what the whole site or the queue has in common, where that is less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_risk: Option<f64>,
    /// Risk thirty days ago.
    pub risk_month_ago: Option<f64>,
    /// Share of the agents of the site who give notice within the horizon of the model, by the last year; `None` where too few
    /// have left to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_share: Option<f64>,
    /// Band of that risk.
    #[serde(default, with = "serde_code::option")]
    pub band: Option<Band>,
    /// Strongest first, what is only the position last; at most four. The second address may read one more, about the supervisor.
    pub reasons: Vec<ReasonData>,
    /// Herzberg's side on which most of it stands.
    #[serde(default, with = "serde_code::option")]
    pub side: Option<FactorSide>,
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
    /// In a letter to a second address: an earlier one told it whole, and there is nothing new to say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// In a letter: it stands there with a line, because others are told whole first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub brief: bool,
    /// Closed because the risk had eased, which is back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub back: bool,
    /// Somebody has answered it; it may have been sent again since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answered: bool,
    /// An end of the employment was on record before it, and was withdrawn or corrected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Closed, and the case goes on: at another supervisor of the site, or by another alert.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
    /// What this is for, and what never.
    pub purpose: Vec<String>,
}

impl AlertData {
    /// Whether the alert is open: raised or carried, and neither closed nor kept from its supervisor.
    pub fn is_open(&self) -> bool {
        self.status.is_open()
    }
}

/// A reason in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReasonData {
    /// Name of the signal, or `time_away`.
    pub signal: String,
    /// Log-odds that it adds.
    pub contribution: f64,
    /// Herzberg's factor that the signal belongs to, or withdrawal.
    #[serde(with = "serde_code")]
    pub side: FactorSide,
    /// How it is now, in the unit of the signal's figures; `None` for what is told without figures.
    #[serde(default)]
    pub now: Option<f64>,
    /// The agent's own normal, in the same unit, where there is one.
    #[serde(default)]
    pub normal: Option<f64>,
    /// Of how many people, where `now` counts people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<f64>,
    /// The sentence in English.
    pub en: String,
    /// The sentence in Simplified Chinese.
    #[serde(rename = "zh-CN")]
    pub zh: String,
}

/// The conversation guide in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GuideData {
    /// Language of the guide.
    #[serde(with = "serde_code")]
    pub language: Language,
    /// Questions for the conversation with the agent.
    pub ask: String,
    /// What the supervisor can offer the agent.
    pub offer: String,
    /// What not to do.
    pub avoid: String,
}

/// How much of a supervisor's weekly budget of alerts is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// The Monday with which the week begins.
    #[serde(with = "serde_date")]
    pub monday: Date,
    /// Alerts raised so far.
    pub raised: u32,
    /// Alerts withheld so far.
    pub withheld: u32,
}

/// Writes a version of an alert as a CloudEvent in JSON.
pub fn write(alert: &Alert<'_>) -> Box<[u8]> {
    let data = data(alert);
    let identity = format!("alert\0{}\0{}\0{}", data.alert, data.version, data.status.code());
    envelope::write(EventType::Alert, &identity, alert.agent, alert.told_at, data)
}

/// The data of an alert.
pub(crate) fn data(alert: &Alert<'_>) -> AlertData {
    let candidate = alert.candidate;
    let for_supervisor = alert.to == Recipient::Supervisor;
    let is_for_them = |reason: &&Reason| !(for_supervisor && speaks_of_supervisor(reason));
    let reasons: Vec<Reason> = candidate.reasons.iter().filter(is_for_them).cloned().collect();
    let side = leading_side(&reasons);
    let (to, why_second) = match alert.to {
        Recipient::Supervisor => (Addressee::Supervisor, None),
        Recipient::Second(why) => (Addressee::Second, Some(why)),
    };
    let Ledger { week, raised, withheld } = alert.ledger;
    AlertData {
        alert: alert_id(alert.agent, alert.supervisor, alert.raised_on),
        version: alert.version,
        status: alert.status.into(),
        closing: closing(alert.status),
        to,
        why_second,
        until: alert.until,
        carried_from: alert.carried_from.map(|former| alert_id(alert.agent, former, alert.raised_on)),
        held_out: alert.held_out,
        history: alert.is_history,
        language: alert.language,
        date: alert.day,
        raised_on: alert.raised_on,
        since: alert.since,
        jumped: alert.jumped,
        supervisor: alert.supervisor.to_owned(),
        site: Some(alert.site.to_owned()),
        team: Some(candidate.team.clone()),
        potential: candidate.potential,
        risk: Some(candidate.risk),
        as_of: Some(candidate.day),
        own_risk: alert.own_risk,
        risk_month_ago: candidate.month_ago,
        site_share: candidate.site_share,
        band: Some(candidate.band),
        reasons: reasons.iter().map(reason_data).collect(),
        side: Some(side),
        guide: guides(&reasons),
        week: Week { monday: week, raised, withheld },
        model: Some(candidate.model.to_string()),
        unmeasured: candidate.is_unmeasured,
        former_model: alert.former_model.map(str::to_owned),
        repeated: alert.is_repeated,
        brief: alert.is_brief,
        back: alert.is_back,
        answered: alert.is_answered,
        withdrawn: alert.is_withdrawn,
        goes_on: alert.goes_on,
        purpose: Language::ALL.map(words::purpose).into(),
    }
}

/// Reads an alert's agent and data; `None` where the event is no alert.
pub fn read(bytes: &[u8]) -> Result<Option<(String, AlertData)>, Malformed> {
    let Some(event) = envelope::read::<AlertData>(bytes, EventType::Alert)? else { return Ok(None) };
    Ok(Some((event.subject.into_owned(), event.data)))
}

/// When it became so, by its day.
pub(crate) fn at(data: &AlertData) -> Moment {
    Moment::close_of(data.date)
}

/// The name of an alert: it tells nothing about the agent to whoever cannot guess all three.
pub fn alert_id(agent: &AgentId, supervisor: &SupervisorId, raised_on: Date) -> AlertId {
    let of = format!("{}\0{}\0{raised_on}", agent.as_str(), supervisor.as_str());
    format!("{:032x}", xxh3_128(of.as_bytes())).into()
}

fn closing(status: Status) -> Option<Closing> {
    match status {
        Status::Closed(closing) => Some(closing),
        _ => None,
    }
}

fn reason_data(reason: &Reason) -> ReasonData {
    ReasonData {
        signal: reason.signal.to_owned(),
        contribution: reason.contribution,
        side: reason.side,
        now: reason.now,
        normal: reason.normal,
        of: reason.of,
        en: words::reason(reason, Language::English),
        zh: words::reason(reason, Language::Chinese),
    }
}

fn guides(reasons: &[Reason]) -> Vec<GuideData> {
    let in_language = |language: Language| {
        let words::Guide { ask, offer, avoid } = words::guide(reasons, language);
        GuideData { language, ask, offer, avoid }
    };
    Language::ALL.map(in_language).into()
}

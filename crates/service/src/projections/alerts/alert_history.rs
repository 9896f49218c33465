//! One alert, as its records tell it.

use attrition_contracts::alerting::alert::{AlertData, ReasonData};
use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::feedback::{FeedbackData, FeedbackKind};
use attrition_contracts::json::serde_code;
use attrition_contracts::json::serde_date;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::{AgentId, AlertId};
use attrition_core::desk::{Closing, Why};

/// An alert with its history and what was said about it.
#[derive(Clone, Debug)]
pub struct AlertHistory {
    agent: AgentId,
    /// The last version; what that leaves out is as an earlier one had it.
    alert: AlertData,
    /// What the first version that is known told.
    first: FirstVersion,
    /// Every version, first to last.
    steps: Vec<AlertStep>,
    /// In the order in which it was told.
    feedback: Vec<FeedbackData>,
}

/// What became of an alert at a version of it.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct AlertStep {
    /// Number of the version: it rises with each record of the alert.
    pub version: u32,
    /// Business date of the version.
    #[serde(with = "serde_date")]
    pub date: Date,
    /// Status of the alert at this version.
    #[serde(with = "serde_code")]
    pub status: AlertStatus,
    /// Why it was closed.
    #[serde(with = "serde_code::option")]
    pub closing: Option<Closing>,
    /// Whom it was for.
    #[serde(with = "serde_code")]
    pub to: Addressee,
    /// Why the second address.
    #[serde(with = "serde_code::option")]
    pub why_second: Option<Why>,
    /// To which date it was snoozed.
    #[serde(with = "serde_date::option")]
    pub until: Option<Date>,
    /// The alert of another desk from which it was carried here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_from: Option<AlertId>,
    /// Probability of giving notice within the horizon, as of that date.
    pub risk: Option<f64>,
    /// It is of a history that was taken in: nobody was told.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
}

/// What a version of an alert told.
#[derive(Clone, Debug)]
struct FirstVersion {
    version: u32,
    /// Names of the signals.
    reasons: Vec<String>,
    /// With their sentences; empty where texts are not kept.
    sentences: Vec<ReasonData>,
    model: Option<String>,
}

impl AlertHistory {
    pub(super) fn new(agent: AgentId, alert: AlertData, is_lean: bool) -> Self {
        let first = first_version(&alert, is_lean);
        let (alert, steps) = if is_lean { (lean(alert), Vec::new()) } else { (alert.clone(), vec![step(&alert)]) };
        Self { agent, alert, first, steps, feedback: Vec::new() }
    }

    /// Whom it is about.
    pub fn agent(&self) -> &AgentId {
        &self.agent
    }

    /// The alert as its last version says.
    pub fn alert(&self) -> &AlertData {
        &self.alert
    }

    /// Whether nobody is told of it. Withheld is withheld, whether or not it would have been held out.
    pub fn is_held_out(&self) -> bool {
        self.alert.held_out && self.alert.status != AlertStatus::Withheld
    }

    /// Names of the signals that were shown as reasons when it was told first.
    pub fn first_reasons(&self) -> &[String] {
        &self.first.reasons
    }

    /// The same with their sentences, where texts are kept.
    pub fn first_sentences(&self) -> &[ReasonData] {
        &self.first.sentences
    }

    /// The model that made the risk of which it was told first.
    pub fn first_model(&self) -> Option<&str> {
        self.first.model.as_deref()
    }

    /// Its versions, first to last.
    pub fn steps(&self) -> &[AlertStep] {
        &self.steps
    }

    /// The day that its risk and its reasons are of, as the last version that has them says. Earlier versions of the program did
    /// not say it: then it is the day of that version, or the one before where that answers the alert, or ends it because the agent
    /// moves or goes. `None` where nothing is known of it.
    pub fn as_of(&self) -> Option<Date> {
        self.alert.as_of.or_else(|| self.as_of_its_steps())
    }

    fn as_of_its_steps(&self) -> Option<Date> {
        let step = self.steps.iter().rev().find(|step| step.risk.is_some())?;
        let is_of_before = matches!(step.status, AlertStatus::Acknowledged | AlertStatus::Snoozed)
            || matches!(step.closing, Some(Closing::Moved | Closing::Left | Closing::Ended));
        Some((step.date - i32::from(is_of_before)).max(self.alert.raised_on))
    }

    /// The alerts of other desks from which it was carried here, now and before.
    pub fn carried_from(&self) -> impl Iterator<Item = &AlertId> {
        let now = self.alert.carried_from.as_ref();
        now.into_iter().chain(self.steps.iter().filter_map(|step| step.carried_from.as_ref()))
    }

    /// What was said about it.
    pub fn feedback(&self) -> &[FeedbackData] {
        &self.feedback
    }

    /// Of which kind the feedback of this id is; `None` while none was taken in.
    pub fn kind_of(&self, id: &str) -> Option<FeedbackKind> {
        self.feedback.iter().find(|feedback| *feedback.feedback == *id).map(|feedback| feedback.kind)
    }

    /// Whether feedback of this id was taken in.
    pub fn has_heard(&self, id: &str) -> bool {
        self.kind_of(id).is_some()
    }

    /// Whether it ever had this status.
    pub fn was(&self, status: AlertStatus) -> bool {
        self.steps.iter().any(|step| step.status == status)
    }

    /// Whether it was over within a history that was taken in, and nobody has said anything about it: nobody was told of it. Of
    /// one that is still open, the first letter tells.
    pub fn waits_for_nobody(&self) -> bool {
        let is_over = matches!(self.alert.status, AlertStatus::Closed | AlertStatus::Withheld);
        is_over && self.steps.iter().all(|step| step.history) && self.feedback.is_empty()
    }

    /// Takes in a version; one that came before is known already.
    pub(super) fn apply(&mut self, alert: AlertData, is_lean: bool) {
        if alert.version < self.first.version {
            self.first = first_version(&alert, is_lean);
        }
        let alert = if is_lean { lean(alert) } else { alert };
        if !is_lean {
            match self.steps.binary_search_by_key(&alert.version, |step| step.version) {
                Ok(place) => self.steps[place] = step(&alert),
                Err(place) => self.steps.insert(place, step(&alert)),
            }
        }
        if alert.version >= self.alert.version {
            self.alert = completed(alert, &self.alert);
        }
    }

    /// Takes in feedback, each once.
    pub(super) fn answer(&mut self, mut feedback: FeedbackData, is_lean: bool) {
        if is_lean {
            (feedback.reasons, feedback.factors) = (Vec::new(), Vec::new());
        }
        if !self.has_heard(&feedback.feedback) {
            self.feedback.push(feedback);
        }
    }
}

/// The alert without sentences, guide and purpose, to save memory.
fn lean(mut alert: AlertData) -> AlertData {
    alert.reasons.iter_mut().for_each(|reason| (reason.en, reason.zh) = (String::new(), String::new()));
    (alert.guide, alert.purpose) = (Vec::new(), Vec::new());
    alert
}

fn first_version(alert: &AlertData, is_lean: bool) -> FirstVersion {
    let reasons = alert.reasons.iter().map(|reason| reason.signal.clone()).collect();
    let sentences = if is_lean { Vec::new() } else { alert.reasons.clone() };
    FirstVersion { version: alert.version, reasons, sentences, model: alert.model.clone() }
}

fn step(alert: &AlertData) -> AlertStep {
    AlertStep {
        version: alert.version,
        date: alert.date,
        status: alert.status,
        closing: alert.closing,
        to: alert.to,
        why_second: alert.why_second,
        until: alert.until,
        carried_from: alert.carried_from.clone(),
        risk: alert.risk,
        history: alert.history,
    }
}

/// A version that closes an alert may know little of its agent any more: the rest is as it was.
fn completed(mut alert: AlertData, last: &AlertData) -> AlertData {
    fn keep<T: Clone>(now: &mut Option<T>, before: &Option<T>) {
        if now.is_none() {
            now.clone_from(before);
        }
    }
    keep(&mut alert.site, &last.site);
    keep(&mut alert.team, &last.team);
    keep(&mut alert.model, &last.model);
    keep(&mut alert.carried_from, &last.carried_from);
    keep(&mut alert.potential, &last.potential);
    keep(&mut alert.band, &last.band);
    keep(&mut alert.side, &last.side);
    // The reasons of another day are none of a risk of this one.
    if alert.risk.is_none() {
        alert.as_of = last.as_of;
        alert.reasons.clone_from(&last.reasons);
        alert.guide.clone_from(&last.guide);
    }
    keep(&mut alert.risk, &last.risk);
    keep(&mut alert.risk_month_ago, &last.risk_month_ago);
    alert
}

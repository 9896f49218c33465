//! What a record of the alerts topic says to a webhook: little, for who reads along is not known here.

use serde_json::{Value, json};

use crate::deliver::texts::{MessageTexts, is_for_people, midnight};
use crate::observability::summary::Passed;
use crate::rendering::{self, Markup};
use attrition_config::WebhookContent;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::announced::{self, Announced};
use attrition_contracts::alerting::notice::NoticeData;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::{AgentId, SiteId};
use attrition_core::desk::{Closing, Language};

/// An alert or a notice.
pub(super) struct Notification {
    /// Id of the event: it is the key by which a receiver knows it again.
    pub(super) id: String,
    pub(super) kind: &'static str,
    pub(super) time: String,
    pub(super) site: SiteId,
    pub(super) date: Date,
    /// Whom an alert is about.
    pub(super) agent: Option<AgentId>,
    /// The members that a thin message has.
    pub(super) thin: Value,
    /// Whether a chat is told: somebody is to do something.
    pub(super) is_news: bool,
    pub(super) alert: Option<Box<AlertData>>,
    pub(super) notice: Option<NoticeData>,
}

impl Notification {
    /// Which of the two it is.
    pub(super) fn what(&self) -> WebhookContent {
        if self.alert.is_some() { WebhookContent::Alerts } else { WebhookContent::Notices }
    }
}

/// What a record says to a webhook, or why none is told of it.
pub(super) fn notification(announced: &Announced) -> Result<Notification, Passed> {
    let (id, kind, time) = (announced.id.clone(), announced.what.kind().text(), announced.at.to_string());
    match &announced.what {
        what if what.is_history() => Err(Passed::History),
        announced::AnnouncedData::Alert { data, .. } if !is_for_people(data) => Err(Passed::NotForPeople),
        announced::AnnouncedData::Alert { agent, data } => {
            let (agent, data) = (agent.clone(), data.clone());
            let thin = json!({
                "alert": data.alert, "version": data.version, "status": data.status.code(),
                "closing": data.closing.map(Closing::code), "to": data.to.code(), "date": data.date.to_string(),
                "raised_on": data.raised_on.to_string(), "site": data.site, "team": data.team,
                "supervisor": data.supervisor,
            });
            let is_news = data.status.is_waiting();
            let (site, date) = (data.site.clone().unwrap_or_default(), data.date);
            Ok(Notification {
                id,
                kind,
                time,
                site,
                date,
                agent: Some(agent),
                thin,
                is_news,
                alert: Some(data),
                notice: None,
            })
        }
        announced::AnnouncedData::Notice(data) => {
            let data = data.clone();
            let mut thin = json!({
                "notice": data.notice, "kind": data.kind.code(), "status": data.status.code(), "site": data.site,
                "since": data.since.to_string(), "date": data.date.to_string(), "what": data.what,
                "language": data.language.code(),
            });
            if let Some(queue) = &data.queue {
                thin["queue"] = json!(queue);
            }
            let (site, date) = (data.site.clone(), data.date);
            Ok(Notification {
                id,
                kind,
                time,
                site,
                date,
                agent: None,
                thin,
                is_news: true,
                alert: None,
                notice: Some(data),
            })
        }
        announced::AnnouncedData::Digest(_) | announced::AnnouncedData::Feedback { .. } => Err(Passed::OtherType),
    }
}

/// Title and body in words.
pub(super) fn words(
    all: &[Notification],
    markup: Option<Markup>,
    texts: &MessageTexts,
    names_agents: bool,
) -> (String, String) {
    let markup = markup.unwrap_or(Markup::Plain);
    let named = |told: &'_ Notification| told.agent.clone().filter(|_| names_agents);
    let chat = match all {
        [Notification { alert: Some(alert), .. }] => {
            let day = midnight(alert.date);
            let link = |alert: &AlertData, target| texts.target(&alert.alert, target, day);
            rendering::chat(named(&all[0]).as_deref(), alert, alert.language, markup, &link)
        }
        [Notification { notice: Some(notice), .. }] => {
            let page = texts.notice_page(notice);
            rendering::chat_notice(notice, notice.language, markup, page.as_deref())
        }
        all => {
            let agents: Vec<Option<AgentId>> = all.iter().map(named).collect();
            let alerts =
                all.iter().zip(&agents).filter_map(|(told, agent)| Some((agent.as_deref(), &**told.alert.as_ref()?)));
            let alerts: Vec<(Option<&str>, &AlertData)> = alerts.collect();
            let language = alerts.first().map_or(Language::English, |(_, alert)| alert.language);
            rendering::chat_list(&alerts, language, markup)
        }
    };
    (chat.title, chat.body)
}

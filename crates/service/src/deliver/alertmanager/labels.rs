//! An alert and a notice as Alertmanager has them: labels that name nobody, annotations that tell the supervisor.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::deliver::texts::MessageTexts;
use crate::rendering::{self, ReplyOption};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::notice::NoticeData;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AlertId;
use attrition_i18n::purpose;

/// What Alertmanager groups, silences and inhibits by; the same for all versions of an alert while it is on one desk.
pub(super) type Labels = BTreeMap<&'static str, String>;

/// An alert as it is posted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PostedAlert {
    labels: Labels,
    annotations: BTreeMap<&'static str, String>,
    #[serde(rename = "startsAt")]
    starts_at: String,
    #[serde(rename = "endsAt")]
    ends_at: String,
}

/// What fires, and how it looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Firing {
    /// Labels by which Alertmanager tells it from others; none names an agent.
    pub(super) labels: Labels,
    annotations: BTreeMap<&'static str, String>,
    since: Date,
    /// Name of the alert that its links answer.
    answered: Option<AlertId>,
}

impl Firing {
    /// An alert about an agent. The agent stands in an annotation: labels are what Alertmanager keeps, groups and shows to all.
    pub(super) fn alert(agent: &str, data: &AlertData, texts: &MessageTexts) -> Self {
        let language = data.language;
        let severity = if texts.is_for_second(data) { "critical" } else { "warning" };
        let labels = BTreeMap::from([
            ("alertname", "AttritionRisk".to_owned()),
            ("alert", data.alert.to_string()),
            ("site", data.site.as_deref().unwrap_or_default().to_owned()),
            ("team", data.team.as_deref().unwrap_or_default().to_owned()),
            ("supervisor", data.supervisor.as_str().to_owned()),
            ("severity", severity.to_owned()),
        ]);
        let mut annotations = BTreeMap::from([
            ("summary", rendering::summary(data, language)),
            ("description", rendering::description(data, language)),
            ("agent", agent.to_owned()),
            ("purpose", purpose(language)),
        ]);
        if let Some(guide) = data.guide.iter().find(|guide| guide.language == language) {
            let parts = [("ask", &guide.ask), ("offer", &guide.offer), ("avoid", &guide.avoid)];
            annotations.extend(parts.map(|(name, text)| (name, text.clone())));
        }
        annotations.extend(texts.page(&data.alert).map(|page| ("page", page)));
        Self { labels, annotations, since: data.raised_on, answered: Some(data.alert.clone()) }
    }

    /// Whether it is about an alert, and not a notice.
    pub(super) fn is_alert(&self) -> bool {
        self.answered.is_some()
    }

    /// A notice about a site.
    pub(super) fn notice(data: &NoticeData, texts: &MessageTexts) -> Self {
        let labels = BTreeMap::from([
            ("alertname", "AttritionSiteNotice".to_owned()),
            ("notice", data.notice.clone()),
            ("site", data.site.to_string()),
            ("kind", data.kind.to_string()),
            ("severity", "info".to_owned()),
        ]);
        let summary = rendering::notice_line(data, data.language);
        let mut annotations = BTreeMap::from([("summary", summary)]);
        annotations.extend(texts.notice_page(data).map(|page| ("page", page)));
        Self { labels, annotations, since: data.since, answered: None }
    }

    /// As it is posted: it resolves at `ends`, which is over, or comes if it is not posted again before. Links are as of now.
    pub(super) fn posted(&self, ends: OffsetDateTime, texts: &MessageTexts, now: OffsetDateTime) -> PostedAlert {
        let (labels, mut annotations) = (self.labels.clone(), self.annotations.clone());
        if let Some(alert) = &self.answered {
            let links = [("acknowledge", ReplyOption::Acknowledge), ("snooze", ReplyOption::SnoozeWeek)];
            annotations.extend(links.into_iter().filter_map(|(name, ask)| Some((name, texts.link(alert, ask, now)?))));
        }
        PostedAlert { labels, annotations, starts_at: format!("{}T00:00:00Z", self.since), ends_at: rfc3339(ends) }
    }
}

fn rfc3339(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).expect("times of this age can be written")
}

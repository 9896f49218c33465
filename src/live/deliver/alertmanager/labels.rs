//! An alert and a notice as Alertmanager has them: labels that name nobody, annotations that tell the supervisor.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::wire::alert::AlertData;
use crate::wire::notice::NoticeData;

/// What Alertmanager groups, silences and inhibits by; the same for all versions of an alert while it is on one desk.
pub type Labels = BTreeMap<&'static str, String>;

/// An alert as it is posted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Posted {
    labels: Labels,
    annotations: BTreeMap<&'static str, String>,
    #[serde(rename = "startsAt")]
    starts_at: String,
    #[serde(rename = "endsAt")]
    ends_at: String,
}

/// What fires, and how it looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Firing {
    /// Its labels.
    pub labels: Labels,
    annotations: BTreeMap<&'static str, String>,
    since: String,
}

impl Firing {
    /// An alert about an agent. The agent stands in an annotation, for labels are what Alertmanager shows and keeps.
    pub fn alert(agent: &str, data: &AlertData, page: &str, links: &[(&'static str, String)]) -> Self {
        let zh = data.language == "zh-CN";
        let severity = if data.to == "second" { "critical" } else { "warning" };
        let labels = BTreeMap::from([
            ("alertname", "AttritionRisk".to_owned()),
            ("alert", data.alert.clone()),
            ("site", data.site.clone().unwrap_or_default()),
            ("team", data.team.clone().unwrap_or_default()),
            ("supervisor", data.supervisor.clone()),
            ("severity", severity.to_owned()),
        ]);
        let mut annotations = BTreeMap::from([
            ("summary", summary(agent, data, zh)),
            ("agent", agent.to_owned()),
            ("reasons", reasons(data, zh)),
            ("purpose", data.purpose.get(usize::from(zh)).cloned().unwrap_or_default()),
        ]);
        let language = if zh { "zh-CN" } else { "en" };
        if let Some(guide) = data.guide.iter().find(|guide| guide.language == language) {
            annotations.insert("ask", guide.ask.clone());
            annotations.insert("offer", guide.offer.clone());
            annotations.insert("avoid", guide.avoid.clone());
        }
        if !page.is_empty() {
            annotations.insert("page", page.replace("{alert}", &data.alert));
        }
        annotations.extend(links.iter().cloned());
        Self { labels, annotations, since: data.raised_on.clone() }
    }

    /// A notice about a site.
    pub fn notice(data: &NoticeData) -> Self {
        let labels = BTreeMap::from([
            ("alertname", "AttritionSiteNotice".to_owned()),
            ("notice", data.notice.clone()),
            ("site", data.site.clone()),
            ("kind", data.kind.clone()),
            ("severity", "info".to_owned()),
        ]);
        let annotations = BTreeMap::from([("summary", notice_summary(data)), ("what", data.what.join(", "))]);
        Self { labels, annotations, since: data.since.clone() }
    }

    /// As it is posted while it fires: it resolves by itself if it is not posted again before `ends`.
    pub fn posted(&self, ends: OffsetDateTime) -> Posted {
        let (labels, annotations) = (self.labels.clone(), self.annotations.clone());
        Posted { labels, annotations, starts_at: format!("{}T00:00:00Z", self.since), ends_at: rfc3339(ends) }
    }
}

fn rfc3339(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).expect("times of this age can be written")
}

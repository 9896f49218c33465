//! Digests: `attrition.digest.v1`, one letter to one addressee, keyed by supervisor (to a second address: by site).
//!
//! The desk decides when one is due, so whoever delivers it needs to remember nothing.

use attrition_core::basics::ids::{AgentId, SiteId, SupervisorId};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::alerting::alert::{self, AlertData};
use crate::alerting::alert_status::Addressee;
use crate::alerting::notice::{self, NoticeData};
use crate::json::serde_code;
use crate::json::serde_date;
use crate::records::envelope::{self, EventType};
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Alert, Digest, Language};

/// The data of a digest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestData {
    /// Name of the digest: a hash of site, addressee and day.
    pub digest: String,
    /// The day of which it tells.
    #[serde(with = "serde_date")]
    pub date: Date,
    /// Whom it goes to.
    #[serde(with = "serde_code")]
    pub to: Addressee,
    /// The supervisor; `None` when it is for the second address.
    pub supervisor: Option<SupervisorId>,
    /// Code of the site whose desk wrote the digest.
    pub site: SiteId,
    /// Language of the site.
    #[serde(with = "serde_code")]
    pub language: Language,
    /// What is open, what waits for an answer first, then highest risk first.
    pub alerts: Vec<DigestAlert>,
    /// What was closed on that day.
    pub closed: Vec<DigestAlert>,
    /// Alerts that the budget of the supervisor's week withheld.
    pub withheld: u32,
    /// Notices about the site that stand.
    pub notices: Vec<NoticeData>,
}

/// An alert with whom it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DigestAlert {
    /// Id of the agent whom the alert is about.
    pub agent: AgentId,
    /// The alert as of the day of the digest.
    #[serde(flatten)]
    pub alert: AlertData,
}

/// Writes a digest as a CloudEvent in JSON.
pub fn write(digest: &Digest<'_>) -> Box<[u8]> {
    let to = digest.supervisor.map(SupervisorId::as_str).unwrap_or_default();
    let name = format!("{}\0{to}\0{}", digest.site, digest.day);
    let about = |alert: &Alert<'_>| DigestAlert { agent: alert.agent.to_owned(), alert: alert::data(alert) };
    let data = DigestData {
        digest: format!("{:032x}", xxh3_128(name.as_bytes())),
        date: digest.day,
        to: Addressee::of_digest(digest),
        supervisor: digest.supervisor.cloned(),
        site: digest.site.to_owned(),
        language: digest.language,
        alerts: digest.open.iter().map(about).collect(),
        closed: digest.closed.iter().map(about).collect(),
        withheld: digest.withheld,
        notices: digest.notices.iter().map(notice::data).collect(),
    };
    let identity = format!("digest\0{}", data.digest);
    let subject = digest.supervisor.map_or(digest.site.as_str(), SupervisorId::as_str);
    envelope::write(EventType::Digest, &identity, subject, digest.told_at, data)
}

/// When it was written, by its day.
pub(crate) fn at(data: &DigestData) -> Moment {
    Moment::close_of(data.date)
}

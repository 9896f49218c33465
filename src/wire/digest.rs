//! Digests: `attrition.digest.v1`, one letter to one addressee, keyed by supervisor (to a second address: by site).
//!
//! The desk decides when one is due, so whoever delivers it needs to remember nothing.

use serde::{Deserialize, Serialize};

use super::alert::AlertData;
use super::notice::NoticeData;
use crate::engine::redacted::redacted;

/// The data of a digest.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DigestData {
    /// Names the digest.
    pub digest: String,
    /// The day of which it tells, YYYY-MM-DD.
    pub date: String,
    /// `supervisor`, or `second`: the site's second address.
    pub to: String,
    /// The supervisor; `None` when it is for the second address.
    pub supervisor: Option<String>,
    /// Site code.
    pub site: String,
    /// Language of the site: `en` or `zh-CN`.
    pub language: String,
    /// What is open, what waits for an answer first, then highest risk first.
    pub alerts: Vec<About>,
    /// What was closed on that day.
    pub closed: Vec<About>,
    /// Alerts that the budget of the supervisor's week withheld.
    pub withheld: u32,
    /// Notices about the site that stand.
    pub notices: Vec<NoticeData>,
}

/// An alert with whom it is about.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The agent.
    pub agent: String,
    /// The alert.
    #[serde(flatten)]
    pub alert: AlertData,
}

redacted!(DigestData, About);

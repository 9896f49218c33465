//! Notices about a site: `attrition.notice.v1`, keyed by site. They say why nobody is alerted to what all have in common.

use serde::{Deserialize, Serialize};

/// The data of a notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeData {
    /// Names the notice through its beginning and its end.
    pub notice: String,
    /// Site code.
    pub site: String,
    /// Day of this record, YYYY-MM-DD.
    pub date: String,
    /// `stale_data`: a source says nothing; `site_shift`: the whole site has changed at once.
    pub kind: String,
    /// `begun`, or `over`.
    pub status: String,
    /// Its first day.
    pub since: String,
    /// Kinds of events that are missing (`shift`, `evaluation`, `ticket`), or names of the signals that have shifted.
    pub what: Vec<String>,
    /// Language of the site: `en` or `zh-CN`.
    pub language: String,
}

//! Notices about a site: `attrition.notice.v1`, keyed by site. They say why nobody is alerted to what all have in common.

use attrition_core::basics::ids::{QueueId, SiteId};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use crate::json::serde_code;
use crate::json::serde_date;
use crate::records::envelope::{self, EventType};
use attrition_core::basics::closed_set::closed_set;
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{ConditionEnd, Language, NoticeKind, SiteNotice};

/// The data of a notice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeData {
    /// Names the notice through its beginning and its end.
    pub notice: String,
    /// Code of the site that the notice is about.
    pub site: SiteId,
    /// Day of this record.
    #[serde(with = "serde_date")]
    pub date: Date,
    /// What it is about.
    #[serde(with = "serde_code")]
    pub kind: NoticeKind,
    /// The queue that it is about, if it is not the whole site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueId>,
    /// Whether it has begun or is over.
    #[serde(with = "serde_code")]
    pub status: NoticeStatus,
    /// The first day on which the site was like this.
    #[serde(with = "serde_date")]
    pub since: Date,
    /// Kinds of events that are missing (`shift`, `evaluation`, `ticket`), or names of the signals that have shifted.
    pub what: Vec<String>,
    /// How it came to an end, if it has; records of earlier versions do not say it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "serde_code::option")]
    pub over: Option<ConditionEnd>,
    /// Language of the site.
    #[serde(with = "serde_code")]
    pub language: Language,
    /// This record is of a history that was taken in: nobody is told of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
}

/// Whether what a notice is about goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeStatus {
    /// It has begun, or lists more or less than before.
    Begun,
    /// The site is no longer like this.
    Over,
}

closed_set!(NoticeStatus { Begun => "begun", Over => "over" });

impl NoticeStatus {
    /// The status of a notice.
    pub fn new(notice: &SiteNotice<'_>) -> Self {
        if notice.over.is_some() { Self::Over } else { Self::Begun }
    }
}

/// Writes a notice as a CloudEvent in JSON.
pub fn write(notice: &SiteNotice<'_>) -> Box<[u8]> {
    let data = data(notice);
    // What grows or shrinks is told again.
    // So is what stands at the end of a history.
    let history = if data.history { "\0history" } else { "" };
    let (status, what) = (data.status.code(), data.what.join(","));
    let identity = format!("notice\0{}\0{status}\0{}\0{what}{history}", data.notice, data.date);
    envelope::write(EventType::Notice, &identity, notice.site, notice.told_at, data)
}

/// When it became so, by its day.
pub(crate) fn at(data: &NoticeData) -> Moment {
    Moment::close_of(data.date)
}

/// The data of a notice.
pub(crate) fn data(notice: &SiteNotice<'_>) -> NoticeData {
    let queue = notice.queue.map_or_else(String::new, |queue| format!("\0{queue}"));
    let name = format!("{}\0{}\0{}{queue}", notice.site, notice.kind.code(), notice.since);
    NoticeData {
        notice: format!("{:032x}", xxh3_128(name.as_bytes())),
        site: notice.site.to_owned(),
        date: notice.day,
        kind: notice.kind,
        queue: notice.queue.cloned(),
        status: NoticeStatus::new(notice),
        since: notice.since,
        what: notice.what.iter().map(|what| (*what).to_owned()).collect(),
        over: notice.over,
        language: notice.language,
        history: notice.is_history,
    }
}

//! Notices about a site: `attrition.notice.v1`, keyed by site. They say why nobody is alerted to what all have in common.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::envelope::{self, EventType, Malformed};
use crate::engine::desk::{Notice, NoticeKind};
use crate::engine::moment::Moment;

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
    /// This record is of a history that was taken in: nobody is told of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
}

/// Writes a notice.
pub fn write(notice: &Notice<'_>) -> Box<[u8]> {
    let data = data(notice);
    // What grows is told again.
    let identity = format!("notice\0{}\0{}\0{}", data.notice, data.status, data.what.join(","));
    envelope::write(EventType::Notice, &identity, notice.site, notice.told_at, data)
}

/// Whether the members have values that can be; when it became so, by its day.
pub(super) fn check(data: &NoticeData) -> Result<Moment, Malformed> {
    let kind = EventType::Notice;
    envelope::day(kind, "since", &data.since)?;
    envelope::one_of(kind, "kind", &data.kind, &[NoticeKind::StaleData, NoticeKind::SiteShift].map(kind_text))?;
    envelope::one_of(kind, "status", &data.status, &["begun", "over"])?;
    Ok(Moment::close_of(envelope::day(kind, "date", &data.date)?))
}

/// The data of a notice.
pub(super) fn data(notice: &Notice<'_>) -> NoticeData {
    let kind = kind_text(notice.kind);
    let name = format!("{}\0{kind}\0{}", notice.site, notice.since);
    NoticeData {
        notice: format!("{:032x}", xxh3_128(name.as_bytes())),
        site: notice.site.to_owned(),
        date: notice.day.to_string(),
        kind: kind.to_owned(),
        status: if notice.over { "over" } else { "begun" }.to_owned(),
        since: notice.since.to_string(),
        what: notice.what.iter().map(|what| (*what).to_owned()).collect(),
        language: notice.language.code().to_owned(),
        history: notice.is_history,
    }
}

/// What a notice is about, as notices and metrics write it.
pub fn kind_text(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::StaleData => "stale_data",
        NoticeKind::SiteShift => "site_shift",
    }
}

//! What stood of a site and a queue as a whole on a day, by what the desk said.

use std::collections::BTreeMap;

use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::notice::{NoticeData, NoticeStatus};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_service::storage::logs::Logs;

/// The notices about a site, or a queue of it, that stood at the close of a day, oldest first.
pub(super) fn stood(logs: &Logs, site: &str, queue: &str, day: Date) -> anyhow::Result<Vec<NoticeData>> {
    let mut standing: BTreeMap<String, NoticeData> = BTreeMap::new();
    for partition in 0..logs.partitions(Topic::Alerts)? {
        logs.scan(Topic::Alerts, partition, &mut |record| {
            // What cannot be read is told of by whoever delivers it.
            if let Ok(Some(AnnouncedData::Notice(notice))) =
                announced::read(&record.value).map(|said| said.map(|said| said.what))
            {
                let is_theirs = notice.queue.as_deref().is_none_or(|of| of == queue);
                if *notice.site == *site && is_theirs && notice.date <= day {
                    match notice.status {
                        NoticeStatus::Begun => standing.insert(notice.notice.clone(), notice),
                        NoticeStatus::Over => standing.remove(&notice.notice),
                    };
                }
            }
            true
        })?;
    }
    let mut standing: Vec<NoticeData> = standing.into_values().collect();
    standing.sort_by_key(|notice| notice.since);
    Ok(standing)
}

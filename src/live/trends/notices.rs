//! What the desk has said about whole sites: sources that were silent, and shifts that all had in common.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::date::Date;
use crate::engine::desk::{NoticeKind, SOURCES};
use crate::wire::notice::{NoticeData, NoticeStatus};

/// Notices by site, in the order in which they were told.
#[derive(Debug, Default)]
pub(super) struct Notices(BTreeMap<Box<str>, Vec<Notice>>);

/// What began or was over.
#[derive(Debug)]
struct Notice {
    date: Date,
    /// Its first day, which tells one shift from another.
    since: Date,
    is_shift: bool,
    is_over: bool,
    /// Which of [`SOURCES`].
    sources: [bool; 3],
}

/// How a site stood on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Which of [`SOURCES`] were silent.
    pub(super) silent: [bool; 3],
    /// The whole site had shifted.
    pub(super) shifted: bool,
}

impl Notices {
    /// Takes in a notice.
    pub(super) fn hear(&mut self, notice: &NoticeData) {
        let is_shift = notice.kind == NoticeKind::SiteShift;
        let sources = SOURCES.map(|source| !is_shift && notice.what.iter().any(|what| what == source.name));
        let (date, since, is_over) = (notice.date, notice.since, notice.status == NoticeStatus::Over);
        let of_site = self.0.entry(notice.site.as_str().into()).or_default();
        of_site.push(Notice { date, since, is_shift, is_over, sources });
    }

    /// How every site stood at the close of a day, as far as anything was ever said of it. What grows is told again as a
    /// whole, so of silent sources the last notice counts; of shifts several may stand at once.
    pub(super) fn on(&self, day: Date) -> impl Iterator<Item = (&str, Standing)> {
        self.0.iter().map(move |(site, notices)| {
            let (mut standing, mut shifts) = (Standing::default(), BTreeSet::new());
            for notice in notices.iter().filter(|notice| notice.date <= day) {
                match (notice.is_shift, notice.is_over) {
                    (true, true) => _ = shifts.remove(&notice.since),
                    (true, false) => _ = shifts.insert(notice.since),
                    (false, true) => standing.silent = [false; 3],
                    (false, false) => standing.silent = notice.sources,
                }
            }
            standing.shifted = !shifts.is_empty();
            (&**site, standing)
        })
    }

    /// Lets go of what was over before a day.
    pub(super) fn forget(&mut self, first: Date) {
        for notices in self.0.values_mut() {
            let over = |notice: &&Notice| notice.is_over && notice.date < first;
            let shifts: BTreeSet<Date> =
                notices.iter().filter(over).filter(|notice| notice.is_shift).map(|notice| notice.since).collect();
            let silent = notices.iter().rposition(|notice| !notice.is_shift && over(&notice));
            let mut place = 0;
            notices.retain(|notice| {
                place += 1;
                match notice.is_shift {
                    true => !shifts.contains(&notice.since),
                    false => silent.is_none_or(|silent| place - 1 > silent),
                }
            });
        }
        self.0.retain(|_, notices| !notices.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::desk::Language;
    use NoticeKind::{SiteShift, StaleData};
    use NoticeStatus::{Begun, Over};

    fn notice(kind: NoticeKind, status: NoticeStatus, date: &str, what: &[&str]) -> NoticeData {
        since(date, kind, status, date, what)
    }

    fn since(since: &str, kind: NoticeKind, status: NoticeStatus, date: &str, what: &[&str]) -> NoticeData {
        let day = |text| Date::parse(text).expect("a date");
        NoticeData {
            notice: String::new(),
            site: "n".to_owned(),
            date: day(date),
            kind,
            status,
            since: day(since),
            what: what.iter().map(|what| (*what).to_owned()).collect(),
            language: Language::English,
            history: false,
        }
    }

    #[test]
    fn a_source_is_silent_until_it_is_over_and_forgotten_only_then() {
        let mut notices = Notices::default();
        let day = |text| Date::parse(text).expect("a date");
        notices.hear(&notice(StaleData, Begun, "2026-03-02", &["evaluation"]));
        notices.hear(&notice(StaleData, Begun, "2026-03-03", &["evaluation", "ticket"]));
        notices.hear(&notice(SiteShift, Begun, "2026-03-03", &["qa_score"]));
        notices.hear(&notice(StaleData, Over, "2026-03-05", &["evaluation", "ticket"]));
        let standing = |notices: &Notices, text| notices.on(day(text)).next().map(|(_, s)| (s.silent, s.shifted));
        assert_eq!(standing(&notices, "2026-03-01"), Some(([false; 3], false)));
        assert_eq!(standing(&notices, "2026-03-02"), Some(([false, true, false], false)));
        assert_eq!(standing(&notices, "2026-03-04"), Some(([false, true, true], true)));
        assert_eq!(standing(&notices, "2026-03-05"), Some(([false; 3], true)));
        notices.forget(day("2026-03-05"));
        assert_eq!(standing(&notices, "2026-03-04"), Some(([false, true, true], true)));
        notices.forget(day("2026-03-06"));
        assert_eq!(standing(&notices, "2026-03-06"), Some(([false; 3], true)));
        notices.hear(&notice(SiteShift, Begun, "2026-03-06", &["pace"]));
        notices.hear(&since("2026-03-03", SiteShift, Over, "2026-03-07", &[]));
        notices.forget(day("2026-03-08"));
        assert_eq!(standing(&notices, "2026-03-08"), Some(([false; 3], true)), "the second stands");
        notices.hear(&since("2026-03-06", SiteShift, Over, "2026-03-09", &[]));
        assert_eq!(standing(&notices, "2026-03-09"), Some(([false; 3], false)));
        notices.forget(day("2026-03-10"));
        assert_eq!(standing(&notices, "2026-03-10"), None);
    }
}

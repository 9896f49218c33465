//! What the desk has said about sites: sources that were silent, and shifts that all had in common, or all of a queue.

use std::collections::{BTreeMap, BTreeSet};

use attrition_contracts::alerting::notice::{NoticeData, NoticeStatus};
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SiteId;
use attrition_core::desk::{NoticeKind, SOURCES};

/// Notices by site, in the order in which they were told.
#[derive(Debug, Default)]
pub(in crate::projections::trends) struct Notices(BTreeMap<SiteId, Vec<NoticeChange>>);

/// What began or was over.
#[derive(Debug)]
struct NoticeChange {
    date: Date,
    /// Of a shift: its queue, if it is not the whole site, and its first day; they tell one from another.
    shift: Option<(Option<Box<str>>, Date)>,
    is_over: bool,
    /// Whether the notice names each of [`SOURCES`] as silent; of a shift, none.
    sources: [bool; 3],
}

/// How a site stood on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::projections::trends) struct SiteDayState {
    /// Which of [`SOURCES`] were silent.
    pub(in crate::projections::trends) silent: [bool; 3],
    /// The whole site had shifted.
    pub(in crate::projections::trends) shifted: bool,
    /// How many of its queues had.
    pub(in crate::projections::trends) queues: usize,
}

impl Notices {
    /// Takes in a notice.
    pub(in crate::projections::trends) fn apply(&mut self, notice: &NoticeData) {
        let shift = match notice.kind {
            NoticeKind::StaleData => None,
            NoticeKind::SiteShift | NoticeKind::QueueShift => {
                Some((notice.queue.as_deref().map(Box::from), notice.since))
            }
        };
        let sources = SOURCES.map(|source| shift.is_none() && notice.what.iter().any(|what| what == source.name));
        let (date, is_over) = (notice.date, notice.status == NoticeStatus::Over);
        self.0.entry(notice.site.as_str().into()).or_default().push(NoticeChange { date, shift, is_over, sources });
    }

    /// How every site stood at the close of a day, as far as anything was ever said of it. What grows is told again as a
    /// whole, so of silent sources the last notice counts; of shifts several may stand at once.
    pub(in crate::projections::trends) fn on(&self, day: Date) -> impl Iterator<Item = (&str, SiteDayState)> {
        self.0.iter().map(move |(site, notices)| {
            let (mut standing, mut shifts) = (SiteDayState::default(), BTreeSet::new());
            for notice in notices.iter().filter(|notice| notice.date <= day) {
                match (&notice.shift, notice.is_over) {
                    (Some(shift), true) => _ = shifts.remove(shift),
                    (Some(shift), false) => _ = shifts.insert(shift),
                    (None, true) => standing.silent = [false; 3],
                    (None, false) => standing.silent = notice.sources,
                }
            }
            standing.shifted = shifts.iter().any(|(queue, _)| queue.is_none());
            standing.queues = shifts.iter().filter_map(|(queue, _)| queue.as_deref()).collect::<BTreeSet<_>>().len();
            (&**site, standing)
        })
    }

    /// Lets go of what was over before a day.
    pub(in crate::projections::trends) fn forget(&mut self, first: Date) {
        for notices in self.0.values_mut() {
            let over = |notice: &&NoticeChange| notice.is_over && notice.date < first;
            let shifts: BTreeSet<_> = notices.iter().filter(over).filter_map(|notice| notice.shift.clone()).collect();
            let silent = notices.iter().rposition(|notice| notice.shift.is_none() && over(&notice));
            let mut place = 0;
            notices.retain(|notice| {
                place += 1;
                match &notice.shift {
                    Some(shift) => !shifts.contains(shift),
                    None => silent.is_none_or(|silent| place - 1 > silent),
                }
            });
        }
        self.0.retain(|_, notices| !notices.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NoticeKind::{SiteShift, StaleData};
    use NoticeStatus::{Begun, Over};
    use attrition_core::desk::Language;

    fn notice(kind: NoticeKind, status: NoticeStatus, date: &str, what: &[&str]) -> NoticeData {
        since(date, kind, status, date, what)
    }

    fn since(since: &str, kind: NoticeKind, status: NoticeStatus, date: &str, what: &[&str]) -> NoticeData {
        let day = |text| Date::parse(text).expect("a date");
        NoticeData {
            notice: String::new(),
            site: "n".into(),
            date: day(date),
            kind,
            queue: None,
            status,
            since: day(since),
            what: what.iter().map(|what| (*what).to_owned()).collect(),
            over: None,
            language: Language::English,
            history: false,
        }
    }

    #[test]
    fn a_source_is_silent_until_it_is_over_and_forgotten_only_then() {
        let mut notices = Notices::default();
        let day = |text| Date::parse(text).expect("a date");
        notices.apply(&notice(StaleData, Begun, "2026-03-02", &["evaluation"]));
        notices.apply(&notice(StaleData, Begun, "2026-03-03", &["evaluation", "ticket"]));
        notices.apply(&notice(SiteShift, Begun, "2026-03-03", &["qa_score"]));
        notices.apply(&notice(StaleData, Over, "2026-03-05", &["evaluation", "ticket"]));
        let standing = |notices: &Notices, text| notices.on(day(text)).next().map(|(_, s)| (s.silent, s.shifted));
        assert_eq!(standing(&notices, "2026-03-01"), Some(([false; 3], false)));
        assert_eq!(standing(&notices, "2026-03-02"), Some(([false, true, false], false)));
        assert_eq!(standing(&notices, "2026-03-04"), Some(([false, true, true], true)));
        assert_eq!(standing(&notices, "2026-03-05"), Some(([false; 3], true)));
        notices.forget(day("2026-03-05"));
        assert_eq!(standing(&notices, "2026-03-04"), Some(([false, true, true], true)));
        notices.forget(day("2026-03-06"));
        assert_eq!(standing(&notices, "2026-03-06"), Some(([false; 3], true)));
        notices.apply(&notice(SiteShift, Begun, "2026-03-06", &["pace"]));
        notices.apply(&since("2026-03-03", SiteShift, Over, "2026-03-07", &[]));
        notices.forget(day("2026-03-08"));
        assert_eq!(standing(&notices, "2026-03-08"), Some(([false; 3], true)), "the second stands");
        notices.apply(&since("2026-03-06", SiteShift, Over, "2026-03-09", &[]));
        assert_eq!(standing(&notices, "2026-03-09"), Some(([false; 3], false)));
        notices.forget(day("2026-03-10"));
        assert_eq!(standing(&notices, "2026-03-10"), None);
    }

    #[test]
    fn a_queue_that_has_shifted_is_not_the_site() {
        let mut notices = Notices::default();
        let of = |queue: &str, status, date: &str| NoticeData {
            queue: Some(queue.into()),
            ..since("2026-03-02", NoticeKind::QueueShift, status, date, &["hostile_share"])
        };
        notices.apply(&of("billing", Begun, "2026-03-02"));
        notices.apply(&of("orders", Begun, "2026-03-02"));
        notices.apply(&of("billing", Over, "2026-03-20"));
        let on = |text| {
            let day = Date::parse(text).expect("a date");
            notices.on(day).next().map(|(_, standing)| (standing.shifted, standing.queues))
        };
        assert_eq!((on("2026-03-03"), on("2026-03-20")), (Some((false, 2)), Some((false, 1))));
    }
}

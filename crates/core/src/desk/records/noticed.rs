//! What letters have told of a site as a whole, and to whom: whoever was told that something stands is told that it is over.

use std::collections::BTreeSet;

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::{QueueId, SupervisorId};
use crate::desk::NoticeKind;

/// Days for which the end of a notice waits for a letter: later it is no news any more.
const OVER_DAYS: i32 = 31;

/// Something about a site that is to be noticed.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteCondition {
    /// What it is about.
    pub kind: NoticeKind,
    /// The queue that it is about, if it is not the whole site.
    pub queue: Option<QueueId>,
    /// Its first day; with kind and queue it names the notice.
    pub since: Date,
    /// Kinds of events, or names of signals.
    pub what: Vec<&'static str>,
}

/// How something about a site came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConditionEnd {
    /// It is as it was before, or the data have arrived.
    Back,
    /// It has stayed for so long that it is usual by now, or that nobody waits for the data any more.
    Usual,
    /// There are too few people left to tell.
    Unknown,
}

closed_set!(ConditionEnd { Back => "back", Usual => "usual", Unknown => "unknown" });

/// A notice of which letters have told.
#[derive(Clone, Debug, PartialEq)]
pub struct Noticed {
    /// What was told, with everything that it ever listed.
    pub notice: SiteCondition,
    /// Who has read of it, the second address without a name; once it is over, who has not read of that.
    pub readers: BTreeSet<Option<SupervisorId>>,
    /// When it was over, and how.
    pub over: Option<(Date, ConditionEnd)>,
}

impl SiteCondition {
    /// Whether another is the same notice, whatever it has come to list.
    pub(in crate::desk) fn is_same(&self, other: &Self) -> bool {
        (self.kind, &self.queue, self.since) == (other.kind, &other.queue, other.since)
    }

    /// What it lists that no other of its kind lists that stands.
    pub(in crate::desk) fn without(&self, standing: &[Self]) -> Vec<&'static str> {
        let is_like = |other: &&Self| (other.kind, &other.queue) == (self.kind, &self.queue);
        let lists = |what: &&str| standing.iter().filter(is_like).any(|other| other.what.contains(what));
        self.what.iter().copied().filter(|what| !lists(what)).collect()
    }

    /// Whether it is for whoever has alerts in these queues.
    pub(in crate::desk) fn is_about(&self, queues: &BTreeSet<QueueId>) -> bool {
        self.queue.as_ref().is_none_or(|queue| queues.contains(queue))
    }
}

impl Noticed {
    /// Adds what a letter tells to what has been told.
    pub(in crate::desk) fn add_reader(all: &mut Vec<Self>, standing: &SiteCondition, reader: Option<SupervisorId>) {
        let known = all.iter_mut().find(|noticed| noticed.notice.is_same(standing));
        let Some(noticed) = known else {
            all.push(Self { notice: standing.clone(), readers: BTreeSet::from([reader]), over: None });
            return;
        };
        noticed.readers.insert(reader);
        let new = standing.what.iter().filter(|what| !noticed.notice.what.contains(what));
        let new: Vec<_> = new.copied().collect();
        noticed.notice.what.extend(new);
    }

    /// Whether the end is still to be told to somebody.
    pub(in crate::desk) fn is_open(&self, day: Date) -> bool {
        self.over.is_none_or(|(on, _)| day - on < OVER_DAYS && !self.readers.is_empty())
    }

    /// What a reader is to be told is over, where that is so: of a source, not while another one is silent; nothing that stands.
    pub(in crate::desk) fn over_for(
        &self,
        reader: Option<&SupervisorId>,
        day: Date,
        standing: &[SiteCondition],
    ) -> Option<Vec<&'static str>> {
        let is_stale = |condition: &SiteCondition| condition.kind == NoticeKind::StaleData;
        let waits = is_stale(&self.notice) && standing.iter().any(is_stale);
        let is_reader = self.readers.iter().any(|one| one.as_ref() == reader);
        let is_told = self.over.is_some() && self.is_open(day) && is_reader && !waits;
        is_told.then(|| self.notice.without(standing))
    }
}

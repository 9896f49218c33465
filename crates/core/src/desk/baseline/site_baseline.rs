//! What is usual at a site, so that what happens to all of it is told once and blamed on nobody.
//!
//! Two things are not behaviour. A source that says nothing for a day is a fault of data: nothing is decided by it. And what
//! moves the whole site or a queue at once, a flu, a new QA form, an outage, a wave of hostile contacts, says nothing about one agent:
//! while it lasts, an alert must stand without it.

use std::collections::{BTreeMap, BTreeSet};

use crate::basics::date::Date;
use crate::basics::ids::QueueId;
use crate::desk::baseline::shifts::Excess;
use crate::desk::{
    Candidate, ConditionEnd, NoticeKind, Noticed, QueueDay, SOURCES, Shifts, SiteCondition, SiteDay, Usual,
};
use crate::model::probability;
use crate::signals::{BEHAVIOUR, SIGNALS, position};

/// Days of event counts that are kept: four of each weekday.
const COUNTED_DAYS: i32 = 28;
/// A day without events of a kind is a fault where those of so many agents were to be expected: by chance it happens once
/// in 150 days.
const EXPECTED_MIN: f64 = 5.0;
/// Events of less than this share of the agents who were to be expected are as good as none: a few whose source still works, or who
/// have come from another site, are not the site.
const SILENT_SHARE: f64 = 0.1;
/// Days after which a source that still says nothing is taken for one that is no more.
pub(in crate::desk) const STALE_DAYS_MAX: i32 = 14;

/// Agents below whose number a site or a queue gets no climate: each of them is the site.
const GROUP_MIN: u32 = 10;
/// One that has a climate keeps it with so many: that somebody leaves ends no wave.
const GROUP_LEFT: u32 = 5;

/// What is usual at a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteBaseline {
    /// Model whose contributions were looked at.
    pub model: Box<str>,
    /// What has moved the whole site.
    pub site: Shifts,
    /// What has moved a queue, by queue.
    pub queues: BTreeMap<QueueId, Shifts>,
    /// Figure of the day of each source.
    pub figures: [Usual; 3],
    /// Sources whose figure is unusual, and since when.
    pub unusual: [Option<Date>; 3],
    /// Agents with events of a kind on the days of the last four weeks, oldest first.
    pub events: Vec<(Date, [u32; 3])>,
    /// Sources that say nothing, and since when.
    pub stale: [Option<Date>; 3],
    /// Notices of which letters have told.
    pub noticed: Vec<Noticed>,
}

impl SiteBaseline {
    /// Looks at a day of the site. On a public holiday a source may say nothing.
    pub(in crate::desk) fn update(&mut self, day: Date, seen: &SiteDay, is_holiday: bool) {
        self.listen(day, seen.events, is_holiday);
        // Where a source says nothing, what the signals say is not the site's.
        if !self.is_stale() {
            self.compare(day, seen);
        }
    }

    /// Takes in a day on which nothing was seen of the site: what stands comes to its end.
    pub(in crate::desk) fn fade(&mut self, day: Date) {
        self.fade_shifts(day);
        for since in &mut self.stale {
            since.take_if(|since| day - *since >= STALE_DAYS_MAX);
        }
    }

    /// Where there is nothing to compare, what has shifted lasts as long as windows hold it; figures begin from where they usually are.
    fn fade_shifts(&mut self, day: Date) {
        self.unusual = [None; 3];
        self.figures.iter_mut().for_each(Usual::forget_lately);
        self.site.fade(day);
        self.queues.values_mut().for_each(|shifts| shifts.fade(day));
    }

    /// Whether a source says nothing: nothing is decided then.
    pub fn is_stale(&self) -> bool {
        self.stale.iter().any(Option::is_some)
    }

    /// The risk of an agent without what the whole site or the agent's queue has in common: as if the agent stood where they usually
    /// stand in every signal that has shifted.
    pub fn own_risk(&self, candidate: &Candidate) -> f64 {
        let queue = self.queues.get(&candidate.queue);
        let of_queue = queue.into_iter().flat_map(|shifts| shifts.shifted.keys());
        let shifted: BTreeSet<usize> = self.site.shifted.keys().chain(of_queue).copied().collect();
        let common = |place: usize| {
            let contribution = candidate.contribution(place);
            let of = |shifts: &Shifts| shifts.common(place, contribution);
            of(&self.site).max(queue.map_or(0.0, of))
        };
        let common: f64 = shifted.into_iter().map(common).sum();
        if common == 0.0 {
            return candidate.risk;
        }
        probability((candidate.risk / (1.0 - candidate.risk)).ln() - common)
    }

    /// Whether a reason is one that the whole site or the agent's queue has.
    pub fn is_common(&self, signal: &str, queue: &QueueId) -> bool {
        self.site.is_common(signal) || self.queues.get(queue).is_some_and(|shifts| shifts.is_common(signal))
    }

    /// What there is to notice. Shifts that began apart are noticed apart; what the whole site had first is not told of its queues.
    pub(in crate::desk) fn standing(&self) -> Vec<SiteCondition> {
        let mut silent: BTreeMap<Date, Vec<&'static str>> = BTreeMap::new();
        for (source, since) in SOURCES.iter().zip(&self.stale) {
            since.iter().for_each(|since| silent.entry(*since).or_default().push(source.name));
        }
        let stale = |(since, what)| SiteCondition { kind: NoticeKind::StaleData, queue: None, since, what };
        let stale = silent.into_iter().map(stale);
        let site = apart(&self.site, &Shifts::default(), None);
        let queues = self.queues.iter().flat_map(|(queue, shifts)| apart(shifts, &self.site, Some(queue)));
        stale.chain(site).chain(queues).collect()
    }

    /// How a notice that stands now would come to an end on a day on which it does no more, by what is seen of the site then.
    pub(in crate::desk) fn would_end(
        &self,
        standing: &SiteCondition,
        day: Date,
        seen: Option<&SiteDay>,
    ) -> ConditionEnd {
        if standing.kind == NoticeKind::StaleData {
            return if day - standing.since >= STALE_DAYS_MAX { ConditionEnd::Usual } else { ConditionEnd::Back };
        }
        let of = match &standing.queue {
            Some(queue) => seen.and_then(|seen| seen.queues.get(queue)).map(|of| of.agents),
            None => seen.map(|seen| seen.agents),
        };
        let shifts = standing.queue.as_ref().map_or(Some(&self.site), |queue| self.queues.get(queue));
        let is_back = shifts.is_some_and(|shifts| shifts.is_back(standing.since));
        match of {
            Some(of) if of >= GROUP_LEFT && is_back => ConditionEnd::Back,
            Some(of) if of >= GROUP_LEFT => ConditionEnd::Usual,
            _ => ConditionEnd::Unknown,
        }
    }

    fn listen(&mut self, day: Date, events: [u32; 3], is_holiday: bool) {
        for kind in 0..SOURCES.len() {
            let same: Vec<f64> = self.same_weekday(day).map(|counts| f64::from(counts[kind])).collect();
            let expected = same.iter().sum::<f64>() / same.len().max(1) as f64;
            let is_silent = events[kind] == 0 || f64::from(events[kind]) < SILENT_SHARE * expected;
            let is_missing = is_silent && same.len() > 1 && expected >= EXPECTED_MIN && !is_holiday;
            // One that was silent yesterday is so until it says something: on a quiet day it cannot show.
            let was_missing = is_silent && self.stale[kind].is_some();
            self.stale[kind] = (is_missing || was_missing).then(|| self.stale[kind].unwrap_or(day));
            if self.stale[kind].is_some_and(|since| day - since >= STALE_DAYS_MAX) {
                self.stale[kind] = None;
                self.events.iter_mut().for_each(|(_, counts)| counts[kind] = 0);
            }
        }
        self.events.retain(|(before, _)| day - *before <= COUNTED_DAYS);
        // What is missing is not what is usual: the count of a week ago stands in for it.
        let stands_in = |kind: usize| self.same_weekday(day).last().map_or(0, |counts| counts[kind]);
        let is_missing = |kind: usize| self.stale[kind].is_some() || is_holiday;
        let counted = |kind: usize| if is_missing(kind) { stands_in(kind) } else { events[kind] };
        let counts = [counted(0), counted(1), counted(2)];
        self.events.push((day, counts));
    }

    fn same_weekday(&self, day: Date) -> impl Iterator<Item = &[u32; 3]> {
        self.events.iter().filter(move |(before, _)| (day - *before) % 7 == 0).map(|(_, counts)| counts)
    }

    fn compare(&mut self, day: Date, seen: &SiteDay) {
        if self.model != seen.model {
            self.model = seen.model.clone();
            self.site.begin_anew(seen.agents, |place| seen.signals[place].contributions.sum);
            for (queue, shifts) in &mut self.queues {
                let of = seen.queues.get(queue);
                shifts.begin_anew(of.map_or(0, |of| of.agents), |place| of.map_or(0.0, |of| of.signals[place].sum));
            }
        }
        if seen.agents < least(&self.site) {
            self.fade_shifts(day);
            return;
        }
        let mut moved: BTreeMap<usize, Date> = BTreeMap::new();
        for (i, source) in SOURCES.iter().enumerate() {
            self.unusual[i] = seen.figures[i].update(source, &mut self.figures[i], self.unusual[i], day);
            let places = source.signals.iter().filter_map(|name| position(name));
            moved.extend(self.unusual[i].iter().flat_map(|since| places.clone().map(|place| (place, *since))));
        }
        let (before, parts) = (self.site.shifted.clone(), self.parts(seen));
        let most = |place: usize| {
            let excesses = parts.iter().map(|part| part[place]);
            excesses.max_by(|a, b| a.sum.total_cmp(&b.sum)).unwrap_or_default()
        };
        let contributions = |place: usize| &seen.signals[place].contributions;
        let settled = self.site.update(day, seen.agents, contributions, most, &moved, &Shifts::default());
        self.compare_queues(day, seen);
        self.queues.values_mut().for_each(|shifts| shifts.end_with(&self.site, &before, &settled));
    }

    /// How far each queue of a day is above what is usual, by signal; whoever is in none is one more. A queue without a level of its own is held against
    /// the site's.
    fn parts(&self, seen: &SiteDay) -> Vec<Vec<Excess>> {
        let none = Shifts::default();
        let sums = |of: &QueueDay| BEHAVIOUR.map(|place| of.signals[place].sum).collect::<Vec<_>>();
        let queues =
            seen.queues.iter().map(|(queue, of)| (self.queues.get(queue).unwrap_or(&none), of.agents, sums(of)));
        let mut parts: Vec<_> = queues.collect();
        let rest = |place: usize| {
            seen.signals[place].contributions.sum - parts.iter().map(|(_, _, sums)| sums[place]).sum::<f64>()
        };
        let agents: u32 = parts.iter().map(|(_, agents, _)| agents).sum();
        let without = (&none, seen.agents.saturating_sub(agents), BEHAVIOUR.map(rest).collect());
        parts.push(without);
        let parts = parts.into_iter().filter(|(_, agents, _)| (1..seen.agents).contains(agents));
        let excess = |(shifts, agents, sums): (&Shifts, u32, Vec<f64>)| {
            sums.into_iter().enumerate().map(|(place, sum)| shifts.excess(&self.site, place, sum, agents)).collect()
        };
        parts.map(excess).collect()
    }

    /// A queue gets a climate with enough people, and keeps it with fewer; one that has too few loses it when nothing is left of it.
    fn compare_queues(&mut self, day: Date, seen: &SiteDay) {
        for (queue, _) in seen.queues.iter().filter(|(_, of)| of.agents >= GROUP_MIN) {
            self.queues.entry(queue.clone()).or_default();
        }
        let site = &self.site;
        self.queues.retain(|queue, shifts| match seen.queues.get(queue).filter(|of| of.agents >= GROUP_LEFT) {
            Some(of) => {
                let seen = |place: usize| &of.signals[place];
                shifts.update(day, of.agents, seen, |_| Excess::default(), &BTreeMap::new(), site);
                true
            }
            None => {
                shifts.fade(day);
                !shifts.shifted.is_empty()
            }
        });
    }
}

/// Agents that a group needs to be compared.
fn least(shifts: &Shifts) -> u32 {
    if shifts.usual.is_empty() && shifts.shifted.is_empty() { GROUP_MIN } else { GROUP_LEFT }
}

/// Shifts by their first day; of a queue, without the signals that the whole site had first.
fn apart(shifts: &Shifts, site: &Shifts, queue: Option<&QueueId>) -> Vec<SiteCondition> {
    let mut apart: BTreeMap<Date, Vec<&'static str>> = BTreeMap::new();
    for (place, shift) in shifts.shifted.iter().filter(|(place, shift)| !site.tells(**place, **shift)) {
        apart.entry(shift.since).or_default().push(SIGNALS[*place].name);
    }
    let kind = if queue.is_some() { NoticeKind::QueueShift } else { NoticeKind::SiteShift };
    let standing = |(since, what)| SiteCondition { kind, queue: queue.cloned(), since, what };
    apart.into_iter().map(standing).collect()
}

//! What is usual at a site, so that what happens to all of it is told once and blamed on nobody.
//!
//! Two things are not behaviour. A source that says nothing for a day is a fault of data: nothing is decided by it. And what
//! moves the whole site at once, a flu, a new QA form, an outage, says nothing about one agent: while it lasts, an alert
//! must stand without it.

use std::collections::BTreeMap;

use super::figure::STAYS_DAYS;
use super::{Candidate, NoticeKind, SOURCES, SiteDay, Usual};
use crate::date::Date;
use crate::explain::TIME_AWAY;
use crate::model::probability;
use crate::signals::{BEHAVIOUR, SIGNALS, Telling, position};

/// Days of event counts that are kept: four of each weekday.
const COUNTED_DAYS: i32 = 28;
/// A day without events of a kind is a fault where those of so many agents were to be expected: by chance it happens once
/// in 150 days.
const EXPECTED_MIN: f64 = 5.0;
/// Days after which a source that still says nothing is taken for one that is no more.
pub(super) const STALE_DAYS_MAX: i32 = 14;

/// A site has shifted when the mean contribution of a signal is at least so many log-odds above its level: less than that
/// raises few above a threshold,
const SHIFT_MIN: f64 = 0.02;
/// and more than so many agents can move it by one log-odds each: what few do is theirs, and not the site's.
const SHIFT_AGENTS: f64 = 4.0;
/// A signal that shifts within so many days of another belongs to the same shift: a flu shows in the figure of its first day, and
/// in what signals say of two weeks a little later.
const FOLLOWS_DAYS: i32 = 14;
/// Days for which a signal that is back counts as shifted still: the windows of those whom the shift has met hold days of it.
const LINGERS_DAYS: i32 = 14;
/// Agents below whose number a site has no climate: each of them is the site.
const SITE_MIN: u32 = 10;

/// What is usual at a site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Climate {
    /// Model whose contributions were looked at.
    pub model: Box<str>,
    /// Mean contribution of each signal of behaviour, log-odds.
    pub usual: Vec<Usual>,
    /// Figure of the day of each source.
    pub figures: [Usual; 3],
    /// Sources whose figure is unusual, and since when.
    pub unusual: [Option<Date>; 3],
    /// Signals that have shifted, by place in the catalogue, and since when.
    pub shifted: BTreeMap<usize, Date>,
    /// Of those, the signals that are back where they usually are, and since when.
    pub back: BTreeMap<usize, Date>,
    /// Agents with events of a kind on the days of the last four weeks, oldest first.
    pub events: Vec<(Date, [u32; 3])>,
    /// Sources that say nothing, and since when.
    pub stale: [Option<Date>; 3],
}

impl Climate {
    /// Looks at a day of the site. On a public holiday a source may say nothing.
    pub(super) fn turn(&mut self, day: Date, seen: &SiteDay, is_holiday: bool) {
        self.listen(day, seen.events, is_holiday);
        // Where a source says nothing, what the signals say is not the site's.
        if !self.is_stale() && seen.agents >= SITE_MIN {
            self.compare(day, seen);
        }
    }

    /// Whether a source says nothing: nothing is decided then.
    pub fn is_stale(&self) -> bool {
        self.stale.iter().any(Option::is_some)
    }

    /// The risk of an agent without what the whole site has in common: as if the agent stood where the site usually
    /// stands in every signal that has shifted.
    pub fn own_risk(&self, candidate: &Candidate) -> f64 {
        let common = |(place, contribution): &(usize, f64)| {
            let usual = self.shifted.get(place).and_then(|_| self.usual.get(*place))?;
            Some((contribution - usual.level).max(0.0))
        };
        let common: f64 = candidate.raised_by.iter().filter_map(common).sum();
        if common == 0.0 {
            return candidate.risk;
        }
        probability((candidate.risk / (1.0 - candidate.risk)).ln() - common)
    }

    /// Whether a reason is one that the whole site has.
    pub fn is_common(&self, signal: &str) -> bool {
        let is_time_away = |place: &usize| signal == TIME_AWAY && SIGNALS[*place].telling == Telling::TimeAway;
        self.shifted.keys().any(|place| SIGNALS[*place].name == signal || is_time_away(place))
    }

    /// What there is to notice, with its first day. Shifts that began apart are noticed apart.
    pub(super) fn standing(&self) -> Vec<(NoticeKind, Date, Vec<&'static str>)> {
        let sources = SOURCES.iter().zip(&self.stale).filter(|(_, since)| since.is_some());
        let mut shifts: BTreeMap<Date, Vec<&'static str>> = BTreeMap::new();
        for (place, since) in &self.shifted {
            shifts.entry(*since).or_default().push(SIGNALS[*place].name);
        }
        let stale = (
            NoticeKind::StaleData,
            self.stale.iter().flatten().min(),
            sources.map(|(source, _)| source.name).collect(),
        );
        let is_there = |(kind, since, what): (NoticeKind, Option<&Date>, Vec<_>)| Some((kind, *since?, what));
        let shifts = shifts.into_iter().map(|(since, what)| (NoticeKind::SiteShift, since, what));
        is_there(stale).into_iter().chain(shifts).collect()
    }

    fn listen(&mut self, day: Date, events: [u32; 3], is_holiday: bool) {
        for kind in 0..SOURCES.len() {
            let same: Vec<f64> = self.same_weekday(day).map(|counts| f64::from(counts[kind])).collect();
            let expected = same.iter().sum::<f64>() / same.len().max(1) as f64;
            let is_missing = events[kind] == 0 && same.len() > 1 && expected >= EXPECTED_MIN && !is_holiday;
            // One that was silent yesterday is so until it says something: on a quiet day it cannot show.
            let was_missing = events[kind] == 0 && self.stale[kind].is_some();
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

    /// Whether a signal that is back counts as shifted still.
    fn lingers(&mut self, place: usize, day: Date) -> bool {
        day - *self.back.entry(place).or_insert(day) < LINGERS_DAYS
    }

    fn same_weekday(&self, day: Date) -> impl Iterator<Item = &[u32; 3]> {
        self.events.iter().filter(move |(before, _)| (day - *before) % 7 == 0).map(|(_, counts)| counts)
    }

    fn compare(&mut self, day: Date, seen: &SiteDay) {
        if self.model != seen.model {
            self.model = seen.model.clone();
            self.usual = vec![Usual::default(); BEHAVIOUR.end];
            self.shifted.clear();
            self.back.clear();
        }
        let mut moved: BTreeMap<usize, Date> = BTreeMap::new();
        for (i, source) in SOURCES.iter().enumerate() {
            let unusual_for = self.unusual[i].map(|since| day - since);
            let is_unusual = seen.figures[i].turn(source, &mut self.figures[i], unusual_for);
            self.unusual[i] = is_unusual.then(|| self.unusual[i].unwrap_or(day));
            let places = source.signals.iter().filter_map(|name| position(name));
            moved.extend(self.unusual[i].iter().flat_map(|since| places.clone().map(|place| (place, *since))));
        }
        let least = SHIFT_MIN.max(SHIFT_AGENTS / f64::from(seen.agents));
        let follows = self.shifted.values().copied().filter(|since| day - *since <= FOLLOWS_DAYS).max();
        for place in BEHAVIOUR {
            let mut since = self.shifted.remove(&place);
            if since.is_some_and(|since| day - since >= STAYS_DAYS) {
                // It has stayed: where it is now is where it usually is.
                self.usual[place].settle();
                since = None;
            }
            let mean = seen.signals[place].contribution / f64::from(seen.agents);
            // What has shifted is back when it is half of the way back.
            let raises = self.usual[place].unusual(mean, seen.agents, least) > if since.is_some() { 0.5 } else { 1.0 };
            self.usual[place].learn(mean, seen.agents, raises);
            let moved = moved.get(&place).copied();
            let is_shifted = raises || moved.is_some();
            if is_shifted || since.is_some() && self.lingers(place, day) {
                self.shifted.insert(place, since.or(follows).or(moved).unwrap_or(day));
            }
            if is_shifted || !self.shifted.contains_key(&place) {
                self.back.remove(&place);
            }
        }
    }
}

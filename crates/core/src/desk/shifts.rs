//! What has moved many people of a site or of a queue at once: which signals, since when, and where they usually are.

use std::collections::BTreeMap;

use super::figure::STAYS_DAYS;
use super::{Contributions, FEW, Usual};
use crate::date::Date;
use crate::explain::TIME_AWAY;
use crate::signals::{BEHAVIOUR, SIGNALS, Telling};

/// People have shifted when the mean contribution of a signal is at least so many log-odds above its level: less raises few above a
/// threshold. It is also more than [`FEW`] agents can move it by one log-odds each.
const SHIFT_MIN: f64 = 0.02;
/// Part of it that must be left without the few who are raised most and, of a site, without the queue that is.
const OTHERS_SHARE: f64 = 0.5;
/// A signal that shifts within so many days of another belongs to the same shift: a flu shows in the figure of its first day, and
/// in what signals say of two weeks a little later.
const FOLLOWS_DAYS: i32 = 14;
/// Days for which a signal that is back counts as shifted still: the windows of those whom the shift has met hold days of it.
const LINGERS_DAYS: i32 = 14;

/// What is usual for a group of people, and what has shifted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shifts {
    /// Mean contribution of each signal of behaviour, log-odds.
    pub usual: Vec<Usual>,
    /// Signals that have shifted, by place in the catalogue, and since when.
    pub shifted: BTreeMap<usize, Date>,
    /// Of those, the signals that are back where they usually are, and since when.
    pub back: BTreeMap<usize, Date>,
}

/// How far some of the people are above what is usual for them, log-odds summed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Excess {
    pub(super) sum: f64,
    pub(super) agents: u32,
}

impl Shifts {
    /// Takes a day in. Of a site, `queue` is the queue that has most to do with it, by signal; `moved` are signals that depend on a
    /// figure that is unusual, and since when it is.
    pub(super) fn turn<'a>(
        &mut self,
        day: Date,
        agents: u32,
        seen: impl Fn(usize) -> &'a Contributions,
        queue: impl Fn(usize) -> Excess,
        moved: &BTreeMap<usize, Date>,
    ) {
        self.usual.resize(BEHAVIOUR.end, Usual::default());
        let follows = self.shifted.values().copied().filter(|since| day - *since <= FOLLOWS_DAYS).max();
        for place in BEHAVIOUR {
            let mut since = self.shifted.remove(&place);
            if since.is_some_and(|since| day - since >= STAYS_DAYS) {
                // It has stayed: where it is now is where it usually is.
                self.usual[place].settle();
                since = None;
            }
            let is_learned = self.usual[place].is_learned();
            let raises = is_raised(&self.usual[place], seen(place), agents, queue(place), since.is_some());
            self.usual[place].learn(seen(place).sum / f64::from(agents), agents, raises);
            // What another model has found lasts while this one learns what is usual.
            let raises = raises || since.is_some() && !is_learned;
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

    /// Takes a day in on which there are too few people to compare: what has shifted lasts as long as windows hold it.
    pub(super) fn fade(&mut self, day: Date) {
        for place in BEHAVIOUR {
            if self.shifted.contains_key(&place) && !self.lingers(place, day) {
                self.end(place);
            }
        }
    }

    /// Begins to learn anew by another model; what has shifted stays so meanwhile.
    pub(super) fn begin_anew(&mut self) {
        self.usual.clear();
    }

    /// Ends what only lingers of a shift that others had before and have no more: with theirs it is over.
    pub(super) fn end_with(&mut self, others: &Self, before: &BTreeMap<usize, Date>) {
        for place in before.keys().filter(|place| !others.shifted.contains_key(place)) {
            if self.back.contains_key(place) {
                self.end(*place);
            }
        }
    }

    fn end(&mut self, place: usize) {
        self.shifted.remove(&place);
        self.back.remove(&place);
    }

    /// What is common in a contribution, log-odds: what is above the usual level of a signal that has shifted.
    pub(super) fn common(&self, place: usize, contribution: f64) -> f64 {
        let level = || self.usual.get(place).filter(|usual| usual.is_learned()).map_or(0.0, |usual| usual.level);
        self.shifted.get(&place).map_or(0.0, |_| (contribution - level()).max(0.0))
    }

    /// Whether a reason, by the name of its signal, is one that all have.
    pub(super) fn is_common(&self, signal: &str) -> bool {
        let is_time_away = |place: &usize| signal == TIME_AWAY && SIGNALS[*place].telling == Telling::TimeAway;
        self.shifted.keys().any(|place| SIGNALS[*place].name == signal || is_time_away(place))
    }

    /// How far a group is above its usual level of a signal; nothing while that is being learned.
    pub(super) fn excess(&self, place: usize, sum: f64, agents: u32) -> Excess {
        let level = self.usual.get(place).filter(|usual| usual.is_learned()).map(|usual| usual.level);
        level.map_or(Excess::default(), |level| Excess { sum: sum - f64::from(agents) * level, agents })
    }

    /// Whether a signal that is back counts as shifted still.
    fn lingers(&mut self, place: usize, day: Date) -> bool {
        day - *self.back.entry(place).or_insert(day) < LINGERS_DAYS
    }
}

/// Whether a signal is raised for many at once. What has shifted is back when it is half of the way back.
fn is_raised(usual: &Usual, seen: &Contributions, agents: u32, queue: Excess, has_shifted: bool) -> bool {
    let of = f64::from(agents);
    let (mean, least) = (seen.sum / of, SHIFT_MIN.max(FEW as f64 / of));
    let ease = if has_shifted { 0.5 } else { 1.0 };
    let share = OTHERS_SHARE * ease;
    let is_of_few = seen.without_few(usual.level) / of - usual.level <= share * least;
    let others = (seen.sum - of * usual.level - queue.sum) / f64::from(agents - queue.agents);
    let is_of_one_queue = others <= share * (mean - usual.level);
    usual.unusual(mean, agents, least) > ease && !is_of_few && !is_of_one_queue
}

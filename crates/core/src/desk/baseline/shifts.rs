//! What has moved many people of a site or of a queue at once: which signals, since when, and where they usually are.

use std::collections::BTreeMap;

use crate::basics::date::Date;
use crate::desk::baseline::control_chart::Learns;
use crate::desk::baseline::source_stat::STAYS_DAYS;
use crate::desk::{Contributions, FEW, Usual};
use crate::explain::{TIME_AWAY, subject};
use crate::signals::{BEHAVIOUR, SIGNALS, Telling};

/// People have shifted when the mean contribution of a signal is at least so many log-odds above its level: less raises few above a
/// threshold. It is also more than [`FEW`] agents can move it by one log-odds each.
const SHIFT_MIN: f64 = 0.02;
/// From so many log-odds on what is usual is a part of what is: another model may make more or less of the same.
const LIFTED_MIN: f64 = 0.1;
/// Part of it that must be left without the few who are raised most and, of a site, without the queue that is.
const OTHERS_SHARE: f64 = 0.5;
/// A signal that shifts within so many days of another belongs to the same shift: a flu shows in the figure of its first day, and
/// in what signals say of two weeks a little later.
const FOLLOWS_DAYS: i32 = 14;
/// Days for which a signal that is back counts as shifted still: the windows of those whom the shift has met hold days of it.
const LINGERS_DAYS: i32 = 14;
/// A signal that rises again after so many days counts as one that has risen then: what an own normal holds is mixed.
const AGAIN_DAYS: i32 = 7;

/// What is usual for a group of people, and what has shifted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shifts {
    /// Mean contribution of each signal of behaviour, log-odds.
    pub usual: Vec<Usual>,
    /// Signals that have shifted, by place in the catalogue.
    pub shifted: BTreeMap<usize, SignalShift>,
}

/// A signal that has shifted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignalShift {
    /// The first day of the shift that it belongs to.
    pub since: Date,
    /// Its own first day.
    pub first: Date,
    /// Since when it is there without a break.
    pub risen: Date,
    /// Since when it is back where it usually is.
    pub back: Option<Date>,
}

/// How far some of the people are above what is usual for them, log-odds summed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::desk) struct Excess {
    pub(in crate::desk) sum: f64,
    pub(in crate::desk) agents: u32,
}

impl Shifts {
    /// Takes a day in, and says which signals have come to stay, with the first day of each. Of a site, `queue` is the queue that
    /// has most to do with it, by signal; `moved` are signals that depend on a figure that is unusual, and since when it is.
    /// Of a queue, `of_site` is what is told of the whole site.
    pub(in crate::desk) fn update<'a>(
        &mut self,
        day: Date,
        agents: u32,
        seen: impl Fn(usize) -> &'a Contributions,
        queue: impl Fn(usize) -> Excess,
        moved: &BTreeMap<usize, Date>,
        of_site: &Self,
    ) -> BTreeMap<usize, Date> {
        self.usual.resize(BEHAVIOUR.end, Usual::default());
        let own = self.shifted.iter().filter(|(place, shift)| !of_site.tells(**place, **shift));
        let follows = own.map(|(_, shift)| shift.since).filter(|since| day - *since <= FOLLOWS_DAYS).max();
        let mut settled = BTreeMap::new();
        for place in BEHAVIOUR {
            let moved = moved.get(&place).copied();
            let has_stayed = |shift: &SignalShift| {
                let stays = |since: Date| day - since >= STAYS_DAYS;
                stays(shift.risen) && moved.is_none_or(stays)
            };
            let before = self.shifted.remove(&place);
            if let Some(shift) = before.filter(has_stayed) {
                // Where it is now is where it usually is.
                self.usual[place].settle();
                settled.insert(place, shift.first);
            }
            let before = before.filter(|_| !settled.contains_key(&place));
            let usual = &mut self.usual[place];
            // What another model has found lasts while this one learns what is usual.
            let lasts = before.is_some() && !usual.is_learned();
            let found = judge(usual, seen(place), agents, queue(place), before.is_some());
            let raises = lasts || found == Learns::Nothing;
            usual.learn(seen(place).sum / f64::from(agents), agents, if raises { Learns::Nothing } else { found });
            let begin = || SignalShift::begin(follows, moved, day);
            let now = match before {
                _ if raises || moved.is_some() => Some(before.map_or_else(begin, |shift| shift.go_on(day))),
                Some(shift) => shift.linger(day),
                None => None,
            };
            self.shifted.extend(now.map(|shift| (place, shift)));
        }
        settled
    }

    /// Takes a day in on which there are too few people to compare: what has shifted lasts as long as windows hold it.
    pub(in crate::desk) fn fade(&mut self, day: Date) {
        let lingering = self.shifted.iter().filter_map(|(place, shift)| Some((*place, shift.linger(day)?)));
        self.shifted = lingering.collect();
    }

    /// Begins to learn anew by another model; what has shifted stays so meanwhile. What is above the usual level by one model is
    /// taken to be so by the other, until that is known: `seen` is the sum of today.
    pub(in crate::desk) fn begin_anew(&mut self, agents: u32, seen: impl Fn(usize) -> f64) {
        let former = std::mem::take(&mut self.usual);
        if agents == 0 || former.is_empty() {
            return;
        }
        self.usual.resize(BEHAVIOUR.end, Usual::default());
        for place in self.shifted.keys().copied() {
            let (usual, mean) = (&former[place], seen(place) / f64::from(agents));
            // In a wave that rises, what was lately is far behind.
            let level = match usual.last {
                // By a model that does not know the signal it adds nothing.
                _ if mean == 0.0 => 0.0,
                last if last >= LIFTED_MIN && mean > 0.0 => mean * usual.level / last,
                last => mean - (last - usual.level),
            };
            self.usual[place] = Usual { days: 1, level: level.min(mean), distance: 0.0, lately: mean, last: mean };
        }
    }

    /// Ends what only lingers of a shift that the whole site had before and has no more: with the site's it is over, unless it was there
    /// for longer. What has come to stay at the whole site has come to stay here.
    pub(in crate::desk) fn end_with(
        &mut self,
        site: &Self,
        before: &BTreeMap<usize, SignalShift>,
        settled: &BTreeMap<usize, Date>,
    ) {
        for (place, of_site) in before.iter().filter(|(place, _)| !site.shifted.contains_key(place)) {
            let outlasts =
                |shift: &SignalShift| shift.back.is_none_or(|back| of_site.back.is_some_and(|of_site| back > of_site));
            self.shifted.retain(|other, shift| other != place || outlasts(shift));
        }
        for (place, first) in settled {
            if self.shifted.get(place).is_some_and(|shift| shift.first >= *first) {
                self.shifted.remove(place);
                self.usual[*place].settle();
            }
        }
    }

    /// Whether what a queue has is what these people, of whom it is a part, had first, so that it is told of them.
    pub(in crate::desk) fn tells(&self, place: usize, of_queue: SignalShift) -> bool {
        self.shifted.get(&place).is_some_and(|shift| shift.first <= of_queue.first)
    }

    /// Whether what began on a day is back where it usually is, and only lingers.
    pub(in crate::desk) fn is_back(&self, since: Date) -> bool {
        self.shifted.values().filter(|shift| shift.since == since).all(|shift| shift.back.is_some())
    }

    /// What is common in a contribution, log-odds: what is above the usual level of a signal that has shifted.
    pub(in crate::desk) fn common(&self, place: usize, contribution: f64) -> f64 {
        let level = || self.usual.get(place).map_or(0.0, |usual| usual.level);
        self.shifted.get(&place).map_or(0.0, |_| (contribution - level()).max(0.0))
    }

    /// Whether a reason, by the name of its signal, is one that all have: it is about the same thing as a signal that has shifted.
    pub(in crate::desk) fn is_common(&self, signal: &str) -> bool {
        let is_time_away = |place: &usize| signal == TIME_AWAY && SIGNALS[*place].telling == Telling::TimeAway;
        self.shifted.keys().any(|place| SIGNALS[*place].about == subject(signal) || is_time_away(place))
    }

    /// How far a group is above its usual level of a signal; while that is being learned, above the level of `others`.
    pub(in crate::desk) fn excess(&self, others: &Self, place: usize, sum: f64, agents: u32) -> Excess {
        let level = |of: &Self| of.usual.get(place).filter(|usual| usual.is_learned()).map(|usual| usual.level);
        let level = level(self).or_else(|| level(others));
        level.map_or(Excess::default(), |level| Excess { sum: sum - f64::from(agents) * level, agents })
    }
}

impl SignalShift {
    fn begin(follows: Option<Date>, moved: Option<Date>, day: Date) -> Self {
        let first = moved.unwrap_or(day);
        Self { since: follows.unwrap_or(first), first, risen: first, back: None }
    }

    fn go_on(self, day: Date) -> Self {
        let is_again = self.back.is_some_and(|back| day - back >= AGAIN_DAYS);
        Self { risen: if is_again { day } else { self.risen }, back: None, ..self }
    }

    /// A day on which it is back; nothing when it is over.
    fn linger(self, day: Date) -> Option<Self> {
        let back = self.back.unwrap_or(day);
        (day - back < LINGERS_DAYS).then_some(Self { back: Some(back), ..self })
    }
}

/// What a day may change of what is usual: nothing where a signal is raised for many at once. What has shifted is back when it is half of
/// the way back.
fn judge(usual: &Usual, seen: &Contributions, agents: u32, queue: Excess, has_shifted: bool) -> Learns {
    // Of those who are left of a group that had shifted, four may be nearly all.
    let few = if has_shifted { FEW.min(agents as usize / 2) } else { FEW };
    let of = f64::from(agents);
    let (mean, least) = (seen.sum / of, SHIFT_MIN.max(few as f64 / of));
    let ease = if has_shifted { 0.5 } else { 1.0 };
    let share = OTHERS_SHARE * ease;
    let is_of_few = seen.without_few(few, usual.level, agents) / of - usual.level <= share * least;
    let others = (seen.sum - of * usual.level - queue.sum) / f64::from(agents - queue.agents);
    let is_of_one_queue = others <= share * (mean - usual.level);
    match usual.unusual(mean, agents, least) > ease {
        false => Learns::All,
        true if is_of_few || is_of_one_queue => Learns::Level,
        true => Learns::Nothing,
    }
}

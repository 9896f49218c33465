//! An agent's own employment: where they stand, since when, and whether they still do.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::basics::date::Date;
use crate::employment::spell::{Notice, Spell, Stated, is_employed, spells};
use crate::event::{Event, Fact, Roster, Separation, SeparationKind};
use crate::windows::window::IntakeOutcome;

/// Days after a last day within which whoever goes on elsewhere is taken to have left by it.
const WENT_ON_DAYS: i32 = 31;
const DAY_MS: i64 = 86_400_000;

/// Roster facts and separations of one person. The same records give the same profile, in whichever order they came: of two
/// about the same thing the one that was recorded later counts, at equal times the one that arrived later.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// By the date they take effect, one a date.
    facts: Vec<RosterFact>,
    /// By the time at which they were recorded. Of those that say the same only the latest is kept.
    notices: Vec<Notice>,
    /// What follows from both.
    spells: Vec<Spell>,
}

/// Where someone stands from a date on.
#[derive(Clone, Debug, PartialEq)]
pub struct RosterFact {
    /// The date from which the roster fact is in effect.
    pub effective: Date,
    /// When it was recorded, milliseconds since 1970-01-01 UTC; 0 where that is not known.
    pub time_ms: i64,
    /// The agent's place in the organisation.
    pub roster: Roster,
}

impl Profile {
    /// A profile of facts in order of their dates and of notices in order of their times.
    pub fn new(facts: Vec<RosterFact>, notices: Vec<Notice>) -> Self {
        let mut profile = Self::default();
        facts.into_iter().for_each(|fact| _ = profile.place(fact));
        notices.into_iter().for_each(|notice| _ = profile.record_notice(notice));
        profile.settle();
        profile
    }

    /// Takes in what an event says about employment; `None` when it says nothing about it.
    pub fn take(&mut self, event: &Event) -> Option<IntakeOutcome> {
        let before = self.spells.len();
        match &event.fact {
            Fact::Roster(roster) => {
                let fact = RosterFact { effective: event.date, time_ms: event.time_ms, roster: roster.clone() };
                let outcome = self.place(fact);
                self.settle();
                Some(outcome)
            }
            Fact::Separation(separation) => {
                let known = std::mem::take(&mut self.spells);
                let without_effect = self.record_notice(Notice { time_ms: event.time_ms, separation: *separation });
                self.settle();
                Some(match self.spells.len() > before {
                    true => IntakeOutcome::Accepted,
                    false if self.spells != known => IntakeOutcome::Corrected,
                    false => without_effect,
                })
            }
            _ => None,
        }
    }

    /// Roster facts, oldest first.
    pub fn facts(&self) -> &[RosterFact] {
        &self.facts
    }

    /// What was said about separations, oldest record first.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// How each employment ends whose end is known, earliest notice first. Who goes on in the same employment, by a transfer
    /// or a renewed contract, has no end of it; nor has who withdrew.
    pub fn ends(&self) -> Vec<&Separation> {
        let mut ends: Vec<&Separation> = self.spells.iter().filter_map(Spell::end).collect();
        ends.sort_by_key(|end| end.notice_date);
        ends
    }

    /// What was said about the ends of employments, that of the roster or, of somebody who `is_known` without one, any.
    pub fn spells_with_end(&self, is_known: bool) -> Vec<&Spell> {
        let is_any = is_known && self.facts.is_empty();
        let has_said = |spell: &&Spell| spell.separation.is_some() || !spell.withdrawn.is_empty();
        self.spells.iter().filter(|spell| is_any || spell.hire_date.is_some()).filter(has_said).collect()
    }

    /// Notices that stood for some days and then no more: until the day from which they were taken back; `None` where the
    /// employment went on after all, and nobody said so.
    pub fn taken_back(&self) -> impl Iterator<Item = (&Separation, Option<Date>)> {
        let said = self.spells.iter().flat_map(|spell| &spell.withdrawn);
        let said = said.map(|back| (&back.separation, Some(back.on)));
        let in_deed = self.spells.iter().filter(|spell| spell.goes_on.is_some()).filter_map(|s| s.separation.as_ref());
        let voluntary = in_deed.filter(|separation| separation.kind == SeparationKind::Voluntary);
        said.chain(voluntary.map(|separation| (separation, None)))
    }

    /// Whether notice stood on a day, by either side, as far as is known now: there was nothing left to foretell.
    pub fn under_notice(&self, day: Date) -> bool {
        let stood = |(separation, until): (&Separation, Option<Date>)| {
            let is_given = separation.notice_date <= day && separation.last_day >= day;
            is_given && until.is_none_or(|until| day < until)
        };
        self.leaving(day).is_some() || self.taken_back().any(stood)
    }

    /// The separation of the present employment, once notice has been given by `day` and until its last day is over.
    pub fn leaving(&self, day: Date) -> Option<&Separation> {
        let here = self.on(day).map(|fact| fact.roster.hire_date);
        let present = self.spells.iter().filter(|spell| here.is_none() || spell.hire_date == here);
        present.filter_map(Spell::end).find(|end| end.notice_date <= day && end.last_day >= day)
    }

    /// The separation by which somebody left who, as was said only when its last day was over, goes on at another site or under another
    /// supervisor from this day or the next on. Of the former place nothing was taken back.
    pub fn went_on_elsewhere(&self, day: Date) -> Option<&Separation> {
        let (before, now) = (self.on(day - 1)?, self.on(day + 1)?);
        let place = |fact: &RosterFact| (fact.roster.site.clone(), fact.roster.supervisor.clone());
        let went_on = self.spells.iter().filter(|spell| spell.goes_on.is_some() && place(before) != place(now));
        let left = went_on.filter_map(|spell| spell.separation.as_ref());
        let is_late = |left: &&Separation| now.time_ms >= i64::from((left.last_day + 1).0) * DAY_MS;
        left.filter(|left| (0..=WENT_ON_DAYS).contains(&(day - left.last_day))).find(is_late)
    }

    /// The fact in force on a day.
    pub fn on(&self, day: Date) -> Option<&RosterFact> {
        self.facts[..self.in_force(day)].last()
    }

    /// Whether the agent is employed on a day: `None` when the roster does not know.
    pub fn is_employed(&self, day: Date) -> Option<bool> {
        is_employed(&self.spells, self.on(day).map(|fact| fact.roster.hire_date), day)
    }

    /// The separation by which the employment that was over by `day` ended.
    pub fn ended(&self, day: Date) -> Option<&Separation> {
        let over =
            self.spells.iter().filter(|spell| !spell.is_there(day)).filter_map(|spell| spell.separation.as_ref());
        over.max_by_key(|separation| separation.last_day)
    }

    /// The last day on which anything is known to hold: until then, a correction may come.
    pub fn last_known(&self) -> Option<Date> {
        let facts = self.facts.iter().map(|fact| fact.effective);
        facts.chain(self.notices.iter().map(|notice| notice.separation.last_day)).max()
    }

    /// The first day of the present employment where another came before it: days before it belong to that one.
    pub fn rehired_since(&self, day: Date) -> Option<Date> {
        let hire_date = self.on(day)?.roster.hire_date;
        let first = self.facts.iter().find(|fact| fact.roster.hire_date == hire_date)?.effective;
        let follows = self.facts.first().is_some_and(|fact| fact.effective < first);
        let others = self.spells.iter().filter(|spell| spell.hire_date != Some(hire_date));
        let ends = others.filter_map(Spell::end).map(|end| end.last_day).filter(|last_day| *last_day < first);
        let begins = follows.then(|| first.min(hire_date));
        begins.max(ends.max().map(|last_day| last_day + 1))
    }

    /// Whether the shift pattern changed with a fact of the present employment that took effect after `since`, as of `day`.
    pub fn shift_pattern_changed(&self, since: Date, day: Date) -> Option<bool> {
        let facts = &self.facts[..self.in_force(day)];
        let hire_date = facts.last()?.roster.hire_date;
        let of_present = |fact: &RosterFact| fact.roster.hire_date == hire_date;
        let changed = |pair: &[RosterFact]| {
            of_present(&pair[0])
                && of_present(&pair[1])
                && pair[1].effective > since
                && pair[0].roster.shift_pattern != pair[1].roster.shift_pattern
        };
        Some(facts.windows(2).any(changed))
    }

    /// Contract minutes a week from `first` to `day`, each with the date from which they held, oldest first. What is known
    /// first is taken to have held before.
    pub fn contracts(&self, first: Date, day: Date) -> Vec<(Date, u32)> {
        let facts = &self.facts[..self.in_force(day)];
        let mut contracts: Vec<(Date, u32)> = Vec::new();
        for fact in &facts[self.in_force(first).saturating_sub(1).min(facts.len())..] {
            let minutes = fact.roster.contract_min_week;
            if contracts.last().is_none_or(|last| last.1 != minutes) {
                contracts.push((if contracts.is_empty() { first } else { fact.effective }, minutes));
            }
        }
        contracts
    }

    /// Since when the agent has the level of `day`, within the present employment.
    pub fn level_since(&self, day: Date) -> Option<Date> {
        let facts = &self.facts[..self.in_force(day)];
        let now = &facts.last()?.roster;
        let same = |fact: &&RosterFact| fact.roster.level == now.level && fact.roster.hire_date == now.hire_date;
        facts.iter().rev().take_while(same).last().map(|fact| fact.effective)
    }

    fn in_force(&self, day: Date) -> usize {
        self.facts.partition_point(|fact| fact.effective <= day)
    }

    fn place(&mut self, fact: RosterFact) -> IntakeOutcome {
        match self.facts.binary_search_by_key(&fact.effective, |fact| fact.effective) {
            Ok(found) if fact.time_ms >= self.facts[found].time_ms => {
                let says_same = self.facts[found].roster == fact.roster;
                self.facts[found] = fact;
                if says_same { IntakeOutcome::Duplicate } else { IntakeOutcome::Corrected }
            }
            Ok(_) => IntakeOutcome::Superseded,
            Err(place) => {
                self.facts.insert(place, fact);
                IntakeOutcome::Accepted
            }
        }
    }

    /// Keeps what was said about a separation. Returns the outcome for the case that no employment changes by it.
    fn record_notice(&mut self, notice: Notice) -> IntakeOutcome {
        let says_same = |other: &Notice| other.separation == notice.separation;
        let known_ms = self.notices.iter().find(|other| says_same(other)).map(|other| other.time_ms);
        if known_ms.is_some_and(|known_ms| known_ms > notice.time_ms) {
            return IntakeOutcome::Superseded;
        }
        self.notices.retain(|other| !says_same(other));
        let place = self.notices.partition_point(|other| other.time_ms <= notice.time_ms);
        self.notices.insert(place, notice);
        let is_last = place + 1 == self.notices.len();
        if known_ms.is_some() || is_last { IntakeOutcome::Duplicate } else { IntakeOutcome::Superseded }
    }

    fn settle(&mut self) {
        self.spells.clear();
        if !self.notices.is_empty() {
            let facts: Vec<Stated> = self.facts.iter().map(RosterFact::stated).collect();
            self.spells = spells(&facts, &self.notices);
        }
    }
}

impl RosterFact {
    fn stated(&self) -> Stated {
        let Self { effective, time_ms, roster } = self;
        Stated { effective: *effective, hire_date: roster.hire_date, time_ms: *time_ms, content: content(roster) }
    }
}

/// A fingerprint of all that a roster fact says: for telling within one process whether two say the same.
pub(crate) fn content(roster: &Roster) -> u64 {
    let mut hasher = DefaultHasher::new();
    roster.hash(&mut hasher);
    hasher.finish()
}

//! A day of the history: who was there, and under which names they are shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::projections::trends::history::places::{Folding, Label};
use crate::projections::trends::history::{PersonHistory, RiskHistoryState, RiskPoint};
use attrition_core::basics::date::Date;
use attrition_core::model::Band;

/// A closed day with the people whose risks it has.
pub(in crate::projections::trends) struct Cut<'a> {
    pub(in crate::projections::trends) history: &'a RiskHistoryState,
    pub(in crate::projections::trends) day: Date,
    /// Days that the risks look ahead.
    pub(in crate::projections::trends) horizon_days: i32,
    pub(in crate::projections::trends) rows: Vec<CrossSectionRow<'a>>,
    pub(in crate::projections::trends) folding: Folding<'a>,
}

/// Someone's risk on the day.
#[derive(Clone, Copy)]
pub(in crate::projections::trends) struct CrossSectionRow<'a> {
    pub(in crate::projections::trends) place: Label<'a>,
    pub(in crate::projections::trends) risk: f64,
    pub(in crate::projections::trends) band: Band,
}

impl<'a> Cut<'a> {
    /// The day, where it has scores.
    pub(in crate::projections::trends) fn new(history: &'a RiskHistoryState, day: Date) -> Option<Self> {
        let horizon_days = history.days.get(&day)?.horizon_days;
        let mut places: BTreeMap<u16, u32> = BTreeMap::new();
        for (_, _, point) in history.scored(day) {
            *places.entry(point.place).or_default() += 1;
        }
        let places = places.into_iter().map(|(place, people)| (history.places.name(place), people));
        let (placed, nowhere): (Vec<_>, Vec<_>) = places.partition(|(place, _)| !place.0.is_empty());
        // The roster tells of some only after their first day: few of them are left out until it does, for a group of so few
        // would take the smallest site with it.
        let is_few = nowhere.iter().map(|(_, people)| people).sum::<u32>() < history.min;
        let nowhere = nowhere.into_iter().filter(|_| !is_few);
        let folding = Folding::new(placed.into_iter().chain(nowhere), history.min);
        let rows = history.rows(day).filter(|row| !(is_few && row.place.0.is_empty())).collect();
        Some(Self { history, day, horizon_days, rows, folding })
    }

    /// Whether someone has a score of the day and had not given notice.
    pub(in crate::projections::trends) fn is_there(&self, agent: &str) -> bool {
        let person = self.history.people.get(agent);
        person.is_some_and(|person| person.on(self.day).is_some() && !person.is_leaving(self.day))
    }

    /// Every label that someone is shown under.
    pub(in crate::projections::trends) fn labels(&self) -> BTreeSet<Label<'a>> {
        self.rows.iter().map(|row| self.folding.label(row.place)).collect()
    }

    /// Every site that someone is shown under.
    pub(in crate::projections::trends) fn sites(&self) -> BTreeSet<&'a str> {
        self.labels().into_iter().map(|label| label.0).collect()
    }
}

impl RiskHistoryState {
    /// Everyone with a score of a day who had not given notice by then.
    pub(in crate::projections::trends) fn scored(
        &self,
        day: Date,
    ) -> impl Iterator<Item = (&str, &PersonHistory, &RiskPoint)> {
        let scored = self.people.iter().filter_map(move |(agent, person)| Some((&**agent, person, person.on(day)?)));
        scored.filter(move |(_, person, _)| !person.is_leaving(day))
    }

    /// The same as rows.
    pub(in crate::projections::trends) fn rows(&self, day: Date) -> impl Iterator<Item = CrossSectionRow<'_>> {
        self.scored(day).map(|(_, _, point)| CrossSectionRow {
            place: self.places.name(point.place),
            risk: point.risk,
            band: point.band,
        })
    }
}

impl CrossSectionRow<'_> {
    /// Whether there is enough history to judge by.
    pub(in crate::projections::trends) fn is_judged(&self) -> bool {
        self.band != Band::Unknown
    }
}

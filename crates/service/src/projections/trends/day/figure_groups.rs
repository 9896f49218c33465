//! Groups of a figure that also counts people who are not there today: whoever left, or had an alert and left.

use std::collections::{BTreeMap, BTreeSet};

use crate::projections::trends::day::cross_section::Cut;
use crate::projections::trends::history::places::{Folding, Label};

/// The groups of a day, folded further until each stands for enough people: those who are there on the day, and those whom the figure
/// counts besides.
pub(in crate::projections::trends) struct FigureGroups<'c, 'a> {
    cut: &'c Cut<'a>,
    /// Of the labels of the day.
    folding: Folding<'a>,
    labels: BTreeSet<Label<'a>>,
}

impl<'c, 'a> FigureGroups<'c, 'a> {
    /// For a figure that counts these people, each at a place. Who is there on the day is one of the group there and of no other,
    /// and everyone else of one group, so that the people of groups that are merged can be added.
    pub(in crate::projections::trends) fn new(
        cut: &'c Cut<'a>,
        counted: impl Iterator<Item = (&'a str, Label<'a>)>,
    ) -> Self {
        let mut sizes: BTreeMap<Label<'a>, u32> = BTreeMap::new();
        for row in &cut.rows {
            *sizes.entry(cut.folding.label(row.place)).or_default() += 1;
        }
        let mut elsewhere = BTreeSet::new();
        for (agent, place) in counted {
            let size = sizes.entry(cut.folding.label(place)).or_default();
            *size += u32::from(!cut.is_there(agent) && elsewhere.insert(agent));
        }
        let folding = Folding::new(sizes.iter().map(|(label, size)| (*label, *size)), cut.history.min);
        let labels = sizes.keys().map(|label| folding.label(*label)).collect();
        Self { cut, folding, labels }
    }

    /// Every label that the figure has.
    pub(in crate::projections::trends) fn labels(&self) -> impl Iterator<Item = Label<'a>> {
        self.labels.iter().copied()
    }

    /// Under which names someone of this site and team is counted.
    pub(in crate::projections::trends) fn label(&self, place: Label<'_>) -> Label<'a> {
        self.folding.label(self.cut.folding.label(place))
    }
}

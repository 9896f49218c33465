//! What a partition sees of each site on the day that it closes.

use std::collections::BTreeMap;

use crate::engine::desk::SiteDay;
use crate::engine::model::{Band, Model};
use crate::engine::partition::Finding;

/// By site.
#[derive(Default)]
pub(super) struct Seen(pub(super) BTreeMap<Box<str>, SiteDay>);

impl Seen {
    /// Adds what is told of one agent.
    pub(super) fn add(&mut self, finding: &Finding<'_>, model: &Model) {
        let Finding::Score(score) = finding else { return };
        let Some(site) = score.place().map(|roster| &*roster.site) else { return };
        let seen = match self.0.get_mut(site) {
            Some(seen) => seen,
            None => self.0.entry(site.into()).or_insert_with(|| SiteDay::by(&model.id)),
        };
        for (source, figure) in score.figures().into_iter().enumerate() {
            seen.events[source] += u32::from(figure.of > 0);
            seen.figures[source].add(figure);
        }
        if let Some(day) = score.supervisor_day() {
            seen.supervisors.insert(score.name.into(), day);
        }
        if score.evaluation.band != Band::Unknown {
            seen.agents += 1;
            for (place, seen) in seen.signals.iter_mut().enumerate() {
                let (value, term) = (score.evaluation.values[place], &model.terms[place]);
                seen.contribution += score.evaluation.contributions[place];
                if let Some(reference) = &term.reference {
                    seen.cells.resize(reference.cells(), 0);
                    seen.cells[reference.cell(value)] += 1;
                }
            }
        }
    }
}

//! What a partition sees of each site on the day that it closes.

use std::collections::BTreeMap;

use crate::engine::desk::SiteDay;
use crate::engine::model::{Band, Model};
use crate::engine::partition::Finding;
use crate::engine::signals::BEHAVIOUR;

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
        seen.events.iter_mut().zip(score.events()).for_each(|(sum, more)| *sum += more);
        if score.evaluation.band != Band::Unknown {
            seen.agents += 1;
            let contributions = &score.evaluation.contributions[BEHAVIOUR];
            seen.contributions.iter_mut().zip(contributions).for_each(|(sum, more)| *sum += more);
        }
    }
}

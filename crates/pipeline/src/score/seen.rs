//! What a partition sees of each site on the day that it closes.

use std::collections::BTreeMap;

use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SiteId;
use attrition_core::desk::{RulesBySite, SiteDay, SupervisorDay};
use attrition_core::model::{Band, Model};
use attrition_core::org::Org;
use attrition_core::partition::{Finding, Score};

/// What a partition has seen on the day that it closes, by site.
#[derive(Default)]
pub(super) struct Seen(pub(super) BTreeMap<SiteId, SiteDay>);

impl Seen {
    /// Adds what is told of one agent.
    pub(super) fn add(&mut self, finding: &Finding<'_>, model: &Model, rules: &RulesBySite) {
        let Finding::Score(score) = finding else { return };
        self.add_reader(score, model, rules);
        let Some(roster) = score.place() else { return };
        let seen = self.site(&roster.site, model);
        for (source, figure) in score.figures().into_iter().enumerate() {
            seen.events[source] += u32::from(figure.of > 0);
            seen.figures[source].add(figure);
        }
        if score.evaluation.band != Band::Unknown {
            seen.agents += 1;
            let contributions = &score.evaluation.contributions;
            if !roster.queue.is_empty() {
                let queue = seen.queues.entry(roster.queue.clone()).or_default();
                queue.agents += 1;
                queue.signals.iter_mut().zip(contributions).for_each(|(sum, one)| sum.add(*one));
            }
            for (place, seen) in seen.signals.iter_mut().enumerate() {
                let (value, term) = (score.evaluation.values[place], &model.terms[place]);
                seen.contributions.add(contributions[place]);
                if let Some(reference) = &term.reference {
                    seen.cells.resize(reference.cells(), 0);
                    seen.cells[reference.cell(value)] += 1;
                }
            }
        }
    }

    /// Adds where somebody was who reads letters: at each site at which others answer to them, or they stand in. It need not be
    /// their own, and nobody else needs to know where that is.
    fn add_reader(&mut self, score: &Score<'_>, model: &Model, rules: &RulesBySite) {
        let sites_under = |supervisor| score.org.sites_under(supervisor, score.known_on);
        let stands_in = rules.sites_of_deputy(score.name, sites_under);
        let sites: Vec<&str> = score.sites_under().chain(stands_in).collect();
        let Some(day) = (!sites.is_empty()).then(|| score.supervisor_day()).flatten() else { return };
        for site in sites {
            self.site(site, model).supervisors.insert(score.name.into(), day);
        }
    }

    /// Adds deputies who have left, as it was known at the close of a day.
    pub(super) fn add_gone(&mut self, org: &Org, known_on: Date, rules: &RulesBySite) {
        for (site, seen) in &mut self.0 {
            let deputies = rules.calendar(site).deputies.values();
            let gone = deputies.filter(|deputy| org.has_left(deputy, known_on));
            seen.supervisors.extend(gone.map(|deputy| (deputy.clone(), SupervisorDay::Gone)));
        }
    }

    fn site(&mut self, site: &str, model: &Model) -> &mut SiteDay {
        if !self.0.contains_key(site) {
            self.0.insert(site.into(), SiteDay::by(&model.id));
        }
        self.0.get_mut(site).expect("it was put there")
    }
}

//! With which risk an agent comes from another site.

use crate::basics::date::Date;
use crate::employment::arrival::{ARRIVAL_DAYS, Arrival};
use crate::model::{Band, Model, RiskEvaluation, without_level};
use crate::partition::agent::AgentMemory;

impl AgentMemory {
    /// Remembers with which risk the agent came from another site. What has come along from a third one goes on with it.
    pub fn arrive(&mut self, day: Date, model: &Model) {
        let carried = self.arrival.as_deref().filter(|arrival| arrival.is_recent(day)).map(|arrival| arrival.risk);
        let told = self.highest_red_risk(day, model);
        let risk = carried.into_iter().chain(told).reduce(f64::max);
        self.arrival = risk.map(|risk| Box::new(Arrival { on: day, risk }));
    }

    /// The highest of the red risks of the last four weeks at the former site. Of another model only the last band is known.
    fn highest_red_risk(&self, day: Date, model: &Model) -> Option<f64> {
        let level = model.site_level(self.org.site_year);
        if self.is_of_another(model.tag()) {
            let was_red = self.band == Some(Band::Red);
            return was_red.then(|| without_level(model.thresholds(level).red, level));
        }
        let since = self.arrival.as_deref().map_or(day - ARRIVAL_DAYS, |arrival| arrival.on.max(day - ARRIVAL_DAYS));
        let risks = (since.0..day.0).filter_map(|day| self.risk_on(Date(day), model.tag()));
        let red = risks.filter(|risk| model.band(*risk, level) == Band::Red);
        red.map(|risk| without_level(risk, level)).reduce(f64::max)
    }

    /// Goes by what another model says of a risk that came along: those of two are not compared.
    pub fn restate_arrival(&mut self, evaluation: &RiskEvaluation, model: &Model) {
        let level = evaluation.site_level;
        if let Some(arrival) = &mut self.arrival {
            arrival.risk = without_level(evaluation.risk.max(model.thresholds(level).red), level);
        }
    }
}

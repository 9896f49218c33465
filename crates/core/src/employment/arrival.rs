//! An agent who comes from another site: a risk that was told there comes along, and is no new case here.

use crate::basics::date::Date;
use crate::model::{Band, Model, without_level};
use crate::partition::agent::{AgentMemory, RiskEvaluation};

/// Days after a move from another site in which a risk that came with the agent is that site's case: it was told there. As many
/// before the move are looked at.
pub const ARRIVAL_DAYS: i32 = 28;

/// A move from another site of an agent whose risk was red there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// The first day at the present site.
    pub on: Date,
    /// The highest risk that was red there, as it would be at a site of the model's own level. After a takeover, what the new model
    /// said first, and at least its red.
    pub risk: f64,
}

impl Arrival {
    /// Whether a risk of this day may still be the case of the former site.
    pub fn is_recent(&self, day: Date) -> bool {
        day - self.on < ARRIVAL_DAYS
    }
}

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

//! What was asked: the published scores at weekly cut-offs, and the alerts that the desk raised.

use crate::rows::{CUT_OFF_WEEKDAY, People};
use attrition_contracts::alerting::alert;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::records::record::Output;
use attrition_core::basics::date::Date;
use attrition_core::model::Band;
use attrition_core::partition::Score;
use attrition_core::signals;

/// Published daily scores at cut-offs, in the order of closing: 23 bytes for seven of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Questions {
    pub(super) days: Vec<Date>,
    pub(super) agents: Vec<u32>,
    pub(super) supervisors: Vec<u32>,
    pub(super) risks: Vec<f64>,
    /// Days since hiring; `i16::MAX` at most, -1 where it is not known.
    pub(super) tenures: Vec<i16>,
    pub(super) bands: Vec<PublishedBand>,
}

/// The band in which a score was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PublishedBand {
    Green,
    Amber,
    Red,
}

/// An alert that reached a supervisor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Raised {
    pub(super) day: Date,
    pub(super) supervisor: u32,
    pub(super) agent: u32,
}

/// What the desk did.
#[derive(Clone, Debug, Default)]
pub(super) struct DeskAlerts {
    pub(super) raised: Vec<Raised>,
    /// Days on which an alert was withheld by a budget.
    pub(super) withheld: Vec<Date>,
}

impl Questions {
    /// Keeps a score, if it is of a cut-off and of an agent with enough history to be judged.
    pub(super) fn keep(&mut self, score: &Score<'_>, people: &mut People) {
        let band = match score.evaluation.band {
            Band::Unknown => return,
            Band::Green => PublishedBand::Green,
            Band::Amber => PublishedBand::Amber,
            Band::Red => PublishedBand::Red,
        };
        if score.interim || score.day.weekday() != CUT_OFF_WEEKDAY {
            return;
        }
        let tenure = score.evaluation.values[signals::position("tenure_days").expect("it is in the catalogue")];
        self.days.push(score.day);
        self.agents.push(people.number(score.name));
        self.supervisors.push(people.number(score.agent.place(score.day).map_or("", |roster| &roster.supervisor)));
        self.risks.push(score.evaluation.risk);
        self.tenures.push(if tenure.is_nan() { -1 } else { tenure as i16 });
        self.bands.push(band);
    }

    /// The same in order of time, then of the new numbers of people.
    pub(super) fn renumbered(&self, new: &[u32]) -> Self {
        let number = |old: &u32| new[*old as usize];
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|question| (self.days[*question], number(&self.agents[*question])));
        Self {
            days: order.iter().map(|question| self.days[*question]).collect(),
            agents: order.iter().map(|question| number(&self.agents[*question])).collect(),
            supervisors: order.iter().map(|question| number(&self.supervisors[*question])).collect(),
            risks: order.iter().map(|question| self.risks[*question]).collect(),
            tenures: order.iter().map(|question| self.tenures[*question]).collect(),
            bands: order.iter().map(|question| self.bands[*question]).collect(),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.days.len()
    }

    /// The last cut-off on or before a day.
    pub(super) fn cut_off(day: Date) -> Date {
        day - ((day.weekday() + 7 - CUT_OFF_WEEKDAY) % 7).cast_signed()
    }
}

impl DeskAlerts {
    /// The same in order of time, then of the new numbers of people.
    pub(super) fn renumbered(mut self, new: &[u32]) -> Self {
        for raised in &mut self.raised {
            (raised.agent, raised.supervisor) = (new[raised.agent as usize], new[raised.supervisor as usize]);
        }
        self.raised.sort_by_key(|raised| (raised.day, raised.supervisor, raised.agent));
        self
    }

    /// Takes in what the desk wrote.
    pub(super) fn keep(&mut self, output: &Output, people: &mut People) {
        // Letters and notices tell of the same alerts once more.
        let value = output.value.as_deref().unwrap_or_default();
        let Some((agent, alert)) = alert::read(value).expect("the desk writes what can be read") else { return };
        let day = alert.date;
        match alert.status {
            // Whoever is held out is judged like the others.
            AlertStatus::Raised | AlertStatus::HeldOut if alert.version == 1 => {
                let (supervisor, agent) = (people.number(&alert.supervisor), people.number(&agent));
                self.raised.push(Raised { day, supervisor, agent });
            }
            AlertStatus::Withheld => self.withheld.push(day),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_belongs_to_the_sunday_before_it() {
        let sunday = Date::parse("2026-11-22").expect("a date");
        for ahead in 0..7 {
            assert_eq!(Questions::cut_off(sunday + ahead), sunday);
        }
        assert_eq!(Questions::cut_off(sunday - 1), sunday - 7);
    }
}

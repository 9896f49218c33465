//! Whether risks come true: calibration by band, and performance, estimated before the outcomes are known and after.

use std::collections::BTreeSet;

use crate::observability::metrics::model_health::ModelHealth;
use crate::projections::trends::day::cross_section::{CrossSectionRow, Cut};
use crate::projections::trends::day::disclosure_control::{hundredths, tenths};
use crate::projections::trends::model_fit::performance::{Performance, ScoredOutcome};
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::{Outcome, outcome};
use attrition_core::model::Band;

/// Weekly cut-offs over which calibration is looked at: a quarter.
const WEEKS: i32 = 13;
/// The weekday of cut-offs, 0 for Monday: Sundays, as of the rows that models learn from.
const CUT_OFF_WEEKDAY: i32 = 6;

/// Leavers of fewer than whom neither AUC nor recall is told: of ten, the standard error of an AUC is about 0.09.
const LEAVERS_MIN: f64 = 10.0;

/// Tells it of a day.
pub(in crate::projections::trends) fn fill(cut: &Cut<'_>, to: &ModelHealth) {
    let matured = last_cut_off(cut.day - cut.horizon_days);
    tell_calibration(cut, matured, to);
    tell_performance(cut, &estimated(cut.rows.iter()), "estimated", to);
    let then: Vec<CrossSectionRow<'_>> = cut.history.rows(matured).collect();
    tell_performance(cut, &estimated(then.iter()), "estimated_then", to);
    let came_true = answered(cut, matured).filter(|(_, row, _)| row.is_judged());
    let judged = came_true.map(|(_, row, left)| judged(&row, f64::from(u8::from(left))));
    tell_performance(cut, &Performance::new(judged.collect()), "realized", to);
}

/// A band over the weeks that are looked at.
#[derive(Default)]
struct Banded<'a> {
    agents: BTreeSet<&'a str>,
    expected: f64,
    actual: u32,
    scores: u32,
}

/// Rows of weekly cut-offs are few enough to be made anew: most agents have a score of each. Of a band of too few agents
/// nothing is told.
fn tell_calibration(cut: &Cut<'_>, matured: Date, to: &ModelHealth) {
    let mut bands: [Banded<'_>; Band::ALL.len()] = Default::default();
    for week in 0..WEEKS {
        for (agent, row, left) in answered(cut, matured - 7 * week) {
            let band = &mut bands[row.band as usize];
            band.agents.insert(agent);
            (band.expected, band.actual, band.scores) =
                (band.expected + row.risk, band.actual + u32::from(left), band.scores + 1);
        }
    }
    let is_enough = |banded: &Banded<'_>| banded.agents.len() >= cut.history.min as usize;
    for (band, banded) in Band::ALL.into_iter().zip(bands).filter(|(_, banded)| is_enough(banded)) {
        to.calibration_expected.with_label_values(&[band.code()]).set(tenths(banded.expected));
        to.calibration_actual.with_label_values(&[band.code()]).set(f64::from(banded.actual));
        to.calibration_scores.with_label_values(&[band.code()]).set(f64::from(banded.scores));
    }
}

/// Scores of a cut-off whose outcome is known at the close of the cut's day: of whom, and whether the agent left.
fn answered<'a>(cut: &Cut<'a>, cut_off: Date) -> impl Iterator<Item = (&'a str, CrossSectionRow<'a>, bool)> {
    let (history, known) = (cut.history, cut.day);
    // The risks of a cut-off look as far ahead as they said then.
    let horizon_days = history.days.get(&cut_off).map_or(0, |scored| scored.horizon_days);
    let scored = history.scored(cut_off).take_while(move |_| horizon_days > 0);
    scored.filter_map(move |(agent, person, point)| {
        let left = match outcome(&person.profile, cut_off, horizon_days, known) {
            Outcome::Leaves => true,
            Outcome::Stays => false,
            Outcome::Censored | Outcome::Withdrawn | Outcome::Leaving | Outcome::NotOver => return None,
        };
        Some((
            agent,
            CrossSectionRow { place: history.places.name(point.place), risk: point.risk, band: point.band },
            left,
        ))
    })
}

fn estimated<'a>(rows: impl Iterator<Item = &'a CrossSectionRow<'a>>) -> Performance {
    Performance::new(rows.filter(|row| row.is_judged()).map(|row| judged(row, row.risk)).collect())
}

fn judged(row: &CrossSectionRow<'_>, chance: f64) -> ScoredOutcome {
    ScoredOutcome { risk: row.risk, is_red: row.band == Band::Red, chance }
}

/// Precision is the mean chance of the red: of few of them it would be almost someone's.
fn tell_performance(cut: &Cut<'_>, performance: &Performance, basis: &str, to: &ModelHealth) {
    let Performance { precision, recall, auc, leavers, red } = performance;
    let is_enough = *leavers >= LEAVERS_MIN;
    let [recall, auc] = [recall, auc].map(|value| value.filter(|_| is_enough));
    let precision = precision.filter(|_| *red >= cut.history.min as usize);
    for (measure, value) in [("precision", precision), ("recall", recall), ("auc", auc)] {
        if let Some(value) = value {
            to.performance.with_label_values(&[measure, basis]).set(hundredths(value));
        }
    }
}

/// The last cut-off on a day or before it.
fn last_cut_off(day: Date) -> Date {
    day - (day.weekday().cast_signed() - CUT_OFF_WEEKDAY).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_offs_are_the_sundays_that_models_learn_from() {
        let sunday = Date::parse("2026-11-22").expect("a date");
        assert!((0..7).all(|ahead| last_cut_off(sunday + ahead) == sunday));
        assert_eq!(last_cut_off(sunday - 1), sunday - 7);
    }
}

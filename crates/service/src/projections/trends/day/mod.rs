//! Everything that is shown of a day.

pub(in crate::projections::trends) mod alerts_by_site;
pub(in crate::projections::trends) mod cross_section;
pub(in crate::projections::trends) mod disclosure_control;
pub(in crate::projections::trends) mod figure_groups;
pub(in crate::projections::trends) mod risk;

use crate::observability::metrics::trends::TrendsMetrics;
use crate::projections::trends::day::cross_section::Cut;
use crate::projections::trends::day::disclosure_control::thousandths;
use crate::projections::trends::history::RiskHistoryState;
use crate::projections::trends::model_fit::calibration;
use crate::projections::trends::model_fit::drift;
use attrition_core::basics::date::Date;

/// Seconds of a day.
pub(super) const DAY_S: i64 = 86_400;

/// The metrics of risk as of the close of a day; with nothing of people where there are too few.
pub fn day(history: &RiskHistoryState, day: Date) -> prometheus::Result<TrendsMetrics> {
    let mut trends = TrendsMetrics::new()?;
    let Some(cut) = Cut::new(history, day) else { return Ok(trends) };
    trends.set_day(day);
    let health = &trends.model_health;
    if let Some(seen) = history.closes.seen(day) {
        health.trends_model_info.with_label_values(&[&*seen.model]).set(1.0);
    }
    if !cut.folding.is_enough() {
        return Ok(trends);
    }
    risk::fill(&cut, &trends.people);
    alerts_by_site::fill(&cut, &trends.people);
    calibration::fill(&cut, health);
    drift::fill(&cut, health);
    let (sum, count) = history.days[&day].shadow;
    if count >= history.min {
        health.shadow_difference_mean.with_label_values(&[] as &[&str]).set(thousandths(sum / f64::from(count)));
    }
    Ok(trends)
}

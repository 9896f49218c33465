//! Everything that is shown of a day.

use super::blurred::thousandths;
use super::cross_section::Cut;
use super::history::History;
use super::{answered, calibration, drift, risk};
use crate::observability::metrics::trends::Trends;
use attrition_core::basics::date::Date;

/// Seconds of a day.
pub(super) const DAY_S: i64 = 86_400;

/// The metrics of risk as of the close of a day; with nothing of people where there are too few.
pub fn day(history: &History, day: Date) -> prometheus::Result<Trends> {
    let mut trends = Trends::new()?;
    let Some(cut) = Cut::of(history, day) else { return Ok(trends) };
    trends.set_day(day);
    let health = &trends.model_health;
    if let Some(seen) = history.closes.seen(day) {
        health.trends_model_info.with_label_values(&[&*seen.model]).set(1.0);
    }
    if !cut.folding.is_enough() {
        return Ok(trends);
    }
    risk::tell(&cut, &trends.people);
    answered::tell(&cut, &trends.people);
    calibration::tell(&cut, health);
    drift::tell(&cut, health);
    let (sum, count) = history.days[&day].shadow;
    if count >= history.min {
        health.shadow_difference_mean.with_label_values(&[] as &[&str]).set(thousandths(sum / f64::from(count)));
    }
    Ok(trends)
}

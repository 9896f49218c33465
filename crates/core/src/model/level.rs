//! The level of a site: how many leave there, from the leavers on record.

use super::Term;
use crate::org::{SiteYear, TENURE_MIDDLE, TENURES};

/// Mean length of a year, days.
const YEAR_DAYS: f64 = 365.25;

/// How a model moves its level to that of a site.
///
/// The leavers of a site in a year are Poisson about what the model expects of people of their tenure, times a factor of the site;
/// the factors of sites are gamma about 1. Then the factor of a site, given its leavers, has the mean
/// `(leavers + weight) / (expected + weight)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Leavers that the model's own level counts for: the shape of the gamma distribution.
    weight: f64,
    /// Leavers that the model expects for each agent-day, by span of tenure.
    expected: [f64; TENURES],
}

impl Level {
    /// Of a model that expects so many leavers for each agent-year where its term of tenure adds nothing.
    pub fn new(leavers_a_year: f64, weight: f64, tenure: &Term) -> Self {
        let a_day = leavers_a_year / YEAR_DAYS;
        Self { weight, expected: TENURE_MIDDLE.map(|days| a_day * tenure.contribution(days).exp()) }
    }

    /// What the level of a site adds to the log-odds: 0 where nothing is on record.
    pub fn offset(&self, year: SiteYear) -> f64 {
        let days = year.agent_days.map(f64::from);
        let expected: f64 = days.iter().zip(self.expected).map(|(days, a_day)| days * a_day).sum();
        ((f64::from(year.leavers) + self.weight) / (expected + self.weight)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Level {
        Level::new(0.4, 4.0, &Term::silent())
    }

    /// A year of so many agents.
    fn year(leavers: u32, agents: u32) -> SiteYear {
        let mut year = SiteYear { leavers, ..SiteYear::default() };
        year.agent_days[3] = agents * 365;
        year
    }

    #[test]
    fn a_site_of_which_nothing_is_known_has_the_level_of_the_model() {
        assert_eq!(level().offset(SiteYear::default()), 0.0);
    }

    #[test]
    fn the_level_of_a_site_is_between_that_of_the_model_and_its_own() {
        // 90 % a year, of a hundred agents and of ten.
        let [many, few] = [year(90, 100), year(9, 10)].map(|year| level().offset(year).exp() * 0.4);
        assert!((many - 0.855).abs() < 0.001 && (few - 0.65).abs() < 0.001, "{many} {few}");
        // Nobody has left in a year: few leave, but it is not impossible.
        let none = level().offset(year(0, 100)).exp();
        assert!((none - 4.0 / 44.0).abs() < 1e-4, "{none}");
    }

    #[test]
    fn a_site_of_newcomers_is_expected_to_lose_more() {
        let tenure = Term { weight: -0.001, ..Term::silent() };
        let level = Level::new(0.4, 4.0, &tenure);
        let mut new = year(40, 0);
        new.agent_days[0] = 100 * 365;
        assert!(level.offset(new) < level.offset(year(40, 100)), "the same leavers say less of a site of newcomers");
    }
}

//! Rules of the desk, by site.

use std::collections::BTreeMap;

use super::{Calendar, Language};

/// Rules of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Red alerts a week per supervisor.
    pub budget_week: u32,
    /// Days after an alert has eased in which none is raised.
    pub cool_down_days: i32,
    /// Share of a threshold below which a risk must fall to leave its band.
    pub hysteresis: f64,
    /// Working days of its supervisor after which an alert that nobody has answered goes to the second address.
    pub escalate_days: i32,
    /// Days after which an alert is over: its forecast was of so many.
    pub lapse_days: i32,
    /// Share of agents of whose alerts nobody is told, to see what telling is worth.
    pub hold_out: f64,
    /// Whether there is a second address: without one nothing goes anywhere else than to the supervisor.
    pub has_second: bool,
    /// Language of what its people read.
    pub language: Language,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            budget_week: 3,
            cool_down_days: 28,
            hysteresis: 0.8,
            escalate_days: 3,
            lapse_days: 30,
            hold_out: 0.0,
            has_second: true,
            language: Language::English,
        }
    }
}

/// The rules of every site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RulesBySite {
    /// Of sites without rules of their own.
    pub usual: Rules,
    /// Of those that have some.
    pub own: BTreeMap<Box<str>, Rules>,
    /// Holidays and deputies of sites without rules of their own.
    pub usual_calendar: Calendar,
    /// Those of the others.
    pub calendars: BTreeMap<Box<str>, Calendar>,
}

impl RulesBySite {
    /// The rules of a site.
    pub fn of(&self, site: &str) -> &Rules {
        self.own.get(site).unwrap_or(&self.usual)
    }

    /// Holidays and deputies of a site.
    pub fn calendar(&self, site: &str) -> &Calendar {
        self.calendars.get(site).unwrap_or(&self.usual_calendar)
    }

    /// The sites at which somebody is a deputy: those that name them, and their own where all name them.
    pub fn sites_of_deputy<'a>(&'a self, name: &str, own: Option<&'a str>) -> impl Iterator<Item = &'a str> {
        let names = |calendar: &Calendar| calendar.deputies.values().any(|deputy| **deputy == *name);
        let named = self.calendars.iter().filter(move |(_, calendar)| names(calendar)).map(|(site, _)| &**site);
        let has_none = |site: &&str| !self.calendars.contains_key(*site);
        named.chain(own.filter(has_none).filter(|_| names(&self.usual_calendar)))
    }
}

impl From<Rules> for RulesBySite {
    fn from(usual: Rules) -> Self {
        Self { usual, ..Self::default() }
    }
}

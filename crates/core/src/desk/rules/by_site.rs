//! Rules of the desk, by site.

use crate::basics::ids::SiteId;
use std::collections::BTreeMap;

use crate::desk::baseline::site_baseline::STALE_DAYS_MAX;
use crate::desk::{Calendar, Language};

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

impl Rules {
    /// Days after a risk that was over its threshold for which an alert about it may be open: those after which it lapses, and
    /// those for which a silent source puts that off. So long the desk hears of the agent every day.
    pub fn heard_days(&self) -> i32 {
        self.lapse_days + STALE_DAYS_MAX
    }
}

/// The rules of every site.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RulesBySite {
    /// Of sites without rules of their own.
    pub usual: Rules,
    /// Of those that have some.
    pub own: BTreeMap<SiteId, Rules>,
    /// Holidays and deputies of sites without rules of their own.
    pub usual_calendar: Calendar,
    /// Those of the others.
    pub calendars: BTreeMap<SiteId, Calendar>,
}

impl RulesBySite {
    /// The rules of a site.
    pub fn for_site(&self, site: &str) -> &Rules {
        self.own.get(site).unwrap_or(&self.usual)
    }

    /// Holidays and deputies of a site.
    pub fn calendar(&self, site: &str) -> &Calendar {
        self.calendars.get(site).unwrap_or(&self.usual_calendar)
    }

    /// The sites at which somebody is a deputy: those whose own rules name them, and of the others those at which anybody answers
    /// to one for whom they stand in. `sites_under` tells these of a supervisor: a deputy need not be at any of them.
    pub fn sites_of_deputy<'a, Sites: Iterator<Item = &'a str>>(
        &'a self,
        name: &'a str,
        sites_under: impl Fn(&'a str) -> Sites,
    ) -> impl Iterator<Item = &'a str> {
        let names = |calendar: &Calendar| calendar.deputies.values().any(|deputy| **deputy == *name);
        let named = self.calendars.iter().filter(move |(_, calendar)| names(calendar)).map(|(site, _)| &**site);
        let has_none = |site: &&str| !self.calendars.contains_key(*site);
        let usual = self.usual_calendar.deputies.iter().filter(move |(_, deputy)| ***deputy == *name);
        named.chain(usual.flat_map(move |(supervisor, _)| sites_under(supervisor)).filter(has_none))
    }
}

impl From<Rules> for RulesBySite {
    fn from(usual: Rules) -> Self {
        Self { usual, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_stands_in_at_the_sites_of_those_they_stand_in_for() {
        let calendar = |pairs: &[(&str, &str)]| Calendar {
            deputies: pairs.iter().map(|(who, deputy)| ((*who).into(), (*deputy).into())).collect(),
            ..Calendar::default()
        };
        let rules = RulesBySite {
            usual_calendar: calendar(&[("s-1", "d-1"), ("s-2", "d-2"), ("s-3", "d-1")]),
            calendars: [("own".into(), calendar(&[("s-9", "d-1")])), ("other".into(), calendar(&[]))].into(),
            ..RulesBySite::default()
        };
        let under = |supervisor: &str| match supervisor {
            "s-1" => ["north", "other"].iter(),
            _ => ["south"].iter(),
        };
        let sites = |name: &'static str| -> Vec<&str> {
            rules.sites_of_deputy(name, |supervisor| under(supervisor).copied()).collect()
        };
        assert_eq!(sites("d-1"), ["own", "north", "south"], "a site with rules of its own names its own deputies");
        assert_eq!(sites("d-2"), ["south"]);
        assert!(sites("s-1").is_empty());
    }
}

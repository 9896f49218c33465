//! The organisation: who stands where, under whom, and who left, by the date it takes effect and the date it was known.
//!
//! A score of day D uses what was known by the close of D-1. Facts carry the day on which they became known, so the view of
//! any past day can be computed at any time, and partitions that are at different days share one organisation.

mod placement;
mod site_year;
mod view;

pub use site_year::{SiteYear, TENURE_MIDDLE, TENURES};
pub use view::View;

use crate::basics::ids::AgentId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::basics::date::Date;
use crate::employment::profile::content;
use crate::employment::spell::Notice;
use crate::event::{Event, Fact};

/// Index of a person: an agent or a supervisor.
pub(super) type PersonIndex = u32;

/// Organisation signals of one agent; `None` is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OrgSignals {
    /// Whether the supervisor changed in W(90), and is another than at its beginning.
    pub supervisor_changed: Option<bool>,
    /// Whether a supervisor of the last 90 days separated in W(90), and has not come back.
    pub supervisor_left: Option<bool>,
    /// Yearly rate of voluntary leavers under the supervisor, shrunk to the site's.
    pub supervisor_leaver_rate: Option<f64>,
    /// Share of the team that gave notice in W(60).
    pub team_leavers: Option<f64>,
    /// Share of those hired at the same time that gave notice in W(90).
    pub cohort_leavers: Option<f64>,
    /// Median tenure of the team, days.
    pub team_tenure: Option<f64>,
    /// Agents under the supervisor.
    pub span_of_control: Option<f64>,
    /// Of the team in W(60).
    pub team_gone: GroupLeavers,
    /// Of those hired at the same time, in W(90).
    pub cohort_gone: GroupLeavers,
    /// Of those under the supervisor in W(365).
    pub supervisor_gone: GroupLeavers,
    /// The last year of the agent's site: no signal, but the level of a model that takes its level from it.
    pub site_year: SiteYear,
}

/// Colleagues of a group who gave notice of their own accord, of how many who belonged to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupLeavers {
    /// Number of colleagues who gave notice of their own accord.
    pub leavers: u32,
    /// Who belonged to the group on one of the days.
    pub people: u32,
}

/// Everything known about who stands where.
#[derive(Debug, Default)]
pub struct Org {
    names: Names,
    codes: Names,
    /// Those to whom somebody answers, or has answered.
    supervisors: BTreeSet<PersonIndex>,
    /// Codes of sites, by their number in `codes`.
    sites: BTreeMap<u32, Box<str>>,
    people: Vec<PersonRecord>,
    /// The first day that was closed: who left before it is not on record.
    since: Option<Date>,
    passed: Option<Date>,
    views: Vec<Arc<View>>,
}

/// What is known about one person, in the order in which it became known.
#[derive(Clone, Debug, Default)]
struct PersonRecord {
    facts: Vec<Placed>,
    notices: Vec<(Date, Notice)>,
}

/// A roster fact, with numbers in the place of codes and of the supervisor's id.
#[derive(Clone, Copy, Debug)]
struct Placed {
    known: Date,
    time_ms: i64,
    effective: Date,
    hire_date: Date,
    /// A fingerprint of all that the fact says.
    content: u64,
    site: u32,
    team: u32,
    supervisor: PersonIndex,
}

/// Texts by number, for looking up only.
#[derive(Debug, Default)]
struct Names {
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated")]
    index: std::collections::HashMap<AgentId, u32>,
}

/// Views kept for partitions that are at other days: those of a replay drift apart by a day or two.
const VIEWS_KEPT: usize = 4;

impl Org {
    /// Takes in a roster fact or a separation; other events say nothing about the organisation.
    pub fn take(&mut self, agent: &str, event: &Event) {
        let known = self.passed.map_or(Date(i32::MIN), |passed| passed + 1);
        match &event.fact {
            Fact::Roster(roster) => {
                let site = self.codes.number(&roster.site);
                self.sites.entry(site).or_insert_with(|| roster.site.as_ref().into());
                let placed = Placed {
                    known,
                    time_ms: event.time_ms,
                    effective: event.date,
                    hire_date: roster.hire_date,
                    content: content(roster),
                    site,
                    team: self.codes.number(&format!("{}\0{}", roster.site, roster.team)),
                    supervisor: self.person(&roster.supervisor),
                };
                self.supervisors.insert(placed.supervisor);
                let person = self.person(agent);
                self.people[person as usize].facts.push(placed);
            }
            Fact::Separation(separation) => {
                let person = self.person(agent);
                let notices = &mut self.people[person as usize].notices;
                let notice = Notice { time_ms: event.time_ms, separation: *separation };
                // Sent once more, it says nothing new.
                if notices.last().is_none_or(|(_, last)| *last != notice) {
                    notices.push((known, notice));
                }
            }
            _ => {}
        }
    }

    /// Passes the close of a day: what comes later was not known on it.
    pub fn close(&mut self, day: Date) {
        self.since.get_or_insert(day);
        self.passed = self.passed.max(Some(day));
    }

    /// The last day that was closed.
    pub fn passed(&self) -> Option<Date> {
        self.passed
    }

    /// Whether a person is gone when the letters about the day after `day` are read, as it was known at the close of `day`.
    pub fn has_left(&self, name: &str, day: Date) -> bool {
        let record = self.names.find(name).and_then(|person| self.people.get(person as usize));
        record.is_some_and(|record| record.has_left(day))
    }

    /// Whether anybody answers to a person, or has answered, as far as is known now.
    pub fn is_supervisor(&self, name: &str) -> bool {
        self.names.find(name).is_some_and(|person| self.supervisors.contains(&person))
    }

    /// The sites at which anybody answers to a person, as it was known at the close of a day that is being scored.
    pub fn sites_under(&self, name: &str, day: Date) -> impl Iterator<Item = &str> {
        let view = self.views.iter().find(|view| view.day() == day);
        let person = self.names.find(name);
        let sites = view.zip(person).and_then(|(view, person)| view.sites_under(person));
        sites.into_iter().flatten().filter_map(|site| self.sites.get(site).map(|code| &**code))
    }

    /// The organisation as it was known at the close of `day`.
    pub fn view(&mut self, day: Date) -> Arc<View> {
        if let Some(view) = self.views.iter().find(|view| view.day() == day) {
            return Arc::clone(view);
        }
        let view = Arc::new(View::new(&self.people, day, self.since.unwrap_or(day)));
        self.views.truncate(VIEWS_KEPT - 1);
        self.views.insert(0, Arc::clone(&view));
        view
    }

    /// The signals of one agent in a view of this organisation.
    pub fn signals(&self, view: &View, agent: &str) -> OrgSignals {
        match self.names.find(agent) {
            Some(person) => view.signals(&self.people, person),
            None => OrgSignals::default(),
        }
    }

    fn person(&mut self, name: &str) -> PersonIndex {
        let number = self.names.number(name);
        if self.people.len() <= number as usize {
            self.people.push(PersonRecord::default());
        }
        number
    }
}

impl Names {
    fn find(&self, name: &str) -> Option<u32> {
        self.index.get(name).copied()
    }

    fn number(&mut self, name: &str) -> u32 {
        let next = self.index.len() as u32;
        match self.index.get(name) {
            Some(number) => *number,
            None => *self.index.entry(name.into()).or_insert(next),
        }
    }
}

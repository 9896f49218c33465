//! Head counts, agent-days and leavers of every team, supervisor, site and cohort, as known at the close of one day.

use std::collections::{BTreeMap, BTreeSet};

use super::placement::{KnownPerson, Placement, on};
use super::{GroupLeavers, OrgSignals, PersonIndex, PersonRecord, SiteYear};
use crate::basics::date::Date;
use crate::event::Separation;

/// Weight of the site's rate in a supervisor's, agent-years: a supervisor of twelve weighs more after five months.
const SHRINK_YEARS: f64 = 5.0;
/// Mean length of a year, days.
const YEAR_DAYS: f64 = 365.25;
/// Hired within so many days of each other: a training class and its neighbours.
const COHORT_DAYS: i32 = 14;

/// Sums over a group of people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct PersonYears {
    active: i64,
    days: i64,
    people: i64,
    /// Notices that were given in the group.
    leavers: i64,
    /// Those of its people who gave notice, wherever they stood then.
    gone: i64,
}

/// The organisation as of the close of one day.
#[derive(Debug)]
pub struct View {
    day: Date,
    /// Sums over the last 60 days, by team.
    teams: BTreeMap<u32, PersonYears>,
    /// Hire dates of the active, sorted, by team.
    hires: BTreeMap<u32, Vec<Date>>,
    /// Sums over the last 365 days, by supervisor.
    supervisors: BTreeMap<PersonIndex, PersonYears>,
    /// Where the active answer to a supervisor.
    sites_under: BTreeMap<PersonIndex, BTreeSet<u32>>,
    /// Sums over the last 365 days, by site.
    sites: BTreeMap<u32, PersonYears>,
    /// The first day that counts in the last year of a site.
    year_from: Date,
    /// The last year, by site.
    years: BTreeMap<u32, SiteYear>,
    /// W(90), by site and hire date.
    cohorts: BTreeMap<(u32, Date), PersonYears>,
}

impl View {
    pub(super) fn new(people: &[PersonRecord], day: Date, since: Date) -> Self {
        let mut view = Self {
            day,
            teams: BTreeMap::new(),
            hires: BTreeMap::new(),
            supervisors: BTreeMap::new(),
            sites_under: BTreeMap::new(),
            sites: BTreeMap::new(),
            year_from: SiteYear::first(day, since),
            years: BTreeMap::new(),
            cohorts: BTreeMap::new(),
        };
        for person in people.iter().filter(|person| !person.facts.is_empty()) {
            view.count(person);
        }
        view.hires.values_mut().for_each(|hires| hires.sort_unstable());
        view
    }

    /// The day that this view is of.
    pub fn day(&self) -> Date {
        self.day
    }

    /// The sites at which anybody answers to a person.
    pub(super) fn sites_under(&self, person: PersonIndex) -> Option<&BTreeSet<u32>> {
        self.sites_under.get(&person)
    }

    fn count(&mut self, person: &PersonRecord) {
        let day = self.day;
        let known = person.known(day);
        let placements = known.placements();
        let notices: Vec<Date> =
            known.leavings(day - 364).filter(|on_day| on(&placements, *on_day).is_some()).collect();
        for (i, place) in placements.iter().enumerate().filter(|(_, place)| place.to > day - 365) {
            let active = i64::from(place.to == day);
            let add = |tally: &mut PersonYears, days: i32, same: fn(&Placement, &Placement) -> bool| {
                let first = day - days + 1;
                let own_days = place.days_within(first, day);
                tally.active += active;
                tally.days += own_days;
                // Who comes back to a group is the same person.
                let is_known = placements[..i].iter().any(|former| same(former, place) && former.to >= first);
                let is_new = own_days > 0 && !is_known;
                tally.people += i64::from(is_new);
                tally.gone += i64::from(is_new && notices.iter().any(|notice| *notice >= first));
            };
            add(self.teams.entry(place.team).or_default(), 60, |a, b| a.team == b.team);
            add(self.supervisors.entry(place.supervisor).or_default(), 365, |a, b| a.supervisor == b.supervisor);
            add(self.sites.entry(place.site).or_default(), 365, |a, b| a.site == b.site);
            let year = self.years.entry(place.site).or_default();
            year.add_days(place.hire_date, place.from.max(self.year_from), place.to.min(day));
            let cohort = self.cohorts.entry((place.site, place.hire_date)).or_default();
            add(cohort, 90, |a, b| (a.site, a.hire_date) == (b.site, b.hire_date));
            if active == 1 {
                self.hires.entry(place.team).or_default().push(place.hire_date);
                self.sites_under.entry(place.supervisor).or_default().insert(place.site);
            }
        }
        self.count_leavings(&known, &placements);
    }

    fn count_leavings(&mut self, known: &KnownPerson, placements: &[Placement]) {
        let day = self.day;
        for notice in known.leavings(day - 364) {
            let Some(place) = on(placements, notice) else { continue };
            let add = |tally: &mut PersonYears, days: i32| tally.leavers += i64::from(notice > day - days);
            add(self.teams.entry(place.team).or_default(), 60);
            add(self.supervisors.entry(place.supervisor).or_default(), 365);
            add(self.sites.entry(place.site).or_default(), 365);
            add(self.cohorts.entry((place.site, place.hire_date)).or_default(), 90);
            if notice >= self.year_from {
                self.years.entry(place.site).or_default().leavers += 1;
            }
        }
    }

    pub(super) fn signals(&self, people: &[PersonRecord], person: PersonIndex) -> OrgSignals {
        let record = &people[person as usize];
        let known = record.known(self.day);
        let placements = known.placements();
        let Some(here) = on(&placements, self.day) else { return OrgSignals::default() };
        let own = OwnShare { known: &known, placements: &placements, day: self.day };
        let team = self.teams[&here.team];
        let supported_team = (team.active >= 4).then_some(());
        let others_of_team = team.minus(own.tally(60, |place| place.team == here.team));
        let (cohort, others_of_cohort) = self.cohort(&own, here);
        OrgSignals {
            supervisor_changed: Some(own.supervisor_changed()),
            supervisor_left: Some(own.supervisor_left(people)),
            supervisor_leaver_rate: self.supervisor_leaver_rate(&own, here),
            team_leavers: supported_team.and_then(|()| others_of_team.share(60.0)),
            cohort_leavers: (cohort.active >= 3).then(|| others_of_cohort.share(90.0)).flatten(),
            team_tenure: supported_team.map(|()| self.median_tenure(here)),
            span_of_control: Some(self.supervisors[&here.supervisor].active as f64),
            team_gone: others_of_team.gone(),
            cohort_gone: others_of_cohort.gone(),
            supervisor_gone: self.others_under_supervisor(&own, here).gone(),
            site_year: self.years[&here.site],
        }
    }

    fn supervisor_leaver_rate(&self, own: &OwnShare<'_>, here: &Placement) -> Option<f64> {
        let site = self.sites[&here.site].minus(own.tally(365, |place| place.site == here.site));
        let site_years = site.days as f64 / YEAR_DAYS;
        let site_rate = if site.days > 0 { site.leavers as f64 / site_years } else { 0.0 };
        let others = self.others_under_supervisor(own, here);
        let years = others.days as f64 / YEAR_DAYS;
        (others.days >= 30).then(|| (others.leavers as f64 + SHRINK_YEARS * site_rate) / (years + SHRINK_YEARS))
    }

    /// Those under the supervisor, without this agent.
    fn others_under_supervisor(&self, own: &OwnShare<'_>, here: &Placement) -> PersonYears {
        self.supervisors[&here.supervisor].minus(own.tally(365, |place| place.supervisor == here.supervisor))
    }

    /// Those hired at the same time, and the same without this agent.
    fn cohort(&self, own: &OwnShare<'_>, here: &Placement) -> (PersonYears, PersonYears) {
        let same = |site: u32, hire: Date| site == here.site && (hire - here.hire_date).abs() <= COHORT_DAYS;
        let range = (here.site, here.hire_date - COHORT_DAYS)..=(here.site, here.hire_date + COHORT_DAYS);
        let cohort = self.cohorts.range(range).fold(PersonYears::default(), |sum, (_, tally)| sum.plus(*tally));
        (cohort, cohort.minus(own.tally(90, |place| same(place.site, place.hire_date))))
    }

    fn median_tenure(&self, here: &Placement) -> f64 {
        let hires = &self.hires[&here.team];
        let own = hires.partition_point(|hire| *hire < here.hire_date);
        let others = hires.len() - 1;
        // The list without this agent's own entry.
        let tenure = |i: usize| f64::from(self.day - hires[if i < own { i } else { i + 1 }]);
        (tenure((others - 1) / 2) + tenure(others / 2)) / 2.0
    }
}

/// One person's own part in the sums.
struct OwnShare<'a> {
    known: &'a KnownPerson,
    placements: &'a [Placement],
    day: Date,
}

impl OwnShare<'_> {
    fn tally(&self, days: i32, counts: impl Fn(&Placement) -> bool) -> PersonYears {
        let first = self.day - days + 1;
        let own_days: i64 = self.placements.iter().filter(|p| counts(p)).map(|p| p.days_within(first, self.day)).sum();
        let places = self.known.leavings(first).filter_map(|notice| on(self.placements, notice));
        let (here, elsewhere): (Vec<&Placement>, Vec<&Placement>) = places.partition(|place| counts(place));
        let gone = i64::from(own_days > 0 && !(here.is_empty() && elsewhere.is_empty()));
        PersonYears { active: 0, days: own_days, people: i64::from(own_days > 0), leavers: here.len() as i64, gone }
    }

    /// Whether the supervisor is new within ninety days: a rehire is no change, and whoever is back after somebody stood in is not
    /// new.
    fn supervisor_changed(&self) -> bool {
        let Some(here) = on(self.placements, self.day) else { return false };
        let is_one = |place: &Placement| place.hire_date == here.hire_date;
        let met = self.placements.iter().position(|place| is_one(place) && place.supervisor == here.supervisor);
        let begun = met.and_then(|met| Some((self.placements.get(met.checked_sub(1)?)?, self.placements[met].from)));
        begun.is_some_and(|(before, from)| is_one(before) && from > self.day - 90)
    }

    fn supervisor_left(&self, people: &[PersonRecord]) -> bool {
        let since = self.day - 90;
        // Who is hired again has lost no supervisor of the employment before.
        let here = on(self.placements, self.day).map(|here| here.hire_date);
        let is_of_now = |place: &&Placement| place.to > since && Some(place.hire_date) == here;
        let mut recent = self.placements.iter().filter(is_of_now);
        let left = |supervisor: PersonIndex| {
            let record = &people[supervisor as usize];
            if record.notices.is_empty() {
                return false;
            }
            let known = record.known(self.day);
            let placements = known.placements();
            let is_back = |end: &Separation| on(&placements, self.day).is_some_and(|now| now.hire_date > end.last_day);
            known.ends().any(|end| end.last_day > since && end.last_day <= self.day && !is_back(end))
        };
        recent.any(|place| left(place.supervisor))
    }
}

impl PersonYears {
    fn plus(self, other: Self) -> Self {
        let (active, days) = (self.active + other.active, self.days + other.days);
        let (leavers, gone) = (self.leavers + other.leavers, self.gone + other.gone);
        Self { active, days, people: self.people + other.people, leavers, gone }
    }

    fn minus(self, own: Self) -> Self {
        let (days, people) = (self.days - own.days, self.people - own.people);
        let (leavers, gone) = (self.leavers - own.leavers, self.gone - own.gone);
        Self { active: self.active, days, people, leavers, gone }
    }

    /// The same as heads.
    fn gone(self) -> GroupLeavers {
        let heads = |count: i64| u32::try_from(count).unwrap_or(0);
        GroupLeavers { leavers: heads(self.gone), people: heads(self.people) }
    }

    /// Leavers per mean head count over so many days.
    fn share(self, days: f64) -> Option<f64> {
        (self.days > 0).then(|| self.leavers as f64 / (self.days as f64 / days))
    }
}

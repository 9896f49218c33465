//! What became of everybody, known at the end of the log.

use crate::rows::People;
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::{Outcome, outcome};
use attrition_core::event::SeparationKind;

/// What became of every agent, by which alerts and rows are judged.
pub(super) struct Outcomes<'a> {
    pub(super) people: &'a People,
    pub(super) horizon_days: i32,
    /// The last day that every partition has closed.
    pub(super) last_closed: Date,
}

/// An agent who gave notice of their own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaver {
    pub(super) agent: u32,
    pub(super) notice: Date,
}

impl Outcomes<'_> {
    /// What became of an agent who was asked about at the close of a day.
    pub(super) fn outcome(&self, agent: u32, day: Date) -> Outcome {
        outcome(&self.people.get(agent).profile, day, self.horizon_days, self.last_closed)
    }

    /// Who was asked about, where the outcome is that they leave.
    pub(super) fn leaver(&self, agent: u32, day: Date) -> Option<Leaver> {
        if self.outcome(agent, day) != Outcome::Leaves {
            return None;
        }
        let ends = self.people.get(agent).profile.ends().into_iter();
        let mut notices = ends.filter(|s| s.kind == SeparationKind::Voluntary).map(|s| s.notice_date);
        notices.find(|notice| *notice > day).map(|notice| Leaver { agent, notice })
    }

    /// Whether notice was given, by either side, and the last day is not over.
    pub(super) fn is_leaving(&self, agent: u32, day: Date) -> bool {
        self.people.get(agent).profile.under_notice(day)
    }

    /// Agents of the roster who gave notice of their own accord within `first` to `last`, as rows count it.
    pub(super) fn leavers(&self, first: Date, last: Date) -> Vec<Leaver> {
        let mut leavers = Vec::new();
        for agent in 0..self.people.len() {
            let profile = &self.people.get(agent).profile;
            // Supervisors who leave are known by their separation alone.
            for separation in profile.ends().into_iter().filter(|_| !profile.facts().is_empty()) {
                let leaver = Leaver { agent, notice: separation.notice_date };
                let is_within = first <= leaver.notice && leaver.notice <= last;
                if is_within && self.leaver(agent, leaver.notice - 1) == Some(leaver) {
                    leavers.push(leaver);
                }
            }
        }
        leavers
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use SeparationKind::{Dismissal, Voluntary};
    use attrition_contracts::records::journal::JournalEntry;
    use attrition_core::event::{Event, Fact, Fingerprint, Roster, Separation};

    /// So many agents `0`, `1`, .. who were hired on day 0, and what became of some: agent, kind, notice, last day.
    pub(in super::super) fn people(agents: u32, separations: &[(u32, SeparationKind, i32, i32)]) -> People {
        let mut people = People::default();
        let mut learn = |agent: u32, date: Date, fact: Fact| {
            let event = Event { fingerprint: Fingerprint(0), date, time_ms: 0, fact };
            people.learn(agent.to_string().as_bytes(), Some(&JournalEntry::Event(event)));
        };
        (0..agents).for_each(|agent| learn(agent, Date(0), Fact::Roster(roster())));
        for (agent, kind, notice, last) in separations {
            let separation = Separation { kind: *kind, notice_date: Date(*notice), last_day: Date(*last) };
            learn(*agent, Date(*notice), Fact::Separation(separation));
        }
        people
    }

    fn roster() -> Roster {
        let text = || Box::<str>::from("x");
        Roster {
            hire_date: Date(0),
            site: text().into(),
            team: text().into(),
            supervisor: text().into(),
            queue: text().into(),
            level: text(),
            contract_min_week: 2_400,
            shift_pattern: text(),
            potential: None,
        }
    }

    #[test]
    fn who_leaves_is_found_from_every_day_of_the_horizon_before() {
        let people = people(3, &[(0, Voluntary, 100, 130), (1, Dismissal, 100, 103)]);
        let known = Outcomes { people: &people, horizon_days: 30, last_closed: Date(200) };
        let leaver = Leaver { agent: 0, notice: Date(100) };
        assert_eq!([69, 70, 99, 100].map(|day| known.leaver(0, Date(day))), [None, Some(leaver), Some(leaver), None]);
        assert!(known.is_leaving(0, Date(100)) && known.is_leaving(1, Date(101)) && !known.is_leaving(1, Date(104)));
        // Who is dismissed is none, nor is who left before the days that are asked about.
        assert_eq!(known.leavers(Date(50), Date(150)), [leaver]);
        assert_eq!(known.leavers(Date(101), Date(150)), []);
    }
}

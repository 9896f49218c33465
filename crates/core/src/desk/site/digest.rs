//! Letters of a day: to whoever has something to do. What else has happened stands in the next one.

use std::collections::BTreeMap;

use super::{At, Site, Today};
use crate::date::Date;
use crate::desk::case::addressee;
use crate::desk::{Alert, Announcement, Closing, Digest, Ledger, OpenAlert, State, Status, To, Why};

/// What one addressee is told.
#[derive(Default)]
struct Letter<'a> {
    open: Vec<(&'a str, &'a OpenAlert, State)>,
    closed: Vec<(&'a str, &'a OpenAlert, Closing)>,
    is_due: bool,
}

impl Site {
    /// Writes the letters of the day; of history, none. The first after it tells whoever has something open of all that is.
    pub(super) fn write_digests(&mut self, on: &mut Today<'_, '_>) {
        if on.at.is_history {
            return;
        }
        self.address_untold(on);
        let written = self.write_letters(on);
        self.note_letters(&written, on.at);
    }

    /// Notes what the letters of a day have told.
    fn note_letters(&mut self, written: &[Option<Box<str>>], at: At<'_>) {
        let (climate, day) = (&self.climate, at.day);
        let is_stale = climate.is_stale();
        for (agent, case) in &mut self.cases {
            let has_letter = |addressee: Option<&str>| written.iter().any(|one| one.as_deref() == addressee);
            let mut has_changed = false;
            if let Some(alert) = case.alert.as_deref_mut() {
                let before = alert.clone();
                let addressees = addressees(agent, &before, &at);
                let can_be_told = !alert.held_out && alert.can_be_told(day, is_stale);
                let is_told = can_be_told && addressees.iter().any(|one| has_letter(*one));
                // Whoever is to answer has it in a letter, whatever that was written for. In one to the second address it is whole
                // where it is due.
                let is_whole = |own: Option<&str>| own.is_some() || is_due(&before, case.state, day);
                if let Some(own) = addressees.first().filter(|own| is_told && has_letter(**own) && is_whole(**own)) {
                    alert.told_on = day;
                    alert.asked = own.map(Box::from);
                }
                alert.is_untold &= !can_be_told && !alert.held_out;
                alert.is_letter_owed = !is_told && (alert.is_letter_owed || alert.told_on == day);
                if is_told {
                    alert.basis.say(&alert.last, climate.own_risk(&alert.last));
                }
                for addressee in addressees.iter().filter(|one| can_be_told && has_letter(**one)) {
                    alert.readers.insert(addressee.map(Box::from));
                    match addressee {
                        Some(_) => alert.former_model = None,
                        None => alert.former_model_second = None,
                    }
                }
                has_changed = before != *alert;
            }
            if let Some(ending) = case.ending.as_deref_mut().filter(|ending| ending.holds(day)) {
                let before = ending.untold.len();
                ending.untold.retain(|reader| !has_letter(reader.as_deref()));
                has_changed |= ending.untold.len() != before;
            }
            if case.ending.take_if(|ending| ending.untold.is_empty()).is_some() || has_changed {
                self.changed.cases.insert(agent.clone());
            }
        }
    }

    /// Writes to whoever has something to do, and says who that is.
    fn write_letters(&self, on: &mut Today<'_, '_>) -> Vec<Option<Box<str>>> {
        let at = on.at;
        let mut letters = self.letters(&at);
        let notices = self.climate.standing();
        if notices.iter().any(|(_, since, _)| *since == on.at.day) {
            letters.entry(None).or_default().is_due = true;
        }
        if !on.at.rules.has_second {
            letters.remove(&None);
        }
        letters.retain(|_, letter| letter.is_due);
        for (addressee, letter) in &mut letters {
            letter.sort();
            let notices = notices.iter().map(|(kind, since, what)| on.at.notice(*kind, *since, what, false)).collect();
            // A supervisor's own letter does not say that nobody has answered.
            let to = |alert: &OpenAlert| if addressee.is_some() { To::Supervisor } else { alert.to };
            let open = letter.open.iter().map(|(agent, alert, state)| {
                let week = self.week(&alert.supervisor, on.at);
                let former = if addressee.is_some() { &alert.former_model } else { &alert.former_model_second };
                let former_model = former.as_deref();
                let is_repeated = addressee.is_none() && !is_due(alert, *state, on.at.day);
                Alert { to: to(alert), former_model, is_repeated, ..on.at.alert(agent, alert, alert.status, week) }
            });
            let ended = letter.closed.iter().map(|(agent, alert, closing)| {
                let week = self.week(&alert.supervisor, on.at);
                Alert { to: to(alert), ..on.at.alert(agent, alert, Status::Closed(*closing), week) }
            });
            let (open, closed): (Vec<Alert<'_>>, Vec<Alert<'_>>) = (open.collect(), ended.collect());
            let withheld = addressee.map_or(0, |supervisor| self.week(supervisor, on.at).withheld);
            let At { site, day, rules, told_at, .. } = on.at;
            let language = rules.language;
            let digest =
                Digest { site, supervisor: *addressee, day, told_at, open, closed, withheld, notices, language };
            (on.tell)(Announcement::Digest(digest));
        }
        letters.into_keys().map(|addressee| addressee.map(Box::from)).collect()
    }

    /// What there is to tell, by addressee; the key of the second address is none. Of whoever is away, or of whom nothing can be
    /// said, nothing is told.
    fn letters<'a>(&'a self, at: &'a At<'_>) -> BTreeMap<Option<&'a str>, Letter<'a>> {
        let mut letters: BTreeMap<Option<&str>, Letter<'_>> = BTreeMap::new();
        let is_stale = self.climate.is_stale();
        for (agent, case) in &self.cases {
            let is_told = |alert: &&OpenAlert| !alert.held_out && alert.can_be_told(at.day, is_stale);
            if let Some(alert) = case.alert.as_deref().filter(is_told) {
                for addressee in addressees(agent, alert, at) {
                    let letter = letters.entry(addressee).or_default();
                    letter.open.push((agent, alert, case.state));
                    // Where it went on to the second address, its supervisor knows of it already.
                    let is_its_own = addressee.is_none() == matches!(alert.to, To::Second(_));
                    letter.is_due |= alert.is_untold || is_its_own && is_due(alert, case.state, at.day);
                }
            }
            if let Some(ending) = case.ending.as_deref().filter(|ending| ending.holds(at.day)) {
                // Whoever has an alert about the agent again is told of it as it is now.
                let open = case.alert.as_deref().map_or_else(Vec::new, |alert| addressees(agent, alert, at));
                for addressee in ending.untold.iter().map(Option::as_deref).filter(|one| !open.contains(one)) {
                    letters.entry(addressee).or_default().closed.push((agent, &ending.alert, ending.closing));
                }
            }
        }
        letters
    }

    pub(super) fn week(&self, supervisor: &str, at: At<'_>) -> Ledger {
        let week = at.day.week();
        let fresh = Ledger { week, raised: 0, withheld: 0 };
        self.ledgers.get(supervisor).copied().filter(|ledger| ledger.week == week).unwrap_or(fresh)
    }
}

impl Letter<'_> {
    fn sort(&mut self) {
        let key = |state: State| match state {
            State::Acknowledged => 1,
            State::Snoozed => 2,
            _ => 0,
        };
        self.open.sort_by(|a, b| {
            let by_risk = || b.1.last.risk.total_cmp(&a.1.last.risk);
            key(a.2).cmp(&key(b.2)).then_with(by_risk).then_with(|| a.0.cmp(b.0))
        });
    }
}

/// Whether there is something to tell of an alert on a day.
fn is_due(alert: &OpenAlert, state: State, day: Date) -> bool {
    alert.is_untold || alert.is_letter_due(state, day)
}

/// Whoever reads for the supervisor, and the second address where it goes there. Who left, is away, unknown or meant gets no
/// letter about it.
fn addressees<'a>(agent: &str, alert: &'a OpenAlert, at: &'a At<'_>) -> Vec<Option<&'a str>> {
    let is_there = addressee(&alert.last, at.rules, at.supervisors) == To::Supervisor;
    let reader = is_there.then(|| Some(at.supervisors.reader(&alert.supervisor, agent)));
    match alert.to {
        To::Supervisor => reader.into_iter().collect(),
        To::Second(Why::Unacknowledged) => std::iter::once(None).chain(reader).collect(),
        To::Second(_) => vec![None],
    }
}

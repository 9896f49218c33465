//! Letters of a day: one to whoever has something new, and on Mondays to whoever has something open.

use std::collections::BTreeMap;

use super::{At, Site, Today};
use crate::engine::desk::case::{OpenAlert, addressee};
use crate::engine::desk::{Alert, Announcement, Closing, Digest, Ledger, State, Status, To, Why};

/// Sunday: what is told of it is read on Monday.
const WEEKLY: u32 = 6;

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
            on.closed.clear();
            return;
        }
        self.address_untold();
        self.write_letters(on);
        for (agent, case) in &mut self.cases {
            if let Some(alert) = case.alert.as_deref_mut().filter(|alert| alert.is_untold) {
                (alert.is_untold, alert.told_on) = (false, on.at.day);
                self.changed.cases.insert(agent.clone());
            }
        }
    }

    /// Whom alerts of a history go to, as it is now.
    fn address_untold(&mut self) {
        let alerts = self.cases.values_mut().filter_map(|case| case.alert.as_deref_mut());
        alerts.filter(|alert| alert.is_untold).for_each(|alert| alert.to = addressee(&alert.last));
    }

    fn write_letters(&self, on: &mut Today<'_, '_>) {
        let closed = std::mem::take(&mut on.closed);
        let is_weekly = on.at.day.weekday() == WEEKLY;
        // The key of the second address is none.
        let mut letters: BTreeMap<Option<&str>, Letter<'_>> = BTreeMap::new();
        for (agent, case) in &self.cases {
            let Some(alert) = case.alert.as_deref().filter(|alert| !alert.held_out) else { continue };
            for addressee in addressees(alert) {
                let letter = letters.entry(addressee).or_default();
                letter.open.push((agent, alert, case.state));
                letter.is_due |= alert.told_on == on.at.day || alert.is_untold || is_weekly;
            }
        }
        for (agent, alert, closing) in &closed {
            for addressee in addressees(alert) {
                let letter = letters.entry(addressee).or_default();
                letter.closed.push((agent, alert, *closing));
                letter.is_due = true;
            }
        }
        let notices = self.climate.standing();
        if notices.iter().any(|(_, since, _)| *since == on.at.day) {
            letters.entry(None).or_default().is_due = true;
        }
        if !on.at.rules.has_second {
            letters.remove(&None);
        }
        for (addressee, letter) in letters.iter_mut().filter(|(_, letter)| letter.is_due) {
            letter.sort();
            let notices = notices.iter().map(|(kind, since, what)| on.at.notice(*kind, *since, what, false)).collect();
            let open = letter
                .open
                .iter()
                .map(|(agent, alert, _)| on.at.alert(agent, alert, alert.status, self.week(&alert.supervisor, on.at)));
            let ended = letter.closed.iter().map(|(agent, alert, closing)| {
                on.at.alert(agent, alert, Status::Closed(*closing), self.week(&alert.supervisor, on.at))
            });
            let (open, closed): (Vec<Alert<'_>>, Vec<Alert<'_>>) = (open.collect(), ended.collect());
            let withheld = addressee.map_or(0, |supervisor| self.week(supervisor, on.at).withheld);
            let At { site, day, rules, told_at, .. } = on.at;
            let language = rules.language;
            let digest =
                Digest { site, supervisor: *addressee, day, told_at, open, closed, withheld, notices, language };
            (on.tell)(Announcement::Digest(digest));
        }
    }

    fn week(&self, supervisor: &str, at: At<'_>) -> Ledger {
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

/// The supervisor, and the second address where it goes there. Who left, is unknown or is meant gets no letter about it.
fn addressees(alert: &OpenAlert) -> Vec<Option<&str>> {
    match alert.to {
        To::Supervisor => vec![Some(&alert.supervisor)],
        To::Second(Why::Unacknowledged) => vec![None, Some(&alert.supervisor)],
        To::Second(_) => vec![None],
    }
}

//! Letters of a day: to whoever has something to do. What else has happened stands in the next one.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Site, Today};
use crate::basics::date::Date;
use crate::basics::ids::{AgentId, QueueId, SupervisorId};
use crate::desk::SiteNotice;
use crate::desk::cases::case::addressee;
use crate::desk::{
    Alert, Announcement, CaseState, Digest, EndedAlert, Ledger, Noticed, OpenAlert, Recipient, Status, Why,
};

/// Alerts that a letter tells whole, the others in a line: some clients cut a letter at 102 kB, and nobody prepares a dozen
/// conversations at once.
pub const WHOLE_MAX: usize = 12;

/// What one addressee is told.
#[derive(Default)]
struct Letter<'a> {
    open: Vec<(&'a AgentId, &'a OpenAlert, CaseState)>,
    closed: Vec<(&'a AgentId, &'a EndedAlert)>,
    is_due: bool,
}

/// Who has got a letter.
type LetterRecipients = BTreeMap<Option<SupervisorId>, Contents>;

/// What a letter told.
struct Contents {
    /// Whose alerts it told whole.
    whole: BTreeSet<AgentId>,
    /// The queues of everyone in it.
    queues: BTreeSet<QueueId>,
}

impl Site {
    /// Writes the letters of the day; of history, none. The first after it tells whoever has something open of all that is.
    pub(super) fn write_digests(&mut self, has_notice: bool, on: &mut Today<'_, '_>) {
        if on.at.is_history {
            return;
        }
        self.address_untold(on);
        let written = self.write_letters(has_notice, on);
        self.note_letters(&written, on.at);
        self.note_notices(&written, on.at.day);
    }

    /// Notes who has read of what stands, and who of its end.
    fn note_notices(&mut self, written: &LetterRecipients, day: Date) {
        let (standing, before) = (self.climate.standing(), self.climate.noticed.clone());
        let noticed = &mut self.climate.noticed;
        for (reader, contents) in written {
            for noticed in noticed.iter_mut().filter(|one| one.over_for(reader.as_ref(), day, &standing).is_some()) {
                noticed.readers.remove(reader);
            }
            let told = standing.iter().filter(|standing| reader.is_none() || standing.is_about(&contents.queues));
            told.for_each(|standing| Noticed::add_reader(noticed, standing, reader.clone()));
        }
        noticed.retain(|noticed| noticed.is_open(day));
        self.changed.climate |= self.climate.noticed != before;
    }

    /// Notes what the letters of a day have told.
    fn note_letters(&mut self, written: &LetterRecipients, at: At<'_>) {
        let (climate, day) = (&self.climate, at.day);
        let is_stale = climate.is_stale();
        for (agent, case) in &mut self.cases {
            let letter_to = |addressee: Option<&SupervisorId>| written.get(&addressee.cloned());
            let has_letter = |addressee: Option<&SupervisorId>| letter_to(addressee).is_some();
            let is_whole = |addressee: Option<&SupervisorId>| {
                letter_to(addressee).is_some_and(|contents| contents.whole.contains(agent))
            };
            let mut has_changed = false;
            if let Some(alert) = case.alert.as_deref_mut() {
                let before = alert.clone();
                let addressees = addressees(agent, &before, &at);
                let can_be_told = !alert.held_out && alert.can_be_told(day, is_stale);
                // Whoever is to answer has it in a letter, whatever that was written for.
                let own = addressees.first().filter(|own| can_be_told && is_whole(**own));
                if let Some(own) = own {
                    alert.told_on = day;
                    alert.asked = own.cloned();
                }
                // A line about it is not what was due.
                let is_put_off =
                    can_be_told && is_due(&before, case.state, day) && addressees.iter().any(|one| has_letter(*one));
                alert.is_untold &= !can_be_told && !alert.held_out;
                alert.is_letter_owed = own.is_none() && (alert.is_letter_owed || alert.told_on == day || is_put_off);
                if can_be_told && addressees.iter().any(|one| is_whole(*one)) {
                    alert.basis.add_told(&alert.last, climate.own_risk(&alert.last));
                }
                for addressee in addressees.iter().filter(|one| can_be_told && has_letter(**one)) {
                    alert.readers.insert(addressee.cloned());
                    // A line does not say by which model.
                    match addressee {
                        _ if !is_whole(*addressee) => {}
                        Some(_) => alert.former_model = None,
                        None => alert.former_model_second = None,
                    }
                }
                has_changed = before != *alert;
            }
            if case.tell_ends(has_letter) || has_changed {
                self.changed.cases.insert(agent.clone());
            }
        }
    }

    /// Writes to whoever has something to do, and says who that is.
    fn write_letters(&self, has_notice: bool, on: &mut Today<'_, '_>) -> LetterRecipients {
        let (at, mut written) = (on.at, LetterRecipients::new());
        let mut letters = self.letters(&at);
        let notices = self.climate.standing();
        if has_notice {
            letters.entry(None).or_default().is_due = true;
        }
        if !on.at.rules.has_second {
            letters.remove(&None);
        }
        letters.retain(|_, letter| letter.is_due);
        for (addressee, letter) in &mut letters {
            letter.sort();
            let whole = letter.whole(*addressee, on.at.day);
            let queues = letter.queues();
            let stand = notices.iter().filter(|standing| addressee.is_none() || standing.is_about(&queues));
            let stand = stand.map(|standing| on.at.notice(standing, None));
            let over = self.climate.noticed.iter().filter_map(|noticed| {
                let what = noticed.over_for(*addressee, on.at.day, &notices).filter(|what| !what.is_empty())?;
                Some(SiteNotice { what, ..on.at.notice(&noticed.notice, noticed.over.map(|(_, over)| over)) })
            });
            let notices = stand.chain(over).collect();
            // A supervisor's own letter does not say that nobody has answered.
            let to = |alert: &OpenAlert| if addressee.is_some() { Recipient::Supervisor } else { alert.to };
            let open = letter.open.iter().map(|(agent, alert, state)| {
                let week = self.week(&alert.supervisor, on.at);
                let former = if addressee.is_some() { &alert.former_model } else { &alert.former_model_second };
                let is_repeated = addressee.is_none() && !is_due(alert, *state, on.at.day);
                let is_brief = !is_repeated && !whole.contains(*agent);
                // A line does not say it.
                let former_model = former.as_deref().filter(|_| whole.contains(*agent));
                let own_risk = self.own_risk(&alert.last);
                let alert = Alert { to: to(alert), former_model, ..on.at.alert(agent, alert, alert.status, week) };
                Alert { is_repeated, is_brief, own_risk, ..alert }
            });
            let ended = letter.closed.iter().map(|(agent, ending)| {
                let (alert, is_back) = (&ending.alert, ending.is_back(on.at.day));
                let week = self.week(&alert.supervisor, on.at);
                let (own_risk, goes_on) = (ending.own_risk, ending.goes_on);
                Alert {
                    to: to(alert),
                    is_back,
                    own_risk,
                    goes_on,
                    ..on.at.alert(agent, alert, Status::Closed(ending.closing_now()), week)
                }
            });
            let (open, closed): (Vec<Alert<'_>>, Vec<Alert<'_>>) = (open.collect(), ended.collect());
            let withheld = addressee.map_or(0, |reader| self.withheld(reader, on.at));
            let At { site, day, rules, told_at, .. } = on.at;
            let language = rules.language;
            let digest =
                Digest { site, supervisor: *addressee, day, told_at, open, closed, withheld, notices, language };
            (on.tell)(Announcement::Digest(digest));
            written.insert(addressee.cloned(), Contents { whole, queues });
        }
        written
    }

    /// What there is to tell, by addressee; the key of the second address is none. Of whoever is away, or of whom nothing can be
    /// said, nothing is told.
    fn letters<'a>(&'a self, at: &'a At<'_>) -> BTreeMap<Option<&'a SupervisorId>, Letter<'a>> {
        let mut letters: BTreeMap<Option<&SupervisorId>, Letter<'_>> = BTreeMap::new();
        let is_stale = self.climate.is_stale();
        for (agent, case) in &self.cases {
            let is_told = |alert: &&OpenAlert| !alert.held_out && alert.can_be_told(at.day, is_stale);
            if let Some(alert) = case.alert.as_deref().filter(is_told) {
                for addressee in addressees(agent, alert, at) {
                    let letter = letters.entry(addressee).or_default();
                    letter.open.push((agent, alert, case.state));
                    // Where it went on to the second address, its supervisor knows of it already.
                    let is_its_own = addressee.is_none() == matches!(alert.to, Recipient::Second(_));
                    // Whoever has answered it takes care of it, wherever it is.
                    let is_its_own = is_its_own || addressee.is_some() && case.state == CaseState::Acknowledged;
                    letter.is_due |= alert.is_untold || is_its_own && is_due(alert, case.state, at.day);
                }
            }
            // Whoever has an alert about the agent again is told of it as it is now.
            let open = case.alert.as_deref().map_or_else(Vec::new, |alert| addressees(agent, alert, at));
            for addressee in case.untold().into_iter().filter(|one| !open.contains(one)) {
                let ended = case.ending_for(addressee).map(|ending| (agent, ending));
                letters.entry(addressee).or_default().closed.extend(ended);
            }
        }
        letters
    }

    /// Alerts that the budget has withheld this week from all for whom somebody reads.
    fn withheld(&self, reader: &SupervisorId, at: At<'_>) -> u32 {
        let reads_for = |supervisor: &&SupervisorId| at.supervisors.reader(supervisor, &AgentId::default()) == reader;
        self.ledgers.keys().filter(reads_for).map(|supervisor| self.week(supervisor, at).withheld).sum()
    }

    pub(super) fn week(&self, supervisor: &SupervisorId, at: At<'_>) -> Ledger {
        let week = at.day.week();
        let fresh = Ledger { week, raised: 0, withheld: 0 };
        self.ledgers.get(supervisor).copied().filter(|ledger| ledger.week == week).unwrap_or(fresh)
    }
}

impl Letter<'_> {
    /// The queues of everyone in it.
    fn queues(&self) -> BTreeSet<QueueId> {
        let open = self.open.iter().map(|(_, alert, _)| &alert.last.queue);
        open.chain(self.closed.iter().map(|(_, ending)| &ending.alert.last.queue)).cloned().collect()
    }

    fn sort(&mut self) {
        let key = |state: CaseState| match state {
            CaseState::Acknowledged => 1,
            CaseState::Snoozed => 2,
            _ => 0,
        };
        self.open.sort_by(|a, b| {
            let by_risk = || b.1.last.risk.total_cmp(&a.1.last.risk);
            key(a.2).cmp(&key(b.2)).then_with(by_risk).then_with(|| a.0.cmp(b.0))
        });
    }

    /// The agents whose alerts are told whole: what is due first, then in the order of the letter. To the second address nothing is
    /// told whole twice.
    fn whole(&self, addressee: Option<&SupervisorId>, day: Date) -> BTreeSet<AgentId> {
        let is_due = |(_, alert, state): &&(&AgentId, &OpenAlert, CaseState)| is_due(alert, *state, day);
        let due = self.open.iter().filter(is_due);
        let again = self.open.iter().filter(|open| addressee.is_some() && !is_due(open));
        due.chain(again).take(WHOLE_MAX).map(|(agent, ..)| (*agent).clone()).collect()
    }
}

/// Whether there is something to tell of an alert on a day.
fn is_due(alert: &OpenAlert, state: CaseState, day: Date) -> bool {
    alert.is_untold || alert.is_letter_due(state, day)
}

/// Whoever reads for the supervisor, and the second address where it goes there. Who left, is away, unknown or meant gets no
/// letter about it.
fn addressees<'a>(agent: &AgentId, alert: &'a OpenAlert, at: &'a At<'_>) -> Vec<Option<&'a SupervisorId>> {
    let is_there = addressee(&alert.last, at.rules, at.supervisors) == Recipient::Supervisor;
    let reader = is_there.then(|| Some(at.supervisors.reader(&alert.supervisor, agent)));
    match alert.to {
        Recipient::Supervisor => reader.into_iter().collect(),
        Recipient::Second(Why::Unacknowledged) => std::iter::once(None).chain(reader).collect(),
        Recipient::Second(_) => vec![None],
    }
}

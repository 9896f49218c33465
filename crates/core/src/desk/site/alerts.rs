//! Alerts of a site: raised within the budget, carried with their agents, closed.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Site, Today, Wished};
use crate::basics::ids::{AgentId, SupervisorId};
use crate::desk::cases::case::addressee;
use crate::desk::{
    Alert, Announcement, Basis, Candidate, CaseState, Closing, EndedAlert, Leaving, Ledger, OpenAlert, PastAlert,
    Status, Suppression,
};

impl Site {
    /// Ends the alerts in whose place others are raised today. Where the budget has no room for another, the alert goes on.
    pub(super) fn make_way(&mut self, wishes: &mut Vec<Wished>, on: &mut Today<'_, '_>) {
        let mut room: BTreeMap<SupervisorId, u32> = BTreeMap::new();
        wishes.retain(|Wished { candidate, .. }| {
            let spent = self.week(&candidate.supervisor, on.at).raised;
            let all = || on.at.rules.budget_week.saturating_sub(spent);
            let room = room.entry(candidate.supervisor.clone()).or_insert_with(all);
            let (has_room, is_open) = (*room > 0, self.has_alert(&candidate.agent));
            *room = room.saturating_sub(1);
            if has_room && is_open {
                self.close_for(&candidate.agent, Closing::Lapsed, true, on);
            }
            has_room || !is_open
        });
    }

    /// Forgets that an alert about the agent ended with the agent's leaving: that has been taken back.
    pub(super) fn take_back(&mut self, agent: &AgentId, supervisor: &SupervisorId) {
        if self.cases.get_mut(agent).is_some_and(|case| case.take_back(supervisor)) {
            self.changed.cases.insert(agent.clone());
        }
    }

    /// What ended with the leaving of whoever has moved is none of what comes after: nothing was taken back.
    pub(super) fn forget_leaving(&mut self, agent: &AgentId) {
        let Some(case) = self.cases.get_mut(agent) else { return };
        if case.past.take_if(|past| past.ended_with_leaving()).is_some() {
            self.changed.cases.insert(agent.clone());
        }
    }

    /// Notes that an agent of whose leaving no letter has told is leaving in another way.
    pub(super) fn leave_as(&mut self, agent: &AgentId, leaving: Leaving) {
        if self.cases.get_mut(agent).is_some_and(|case| case.leave_as(leaving.into())) {
            self.changed.cases.insert(agent.clone());
        }
    }

    fn has_alert(&self, agent: &AgentId) -> bool {
        self.cases.get(agent).is_some_and(|case| case.alert.is_some())
    }

    /// Raises an alert, or counts it where the week's budget is spent.
    pub(super) fn raise(&mut self, wished: Wished, on: &mut Today<'_, '_>) {
        let Wished { candidate, left_out, own_risk, jumped, .. } = wished;
        let mut basis = Basis::new(&candidate, own_risk);
        basis.reasons.extend(left_out);
        let (agent, supervisor) = (candidate.agent.clone(), candidate.supervisor.clone());
        let is_spent = self.ledger(&supervisor, on.at.day).raised >= on.at.rules.budget_week;
        let case = self.case(&agent, on.at.day);
        let alert = OpenAlert {
            supervisor: supervisor.clone(),
            raised_on: on.at.day,
            renewed_on: on.at.day,
            version: 1,
            since: case.over_since.unwrap_or(on.at.day),
            jumped,
            held_out: candidate.lot < on.at.rules.hold_out,
            to: addressee(&candidate, on.at.rules, on.at.supervisors),
            status: if candidate.lot < on.at.rules.hold_out { Status::HeldOut } else { Status::Raised },
            told_on: on.at.day,
            asked: None,
            waited_days: 0,
            is_untold: on.at.is_history,
            is_letter_owed: false,
            is_answered: false,
            found_useful: None,
            is_withdrawn: case.past.as_deref().is_some_and(PastAlert::ended_with_leaving),
            until: None,
            carried_from: None,
            basis,
            former_model: None,
            former_model_second: None,
            readers: BTreeSet::new(),
            last: *candidate,
        };
        if is_spent {
            let count = (on.at.day.week(), supervisor.clone());
            let (is_first, is_counted) = (case.withheld_since.is_none(), case.withheld_in.as_ref() == Some(&count));
            if !is_counted {
                case.withheld_in = Some(count);
                self.ledger(&supervisor, on.at.day).withheld += 1;
            }
            if is_first {
                self.case(&agent, on.at.day).withheld_since = Some(on.at.day);
                self.announce(&agent, &OpenAlert { since: on.at.day, ..alert }, Status::Withheld, on);
            }
            return;
        }
        case.enter(CaseState::Alerted, on.at.day);
        self.ledger(&supervisor, on.at.day).raised += 1;
        self.announce(&agent, &alert, alert.status, on);
        self.case(&agent, on.at.day).alert = Some(Box::new(alert));
    }

    /// Hands an open alert to another supervisor of the site, who has not been asked yet.
    pub(super) fn carry(
        &mut self,
        agent: &AgentId,
        supervisor: &SupervisorId,
        today: Option<Candidate>,
        on: &mut Today<'_, '_>,
    ) {
        let Some(mut alert) = self.cases.get_mut(agent).and_then(|case| case.alert.take()) else { return };
        let former = alert.supervisor.clone();
        self.end(agent, &mut alert, Closing::Moved, true, on);
        match today {
            Some(today) => alert.last = today,
            None => (alert.last.supervisor, alert.last.supervisor_left) = (supervisor.clone(), false),
        }
        (alert.supervisor, alert.carried_from) = (supervisor.clone(), Some(former));
        (alert.told_on, alert.asked, alert.waited_days, alert.until) = (on.at.day, None, 0, None);
        alert.to = addressee(&alert.last, on.at.rules, on.at.supervisors);
        alert.is_untold |= on.at.is_history;
        let status = if alert.held_out { Status::HeldOut } else { Status::Carried };
        let case = self.case(agent, on.at.day);
        case.enter(CaseState::Alerted, on.at.day);
        case.alert = Some(alert);
        self.publish(agent, status, on);
    }

    /// Closes the agent's alert, if one is open.
    pub(super) fn close(&mut self, agent: &AgentId, closing: Closing, on: &mut Today<'_, '_>) {
        self.close_for(agent, closing, false, on);
    }

    /// The same where the case may go on by another alert.
    fn close_for(&mut self, agent: &AgentId, closing: Closing, goes_on: bool, on: &mut Today<'_, '_>) {
        if let Some(mut alert) = self.cases.get_mut(agent).and_then(|case| case.close(closing, on.at.day)) {
            self.changed.cases.insert(agent.clone());
            self.end(agent, &mut alert, closing, goes_on, on);
        }
    }

    /// Publishes the next version of an open alert.
    pub(super) fn publish(&mut self, agent: &AgentId, status: Status, on: &mut Today<'_, '_>) {
        let Some(alert) = self.case(agent, on.at.day).alert.as_mut() else { return };
        alert.version += 1;
        alert.status = status;
        let alert = alert.clone();
        self.announce(agent, &alert, status, on);
    }

    /// Says that an alert has ended here, and remembers it for letters.
    fn end(&mut self, agent: &AgentId, alert: &mut OpenAlert, closing: Closing, goes_on: bool, on: &mut Today<'_, '_>) {
        alert.version += 1;
        let own_risk = self.own_risk(&alert.last);
        let ledger = *self.ledger(&alert.supervisor, on.at.day);
        let ended = on.at.alert(agent, alert, Status::Closed(closing), ledger);
        (on.tell)(Announcement::Alert(Alert { own_risk, goes_on, ..ended }));
        if !alert.held_out && !alert.is_untold {
            let case = self.case(agent, on.at.day);
            let untold = std::mem::take(&mut alert.readers);
            // Whoever has not heard of an earlier end hears of this one.
            case.tell_ends(|reader| untold.iter().any(|one| one.as_ref() == reader));
            if !untold.is_empty() || !case.endings.is_empty() {
                let (alert, on) = (alert.clone(), on.at.day);
                let (leaves, risk_back_on) = (None, None);
                case.endings.push(EndedAlert { alert, closing, leaves, goes_on, own_risk, on, risk_back_on, untold });
            }
        }
    }

    /// Counts that nobody is told of a risk that is there.
    pub(super) fn suppress(&mut self, agent: &AgentId, why: Suppression, on: &mut Today<'_, '_>) {
        if self.case(agent, on.at.day).suppress(why, on.at.day) {
            (on.tell)(Announcement::Suppressed(why));
        }
    }

    fn announce(&mut self, agent: &AgentId, alert: &OpenAlert, status: Status, on: &mut Today<'_, '_>) {
        let (ledger, own_risk) = (*self.ledger(&alert.supervisor, on.at.day), self.own_risk(&alert.last));
        (on.tell)(Announcement::Alert(Alert { own_risk, ..on.at.alert(agent, alert, status, ledger) }));
    }
}

impl<'a> At<'a> {
    /// An alert as it is announced.
    pub(super) fn alert(self, agent: &'a AgentId, alert: &'a OpenAlert, status: Status, ledger: Ledger) -> Alert<'a> {
        Alert {
            site: self.site,
            supervisor: &alert.supervisor,
            agent,
            raised_on: alert.raised_on,
            version: alert.version,
            day: self.day,
            told_at: self.told_at,
            status,
            to: alert.to,
            since: alert.since,
            jumped: alert.jumped,
            held_out: alert.held_out,
            until: alert.until,
            carried_from: alert.carried_from.as_ref(),
            candidate: &alert.last,
            ledger,
            language: self.rules.language,
            is_history: self.is_history || alert.is_untold,
            former_model: alert.former_model.as_deref().or(alert.former_model_second.as_deref()),
            is_repeated: false,
            is_brief: false,
            is_back: false,
            own_risk: None,
            is_answered: alert.is_answered,
            is_withdrawn: alert.is_withdrawn,
            goes_on: false,
        }
    }
}

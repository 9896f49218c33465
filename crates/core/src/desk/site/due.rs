//! What the end of a day brings to the alerts that are open.

use super::{Site, Today};
use crate::basics::ids::AgentId;
use crate::desk::cases::case::{Due, addressee};
use crate::desk::{Announcement, Case, CaseState, Closing, Recipient, Status, Suppression, Why};

impl Site {
    /// Lets a day pass over the open alerts.
    pub(super) fn pass(&mut self, on: &mut Today<'_, '_>) {
        let at = on.at;
        self.wait(on);
        let is_stale = self.climate.is_stale();
        let due = |case: &Case| case.due(&self.climate, at.rules, at.supervisors);
        let due = self.cases.iter().filter_map(|(agent, case)| Some((agent.clone(), due(case)?)));
        let due: Vec<(AgentId, Due)> = due.collect();
        for (agent, due) in due {
            match due {
                // History asks nobody for an answer.
                Due::Escalate(_) | Due::Correct(_) if at.is_history => {}
                // Nothing was heard because a source is silent, and not because the risk has gone.
                Due::Ease | Due::Wake(_) | Due::Lapse | Due::Continue if is_stale => {}
                Due::Continue => self.renew(&agent, on),
                Due::Lapse => self.close(&agent, Closing::Lapsed, on),
                Due::Ease => self.close(&agent, Closing::Eased, on),
                Due::Wake(to) => self.remind(&agent, to, Status::Woken, on),
                Due::Escalate(why) => self.remind(&agent, Some(Recipient::Second(why)), Status::Escalated, on),
                Due::Correct(why) => self.correct(&agent, why, on),
                Due::Return => self.remind(&agent, Some(Recipient::Supervisor), Status::Raised, on),
            }
        }
    }

    /// Counts the day for what waits for its supervisor. Nobody is asked to answer for an agent who is away. Whoever stands in,
    /// or comes back, gets a letter first, and the days count from it.
    fn wait(&mut self, on: &Today<'_, '_>) {
        for (agent, case) in self.cases.iter_mut().filter(|(_, case)| case.state == CaseState::Alerted) {
            let Some(alert) = case.alert.as_deref_mut().filter(|alert| alert.to == Recipient::Supervisor) else {
                continue;
            };
            let is_told = alert.told_on < on.at.day && !alert.held_out && !alert.is_untold;
            let reader = on.at.supervisors.reader(&alert.supervisor, agent);
            if is_told && alert.asked.as_ref().unwrap_or(&alert.supervisor) != reader {
                (alert.asked, alert.waited_days, alert.is_letter_owed) = (Some(reader.clone()), 0, true);
                self.changed.cases.insert(agent.clone());
            } else if is_told && !alert.is_letter_owed && on.at.supervisors.is_at_work(reader) && !alert.last.on_leave {
                alert.waited_days += 1;
                self.changed.cases.insert(agent.clone());
            }
        }
    }

    /// Lets an alert go on as it is: nothing is new, so it is the same case.
    fn renew(&mut self, agent: &AgentId, on: &mut Today<'_, '_>) {
        if let Some(alert) = &mut self.case(agent, on.at.day).alert {
            alert.renewed_on = on.at.day;
            (on.tell)(Announcement::Suppressed(Suppression::Continued));
        }
    }

    /// Says for which other reason an alert is at the second address. It has been told there; what is answered says it next time.
    fn correct(&mut self, agent: &AgentId, why: Why, on: &mut Today<'_, '_>) {
        let case = self.case(agent, on.at.day);
        if let Some(alert) = &mut case.alert {
            alert.to = Recipient::Second(why);
        }
        if case.state == CaseState::Alerted {
            self.publish(agent, Status::Escalated, on);
        }
    }

    /// Says of alerts of a history whom they go to as it is now, where the last record says otherwise.
    pub(super) fn address_untold(&mut self, on: &mut Today<'_, '_>) {
        let at = on.at;
        let is_stale = self.climate.is_stale();
        let other = self.cases.iter().filter_map(|(agent, case)| {
            let alert = case.alert.as_deref().filter(|alert| alert.is_untold && !alert.held_out)?;
            let to = addressee(&alert.last, at.rules, at.supervisors);
            (to != alert.to && alert.can_be_told(at.day, is_stale)).then(|| (agent.clone(), to))
        });
        for (agent, to) in other.collect::<Vec<_>>() {
            if let Some(alert) = self.cases.get_mut(&agent).and_then(|case| case.alert.as_mut()) {
                alert.is_untold = false;
            }
            let status = if to == Recipient::Supervisor { Status::Raised } else { Status::Escalated };
            self.remind(&agent, Some(to), status, on);
        }
    }

    /// Tells of an open alert once more.
    fn remind(&mut self, agent: &AgentId, to: Option<Recipient>, status: Status, on: &mut Today<'_, '_>) {
        let case = self.case(agent, on.at.day);
        case.enter(CaseState::Alerted, on.at.day);
        if let Some(alert) = &mut case.alert {
            (alert.until, alert.told_on, alert.waited_days) = (None, on.at.day, 0);
            alert.to = to.unwrap_or(alert.to);
            alert.is_untold |= on.at.is_history;
        }
        self.publish(agent, status, on);
    }
}

//! What the end of a day brings to the alerts that are open.

use super::{Site, Today};
use crate::engine::desk::case::Due;
use crate::engine::desk::{Closing, State, Status, To};

impl Site {
    /// Lets a day pass over the open alerts.
    pub(super) fn pass(&mut self, on: &mut Today<'_, '_>) {
        let at = on.at;
        let due = self.cases.iter().filter_map(|(agent, case)| Some((agent.clone(), case.due(at.day, at.rules)?)));
        let due: Vec<(Box<str>, Due)> = due.collect();
        for (agent, due) in due {
            match due {
                // History asks nobody for an answer.
                Due::Escalate(_) if at.is_history => {}
                // Nothing was heard because a source is silent, and not because the risk has gone.
                Due::Ease | Due::Wake if self.climate.is_stale() => {}
                Due::Lapse => self.close(&agent, Closing::Lapsed, on),
                Due::Ease => self.close(&agent, Closing::Eased, on),
                Due::Wake => self.remind(&agent, None, Status::Woken, on),
                Due::Escalate(why) => self.remind(&agent, Some(To::Second(why)), Status::Escalated, on),
                Due::Return => self.remind(&agent, Some(To::Supervisor), Status::Raised, on),
            }
        }
    }

    /// Tells of an open alert once more.
    fn remind(&mut self, agent: &str, to: Option<To>, status: Status, on: &mut Today<'_, '_>) {
        let case = self.case(agent, on.at.day);
        case.enter(State::Alerted, on.at.day);
        if let Some(alert) = &mut case.alert {
            (alert.until, alert.told_on, alert.to) = (None, on.at.day, to.unwrap_or(alert.to));
            alert.is_untold |= on.at.is_history;
        }
        self.publish(agent, status, on);
    }
}

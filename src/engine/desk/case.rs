//! One agent at the desk of a site: states, and what moves from one to the other. docs/desk.md draws it.

use super::{Candidate, Closing, Leaving, Rules, Status, To, Why};
use crate::engine::date::Date;
use crate::engine::model::Band;
use crate::engine::redacted::redacted;

/// Where an agent stands at the desk. An agent without a case is quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing to do.
    Quiet,
    /// Not enough history to judge.
    NotEnoughHistory,
    /// Amber: seen, not told.
    Watch,
    /// Red: someone was told.
    Alerted,
    /// Someone takes care of it.
    Acknowledged,
    /// Not before a date.
    Snoozed,
    /// The risk of an alert has eased lately; none is raised until the cool-down is over.
    Cooling,
}

/// An agent who is not quiet.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Where the agent stands.
    pub state: State,
    /// Since when.
    pub since: Date,
    /// Since when the budget has withheld an alert.
    pub withheld_since: Option<Date>,
    /// The alert of a case that is alerted, acknowledged or snoozed; of no other.
    pub alert: Option<Box<OpenAlert>>,
}

/// An alert that is not over.
#[derive(Clone, PartialEq)]
pub struct OpenAlert {
    /// Whose desk it lies on.
    pub supervisor: Box<str>,
    /// The day on which it was raised: with the agent and the supervisor it names the alert.
    pub raised_on: Date,
    /// Versions that were published.
    pub version: u32,
    /// Since when the agent is above the threshold, or withheld.
    pub since: Date,
    /// The risk jumped.
    pub jumped: bool,
    /// Nobody is told.
    pub held_out: bool,
    /// Whom it goes to.
    pub to: To,
    /// What was last said of it.
    pub status: Status,
    /// The day on which someone was told of it last.
    pub told_on: Date,
    /// Nobody has been told of it: it is of a history that was taken in.
    pub is_untold: bool,
    /// To which date it is snoozed.
    pub until: Option<Date>,
    /// The supervisor from whose desk it was carried here.
    pub carried_from: Option<Box<str>>,
    /// The last report about the agent.
    pub last: Candidate,
}

redacted!(OpenAlert);

/// What a candidate asks of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing is to be told.
    Rest,
    /// Raise an alert, as the budget allows.
    Raise {
        /// The risk has jumped.
        jumped: bool,
    },
    /// End the alert.
    Close(Closing),
}

/// What the passing of a day asks of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Its days are over.
    Lapse,
    /// It was snoozed to this day, and the risk has gone meanwhile.
    Ease,
    /// It was snoozed to this day.
    Wake,
    /// It goes to the second address.
    Escalate(Why),
    /// It goes back to the supervisor, who has not left after all.
    Return,
}

impl Case {
    /// A case that begins quiet.
    pub fn quiet(since: Date) -> Self {
        Self { state: State::Quiet, since, withheld_since: None, alert: None }
    }

    /// Moves the case by a day's candidate and says what that asks of the desk. `now` is the risk without what the whole
    /// site has in common: what raises an alert must be the agent's own.
    pub(super) fn hear(&mut self, candidate: &Candidate, now: f64, rules: &Rules) -> Wish {
        if self.state == State::Cooling && candidate.day - self.since >= rules.cool_down_days {
            self.enter(State::Quiet, candidate.day);
        }
        if let Some(alert) = &mut self.alert {
            alert.last = candidate.clone();
            return match candidate.leaving {
                Some(Leaving::Voluntary) => Wish::Close(Closing::Left),
                Some(Leaving::Otherwise) => Wish::Close(Closing::Ended),
                None if candidate.persists_below(rules.hysteresis * candidate.red) => Wish::Close(Closing::Eased),
                None => Wish::Rest,
            };
        }
        if candidate.leaving.is_some() {
            self.enter(State::Quiet, candidate.day);
        }
        if candidate.leaving.is_some() || self.state == State::Cooling {
            return Wish::Rest;
        }
        self.judge(candidate, now, rules)
    }

    fn judge(&mut self, candidate: &Candidate, now: f64, rules: &Rules) -> Wish {
        if candidate.band == Band::Unknown {
            self.enter(State::NotEnoughHistory, candidate.day);
            return Wish::Rest;
        }
        if candidate.persists_over(now, candidate.amber) {
            self.enter(State::Watch, candidate.day);
        } else if candidate.persists_below(rules.hysteresis * candidate.amber) || self.state == State::NotEnoughHistory
        {
            self.enter(State::Quiet, candidate.day);
        }
        if candidate.jumps(now) {
            Wish::Raise { jumped: true }
        } else if candidate.persists_over(now, candidate.red) {
            Wish::Raise { jumped: false }
        } else {
            self.withheld_since = None;
            Wish::Rest
        }
    }

    /// Whether a jump told before the close of its day may raise an alert.
    pub(super) fn is_free(&self, day: Date, rules: &Rules) -> bool {
        let cooling = self.state == State::Cooling && day - self.since < rules.cool_down_days;
        self.alert.is_none() && !cooling
    }

    /// What is due of an alert at the end of a day.
    pub(super) fn due(&self, day: Date, rules: &Rules) -> Option<Due> {
        let alert = self.alert.as_ref()?;
        if day - alert.raised_on >= rules.lapse_days {
            return Some(Due::Lapse);
        }
        if alert.until.is_some_and(|until| until <= day + 1) {
            // Reports come while the risk is near its thresholds: none today means that it has gone.
            let is_there = alert.last.day >= day && alert.last.risk >= rules.hysteresis * alert.last.red;
            return Some(if is_there { Due::Wake } else { Due::Ease });
        }
        if self.state != State::Alerted || alert.held_out || alert.is_untold {
            return None;
        }
        match (alert.to, addressee(&alert.last)) {
            (To::Supervisor, To::Second(why)) => Some(Due::Escalate(why)),
            (To::Second(Why::SupervisorLeft), To::Supervisor) => Some(Due::Return),
            (To::Supervisor, _) if rules.has_second && day - alert.told_on >= rules.escalate_days => {
                Some(Due::Escalate(Why::Unacknowledged))
            }
            _ => None,
        }
    }

    /// Takes the alert away: the case goes where its end leads.
    pub(super) fn close(&mut self, closing: Closing, day: Date) -> Option<Box<OpenAlert>> {
        let alert = self.alert.take()?;
        match closing {
            Closing::Eased => self.enter(State::Cooling, day),
            // The risk may still be there: it is judged anew tomorrow.
            Closing::Lapsed => (self.state, self.since) = (State::Watch, alert.since),
            Closing::Left | Closing::Ended | Closing::Moved => self.enter(State::Quiet, day),
        }
        Some(alert)
    }

    pub(super) fn enter(&mut self, state: State, day: Date) {
        if self.state != state {
            (self.state, self.since, self.withheld_since) = (state, day, None);
        }
    }

    /// Whether there is nothing to remember.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Quiet | State::NotEnoughHistory) && self.withheld_since.is_none()
    }
}

/// Whom an alert about this agent goes to.
pub(super) fn addressee(candidate: &Candidate) -> To {
    if candidate.supervisor.is_empty() {
        To::Second(Why::SupervisorUnknown)
    } else if candidate.supervisor == candidate.agent {
        To::Second(Why::SupervisorIsAgent)
    } else if candidate.supervisor_left {
        To::Second(Why::SupervisorLeft)
    } else {
        To::Supervisor
    }
}

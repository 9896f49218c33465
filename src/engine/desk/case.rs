//! One agent at one supervisor's desk.

use super::{Candidate, Rules};
use crate::engine::date::Date;
use crate::engine::model::Band;

/// Where an agent stands at the desk. An agent without a case is quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing to do.
    Quiet,
    /// Not enough history to judge.
    NotEnoughHistory,
    /// Amber: seen, not told.
    Watch,
    /// Red: the supervisor was told.
    Alerted,
    /// An alert ended lately; none is raised until the cool-down is over.
    Cooling,
}

/// Why an alert ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The risk came down.
    Eased,
    /// Notice was given, or the employment ended.
    Left,
    /// The agent answers to another supervisor.
    Moved,
}

/// An agent who is not quiet.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Where the agent stands.
    pub state: State,
    /// Since when.
    pub since: Date,
    /// The day on which the last alert was raised: with the agent and the supervisor it names the alert.
    pub raised_on: Option<Date>,
    /// Versions of that alert that were published.
    pub version: u32,
    /// Since when the budget has withheld an alert.
    pub withheld_since: Option<Date>,
}

/// What a candidate asks of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Nothing is to be told.
    Rest,
    /// Raise an alert, as the budget allows.
    Raise,
    /// Raise an alert at once.
    RaiseAtOnce,
    /// End the alert.
    Close(Closing),
}

impl Case {
    /// A case that begins quiet.
    pub fn quiet(since: Date) -> Self {
        Self { state: State::Quiet, since, raised_on: None, version: 0, withheld_since: None }
    }

    /// Moves the case by a day's candidate and says what that asks of the desk.
    pub(super) fn hear(&mut self, candidate: &Candidate, rules: &Rules) -> Wish {
        if self.state == State::Cooling && candidate.day - self.since >= rules.cool_down_days {
            self.enter(State::Quiet, candidate.day);
        }
        if candidate.leaving {
            let told = self.state == State::Alerted;
            self.enter(State::Quiet, candidate.day);
            return if told { Wish::Close(Closing::Left) } else { Wish::Rest };
        }
        match self.state {
            State::Cooling => Wish::Rest,
            State::Alerted if candidate.persists_below(rules.hysteresis * candidate.red) => {
                self.enter(State::Cooling, candidate.day);
                Wish::Close(Closing::Eased)
            }
            State::Alerted => Wish::Rest,
            State::Quiet | State::NotEnoughHistory | State::Watch => self.judge(candidate, rules),
        }
    }

    fn judge(&mut self, candidate: &Candidate, rules: &Rules) -> Wish {
        if candidate.band == Band::Unknown {
            self.enter(State::NotEnoughHistory, candidate.day);
            return Wish::Rest;
        }
        if candidate.persists_over(candidate.amber) {
            self.enter(State::Watch, candidate.day);
        } else if candidate.persists_below(rules.hysteresis * candidate.amber) || self.state == State::NotEnoughHistory
        {
            self.enter(State::Quiet, candidate.day);
        }
        if candidate.jumps() {
            Wish::RaiseAtOnce
        } else if candidate.persists_over(candidate.red) {
            Wish::Raise
        } else {
            self.withheld_since = None;
            Wish::Rest
        }
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

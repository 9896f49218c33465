//! One agent at the desk of a site: states, and what moves from one to the other. docs/desk.md draws it.

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::SupervisorId;
use crate::desk::cases::endings::EndedAlert;
use crate::desk::cases::news::{PastAlert, came_along};
use crate::desk::cases::open_alert::OpenAlert;
use crate::desk::rules::calendar::Supervisors;
use crate::desk::{Candidate, Closing, Recipient, Rules, SiteBaseline, Suppression, Why};
use crate::explain::speaks_of_supervisor;
use crate::model::Band;

/// Where an agent stands at the desk. An agent without a case is quiet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    /// The risk has not lasted over amber: the agent is not watched, and nobody is told anything.
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

closed_set!(CaseState {
    Quiet => "quiet",
    NotEnoughHistory => "not_enough_history",
    Watch => "watch",
    Alerted => "alerted",
    Acknowledged => "acknowledged",
    Snoozed => "snoozed",
    Cooling => "cooling",
});

/// An agent who is not quiet.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Where the agent stands.
    pub state: CaseState,
    /// The day on which the agent came into this state.
    pub since: Date,
    /// Since when the budget has withheld an alert.
    pub withheld_since: Option<Date>,
    /// Since when the risk is over amber, with days below in between, but no two in a row.
    pub over_since: Option<Date>,
    /// The supervisor in whose count of withheld alerts it is, and the Monday of the week.
    pub withheld_in: Option<(Date, SupervisorId)>,
    /// Why an alert that the risk asks for is not raised, and since when.
    pub suppressed: Option<(Suppression, Date)>,
    /// The alert of a case that is alerted, acknowledged or snoozed; of no other.
    pub alert: Option<Box<OpenAlert>>,
    /// The alert before it.
    pub past: Option<Box<PastAlert>>,
    /// Ends of alerts of which some reader has not been told yet, oldest first.
    pub endings: Vec<EndedAlert>,
}

/// What a candidate asks of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum CandidateRequest {
    /// Nothing is to be told.
    Rest,
    /// Raise an alert, as the budget allows; one that is open then ends with its days.
    Raise {
        /// The risk has jumped.
        jumped: bool,
    },
    /// Raise none, though the risk is there.
    Suppress(Suppression),
    /// End the open alert of the agent, for this reason.
    Close(Closing),
}

/// What the passing of a day asks of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Due {
    /// Its days are over, and so is the risk.
    Lapse,
    /// Its days are over, and all is as it was: it goes on.
    Continue,
    /// It was snoozed to this day, and the risk has gone meanwhile.
    Ease,
    /// It was snoozed to this day. It goes to someone else than before, or to the same.
    Wake(Option<Recipient>),
    /// It goes to the second address.
    Escalate(Why),
    /// It stays at the second address, for another reason.
    Correct(Why),
    /// It goes back to the supervisor, who has not left after all, or is back.
    Return,
}

impl Case {
    /// A case that begins quiet.
    pub fn quiet(since: Date) -> Self {
        Self {
            state: CaseState::Quiet,
            since,
            over_since: None,
            withheld_since: None,
            withheld_in: None,
            suppressed: None,
            alert: None,
            past: None,
            endings: Vec::new(),
        }
    }

    /// Moves the case by a day's candidate and says what that asks of the desk. `now` is the risk without what the whole
    /// site has in common: what raises an alert must be the agent's own.
    pub(in crate::desk) fn update(&mut self, candidate: &Candidate, now: f64, rules: &Rules) -> CandidateRequest {
        if self.state == CaseState::Cooling && candidate.day - self.since >= rules.cool_down_days {
            self.enter(CaseState::Quiet, candidate.day);
        }
        let threshold = rules.hysteresis * candidate.red;
        if let Some(past) = &mut self.past {
            past.basis.follow_model(candidate, now, threshold);
        }
        if let Some(alert) = &mut self.alert {
            return alert.update(candidate, now, rules);
        }
        if candidate.leaving.is_some() {
            self.enter(CaseState::Quiet, candidate.day);
        }
        if candidate.leaving.is_some() {
            return CandidateRequest::Rest;
        }
        self.judge(candidate, now, rules)
    }

    /// Keeps what is told of the risk true: since when it is there; and of an alert that has ended, until a letter tells it, that the
    /// risk is back, or the agent, who had gone elsewhere. While a source is silent as well: it is what is known.
    pub(in crate::desk) fn keep_true(&mut self, candidate: &Candidate, now: f64, rules: &Rules) {
        let threshold = rules.hysteresis * candidate.red;
        let is_over = candidate.band != Band::Unknown && candidate.risk >= candidate.amber;
        if is_over && (candidate.begins_over(candidate.amber) || self.over_since.is_none()) {
            self.over_since = Some(candidate.day);
        } else if candidate.persists_below(candidate.risk, candidate.amber) {
            self.over_since = None;
        }
        if self.alert.is_none() {
            self.endings.retain(|ending| ending.closing != Closing::Moved || ending.goes_on);
        }
        if now >= threshold {
            self.endings.iter_mut().for_each(|ending| ending.risk_back_on = Some(candidate.day));
        }
    }

    /// Whether a day's close that says nothing of the agent ends something: the risk is nowhere near a threshold.
    pub(in crate::desk) fn ends_unheard(&self, day: Date, rules: &Rules) -> bool {
        let is_cool = self.state != CaseState::Cooling || day - self.since >= rules.cool_down_days;
        let is_open = self.withheld_since.is_some() || self.suppressed.is_some() || self.over_since.is_some();
        self.alert.is_none() && is_cool && (is_open || self.state != CaseState::Quiet)
    }

    /// Nothing of what the risk was bears on anything any more: the agent has gone, or a day's close has said nothing of them.
    pub(in crate::desk) fn rest(&mut self, day: Date) {
        self.enter(CaseState::Quiet, day);
        self.let_go();
    }

    /// What the risk was at this site says nothing of a return to it; a cool-down goes on.
    pub(in crate::desk) fn let_go(&mut self) {
        (self.over_since, self.withheld_since, self.suppressed) = (None, None, None);
    }

    fn judge(&mut self, candidate: &Candidate, now: f64, rules: &Rules) -> CandidateRequest {
        if self.state == CaseState::Cooling {
            // It stays so until its days are over.
        } else if candidate.band == Band::Unknown {
            self.enter(CaseState::NotEnoughHistory, candidate.day);
        } else if candidate.persists_over(now, candidate.amber) {
            self.enter(CaseState::Watch, candidate.day);
        } else if candidate.persists_below(now, rules.hysteresis * candidate.amber)
            || self.state == CaseState::NotEnoughHistory
        {
            self.enter(CaseState::Quiet, candidate.day);
        }
        if candidate.band == Band::Unknown {
            return CandidateRequest::Rest;
        }
        let jumped = candidate.jumps(now);
        if jumped || candidate.persists_over(now, candidate.red) {
            match self.why_not(candidate, now, jumped) {
                Some(why) => CandidateRequest::Suppress(why),
                None => CandidateRequest::Raise { jumped },
            }
        } else {
            (self.withheld_since, self.suppressed) = (None, None);
            CandidateRequest::Rest
        }
    }

    /// Why an alert that the risk asks for is not raised.
    fn why_not(&self, candidate: &Candidate, now: f64, jumped: bool) -> Option<Suppression> {
        let is_repeat =
            |past: &PastAlert| past.asks_for_news(candidate.day) && !jumped && !past.basis.is_news(candidate, now);
        if self.state == CaseState::Cooling {
            Some(Suppression::Cooling)
        } else if candidate.on_leave {
            Some(Suppression::OnLeave)
        } else if candidate.reasons.iter().all(speaks_of_supervisor) {
            Some(Suppression::NoReason)
        } else if came_along(candidate, now) && !jumped && !self.past.as_deref().is_some_and(PastAlert::went_away) {
            Some(Suppression::Moved)
        } else {
            self.past.as_deref().is_some_and(is_repeat).then_some(Suppression::NoNews)
        }
    }

    /// Notes why no alert is raised; whether that is new.
    pub(in crate::desk) fn suppress(&mut self, why: Suppression, day: Date) -> bool {
        let is_new = self.suppressed.is_none_or(|(before, _)| before != why);
        if is_new {
            self.suppressed = Some((why, day));
        }
        is_new
    }

    /// Whether a jump told before the close of its day may raise an alert.
    pub(in crate::desk) fn is_free(&self, day: Date, rules: &Rules) -> bool {
        let cooling = self.state == CaseState::Cooling && day - self.since < rules.cool_down_days;
        self.alert.is_none() && !cooling
    }

    /// What is due of an alert at the end of a day. While a source is silent, what was known before it stands.
    pub(in crate::desk) fn due(
        &self,
        climate: &SiteBaseline,
        rules: &Rules,
        supervisors: Supervisors<'_>,
    ) -> Option<Due> {
        let (alert, day, is_stale) = (self.alert.as_ref()?, supervisors.day, climate.is_stale());
        let is_there = alert.is_there(climate.own_risk(&alert.last), day, is_stale, rules);
        let is_past = day - alert.renewed_on >= rules.lapse_days;
        let can_wake = alert.until.is_some_and(|until| until <= day + 1) && is_there && !alert.last.on_leave;
        if is_past && !can_wake {
            return Some(if is_there { Due::Continue } else { Due::Lapse });
        }
        let can_be_told = alert.can_be_told(day, is_stale);
        // Whoever is away comes back first.
        if alert.last.on_leave {
            return None;
        }
        if alert.until.is_some_and(|until| until <= day + 1) {
            return match is_there {
                true => can_be_told.then(|| Due::Wake(readdressed(alert, rules, supervisors))),
                false if alert.basis.was_over && !alert.last.is_silent => Some(Due::Ease),
                // Another model, which never saw a risk here, has seen none ease; nor does anybody of whom nothing is known: it rests.
                false => None,
            };
        }
        // Nobody is asked about a risk that is not there, or of which nothing can be said: it comes back, or comes to its end.
        if alert.held_out || alert.is_untold || !is_there || !can_be_told {
            return None;
        }
        let is_waiting = self.state == CaseState::Alerted;
        match readdressed(alert, rules, supervisors) {
            Some(Recipient::Second(why)) if alert.to != Recipient::Supervisor => Some(Due::Correct(why)),
            Some(Recipient::Second(why)) if is_waiting || self.is_orphaned(alert, why, day, rules) => {
                Some(Due::Escalate(why))
            }
            Some(Recipient::Supervisor) if is_waiting => Some(Due::Return),
            _ if is_waiting && alert.has_waited(rules) => Some(Due::Escalate(Why::Unacknowledged)),
            _ => None,
        }
    }

    /// Whether nobody takes care any more of an alert that its supervisor has answered: the supervisor has left, or is away when
    /// it is to be told again.
    fn is_orphaned(&self, alert: &OpenAlert, why: Why, day: Date, rules: &Rules) -> bool {
        let is_told_again = self.state == CaseState::Acknowledged && alert.is_letter_due(self.state, day);
        rules.has_second && (why != Why::SupervisorAway || is_told_again)
    }

    /// Takes the alert away: the case goes where its end leads.
    pub(in crate::desk) fn close(&mut self, closing: Closing, day: Date) -> Option<Box<OpenAlert>> {
        let alert = self.alert.take()?;
        let unheeded = match closing {
            Closing::Left | Closing::Ended => 0,
            Closing::Eased | Closing::Lapsed | Closing::Moved => {
                alert.unheeded_after(self.past.as_deref().map_or(0, |past| past.unheeded))
            }
        };
        self.past = Some(Box::new(PastAlert { closing, closed_on: day, basis: alert.basis.clone(), unheeded }));
        match closing {
            Closing::Eased => self.enter(CaseState::Cooling, day),
            // The risk may still be there: it is judged anew tomorrow.
            Closing::Lapsed => (self.state, self.since) = (CaseState::Watch, alert.since),
            Closing::Left | Closing::Ended | Closing::Moved => self.enter(CaseState::Quiet, day),
        }
        Some(alert)
    }

    pub(in crate::desk) fn enter(&mut self, state: CaseState, day: Date) {
        // Whoever comes to be watched is who was told of, or not, before: a jump is known earlier than that it lasts.
        if self.state == CaseState::Quiet && state == CaseState::Watch {
            (self.state, self.since) = (state, day);
        } else if self.state != state {
            (self.state, self.since, self.withheld_since, self.suppressed) = (state, day, None, None);
        }
    }

    /// How many alerts about the agent in a row nobody answered or found useful, one that is open included.
    pub(in crate::desk) fn unheeded(&self) -> u32 {
        let before = self.past.as_deref().map_or(0, |past| past.unheeded);
        self.alert.as_deref().map_or(before, |alert| alert.unheeded_after(before))
    }

    /// Lets go of what no longer bears on anything; whether there was something.
    pub(in crate::desk) fn forget(&mut self, day: Date) -> bool {
        let is_old = self.alert.is_none() && self.past.as_ref().is_some_and(|past| !past.is_remembered(day));
        if is_old {
            self.past = None;
        }
        self.forget_ends(day) || is_old
    }

    /// Whether there is nothing to remember.
    pub(in crate::desk) fn is_over(&self) -> bool {
        let has_memory = self.past.is_some() || !self.endings.is_empty() || self.suppressed.is_some();
        let is_over_amber = self.over_since.is_some() || self.withheld_since.is_some();
        matches!(self.state, CaseState::Quiet | CaseState::NotEnoughHistory) && !is_over_amber && !has_memory
    }
}

/// Whom an open alert goes to from now on, if it is not whom it went to before.
fn readdressed(alert: &OpenAlert, rules: &Rules, supervisors: Supervisors<'_>) -> Option<Recipient> {
    let now = addressee(&alert.last, rules, supervisors);
    match alert.to {
        Recipient::Supervisor | Recipient::Second(Why::SupervisorLeft | Why::SupervisorAway) if now != alert.to => {
            Some(now)
        }
        _ => None,
    }
}

/// Whom an alert about this agent goes to.
pub(in crate::desk) fn addressee(candidate: &Candidate, rules: &Rules, supervisors: Supervisors<'_>) -> Recipient {
    let supervisor = &candidate.supervisor;
    if candidate.supervisor.is_empty() {
        Recipient::Second(Why::SupervisorUnknown)
    } else if candidate.supervisor.is(&candidate.agent) {
        Recipient::Second(Why::SupervisorIsAgent)
    } else if candidate.supervisor_left {
        Recipient::Second(Why::SupervisorLeft)
    } else if rules.has_second && supervisors.is_on_leave(supervisors.reader(supervisor, &candidate.agent)) {
        Recipient::Second(Why::SupervisorAway)
    } else {
        Recipient::Supervisor
    }
}

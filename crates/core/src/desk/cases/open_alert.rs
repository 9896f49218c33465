//! An alert that is not over: what is remembered of it, and what a day's report does to it.

use std::collections::BTreeSet;

use crate::basics::date::Date;
use crate::basics::ids::SupervisorId;
use crate::desk::cases::case::{CandidateRequest, CaseState};
use crate::desk::cases::news::Basis;
use crate::desk::{Candidate, Closing, Recipient, Rules, Status};

/// Sunday: what is told of it is read on Monday.
const REMINDER_WEEKDAY: u32 = 6;
/// Days after which whoever was told of an open alert is reminded of it.
const REMINDER_DAYS: i32 = 28;

/// An alert that is not over.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAlert {
    /// Whose desk it lies on.
    pub supervisor: SupervisorId,
    /// The day on which it was raised: with the agent and the supervisor it names the alert.
    pub raised_on: Date,
    /// The day from which its forecast counts: that on which it was raised, or went on as it was.
    pub renewed_on: Date,
    /// Versions that were published.
    pub version: u32,
    /// Since when the risk is over amber.
    pub since: Date,
    /// The alert was raised because the risk jumped.
    pub jumped: bool,
    /// The alert is in the hold-out: nobody is told of it.
    pub held_out: bool,
    /// Whom it goes to.
    pub to: Recipient,
    /// What was last said of it.
    pub status: Status,
    /// The day on which someone was told of it last.
    pub told_on: Date,
    /// Who was asked for an answer last: the supervisor or the deputy. Unknown before a letter has told of it.
    pub asked: Option<SupervisorId>,
    /// Days since then on which whoever was asked could have answered.
    pub waited_days: i32,
    /// Nobody has been told of it: it is of a history that was taken in.
    pub is_untold: bool,
    /// A letter about it waits: the agent was away when it was due.
    pub is_letter_owed: bool,
    /// Somebody has answered it.
    pub is_answered: bool,
    /// Whether it was found useful, by the last who said so.
    pub found_useful: Option<bool>,
    /// An end of the employment was on record before it, and was withdrawn or corrected.
    pub is_withdrawn: bool,
    /// To which date it is snoozed.
    pub until: Option<Date>,
    /// The supervisor from whose desk it was carried here.
    pub carried_from: Option<SupervisorId>,
    /// What it was raised for.
    pub basis: Basis,
    /// The model before the present one, until a letter to the supervisor has said that it is another.
    pub former_model: Option<Box<str>>,
    /// The same for the second address.
    pub former_model_second: Option<Box<str>>,
    /// Who has read of it here: the supervisor or the deputy, by name, and the second address, which has none.
    pub readers: BTreeSet<Option<SupervisorId>>,
    /// The last report about the agent.
    pub last: Candidate,
}

impl OpenAlert {
    /// Takes in a day's report. `now` is the risk without what the whole site has in common.
    pub(in crate::desk) fn update(&mut self, candidate: &Candidate, now: f64, rules: &Rules) -> CandidateRequest {
        let threshold = rules.hysteresis * candidate.red;
        let former = self.basis.model.clone();
        if self.basis.follow_model(candidate, now, threshold) {
            // Whoever was not told of the former one compares nothing with it.
            if matches!(self.to, Recipient::Second(_)) {
                self.former_model_second.get_or_insert_with(|| former.clone());
            }
            self.former_model.get_or_insert(former);
        }
        self.last = candidate.clone();
        let is_past_forecast = candidate.day - self.raised_on >= rules.lapse_days;
        match candidate.leaving {
            Some(leaving) => CandidateRequest::Close(leaving.into()),
            None if candidate.persists_below(now, threshold) && self.basis.was_over && !candidate.is_silent => {
                CandidateRequest::Close(Closing::Eased)
            }
            None if is_past_forecast && self.basis.is_news(candidate, now) => wish_anew(candidate, now),
            None => CandidateRequest::Rest,
        }
    }

    /// Whether there is something to say of it on a day: of that day itself, unless a source is silent.
    pub(in crate::desk) fn can_be_told(&self, day: Date, is_stale: bool) -> bool {
        self.is_known(day, is_stale) && self.last.can_be_told()
    }

    /// Whether the risk is still there, by what is left of it. The desk hears of whoever has an open alert every day: what it does
    /// not hear of is gone.
    pub(in crate::desk) fn is_there(&self, own_risk: f64, day: Date, is_stale: bool, rules: &Rules) -> bool {
        self.is_known(day, is_stale) && own_risk >= rules.hysteresis * self.last.red
    }

    fn is_known(&self, day: Date, is_stale: bool) -> bool {
        is_stale || self.last.day >= day
    }

    /// Whether there is something to tell of it on a day: it is new, a letter waits, or about a month is over. A date that it
    /// was snoozed to tells itself.
    pub(in crate::desk) fn is_letter_due(&self, state: CaseState, day: Date) -> bool {
        let is_reminder = day.weekday() == REMINDER_WEEKDAY && day - self.told_on >= REMINDER_DAYS;
        self.told_on == day || self.is_letter_owed || is_reminder && state != CaseState::Snoozed
    }

    /// Whether its supervisor has had the days to answer in, and there is someone else to ask.
    pub(in crate::desk) fn has_waited(&self, rules: &Rules) -> bool {
        self.to == Recipient::Supervisor && rules.has_second && self.waited_days >= rules.escalate_days
    }

    /// How many alerts in a row nobody answered or found useful, with this one at its end.
    pub(in crate::desk) fn unheeded_after(&self, before: u32) -> u32 {
        let was_told = !self.held_out && !self.is_untold;
        match (self.found_useful, self.is_answered) {
            _ if !was_told => before,
            (Some(false), _) | (None, false) => before + 1,
            (Some(true), _) | (None, true) => 0,
        }
    }
}

/// What is new after the days of an alert is an alert of its own, as soon as one can be raised. Until then the alert goes on.
fn wish_anew(candidate: &Candidate, now: f64) -> CandidateRequest {
    let jumped = candidate.jumps(now);
    if candidate.can_be_told() && (jumped || candidate.persists_over(now, candidate.red)) {
        CandidateRequest::Raise { jumped }
    } else {
        CandidateRequest::Rest
    }
}

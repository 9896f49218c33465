//! What a repeat needs: something that the last alert about the agent did not say.

use std::collections::BTreeSet;

use crate::basics::date::Date;
use crate::desk::{Candidate, Closing};
use crate::employment::arrival::Arrival;
use crate::explain::{speaks_of_supervisor, subject};
use crate::model::{log_odds, without_level};

/// Log-odds by which a risk must be above that of the last alert to be news: its odds have doubled. A model of people tells
/// less apart from month to month.
pub const NEWS_LOG_ODDS: f64 = 0.7;

/// Log-odds that a reason must add to be news by itself: a weaker one comes and goes among the last of a list.
pub const NEWS_REASON_LOG_ODDS: f64 = 0.3;

/// Days after the end of an alert in which another one about the same agent needs news. After a quarter it is another story.
pub const REPEAT_DAYS: i32 = 90;

/// What an alert was raised for, and what letters have told of it since. It is compared with what is known later, and with nothing that another model says.
#[derive(Clone, Debug, PartialEq)]
pub struct Basis {
    /// The model that made the risk.
    pub model: Box<str>,
    /// The highest risk that was told, without what the whole site has in common, its level included.
    pub risk: f64,
    /// The reasons that were told, by the names of their signals.
    pub reasons: BTreeSet<&'static str>,
    /// This model has had the risk over the threshold below which an alert eases.
    pub was_over: bool,
}

/// An alert that is over, for as long as it bears on what comes next.
#[derive(Clone, Debug, PartialEq)]
pub struct PastAlert {
    /// Why the alert ended.
    pub closing: Closing,
    /// The day on which the alert was closed.
    pub closed_on: Date,
    /// What it was raised for.
    pub basis: Basis,
    /// How many alerts about the agent in a row, this one included, nobody answered or found useful.
    pub unheeded: u32,
}

impl Basis {
    /// What an alert about this candidate is raised for. `own_risk` is without what the whole site has in common.
    pub(in crate::desk) fn new(candidate: &Candidate, own_risk: f64) -> Self {
        Self {
            model: candidate.model.clone(),
            risk: without_level(own_risk, candidate.site_level),
            reasons: candidate
                .reasons
                .iter()
                .filter(|reason| !speaks_of_supervisor(reason))
                .map(|reason| reason.signal)
                .collect(),
            was_over: true,
        }
    }

    /// Takes in what a letter has told: it is no news to its reader any more.
    pub(in crate::desk) fn add_told(&mut self, candidate: &Candidate, own_risk: f64) {
        let told = Self::new(candidate, own_risk);
        if self.model == told.model {
            self.risk = self.risk.max(told.risk);
        }
        self.reasons.extend(told.reasons);
    }

    /// Begins anew with the first risk that another model makes; whether it does.
    pub(in crate::desk) fn follow_model(&mut self, candidate: &Candidate, own_risk: f64, threshold: f64) -> bool {
        let is_another = self.model != candidate.model;
        if is_another {
            let risk = without_level(own_risk, candidate.site_level);
            (self.model, self.risk, self.was_over) = (candidate.model.clone(), risk, false);
        }
        self.was_over |= own_risk >= threshold;
        is_another
    }

    /// Whether a candidate of the same model has something that is not in it.
    pub(in crate::desk) fn is_news(&self, candidate: &Candidate, own_risk: f64) -> bool {
        // Another signal about the same thing says nothing new.
        let is_known = |signal: &str| self.reasons.iter().any(|known| subject(known) == subject(signal));
        let is_new = |signal: &str, by: f64| by >= NEWS_REASON_LOG_ODDS && !is_known(signal);
        // What the supervisor is not told is none to them.
        let mut told = candidate.reasons.iter().filter(|reason| !speaks_of_supervisor(reason));
        let has_reason = told.any(|reason| is_new(reason.signal, reason.contribution));
        has_reason || log_odds(own_risk) - candidate.site_level - log_odds(self.risk) >= NEWS_LOG_ODDS
    }
}

impl PastAlert {
    /// Whether another alert about the agent needs news on a day. Notice that was taken back is news enough, and so is the return
    /// from another site: nobody has the case any more.
    pub(in crate::desk) fn asks_for_news(&self, day: Date) -> bool {
        self.is_remembered(day) && !self.ended_with_leaving() && !self.went_away()
    }

    /// Whether the agent went to another site while it was open: of one who is here again, it was this site's case.
    pub(in crate::desk) fn went_away(&self) -> bool {
        self.closing == Closing::Moved
    }

    /// Whether it ended because the agent was leaving.
    pub(in crate::desk) fn ended_with_leaving(&self) -> bool {
        matches!(self.closing, Closing::Left | Closing::Ended)
    }

    /// Whether it still bears on what comes next.
    pub(in crate::desk) fn is_remembered(&self, day: Date) -> bool {
        day - self.closed_on < REPEAT_DAYS
    }
}

/// Whether a risk came with its agent from another site, and has not clearly risen since.
pub(in crate::desk) fn came_along(candidate: &Candidate, own_risk: f64) -> bool {
    // Compared at the level of this site: at the other one, more or fewer leave.
    let red = log_odds(candidate.red) - candidate.site_level;
    let is_case = |arrival: &Arrival| log_odds(arrival.risk) >= red && arrival.is_recent(candidate.day);
    let arrival = candidate.arrival.filter(is_case);
    let now = log_odds(own_risk) - candidate.site_level;
    arrival.is_some_and(|arrival| now - log_odds(arrival.risk) < NEWS_LOG_ODDS)
}

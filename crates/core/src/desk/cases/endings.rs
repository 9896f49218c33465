//! Alerts that have ended, until every reader has been told how.

use std::collections::BTreeSet;

use crate::basics::date::Date;
use crate::basics::ids::SupervisorId;
use crate::desk::cases::case::Case;
use crate::desk::{Closing, OpenAlert};

/// Days for which the end of an alert waits for a letter: later it is no news any more.
const ENDING_DAYS: i32 = 31;

/// How an alert ended, until letters have told everyone who was told of the alert.
#[derive(Clone, Debug, PartialEq)]
pub struct EndedAlert {
    /// The alert as it was last.
    pub alert: OpenAlert,
    /// Why the alert ended.
    pub closing: Closing,
    /// How the agent is leaving since.
    pub leaves: Option<Closing>,
    /// The case goes on: at another supervisor of the site, or by another alert.
    pub goes_on: bool,
    /// The risk without what the whole site or the queue had in common when it ended, where that was less.
    pub own_risk: Option<f64>,
    /// The day on which the alert ended.
    pub on: Date,
    /// The last day on which the risk was back where it would not have ended.
    pub risk_back_on: Option<Date>,
    /// Those readers of the alert whom no letter has told yet.
    pub untold: BTreeSet<Option<SupervisorId>>,
}

impl EndedAlert {
    /// How it ended, as it is told.
    pub(in crate::desk) fn closing_now(&self) -> Closing {
        self.leaves.unwrap_or(self.closing)
    }

    /// Whether the risk, which had eased, is back on a day.
    pub(in crate::desk) fn is_back(&self, day: Date) -> bool {
        self.closing_now() == Closing::Eased && self.risk_back_on == Some(day)
    }
}

impl Case {
    /// Forgets that an alert ended because the agent was leaving this supervisor, where that is not so any more; whether it had.
    pub(in crate::desk) fn take_back(&mut self, supervisor: &SupervisorId) -> bool {
        let is_of_leaving = |ending: &EndedAlert| {
            let leaves = matches!(ending.closing_now(), Closing::Left | Closing::Ended);
            leaves && ending.alert.supervisor == *supervisor
        };
        let had = self.endings.iter().any(is_of_leaving);
        let here = self.endings.iter_mut().filter(|ending| ending.alert.supervisor == *supervisor);
        here.for_each(|ending| ending.leaves = None);
        self.endings.retain(|ending| !is_of_leaving(ending));
        had
    }

    /// Notes how an agent is leaving of the end of whose alert no letter has told yet, however it ended; whether that is new.
    pub(in crate::desk) fn leave_as(&mut self, closing: Closing) -> bool {
        // Whoever the case has left is told that it went.
        let stays = |ending: &&mut EndedAlert| ending.closing != Closing::Moved && ending.closing_now() != closing;
        let told_otherwise = self.endings.iter_mut().filter(stays);
        told_otherwise.map(|ending| ending.leaves = Some(closing)).count() > 0
    }

    /// The end that a reader is to be told: the last one, but to whoever lost the case to another supervisor or site that it moved.
    pub(in crate::desk) fn ending_for(&self, reader: Option<&SupervisorId>) -> Option<&EndedAlert> {
        let is_theirs = |ending: &&EndedAlert| ending.untold.iter().any(|one| one.as_ref() == reader);
        let theirs = self.endings.iter().rfind(is_theirs)?;
        if theirs.closing == Closing::Moved { Some(theirs) } else { self.endings.last() }
    }

    /// Notes who has been told of the ends; whether that changes anything. The last end stays for the readers of those before it.
    pub(in crate::desk) fn tell_ends(&mut self, is_told: impl Fn(Option<&SupervisorId>) -> bool) -> bool {
        let has_changed = self.untold().into_iter().any(&is_told);
        self.endings.iter_mut().for_each(|ending| ending.untold.retain(|reader| !is_told(reader.as_ref())));
        let are_told = self.endings.iter().take_while(|ending| ending.untold.is_empty()).count();
        self.endings.drain(..are_told);
        has_changed
    }

    /// Whoever is to be told of an end.
    pub(in crate::desk) fn untold(&self) -> BTreeSet<Option<&SupervisorId>> {
        self.endings.iter().flat_map(|ending| ending.untold.iter().map(Option::as_ref)).collect()
    }

    /// Lets go of ends that are too old to be told; whether there were any.
    pub(in crate::desk) fn forget_ends(&mut self, day: Date) -> bool {
        let before = self.endings.len();
        self.endings.retain(|ending| day - ending.on < ENDING_DAYS);
        self.endings.len() < before
    }
}

//! What people say back moves the alert that it is about.

use super::{Site, Today};
use crate::desk::{Announcement, CaseState, Feedback, FeedbackContent, OpenAlert, Status};

/// Days for which an alert may be snoozed: longer than its forecast, it would never be looked at again.
pub const SNOOZE_DAYS_MAX: i32 = 30;

/// What became of feedback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedbackEffect {
    /// It moved the alert.
    Applied,
    /// It was noted, and moved nothing.
    Noted,
    /// It had been taken in before.
    Repeated,
}

impl Site {
    /// Takes in what was said about an alert.
    pub(in crate::desk) fn answer(&mut self, feedback: &Feedback, on: &mut Today<'_, '_>) -> FeedbackEffect {
        if self.heard.contains_key(&feedback.id) {
            return FeedbackEffect::Repeated;
        }
        self.heard.insert(feedback.id.clone(), on.at.day);
        self.changed.heard.insert(feedback.id.clone());
        (on.tell)(Announcement::Answered(feedback));
        let is_this = |alert: &OpenAlert| {
            alert.supervisor == feedback.supervisor && alert.raised_on == feedback.raised_on && !alert.held_out
        };
        let Some(case) = self.cases.get_mut(&feedback.agent) else { return FeedbackEffect::Noted };
        let Some(alert) = case.alert.as_mut().filter(|alert| is_this(alert)) else { return FeedbackEffect::Noted };
        alert.is_answered = true;
        match &feedback.what {
            FeedbackContent::Useful(_) => alert.found_useful = Some(true),
            FeedbackContent::NotUseful(_) => alert.found_useful = Some(false),
            FeedbackContent::Acknowledge
            | FeedbackContent::Snooze(_)
            | FeedbackContent::Interview(_)
            | FeedbackContent::Action(_) => {}
        }
        self.changed.cases.insert(feedback.agent.clone());
        let (state, status, until) = match &feedback.what {
            FeedbackContent::Snooze(until) if *until <= on.at.day => return FeedbackEffect::Noted,
            FeedbackContent::Snooze(until) => {
                (CaseState::Snoozed, Status::Snoozed, Some((*until).min(on.at.day + SNOOZE_DAYS_MAX)))
            }
            FeedbackContent::Acknowledge if case.state != CaseState::Acknowledged => {
                (CaseState::Acknowledged, Status::Acknowledged, None)
            }
            // Whoever says anything about an alert that waits has seen it.
            _ if case.state == CaseState::Alerted => (CaseState::Acknowledged, Status::Acknowledged, None),
            _ => return FeedbackEffect::Noted,
        };
        // Whoever answers knows of it, however that came.
        (alert.until, alert.is_untold) = (until, false);
        case.enter(state, on.at.day);
        self.publish(&feedback.agent, status, on);
        FeedbackEffect::Applied
    }
}

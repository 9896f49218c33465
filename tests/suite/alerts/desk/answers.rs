//! What people say back, and what comes of saying nothing.

use attrition_core::desk::Closing::{Eased, Left};
use attrition_core::desk::Status::{Acknowledged, Closed, Escalated, Raised, Snoozed, Woken};
use attrition_core::desk::{Action, Factor, FeedbackContent, FeedbackEffect, Recipient, SNOOZE_DAYS_MAX, Why};

use super::{MONDAY, Story, risk};

#[test]
fn what_nobody_answers_for_three_days_goes_to_the_second_address() {
    let mut story = Story::usual();
    story.days(10, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 3)], "once");
    assert_eq!(story.alerts[1].to, Recipient::Second(Why::Unacknowledged));
}

#[test]
fn what_is_acknowledged_stays_with_its_supervisor() {
    let mut story = Story::usual();
    story.days(2, &[risk("anna", 0.2)]);
    assert_eq!(story.answer("anna", "a", FeedbackContent::Acknowledge), FeedbackEffect::Applied);
    story.days(10, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Acknowledged, 2)]);
    assert_eq!(story.answer("anna", "b", FeedbackContent::Acknowledge), FeedbackEffect::Noted, "it is already");
}

#[test]
fn whoever_says_anything_has_seen_it() {
    for what in [
        FeedbackContent::Useful(vec!["qa_level".into()]),
        FeedbackContent::NotUseful(vec![]),
        FeedbackContent::Interview(vec![Factor::Schedule]),
        FeedbackContent::Action(Action::Coaching),
    ] {
        let mut story = Story::usual();
        story.days(1, &[risk("anna", 0.2)]);
        assert_eq!(story.answer("anna", "a", what), FeedbackEffect::Applied);
        story.days(5, &[risk("anna", 0.2)]);
        assert_eq!(story.statuses("anna"), [Raised, Acknowledged]);
    }
}

#[test]
fn the_same_feedback_counts_once() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.answer("anna", "a", FeedbackContent::Acknowledge), FeedbackEffect::Applied);
    assert_eq!(story.answer("anna", "a", FeedbackContent::Acknowledge), FeedbackEffect::Repeated);
    assert_eq!(story.answered, 1);
}

#[test]
fn a_snoozed_alert_sleeps_and_wakes_on_its_date() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 8)), FeedbackEffect::Applied);
    story.days(10, &[risk("anna", 0.2)]);
    let expected = [(Raised, 0), (Snoozed, 1), (Woken, 7), (Escalated, 10)];
    assert_eq!(story.of_agent("anna"), expected, "told in the evening before, and asked for an answer anew");
}

#[test]
fn a_snoozed_alert_whose_risk_has_gone_does_not_wake() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 8));
    story.days(10, &[]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Snoozed, 1), (Closed(Eased), 7)]);
}

#[test]
fn nobody_sleeps_for_ever_or_into_the_past() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.answer("anna", "a", FeedbackContent::Snooze(MONDAY)), FeedbackEffect::Noted);
    assert_eq!(story.answer("anna", "b", FeedbackContent::Snooze(MONDAY + 4_000)), FeedbackEffect::Applied);
    let until = story.desk.cases().find_map(|(_, _, case)| case.alert.as_ref()?.until);
    assert_eq!(until, Some(MONDAY + 1 + SNOOZE_DAYS_MAX));
}

#[test]
fn an_interview_after_the_end_is_noted_and_moves_nothing() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.days(1, &[risk("anna", 0.2).with(|c| c.leaving = Some(super::people::VOLUNTARY))]);
    assert_eq!(story.answer("anna", "a", FeedbackContent::Interview(vec![Factor::Pay])), FeedbackEffect::Noted);
    assert_eq!((story.statuses("anna"), story.answered), (vec![Raised, Closed(Left)], 1), "but it is on record");
}

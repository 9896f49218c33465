//! An open alert of which nothing can be said rests; and what is said of it is so on the day.

use attrition_core::desk::Closing::{Lapsed, Left, Moved};
use attrition_core::desk::Status::{Acknowledged, Carried, Closed, Escalated, Raised, Snoozed};
use attrition_core::desk::{FeedbackContent, Recipient, Rules, ScoreReport, SupervisorDay, Why};

use super::days::days;
use super::{MONDAY, SITE, SUPERVISOR, Story, Told, risk};

const AT_WORK: [(&str, SupervisorDay); 1] = [(SUPERVISOR, SupervisorDay::AtWork)];
const ON_LEAVE: [(&str, SupervisorDay); 1] = [(SUPERVISOR, SupervisorDay::Away)];

fn left(told: Told) -> Told {
    told.with(|c| c.supervisor_left = true)
}

fn moved(story: &Story, supervisor: &str) -> ScoreReport {
    ScoreReport::Moved { agent: "anna".into(), day: story.today, site: SITE.into(), supervisor: supervisor.into() }
}

#[test]
fn nobody_is_asked_about_a_risk_that_is_gone_or_of_which_nothing_can_be_said() {
    // Of another model, which has never had her over: nothing eases.
    let gone = || risk("anna", 0.03).by("another");
    for rests in [gone().without_reason(), gone(), risk("anna", 0.2).without_reason()] {
        let mut story = Story::usual();
        story.days(2, &[risk("anna", 0.2)]);
        story.days(6, std::slice::from_ref(&rests));
        story.days(2, &[left(rests.clone())]);
        assert_eq!(story.statuses("anna"), [Raised], "neither escalated for want of an answer nor of a supervisor");
        assert_eq!(story.letters.len(), 1);
        story.days(1, &[left(risk("anna", 0.2).by(&rests.candidate.model))]);
        assert_eq!(story.of_agent("anna").last(), Some(&(Escalated, 10)), "it is there again");
    }
}

#[test]
fn it_goes_back_to_its_supervisor_once_something_can_be_said() {
    let mut story = Story::usual();
    days(&mut story, 1, &[risk("anna", 0.2)], &ON_LEAVE);
    days(&mut story, 4, &[risk("anna", 0.2).without_reason()], &AT_WORK);
    assert_eq!(story.statuses("anna"), [Raised]);
    days(&mut story, 1, &[risk("anna", 0.2)], &AT_WORK);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Raised, 5)]);
    assert_eq!(
        story.letters.last().map(|letter| (letter.to.as_deref(), letter.day - MONDAY)),
        Some((Some(SUPERVISOR), 5))
    );
}

#[test]
fn a_snooze_ends_when_something_can_be_said() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 3));
    story.days(9, &[risk("anna", 0.2).without_reason()]);
    assert_eq!(story.statuses("anna"), [Raised, Snoozed]);
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna").last().map(|last| last.1), Some(10));
}

#[test]
fn a_letter_leaves_out_of_whom_nothing_can_be_said() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.days(1, &[risk("anna", 0.2).without_reason(), risk("ben", 0.2)]);
    let open: Vec<_> = story.letters.last().map(|letter| letter.open.clone()).unwrap_or_default();
    assert_eq!(open, [("ben".to_owned(), Raised)]);
}

#[test]
fn why_it_is_at_the_second_address_is_so_on_the_day() {
    let mut story = Story::usual();
    days(&mut story, 1, &[left(risk("anna", 0.2))], &ON_LEAVE);
    days(&mut story, 2, &[risk("anna", 0.2)], &ON_LEAVE);
    days(&mut story, 2, &[left(risk("anna", 0.2))], &ON_LEAVE);
    days(&mut story, 1, &[risk("anna", 0.2)], &AT_WORK);
    let said: Vec<_> = story.alerts.iter().map(|said| (said.status, said.to, said.day - MONDAY)).collect();
    let second = Recipient::Second;
    let expected = [
        (Raised, second(Why::SupervisorLeft), 0),
        (Escalated, second(Why::SupervisorAway), 1),
        (Escalated, second(Why::SupervisorLeft), 3),
        (Raised, Recipient::Supervisor, 5),
    ];
    assert_eq!(said, expected);
    let letters: Vec<_> = story.letters.iter().map(|letter| letter.day - MONDAY).collect();
    assert_eq!(letters, [0, 5], "another reason asks nobody for anything");
}

#[test]
fn notice_that_was_taken_back_is_not_told() {
    for again in [risk("anna", 0.2), risk("anna", 0.03).without_reason()] {
        let mut story = Story::usual();
        story.days(1, &[risk("anna", 0.2)]);
        story.days(1, &[risk("anna", 0.2).with(|c| c.leaving = Some(super::people::VOLUNTARY))]);
        story.days(1, std::slice::from_ref(&again));
        story.days(1, &[again, risk("ben", 0.2)]);
        assert_eq!(story.statuses("anna")[..2], [Raised, Closed(Left)]);
        assert!(story.letters.iter().all(|letter| letter.closed.is_empty()), "{:?}", story.letters);
    }
}

#[test]
fn what_comes_back_is_told_once_as_what_it_is_now() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    for supervisor in ["sup-2", SUPERVISOR] {
        let reports = [moved(&story, supervisor), risk("anna", 0.2).under(supervisor).on(story.today)];
        story.day(reports);
    }
    let statuses = [Raised, Closed(Moved), Carried, Closed(Moved), Carried];
    assert_eq!(story.statuses("anna"), statuses);
    assert_eq!(story.alerts[4].raised_on, story.alerts[0].raised_on, "under the name that it had there");
    let letter = story.letters.iter().rfind(|letter| letter.to.as_deref() == Some(SUPERVISOR)).expect("it is back");
    assert_eq!((&letter.open[..], letter.closed.len()), (&[("anna".to_owned(), Carried)][..], 0));
    story.days(30, &[]);
    assert_eq!(story.statuses("anna").last(), Some(&Closed(Lapsed)));

    let mut story = Story::usual();
    story.days(1, &[left(risk("anna", 0.2))]);
    let reports = [moved(&story, "sup-2"), left(risk("anna", 0.2)).under("sup-2").on(story.today)];
    story.day(reports);
    let letter = story.letters.last().expect("it is carried");
    assert_eq!((letter.to.as_deref(), letter.open.len(), letter.closed.len()), (None, 1, 0), "the same address has it");
}

#[test]
fn a_supervisor_who_left_within_imported_days_is_made_up_for_at_the_first_close_after_them() {
    let mut story = Story::of(Rules::default());
    story.imported_days(2, &[risk("anna", 0.2), risk("ben", 0.2)]);
    story.imported_days(3, &[left(risk("anna", 0.2)), risk("ben", 0.2)]);
    assert_eq!(story.statuses("anna"), [Raised], "history asks nobody");
    story.days(1, &[left(risk("anna", 0.2)), risk("ben", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 5)]);
    assert_eq!(story.alerts.last().map(|said| said.to), Some(Recipient::Second(Why::SupervisorLeft)));
    assert_eq!(story.statuses("ben"), [Raised]);
    let to: Vec<_> = story.letters.iter().map(|letter| (letter.to.as_deref(), letter.open.len())).collect();
    assert_eq!(to, [(None, 1), (Some(SUPERVISOR), 1)]);
    // Back while the days are still imported: it was raised to the second address.
    let mut story = Story::of(Rules::default());
    story.imported_days(1, &[left(risk("anna", 0.2))]);
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Raised, 1)]);
    assert_eq!(story.alerts.last().map(|said| said.to), Some(Recipient::Supervisor));
}

#[test]
fn what_is_answered_at_the_second_address_has_the_reason_of_the_day_without_a_record() {
    let mut story = Story::usual();
    days(&mut story, 1, &[left(risk("anna", 0.2))], &ON_LEAVE);
    story.answer("anna", "a", FeedbackContent::Acknowledge);
    days(&mut story, 2, &[risk("anna", 0.2)], &ON_LEAVE);
    assert_eq!(story.statuses("anna"), [Raised, Acknowledged]);
    let to = story.desk.cases().find_map(|(_, _, case)| case.alert.as_ref().map(|alert| alert.to));
    assert_eq!(to, Some(Recipient::Second(Why::SupervisorAway)));
}

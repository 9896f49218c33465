//! Who is told of an alert whose supervisor has left or is on leave: also of one that was answered, and of a jump.

use std::collections::BTreeMap;

use attrition_contracts::state::desk_state;
use attrition_core::desk::Status::{Acknowledged, Escalated, Raised, Snoozed, Woken};
use attrition_core::desk::{Calendar, Desk, FeedbackContent, Recipient, Rules, RulesBySite, SupervisorDay, Why};

use super::days::{days, with_calendar};
use super::{MONDAY, SITE, SUPERVISOR, Story, Told, risk};

const AT_WORK: [(&str, SupervisorDay); 1] = [(SUPERVISOR, SupervisorDay::AtWork)];
const ON_LEAVE: [(&str, SupervisorDay); 1] = [(SUPERVISOR, SupervisorDay::Away)];

fn anna() -> [Told; 1] {
    [risk("anna", 0.2)]
}

fn with_deputy() -> Calendar {
    Calendar { deputies: [(SUPERVISOR.into(), "sup-2".into())].into(), ..Calendar::default() }
}

/// Addressee and day of every letter.
fn letters(story: &Story) -> Vec<(Option<&str>, i32)> {
    story.letters.iter().map(|letter| (letter.to.as_deref(), letter.day - MONDAY)).collect()
}

#[test]
fn what_a_supervisor_who_leaves_has_answered_goes_to_the_second_address() {
    for (what, answered) in
        [(FeedbackContent::Acknowledge, Acknowledged), (FeedbackContent::Snooze(MONDAY + 20), Snoozed)]
    {
        let mut story = Story::usual();
        story.days(1, &anna());
        story.answer("anna", "a", what);
        story.days(1, &anna());
        story.days(40, &[risk("anna", 0.2).with(|c| c.supervisor_left = true)]);
        assert_eq!(story.statuses("anna"), [Raised, answered, Escalated]);
        assert_eq!(story.alerts[2].to, Recipient::Second(Why::SupervisorLeft));
        assert_eq!(letters(&story), [(Some(SUPERVISOR), 0), (None, 2), (None, 34)]);
    }
}

#[test]
fn without_a_second_address_what_a_supervisor_who_left_has_answered_is_told_nobody() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &anna());
    story.answer("anna", "a", FeedbackContent::Acknowledge);
    story.days(40, &[risk("anna", 0.2).with(|c| c.supervisor_left = true)]);
    assert_eq!(story.statuses("anna"), [Raised, Acknowledged]);
    assert_eq!(letters(&story), [(Some(SUPERVISOR), 0)]);
}

#[test]
fn a_snooze_that_ends_while_the_supervisor_is_on_leave_wakes_whoever_stands_in() {
    let snoozed = |mut story: Story| {
        days(&mut story, 1, &anna(), &AT_WORK);
        story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 8));
        days(&mut story, 7, &anna(), &ON_LEAVE);
        days(&mut story, 1, &anna(), &AT_WORK);
        story
    };
    let story = snoozed(Story::usual());
    assert_eq!(story.of_agent("anna")[2..], [(Woken, 7), (Raised, 8)], "not before its date");
    assert_eq!(story.alerts[2].to, Recipient::Second(Why::SupervisorAway));
    assert_eq!(story.alerts[3].to, Recipient::Supervisor);
    assert_eq!(letters(&story), [(Some(SUPERVISOR), 0), (None, 7), (Some(SUPERVISOR), 8)]);

    let story = snoozed(with_calendar(with_deputy()));
    assert_eq!(story.of_agent("anna")[2..], [(Woken, 7)]);
    assert_eq!(letters(&story)[..2], [(Some(SUPERVISOR), 0), (Some("sup-2"), 7)]);
}

#[test]
fn a_monthly_letter_that_is_due_while_the_supervisor_is_on_leave_goes_to_whoever_stands_in() {
    let acknowledged = |mut story: Story| {
        days(&mut story, 1, &anna(), &AT_WORK);
        story.answer("anna", "a", FeedbackContent::Acknowledge);
        days(&mut story, 9, &anna(), &ON_LEAVE);
        days(&mut story, 20, &anna(), &AT_WORK);
        assert_eq!(story.statuses("anna"), [Raised, Acknowledged], "a leave alone asks nobody for anything");
        days(&mut story, 5, &anna(), &ON_LEAVE);
        story
    };
    let mut story = acknowledged(Story::usual());
    assert_eq!(story.of_agent("anna")[2..], [(Escalated, 34)]);
    assert_eq!(story.alerts[2].to, Recipient::Second(Why::SupervisorAway));
    days(&mut story, 1, &anna(), &AT_WORK);
    assert_eq!(letters(&story), [(Some(SUPERVISOR), 0), (None, 34), (Some(SUPERVISOR), 35)]);

    let story = acknowledged(with_calendar(with_deputy()));
    assert_eq!(story.statuses("anna"), [Raised, Acknowledged]);
    assert_eq!(letters(&story), [(Some(SUPERVISOR), 0), (Some("sup-2"), 34)]);
}

/// The risk of an agent jumps before the day is over.
fn jump(story: &mut Story, agent: &str) {
    let jump = risk(agent, 0.6).after(0.05, 0.05).with(|c| c.interim = true).on(story.today);
    story.desk.receive(SITE, jump);
    story.tell(|desk, tell| desk.decide_jumps(tell));
}

/// What changed goes through the changelog, and the desk is put back from it.
fn put_back(story: &mut Story, log: &mut BTreeMap<Box<[u8]>, Box<[u8]>>) {
    story.desk.changes(|change| match desk_state::write(&change) {
        (key, Some(value)) => _ = log.insert(key, value),
        (key, None) => _ = log.remove(&key),
    });
    let (key, value) = desk_state::write_closed(&story.desk);
    log.insert(key, value);
    let mut desk = Desk::new(RulesBySite::from(Rules::default()));
    for (key, value) in log.iter() {
        desk_state::restore(&mut desk, key, Some(value)).expect("what was written can be read");
    }
    story.desk = desk;
}

#[test]
fn a_jump_goes_to_whoever_stands_in_as_the_last_closed_day_has_it() {
    let (mut story, mut log) = (Story::usual(), BTreeMap::new());
    days(&mut story, 2, &[], &ON_LEAVE);
    put_back(&mut story, &mut log);
    jump(&mut story, "anna");
    assert_eq!(story.alerts[0].to, Recipient::Second(Why::SupervisorAway), "at once");
    days(&mut story, 1, &[], &AT_WORK);
    assert_eq!(story.of_agent("anna"), [(Raised, 2), (Raised, 2)], "and back when the day has seen the supervisor");
    assert_eq!(letters(&story), [(Some(SUPERVISOR), 2)]);
    put_back(&mut story, &mut log);
    jump(&mut story, "ben");
    assert_eq!(story.alerts[2].to, Recipient::Supervisor, "nobody is away any more");

    let mut story = with_calendar(with_deputy());
    days(&mut story, 2, &[], &ON_LEAVE);
    jump(&mut story, "anna");
    assert_eq!(story.alerts[0].to, Recipient::Supervisor, "the deputy reads for the supervisor");
    days(&mut story, 1, &[], &ON_LEAVE);
    assert_eq!(letters(&story), [(Some("sup-2"), 2)]);
}

#[test]
fn who_was_away_before_is_not_taken_for_away_today() {
    let mut story = Story::usual();
    days(&mut story, 2, &[], &ON_LEAVE);
    days(&mut story, 1, &anna(), &[]);
    assert_eq!(story.alerts[0].to, Recipient::Supervisor, "of whom nothing is seen any more, no leave is known");
}

//! Days that count: leave of agents, working days, holidays and deputies of supervisors.

use attrition_core::desk::Status::{Escalated, Raised, Snoozed, Woken};
use attrition_core::desk::{
    Calendar, FeedbackContent, Recipient, Rules, RulesBySite, SOURCES, SiteDay, SupervisorDay, Suppression, Why,
};

use super::{MONDAY, SUPERVISOR, Story, Told, risk};

/// Days on which the supervisor has been seen, by shifts.
pub(super) fn days(story: &mut Story, days: i32, told: &[Told], supervisors: &[(&str, SupervisorDay)]) {
    for _ in 0..days {
        let supervisors = supervisors.iter().map(|(who, day)| ((*who).into(), *day)).collect();
        let seen = SiteDay { agents: 20, supervisors, ..SiteDay::by("told") };
        let today = story.today;
        story.day_of(told.iter().map(|told| told.on(today)), Some(seen));
    }
}

pub(super) fn with_calendar(calendar: Calendar) -> Story {
    Story::with(RulesBySite { usual_calendar: calendar, ..Rules::default().into() })
}

#[test]
fn an_alert_about_someone_on_leave_waits_for_the_return() {
    let mut story = Story::usual();
    story.days(14, &[risk("anna", 0.2).on_leave()]);
    assert!(story.alerts.is_empty() && story.letters.is_empty(), "there is nobody to talk to");
    assert_eq!(story.suppressed, [Suppression::OnLeave]);
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 14)]);
}

#[test]
fn an_open_alert_rests_while_its_agent_is_on_leave() {
    let mut story = Story::usual();
    story.days(2, &[risk("anna", 0.2)]);
    story.days(19, &[risk("anna", 0.2).on_leave()]);
    assert_eq!((story.statuses("anna").len(), story.letters.len()), (1, 1), "neither escalated nor told again");
    story.days(2, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 22)], "the days at work are counted: one and two");
}

#[test]
fn a_date_that_falls_into_leave_comes_with_the_return() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 5));
    story.days(9, &[risk("anna", 0.2).on_leave()]);
    assert_eq!(story.statuses("anna"), [Raised, Snoozed]);
    story.days(1, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Woken, 10)));
}

#[test]
fn weekends_and_holidays_are_no_days_to_answer_on() {
    let holidays = [MONDAY + 7].into();
    let mut story = with_calendar(Calendar { holidays, ..Calendar::default() });
    story.days(3, &[]);
    story.days(10, &[risk("anna", 0.2)]);
    // Raised on Thursday; Friday, Tuesday and Wednesday are three days.
    assert_eq!(story.of_agent("anna"), [(Raised, 3), (Escalated, 9)]);
}

#[test]
fn where_a_supervisor_has_shifts_those_are_the_days() {
    let mut story = Story::usual();
    days(&mut story, 1, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::AtWork)]);
    days(&mut story, 6, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::Off)]);
    assert_eq!(story.statuses("anna"), [Raised], "weekdays, and nobody there");
    days(&mut story, 3, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::AtWork)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 9)]);
}

#[test]
fn a_deputy_reads_for_a_supervisor_on_leave() {
    let deputies = [(SUPERVISOR.into(), "sup-2".into())].into();
    let mut story = with_calendar(Calendar { deputies, ..Calendar::default() });
    days(&mut story, 5, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::Away)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 3)], "the deputy has been asked");
    let to: Vec<_> = story.letters.iter().map(|letter| letter.to.as_deref()).collect();
    assert_eq!(to, [Some("sup-2"), None]);
    assert!(story.alerts.iter().all(|said| said.supervisor == SUPERVISOR), "it stays the supervisor's alert");
}

#[test]
fn whoever_stands_in_or_comes_back_is_asked_first_and_has_days_of_their_own() {
    let deputies = Calendar { deputies: [(SUPERVISOR.into(), "sup-2".into())].into(), ..Calendar::default() };
    let mut story = with_calendar(deputies.clone());
    days(&mut story, 1, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::AtWork)]);
    days(&mut story, 5, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::Away)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 4)], "Tuesday's letter; Wednesday to Friday");
    let to: Vec<_> = story.letters.iter().map(|letter| (letter.to.as_deref(), letter.day - MONDAY)).collect();
    assert_eq!(to, [(Some(SUPERVISOR), 0), (Some("sup-2"), 1), (None, 4)]);

    let mut story = with_calendar(deputies);
    days(&mut story, 2, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::Away)]);
    days(&mut story, 1, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::AtWork)]);
    let to: Vec<_> = story.letters.iter().map(|letter| (letter.to.as_deref(), letter.day - MONDAY)).collect();
    assert_eq!(to, [(Some("sup-2"), 0), (Some(SUPERVISOR), 2)]);
}

#[test]
fn a_deputy_who_is_meant_or_has_left_does_not_stand_in() {
    let deputy = |name: &str| Calendar { deputies: [(SUPERVISOR.into(), name.into())].into(), ..Calendar::default() };
    let mut story = with_calendar(deputy("anna"));
    days(&mut story, 1, &[risk("anna", 0.2), risk("ben", 0.2)], &[(SUPERVISOR, SupervisorDay::Away)]);
    let read =
        |to: Option<&str>| story.letters.iter().find(|letter| letter.to.as_deref() == to).map(|l| l.open.clone());
    assert_eq!(read(Some("anna")), Some(vec![("ben".to_owned(), Raised)]));
    assert_eq!(read(None), Some(vec![("anna".to_owned(), Raised)]));

    let mut story = with_calendar(deputy("sup-2"));
    let seen = [(SUPERVISOR, SupervisorDay::Away), ("sup-2", SupervisorDay::Gone)];
    days(&mut story, 1, &[risk("anna", 0.2)], &seen);
    assert_eq!(story.alerts[0].to, Recipient::Second(Why::SupervisorAway));
}

#[test]
fn hours_that_a_holiday_took_are_no_reason() {
    let holidays = [MONDAY + 2].into();
    let mut story = with_calendar(Calendar { holidays, ..Calendar::default() });
    let few_hours = risk("anna", 0.2).with(|c| c.reasons.clear()).because("under_hours", 0.4);
    story.days(2, &[]);
    story.days(28, std::slice::from_ref(&few_hours));
    assert!(story.alerts.is_empty(), "{:?}", story.alerts);
    story.days(1, &[few_hours]);
    assert_eq!(story.of_agent("anna"), [(Raised, 30)]);
}

#[test]
fn without_a_deputy_the_second_address_stands_in_until_the_return() {
    let mut story = Story::usual();
    days(&mut story, 2, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::Away)]);
    assert_eq!(story.alerts[0].to, Recipient::Second(Why::SupervisorAway));
    assert_eq!(story.letters[0].to, None);
    days(&mut story, 1, &[risk("anna", 0.2)], &[(SUPERVISOR, SupervisorDay::AtWork)]);
    assert_eq!(story.alerts[1].to, Recipient::Supervisor);
    assert_eq!(story.letters[1].to.as_deref(), Some(SUPERVISOR));
}

#[test]
fn a_public_holiday_without_data_is_no_fault_of_data() {
    let holidays = [MONDAY + 35].into();
    let mut story = with_calendar(Calendar { holidays, ..Calendar::default() });
    let seen = |events| Some(SiteDay { agents: 100, events, ..SiteDay::by("told") });
    for day in 0..49 {
        let events = if day == 35 || day % 7 == 6 { [0, 0, 0] } else { [80, 20, 80] };
        story.day_of([], seen(events));
    }
    assert!(story.notices.is_empty(), "{:?}", story.notices);
    story.day_of([], seen([0, 20, 80]));
    assert_eq!(story.notices.len(), 1, "{:?}", SOURCES.map(|source| source.name));
}

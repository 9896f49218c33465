//! Who is told: moves, leavers, supervisors who cannot be told, and those who are held out.

use attrition_core::desk::Closing::{Ended, Left, Moved};
use attrition_core::desk::Status::{Acknowledged, Carried, Closed, Escalated, HeldOut, Raised};
use attrition_core::desk::{CaseState, FeedbackContent, Leaving, Recipient, Rules, ScoreReport, Suppression, Why};
use attrition_core::employment::arrival::Arrival;

use super::{MONDAY, SITE, Story, risk};

pub(super) const VOLUNTARY: Leaving = Leaving::Voluntary;

fn moved(story: &Story, agent: &str, site: &str, supervisor: &str) -> ScoreReport {
    ScoreReport::Moved { agent: agent.into(), day: story.today, site: site.into(), supervisor: supervisor.into() }
}

#[test]
fn a_move_carries_the_alert_and_the_new_supervisor_is_asked_anew() {
    let mut story = Story::of(Rules { budget_week: 1, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Acknowledge);
    let (told, today) = (risk("anna", 0.3).under("sup-2"), story.today);
    let reports = [moved(&story, "anna", SITE, "sup-2"), told.on(today)];
    story.day(reports);
    let said: Vec<_> = story.alerts.iter().map(|s| (s.status, s.supervisor.as_str(), s.version)).collect();
    let expected =
        [(Raised, "sup-1", 1), (Acknowledged, "sup-1", 2), (Closed(Moved), "sup-1", 3), (Carried, "sup-2", 4)];
    assert_eq!(said, expected);
    assert_eq!(story.alerts[3].raised_on, story.alerts[0].raised_on, "it is the same alert");
    story.days(2, &[told, risk("ben", 0.2).under("sup-2")]);
    assert_eq!(story.statuses("ben"), [Raised], "what was carried is not paid for twice");
    story.days(2, &[risk("anna", 0.3).under("sup-2")]);
    assert_eq!(story.alerts.iter().rfind(|s| s.agent == "anna").map(|s| s.status), Some(Escalated));
}

#[test]
fn a_move_to_another_site_ends_it_here() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    let report = moved(&story, "anna", "south", "sup-9");
    story.day([report]);
    assert_eq!(story.statuses("anna"), [Raised, Closed(Moved)]);
    assert!(story.desk.cases().all(|(_, _, case)| case.state == CaseState::Quiet && case.alert.is_none()));
}

#[test]
fn whoever_is_back_from_another_site_is_this_sites_case_again() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    let report = moved(&story, "anna", "south", "sup-9");
    story.day([report]);
    story.days(5, &[]);
    let arrival = Some(Arrival { on: story.today, risk: 0.2 });
    story.days(2, &[risk("anna", 0.2).with(|c| c.arrival = arrival)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Moved), 1), (Raised, 7)], "nobody else has it");
}

#[test]
fn a_risk_that_came_from_another_site_is_that_sites_case_for_four_weeks() {
    let arrival = Some(Arrival { on: MONDAY, risk: 0.2 });
    let told = |risk_now: f64| risk("anna", risk_now).with(|c| c.arrival = arrival);
    let mut story = Story::usual();
    story.days(28, &[told(0.25)]);
    assert!(story.alerts.is_empty(), "it was told there");
    assert_eq!(story.suppressed, [Suppression::Moved]);
    story.days(1, &[told(0.25)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 28)]);
    let mut story = Story::usual();
    story.days(3, &[told(0.25)]);
    story.days(1, &[told(0.4)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 3)], "it has clearly risen since");
}

#[test]
fn a_separation_closes_it_with_its_outcome() {
    for (leaving, closing) in [(Leaving::Voluntary, Left), (Leaving::Otherwise, Ended)] {
        let mut story = Story::usual();
        story.days(1, &[risk("anna", 0.2)]);
        story.days(3, &[risk("anna", 0.2).with(|c| c.leaving = Some(leaving))]);
        assert_eq!(story.statuses("anna"), [Raised, Closed(closing)], "and none is raised under notice");
    }
    for (voluntary, closing) in [(true, Left), (false, Ended)] {
        let mut story = Story::usual();
        story.days(1, &[risk("anna", 0.2)]);
        let gone = ScoreReport::Gone { agent: "anna".into(), day: story.today, voluntary };
        story.day([gone]);
        assert_eq!(story.statuses("anna"), [Raised, Closed(closing)]);
    }
}

#[test]
fn a_letter_tells_how_somebody_leaves_as_it_is_on_record_by_then() {
    let leaving = |leaving| risk("anna", 0.2).with(|c| c.leaving = Some(leaving));
    for (first, then, told) in
        [(Leaving::Voluntary, Leaving::Otherwise, Ended), (Leaving::Otherwise, Leaving::Voluntary, Left)]
    {
        let mut story = Story::usual();
        story.days(1, &[risk("anna", 0.2)]).days(1, &[leaving(first)]).days(1, &[leaving(then)]);
        story.days(1, &[leaving(then), risk("ben", 0.2)]);
        assert_eq!(story.letters.last().map(|letter| &letter.ends[..]), Some(&[Closed(told)][..]));
    }
}

#[test]
fn who_has_left_is_unknown_or_is_meant_is_not_told() {
    let cases = [
        (risk("anna", 0.2).under(""), Why::SupervisorUnknown),
        (risk("anna", 0.2).under("anna"), Why::SupervisorIsAgent),
        (risk("anna", 0.2).with(|c| c.supervisor_left = true), Why::SupervisorLeft),
    ];
    for (told, why) in cases {
        let mut story = Story::usual();
        story.days(9, &[told]);
        assert_eq!(story.statuses("anna"), [Raised], "it is where it would go");
        assert_eq!(story.alerts[0].to, Recipient::Second(why));
        let to: Vec<_> = story.letters.iter().map(|letter| letter.to.clone()).collect();
        assert!(!to.is_empty() && to.iter().all(Option::is_none), "{to:?}");
    }
}

#[test]
fn when_the_supervisor_leaves_the_alert_does_not_wait() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.days(1, &[risk("anna", 0.2).with(|c| c.supervisor_left = true)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 1)]);
    assert_eq!(story.alerts[1].to, Recipient::Second(Why::SupervisorLeft));
}

#[test]
fn of_those_who_are_held_out_nobody_is_told() {
    let mut story = Story::of(Rules { hold_out: 0.2, budget_week: 1, ..Rules::default() });
    let held_out = risk("anna", 0.3).with(|c| c.lot = 0.19);
    story.days(10, &[held_out, risk("ben", 0.2).with(|c| c.lot = 0.21)]);
    assert_eq!(story.statuses("anna"), [HeldOut], "neither told nor escalated");
    assert_eq!(story.of_agent("ben").last().map(|last| last.1 >= 7), Some(true), "but it is paid for like the others");
    let about = story.letters.iter().flat_map(|letter| &letter.open);
    assert!(about.into_iter().all(|(agent, _)| agent != "anna"));
    assert_eq!(story.answer("anna", "a", FeedbackContent::Acknowledge), attrition_core::desk::FeedbackEffect::Noted);
}

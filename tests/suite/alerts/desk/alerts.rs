//! When an alert is raised, and when it is over.

use attrition_core::desk::Closing::{Eased, Lapsed};
use attrition_core::desk::Status::{Acknowledged, Closed, Raised, Withheld};
use attrition_core::desk::{CaseState, FeedbackContent, REPEAT_DAYS, Rules, Suppression};
use attrition_core::model::Band;

use super::{MONDAY, Story, risk};

#[test]
fn two_of_three_days_over_red_raise_an_alert_and_one_does_not() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.12).after(0.05, 0.05)]);
    assert!(story.alerts.is_empty(), "one day");
    story.days(1, &[risk("anna", 0.12).after(0.05, 0.12)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 1)], "two of three");
}

#[test]
fn a_jump_raises_one_before_its_day_is_over() {
    let mut story = Story::usual();
    story.day([]);
    let jump = risk("anna", 0.6).after(0.05, 0.05).with(|c| c.interim = true).on(story.today);
    story.desk.receive(super::SITE, jump);
    story.tell(|desk, tell| desk.decide_jumps(tell));
    assert_eq!(story.of_agent("anna"), [(Raised, 1)]);
    story.days(1, &[risk("anna", 0.6).after(0.05, 0.05)]);
    assert_eq!(story.statuses("anna"), [Raised], "the close of the day says nothing new");
}

#[test]
fn the_budget_goes_to_risk_times_value_and_what_it_withholds_is_counted_once() {
    let mut story = Story::of(Rules { budget_week: 2, ..Rules::default() });
    let told = [risk("anna", 0.20), risk("ben", 0.18).star(), risk("chloe", 0.21), risk("dan", 0.19)];
    story.days(3, &told);
    assert_eq!(story.statuses("ben"), [Raised], "a star of .18 is worth .27");
    assert_eq!(story.statuses("chloe"), [Raised]);
    assert_eq!(story.statuses("anna"), [Withheld], "once, not every day");
    assert_eq!(story.statuses("dan"), [Withheld]);
    assert_eq!(story.alerts.iter().map(|said| said.withheld).max(), Some(2));
    story.days(5, &told);
    assert_eq!(story.of_agent("anna"), [(Withheld, 0), (Raised, 7)], "the next week has its own budget");
}

#[test]
fn a_jump_spends_the_budget_as_well() {
    let mut story = Story::of(Rules { budget_week: 1, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    let jump = risk("ben", 0.7).after(0.05, 0.05).with(|c| c.interim = true).on(story.today);
    story.desk.receive(super::SITE, jump);
    story.tell(|desk, tell| desk.decide_jumps(tell));
    assert_eq!(story.statuses("ben"), [Withheld]);
}

#[test]
fn it_eases_below_the_hysteresis_and_cools_down() {
    let mut story = Story::of(Rules { escalate_days: 30, ..Rules::default() });
    story.days(2, &[risk("anna", 0.12)]);
    story.days(2, &[risk("anna", 0.09)]);
    assert_eq!(story.statuses("anna"), [Raised], ".09 is not below .8 of .1");
    story.days(1, &[risk("anna", 0.05)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Closed(Eased), 4)));
    story.days(27, &[risk("anna", 0.3)]);
    assert_eq!(story.alerts.len(), 2, "none in the four weeks after");
    story.days(1, &[risk("anna", 0.3)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Raised, 32)));
}

#[test]
fn it_goes_on_where_the_risk_has_stayed_and_nothing_is_new() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(100, &[risk("anna", 0.2)]);
    assert_eq!(story.statuses("anna"), [Raised], "it stays one case");
    assert_eq!(story.suppressed, [Suppression::Continued; 3], "each month is counted");
    story.days(1, &[risk("anna", 0.05)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Eased), 100)]);
}

#[test]
fn after_its_days_what_is_new_is_an_alert_of_its_own() {
    for news in [risk("anna", 0.4), risk("anna", 0.2).because("qa_level", 0.4)] {
        let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
        story.days(20, &[risk("anna", 0.2)]);
        story.days(10, std::slice::from_ref(&news));
        assert_eq!(story.statuses("anna"), [Raised], "within its days it is the same case");
        story.days(2, &[news]);
        assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Lapsed), 30), (Raised, 30)]);
        let versions: Vec<u32> = story.alerts.iter().map(|said| said.version).collect();
        assert_eq!(versions, [1, 2, 1], "the second is an alert of its own");
    }
}

#[test]
fn it_goes_on_until_what_is_new_can_be_raised() {
    let news = risk("anna", 0.4);
    let usual = || {
        let mut story = Story::of(Rules { has_second: false, budget_week: 1, ..Rules::default() });
        story.days(28, &[risk("anna", 0.2)]);
        story
    };
    // Nothing is open at a higher risk, neither for want of a second day,
    let mut story = usual();
    story.days(2, &[risk("anna", 0.2)]);
    story.days(1, &[risk("anna", 0.4).after(0.09, 0.09)]);
    assert_eq!(story.statuses("anna"), [Raised]);
    // nor of a reason,
    story.days(3, &[news.clone().without_reason()]);
    assert_eq!(story.statuses("anna"), [Raised]);
    story.days(1, std::slice::from_ref(&news));
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Lapsed), 34), (Raised, 34)]);
    // nor of budget.
    let mut story = usual();
    story.days(1, &[risk("anna", 0.2), risk("ben", 0.9)]);
    story.days(6, std::slice::from_ref(&news));
    assert_eq!(story.statuses("anna"), [Raised], "the week is spent, and it is not counted as withheld");
    story.days(1, &[news]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Lapsed), 35), (Raised, 35)]);
    let letter = story.letters.last().expect("there is the one about the new alert");
    assert_eq!((&letter.open[..], letter.closed.len()), (&[("anna".to_owned(), Raised)][..], 0), "she is in it once");
}

#[test]
fn what_the_supervisor_is_not_told_is_no_news() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    story.days(40, &[risk("anna", 0.2).because("supervisor_leaver_rate", 0.5)]);
    assert_eq!(story.statuses("anna"), [Raised], "to its reader it says what it said");
}

#[test]
fn without_a_reason_there_is_no_alert_and_it_counts() {
    let mut story = Story::usual();
    story.days(5, &[risk("anna", 0.3).without_reason()]);
    assert_eq!((story.statuses("anna"), &story.suppressed[..]), (vec![], &[Suppression::NoReason][..]));
    story.days(2, &[risk("anna", 0.3)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 5)], "once there is something to talk about");
}

#[test]
fn what_a_letter_has_told_since_is_no_news() {
    // After a jump the rest of the risk comes later.
    let of_anna = |with_a_letter: bool| {
        let mut story = Story::usual();
        story.days(1, &[risk("anna", 0.2)]);
        story.answer("anna", "a", FeedbackContent::Acknowledge);
        let risen = risk("anna", 0.4).because("late_rate", 0.5);
        let ben = risk("ben", 0.2);
        story.days(30, &if with_a_letter { vec![risen, ben] } else { vec![risen] });
        story.statuses("anna")
    };
    assert_eq!(of_anna(false), [Raised, Acknowledged, Closed(Lapsed), Raised]);
    assert_eq!(of_anna(true), [Raised, Acknowledged], "the letter about ben has told it");
}

#[test]
fn a_repeat_needs_news_for_a_quarter() {
    let told = |by: f64| risk("anna", 0.2).because("qa_level", by);
    for again in [told(0.9), told(0.9).because("late_rate", 0.2)] {
        let mut story = Story::usual();
        story.days(1, &[told(0.5)]);
        story.days(1, &[risk("anna", 0.05)]);
        assert_eq!(story.of_agent("anna").last(), Some(&(Closed(Eased), 1)));
        story.days(REPEAT_DAYS - 1, std::slice::from_ref(&again));
        assert_eq!(story.statuses("anna"), [Raised, Closed(Eased)], "the last alert said the same");
        assert_eq!(story.suppressed, [Suppression::Cooling, Suppression::NoNews], "each of which counts once");
        story.days(1, &[again]);
        assert_eq!(story.of_agent("anna").last(), Some(&(Raised, 1 + REPEAT_DAYS)));
    }
    let mut story = Story::usual();
    story.days(1, &[told(0.5)]);
    story.days(1, &[risk("anna", 0.05)]);
    story.days(28, &[told(0.5).because("late_rate", 0.4)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Raised, 29)), "a reason that was not there");
}

#[test]
fn what_nobody_answered_has_less_of_a_claim_on_the_budget() {
    let mut story = Story::of(Rules { budget_week: 1, has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    story.days(2, &[risk("anna", 0.05)]);
    story.days(28, &[]);
    // Both are new; she has the higher risk, and a history of being told of for nothing.
    story.days(2, &[risk("anna", 0.4), risk("ben", 0.35)]);
    assert_eq!(story.statuses("ben"), [Raised]);
    assert_eq!(story.statuses("anna").last(), Some(&Withheld));
}

#[test]
fn an_alert_lapses_also_where_nothing_is_heard_any_more() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.days(30, &[]);
    assert_eq!(
        story.of_agent("anna"),
        [(Raised, 0), (Closed(Lapsed), 30)],
        "and nobody is asked about what is not there"
    );
}

#[test]
fn without_enough_history_nobody_is_judged() {
    let mut story = Story::usual();
    story.days(5, &[risk("anna", 0.9).with(|c| c.band = Band::Unknown)]);
    assert!(story.alerts.is_empty());
    story.days(1, &[risk("ben", 0.08)]);
    let states: Vec<_> = story.desk.cases().map(|(_, agent, case)| (agent, case.state, case.since)).collect();
    assert_eq!(states, [("ben", CaseState::Watch, MONDAY + 5)], "amber is watched, and not told");
}

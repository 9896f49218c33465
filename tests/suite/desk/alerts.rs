//! When an alert is raised, and when it is over.

use attrition_watch::engine::desk::Closing::{Eased, Lapsed};
use attrition_watch::engine::desk::Status::{Closed, Escalated, Raised, Withheld};
use attrition_watch::engine::desk::{Rules, State};
use attrition_watch::engine::model::Band;

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
    story.desk.hear(super::SITE, jump);
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
    story.desk.hear(super::SITE, jump);
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
fn it_lapses_with_its_forecast_and_is_raised_anew_where_the_risk_has_stayed() {
    let mut story = Story::of(Rules { escalate_days: 30, ..Rules::default() });
    story.days(32, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Lapsed), 30), (Raised, 31)]);
    let raised: Vec<u32> = story.alerts.iter().map(|said| said.version).collect();
    assert_eq!(raised, [1, 2, 1], "the second is an alert of its own");
}

#[test]
fn an_alert_lapses_also_where_nothing_is_heard_any_more() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.days(30, &[]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Escalated, 3), (Closed(Lapsed), 30)]);
}

#[test]
fn without_enough_history_nobody_is_judged() {
    let mut story = Story::usual();
    story.days(5, &[risk("anna", 0.9).with(|c| c.band = Band::Unknown)]);
    assert!(story.alerts.is_empty());
    story.days(1, &[risk("ben", 0.08)]);
    let states: Vec<_> = story.desk.cases().map(|(_, agent, case)| (agent, case.state, case.since)).collect();
    assert_eq!(states, [("ben", State::Watch, MONDAY + 5)], "amber is watched, and not told");
}

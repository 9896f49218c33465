//! What is told of the end of an alert: what is true when it is read, and to everyone who was told of the alert.

use attrition_core::desk::Closing::{Eased, Ended, Lapsed, Left, Moved};
use attrition_core::desk::Status::{Closed, Raised};
use attrition_core::desk::{FeedbackContent, Leaving, Rules, ScoreReport, SiteDay, Status, SupervisorDay, Suppression};

use super::{MONDAY, SITE, SUPERVISOR, Story, Told, risk};

/// Ends of an agent's alerts, by the addressees of letters.
fn ends(story: &Story, agent: &str) -> Vec<(Option<String>, Status)> {
    let of = |letter: &super::Letter| {
        let closed = letter.closed.iter().zip(&letter.ends).filter(|(who, _)| *who == agent);
        closed.map(|(_, status)| (letter.to.clone(), *status)).collect::<Vec<_>>()
    };
    story.letters.iter().flat_map(of).collect()
}

fn moved(story: &Story, site: &str) -> ScoreReport {
    ScoreReport::Moved { agent: "anna".into(), day: story.today, site: site.into(), supervisor: "sup-1".into() }
}

/// An alert about anna that has eased, of which no letter has told.
fn eased() -> Story {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]).days(3, &[risk("anna", 0.02)]);
    assert_eq!(story.statuses("anna"), [Raised, Closed(Eased)]);
    story
}

/// A letter about somebody else.
fn letter(story: &mut Story, other: &str, anna: &Told) {
    story.days(1, &[risk(other, 0.2), anna.clone()]);
}

#[test]
fn of_whoever_left_after_a_risk_had_eased_it_is_told_that_they_leave() {
    for (leaving, told) in [(Leaving::Voluntary, Left), (Leaving::Otherwise, Ended)] {
        let mut story = eased();
        let under_notice = risk("anna", 0.02).with(|c| c.leaving = Some(leaving));
        story.days(2, std::slice::from_ref(&under_notice));
        letter(&mut story, "ben", &under_notice);
        assert_eq!(ends(&story, "anna"), [(Some("sup-1".to_owned()), Closed(told))]);
    }
    let mut story = eased();
    let gone = ScoreReport::Gone { agent: "anna".into(), day: story.today, voluntary: true };
    story.day([gone]).days(1, &[risk("ben", 0.2)]);
    assert_eq!(ends(&story, "anna"), [(Some("sup-1".to_owned()), Closed(Left))]);
}

#[test]
fn notice_that_is_taken_back_hides_no_earlier_end() {
    let mut story = eased();
    let leaving = risk("anna", 0.02).with(|c| c.leaving = Some(Leaving::Voluntary));
    story.days(2, &[leaving]).days(2, &[risk("anna", 0.02)]);
    letter(&mut story, "ben", &risk("anna", 0.02));
    assert_eq!(ends(&story, "anna"), [(Some("sup-1".to_owned()), Closed(Eased))]);
}

#[test]
fn whoever_reads_that_a_risk_has_eased_reads_as_well_that_it_is_back() {
    for (now, back) in [(0.09, vec!["anna".to_owned()]), (0.02, vec![])] {
        let mut story = eased();
        letter(&mut story, "ben", &risk("anna", now));
        assert_eq!(ends(&story, "anna"), [(Some("sup-1".to_owned()), Closed(Eased))], "it is told, and once");
        assert_eq!(story.letters.last().map(|letter| &letter.back[..]), Some(&back[..]), "{now}");
    }
    // It is red again and stays so: nobody is alerted, which is counted, and the next letter says what it is.
    let mut story = eased();
    story.days(20, &[risk("anna", 0.2)]);
    assert_eq!((story.statuses("anna").len(), &story.suppressed[..]), (2, &[Suppression::Cooling][..]));
    letter(&mut story, "ben", &risk("anna", 0.2));
    assert_eq!(story.letters.last().map(|letter| &letter.back[..]), Some(&["anna".to_owned()][..]));
}

#[test]
fn of_whom_nothing_is_known_no_risk_eases() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    story.days(40, &[risk("anna", 0.02).with(|c| c.is_silent = true)]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Lapsed), 30)], "its days are over");
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 10));
    story.days(40, &[risk("anna", 0.02).with(|c| c.is_silent = true)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Closed(Lapsed), 30)), "nor does it when a snooze is over");
}

#[test]
fn nobody_reads_that_a_risk_has_eased_while_a_source_is_silent_and_it_is_back() {
    let mut story = Story::usual();
    let seen = |tickets| Some(SiteDay { agents: 100, events: [80, 20, tickets], ..SiteDay::by("told") });
    let day = |story: &mut Story, anna: f64, tickets| {
        let reports = [risk("anna", anna).on(story.today)];
        story.day_of(reports, seen(tickets));
    };
    (0..30).for_each(|_| day(&mut story, 0.02, 80));
    (0..2).for_each(|_| day(&mut story, 0.2, 80));
    (0..3).for_each(|_| day(&mut story, 0.02, 80));
    assert_eq!(story.statuses("anna"), [Raised, Closed(Eased)]);
    // The second address gets a letter about the silence.
    story.answer("anna", "a", FeedbackContent::Useful(vec![]));
    (0..2).for_each(|_| day(&mut story, 0.2, 0));
    assert!(story.letters.iter().all(|letter| letter.back == letter.closed), "{:?}", story.letters);
}

#[test]
fn whoever_read_of_it_reads_its_end_though_it_lies_elsewhere_by_then() {
    let mut story = Story::usual();
    // The supervisor reads of it, then is away.
    story.days(1, &[risk("anna", 0.2)]);
    let away = |story: &mut Story, told: &[Told], day| {
        let mut seen = SiteDay::by("told");
        seen.supervisors.insert(SUPERVISOR.into(), day);
        let reports: Vec<ScoreReport> = told.iter().map(|told| told.on(story.today)).collect();
        story.day_of(reports, Some(seen));
    };
    (0..2).for_each(|_| away(&mut story, &[risk("anna", 0.2)], SupervisorDay::Away));
    assert_eq!(
        story.letters.iter().filter(|letter| letter.to.is_none()).count(),
        1,
        "the second address reads it, too"
    );
    (0..3).for_each(|_| away(&mut story, &[risk("anna", 0.02)], SupervisorDay::Away));
    for other in ["ben", "chloe"] {
        away(&mut story, &[risk(other, 0.2)], if other == "ben" { SupervisorDay::Away } else { SupervisorDay::AtWork });
    }
    let mut told = ends(&story, "anna");
    told.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(told, [(None, Closed(Eased)), (Some("sup-1".to_owned()), Closed(Eased))]);
}

#[test]
fn everyone_who_was_told_of_an_alert_is_told_of_its_end() {
    let mut story = Story::usual();
    story.days(5, &[risk("anna", 0.2)]).days(3, &[risk("anna", 0.02)]);
    let to: Vec<_> = story.letters.iter().map(|letter| letter.to.as_deref()).collect();
    assert_eq!(to, [Some("sup-1"), None], "both have it");
    // Another alert, first to the supervisor, then to the second address.
    story.days(40, &[risk("ben", 0.2)]);
    let mut told = ends(&story, "anna");
    told.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(told, [(None, Closed(Eased)), (Some("sup-1".to_owned()), Closed(Eased))], "each once");
}

#[test]
fn whoever_is_back_has_not_moved() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    let goes = moved(&story, "south");
    story.day([goes]).days(1, &[]);
    let comes = moved(&story, SITE);
    let here = risk("anna", 0.08).on(story.today);
    story.day([comes, here]);
    letter(&mut story, "ben", &risk("anna", 0.08));
    assert_eq!(story.statuses("anna"), [Raised, Closed(Moved)]);
    assert!(ends(&story, "anna").is_empty(), "a site that was mistyped for two days is no move");
}

#[test]
fn since_begins_anew_when_the_risk_was_gone_in_between() {
    let since = |gone: &[Told], back: Told| {
        let mut story = Story::usual();
        story.days(3, &[risk("anna", 0.07)]).days(60, gone);
        story.days(1, &[back]).days(4, &[risk("anna", 0.07)]);
        story.days(1, &[risk("anna", 0.2)]);
        let alert = story.desk.cases().find_map(|(_, agent, case)| case.alert.as_ref().filter(|_| agent == "anna"));
        alert.expect("it is raised").since - MONDAY
    };
    let amber = || risk("anna", 0.07);
    assert_eq!(since(&[amber()], amber()), 0, "it was there all the time");
    assert_eq!(since(&[risk("anna", 0.055)], amber().after(0.055, 0.055)), 63, "it was in the watch, and green");
    assert_eq!(since(&[], amber().after(0.02, 0.02)), 63, "nothing was heard of it");
    let first_of_model = amber().by("another").with(|c| (c.yesterday, c.day_before) = (None, None));
    assert_eq!(since(&[], first_of_model), 63, "another model had not seen it");
    // Quiet by what is left without the site's shift, day by day: it was over amber all the same.
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.07).after(0.02, 0.02)]).days(1, &[risk("anna", 0.07).after(0.07, 0.02)]);
    story.days(1, &[risk("anna", 0.2).after(0.07, 0.07)]).days(1, &[risk("anna", 0.2).after(0.2, 0.07)]);
    let alert = story.desk.cases().find_map(|(_, _, case)| case.alert.as_ref());
    assert_eq!(alert.map(|alert| alert.since - MONDAY), Some(0), "the first day was a single one");
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]).days(3, &[risk("anna", 0.02)]);
    let back = story.today - MONDAY;
    story.days(1, &[risk("anna", 0.3).after(0.02, 0.02)]).days(40, &[risk("anna", 0.5)]);
    let alert = story.desk.cases().find_map(|(_, _, case)| case.alert.as_ref());
    assert_eq!(alert.map(|alert| alert.since - MONDAY), Some(back), "it was back before the cool-down was over");
}

#[test]
fn what_the_budget_withholds_is_counted_in_every_week() {
    let mut story = Story::of(Rules { budget_week: 1, has_second: false, ..Rules::default() });
    let both = |number: i32| [risk(&format!("agent-{number}"), 0.4), risk("anna", 0.2)];
    for week in 0..3 {
        story.days(7, &both(week));
    }
    let withheld: Vec<u32> = story.alerts.iter().map(|said| said.withheld).collect();
    assert_eq!(story.statuses("anna"), [Status::Withheld], "it is told once");
    let by_week = |week: i32| {
        let of_week = story.alerts.iter().filter(|said| (said.day - MONDAY) / 7 == week && said.status != Raised);
        of_week.map(|said| said.withheld).max()
    };
    assert_eq!(by_week(0), Some(1), "{withheld:?}");
    let kept: Vec<_> = story
        .desk
        .cases()
        .filter(|(_, agent, _)| *agent == "anna")
        .filter_map(|(_, _, case)| case.withheld_in.as_ref().map(|(week, _)| *week))
        .collect();
    assert_eq!(kept, [MONDAY + 14], "and counted in the week that is now");
    let mut story = Story::of(Rules { budget_week: 1, has_second: false, ..Rules::default() });
    story.days(2, &both(0)).days(1, &[risk("anna", 0.07).after(0.07, 0.2)]).days(2, &both(0));
    assert_eq!(
        story.alerts.last().map(|said| said.withheld),
        Some(1),
        "once in a week, though the risk was away for a day"
    );
}

#[test]
fn a_jump_that_is_withheld_is_told_of_once() {
    let mut story = Story::of(Rules { budget_week: 0, ..Rules::default() });
    let jump = || risk("anna", 0.7).after(0.02, 0.02);
    let (interim, close) = (jump().with(|c| c.interim = true).on(story.today), jump().on(story.today));
    story.day([interim, close]);
    story.days(3, &[risk("anna", 0.7)]);
    assert_eq!(story.statuses("anna"), [Status::Withheld]);
}

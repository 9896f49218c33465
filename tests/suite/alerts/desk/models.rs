//! Another model judges from one day to the next: its risks are compared with its own alone.

use attrition_core::desk::Closing::{Eased, Lapsed};
use attrition_core::desk::Status::{Closed, Raised};
use attrition_core::desk::{CaseState, Rules, SiteDay, StateChange};

use super::{MONDAY, Story, Told, risk};

/// The first two days by another model: what it would have said before is not known.
fn take_over(story: &mut Story, told: &Told) {
    story.days(1, &[told.clone().with(|c| (c.yesterday, c.day_before) = (None, None))]);
    story.days(1, &[told.clone().with(|c| c.day_before = None)]);
}

fn patient() -> Story {
    Story::of(Rules { has_second: false, ..Rules::default() })
}

#[test]
fn a_takeover_alone_eases_nothing() {
    let mut story = patient();
    story.days(3, &[risk("anna", 0.2)]);
    let lower = risk("anna", 0.05).by("another");
    take_over(&mut story, &lower);
    story.days(20, &[lower]);
    assert_eq!(story.statuses("anna"), [Raised], "the other model saw no risk come down");
    story.days(10, &[]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Lapsed), 30)], "it is over with its days");
}

#[test]
fn whom_another_model_has_nowhere_near_a_threshold_nobody_watches_any_more() {
    let mut story = patient();
    let seen = || Some(SiteDay { agents: 20, ..SiteDay::by("told") });
    for _ in 0..3 {
        let anna = risk("anna", 0.08).on(story.today);
        story.day_of([anna], seen());
    }
    let mut states = Vec::new();
    let mut look = |story: &mut Story| {
        story.desk.changes(|kept| {
            if let StateChange::Case(_, _, case) = kept {
                states.push(case.map(|case| (case.state, case.over_since)));
            }
        });
    };
    look(&mut story);
    // The first day by another model: its risk of the day before is not known, and this one is far below.
    story.day_of([], seen());
    look(&mut story);
    assert_eq!(states, [Some((CaseState::Watch, Some(MONDAY))), None]);
}

#[test]
fn what_the_other_model_saw_come_down_has_eased() {
    let mut story = patient();
    story.days(3, &[risk("anna", 0.2)]);
    take_over(&mut story, &risk("anna", 0.15).by("another"));
    story.days(1, &[risk("anna", 0.05).by("another")]);
    assert_eq!(story.of_agent("anna"), [(Raised, 0), (Closed(Eased), 5)]);
}

#[test]
fn a_higher_figure_of_another_model_is_no_news() {
    let mut story = patient();
    story.days(29, &[risk("anna", 0.2)]);
    take_over(&mut story, &risk("anna", 0.6).by("another"));
    story.days(20, &[risk("anna", 0.6).by("another")]);
    assert_eq!(story.statuses("anna"), [Raised], "of 60 % nobody knows what they were a month ago");
    story.days(3, &[risk("anna", 0.8).by("another")]);
    assert_eq!(story.statuses("anna"), [Raised, Closed(Lapsed), Raised], "but that it has risen since");
}

#[test]
fn a_letter_says_once_that_another_model_judges() {
    let mut story = patient();
    story.days(3, &[risk("anna", 0.2)]);
    take_over(&mut story, &risk("anna", 0.2).by("another"));
    story.days(90, &[risk("anna", 0.2).by("another")]);
    let told: Vec<_> = story.letters.iter().map(|letter| (letter.day - MONDAY, letter.former_models.len())).collect();
    assert_eq!(told, [(0, 0), (34, 1), (62, 0), (90, 0)]);
    assert_eq!(story.letters[1].former_models, ["told"]);
}

#[test]
fn each_reader_is_told_once_that_another_model_judges() {
    let mut story = Story::usual();
    let anna = risk("anna", 0.2);
    // Nobody answers: the second address is told by the first model too.
    story.days(10, std::slice::from_ref(&anna));
    let before = story.letters.len();
    assert!(story.letters.iter().any(|letter| letter.to.is_none()));
    take_over(&mut story, &anna.clone().by("another"));
    // Another alert has a letter written to the supervisor alone.
    story.days(60, &[anna.by("another"), risk("ben", 0.2).by("another")]);
    let told = |to: Option<&str>| {
        let of = story.letters[before..].iter().filter(move |letter| letter.to.as_deref() == to);
        of.map(|letter| letter.former_models.len()).collect::<Vec<_>>()
    };
    for to in [Some(super::SUPERVISOR), None] {
        let told = told(to);
        assert!(told.iter().sum::<usize>() == 1, "{to:?}: {told:?}");
    }
}

//! When a letter is due, and what is in it.

use attrition_watch::engine::desk::Rules;
use attrition_watch::engine::desk::Status::{Acknowledged, Escalated, Raised, Woken};
use attrition_watch::engine::desk::What;

use super::{MONDAY, Story, risk};

#[test]
fn a_letter_comes_with_what_is_new_and_none_without() {
    let mut story = Story::usual();
    story.days(2, &[risk("anna", 0.2)]);
    assert_eq!(story.letters.len(), 1, "on the day of the alert, not on the day after");
    let letter = &story.letters[0];
    assert_eq!((letter.to.as_deref(), letter.day), (Some("sup-1"), MONDAY));
    assert_eq!(letter.open, [("anna".to_owned(), Raised)]);
}

#[test]
fn on_mondays_what_is_open_is_told_again() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", What::Acknowledge);
    story.days(7, &[risk("anna", 0.2)]);
    let days: Vec<i32> = story.letters.iter().map(|letter| letter.day - MONDAY).collect();
    assert_eq!(days, [0, 6], "the letter about Sunday is read on Monday");
    assert_eq!(story.letters[1].open, [("anna".to_owned(), Acknowledged)]);
}

#[test]
fn what_waits_comes_first_and_what_ended_last() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.4), risk("ben", 0.2), risk("chloe", 0.3)]);
    assert_eq!(
        story.letters[0].open.iter().map(|(agent, _)| agent.as_str()).collect::<Vec<_>>(),
        ["anna", "chloe", "ben"]
    );
    story.answer("anna", "a", What::Acknowledge);
    story.days(2, &[risk("anna", 0.4), risk("ben", 0.2), risk("chloe", 0.05)]);
    let letter = story.letters.last().expect("chloe's has ended");
    assert_eq!(letter.closed, ["chloe"]);
    assert_eq!(letter.open, [("ben".to_owned(), Raised), ("anna".to_owned(), Acknowledged)]);
}

#[test]
fn the_second_address_gets_a_letter_of_its_own() {
    let mut story = Story::usual();
    story.days(4, &[risk("anna", 0.2)]);
    let of_day = story.letters.iter().filter(|letter| letter.day == MONDAY + 3);
    let to: Vec<_> = of_day.clone().map(|letter| letter.to.as_deref()).collect();
    assert_eq!(to, [None, Some("sup-1")], "both can still do something");
    assert!(of_day.clone().all(|letter| letter.open == [("anna".to_owned(), Escalated)]));
}

#[test]
fn a_letter_says_of_an_alert_what_its_last_record_said() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", What::Snooze(MONDAY + 3));
    story.days(2, &[risk("anna", 0.2)]);
    let letter = story.letters.last().expect("she is woken");
    assert_eq!(letter.open, [("anna".to_owned(), Woken)]);
    // The supervisor leaves: it goes to the second address, and is no news of the supervisor's.
    let mut left = risk("anna", 0.2);
    left.candidate.supervisor_left = true;
    story.days(1, &[left]);
    let letter = story.letters.last().expect("it has another addressee");
    assert_eq!((letter.to.as_deref(), &letter.open), (None, &vec![("anna".to_owned(), Escalated)]));
}

#[test]
fn without_a_second_address_nothing_goes_anywhere_else() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(10, &[risk("anna", 0.2)]);
    assert_eq!(story.statuses("anna"), [Raised], "there is nobody to escalate it to");
    assert!(story.letters.iter().all(|letter| letter.to.as_deref() == Some("sup-1")));
    // What no supervisor can take is said, and written to nobody.
    let letters = story.letters.len();
    let mut unknown = risk("ben", 0.2);
    unknown.candidate.supervisor = "".into();
    story.days(1, &[risk("anna", 0.2), unknown]);
    assert_eq!(story.statuses("ben"), [Raised]);
    assert_eq!(story.letters.len(), letters);
}

#[test]
fn what_was_woken_on_an_imported_day_is_in_the_first_letter_after_it() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", What::Snooze(MONDAY + 3));
    story.imported_days(4, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Woken, 2)));
    assert_eq!(story.letters.len(), 1, "nobody is told of imported days");
    story.days(1, &[risk("anna", 0.2)]);
    let letter = story.letters.last().expect("there is the one of the first day");
    assert_eq!((letter.day - MONDAY, &letter.open[..]), (5, &[("anna".to_owned(), Woken)][..]));
}

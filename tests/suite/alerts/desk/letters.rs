//! When a letter is due, and what is in it.

use attrition_core::desk::FeedbackContent;
use attrition_core::desk::Status::{Acknowledged, Escalated, Raised, Woken};
use attrition_core::desk::{Rules, ScoreReport};

use super::{MONDAY, SITE, Story, Told, risk};

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
fn what_stays_open_is_told_again_about_once_a_month() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Acknowledge);
    story.days(80, &[risk("anna", 0.2)]);
    let days: Vec<i32> = story.letters.iter().map(|letter| letter.day - MONDAY).collect();
    assert_eq!(days, [0, 34, 62], "the letter about Sunday is read on Monday");
    assert_eq!(story.letters[1].open, [("anna".to_owned(), Acknowledged)]);
}

#[test]
fn what_ended_stands_in_the_next_letter_and_makes_none() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.4), risk("ben", 0.2), risk("chloe", 0.3)]);
    let open: Vec<_> = story.letters[0].open.iter().map(|(agent, _)| agent.as_str()).collect();
    assert_eq!(open, ["anna", "chloe", "ben"], "highest risk first");
    story.answer("anna", "a", FeedbackContent::Acknowledge);
    story.answer("ben", "b", FeedbackContent::Acknowledge);
    story.days(2, &[risk("anna", 0.4), risk("ben", 0.2), risk("chloe", 0.05)]);
    assert_eq!(story.letters.len(), 1, "that a risk has eased asks nobody for anything");
    story.days(5, &[risk("anna", 0.4), risk("ben", 0.2), risk("dan", 0.2)]);
    let letter = story.letters.iter().find(|letter| letter.day > MONDAY).expect("dan is new");
    assert_eq!(letter.closed, ["chloe"]);
    let open: Vec<_> = letter.open.iter().map(|(agent, _)| agent.as_str()).collect();
    assert_eq!(open, ["dan", "anna", "ben"], "what waits comes first");
    story.days(30, &[risk("emma", 0.2)]);
    let told = story.letters.iter().filter(|letter| letter.to.is_some() && letter.closed.contains(&"chloe".to_owned()));
    assert_eq!(told.count(), 1, "each end is told once");
}

#[test]
fn what_nobody_answers_is_the_second_address_to_do() {
    let mut story = Story::usual();
    story.days(4, &[risk("anna", 0.2)]);
    let to: Vec<_> = story.letters.iter().map(|letter| (letter.day - MONDAY, letter.to.as_deref())).collect();
    assert_eq!(to, [(0, Some("sup-1")), (3, None)], "the supervisor has been asked");
    assert_eq!(story.letters[1].open, [("anna".to_owned(), Escalated)]);
    story.days(2, &[risk("anna", 0.2), risk("ben", 0.2)]);
    let own = story.letters.iter().rfind(|letter| letter.to.is_some()).expect("ben is new");
    assert_eq!((own.open.len(), own.to_second), (2, 0), "a supervisor's own letter does not say that nobody answered");
}

#[test]
fn a_letter_says_of_an_alert_what_its_last_record_said() {
    let mut story = Story::usual();
    story.days(1, &[risk("anna", 0.2)]);
    story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 3));
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
    story.answer("anna", "a", FeedbackContent::Snooze(MONDAY + 3));
    story.imported_days(4, &[risk("anna", 0.2)]);
    assert_eq!(story.of_agent("anna").last(), Some(&(Woken, 2)));
    assert_eq!(story.letters.len(), 1, "nobody is told of imported days");
    story.days(1, &[risk("anna", 0.2)]);
    let letter = story.letters.last().expect("there is the one of the first day");
    assert_eq!((letter.day - MONDAY, &letter.open[..]), (5, &[("anna".to_owned(), Woken)][..]));
}

#[test]
fn the_second_address_reads_whole_what_is_new_and_after_a_month_the_rest() {
    let mut story = Story::usual();
    story.days(5, &[risk("anna", 0.2)]);
    let second = |story: &Story| story.letters.iter().rfind(|letter| letter.to.is_none()).cloned().expect("it has one");
    assert!(second(&story).repeated.is_empty(), "anna is new to it");
    story.days(5, &[risk("anna", 0.2), risk("ben", 0.3)]);
    let letter = second(&story);
    assert_eq!((letter.open.len(), &letter.repeated[..]), (2, &["anna".to_owned()][..]));
    story.days(40, &[risk("anna", 0.2), risk("ben", 0.3)]);
    let whole = |letter: &&super::Letter| letter.to.is_none() && !letter.repeated.contains(&"anna".to_owned());
    let days: Vec<i32> = story.letters.iter().filter(whole).map(|letter| letter.day - MONDAY).collect();
    assert_eq!(days.len(), 2, "once when it came, once as a reminder: {days:?}");
    assert!((28..=41).contains(&(days[1] - days[0])), "{days:?}");
}

#[test]
fn what_has_no_room_in_a_letter_comes_whole_in_the_next_one() {
    // Fifteen agents of whom the roster names no supervisor: the second address has them all on one day.
    let told: Vec<Told> =
        (0..15).map(|n| risk(&format!("agent-{n:02}"), 0.4 - 0.01 * f64::from(n)).under("")).collect();
    let mut story = Story::of(Rules { budget_week: 20, ..Rules::default() });
    story.days(4, &told);
    let [first, second] = &story.letters[..] else { panic!("two letters: {:?}", story.letters) };
    assert_eq!(first.brief, ["agent-12", "agent-13", "agent-14"], "a dozen is told whole");
    assert!(second.day == first.day + 1 && second.brief.is_empty());
    let whole: Vec<_> = second.open.iter().filter(|(agent, _)| !second.repeated.contains(agent)).collect();
    assert_eq!(whole.iter().map(|(agent, _)| agent).collect::<Vec<_>>(), first.brief.iter().collect::<Vec<_>>());
    // A supervisor's own letter has what is new before what was told.
    let mut story = Story::of(Rules { budget_week: 20, has_second: false, ..Rules::default() });
    let told: Vec<Told> = (0..12).map(|n| risk(&format!("agent-{n:02}"), 0.4)).collect();
    let new = risk("zoe", 0.2);
    story.days(2, &told).days(2, &[&told[..], std::slice::from_ref(&new)].concat());
    let last = story.letters.last().expect("there are two");
    assert_eq!((story.letters.len(), &last.brief[..]), (2, &["agent-11".to_owned()][..]));
}

#[test]
fn what_the_second_address_had_no_room_for_comes_there_whatever_the_supervisor_reads() {
    // Fifteen alerts that nobody answers go on to the second address on one day, on which the supervisor gets a letter too.
    let told: Vec<Told> = (0..15).map(|n| risk(&format!("agent-{n:02}"), 0.4 - 0.01 * f64::from(n))).collect();
    let new = [&told[..], &[risk("zoe", 0.3)]].concat();
    let mut story = Story::of(Rules { budget_week: 20, ..Rules::default() });
    story.days(3, &told).days(3, &new);
    let second: Vec<_> = story.letters.iter().filter(|letter| letter.to.is_none()).collect();
    let whole = |letter: &super::Letter| letter.open.len() - letter.brief.len() - letter.repeated.len();
    let told: Vec<(i32, usize)> = second.iter().map(|letter| (letter.day - MONDAY, whole(letter))).collect();
    assert_eq!(told[..2], [(3, 12), (4, 3)], "{second:?}");
}

#[test]
fn nobody_is_asked_for_an_answer_before_a_letter_has_told_of_it() {
    let mut story = Story::usual();
    let anna = risk("anna", 0.2);
    story.days(2, std::slice::from_ref(&anna));
    // Carried on a day without a reason, which is there again five days later.
    let (agent, day, site, supervisor) = ("anna".into(), story.today, SITE.into(), "sup-2".into());
    let quiet = anna.clone().under("sup-2").without_reason();
    let report = quiet.on(day);
    story.day([ScoreReport::Moved { agent, day, site, supervisor }, report]);
    story.days(4, &[quiet]);
    let told = story.today - MONDAY;
    story.days(8, &[anna.under("sup-2")]);
    let escalated = story.of_agent("anna").into_iter().filter(|(status, _)| *status == Escalated);
    let letter = story.letters.iter().find(|letter| letter.to.as_deref() == Some("sup-2")).expect("it comes first");
    assert_eq!(letter.day - MONDAY, told);
    assert_eq!(escalated.collect::<Vec<_>>(), [(Escalated, told + 3)], "three working days later");
}

//! What letters say of people who give notice and take it back, come back, or move to another supervisor: from events to the text.

use std::sync::Arc;

use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::models::artifact::Artifact;
use attrition_core::basics::date::Date;
use attrition_core::desk::Rules;
use attrition_service::rendering::digest;

use attrition_test_support::centres::centre::{CREW, Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::models::eager;
use attrition_test_support::stages::play::{Played, play_by};

/// Days after the first on which anna and ben begin to lose heart: ben's alert brings the letter that tells of anna's.
const FADE: [i32; 2] = [70, 140];
/// The day after the first on which something happens to anna.
const HAPPENS: i32 = 147;
/// The day on which she moves: a few days before the letter about ben.
const MOVES: i32 = 167;
const DAYS: i32 = 250;
const WITHDRAWN: &str = "An end of the employment had been recorded, and was withdrawn or corrected.";

fn first() -> Date {
    date("2025-01-06")
}

/// A crew of whom two lose heart; anna works on the days that are asked for.
fn centre(anna_works: impl Fn(i32) -> bool) -> Centre {
    let mut centre = Centre::with_crew(first());
    let days = first()..first() + DAYS;
    centre.rest_work(&CREW[..2], &days);
    for (agent, fades) in CREW.into_iter().zip(FADE) {
        let conduct = |number, day: Date| match (day - first() - fades) / 7 {
            weeks if weeks > 0 => Conduct::fading(number, day, weeks),
            _ => Conduct::steady(number, day),
        };
        for day in (0..DAYS).filter(|day| agent != CREW[0] || anna_works(*day)) {
            centre.work(agent, first() + day..first() + day + 1, conduct);
        }
    }
    centre
}

/// The letters to an address as text, each with its day after the first and on one line.
fn letters(centre: Centre, to: impl Fn(&Played) -> Vec<(Date, String)>) -> Vec<(i32, String)> {
    let model = Artifact::read(eager().as_bytes()).and_then(|artifact| artifact.model()).expect("it is sound");
    let played = play_by(&centre.lines(), Arc::new(model), &Rules::default());
    to(&played).into_iter().map(|(day, text)| (day - first(), text)).collect()
}

/// Those to a supervisor.
fn to(supervisor: &str) -> impl Fn(&Played) -> Vec<(Date, String)> {
    move |played| {
        let is_theirs = |letter: &&attrition_contracts::alerting::digest::DigestData| {
            letter.to == Addressee::Supervisor && letter.supervisor.as_deref() == Some(supervisor)
        };
        let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = played.letters.iter().filter(is_theirs);
        letters.map(|letter| (letter.date, on_one_line(&digest(letter, &|_, _| None).text))).collect()
    }
}

/// Days of the letters with a text, from what happens to anna on.
fn days_of(letters: &[(i32, String)], text: &str) -> Vec<i32> {
    letters.iter().filter(|(day, letter)| *day >= HAPPENS && letter.contains(text)).map(|(day, _)| *day).collect()
}

#[test]
fn notice_that_was_taken_back_is_told_as_that_when_the_risk_is_told_again() {
    let mut centre = centre(|_| true);
    let notice = first() + HAPPENS;
    let said = |kind| Said { kind, notice, last_day: notice + 28 };
    centre.say("anna", said("voluntary"), notice);
    centre.say("anna", said("withdrawn"), notice + 21);
    let letters = letters(centre, to("sup-1"));
    let ended = days_of(&letters, "anna: Gave notice.");
    assert_eq!(ended.len(), 1, "{letters:#?}");
    let again = days_of(&letters, WITHDRAWN);
    assert!(ended[0] < HAPPENS + 21 && again.first().is_some_and(|day| *day >= HAPPENS + 21), "{ended:?} {again:?}");
    let (_, text) = letters.iter().find(|(day, _)| *day == again[0]).expect("it is one of them");
    assert!(text.find("== anna").is_some_and(|anna| text[anna..].contains(WITHDRAWN)), "{text}");
}

#[test]
fn of_whoever_left_and_is_hired_again_nothing_was_taken_back() {
    let (left, back) = (HAPPENS + 7, HAPPENS + 21);
    let mut centre = centre(|day| !(left..back).contains(&day));
    let notice = first() + HAPPENS;
    centre.say("anna", Said { kind: "voluntary", notice, last_day: first() + left - 1 }, notice);
    centre.place("anna", first() + back, first() + back, "sup-1");
    let letters = letters(centre, to("sup-1"));
    assert!(!days_of(&letters, "== anna").is_empty(), "the risk is told again: {letters:#?}");
    assert!(days_of(&letters, WITHDRAWN).is_empty(), "{letters:#?}");
}

#[test]
fn whoever_a_case_has_left_is_told_that_it_moved_whatever_came_of_it() {
    let mut centre = centre(|_| true);
    centre.place("anna", first() + MOVES, first() - 130, "sup-9");
    let lines = centre.clone();
    let former = letters(centre, to("sup-1"));
    let told = days_of(&former, "anna: Moved to another supervisor, and the alert with them.");
    assert_eq!(told.len(), 1, "{former:#?}");
    assert!(
        days_of(&former, "== anna").iter().all(|day| *day < MOVES),
        "the former supervisor is told nothing else: {former:#?}"
    );
    // Also where the alert ends there before any letter tells of the move.
    let mut leaves = lines.clone();
    let said = Said { kind: "voluntary", notice: first() + MOVES + 1, last_day: first() + MOVES + 29 };
    leaves.say("anna", said, first() + MOVES + 1);
    let former = letters(leaves, to("sup-1"));
    let told = days_of(&former, "anna: Moved to another supervisor, and the alert with them.");
    assert_eq!(told.len(), 1, "{former:#?}");
    assert!(days_of(&former, "anna: Gave notice").is_empty(), "{former:#?}");
    let next = letters(lines, to("sup-9"));
    assert!(next.first().is_some_and(|(_, text)| text.contains("Taken over from another supervisor")), "{next:#?}");
}

#[test]
fn of_a_transfer_nothing_is_taken_back_and_the_former_supervisor_gets_no_alert_again() {
    for (site, supervisor) in [("south", "sup-9"), ("north", "sup-9")] {
        let mut centre = centre(|_| true);
        let (notice, moves) = (first() + HAPPENS, first() + HAPPENS + 14);
        centre.say("anna", Said { kind: "transfer", notice, last_day: moves - 1 }, notice);
        // Told on the day itself, not before.
        centre.place_at((site, "billing"), "anna", moves, first() - 130, supervisor);
        let letters = letters(centre, to("sup-1"));
        let ended = days_of(&letters, "anna: Leaves here in another way than by their own notice");
        assert_eq!(ended.len(), 1, "{letters:#?}");
        assert!(days_of(&letters, WITHDRAWN).is_empty(), "{site}: {letters:#?}");
        let again = days_of(&letters, "== anna");
        assert!(again.iter().all(|day| *day < HAPPENS + 14), "{site}: {again:?}");
    }
}

#[test]
fn while_nearly_all_tickets_are_missing_a_letter_says_so_and_of_which_day_its_risks_are() {
    // Monday to Wednesday; on the Monday anna's alert goes to the second address, as nobody has answered it.
    let missing = 105..108;
    let mut centre = Centre::with_crew(first());
    for (agent, day) in CREW.into_iter().flat_map(|agent| (0..130).map(move |day| (agent, day))) {
        let conduct = |number, date| match (day - FADE[0]) / 7 {
            weeks if weeks > 0 && agent == CREW[0] => Conduct::fading(number, date, weeks),
            _ => Conduct::steady(number, date),
        };
        // One whose source still works is not the site.
        let is_missing = missing.contains(&day) && agent != CREW[2];
        let conduct = |number, date| match conduct(number, date) {
            conduct if is_missing => Conduct { tickets: 0, ..conduct },
            conduct => conduct,
        };
        centre.work(agent, first() + day..first() + day + 1, conduct);
    }
    let second = |played: &Played| {
        let letters = played.letters.iter().filter(|letter| letter.to == Addressee::Second);
        letters.map(|letter| (letter.date, digest(letter, &|_, _| None).text)).collect()
    };
    let letters = letters(centre, second);
    let begun = letters.iter().find(|(day, _)| *day == missing.start).expect("the second address hears of it");
    let on_one_line = begun.1.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in ["Missing from site north since 21 April 2025: tickets.", "risk and reasons are those of 20 April 2025"]
    {
        assert!(on_one_line.contains(told), "{told}: {on_one_line}");
    }
    let wrong = letters.iter().filter(|(day, text)| !missing.contains(day) && text.contains("reasons are those of"));
    assert_eq!(wrong.count(), 0, "what is of today needs no date: {letters:#?}");
}

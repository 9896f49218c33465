//! Stories of separations that are taken back, corrected, or no end at all.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::records::score::ScoreData;
use attrition_core::basics::date::Date;
use attrition_core::desk::Closing;
use attrition_core::model::Band;

use super::{check, render};
use attrition_test_support::centres::centre::{CREW, Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::play::{Played, play};

const WEEKS: i32 = 30;

/// The crew, of whom Anna loses heart from April on and works to the end; the day on which she gives notice.
fn fading() -> (Centre, Date) {
    let (first, fades) = (date("2025-01-06"), date("2025-04-07"));
    let days = first..first + WEEKS * 7;
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&["anna"], &days);
    centre.work("anna", days.start..fades, Conduct::steady);
    centre.work("anna", fades..days.end, |number, day| Conduct::fading(number, day, (day - fades) / 7));
    (centre, date("2025-06-09"))
}

/// Anna's daily scores from a day on.
fn from(played: &Played, day: Date) -> Vec<&ScoreData> {
    played.daily("anna").filter(|score| score.date >= day).collect()
}

#[test]
fn withdrawn() {
    let (centre, notice) = fading();
    let whole = play(&centre.clone().lines());
    let told = |withdrawn: Date| {
        let mut centre = centre.clone();
        centre.separate("anna", notice, notice + 14);
        centre.say("anna", Said { kind: "withdrawn", notice, last_day: notice + 14 }, withdrawn);
        play(&centre.lines())
    };
    let in_time = told(notice + 7);
    assert!(from(&in_time, notice) == from(&whole, notice), "she is scored as if nothing had been said");
    let closed = in_time.of(AlertStatus::Closed);
    assert_eq!((closed[0].1.closing, closed[0].1.date), (Some(Closing::Left), notice));
    let again = in_time.of(AlertStatus::Raised).into_iter().filter(|(_, alert)| alert.date > notice);
    let again: Vec<_> = again.map(|(agent, alert)| (agent.as_str(), alert.date)).collect();
    assert!(again.first().is_some_and(|(agent, day)| *agent == "anna" && *day >= notice + 7), "{again:?}");
    // Taken back after her last day: she was away from the scores for that long, and comes back with all that she did.
    let late = told(notice + 21);
    let away = notice + 15..notice + 21;
    assert!(late.daily("anna").all(|score| !away.contains(&score.date)));
    // The organisation knows of it from the next close on.
    assert!(late.daily("anna").any(|score| score.date == away.end));
    assert!(from(&late, away.end + 1) == from(&whole, away.end + 1), "her window is whole");
    check(
        "withdrawn",
        &render(
            "Notice withdrawn: anna gives notice on 2025-06-09 and takes it back a week later.",
            &in_time,
            &["anna"],
        ),
    );
}

#[test]
fn corrected() {
    let (mut centre, notice) = fading();
    let whole = play(&centre.clone().lines());
    // The day was wrong, and it is found out when she still comes to work.
    centre.separate("anna", notice, notice + 14);
    centre.say("anna", Said { kind: "dismissal", notice: notice + 2, last_day: notice + 35 }, notice + 20);
    let played = play(&centre.lines());
    let days: Vec<Date> = from(&played, notice + 14).iter().map(|score| score.date).collect();
    let expected = [notice + 14].into_iter().chain((20..=35).map(|after| notice + after));
    assert!(days == expected.collect::<Vec<_>>(), "{days:?}");
    let risks = |of: &Played, day: Date| of.on("anna", day).risk.to_bits();
    assert_eq!(risks(&played, notice + 30), risks(&whole, notice + 30));
    check("corrected", &render("Corrected: anna does not go on 2025-06-23, but on 2025-07-14.", &played, &["anna"]));
}

#[test]
fn transferred_the_same_day() {
    let (mut centre, moves) = fading();
    let mut moved_only = centre.clone();
    for centre in [&mut centre, &mut moved_only] {
        centre.place("anna", moves, date("2025-01-06") - 130, "sup-2");
    }
    centre.say("anna", Said { kind: "transfer", notice: moves - 14, last_day: moves }, moves - 14);
    let (played, moved_only) = (play(&centre.lines()), play(&moved_only.lines()));
    assert_eq!(from(&played, date("2025-01-06")).len(), from(&moved_only, date("2025-01-06")).len(), "she never goes");
    for (one, other) in from(&played, moves).into_iter().zip(from(&moved_only, moves)) {
        assert!(one.risk.to_bits() == other.risk.to_bits(), "{}: a transfer is a move", one.date);
    }
    check(
        "transferred",
        &render("Transfer: anna goes from sup-1 to sup-2 on 2025-06-09, with a separation for it.", &played, &["anna"]),
    );
}

#[test]
fn supervisor_stays_after_all() {
    let (first, notice) = (date("2025-01-06"), date("2025-04-14"));
    let (last_day, withdrawn) = (notice + 14, notice + 21);
    let days = first..first + 20 * 7 - 2;
    let mut centre = Centre::with_crew(first);
    CREW.into_iter().for_each(|agent| centre.work(agent, days.clone(), Conduct::strained));
    let (whole, days_end) = (play(&centre.clone().lines()), days.end);
    centre.separate("sup-1", notice, last_day);
    centre.say("sup-1", Said { kind: "withdrawn", notice, last_day }, withdrawn);
    let played = play(&centre.lines());
    let left = |day: Date| played.on("anna", day).contributions.get("supervisor_left").is_some_and(|c| *c > 0.0);
    // Known at the close of a day, it moves the scores of the next.
    let days: Vec<Date> = (0..100).map(|after| notice + after).filter(|day| *day < days.end && left(*day)).collect();
    assert_eq!((days.first(), days.last()), (Some(&(last_day + 1)), Some(&withdrawn)));
    for day in (withdrawn.0 + 1..days_end.0).map(Date) {
        assert_eq!(played.on("anna", day).contributions, whole.on("anna", day).contributions, "{day}");
    }
    check(
        "supervisor-stays",
        &render("The supervisor stays: sup-1 was to go on 2025-04-28, and takes it back.", &played, &["anna"]),
    );
}

#[test]
fn hired_anew_before_the_last_day() {
    let (mut centre, notice) = fading();
    let back = notice + 10;
    centre.separate("anna", notice, notice + 14);
    centre.place("anna", back, back, "sup-2");
    let played = play(&centre.lines());
    let scores = from(&played, date("2025-01-06"));
    assert_eq!(scores.len() as i32, WEEKS * 7 - 2, "she is never away");
    // The new employment begins with nothing of the former one.
    let (before, after) = (played.on("anna", back - 1), played.on("anna", back));
    assert!(before.band != Band::Unknown && after.band == Band::Unknown);
    assert!(played.on("anna", back + 27).band != Band::Unknown);
    check(
        "hired-anew",
        &render("Hired anew: anna is to go on 2025-06-23 and begins again on 2025-06-19.", &played, &["anna"]),
    );
}

#[test]
fn who_was_long_away_is_remembered() {
    let (first, leave) = (date("2025-01-06"), date("2025-02-03"));
    let (notice, last_day) = (date("2025-06-02"), date("2025-06-16"));
    let days = first..first + WEEKS * 7;
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&["anna"], &days);
    centre.work("anna", days.start..leave, Conduct::steady);
    let whole = play(&centre.clone().lines());
    centre.separate("anna", notice, last_day);
    centre.say("anna", Said { kind: "withdrawn", notice, last_day }, last_day + 10);
    let played = play(&centre.lines());
    // Of her days nothing is left when she is to go: where she stands is remembered all the same.
    assert!(from(&played, last_day + 11) == from(&whole, last_day + 11));
    assert_eq!(from(&played, last_day).first().map(|score| score.date), Some(last_day));
    assert_eq!(from(&played, last_day).get(1).map(|score| score.date), Some(last_day + 10));
}

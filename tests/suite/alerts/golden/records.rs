//! Stories of how records come in.

use super::{check, render};
use attrition_test_support::centres::centre::{Centre, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::play::{Played, play};

#[test]
fn late_correction() {
    let (first, missed, corrected) = (date("2025-01-06"), date("2025-04-28"), date("2025-05-12"));
    let days = first..first + 20 * 7;
    let mut truth = Centre::with_crew(first);
    truth.rest_work(&["anna"], &days);
    let mut told = truth.clone();
    truth.work("anna", days.clone(), Conduct::steady);
    told.work("anna", days.start..missed, Conduct::steady);
    // She was there on three days; the time clock was not.
    told.work("anna", missed..missed + 3, |number, day| Conduct::steady(number, day).away("no_show"));
    told.work("anna", missed + 3..days.end, Conduct::steady);
    for day in 0..3 {
        told.correct("anna", missed + day, &Conduct::steady(0, missed + day), corrected);
    }
    let (truth, told) = (play(&truth.lines()), play(&told.lines()));
    assert_eq!(told.count("corrected"), 3);
    let spells = |played: &Played| played.on("anna", corrected - 1).contributions["absence_spells"];
    assert!(spells(&told) > spells(&truth), "until the correction the absence counts");
    let absence =
        ["absence_spells", "no_shows", "unplanned_absence_rate", "unplanned_absence_change", "adherence_change"];
    for signal in absence {
        let of = |played: &Played| played.on("anna", corrected).contributions.get(signal).copied();
        assert_eq!(of(&told), of(&truth), "{signal} is as if nothing had been");
    }
    check(
        "late-correction",
        &render("A late correction: on 2025-05-12 three no-shows turn out to be none.", &told, &["anna"]),
    );
}

#[test]
fn duplicate_export() {
    let (first, again) = (date("2025-01-06"), date("2025-06-02"));
    let fades = date("2025-04-07");
    let days = first..first + 23 * 7;
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&["anna"], &days);
    centre.work("anna", days.start..fades, Conduct::steady);
    centre.work("anna", fades..days.end, |number, day| Conduct::fading(number, day, (day - fades) / 7));
    let once = play(&centre.clone().lines());
    let sent = centre.send_again(date("2025-05-01")..date("2025-06-01"), again);
    let twice = play(&centre.lines());
    assert_eq!(twice.count("duplicate"), sent as u64, "each line of the month is known");
    assert_eq!(twice.scores, once.scores);
    assert_eq!(twice.alerts, once.alerts);
    check("duplicate-export", &render("A month is exported again: May 2025 comes a second time.", &twice, &["anna"]));
}

#[test]
fn late_record() {
    let first = date("2025-01-06");
    let days = first..first + 20 * 7;
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&[], &days);
    let without = play(&centre.clone().lines());
    // The last recorded day is open when the record comes: the window begins 89 days before it.
    let comes = days.end - 3;
    for back in [90, 91, 100] {
        let day = comes - back;
        centre.correct("anna", day, &Conduct::steady(0, day).away("no_show"), comes);
    }
    let with = play(&centre.lines());
    assert_eq!((with.count("late"), with.count("corrected")), (3, 0));
    assert_eq!(with.scores, without.scores);
    check("late-record", &render("Late records: what is older than ninety days changes nothing.", &with, &["anna"]));
}

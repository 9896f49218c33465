//! Stories of how records come in.

use super::{check, render};
use crate::support::centre::{Centre, date};
use crate::support::conduct::Conduct;
use crate::support::play::play;

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
    told.work("anna", missed..missed + 3, |number, day| Conduct { coaching: None, qa: None, ..Conduct::steady(number, day) }.away("no_show"));
    told.work("anna", missed + 3..days.end, Conduct::steady);
    for day in 0..3 {
        told.correct("anna", missed + day, &Conduct::steady(0, missed + day), corrected);
    }
    let (truth, told) = (play(&truth.lines()), play(&told.lines()));
    assert_eq!(told.count("corrected"), 3);
    let spells = |day| told.on("anna", day).contributions["absence_spells"] - truth.on("anna", day).contributions["absence_spells"];
    assert!(spells(corrected - 1) > 0.0, "until the correction the absence counts");
    let absence = ["absence_spells", "no_shows", "unplanned_absence_rate", "unplanned_absence_change", "adherence_change"];
    for signal in absence {
        let of = |score: &attrition_watch::wire::score::ScoreData| score.contributions.get(signal).copied();
        assert_eq!(of(told.on("anna", corrected)), of(truth.on("anna", corrected)), "{signal} is as if nothing had been");
    }
    check("late-correction", &render("A late correction: three no-shows were none, says a record of 2025-05-12.", &told, &["anna"]));
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
    check("duplicate-export", &render("A month is exported again: all of May 2025 comes a second time.", &twice, &["anna"]));
}

//! Stories of how people behave.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::desk::Rules;
use attrition_core::model::Band;

use super::{check, render};
use attrition_test_support::centres::centre::{CREW, Centre, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::play::play;

#[test]
fn quiet_quarter() {
    let first = date("2025-01-06");
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&[], &(first..first + 18 * 7));
    let played = play(&centre.lines());
    assert!(played.alerts.is_empty(), "nothing happened, so nobody is told of anything");
    assert!(CREW.iter().all(|agent| played.daily(agent).count() == 18 * 7 - 2), "everyone is scored every day");
    check(
        "quiet-quarter",
        &render("The quiet quarter: a team of twelve, nothing happens.", &played, &["anna", "luis"]),
    );
}

#[test]
fn slow_fade() {
    let (first, fades) = (date("2025-01-06"), date("2025-04-07"));
    let mut centre = Centre::with_crew(first);
    let days = first..first + 26 * 7;
    centre.rest_work(&["anna"], &days);
    centre.work("anna", days.start..fades, Conduct::steady);
    centre.work("anna", fades..days.end, |number, day| Conduct::fading(number, day, (day - fades) / 7));
    let played = play(&centre.lines());
    let raised = played.of(AlertStatus::Raised);
    assert!(raised.iter().all(|(agent, _)| agent == "anna"));
    let outlived = days.end - raised[0].1.date > Rules::default().lapse_days;
    assert!(raised.len() == 1 && outlived, "one alert, not one a day, and none anew while nothing is new");
    assert!(raised[0].1.reasons.iter().any(|reason| reason.signal.starts_with("qa_")), "the fall of quality is told");
    check("slow-fade", &render("The slow fade: anna loses heart from 2025-04-07 on.", &played, &["anna", "ben"]));
}

#[test]
fn flu_week() {
    let (first, flu) = (date("2025-01-06"), date("2025-05-05"));
    let mut centre = Centre::with_crew(first);
    for agent in CREW {
        centre.work(agent, first..flu, Conduct::strained);
        centre.work(agent, flu..flu + 7, |number, day| Conduct::strained(number, day).away("sick"));
        centre.work(agent, flu + 7..flu + 35, Conduct::strained);
    }
    let played = play(&centre.lines());
    let budget = Rules::default().budget_week as usize;
    assert!(played.of(AlertStatus::Raised).len() <= budget, "a week of flu is no storm of alerts");
    check(
        "flu-week",
        &render(
            "Flu week: a strained team, all twelve sick from 2025-05-05 to 2025-05-09.",
            &played,
            &["anna", "luis"],
        ),
    );
}

#[test]
fn not_enough_history() {
    let first = date("2025-03-03");
    let mut centre = Centre::default();
    centre.place("anna", first, first, "sup-1");
    centre.work("anna", first..first + 35, |number, day| Conduct::fading(number, day, 8));
    let played = play(&centre.lines());
    let enough = first + 27;
    for score in played.daily("anna") {
        let known = score.date >= enough;
        assert_eq!(score.band == Band::Unknown, !known, "{}", score.date);
    }
    assert!(played.alerts.iter().all(|(_, alert)| alert.date > enough), "nobody is judged before four weeks");
    check(
        "not-enough-history",
        &render("Not enough history: a newcomer struggles from the first day.", &played, &["anna"]),
    );
}

#[test]
fn protected_leave() {
    let (first, leave) = (date("2025-01-06"), date("2025-04-14"));
    let days = first..first + 22 * 7;
    let mut with = Centre::with_crew(first);
    with.rest_work(&["anna"], &days);
    with.work("anna", days.start..leave, Conduct::steady);
    let mut without = with.clone();
    with.work("anna", leave..leave + 21, |number, day| Conduct::steady(number, day).away("protected"));
    for centre in [&mut with, &mut without] {
        centre.work("anna", leave + 21..days.end, Conduct::steady);
    }
    let (with, without) = (play(&with.lines()), play(&without.lines()));
    for (taken, blank) in with.daily("anna").zip(without.daily("anna")) {
        let (mut taken, mut blank) = (taken.clone(), blank.clone());
        // Weeks without any record are a gap, and the weekend before them belongs to it; it does not belong to a leave.
        for signal in
            ["day_off_adjacent_absence", "under_hours", "days_since_feedback", "coaching_held", "coaching_cancelled"]
        {
            taken.contributions.remove(signal);
            blank.contributions.remove(signal);
        }
        assert_eq!(taken.contributions, blank.contributions, "{}", taken.date);
    }
    check(
        "protected-leave",
        &render("Protected leave: anna is away for three weeks from 2025-04-14.", &with, &["anna"]),
    );
}

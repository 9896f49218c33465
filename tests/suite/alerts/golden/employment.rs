//! Stories of who works where, and for whom.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::records::score::ScoreData;
use attrition_core::desk::Closing;
use attrition_core::desk::Rules;

use super::{check, render};
use attrition_test_support::centres::centre::{CREW, Centre, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::play::play;

#[test]
fn supervisor_left() {
    let (first, notice) = (date("2025-01-06"), date("2025-04-14"));
    let last_day = notice + 14;
    let days = first..first + 22 * 7;
    let mut centre = Centre::with_crew(first);
    CREW.into_iter().for_each(|agent| centre.work(agent, days.clone(), Conduct::strained));
    centre.separate("sup-1", notice, last_day);
    for (agent, number) in CREW.into_iter().zip(0..) {
        centre.place(agent, last_day + 1, first - 130 - 25 * number, "sup-2");
    }
    let played = play(&centre.lines());
    let raised = played.of(AlertStatus::Raised);
    assert!(!raised.is_empty(), "the strongest reason of all is seen");
    for (agent, alert) in &raised {
        assert!(alert.date > last_day, "{agent}: not before the supervisor is gone");
        assert_eq!(alert.reasons[0].signal, "supervisor_left", "{agent}");
        assert!(alert.week.raised <= Rules::default().budget_week, "{agent}: the budget holds");
    }
    assert!(!played.of(AlertStatus::Withheld).is_empty(), "what the budget withholds is on record");
    check(
        "supervisor-left",
        &render("The supervisor leaves: sup-1 goes on 2025-04-28, sup-2 takes over.", &played, &["anna", "luis"]),
    );
}

#[test]
fn moved_to_another_desk() {
    let (first, fades, moves) = (date("2025-01-06"), date("2025-04-07"), date("2025-06-16"));
    let days = first..first + 26 * 7;
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&["anna"], &days);
    centre.work("anna", days.start..fades, Conduct::steady);
    centre.work("anna", fades..days.end, |number, day| Conduct::fading(number, day, (day - fades) / 7));
    centre.place("anna", moves, first - 130, "sup-2");
    let played = play(&centre.lines());
    let closed = played.of(AlertStatus::Closed);
    assert_eq!((closed[0].0.as_str(), closed[0].1.supervisor.as_str()), ("anna", "sup-1"));
    assert_eq!(closed[0].1.closing, Some(Closing::Moved));
    let carried = played.of(AlertStatus::Carried);
    assert_eq!(carried.len(), 1);
    let (agent, there) = carried[0];
    assert_eq!((agent.as_str(), there.supervisor.as_str(), &there.date), ("anna", "sup-2", &closed[0].1.date));
    assert_eq!(
        (&there.raised_on, there.week.raised),
        (&closed[0].1.raised_on, 0),
        "it is the same alert, paid for once"
    );
    assert_eq!(there.carried_from.as_ref(), Some(&closed[0].1.alert));
    check("moved", &render("Moved to another desk: anna answers to sup-2 from 2025-06-16 on.", &played, &["anna"]));
}

#[test]
fn notice_given() {
    let (first, fades, notice) = (date("2025-01-06"), date("2025-04-07"), date("2025-06-16"));
    let days = first..first + 26 * 7;
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&["anna"], &days);
    centre.work("anna", days.start..fades, Conduct::steady);
    centre.work("anna", fades..notice + 15, |number, day| Conduct::fading(number, day, (day - fades) / 7));
    centre.separate("anna", notice, notice + 14);
    let played = play(&centre.lines());
    let closed = played.of(AlertStatus::Closed);
    assert_eq!(closed.len(), 1);
    assert_eq!((closed[0].1.closing, closed[0].1.date), (Some(Closing::Left), notice));
    assert!(played.daily("anna").all(|score| score.date <= notice + 14), "who has left is not scored");
    check("notice-given", &render("Notice given: anna gives notice on 2025-06-16.", &played, &["anna"]));
}

#[test]
fn rehire() {
    let (first, leaves, back) = (date("2025-01-06"), date("2025-03-28"), date("2025-05-05"));
    let days = first..first + 26 * 7;
    let mut newcomer = Centre::default();
    for (agent, number) in CREW.into_iter().zip(0..).skip(1) {
        newcomer.place(agent, first, first - 130 - 25 * number, "sup-1");
    }
    newcomer.rest_work(&["anna"], &days);
    newcomer.place("anna", back, back, "sup-1");
    newcomer.work("anna", back..days.end, Conduct::steady);
    let mut rehired = newcomer.clone();
    rehired.place("anna", first, first - 130, "sup-1");
    rehired.work("anna", first..leaves + 1, |number, day| Conduct::fading(number, day, (day - first) / 7));
    rehired.separate("anna", leaves - 14, leaves);
    let (newcomer, rehired) = (play(&newcomer.lines()), play(&rehired.lines()));
    // Own leaving is on record for the site, but no behaviour and no placement from before counts.
    let own = |name: &str| name != "supervisor_leaver_rate";
    let again: Vec<_> = rehired.daily("anna").filter(|score| score.date >= back).collect();
    let new: Vec<_> = newcomer.daily("anna").collect();
    assert_eq!(again.len(), new.len());
    for (again, new) in again.into_iter().zip(new) {
        let counts = |score: &ScoreData| {
            score.contributions.clone().into_iter().filter(|(name, _)| own(name)).collect::<Vec<_>>()
        };
        assert_eq!(counts(again), counts(new), "{}", again.date);
    }
    check("rehire", &render("Rehire: anna leaves on 2025-03-28 and comes back on 2025-05-05.", &rehired, &["anna"]));
}

//! A queue of too few people to tell a wave from chance: its people are alerted, each one, within the budget.

use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_core::desk::Rules;

use super::{COMES, Queues, first, letters, raised, tell};
use attrition_test_support::centres::centre::CREW;

#[test]
fn in_a_queue_of_nine_each_is_told_of_within_the_budget() {
    let played = Queues { crew: &CREW[..9], ..Queues::default() }.played();
    assert!(played.notices.is_empty(), "of the site it is not told either: {:?}", played.notices);
    let raised = raised(&played);
    assert!(raised.contains("orders-03") && CREW[..9].iter().all(|agent| raised.contains(agent)), "{raised:?}");
    let of_crew =
        |status| played.of(status).into_iter().filter(|(agent, _)| !agent.starts_with("orders")).collect::<Vec<_>>();
    let monday = |(_, alert): &&(String, _)| {
        let alert: &attrition_contracts::alerting::alert::AlertData = alert;
        (alert.date - first()).div_euclid(7)
    };
    let weeks: Vec<i32> = of_crew(AlertStatus::Raised).iter().map(monday).collect();
    for week in &weeks {
        let told = weeks.iter().filter(|other| *other == week).count();
        assert!(told <= Rules::default().budget_week as usize, "{told} in week {week}");
    }
    assert!(weeks.iter().all(|week| *week >= COMES / 7), "{weeks:?}");
    // Who waited for the budget is told of as a number.
    let withheld = of_crew(AlertStatus::Withheld).len();
    assert!(withheld >= 6, "of nine, three go out at once: {withheld}");
    let own = letters(&played, Addressee::Supervisor);
    assert!(!tell(&own, "more alerts were held back this week").is_empty(), "{own:#?}");
    assert!(tell(&own, "has in common").is_empty(), "nothing is told to be in common");
}

//! A wave that comes back, and one that is judged by another model before it has gone.

use std::collections::BTreeSet;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::notice::NoticeStatus::{self, Begun, Over};
use attrition_core::desk::Rules;

use super::{COMES, LASTS, Queues, by_contacts, check_letters, first, letters, of_billing, raised, tell};
use attrition_test_support::stages::play::play_taken_over;

/// The statuses of notices without their days.
fn statuses(notices: &[(i32, NoticeStatus)]) -> Vec<NoticeStatus> {
    notices.iter().map(|(_, status)| *status).collect()
}

#[test]
fn a_wave_that_is_back_while_windows_hold_the_first_is_one_wave() {
    let again = COMES + LASTS + 14;
    let queues = Queues { waves: &[(COMES, COMES + LASTS), (again, again + LASTS)], days: 200, ..Queues::default() };
    let played = queues.played();
    assert_eq!(raised(&played), BTreeSet::from(["orders-03"]));
    let notices = of_billing(&played);
    assert_eq!(statuses(&notices), [Begun, Over]);
    assert!(notices[1].0 > again + LASTS, "it lasts as long as the second: {notices:?}");
    check_letters(&played, &notices);
}

#[test]
fn a_wave_that_comes_when_the_first_is_forgotten_is_another() {
    let again = COMES + LASTS + 84;
    let queues = Queues { waves: &[(COMES, COMES + LASTS), (again, again + LASTS)], days: 260, ..Queues::default() };
    let played = queues.played();
    assert_eq!(raised(&played), BTreeSet::from(["orders-03"]));
    let notices = of_billing(&played);
    assert_eq!(statuses(&notices), [Begun, Over, Begun, Over]);
    assert!(notices[1].0 < again && (again..again + 3).contains(&notices[2].0), "{notices:?}");
    check_letters(&played, &notices);
}

#[test]
fn a_model_that_takes_over_in_a_wave_alerts_nobody_for_it() {
    let lines = Queues::default().centre().lines();
    for (weight, after) in [(0.8, 3), (1.3, 3), (1.3, 14), (1.3, LASTS + 3)] {
        let then = by_contacts("another", weight);
        let takes_over = first() + COMES + after;
        let played = play_taken_over(&lines, &by_contacts("contacts", 1.0), (&then, takes_over), &Rules::default());
        let red = played.scores.iter().filter(|(agent, s)| agent == "anna" && s.model == "another" && s.risk >= 0.2);
        assert!(red.count() > 3, "{weight}, {after}: by this model, too, the crew would be red");
        assert_eq!(raised(&played), BTreeSet::from(["orders-03"]), "{weight}, {after}");
        assert_eq!(statuses(&of_billing(&played)), [Begun, Over], "{weight}, {after}");
        check_letters(&played, &of_billing(&played));
        // That another model judges is told of an alert that was there before, in the next letter about it if there is one before it
        // has eased, and in no other.
        let is_before = |(agent, alert): &&(String, AlertData)| agent == "orders-03" && alert.date < takes_over;
        let was_open =
            played.alerts.iter().rfind(is_before).is_some_and(|(_, alert)| alert.status != AlertStatus::Closed);
        for to in [Addressee::Supervisor, Addressee::Second] {
            let told = tell(&letters(&played, to), "computed by another model (another)");
            assert!(told.len() <= usize::from(was_open), "{weight}, {after}: {to:?} on {told:?}");
        }
    }
}

//! A site that is closed while a wave lasts: what was told of it is told to be over.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::notice::NoticeStatus::{Begun, Over};

use super::{COMES, Queues, check_letters, first, of_billing};
use attrition_test_support::centres::centre::{CREW, Said};
use attrition_test_support::centres::conduct::Conduct;

#[test]
fn of_a_site_that_closes_in_a_wave_everything_comes_to_an_end() {
    let ends = COMES + 14;
    let mut centre = Queues { waves: &[(COMES, ends)], days: ends, ..Queues::default() }.centre();
    let last_day = first() + ends - 1;
    let orders: Vec<String> = (0..12).map(|number| format!("orders-{number:02}")).collect();
    for agent in CREW.into_iter().chain(orders.iter().map(String::as_str)) {
        centre.say(agent, Said { kind: "contract_end", notice: last_day, last_day }, last_day);
    }
    // Another site goes on, so days do.
    centre.place_at(("south", "billing"), "zoe", first(), first() - 200, "sup-9");
    centre.work("zoe", first()..first() + 140, Conduct::steady);
    let played = super::by_model(&centre.lines());
    let [(_, Begun), (over, Over)] = of_billing(&played)[..] else { panic!("{:?}", played.notices) };
    assert!((ends..ends + 21).contains(&over), "two weeks after the last who was there: {over}");
    check_letters(&played, &of_billing(&played));
    let of_orders: Vec<_> =
        played.alerts.iter().filter(|(agent, _)| agent == "orders-03").map(|(_, a)| a.status).collect();
    assert_eq!(of_orders.first(), Some(&AlertStatus::Raised));
    assert_eq!(of_orders.last(), Some(&AlertStatus::Closed), "nothing stays open: {of_orders:?}");
}

//! Shifts of a simulated site, as its notices tell them.

use attrition_watch::engine::date::Date;
use attrition_watch::log::local::Shared;
use attrition_watch::log::memory::Memory;
use attrition_watch::wire::announced::{self, Announced, What};
use attrition_watch::wire::topic::Topic;

use crate::support::play::{PARTITIONS, import, records, stages};
use crate::support::simulated::days;

/// A site over a year: long enough for what stays for half of one.
const DAYS: i32 = 364;

#[test]
fn every_shift_of_a_simulated_site_is_over_within_six_weeks_of_its_date() {
    for seed in [3, 4] {
        let lines: Vec<String> = days(60, DAYS, seed).into_iter().flatten().map(|recorded| recorded.line).collect();
        let store = Shared::new(Memory::new(PARTITIONS));
        import(&store, &lines);
        stages(&store).drain(|_, _| ()).expect("memory does not fail");
        let alerts = store.with(|memory| records(memory, Topic::Alerts));
        let date = |text: &str| Date::parse(text).expect("notices have dates");
        let mut began = 0;
        for record in &alerts {
            let announced = announced::read(&record.value).expect("every record of the topic can be read");
            let Some(Announced { what: What::Notice(notice), .. }) = announced else { continue };
            let days = date(&notice.date) - date(&notice.since);
            assert!((0..=42).contains(&days), "seed {seed}: {notice:?}");
            began += u32::from(days == 0 && notice.status == "begun" && notice.kind == "site_shift");
        }
        println!("seed {seed}: {began} shifts");
    }
}

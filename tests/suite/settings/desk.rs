//! Rules of the desk, seen in the alerts of a simulated centre.

use std::collections::BTreeSet;
use std::sync::Arc;

use attrition_watch::log::local::Shared;
use attrition_watch::log::memory::Memory;
use attrition_watch::wire::announced::{self, What};
use attrition_watch::wire::artifact::Artifact;
use attrition_watch::wire::config::Config;
use attrition_watch::wire::digest::DigestData;
use attrition_watch::wire::topic::Topic;
use serde_json::Value;

use crate::support::centre::{CREW, Centre, date};
use crate::support::conduct::Conduct;
use crate::support::models;
use crate::support::play::{PARTITIONS, import, records, stages_by};
use crate::support::program::{Scratch, done, embedded};

/// The centre: the same whenever it is played.
const CENTRE: [&str; 9] = ["demo", "--once", "--agents", "80", "--days", "200", "--first-day", "2025-01-06", "--data"];
/// The last day of it.
const LAST: &str = "2025-07-24";

/// Every alert of the centre, with settings by a file or by variables. The model is eager: somebody is alerted on most days.
fn alerts(file: &str, variables: &[(&str, &str)]) -> Vec<Value> {
    let scratch = Scratch::new();
    scratch.file("model.json", models::json("by-hand", 1.0));
    let config = scratch.file("config.toml", format!("[score]\nmodel = \"model.json\"\n{file}"));
    let log = scratch.text("log");
    let second = ("ATTRITION_WATCH__DESK__SECOND_ADDRESS", "second@example.com");
    let variables: Vec<_> =
        [variables, &[second]].concat().iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    done(&[&CENTRE[..], &[&*log, "--config", &config]].concat(), &variables);
    let list = |args: &[&str]| -> Vec<Value> {
        let told = done(&[&["alerts", "list", "--json"], args].concat(), &embedded(&scratch.path("log")));
        serde_json::from_str(&told).expect("it is a list in JSON")
    };
    [list(&["--all"]), list(&["--status", "held_out"])].concat()
}

fn text<'a>(told: &'a Value, member: &str) -> &'a str {
    told["alert"][member].as_str().unwrap_or_default()
}

fn raised(alerts: &[Value]) -> impl Iterator<Item = &Value> {
    alerts.iter().filter(|told| text(told, "status") != "withheld")
}

fn day(text: &str) -> i32 {
    attrition_watch::engine::date::Date::parse(text).expect("it is a date").0
}

/// Days from one alert of an agent to the next, the shortest.
fn shortest_pause(alerts: &[Value]) -> i32 {
    let mut raised: Vec<(&str, i32)> =
        raised(alerts).map(|told| (told["agent"].as_str().unwrap_or_default(), day(text(told, "raised_on")))).collect();
    raised.sort_unstable();
    let pauses = raised.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[1].1 - pair[0].1);
    pauses.filter(|days| *days > 0).min().unwrap_or(i32::MAX)
}

#[test]
fn rules_of_the_desk_show_in_its_alerts() {
    let usual = alerts("", &[]);
    let count = raised(&usual).count();
    assert!(count > 10, "{count} alerts are too few to compare");
    assert!(raised(&usual).all(|told| text(told, "language") == "en" && told["alert"]["held_out"] == false));

    let none = alerts("[desk]\nbudget_week = 0\n", &[]);
    assert!(raised(&none).next().is_none() && !none.is_empty(), "all are withheld");

    let others =
        alerts("", &[("ATTRITION_WATCH__DESK__LANGUAGE", "zh-CN"), ("ATTRITION_WATCH__DESK__HOLD_OUT", "0.5")]);
    assert!(others.iter().all(|told| text(told, "language") == "zh-CN"));
    let held_out = raised(&others).filter(|told| told["alert"]["held_out"] == true).count();
    assert!(held_out > 0 && held_out < raised(&others).count(), "{held_out} are held out");

    let short = alerts("[desk]\nlapse_days = 7\nescalate_days = 1\ncool_down_days = 0\n", &[]);
    // How old each came to be, and whether it was with the second address at the end.
    let lives = |alerts: &[Value]| -> Vec<(i32, bool)> {
        let life = |told: &Value| {
            let end = if text(told, "status") == "closed" { text(told, "date") } else { LAST };
            (day(end) - day(text(told, "raised_on")), text(told, "to") == "second")
        };
        raised(alerts).map(life).collect()
    };
    let (of_usual, of_short) = (lives(&usual), lives(&short));
    // Days are the supervisor's working days, so that there are more of them than are set.
    for (lives, escalate_days) in [(&of_usual, 3), (&of_short, 1)] {
        assert!(lives.iter().all(|(days, is_second)| (*days >= escalate_days) || !is_second), "{lives:?}");
        assert!(lives.iter().any(|(_, is_second)| *is_second), "{lives:?}");
    }
    // A working day is over within six days, whatever weekends and holidays there are.
    assert!(of_short.iter().all(|(days, is_second)| *days < 6 || *is_second), "{of_short:?}");
    let youngest_lapsed = |alerts: &[Value]| {
        let lapsed = raised(alerts).filter(|told| text(told, "closing") == "lapsed");
        lapsed.map(|told| day(text(told, "date")) - day(text(told, "raised_on"))).min()
    };
    assert_eq!(youngest_lapsed(&short), Some(7));
    assert!(youngest_lapsed(&usual).is_none_or(|days| days >= 30));

    let long = alerts("", &[("ATTRITION_WATCH__DESK__COOL_DOWN_DAYS", "365")]);
    assert!(shortest_pause(&long) > shortest_pause(&usual).min(29), "{}", shortest_pause(&long));

    // With no room between the thresholds an alert eases sooner.
    let eased = |alerts: &[Value]| alerts.iter().filter(|told| text(told, "closing") == "eased").count();
    let sharp = alerts("[desk]\nhysteresis = 1\n", &[]);
    let soft = alerts("", &[("ATTRITION_WATCH__DESK__HYSTERESIS", "0.1")]);
    assert!(eased(&sharp) > eased(&soft), "{} and {}", eased(&sharp), eased(&soft));
}

#[test]
fn a_site_has_rules_of_its_own() {
    let usual = alerts("", &[]);
    let site = text(raised(&usual).next().expect("there are alerts"), "site").to_owned();
    let file = format!("[sites.\"{site}\"]\nbudget_week = 0\n");
    let is_raised = |alerts: &[Value], here: bool| raised(alerts).any(|told| (text(told, "site") == site) == here);
    let own = alerts(&file, &[]);
    assert!(!is_raised(&own, true), "nobody of this site is alerted");
    assert_eq!(is_raised(&own, false), is_raised(&usual, false), "the others are as they were");
    // A variable changes what the file says of it.
    let name = format!("ATTRITION_WATCH__SITES__{}__BUDGET_WEEK", site.to_uppercase().replace('-', "_"));
    assert!(is_raised(&alerts(&file, &[(&name, "3")]), true));
}

/// The letters of a team that has a hard quarter, whose supervisor works, and is on leave in the last two weeks, by settings.
fn letters(file: &str) -> Vec<DigestData> {
    let (first, leave, last) = (date("2025-01-06"), date("2025-04-07"), date("2025-04-21"));
    let mut centre = Centre::with_crew(first);
    centre.place("sup-1", first, first - 400, "manager");
    centre.work("sup-1", first..leave, Conduct::steady);
    centre.work("sup-1", leave..last, |number, day| Conduct::steady(number, day).away("planned"));
    for agent in CREW {
        centre.work(agent, first..last, Conduct::strained);
    }
    let config = Config::read(Some(file), std::iter::empty()).expect("it can run");
    let model = Artifact::read(models::eager().as_bytes()).and_then(|artifact| artifact.model()).expect("it can score");
    let store = Shared::new(Memory::new(PARTITIONS));
    import(&store, &centre.lines());
    let mut stages = stages_by(&store, Arc::new(model), &config.sites.rules());
    stages.drain(|_, _| ()).expect("memory does not fail");
    let said = store.with(|memory| records(memory, Topic::Alerts));
    let said = said.iter().filter_map(|record| announced::read(&record.value).expect("it reads back"));
    said.filter_map(|said| if let What::Digest(letter) = said.what { Some(*letter) } else { None }).collect()
}

#[test]
fn who_is_asked_and_when_is_as_set() {
    let second = "[desk]\nsecond_address = \"second@example.org\"\n";
    let readers = |letters: &[DigestData]| -> BTreeSet<String> {
        letters.iter().map(|letter| letter.supervisor.clone().unwrap_or_default()).collect()
    };
    let usual = letters(second);
    assert!(usual.iter().any(|letter| letter.to == "second"), "what nobody answers goes there");
    assert!(!readers(&usual).contains("sup-2"));
    let deputy = letters(&format!("{second}deputies = [\"sup-1: sup-2\"]\n"));
    let read_by_deputy: Vec<_> = deputy.iter().filter(|letter| letter.supervisor.as_deref() == Some("sup-2")).collect();
    assert!(!read_by_deputy.is_empty(), "{:?}", readers(&deputy));
    assert!(read_by_deputy.iter().all(|letter| *letter.date >= *"2025-04-07"), "only while the other is on leave");
    // Of a supervisor without shifts, every weekday but holidays is one to answer on.
    let weekdays = (0..200).map(|day| date("2025-01-06") + day).filter(|day| !day.is_weekend());
    let holidays: Vec<String> = weekdays.map(|day| format!("\"{day}\"")).collect();
    let away = alerts(&format!("[desk]\nholidays = [{}]\n", holidays.join(", ")), &[]);
    assert!(raised(&away).count() > 10 && raised(&away).all(|told| text(told, "to") == "supervisor"));
}

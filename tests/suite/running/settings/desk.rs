//! Rules of the desk, seen in the alerts of a simulated centre.

use serde_json::Value;

use attrition_test_support::process::program::{Scratch, done, embedded};
use attrition_test_support::stages::models;

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
    attrition_core::basics::date::Date::parse(text).expect("it is a date").0
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

#[test]
fn of_a_supervisor_without_shifts_every_weekday_but_holidays_is_one_to_answer_on() {
    let first = attrition_core::basics::date::Date::parse(CENTRE[7]).expect("it is a date");
    let weekdays = (0..200).map(|day| first + day).filter(|day| !day.is_weekend());
    let holidays: Vec<String> = weekdays.map(|day| format!("\"{day}\"")).collect();
    let away = alerts(&format!("[desk]\nholidays = [{}]\n", holidays.join(", ")), &[]);
    assert!(raised(&away).count() > 10 && raised(&away).all(|told| text(told, "to") == "supervisor"));
}

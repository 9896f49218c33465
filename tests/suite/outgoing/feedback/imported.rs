//! What `alerts report` says of alerts of imported days: never so that a figure that is hidden follows from others.

use attrition_contracts::records::journal::{self, Close, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::event::SeparationKind;
use serde_json::{Value, json};

use super::report::{gone, parts, placed, raised_on, report};
use attrition_test_support::centres::planted::{plant, record, version};
use attrition_test_support::process::program::{Scratch, done, embedded};

/// Agents with an alert: how many left soon after it, and how many stayed.
#[derive(Clone, Copy)]
struct Alerted {
    left: u32,
    stayed: u32,
}

/// A log with alerts of which someone was told, and with some that were over within imported days.
fn planted(scratch: &Scratch, told: Alerted, history: Alerted) -> Vec<(String, String)> {
    let dir = scratch.path("log");
    plant(&dir, |partitions| {
        let closed = journal::write(&JournalEntry::DayClosed(Close::new(raised_on() + 75)));
        let mut outputs = vec![Output::new(Topic::Org, 0, *b"", closed)];
        for (base, group, is_history) in [(0, told, false), (100, history, true)] {
            for agent in (base + 1)..=(base + group.left + group.stayed) {
                outputs.push(placed(agent, Date(0), &format!("boss-{}", agent % 10), "north"));
                if agent <= base + group.left {
                    outputs.push(gone(agent, SeparationKind::Voluntary, 10));
                }
                let mut say = |v: u32, status: &str, more: &Value| {
                    let alert = version(agent, v, status, more);
                    outputs.push(record("alert", &format!("agent-{agent}"), &alert, partitions));
                };
                if is_history {
                    say(1, "raised", &json!({"history": true}));
                    say(2, "closed", &json!({"history": true, "closing": "eased"}));
                } else {
                    say(1, "raised", &json!({}));
                }
            }
        }
        outputs
    });
    embedded(&dir)
}

/// What is told: the alerts, those of imported days, those of the one model, which of them the precision is about, and its parts.
fn figures(told: &Value) -> [Value; 5] {
    let (hits, of) = parts(&told["precision"][0]);
    let model = told["by_model"][0]["alerts"].clone();
    [told["alerts"].clone(), told["history"].clone(), model, told["precision_scope"].clone(), json!([hits, of])]
}

#[test]
fn few_alerts_of_imported_days_are_in_no_figure() {
    let scratch = Scratch::new();
    let variables = planted(&scratch, Alerted { left: 6, stayed: 6 }, Alerted { left: 1, stayed: 2 });
    let told = report(&[], &variables);
    assert_eq!(figures(&told), [json!(12), Value::Null, json!(12), json!("told"), json!([6, 12])], "{told}");
}

#[test]
fn few_leavers_of_imported_days_do_not_follow_from_those_of_all() {
    let scratch = Scratch::new();
    let variables = planted(&scratch, Alerted { left: 6, stayed: 6 }, Alerted { left: 1, stayed: 6 });
    let told = report(&[], &variables);
    assert_eq!(figures(&told), [json!(12), json!(7), json!(12), json!("told"), json!([6, 12])], "{told}");
    let table = done(&["alerts", "report"], &variables);
    assert!(table.contains("7 alerts of imported days") && table.contains("too few of their agents left"), "{table}");
}

#[test]
fn many_alerts_of_imported_days_count_in_precision() {
    let scratch = Scratch::new();
    let variables = planted(&scratch, Alerted { left: 6, stayed: 6 }, Alerted { left: 5, stayed: 8 });
    let told = report(&[], &variables);
    assert_eq!(figures(&told), [json!(12), json!(13), json!(25), json!("all"), json!([11, 25])], "{told}");
    let table = done(&["alerts", "report"], &variables);
    assert!(table.contains("They count in who gave notice"), "{table}");
}

#[test]
fn few_alerts_beside_many_of_imported_days_are_in_no_figure_either() {
    let scratch = Scratch::new();
    let variables = planted(&scratch, Alerted { left: 2, stayed: 2 }, Alerted { left: 6, stayed: 7 });
    let told = report(&[], &variables);
    assert_eq!(figures(&told), [Value::Null, json!(13), json!(13), json!("history"), json!([6, 13])], "{told}");
}

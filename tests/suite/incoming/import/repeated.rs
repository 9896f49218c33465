//! Events that were imported before, in another input: they change nothing, and are no reason to refuse it.

use serde_json::Value;

use super::told;
use attrition_test_support::process::program::{Scratch, done, finish};
use attrition_test_support::stages::history;

fn note(agent: u32, day: u32) -> String {
    serde_json::json!({
        "specversion": "1.0", "id": format!("{agent}-{day}"), "source": "/notes", "type": "qa.evaluation.v1",
        "subject": format!("agent-{agent}"), "time": format!("2026-03-{day:02}T10:00:00Z"),
        "data": {
            "evaluation_id": format!("{agent}-{day}"), "date": format!("2026-03-{day:02}"), "score": 90,
            "critical_fail": false, "disputed": false,
        },
    })
    .to_string()
}

#[test]
fn only_what_is_new_is_refused_in_closed_days() {
    let (scratch, other) = (Scratch::new(), Scratch::new());
    let log = history::embedded(&scratch.path("log"));
    let mut lines: Vec<String> = (2..=11).flat_map(|day| (1..=20).map(move |agent| note(agent, day))).collect();
    done(&["import", &scratch.file("first.ndjson", lines.join("\n"))], &log);
    // Another input: one event fewer, so that it does not continue the first, and none that is new.
    let fewer = other.file("fewer.ndjson", lines[1..].join("\n"));
    let again: Value = told(&done(&["import", &fewer, "--json"], &log));
    assert_eq!(again["events"], 199, "{again}");
    // One more, of a day that is closed: it alone is why.
    lines.remove(0);
    lines.insert(30, note(99, 4));
    let more = other.file("more.ndjson", lines.join("\n"));
    let refused = finish(&["import", &more], &log);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    let told = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("1 of 200 events are new and lie in days that are closed"), "{said}");
    assert!(told.contains("2026-03-04 to 2026-03-04"), "{said}");
    let late = finish(&["import", "--late", &more], &log);
    let said = String::from_utf8_lossy(&late.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(late.status.success() && said.contains("1 of 200 events are new"), "{said}");
}

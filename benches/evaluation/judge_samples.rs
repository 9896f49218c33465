//! What is left for the judge of reasons.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::events::Events;
use crate::played::{Played, Which};

/// Writes the events of a centre, and each alert with its reasons as `tests/oracle/claims.py` reads them.
pub(crate) fn keep(folder: &Path, name: &str, which: Which, events: &Events, played: &Played) {
    fs::create_dir_all(folder).expect("the folder can be made");
    let write = |file: String, lines: &[String]| {
        fs::write(folder.join(file), lines.join("\n") + "\n").expect("the folder can be written");
    };
    write(format!("{name}.events.ndjson"), &events.lines);
    let told = played.told.iter().map(|(agent, at, alert)| {
        // A risk that jumped is told before its day is over.
        let until = alert.jumped.then_some(at.0);
        json!({"agent": agent, "date": alert.date.to_string(), "until": until, "reasons": alert.reasons}).to_string()
    });
    let told: Vec<String> = told.collect();
    write(format!("{name}.{}.ndjson", which.name()), &told);
}

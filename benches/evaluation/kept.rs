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
    // The judge knows the ends of days only.
    let told = played.told.iter().filter(|(_, alert)| !alert.jumped);
    let told: Vec<String> = told
        .map(|(agent, alert)| {
            json!({"agent": agent, "date": alert.date.to_string(), "reasons": alert.reasons}).to_string()
        })
        .collect();
    write(format!("{name}.{}.ndjson", which.name()), &told);
}

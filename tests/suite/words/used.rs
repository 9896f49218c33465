//! What the program asks of the files: no message is missing, none is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use attrition_watch::engine::desk::{Language, SOURCES};
use attrition_watch::engine::explain::TIME_AWAY;
use attrition_watch::engine::signals::{Form, SIGNALS, Side, Telling, Unit};
use attrition_watch::letter::Ask;
use attrition_watch::words::TOPICS;

use super::files::messages;

const STATUSES: [&str; 9] =
    ["raised", "carried", "withheld", "held_out", "acknowledged", "snoozed", "woken", "escalated", "closed"];

/// Names that the program puts together, by the tables that it takes them from.
fn made() -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    let mut add = |prefix: &str, names: &[&str]| made.extend(names.iter().map(|name| format!("{prefix}-{name}")));
    add("status", &STATUSES);
    add("closing", &["eased", "lapsed", "left", "ended", "moved"]);
    add("second", &["unacknowledged", "supervisor_left", "supervisor_unknown", "supervisor_is_agent"]);
    add("band", &["not_enough_history", "green", "amber", "red"]);
    add("ask", &Ask::ALL.map(|(_, code)| code));
    add("side", &[Side::Hygiene, Side::Motivator, Side::Withdrawal].map(Side::text));
    add("event", &SOURCES);
    add("notice", &["stale_data-begun", "stale_data-over", "site_shift-begun", "site_shift-over"]);
    add("chat-title", &["raised", "carried", "woken", "escalated", "closed", "other"]);
    add("heading", &["ask", "offer", "avoid"]);
    add("figure", &["percent", "minutes", "hours", "seconds", "days", "months", "points", "plain"]);
    for name in [Side::Hygiene, Side::Motivator, Side::Withdrawal].map(Side::text).into_iter().chain(topics()) {
        made.extend(["ask", "offer", "avoid"].map(|part| format!("guide-{name}.{part}")));
    }
    for signal in &SIGNALS {
        made.insert(format!("about-{}", signal.about.replace(' ', "-")));
        if signal.telling == Telling::Sentence {
            made.insert(format!("reason-{}", signal.name));
            if may_lack_a_normal(&signal.form) {
                made.insert(format!("reason-{}.alone", signal.name));
            }
        }
    }
    made.extend([format!("reason-{TIME_AWAY}"), "about-time-away".to_owned()]);
    made
}

fn topics() -> BTreeSet<&'static str> {
    TOPICS.iter().map(|(_, topic)| *topic).chain(["presence"]).collect()
}

/// Whether an agent may have the figure now without one from before.
fn may_lack_a_normal(form: &Form) -> bool {
    matches!(form, Form::Level(..) | Form::Recent(..) | Form::RecentSpread(..) | Form::Count(..))
        && !fills_the_window(form)
}

/// A count over the whole window leaves no days before it.
fn fills_the_window(form: &Form) -> bool {
    matches!(form, Form::Count(_, span, _) if span.to >= 90)
}

/// Names that stand in the sources as they are.
fn literal() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in ["src/words", "src/letter"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("there are sources") {
            let text = fs::read_to_string(entry.expect("a folder can be read").path()).expect("a source is text");
            let text: String = text.split_whitespace().collect();
            found.extend(
                text.split("(language,\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned),
            );
        }
    }
    found.extend(["since", "since-jumped", "chat-who"].map(str::to_owned));
    found
}

#[test]
fn no_message_is_missing_and_none_is_left_over() {
    let wanted: BTreeSet<String> = made().union(&literal()).cloned().collect();
    let known: BTreeSet<String> = messages(Language::English).into_keys().collect();
    let missing: Vec<_> = wanted.difference(&known).collect();
    let unused: Vec<_> = known.difference(&wanted).collect();
    assert!(missing.is_empty() && unused.is_empty(), "missing: {missing:?}; unused: {unused:?}");
}

#[test]
fn a_sentence_takes_what_its_signal_has() {
    let messages = messages(Language::English);
    for signal in SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence) {
        let name = format!("reason-{}", signal.name);
        let product = signal.unit == Unit::PerHourPerWeek && matches!(signal.form, Form::Other(..));
        let takes: &[&str] = match &signal.form {
            // A person can make nothing of yes or no, of nats, of a product of slopes.
            _ if product || matches!(signal.unit, Unit::Flag | Unit::Nats) => &[],
            Form::LogChange(..) => &["change", "direction", "normal", "now"],
            Form::Other(..) => &["now"],
            form if fills_the_window(form) => &["now"],
            _ => &["normal", "now"],
        };
        assert_eq!(messages[&name].iter().map(String::as_str).collect::<Vec<_>>(), takes, "{name}");
        if may_lack_a_normal(&signal.form) {
            assert_eq!(messages[&format!("{name}.alone")], BTreeSet::from(["now".to_owned()]), "{name}.alone");
        }
    }
    assert!(messages[&format!("reason-{TIME_AWAY}")].is_empty(), "time away is told without figures");
}

#[test]
fn every_reason_leads_to_a_topic() {
    let known: BTreeSet<&str> = TOPICS.iter().map(|(about, _)| *about).collect();
    let told: BTreeSet<&str> =
        SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence).map(|signal| signal.about).collect();
    assert_eq!(known, told);
}

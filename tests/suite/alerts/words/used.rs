//! What the program asks of the files: no message is missing, none is left over.

use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::desk::{Closing, Why};
use attrition_core::model::Band;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use attrition_core::desk::{Action, Factor, Language, SOURCES};
use attrition_core::explain::TIME_AWAY;
use attrition_core::signals::{FactorSide, Form, SIGNALS, Telling, Unit};
use attrition_i18n::TOPICS;
use attrition_service::rendering::ReplyOption;

use super::files::messages;

/// Names that the program puts together, by the tables that it takes them from.
fn made() -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    let mut add = |prefix: &str, names: &[&str]| made.extend(names.iter().map(|name| format!("{prefix}-{name}")));
    add("status", &AlertStatus::ALL.map(AlertStatus::code));
    add("closing", &Closing::ALL.map(Closing::code));
    add("closing", &["eased-back", "eased-own", "eased-own-back", "lapsed-on", "moved-on"]);
    add("second", &Why::ALL.map(Why::code));
    add("second", &["unacknowledged-again"]);
    add("intro", &["second-nowhere", "answered-nowhere"]);
    add("band", &Band::ALL.map(Band::code));
    add("ask", &ReplyOption::ALL.map(|(_, code)| code));
    add("side", &FactorSide::ALL.map(FactorSide::code));
    add("event", &SOURCES.map(|source| source.name));
    add(
        "notice",
        &[
            "stale_data-begun",
            "stale_data-over",
            "stale_data-over-back",
            "stale_data-over-usual",
            "site_shift-begun",
            "site_shift-over",
            "site_shift-over-back",
            "site_shift-over-usual",
            "site_shift-over-unknown",
            "queue_shift-begun",
            "queue_shift-over",
            "queue_shift-over-back",
            "queue_shift-over-usual",
            "queue_shift-over-unknown",
        ],
    );
    add("chat-title", &["raised", "carried", "woken", "escalated", "closed", "other"]);
    add("heading", &["ask", "offer", "avoid"]);
    add("figure", &["percent", "minutes", "hours", "seconds", "days", "months", "points", "plain"]);
    add("figure", &["minutes-a-week", "points-a-week", "pace-a-week", "yes", "no"]);
    for name in FactorSide::ALL.map(FactorSide::code).into_iter().chain(topics()) {
        made.extend(["ask", "offer", "avoid"].map(|part| format!("guide-{name}.{part}")));
    }
    for signal in &SIGNALS {
        made.insert(format!("about-{}", signal.about.replace(' ', "-")));
        if signal.telling == Telling::Sentence {
            made.insert(format!("reason-{}", signal.name));
            made.insert(format!("signal-{}", signal.name));
            if may_lack_a_normal(&signal.form) {
                made.insert(format!("reason-{}.alone", signal.name));
            }
        }
    }
    for ask in ["acknowledge", "snooze", "useful", "not-useful"] {
        made.extend(["ask", "button", "done"].map(|part| format!("link-{ask}-{part}")));
    }
    let pages =
        ["title", "purpose", "is-acknowledged", "used", "expired", "closed", "withheld", "forged", "unknown", "later"];
    made.extend(pages.map(|page| format!("link-{page}")));
    made.extend(Factor::ALL.iter().map(|code| format!("factor-{code}")));
    made.extend(Action::ALL.iter().map(|code| format!("action-{code}")));
    made.extend([format!("reason-{TIME_AWAY}"), format!("signal-{TIME_AWAY}"), "about-time-away".to_owned()]);
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
    matches!(form, Form::Count(_, span, ..) if span.to >= 90)
}

/// The text of every source file without its blanks.
fn sources() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut folders) = (Vec::new(), vec![root.join("src"), root.join("crates")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("there are sources") {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(path).expect("a source is text");
                found.push(text.split_whitespace().collect());
            }
        }
    }
    found
}

/// Names that are asked for as they stand.
fn asked(sources: &[String]) -> BTreeSet<String> {
    let after = |text: &'static str| {
        let names = sources.iter().flat_map(move |source| source.split(text).skip(1));
        names.filter_map(|rest| rest.split('"').next()).map(str::to_owned)
    };
    after("text(language,\"").chain(after("text_with(language,\"")).collect()
}

/// Whether a name is put together in a source, from what comes before and after one value.
fn is_made(name: &str, sources: &[String]) -> bool {
    let begins: Vec<String> = name.match_indices('-').map(|(i, _)| format!("\"{}{{", &name[..=i])).collect();
    let rests = |source: &String, begin: &String| {
        let rests = source.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next());
        rests.filter_map(|rest| rest.split_once('}')).map(|(_, end)| end.to_owned()).collect::<Vec<_>>()
    };
    let fits = |end: &String| !end.contains('{') && name.ends_with(end.as_str());
    sources.iter().any(|source| begins.iter().flat_map(|begin| rests(source, begin)).any(|end| fits(&end)))
}

#[test]
fn no_message_is_missing_and_none_is_left_over() {
    let (made, sources) = (made(), sources());
    let known: BTreeSet<String> = messages(Language::English).into_keys().collect();
    let missing: Vec<_> = made.union(&asked(&sources)).filter(|name| !known.contains(*name)).cloned().collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    // Names of the tables above are held to the tables; others to the sources.
    let tables: BTreeSet<&str> = made.iter().filter_map(|name| name.split('-').next()).collect();
    let of_table = |name: &str| name.split('-').next().is_some_and(|table| tables.contains(table));
    let stands = |name: &str| sources.iter().any(|source| source.contains(&format!("\"{name}\"")));
    let is_used = |name: &str| made.contains(name) || stands(name) || !of_table(name) && is_made(name, &sources);
    let unused: Vec<_> = known.iter().filter(|name| !is_used(name)).collect();
    assert!(unused.is_empty(), "unused: {unused:?}");
}

#[test]
fn a_sentence_takes_what_its_signal_has() {
    let messages = messages(Language::English);
    for signal in SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence) {
        let name = format!("reason-{}", signal.name);
        let product = signal.unit == Unit::PerHourPerWeek && matches!(signal.form, Form::Other(..));
        let takes: &[&str] = match &signal.form {
            // A person can make nothing of yes or no, of nats, of a product of slopes, of a spread on a circle.
            _ if product || signal.name == "shift_start_sd" || matches!(signal.unit, Unit::Flag | Unit::Nats) => &[],
            // Colleagues are counted: who left, of how many.
            _ if signal.about == "colleagues leaving" => &["now", "of"],
            Form::LogChange(..) => &["change", "direction", "normal", "now"],
            Form::Other(..) => &["now"],
            form if fills_the_window(form) => &["now"],
            _ => &["normal", "now"],
        };
        let arguments = messages.get(&name).unwrap_or_else(|| panic!("no `{name}` in locales/en"));
        assert_eq!(arguments.iter().map(String::as_str).collect::<Vec<_>>(), takes, "{name}");
        if may_lack_a_normal(&signal.form) {
            let alone = messages.get(&format!("{name}.alone"));
            assert_eq!(alone, Some(&BTreeSet::from(["now".to_owned()])), "{name}.alone in locales/en");
        }
    }
    assert!(messages[&format!("reason-{TIME_AWAY}")].is_empty(), "time away is told without figures");
}

#[test]
fn every_reason_leads_to_a_topic() {
    let known: BTreeSet<&str> = TOPICS.iter().map(|(about, _)| *about).collect();
    let told = || SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence);
    let subjects: BTreeSet<&str> = told().map(|signal| signal.about).collect();
    let without: Vec<_> = subjects.difference(&known).collect();
    assert!(without.is_empty(), "without a topic in crates/i18n/src/guide.rs: {without:?}");
    let names: BTreeSet<&str> = told().flat_map(|signal| [signal.about, signal.name]).collect();
    let idle: Vec<_> = known.difference(&names).collect();
    assert!(idle.is_empty(), "topics of crates/i18n/src/guide.rs that are about nothing: {idle:?}");
}

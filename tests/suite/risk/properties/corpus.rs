//! The fuzzers' corpus, through the fuzzers' readers: what once was found stays found, also where there is no fuzzer.
//!
//! `just accept` writes the seeds anew, out of what the service itself writes; fuzzing adds to them.

use attrition_fuzz_readers as readers;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use attrition_config::DEFAULTS;
use attrition_contracts::records::topic::Topic;
use attrition_service::runtime::model::PRIOR;
use attrition_stream::backend::local::SharedStore;
use attrition_stream::backend::memory::Memory;

use attrition_test_support::centres::simulated::{centre, event, lines};
use attrition_test_support::stages::play::{import, records, stages};

/// Where a corpus lies, how it is read, and how many of its seeds must be something.
type Reader = fn(&[u8]) -> bool;
const READERS: [(&str, Reader); 5] = [
    ("cloudevents", readers::cloudevents::read),
    ("journal", readers::journal::read),
    ("state", readers::state::read),
    ("artifact", readers::artifact::read),
    ("config", readers::config::read),
];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name)
}

#[test]
fn the_corpus_is_read_without_a_crash_and_its_seeds_are_something() {
    for (name, read) in READERS {
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            write(name);
        }
        let (mut seeds, mut files) = (0, 0);
        for entry in fs::read_dir(folder(name)).expect("each reader has a corpus") {
            let path = entry.expect("the corpus can be read").path();
            let is_something = read(&fs::read(&path).expect("the corpus can be read"));
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("seed-")) {
                assert!(is_something, "{} is nothing: run `just accept`", path.display());
                seeds += 1;
            }
            files += 1;
        }
        assert!(seeds > 0 && files >= seeds, "{name} has no seeds: run `just accept`");
    }
}

fn write(name: &str) {
    fs::create_dir_all(folder(name)).expect("the corpus can be written");
    for (place, bytes) in seeds(name).into_iter().enumerate() {
        fs::write(folder(name).join(format!("seed-{place:02}")), bytes).expect("the corpus can be written");
    }
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    match name {
        "cloudevents" => events(),
        "artifact" => vec![PRIOR.as_bytes().to_vec()],
        "config" => {
            let variables = "ATTRITION_WATCH__LOG__BOOTSTRAP=broker:9092\nATTRITION_WATCH__DESK__BUDGET_WEEK=5";
            vec![DEFAULTS.as_bytes().to_vec(), format!("{DEFAULTS}\n---\n{variables}").into_bytes()]
        }
        "journal" => worked().1,
        _ => worked().0,
    }
}

/// The first of each kind of event, as it is sent and with its attributes in headers.
fn events() -> Vec<Vec<u8>> {
    let mut kinds = BTreeMap::new();
    for line in lines(&centre(5)) {
        let kind = event(&line)["type"].as_str().expect("it has a type").to_owned();
        kinds.entry(kind).or_insert(line);
    }
    let structured = kinds.values().map(|line| [b"\0", line.as_bytes()].concat());
    let binary = kinds.values().map(|line| {
        let event = event(line);
        let text = |name: &str| event[name].as_str().expect("it is a text").to_owned();
        let header = |name: &str| format!("ce_{name}: {}\n", text(name));
        let headers: String = ["specversion", "id", "source", "type", "time", "subject"].map(header).concat();
        format!("\u{1}{headers}\n{}", event["data"]).into_bytes()
    });
    structured.chain(binary).collect()
}

/// What the stages read and wrote in a centre's first days: as one sequence of records, and some records alone.
fn worked() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let store = SharedStore::new(Memory::new(2));
    import(&store, &lines(&centre(24))[..900]);
    stages(&store).drain(|_, _| ()).expect("memory does not fail");
    let frame = readers::state::frame;
    let of = |topic: Topic, nth: usize| {
        let records = store.with(|memory| records(memory, topic));
        records.into_iter().step_by(nth).map(|record| (record.key, record.value)).collect::<Vec<_>>()
    };
    let state = |topic| store.with(|memory| memory.compacted(topic, 0).cloned()).expect("there is state");
    let framed = |topic, pairs: &[readers::state::Pair]| {
        pairs.iter().filter_map(|(key, value)| frame(topic, key, value)).collect::<Vec<_>>().concat()
    };
    let org = framed(Topic::Org, &of(Topic::Org, 1));
    let journal = framed(Topic::Journal, &of(Topic::Journal, 1)[..200]);
    let restored: Vec<_> = state(Topic::ScoreState).into_iter().step_by(9).collect();
    let desk: Vec<_> = state(Topic::DeskState).into_iter().collect();
    let inbox = of(Topic::Desk, 1);
    let sequences = vec![
        [org.clone(), journal.clone()].concat(),
        [framed(Topic::ScoreState, &restored), org, journal].concat(),
        [framed(Topic::DeskState, &desk), framed(Topic::Desk, &inbox)].concat(),
    ];
    let alone = [of(Topic::Journal, 97), of(Topic::Org, 7), inbox].concat();
    (sequences, alone.into_iter().take(24).map(|(_, value)| value.into_vec()).collect())
}

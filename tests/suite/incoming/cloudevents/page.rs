//! docs/cloudevents.md is made of the rows.

use std::fmt::Write;
use std::path::Path;

use super::{Row, core, http, json, kafka};

const HEAD: &str = "# CloudEvents\n\n\
This page lists what [CloudEvents 1.0.2](https://github.com/cloudevents/spec/tree/v1.0.2) asks of a receiver, sentence by sentence, and what\n\
this service does. Each row is a test: `cargo test --test suite -- cloudevents`. The page is generated from the rows (`just accept`), and a\n\
test fails when it is stale. [contracts.md](contracts.md) explains the codes of refusal.\n";

const TAIL: &str = "\n## Foreign senders\n\n\
The Python SDK (`cloudevents` 2.2, both its interfaces) and the Java SDK (`io.cloudevents` 4.0) send events to a real broker in\n\
all their modes, and the Python SDK also sends to `POST /v1/events`; all of these events are accepted with the right meaning\n\
(`cloudevents::sdks`, with `tests/cloudevents/`).\n";

#[test]
fn the_page_is_fresh() {
    let mut fresh = HEAD.to_owned();
    let documents: [(&str, &[Row]); 4] = [
        ("The specification", core::ROWS),
        ("JSON format", json::ROWS),
        ("Kafka protocol binding", kafka::ROWS),
        ("HTTP protocol binding", http::ROWS),
    ];
    for (title, rows) in documents {
        writeln!(fresh, "\n## {title}\n\n| Section | It asks | Here | Test |\n|---|---|---|---|")
            .expect("it is a text");
        for Row { test, at, rule, here } in rows {
            let test = test.split_once("cloudevents::").map_or(*test, |(_, test)| test);
            writeln!(fresh, "| {at} | {rule} | {here} | `{test}` |").expect("it is a text");
        }
    }
    fresh += TAIL;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cloudevents.md");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &fresh).expect("the folder of pages can be written");
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == fresh,
        "docs/cloudevents.md is stale: UPDATE_EXPECT=1 cargo test --test suite cloudevents::page makes it anew"
    );
}

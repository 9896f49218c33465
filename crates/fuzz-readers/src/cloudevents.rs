//! Events as anyone may send them: one byte of mode, in binary mode the headers as lines `name: value` and an empty line,
//! then the value.

use attrition_contracts::incoming::cloudevent;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Header;
use time::OffsetDateTime;

/// Reads an event; what is one comes out of the journal as it went in.
pub fn read(bytes: &[u8]) -> bool {
    let Some((mode, rest)) = bytes.split_first() else { return false };
    let (headers, value) = if mode % 2 == 0 { (Vec::new(), rest) } else { headers(rest) };
    let now = OffsetDateTime::from_unix_timestamp(1_800_000_000).expect("it is of this century");
    let Ok(incoming) = cloudevent::read(value, &headers, now) else { return false };
    assert!((1..=64).contains(&incoming.agent.len()), "an agent id is 1 to 64 bytes long");
    let entry = JournalEntry::Event(incoming.event);
    assert_eq!(journal::read(&journal::write(&entry)), Some(entry), "it reads back");
    true
}

fn headers(mut rest: &[u8]) -> (Vec<Header>, &[u8]) {
    let mut headers = Vec::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (line, after) = (&rest[..end], &rest[end + 1..]);
        rest = after;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let value = line[colon + 1..].trim_ascii_start();
        headers.push((String::from_utf8_lossy(&line[..colon]).into_owned(), value.to_vec()));
    }
    (headers, rest)
}

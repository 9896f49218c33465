//! HTTP's protocol binding, at `POST /v1/events` of a running service.

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::embedded::Embedded;
use attrition_stream::backend::local::Store;
use serde_json::{Value, json};

use super::{changed, fingerprint, in_base64, rows};
use crate::running::http::fingerprints;
use attrition_test_support::process::http::send_as_it_is as send;
use attrition_test_support::process::program::{Scratch, Service, embedded, eventually};
use attrition_test_support::stages::bad_records::good;

const EVENTS: &str = "/v1/events";

/// The events that a service has taken in, by what it answered.
struct Door {
    scratch: Scratch,
    service: Service,
    expected: Vec<Value>,
}

impl Door {
    fn open() -> Self {
        let scratch = Scratch::new();
        let service = Service::start(&embedded(&scratch.path("log")));
        Self { scratch, service, expected: Vec::new() }
    }

    /// These are taken in, as these events are in structured mode.
    fn takes(&mut self, headers: &[&str], body: &[u8], events: &[Value]) {
        let answer = send(&self.service, EVENTS, headers, body);
        assert_eq!((answer.status, answer.json()), (202, json!({"accepted": events.len()})), "{headers:?}");
        self.expected.extend_from_slice(events);
    }

    /// Nothing is taken in; the answer has these words.
    fn refuses(&self, headers: &[&str], body: &[u8], status: u16, words: &str) {
        let answer = send(&self.service, EVENTS, headers, body);
        assert_eq!(answer.status, status, "{headers:?}: {}", answer.body);
        assert!(answer.body.contains(words), "{}", answer.body);
    }

    /// What was taken in is in the journal, and nothing else.
    fn close(mut self) -> Scratch {
        let expected = self.expected.iter().map(fingerprint).collect();
        eventually("all are in the journal", || fingerprints(&self.scratch).len() >= self.expected.len());
        assert!(self.service.process.terminate().success(), "{}", self.service.said());
        assert_eq!(fingerprints(&self.scratch), expected);
        self.scratch
    }
}

/// The headers of the good event in binary mode, but for these.
fn binary<'a>(other: &[&'a str]) -> Vec<&'a str> {
    let all = [
        "ce-specversion: 1.0",
        "ce-id: one",
        "ce-source: /test",
        "ce-type: ticket.closed.v1",
        "ce-time: 2025-03-03T10:05:00+00:00",
        "ce-subject: agent-01",
        "Content-Type: application/json; charset=utf-8",
    ];
    let name = |header: &str| header.split(':').next().unwrap_or_default().to_lowercase();
    let kept = all.into_iter().filter(|header| !other.iter().any(|other| name(other) == name(header)));
    kept.chain(other.iter().copied()).collect()
}

fn data() -> Vec<u8> {
    good("one")["data"].to_string().into_bytes()
}

rows! {
    structured_mode: "3.2", "The structured mode SHOULD be supported; its content type begins with `application/cloudevents`"
        => "as said, with any parameters, and `ce-` headers beside it are ignored; `data_base64` is decoded", || {
            let mut door = Door::open();
            let event = changed(|event| event["id"] = json!("first"));
            door.takes(&["Content-Type: application/cloudevents+json; charset=UTF-8"], event.to_string().as_bytes(), &[event]);
            let event = changed(|event| event["id"] = json!("second"));
            let beside = binary(&["Content-Type: Application/CloudEvents+JSON", "ce-id: another"]);
            door.takes(&beside, event.to_string().as_bytes(), &[event]);
            door.takes(&["Content-Type: application/cloudevents+json"], in_base64(&data()).to_string().as_bytes(), &[good("one")]);
            door.close();
        };
    binary_mode: "3.1", "The binary mode SHOULD be supported: attributes are `ce-` headers, `data` is the body"
        => "as said", || {
            let mut door = Door::open();
            door.takes(&binary(&[]), &data(), &[good("one")]);
            door.refuses(&binary(&["ce-type: ticket.exploded.v1"]), &data(), 400, "unknown_type");
            door.refuses(&[&binary(&[])[..], &["ce-id: two"]].concat(), &data(), 400, "the header `ce-id` is there more than once");
            door.refuses(&binary(&["ce-time: yesterday"]), &data(), 400, "not_cloudevents");
            door.refuses(&binary(&[]), b"not JSON", 400, "not_json");
            door.refuses(&binary(&[]), b"", 400, "not_json");
            let without: Vec<&str> = binary(&[]).into_iter().filter(|header| !header.starts_with("ce-specversion")).collect();
            door.refuses(&without, &data(), 400, "`specversion` is missing");
            door.close();
        };
    batched_mode: "3.3", "A batch is `application/cloudevents-batch+json`, an array, and MAY be empty"
        => "all of the batch is accepted, or nothing; a body that is not an array is refused with 400", || {
            let mut door = Door::open();
            let two = [changed(|event| event["id"] = json!("first")), in_base64(&data())];
            let batch = ["Content-Type: application/cloudevents-batch+json; charset=UTF-8"];
            door.takes(&batch, json!(two).to_string().as_bytes(), &[two[0].clone(), good("one")]);
            door.takes(&batch, b"[]", &[]);
            door.refuses(&batch, good("third").to_string().as_bytes(), 400, "a batch is an array");
            let other = json!([good("third"), changed(|event| event["specversion"] = json!("0.3"))]);
            door.refuses(&batch, other.to_string().as_bytes(), 400, "not_cloudevents");
            door.close();
        };
    other_formats: "3", "An event format that cannot be handled MAY be treated as binary and forwarded"
        => "nothing is forwarded: 415, with the formats that are accepted", || {
            let door = Door::open();
            for media in ["application/cloudevents+avro", "application/cloudevents-batch+xml"] {
                door.refuses(&binary(&[&format!("Content-Type: {media}")]), &data(), 415, "application/cloudevents+json");
            }
            door.refuses(&["Content-Type: application/cloudevents+json; charset=utf-16"], b"{}", 415, "UTF-8");
            door.close();
        };
    content_types: "3.1.1", "In binary mode `Content-Type` is `datacontenttype`; `ce-datacontenttype` MUST NOT be there as well"
        => "as said; without a content type it is JSON; other types are refused with 400 and `unsupported_content_type`; `ce-datacontenttype` is ignored", || {
            let mut door = Door::open();
            door.takes(&binary(&["ce-datacontenttype: text/xml", "Content-Type: application/vnd.wfm+json"]), &data(), &[good("one")]);
            let without: Vec<&str> = binary(&["ce-id: two"]).into_iter().filter(|header| !header.starts_with("Content-Type")).collect();
            door.takes(&without, &data(), &[changed(|event| event["id"] = json!("two"))]);
            door.refuses(&binary(&["Content-Type: application/xml"]), &data(), 400, "unsupported_content_type");
            door.close();
        };
    names_of_headers: "3.1.3.1", "Attributes have the prefix `ce-`; names of headers are case-insensitive"
        => "as said; a repeated attribute is `not_cloudevents`", || {
            let mut door = Door::open();
            door.takes(&binary(&["CE-ID: one", "Ce-Subject: agent-01"]), &data(), &[good("one")]);
            door.refuses(&binary(&["ce-id: one", "CE-Id: two"]), &data(), 400, "more than once");
            door.close();
        };
    values_of_headers: "3.1.3.2", "Values MUST be taken out of double quotes, then percent-decoded once; small letters and needless encoding MUST be accepted, what is not UTF-8 then MUST be rejected"
        => "as said; a `%` without two hexadecimal digits is rejected too", || {
            let mut door = Door::open();
            let event = changed(|event| {
                event["id"] = json!("50% of \"it\" %41");
                event["subject"] = json!("Zoë 客服");
            });
            let values = ["ce-id: 50%25%20of%20%22it%22 %2541", "ce-subject: %5ao%c3%ab%20%E5%AE%A2%E6%9C%8D"];
            door.takes(&binary(&values), &data(), &[event]);
            let event = changed(|event| event["id"] = json!("a \"b\" \\ c"));
            door.takes(&binary(&["ce-id: \"a \\\"b\\\" \\\\%20c\""]), &data(), &[event]);
            for value in ["ce-id: %C0%A0", "ce-id: %ff", "ce-id: 50%", "ce-id: %zz"] {
                door.refuses(&binary(&[value]), &data(), 400, "the header `ce-id`");
            }
            door.refuses(&binary(&["ce-subject: agent%0A01"]), &data(), 400, "out_of_range");
            door.close();
        };
    attributes_of_all_kinds: "3.1.3", "All attributes, extensions too, MUST be mapped from headers of their own"
        => "in binary mode the record in the source topic has them all, in the form of the Kafka binding: `ce_` headers and `content-type`", || {
            let mut door = Door::open();
            door.takes(&binary(&["ce-traceparent: 00-4bf9%20", "X-Other: x"]), &data(), &[good("one")]);
            let scratch = door.close();
            let mut log = Embedded::read_only(&scratch.path("log")).expect("the log can be read");
            let partitions = 0..log.partitions(Topic::Tickets);
            let read = |partition| log.read(Topic::Tickets, partition, 0, usize::MAX).expect("the log can be read");
            let records: Vec<_> = partitions.flat_map(read).collect();
            assert_eq!(records.len(), 1);
            let mut headers: Vec<_> = records[0].headers.iter().map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value))).collect();
            headers.sort();
            let expected = [
                "ce_id: one", "ce_source: /test", "ce_specversion: 1.0", "ce_subject: agent-01", "ce_time: 2025-03-03T10:05:00+00:00",
                "ce_traceparent: 00-4bf9 ", "ce_type: ticket.closed.v1", "content-type: application/json; charset=utf-8",
            ];
            assert_eq!(headers, expected);
            assert_eq!(&*records[0].value, data());
        };
    messages_of_no_format: "3", "What has neither such a content type nor such headers is probably no CloudEvent"
        => "accepted if its content type is JSON (`*/json`, `*/*+json`) and the body is an event in the JSON format, or an array of such events; any other content type, or none, is refused with 415, because a web page can make a browser send it", || {
            let mut door = Door::open();
            door.takes(&["Content-Type: text/json"], good("one").to_string().as_bytes(), &[good("one")]);
            let two = [changed(|event| event["id"] = json!("first")), changed(|event| event["id"] = json!("second"))];
            door.takes(&["Content-Type: application/json"], json!(two).to_string().as_bytes(), &two);
            let marked = changed(|event| event["id"] = json!("third"));
            door.takes(&["Content-Type: application/json"], format!("\u{feff}{marked}").as_bytes(), &[marked]);
            // What a page can send from a browser without asking, and no content type at all.
            let body = good("fourth").to_string();
            for media in ["text/plain", "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
                door.refuses(&[&format!("Content-Type: {media}")], body.as_bytes(), 415, "application/json");
            }
            door.refuses(&[], body.as_bytes(), 415, "no content type");
            door.close();
        };
}

//! Records that are refused, each with the code that it must be refused for.

use attrition_contracts::incoming::cloudevent::{AGENT_MAX, RECORD_MAX};
use attrition_contracts::incoming::refusal::Code;
use attrition_contracts::records::record::Header;
use serde_json::{Value, json};

/// What a sender put into a topic.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What is wrong with it.
    pub name: String,
    /// Why it is refused.
    pub code: Code,
    /// The bytes that are refused.
    pub value: Vec<u8>,
    /// It has no value at all.
    pub is_null: bool,
    /// Headers that stand beside it.
    pub headers: Vec<Header>,
}

impl Sent {
    fn new(name: impl Into<String>, code: Code, value: impl Into<Vec<u8>>, headers: Vec<Header>) -> Self {
        Self { name: name.into(), code, value: value.into(), is_null: false, headers }
    }
}

/// A closed ticket that is as it must be.
pub fn good(id: &str) -> Value {
    json!({
        "specversion": "1.0", "id": id, "source": "/test", "type": "ticket.closed.v1",
        "time": "2025-03-03T10:05:00+00:00", "subject": "agent-01",
        "data": {
            "ticket_id": id, "closed_at": "2025-03-03T10:00:00+00:00", "channel": "phone", "category": "billing",
            "handle_s": 240.0, "hold_s": 20.0, "wrap_s": 30.0, "transferred": false, "escalated": false, "csat": 4,
            "complaint": false, "hostile": false,
        },
    })
}

/// The event in binary mode: attributes are headers, the value is `data`.
pub fn binary(event: &Value) -> (Vec<u8>, Vec<Header>) {
    let members = event.as_object().expect("events are objects");
    let data = members.get("data").map(Value::to_string).unwrap_or_default().into_bytes();
    let attributes = members.iter().filter(|(name, _)| !["data", "datacontenttype"].contains(&name.as_str()));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned).into_bytes();
    let mut headers: Vec<Header> = attributes.map(|(name, value)| (format!("ce_{name}"), text(value))).collect();
    let content_type = members.get("datacontenttype").map_or(b"application/json".to_vec(), text);
    headers.push(("content-type".to_owned(), content_type));
    (data, headers)
}

/// The event with a member that nobody knows, so that its value has so many bytes.
pub fn padded(mut event: Value, is_binary: bool, len: usize) -> Value {
    event["data"]["more"] = json!("");
    let now = if is_binary { event["data"].to_string().len() } else { event.to_string().len() };
    event["data"]["more"] = json!("x".repeat(len - now));
    event
}

/// Every kind of bad record, in structured and in binary mode.
pub fn all() -> Vec<Sent> {
    let mut all = bytes();
    for (name, code, change) in CHANGES {
        let mut event = good("bad");
        change(&mut event);
        let sent = |mode: &str, value, headers| Sent::new(format!("{name}, {mode}"), *code, value, headers);
        all.push(sent("structured", event.to_string().into_bytes(), Vec::new()));
        let is_whole = event.get("data").is_some() && event.get("specversion").is_some_and(Value::is_string);
        let is_text = event
            .as_object()
            .expect("events are objects")
            .iter()
            .all(|(name, value)| name == "data" || value.is_string());
        if is_whole && is_text {
            let (value, headers) = binary(&event);
            all.push(sent("binary", value, headers));
        }
    }
    for is_binary in [false, true] {
        let event = padded(good("bad"), is_binary, RECORD_MAX + 1);
        let (value, headers) = if is_binary { binary(&event) } else { (event.to_string().into_bytes(), Vec::new()) };
        all.push(Sent::new(format!("a byte too many, binary: {is_binary}"), Code::TooLarge, value, headers));
    }
    all
}

/// Values that are no event, whatever they were meant to be.
fn bytes() -> Vec<Sent> {
    let event = good("bad").to_string();
    let broken = |from: &str, to: &[u8]| {
        let (before, after) = event.split_once(from).expect("the event has it");
        [before.as_bytes(), to, after.as_bytes()].concat()
    };
    let values = [
        ("an empty value", Code::NotJson, Vec::new()),
        ("null bytes", Code::NotJson, vec![0; 64]),
        ("a null byte in a text", Code::NotJson, broken("agent-01", b"agent\x0001")),
        ("a null byte at the end", Code::NotJson, [event.as_bytes(), &[0]].concat()),
        ("half an event", Code::NotJson, event.as_bytes()[..event.len() / 2].to_vec()),
        ("two events", Code::NotJson, event.repeat(2).into_bytes()),
        ("not UTF-8 at all", Code::NotJson, vec![0xff, 0xfe, 0x80]),
        ("not UTF-8 in the agent", Code::NotJson, broken("agent-01", b"agent-\xc3\x28")),
        ("not UTF-8 in `data`", Code::NotJson, broken("billing", b"\xf0\x28\x8c")),
        ("nested without end", Code::NotJson, broken("\"phone\"", "[".repeat(30_000).as_bytes())),
        ("nested deeply", Code::NotCloudEvents, ["[".repeat(30_000), "]".repeat(30_000)].concat().into_bytes()),
        (
            "a member that is nested",
            Code::MistypedMember,
            broken("240.0", ["[".repeat(9_000), "]".repeat(9_000)].concat().as_bytes()),
        ),
        ("a number beyond all numbers", Code::OutOfRange, broken("240.0", b"1e999")),
        ("a batch", Code::NotCloudEvents, format!("[{event}]").into_bytes()),
        (
            "attributes by position",
            Code::NotCloudEvents,
            br#"["1.0", "bad", "/desk", "ticket.reopened.v1", "2026-01-05T12:00:00Z", "agent-01", {}]"#.to_vec(),
        ),
        ("an attribute twice", Code::NotCloudEvents, broken("\"id\"", b"\"id\":\"other\",\"id\"")),
        ("a member twice", Code::MistypedMember, broken("\"channel\"", b"\"channel\":\"chat\",\"channel\"")),
        ("null", Code::NotCloudEvents, b"null".to_vec()),
        ("a number", Code::NotCloudEvents, b"42".to_vec()),
    ];
    let mut all: Vec<Sent> = values.map(|(name, code, value)| Sent::new(name, code, value, Vec::new())).into();
    let headers = |change: &dyn Fn(&mut Vec<Header>)| {
        let mut headers = binary(&good("bad")).1;
        change(&mut headers);
        headers
    };
    let mut with_headers = |name: &str, code, value: &[u8], headers| {
        all.push(Sent::new(format!("{name}, binary"), code, value, headers));
    };
    let data = binary(&good("bad")).0;
    with_headers("an empty value", Code::NotJson, b"", headers(&|_| ()));
    with_headers("null bytes", Code::NotJson, &[0; 64], headers(&|_| ()));
    with_headers("not UTF-8", Code::NotJson, b"{\"ticket_id\":\"\xff\"}", headers(&|_| ()));
    with_headers("no id", Code::NotCloudEvents, &data, headers(&|headers| headers.retain(|(name, _)| name != "ce_id")));
    let not_utf8 = |headers: &mut Vec<Header>| {
        let subject = headers.iter_mut().find(|(name, _)| name == "ce_subject").expect("it has one");
        subject.1 = b"agent-\xff".to_vec();
    };
    with_headers("an agent that is not UTF-8", Code::NotCloudEvents, &data, headers(&not_utf8));
    let content_type = |media: &'static str| {
        move |headers: &mut Vec<Header>| {
            let header = headers.iter_mut().find(|(name, _)| name == "content-type").expect("it has one");
            header.1 = media.into();
        }
    };
    let xml = headers(&content_type("application/xml"));
    with_headers("data that is XML", Code::UnsupportedContentType, &data, xml);
    let avro = headers(&content_type("application/cloudevents+avro"));
    with_headers("an event in Avro", Code::UnsupportedContentType, &data, avro);
    for (name, headers) in [("a tombstone", Vec::new()), ("a tombstone with attributes", headers(&|_| ()))] {
        all.push(Sent { is_null: true, ..Sent::new(name, Code::NullValue, [], headers) });
    }
    all
}

type Change = (&'static str, Code, fn(&mut Value));

/// One thing each that makes the good event a bad one.
const CHANGES: &[Change] = &[
    ("another version", Code::NotCloudEvents, |event| event["specversion"] = json!("0.3")),
    ("no id", Code::NotCloudEvents, |event| drop(event.as_object_mut().expect("it is one").remove("id"))),
    ("an empty source", Code::NotCloudEvents, |event| event["source"] = json!("")),
    ("a type that is no text", Code::NotCloudEvents, |event| event["type"] = json!(7)),
    ("a time that is none", Code::NotCloudEvents, |event| event["time"] = json!("yesterday")),
    ("an unknown type", Code::UnknownType, |event| event["type"] = json!("ticket.exploded.v1")),
    ("a newer version of a type", Code::UnknownType, |event| event["type"] = json!("ticket.closed.v2")),
    ("no data", Code::MissingMember, |event| drop(event.as_object_mut().expect("it is one").remove("data"))),
    ("data that is null", Code::MissingMember, |event| event["data"] = Value::Null),
    ("no handle time", Code::MissingMember, |event| {
        event["data"].as_object_mut().expect("it is one").remove("handle_s");
    }),
    ("a handle time in words", Code::MistypedMember, |event| event["data"]["handle_s"] = json!("four minutes")),
    ("a flag that is a number", Code::MistypedMember, |event| event["data"]["hostile"] = json!(1)),
    ("no such hour", Code::MistypedMember, |event| event["data"]["closed_at"] = json!("2025-03-03T25:00:00Z")),
    ("a satisfaction of six", Code::OutOfRange, |event| event["data"]["csat"] = json!(6)),
    ("a satisfaction of three hundred", Code::OutOfRange, |event| event["data"]["csat"] = json!(300)),
    ("a satisfaction below nothing", Code::OutOfRange, |event| event["data"]["csat"] = json!(-1)),
    ("a handle time below nothing", Code::OutOfRange, |event| event["data"]["handle_s"] = json!(-1.0)),
    ("an empty category", Code::OutOfRange, |event| event["data"]["category"] = json!("")),
    ("an agent with a control character", Code::OutOfRange, |event| event["subject"] = json!("agent\n01")),
    ("an agent with a null byte", Code::OutOfRange, |event| event["subject"] = json!("agent\0")),
    ("no agent", Code::MissingAgent, |event| drop(event.as_object_mut().expect("it is one").remove("subject"))),
    ("an empty agent", Code::MissingAgent, |event| event["subject"] = json!("")),
    ("an agent that is null", Code::MissingAgent, |event| event["subject"] = Value::Null),
    ("an agent of 65 bytes", Code::AgentTooLong, |event| event["subject"] = json!("a".repeat(AGENT_MAX + 1))),
    ("an agent of 33 letters and 66 bytes", Code::AgentTooLong, |event| event["subject"] = json!("é".repeat(33))),
    ("a date two days after", Code::DateAfterTime, |event| event["data"]["closed_at"] = json!("2025-03-05T00:00:00Z")),
    ("no time", Code::MissingTime, |event| drop(event.as_object_mut().expect("it is one").remove("time"))),
    ("a time that stands for none", Code::OutOfRange, |event| event["time"] = json!("0001-01-01T00:00:00Z")),
    ("an id with a control character", Code::OutOfRange, |event| event["id"] = json!("a\u{1b}[31m")),
    ("data in another format", Code::UnsupportedContentType, |event| event["datacontenttype"] = json!("text/csv")),
    ("a clock that is ahead", Code::TimeAhead, |event| event["time"] = json!("2199-01-01T00:00:00Z")),
];

//! The specification itself: attributes, their types, data.

use attrition_contracts::incoming::cloudevent::RECORD_MAX;
use attrition_contracts::incoming::refusal::Code;
use serde_json::{Value, json};

use super::{attribute, changed, rows, structured};
use attrition_test_support::stages::bad_records::{good, padded};

rows! {
    required_attributes: "REQUIRED attributes", "`id`, `source`, `specversion` and `type` MUST be there and not empty"
        => "otherwise `not_cloudevents`, with the name of the attribute", || {
            for name in ["id", "source", "specversion", "type"] {
                attribute(name, None).is_refused(Code::NotCloudEvents, &format!("`{name}` is missing"));
                attribute(name, Some(json!(""))).is_refused(Code::NotCloudEvents, &format!("`{name}`"));
            }
        };
    the_version: "specversion", "Producers MUST use `1.0`"
        => "others are `not_cloudevents`, with the version that was sent", || {
            for version in ["0.3", "1.0.2", "2.0"] {
                attribute("specversion", Some(json!(version))).is_refused(Code::NotCloudEvents, version);
            }
        };
    names_of_attributes: "Attribute Naming Convention", "Names MUST consist of small letters and digits of ASCII"
        => "a rule for senders; a name that breaks it is ignored like any unknown name: `Time` is not `time`", || {
            structured(&changed(|event| {
                event["my_extension"] = json!("a");
                event["Subject"] = json!("somebody else");
            }))
            .is_taken();
            structured(&changed(|event| {
                event["Time"] = event["time"].take();
                event.as_object_mut().expect("it is one").remove("time");
            }))
            .is_refused(Code::MissingTime, "`time` is missing");
        };
    types_of_attributes: "Type System", "Values MUST be of the listed types; an implementation MUST read their canonical strings"
        => "the attributes that are read are texts (`String`, `URI-reference`, `Timestamp`): another type is `not_cloudevents`, with the name of the attribute; extensions may have any type", || {
            for (name, value) in [("id", json!(7)), ("source", json!(true)), ("time", json!(1_741_000_000)), ("subject", json!(["a"]))] {
                attribute(name, Some(value)).is_refused(Code::NotCloudEvents, &format!("`{name}`"));
            }
            structured(&changed(|event| {
                event["anumber"] = json!(-2_147_483_648_i64);
                event["aflag"] = json!(true);
                event["abinary"] = json!("AAEC");
            }))
            .is_taken();
        };
    characters: "Type System, String", "Control characters, noncharacters and unpaired surrogates are disallowed"
        => "in `id`, `source` and `subject` they are `out_of_range`, with the code point, and so are invisible and direction-changing characters; an unpaired surrogate is `not_json`, wherever it stands, also in what is not read", || {
            for name in ["id", "source", "subject"] {
                for (c, told) in [('\u{1b}', "U+001B"), ('\u{85}', "U+0085"), ('\u{202e}', "U+202E"), ('\u{fdd0}', "U+FDD0")] {
                    attribute(name, Some(json!(format!("a{c}b")))).is_refused(Code::OutOfRange, told);
                }
            }
            let mut sent = structured(&good("one"));
            sent.value = Some(good("one").to_string().replace("agent-01", r"agent-\uDEAD").into_bytes());
            sent.is_refused(Code::NotJson, "");
            sent.value = Some(good("one").to_string().replace("billing", r"bill\uDEADing").into_bytes());
            sent.is_refused(Code::NotJson, "`category`: ");
            for (member, value) in [("reason", r"\ud800"), ("unknown", r"a\udc00b"), ("deep", r"\ud83d\ud83d\ude00")] {
                let mut event = good("one");
                event["data"][member] = json!({"of": ["HERE"]});
                for event in [event, changed(|event| event["extension"] = json!("HERE"))] {
                    sent.value = Some(event.to_string().replace("HERE", value).into_bytes());
                    sent.is_refused(Code::NotJson, "a text has an unpaired surrogate, at its byte");
                }
            }
            // Two that belong together are a character, and a backslash that is escaped begins none.
            for value in [r"\ud83d\ude00", r"\\ud800"] {
                sent.value = Some(changed(|event| event["extension"] = json!("HERE")).to_string().replace("HERE", value).into_bytes());
                sent.is_taken();
            }
            for (text, what) in [("5", "a number"), ("\"a\"", "a text"), ("null", "null"), ("[]", "an array")] {
                sent.value = Some(text.into());
                sent.is_refused(Code::NotCloudEvents, &format!("the record is {what}, not an event"));
            }
        };
    source_and_id: "id", "Events of one `source` and `id` MAY be taken for duplicates"
        => "they count once within 35 days: `source` and `id` together make one fingerprint in the journal", || {
            let id = changed(|event| event["id"] = json!("another"));
            structured(&id).is_taken_as(&id);
            let source = changed(|event| event["source"] = json!("/another"));
            structured(&source).is_taken_as(&source);
            let fingerprint = |event: &Value| crate::incoming::cloudevents::fingerprint(event);
            let all = [fingerprint(&good("one")), fingerprint(&id), fingerprint(&source)];
            assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2], "{all:?}");
            let tried_again = changed(|event| event["data"]["handle_s"] = json!(241.0));
            assert_eq!(fingerprint(&tried_again), all[0], "whatever its data");
        };
    sources: "source", "MUST be a URI-reference; an absolute URI is RECOMMENDED"
        => "compared as text, never resolved: any visible text of up to 256 bytes is accepted; a longer one, like a longer `id`, is `out_of_range`", || {
            for source in ["https://example.org/wfm", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "/wfm", "1-555-123-4567"] {
                let event = changed(|event| event["source"] = json!(source));
                structured(&event).is_taken_as(&event);
            }
            for name in ["id", "source"] {
                let longest = changed(|event| event[name] = json!("a".repeat(256)));
                structured(&longest).is_taken_as(&longest);
                for bytes in [257, 10_000, 60_000] {
                    let told = format!("`{name}` has {bytes} bytes, it must have between 1 and 256");
                    attribute(name, Some(json!("a".repeat(bytes)))).is_refused(Code::OutOfRange, &told);
                }
            }
        };
    types: "type", "SHOULD begin with a reverse-DNS name"
        => "a rule for those who define types; the types of [contracts.md](contracts.md) are accepted, others are `unknown_type`", || {
            attribute("type", Some(json!("com.example.ticket.closed.v1"))).is_refused(Code::UnknownType, "com.example.ticket.closed.v1");
        };
    content_types_of_data: "datacontenttype", "MUST be a media type as RFC 2046 has it"
        => "`*/json` and `*/*+json` in any case, with any parameters but a `charset` other than UTF-8; others are `unsupported_content_type`", || {
            for media in ["application/json", "Application/JSON; charset=\"utf-8\"", "text/json", "application/vnd.wfm+json; v=2"] {
                attribute("datacontenttype", Some(json!(media))).is_taken();
            }
            for media in ["application/xml", "text/plain", "json", "", "application/json; charset=utf-16"] {
                attribute("datacontenttype", Some(json!(media))).is_refused(Code::UnsupportedContentType, "JSON");
            }
        };
    schemas_of_data: "dataschema", "OPTIONAL"
        => "ignored", || attribute("dataschema", Some(json!("https://example.org/shift.json"))).is_taken();
    subjects: "subject", "OPTIONAL, not empty"
        => "required here, because it is the agent: absent, `null` or empty is `missing_agent`", || {
            for subject in [None, Some(Value::Null), Some(json!(""))] {
                attribute("subject", subject).is_refused(Code::MissingAgent, "`subject`");
            }
        };
    times: "time", "OPTIONAL; MUST be a timestamp as RFC 3339 has it"
        => "required here, because days close by it: absent or `null` is `missing_time`, an invalid timestamp is `not_cloudevents`; small letters, fractions and offsets are accepted", || {
            for time in [None, Some(Value::Null)] {
                attribute("time", time).is_refused(Code::MissingTime, "CloudEvents leaves it free");
            }
            for time in ["2025-03-03", "2025-03-03T10:05:00", "03/03/2025 10:05", "1741000000"] {
                attribute("time", Some(json!(time))).is_refused(Code::NotCloudEvents, "RFC 3339");
            }
            for time in ["2025-03-03t10:05:00z", "2025-03-03T10:05:00.123456789Z", "2025-03-03T18:05:00+08:00", "2025-03-03T10:05:00-00:00"] {
                let event = changed(|event| event["time"] = json!(time));
                structured(&event).is_taken_as(&event);
            }
        };
    extensions: "Extension Context Attributes", "An event MAY have any number of them"
        => "ignored and never stored in the journal", || {
            let event = changed(|event| {
                event["traceparent"] = json!("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
                event["partitionkey"] = json!("somebody else");
            });
            structured(&event).is_taken();
        };
    events_without_data: "Event Data", "OPTIONAL"
        => "required by every type of the contract: `missing_member`", || attribute("data", None).is_refused(Code::MissingMember, "`data` is missing");
    sizes: "Size Limits", "Consumers SHOULD accept events of 64 KByte at least"
        => "values of up to 65,536 bytes are accepted; larger ones are `too_large`, and the dead letters keep them whole", || {
            structured(&padded(good("one"), false, RECORD_MAX)).is_taken();
            structured(&padded(good("one"), false, RECORD_MAX + 1)).is_refused(Code::TooLarge, "65537");
        };
}

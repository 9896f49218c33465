//! Rules of the protocol binding for Kafka.

use attrition_contracts::incoming::refusal::Code;

use super::{Sent, binary, rows, structured};
use attrition_test_support::stages::bad_records::good;

/// The content type of an event in the JSON format.
const EVENT: &str = "application/cloudevents+json";

rows! {
    the_mode: "3", "A `content-type` that begins with `application/cloudevents` means structured mode, anything else binary mode"
        => "as said, in any case and with parameters, whatever `ce_` headers stand beside it", || {
            for media in [EVENT, "application/cloudevents+json; charset=UTF-8", "Application/CloudEvents+JSON;charset=\"utf-8\""] {
                structured(&good("one")).with("content-type", media).is_taken();
                let beside = binary(media).headers;
                Sent { headers: beside, ..structured(&good("one")) }.with("ce_trace", "x").is_taken();
                Sent { headers: binary(media).with("ce_id", "more than one").headers, ..structured(&good("one")) }.is_taken();
            }
            binary(EVENT).is_refused(Code::NotCloudEvents, "`specversion` is missing");
            binary("application/json").is_taken();
        };
    structured_without_a_type: "3", "Without such a content type a receiver assumes binary mode where the mandatory attributes are headers"
        => "binary mode if `ce_specversion` is there; otherwise the value is read as an event in the JSON format, which many producers send without headers", || {
            structured(&good("one")).is_taken();
            structured(&good("one")).with("content-type", "application/json").with("trace", "x").is_taken();
            binary("application/json").without("content-type").is_taken();
            binary("application/json").without("ce_specversion").is_refused(Code::NotCloudEvents, "headers of binary mode");
        };
    other_formats: "3", "An event format that cannot be handled MAY be treated as binary and forwarded"
        => "nothing is forwarded: `unsupported_content_type`", || {
            for media in ["application/cloudevents+avro", "application/cloudevents+xml", "application/cloudevents+json;charset=utf-16"] {
                binary(media).is_refused(Code::UnsupportedContentType, media.split(['+', '=']).next_back().expect("it has an end"));
            }
        };
    batches: "1.3", "There are two modes: structured and binary"
        => "a batch in a record is `unsupported_content_type`: each event needs its own record", || {
            let batch = Sent { value: Some(format!("[{}]", good("one")).into_bytes()), ..Sent::default() };
            batch.with("content-type", "application/cloudevents-batch+json").is_refused(Code::UnsupportedContentType, "a record of its own");
        };
    content_types: "3.2.1", "In binary mode `content-type` MUST be mapped to `datacontenttype`"
        => "as said: JSON is read, also without a content type; other types are `unsupported_content_type`", || {
            for media in ["application/json; charset=utf-8", "text/json", "application/vnd.wfm+json"] {
                binary(media).is_taken();
            }
            for media in ["application/xml", "application/octet-stream", "application/json;charset=latin1"] {
                binary(media).is_refused(Code::UnsupportedContentType, "JSON");
            }
        };
    the_value: "3.2.2", "In binary mode the value MUST be the bytes of `data`"
        => "as said: an empty value is `not_json`, and attributes inside the value are ignored as unknown members", || {
            Sent { value: Some(Vec::new()), ..binary("application/json") }.is_refused(Code::NotJson, "");
            let whole = Sent { value: structured(&good("one")).value, ..binary("application/json") };
            whole.is_refused(Code::MissingMember, "ticket_id");
        };
    headers: "3.2.3", "Attributes MUST be mapped from headers; names and values MUST be UTF-8"
        => "as said: a value that is not UTF-8 is `not_cloudevents`, and so is a repeated attribute", || {
            let agent = binary("application/json").without("ce_subject");
            agent.clone().with("ce_subject", b"agent-\xff".as_slice()).is_refused(Code::NotCloudEvents, "`ce_subject` is not UTF-8");
            agent.with("ce_subject", "a").with("ce_subject", "b").is_refused(Code::NotCloudEvents, "more than once");
            binary("application/json").with("ce_traceparent", "00-4bf9").with("trace", b"\xff".as_slice()).is_taken();
        };
    names_of_headers: "3.2.3.1", "Attributes have the prefix `ce_`; names of headers are case-sensitive"
        => "`CE_ID` and `ce-id` are not attributes; the refusal gives the right names", || {
            binary("application/json").without("ce_id").with("CE_ID", "one").is_refused(Code::NotCloudEvents, "`id` is missing");
            let of_http = binary("application/json").headers.into_iter().map(|(name, value)| (name.replace("ce_", "ce-"), value));
            let sent = Sent { headers: of_http.collect(), ..binary("application/json") };
            sent.is_refused(Code::NotCloudEvents, "`ce_specversion`, `ce_id`");
            binary("application/xml").without("content-type").with("Content-Type", "application/xml").is_taken();
        };
    null_values: "3.2.2", "Data is OPTIONAL: without it the value is null"
        => "`null_value`, in any mode: no type of the contract is without data, and a tombstone deletes nothing here", || {
            Sent::default().is_refused(Code::NullValue, "no value");
            Sent { value: None, ..binary("application/json") }.is_refused(Code::NullValue, "no value");
            Sent::default().with("content-type", EVENT).is_refused(Code::NullValue, "no value");
        };
}

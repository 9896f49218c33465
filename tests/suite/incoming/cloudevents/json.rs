//! Rules of the JSON event format.

use attrition_contracts::incoming::refusal::Code;
use serde_json::{Value, json};

use super::{Sent, attribute, changed, in_base64, rows, structured};
use attrition_test_support::stages::bad_records::good;

rows! {
    null_is_unset: "2.2", "An attribute that is `null` MUST be treated as one that is not there"
        => "as said", || {
            for name in ["datacontenttype", "dataschema", "anextension"] {
                attribute(name, Some(Value::Null)).is_taken();
            }
            for name in ["id", "source", "specversion", "type"] {
                attribute(name, Some(Value::Null)).is_refused(Code::NotCloudEvents, &format!("`{name}` is missing"));
            }
            attribute("time", Some(Value::Null)).is_refused(Code::MissingTime, "`time` is missing");
            structured(&changed(|event| event["data_base64"] = Value::Null)).is_taken();
        };
    data_in_base64: "3.1.2", "A deserializer MUST decode `data_base64`, and MAY read it by its `datacontenttype`"
        => "decoded, padded or not, then read as JSON; invalid Base64 is `not_cloudevents`, and content that is not JSON is `not_json`", || {
            let data = good("one")["data"].to_string();
            structured(&in_base64(data.as_bytes())).is_taken();
            structured(&changed(|event| {
                let padded = in_base64(format!("\u{feff} {data}\n").as_bytes());
                let unpadded = padded["data_base64"].as_str().expect("it is text").trim_end_matches('=').to_owned();
                event.as_object_mut().expect("it is one").remove("data");
                event["data_base64"] = json!(unpadded);
            }))
            .is_taken();
            let with = |text: &str| structured(&changed(|event| {
                event.as_object_mut().expect("it is one").remove("data");
                event["data_base64"] = json!(text);
            }));
            with("no Base64!").is_refused(Code::NotCloudEvents, "`data_base64` is not Base64");
            structured(&in_base64(b"hello")).is_refused(Code::NotJson, "`data_base64`");
            structured(&in_base64(b"\xff\xfe")).is_refused(Code::NotJson, "`data_base64`");
            structured(&in_base64(b"[1]")).is_refused(Code::MistypedMember, "`data` is not an object");
            let mut thrift = in_base64(data.as_bytes());
            thrift["datacontenttype"] = json!("application/vnd.apache.thrift.binary");
            structured(&thrift).is_refused(Code::UnsupportedContentType, "thrift");
        };
    one_kind_of_data: "3.1.1", "`data` and `data_base64` exclude each other"
        => "an event with both is `not_cloudevents`; one that is `null` counts as absent", || {
            let both = changed(|event| event["data_base64"] = json!("e30="));
            structured(&both).is_refused(Code::NotCloudEvents, "both `data` and `data_base64`");
            let mut null = in_base64(good("one")["data"].to_string().as_bytes());
            null["data"] = Value::Null;
            structured(&null).is_taken();
        };
    data_as_it_stands: "3.1.2", "`data` MUST be taken as a JSON value; a string MUST NOT be read as JSON again"
        => "as said: a string is `mistyped_member`", || {
            let text = changed(|event| event["data"] = json!(event["data"].to_string()));
            structured(&text).is_refused(Code::MistypedMember, "`data` is not an object");
        };
    data_without_a_type: "3.1.2", "Without `datacontenttype` it SHOULD be taken for `application/json`"
        => "as said", || structured(&good("one")).is_taken();
    data_of_another_type: "3.1.2", "Other `data` SHOULD be treated as encoded text; one MAY fail to deserialize it"
        => "`unsupported_content_type`", || {
            structured(&changed(|event| {
                event["datacontenttype"] = json!("application/xml");
                event["data"] = json!("<shift/>");
            }))
            .is_refused(Code::UnsupportedContentType, "application/xml");
        };
    data_that_is_null: "3.1.1", "`data` MAY be `null`, which is not the same as no data"
        => "no type of the contract allows such data: `missing_member`", || {
            attribute("data", Some(Value::Null)).is_refused(Code::MissingMember, "`data` is missing");
        };
    members_twice: "RFC 8259, 4", "Names within an object SHOULD be unique"
        => "a repeated attribute is `not_cloudevents`, a repeated member of `data` is `mistyped_member`; names that are not read may be repeated", || {
            let twice = |from: &str, to: &str| Sent {
                value: Some(good("one").to_string().replacen(from, to, 1).into_bytes()),
                ..Sent::default()
            };
            twice("\"source\"", "\"source\":\"/a\",\"source\"").is_refused(Code::NotCloudEvents, "`source` is there more than once");
            twice("\"channel\"", "\"channel\":\"chat\",\"channel\"").is_refused(Code::MistypedMember, "`channel` is there more than once");
            twice("\"source\"", "\"x\":1,\"x\":2,\"source\"").is_taken();
        };
    byte_order_marks: "RFC 8259, 8.1", "JSON MUST be UTF-8; a byte order mark MAY be ignored"
        => "it is ignored; bytes that are not UTF-8 are `not_json`", || {
            let mut marked = structured(&good("one"));
            marked.value = Some([b"\xef\xbb\xbf", good("one").to_string().as_bytes()].concat());
            marked.is_taken();
            let utf_16 = good("one").to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
            Sent { value: Some(utf_16), ..Sent::default() }.is_refused(Code::NotJson, "");
        };
}

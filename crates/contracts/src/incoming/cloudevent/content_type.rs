//! Media types: which mode a message is in, and whether its `data` is JSON.

use crate::incoming::refusal::{Code, Refusal};

/// What all media types of CloudEvents begin with.
const CLOUDEVENTS: &str = "application/cloudevents";

/// What a message is, by its content type: the same rule for Kafka's headers and for HTTP's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// One event in the JSON format: structured mode.
    Event,
    /// Several of them in an array: batched mode.
    Batch,
    /// Something else: binary mode, where the message has an event's attributes beside it.
    Data,
}

/// What a content type says that its message is. Refused is an event format other than JSON, and a text that is not in
/// UTF-8.
pub fn content(content_type: &str) -> Result<Content, Refusal> {
    let media = media_type(content_type);
    let Some(begin) = media.get(..CLOUDEVENTS.len()).filter(|begin| begin.eq_ignore_ascii_case(CLOUDEVENTS)) else {
        return Ok(Content::Data);
    };
    let format = &media[begin.len()..];
    let is = |known: &[&str]| known.iter().any(|known| format.eq_ignore_ascii_case(known));
    let content = match () {
        () if is(&["", "+json"]) => Content::Event,
        () if is(&["-batch", "-batch+json"]) => Content::Batch,
        () => {
            let told = "is an event format that is not read: send `application/cloudevents+json`";
            return Err(Code::UnsupportedContentType.because(format!("`{media}` {told}")));
        }
    };
    check_charset(content_type).map(|()| content)
}

/// A message must be JSON, by the content type that it is said to have: any `*/json` or `*/*+json`.
pub fn check_json(content_type: &str) -> Result<(), Refusal> {
    let media = media_type(content_type);
    if !is_json(media) {
        let told =
            if media.is_empty() { "there is no content type" } else { &format!("the content type is `{media}`") };
        let send = "send JSON as `application/json`, an event also as `application/cloudevents+json`";
        return Err(Code::UnsupportedContentType.because(format!("{told}: {send}")));
    }
    check_charset(content_type)
}

/// The same of the `data` of an event.
pub(super) fn check_data(content_type: &str) -> Result<(), Refusal> {
    let media = media_type(content_type);
    if !is_json(media) {
        let told = "it must be JSON: `application/json`, or a type that ends in `+json`";
        return Err(Code::UnsupportedContentType.because(format!("`data` has the content type `{media}`, {told}")));
    }
    check_charset(content_type)
}

/// Whether a media type is JSON.
fn is_json(media: &str) -> bool {
    let subtype = media.split_once('/').map(|(_, subtype)| subtype);
    let ends = |subtype: &str, end: &str| {
        subtype
            .len()
            .checked_sub(end.len())
            .and_then(|at| subtype.get(at..))
            .is_some_and(|s| s.eq_ignore_ascii_case(end))
    };
    subtype.is_some_and(|subtype| subtype.eq_ignore_ascii_case("json") || ends(subtype, "+json"))
}

/// JSON is UTF-8; read as such, a text in another character set would be damaged without a word.
fn check_charset(content_type: &str) -> Result<(), Refusal> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    for (_, value) in parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset")) {
        let charset = value.trim().trim_matches('"');
        if !["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known)) {
            let told = format!("the character set `{charset}` is not read: JSON is UTF-8");
            return Err(Code::UnsupportedContentType.because(told));
        }
    }
    Ok(())
}

/// A content type without its parameters.
fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_told_by_the_media_type_whatever_its_case_and_parameters() {
        for (text, expected) in [
            ("application/cloudevents+json", Content::Event),
            ("Application/CloudEvents+JSON ; charset=\"UTF-8\"; x=1", Content::Event),
            ("application/cloudevents", Content::Event),
            ("application/cloudevents-batch+json; charset=utf8", Content::Batch),
            ("application/json", Content::Data),
            ("application/cloud", Content::Data),
            ("", Content::Data),
            ("é", Content::Data),
        ] {
            assert_eq!(content(text), Ok(expected), "{text}");
        }
        for text in ["application/cloudevents+avro", "application/cloudevents+json;charset=utf-16"] {
            assert_eq!(content(text).map_err(|refusal| refusal.code), Err(Code::UnsupportedContentType), "{text}");
        }
    }

    #[test]
    fn data_is_json_by_its_subtype() {
        for text in ["application/json", "text/JSON;charset=us-ascii", "application/vnd.wfm.shift+json"] {
            assert_eq!((check_data(text), check_json(text)), (Ok(()), Ok(())), "{text}");
        }
        for text in
            ["", "json", "text/plain", "application/xml", "application/jsonl", "application/json; charset=latin1"]
        {
            assert!(check_data(text).is_err() && check_json(text).is_err(), "{text}");
        }
    }
}

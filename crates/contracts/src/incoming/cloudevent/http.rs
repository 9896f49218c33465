//! HTTP's protocol binding: headers of binary mode as those of a Kafka record, so that one reader reads both.

use super::binary::{CONTENT_TYPE, PREFIX};
use crate::incoming::refusal::{Code, Refusal};
use crate::records::record::Header;

/// What the names of the headers begin with that are attributes, in small letters: in HTTP their case is free.
const HTTP_PREFIX: &str = "ce-";

/// Whether a message that is in no format of CloudEvents has an event's attributes among its headers.
pub fn is_binary<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|name| ["ce-specversion", "ce-id", "ce-source", "ce-type"].contains(&name))
}

/// The headers of a Kafka record in binary mode, of those of an HTTP message in binary mode. Names are in small letters;
/// what is no attribute stays behind.
pub fn headers<'a>(message: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<Header>, Refusal> {
    let mut headers = Vec::new();
    for (name, value) in message {
        let attribute = name.strip_prefix(HTTP_PREFIX).filter(|attribute| is_attribute(attribute));
        if name == CONTENT_TYPE {
            headers.push((CONTENT_TYPE.to_owned(), value.to_vec()));
        } else if let Some(attribute) = attribute {
            let text =
                decoded(value).map_err(|told| Code::NotCloudEvents.because(format!("the header `{name}` {told}")))?;
            headers.push((format!("{PREFIX}{attribute}"), text.into_bytes()));
        }
    }
    Ok(headers)
}

/// A refusal of such headers, with the names that they have in HTTP.
pub fn in_its_names(mut refusal: Refusal) -> Refusal {
    refusal.detail = refusal.detail.replace(&format!("the header `{PREFIX}"), &format!("the header `{HTTP_PREFIX}"));
    refusal
}

/// `data` is the body, and its content type is a header of HTTP's own.
fn is_attribute(name: &str) -> bool {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    is_name && !["data", "datacontenttype"].contains(&name)
}

/// The text of a header: out of its double quotes, if it has them, and then of one round of percent-encoding.
fn decoded(value: &[u8]) -> Result<String, &'static str> {
    let value = unquoted(value.trim_ascii());
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.iter().copied();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        bytes.push(match byte {
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => (high * 16 + low) as u8,
                _ => return Err("has a `%` without two hexadecimal digits behind it: a percent sign is `%25`"),
            },
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8")
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    let Some(inner) = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")) else {
        return value.to_vec();
    };
    let (mut bytes, mut rest) = (Vec::with_capacity(inner.len()), inner.iter().copied());
    while let Some(byte) = rest.next() {
        // A backslash stands before what it is followed by.
        bytes.push(if byte == b'\\' { rest.next().unwrap_or(byte) } else { byte });
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_unquoted_and_decoded_once() {
        for (value, expected) in [
            ("Euro%20%E2%82%AC%20%F0%9F%98%80", Ok("Euro € 😀")),
            ("%e2%82%ac", Ok("€")),
            ("%41nna", Ok("Anna")),
            ("100%2525", Ok("100%25")),
            ("\"an \\\"a\\\" \\\\ b\"", Ok("an \"a\" \\ b")),
            ("\"a%20b\"", Ok("a b")),
            ("  plain ", Ok("plain")),
            ("a\"b", Ok("a\"b")),
            ("%C0%A0", Err("is not UTF-8")),
            ("50%", Err("has a `%` without two hexadecimal digits behind it: a percent sign is `%25`")),
        ] {
            assert_eq!(decoded(value.as_bytes()).as_deref(), expected.as_ref().map(|text| *text), "{value}");
        }
    }

    #[test]
    fn attributes_alone_become_headers_of_a_record() {
        let message = [
            ("host", &b"here"[..]),
            ("ce-id", b"a%20b"),
            ("ce-datacontenttype", b"text/xml"),
            ("ce-my-name", b"none"),
            ("content-type", b"application/json"),
        ];
        let expected =
            vec![("ce_id".to_owned(), b"a b".to_vec()), ("content-type".to_owned(), b"application/json".to_vec())];
        assert_eq!(headers(message.into_iter()), Ok(expected));
    }
}

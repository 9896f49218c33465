//! A digest as a letter: text and HTML, and headers by which it is known again.

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address};

use crate::letter::Letter;

/// Says to automata that nobody waits for their answer.
const HEADERS: [(&str, &str); 2] = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")];

/// The bytes of a letter. `id` names its digest: the same digest has the same Message-ID, however often it is sent.
pub(super) fn message(from: &Mailbox, to: &Address, id: &str, letter: &Letter) -> Result<Vec<u8>, String> {
    let part = |kind: ContentType, text: &str| SinglePart::builder().header(kind).body(text.to_owned());
    let body = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(letter.subject.clone())
        .message_id(Some(format!("<{id}@{}>", from.email.domain())));
    let mut message = message.multipart(body).map_err(|error| error.to_string())?;
    for (name, value) in HEADERS {
        let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
        message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
    }
    Ok(message.formatted())
}

/// An address with or without a name, as `Early warning <watch@example.com>`.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, address::AddressError> {
    text.parse()
}

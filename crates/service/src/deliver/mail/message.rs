//! A digest as a letter: text and HTML, and headers by which it is known again.

use lettre::message::header::{ContentType, HeaderName, HeaderValue, InvalidHeaderName};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address};

use crate::rendering::RenderedLetter;

/// Says to automata that nobody waits for their answer.
const HEADERS: [(&str, &str); 2] = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")];

/// A letter that cannot be put into a message.
#[derive(Debug, thiserror::Error)]
pub(super) enum MessageError {
    /// An address or a part is not as mail wants it.
    #[error(transparent)]
    Message(#[from] lettre::error::Error),
    /// A header has a name that is none.
    #[error(transparent)]
    Header(#[from] InvalidHeaderName),
}

/// The bytes of a letter. `id` names its digest: the same digest has the same Message-ID, however often it is sent.
pub(super) fn message(
    from: &Mailbox,
    to: &Address,
    id: &str,
    letter: &RenderedLetter,
) -> Result<Vec<u8>, MessageError> {
    let part = |kind: ContentType, text: &str| SinglePart::builder().header(kind).body(text.to_owned());
    let body = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to.clone()))
        .subject(letter.subject.clone())
        .message_id(Some(format!("<{id}@{}>", from.email.domain())));
    let mut message = message.multipart(body)?;
    for (name, value) in HEADERS {
        let name = HeaderName::new_from_ascii(name.to_owned())?;
        message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
    }
    Ok(message.formatted())
}

/// An address with or without a name, as `Early warning <watch@example.com>`.
pub(super) fn mailbox(text: &str) -> Result<Mailbox, address::AddressError> {
    text.parse()
}

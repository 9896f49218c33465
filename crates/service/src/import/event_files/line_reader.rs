//! Lines with one event each: they end with LF, with CR LF, or with a CR alone, as files of several systems that were put
//! together do.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use super::{BYTE_ORDER_MARK, EventText, RECORD_SEPARATOR, TEXT_MAX};

/// Where a file of lines is.
#[derive(Default)]
pub(super) struct LineReader {
    /// Lines that ended with LF, or with the file.
    lines: u64,
    events: u64,
    /// Texts of the last line behind the first, where a CR alone ended that.
    rest: VecDeque<EventText>,
}

impl LineReader {
    /// The next line, without its end and without a byte order mark: files that were put together have one each.
    pub(super) fn next_text(&mut self, reader: &mut impl BufRead) -> io::Result<Option<EventText>> {
        if let Some(text) = self.rest.pop_front() {
            return Ok(Some(text));
        }
        let mut bytes = Vec::new();
        let read = reader.by_ref().take(TEXT_MAX as u64).read_until(b'\n', &mut bytes)?;
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        } else if read == TEXT_MAX {
            reader.skip_until(b'\n')?;
        }
        if read == 0 {
            return Ok(None);
        }
        self.lines += 1;
        if bytes.trim_ascii_end().contains(&b'\r') {
            let places = [vec![0], line_ends(&bytes), vec![bytes.len()]].concat();
            if places.len() > 2 {
                let texts = places.windows(2).map(|place| bytes[place[0]..place[1]].trim_ascii().to_vec());
                self.rest = texts.map(|bytes| self.text(bytes, true)).collect::<Vec<_>>().into();
                return Ok(self.rest.pop_front());
            }
        }
        Ok(Some(self.text(bytes, false)))
    }

    fn text(&mut self, mut bytes: Vec<u8>, is_one_of_several: bool) -> EventText {
        if bytes.first() == Some(&BYTE_ORDER_MARK[0]) && bytes.starts_with(BYTE_ORDER_MARK) {
            bytes.drain(..BYTE_ORDER_MARK.len());
        }
        if bytes.first() == Some(&RECORD_SEPARATOR) {
            bytes.remove(0);
        }
        self.events += u64::from(!bytes.trim_ascii().is_empty());
        EventText { bytes, line: self.lines, event: if is_one_of_several { self.events } else { 0 } }
    }
}

/// The CRs that end a line. Between the members of an event a CR is a blank as any other, so it ends one only where no JSON
/// text goes on over it.
fn line_ends(bytes: &[u8]) -> Vec<usize> {
    let (mut ends, mut before, mut first_return) = (Vec::new(), None, None);
    for (place, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_whitespace() {
            first_return = first_return.or((*byte == b'\r').then_some(place));
            continue;
        }
        if let (Some(before), Some(place)) = (before, first_return.take())
            && is_end(before, *byte)
        {
            ends.push(place);
        }
        before = Some(*byte);
    }
    ends
}

/// Whether a text has ended between two bytes: an object is over, or one begins that can be no value.
fn is_end(before: u8, after: u8) -> bool {
    let is_over = before == b'}' && !b",]}".contains(&after);
    is_over || (after == b'{' && !b":,[".contains(&before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lines: &str) -> Vec<(String, u64, u64)> {
        let (mut reader, mut lines, mut texts) = (lines.as_bytes(), LineReader::default(), Vec::new());
        while let Some(text) = lines.next_text(&mut reader).expect("memory does not fail") {
            let bytes = String::from_utf8(text.bytes).expect("it is text").trim().to_owned();
            texts.push((bytes, text.line, text.event));
        }
        texts
    }

    #[test]
    fn a_cr_alone_ends_a_line_and_within_an_event_it_is_a_blank() {
        let text = |text: &str, line, event| (text.to_owned(), line, event);
        let mixed = "{\"a\":1}\r\n{\"b\":2}\r{\"c\":3}\r\r{\"d\":{}}\n\n{\"e\":\r5}\r\n";
        let expected = [
            text("{\"a\":1}", 1, 0),
            text("{\"b\":2}", 2, 2),
            text("{\"c\":3}", 2, 3),
            text("{\"d\":{}}", 2, 4),
            text("", 3, 0),
            text("{\"e\":\r5}", 4, 0),
        ];
        assert_eq!(texts(mixed), expected);
        for one in ["{\"a\":\r{\r\"b\":[{}\r,\r{}\r]\r}\r,\"c\":{}\r}", "{\"a\": 1,\r\"b\": 2}\r"] {
            assert_eq!(texts(one), [text(one.trim(), 1, 0)]);
        }
        // A broken one swallows none after it.
        assert_eq!(texts("{\"a\": \"x\r{\"b\":2}\rfoo\r{\"c\":3}").len(), 4);
    }
}

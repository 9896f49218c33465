//! Texts of events in a stream of JSON: one after the other with or without line ends, over many lines, or in arrays.
//!
//! Only brackets and quotes are looked at: whether a text is JSON is for its reader to say. A text that is broken must
//! not swallow those after it, so where a line begins with a bracket that cannot stand there, a new one begins.

use std::io::{self, BufRead};

use super::{EventText, TEXT_MAX, is_between};

/// Whether a beginning is that of a stream, and not of lines with one event each.
pub(super) fn is_stream(head: &[u8]) -> bool {
    let after_blanks = |bytes: &[u8]| bytes.iter().position(|byte| !is_between(*byte));
    let Some(begin) = after_blanks(head) else { return false };
    let text = &head[begin..];
    match text[0] {
        b'[' => after_blanks(&text[1..]).is_some_and(|next| matches!(text[1 + next], b'{' | b']')),
        b'{' => {
            let mut stream = JsonStream::default();
            let (used, first) = stream.take(text);
            let line_end = text.iter().position(|byte| *byte == b'\n');
            match (first, line_end) {
                (Some(_), Some(end)) if used > end => true,
                (Some(_), _) => after_blanks(&text[used..]).is_some_and(|next| {
                    !text[used..used + next].contains(&b'\n') && matches!(text[used + next], b'{' | b'[')
                }),
                // The first line ends within it; a line that is longer than all that is looked at is one all the same.
                (None, Some(_)) => true,
                (None, None) => false,
            }
        }
        _ => false,
    }
}

/// Where a stream is.
#[derive(Default)]
pub(super) struct JsonStream {
    /// Lines and bytes of the line that were read, and whether there was anything but blanks on it.
    lines: u64,
    column: usize,
    is_begun: bool,
    in_array: bool,
    events: u64,
    /// How far the first text is from the beginning of its line.
    indent: Option<usize>,
    value: Option<OpenValue>,
}

/// A text that is being read.
struct OpenValue {
    text: EventText,
    /// Brackets that are open: whether each is that of an array. Empty for what is neither.
    open: Vec<bool>,
    in_string: bool,
    is_escaped: bool,
    /// The last byte that was not blank, outside of strings.
    last: u8,
    /// A line ended within a string: the quotes cannot be trusted any more.
    is_broken: bool,
}

/// What a byte was.
enum ByteRole {
    /// One of a text, or of what is between two.
    Goes,
    /// The last of a text.
    Last,
    /// The first after a text.
    After,
}

impl JsonStream {
    /// The next text; `None` at the end. An array without an end is an error.
    pub(super) fn next_text(&mut self, reader: &mut impl BufRead) -> io::Result<Option<EventText>> {
        loop {
            let bytes = reader.fill_buf()?;
            if bytes.is_empty() {
                if self.in_array {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                return Ok(self.value.take().map(|value| value.text));
            }
            let (used, text) = self.take(bytes);
            reader.consume(used);
            if text.is_some() {
                return Ok(text);
            }
        }
    }

    /// Takes bytes in, up to the end of a text; how many, and the text.
    fn take(&mut self, bytes: &[u8]) -> (usize, Option<EventText>) {
        for (place, byte) in bytes.iter().enumerate() {
            match self.step(*byte) {
                ByteRole::Goes => self.advance(*byte),
                ByteRole::Last => {
                    self.advance(*byte);
                    return (place + 1, self.value.take().map(|value| value.text));
                }
                ByteRole::After => return (place, self.value.take().map(|value| value.text)),
            }
        }
        (bytes.len(), None)
    }

    fn advance(&mut self, byte: u8) {
        if byte == b'\n' {
            self.lines += 1;
            (self.column, self.is_begun) = (0, false);
        } else if byte.is_ascii() {
            self.column += 1;
            self.is_begun |= !byte.is_ascii_whitespace();
        }
    }

    fn step(&mut self, byte: u8) -> ByteRole {
        let is_first = !self.is_begun && !byte.is_ascii_whitespace();
        let is_outside = self.column <= self.indent.unwrap_or(0);
        let Some(value) = &mut self.value else { return self.between(byte) };
        if value.open.is_empty() {
            return value.plain(byte, self.in_array);
        }
        if is_first {
            let is_next = match byte {
                b'{' if value.is_broken => is_outside,
                b'{' => !value.takes_value(),
                b']' => value.is_broken && is_outside && self.in_array,
                _ => false,
            };
            if is_next {
                return ByteRole::After;
            }
        }
        value.push(byte);
        if value.is_broken {
            return if is_first && is_outside && byte == b'}' { ByteRole::Last } else { ByteRole::Goes };
        }
        value.nested(byte)
    }

    fn between(&mut self, byte: u8) -> ByteRole {
        match byte {
            _ if is_between(byte) => return ByteRole::Goes,
            b',' if self.in_array => return ByteRole::Goes,
            b']' if self.in_array => self.in_array = false,
            b'[' if !self.in_array => self.in_array = true,
            _ => {
                self.events += 1;
                if byte == b'{' {
                    self.indent.get_or_insert(self.column);
                }
                let open = if matches!(byte, b'{' | b'[') { vec![byte == b'['] } else { Vec::new() };
                let text = EventText { bytes: vec![byte], line: self.lines + 1, event: self.events };
                let in_string = byte == b'"';
                self.value = Some(OpenValue { text, open, in_string, is_escaped: false, last: byte, is_broken: false });
            }
        }
        ByteRole::Goes
    }
}

impl OpenValue {
    fn push(&mut self, byte: u8) {
        if self.text.bytes.len() < TEXT_MAX {
            self.text.bytes.push(byte);
        }
    }

    /// A byte of what is no object and no array: it ends with its line, or with the element.
    fn plain(&mut self, byte: u8, in_array: bool) -> ByteRole {
        if byte == b'\n' || (in_array && !self.in_string && matches!(byte, b',' | b']')) {
            return ByteRole::After;
        }
        self.push(byte);
        self.quote(byte);
        ByteRole::Goes
    }

    /// A byte within brackets.
    fn nested(&mut self, byte: u8) -> ByteRole {
        if self.in_string {
            self.is_broken = byte == b'\n';
            self.quote(byte);
            return ByteRole::Goes;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.open.push(byte == b'['),
            b'}' | b']' => drop(self.open.pop()),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
        if self.open.is_empty() { ByteRole::Last } else { ByteRole::Goes }
    }

    fn quote(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = self.in_string,
            b'"' => {
                self.in_string = !self.in_string;
                self.last = byte;
            }
            _ => {}
        }
    }

    /// Whether an object may begin here: after a name, or as an element of an array.
    fn takes_value(&self) -> bool {
        let in_array = self.open.last() == Some(&true);
        matches!(self.last, b':' | b'[') || (in_array && self.last == b',')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts of a stream, with their lines, read in pieces of every size.
    fn texts(stream: &str) -> Vec<(String, u64)> {
        let mut all: Vec<Vec<(String, u64)>> = [1, 2, 7, 4_096].map(|piece| read(stream, piece)).into();
        let first = all.remove(0);
        assert!(all.iter().all(|other| *other == first), "pieces matter: {stream}");
        first
    }

    fn read(stream: &str, piece: usize) -> Vec<(String, u64)> {
        let mut reader = io::BufReader::with_capacity(piece, stream.as_bytes());
        let mut stream = JsonStream::default();
        let mut texts = Vec::new();
        while let Some(text) = stream.next_text(&mut reader).expect("it has an end") {
            let bytes = String::from_utf8(text.bytes).expect("it is text").trim_end().to_owned();
            texts.push((bytes, text.line));
        }
        texts
    }

    fn only(stream: &str) -> Vec<String> {
        texts(stream).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn arrays_and_streams_are_taken_apart() {
        assert_eq!(only(r#"[{"a":[1,{"b":"]"}]},{"c":"\"}"}]"#), [r#"{"a":[1,{"b":"]"}]}"#, r#"{"c":"\"}"}"#]);
        assert_eq!(only("[]"), [""; 0]);
        assert_eq!(only("[{}]\n[{}, 5, \"a,b\"]\n"), ["{}", "{}", "5", "\"a,b\""]);
        assert_eq!(only("{\"a\":1}{\"b\":2} {\"c\":3}"), ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
        let pretty = "{\n \"a\": {\n  \"b\": 1\n }\n}\r\n{\n \"c\":\n {\n }\n}\n";
        assert_eq!(texts(pretty).iter().map(|(_, line)| *line).collect::<Vec<_>>(), [1, 6]);
    }

    #[test]
    fn a_broken_text_swallows_none_after_it() {
        // Cut off within an object, within a string, and within a string of an element.
        assert_eq!(only("{\"a\": 1,\n{\"b\": 2}\n{\"c\": 3}\n"), ["{\"a\": 1,", "{\"b\": 2}", "{\"c\": 3}"]);
        assert_eq!(only("{\"a\": \"x\n{\"b\": \"2\"}\n{\"c\": 3}"), ["{\"a\": \"x", "{\"b\": \"2\"}", "{\"c\": 3}"]);
        let array = "[\n {\n  \"a\": \"x,\n  \"b\": {\n  }\n },\n {\n  \"c\": 1\n }\n]\n";
        let texts = only(array);
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[0].ends_with("}\n }") && texts[1].contains("\"c\""), "{texts:?}");
        // What is no value at all ends with its line.
        assert_eq!(only("{\n}\n}\nfoo\n{}"), ["{\n}", "}", "foo", "{}"]);
    }

    #[test]
    fn an_array_without_an_end_is_an_error() {
        let mut stream = JsonStream::default();
        let mut reader = &b"[{\"a\": 1},\n"[..];
        assert!(stream.next_text(&mut reader).expect("it has a first").is_some());
        assert!(stream.next_text(&mut reader).is_err_and(|error| error.kind() == io::ErrorKind::UnexpectedEof));
    }

    #[test]
    fn a_beginning_tells_lines_from_streams() {
        for stream in ["[{", " [\n {", "[]", "{\n", "\u{feff}{\r\n", "{\"a\": 1}{", "{\"a\":{\n}}\n", "{\"a\": \"b\n{}"]
        {
            assert!(is_stream(stream.as_bytes()), "{stream}");
        }
        for lines in ["{}\n{}", "{\"a\": 1}\n", "{\"a\": 1", "[1, 2]\n{}", "[INFO] a\n", "a,b\n", "", "{} garbage\n{}"]
        {
            assert!(!is_stream(lines.as_bytes()), "{lines}");
        }
    }
}

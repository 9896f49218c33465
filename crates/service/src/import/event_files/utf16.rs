//! UTF-16, as PowerShell's `>` and "Unicode text" of Windows programs write it, becomes UTF-8.

use std::io::{self, Read};

/// Bytes that are read at once.
const PIECE: usize = 32 << 10;

/// A byte that no text in UTF-8 has: it stands for half a character, so that the event is refused rather than changed.
const NO_CHARACTER: u8 = 0xff;

/// Which byte of a unit comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ByteOrder {
    Little,
    Big,
}

/// The order of bytes where a text begins as one in UTF-16 does: with its mark, or with a bracket of JSON in two bytes.
pub(super) fn byte_order(head: &[u8]) -> Option<ByteOrder> {
    match head {
        // That is UTF-32.
        [0xff, 0xfe, 0, 0, ..] => None,
        [0xff, 0xfe, ..] | [b'{' | b'[', 0, 1..=255, 0, ..] => Some(ByteOrder::Little),
        [0xfe, 0xff, ..] | [0, b'{' | b'[', 0, 1..=255, ..] => Some(ByteOrder::Big),
        _ => None,
    }
}

/// A reader of the text in UTF-8.
pub(super) struct Utf16<R> {
    inner: R,
    order: ByteOrder,
    /// Bytes that are read and not turned yet: less than a character.
    rest: Vec<u8>,
    /// Bytes in UTF-8 that are not handed over yet, and how many are.
    text: Vec<u8>,
    handed: usize,
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(inner: R, order: ByteOrder) -> Self {
        Self { inner, order, rest: Vec::new(), text: Vec::new(), handed: 0 }
    }

    /// Reads and turns the next piece; nothing at the end.
    fn advance(&mut self) -> io::Result<()> {
        let before = self.rest.len();
        self.rest.resize(before + PIECE, 0);
        let read = self.inner.read(&mut self.rest[before..])?;
        self.rest.truncate(before + read);
        (self.handed, self.text) = (0, Vec::with_capacity(self.rest.len()));
        let unit = |pair: &[u8]| match self.order {
            ByteOrder::Little => u16::from_le_bytes([pair[0], pair[1]]),
            ByteOrder::Big => u16::from_be_bytes([pair[0], pair[1]]),
        };
        let mut units: Vec<u16> = self.rest.chunks_exact(2).map(unit).collect();
        let is_end = read == 0;
        // The second half of a character comes with the next piece.
        if !is_end && units.last().is_some_and(|last| (0xd800..0xdc00).contains(last)) {
            units.pop();
        }
        let used = if is_end { self.rest.len() } else { units.len() * 2 };
        for character in char::decode_utf16(units) {
            match character {
                Ok(character) => self.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                Err(_) => self.text.push(NO_CHARACTER),
            }
        }
        if is_end && self.rest.len() % 2 == 1 {
            self.text.push(NO_CHARACTER);
        }
        self.rest.drain(..used);
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.handed == self.text.len() {
            let before = self.rest.len();
            self.advance()?;
            // Less than a character may have come: then more is to come, or it was the end.
            if self.text.is_empty() && self.rest.len() == before {
                return Ok(0);
            }
        }
        let n = buffer.len().min(self.text.len() - self.handed);
        buffer[..n].copy_from_slice(&self.text[self.handed..self.handed + n]);
        self.handed += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands bytes over one by one, as a slow pipe does.
    struct OneByOne<'a>(&'a [u8]);

    impl Read for OneByOne<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else { return Ok(0) };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn read(bytes: &[u8], order: ByteOrder) -> Vec<u8> {
        let (mut whole, mut piecewise) = (Vec::new(), Vec::new());
        Utf16::new(bytes, order).read_to_end(&mut whole).expect("memory does not fail");
        Utf16::new(OneByOne(bytes), order).read_to_end(&mut piecewise).expect("memory does not fail");
        assert_eq!(whole, piecewise);
        whole
    }

    #[test]
    fn every_character_comes_through_in_both_orders() {
        let text = "{\"a\": \"\u{fc}\u{4e2d}\u{1f642}\"}\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(byte_order(&little), Some(ByteOrder::Little));
        assert_eq!(byte_order(&big), Some(ByteOrder::Big));
        assert_eq!(read(&little, ByteOrder::Little), text.as_bytes());
        assert_eq!(read(&big, ByteOrder::Big), text.as_bytes());
    }

    #[test]
    fn half_a_character_is_no_text() {
        for bytes in [&[0x61, 0, 0x00, 0xd8][..], &[0x61, 0, 0x00, 0xdc], &[0x61, 0, 0x62]] {
            assert_eq!(read(bytes, ByteOrder::Little), [0x61, NO_CHARACTER]);
        }
    }
}

//! The packed form: little-endian base-128 numbers, one after the other.
//!
//! Memory, changelog and journal share it, because a day of one agent's work must stay near 100 bytes. Reading is total:
//! whatever the bytes are, a reader returns values or `None`; it never panics and never allocates beyond what it was given.

/// Bytes of the longest number: 64 bits, seven in each.
const NUMBER_MAX: usize = 10;

/// Appends numbers to a byte vector.
#[derive(Default, Debug)]
pub struct ByteWriter {
    bytes: Vec<u8>,
}

impl ByteWriter {
    /// A writer that appends to `bytes`.
    pub fn after(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The bytes that were written so far.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// How many bytes were written.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Writes one byte as it is.
    pub fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// Writes an unsigned number, seven bits a byte, lowest first.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value as u8) | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A signed number, folded so that small magnitudes stay short.
    pub fn signed(&mut self, value: i64) {
        self.number(((value << 1) ^ (value >> 63)).cast_unsigned());
    }

    /// The low `width` bytes of a number.
    pub fn fixed(&mut self, value: u64, width: usize) {
        self.bytes.extend_from_slice(&value.to_le_bytes()[..width]);
    }

    /// A float, to the last bit.
    pub fn float(&mut self, value: f64) {
        self.bytes.extend_from_slice(&value.to_bits().to_le_bytes());
    }

    /// A text with its length before it.
    pub fn text(&mut self, value: &str) {
        self.bytes(value.as_bytes());
    }

    /// Bytes with their length before them.
    pub fn bytes(&mut self, value: &[u8]) {
        self.number(value.len() as u64);
        self.bytes.extend_from_slice(value);
    }
}

/// Reads what a [`ByteWriter`] wrote; `None` means that the bytes are not such a record.
#[derive(Clone, Debug)]
pub struct PackReader<'a> {
    rest: &'a [u8],
}

impl<'a> PackReader<'a> {
    /// A reader over all of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// How many bytes are left: the bound for any count that the bytes claim.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Reads one byte; `None` at the end.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// Reads an unsigned number, seven bits a byte, lowest first.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for (place, byte) in self.rest.iter().take(NUMBER_MAX).enumerate() {
            value |= u64::from(byte & 0x7f) << (7 * place);
            if *byte < 0x80 {
                self.rest = &self.rest[place + 1..];
                return Some(value);
            }
        }
        None
    }

    /// An unsigned number that must fit 32 bits.
    #[inline]
    pub fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// Reads a signed number that [`ByteWriter::signed`] wrote.
    #[inline]
    pub fn signed(&mut self) -> Option<i64> {
        let folded = self.number()?;
        Some((folded >> 1).cast_signed() ^ -((folded & 1).cast_signed()))
    }

    /// A number of `width` bytes, one to eight.
    #[inline]
    pub fn fixed(&mut self, width: usize) -> Option<u64> {
        if let Some(bytes) = self.rest.first_chunk() {
            self.rest = &self.rest[width..];
            return Some(u64::from_le_bytes(*bytes) & (u64::MAX >> (64 - 8 * width)));
        }
        let mut bytes = [0; 8];
        bytes[..width].copy_from_slice(self.take(width)?);
        Some(u64::from_le_bytes(bytes))
    }

    /// A float, to the last bit.
    pub fn float(&mut self) -> Option<f64> {
        self.fixed(8).map(f64::from_bits)
    }

    /// A text with its length before it.
    pub fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// Bytes with their length before them.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        self.take(length)
    }

    /// A count of entries that take at least `width` bytes each, so that a lying count cannot reserve memory.
    pub fn count(&mut self, width: usize) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count.checked_mul(width)? <= self.rest.len()).then_some(count)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        let mut writer = ByteWriter::default();
        numbers.iter().for_each(|n| writer.number(*n));
        signed.iter().for_each(|n| writer.signed(*n));
        writer.float(-0.1);
        writer.text("né");
        let bytes = writer.finish();
        let mut reader = PackReader::new(&bytes);
        numbers.iter().for_each(|n| assert_eq!(reader.number(), Some(*n)));
        signed.iter().for_each(|n| assert_eq!(reader.signed(), Some(*n)));
        assert_eq!(reader.float(), Some(-0.1));
        assert_eq!(reader.text(), Some("né"));
        assert!(reader.is_empty());
    }

    #[test]
    fn cut_and_lying_bytes_are_refused() {
        assert_eq!(PackReader::new(&[0x80]).number(), None);
        assert_eq!(PackReader::new(&[0xff; 11]).number(), None);
        assert_eq!(PackReader::new(&[200, 1, 0]).count(1), None);
        assert_eq!(PackReader::new(&[5, b'a']).text(), None);
    }
}

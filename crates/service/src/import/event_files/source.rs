//! A source of bytes of which the beginning is known: what it is packed in and written in shows there.

use std::io::{self, BufReader, Cursor, Read};

use super::gzip::Gzip;
use super::utf16::{self, Utf16};

/// Bytes that are looked at: enough for the first line of any file of events.
const HEAD: u64 = 64 << 10;

/// Packings that are taken off, one within the other: a packed export that was packed once more has two.
const PACKINGS_MAX: usize = 4;

/// What is said of more.
pub(super) const PACKED_OVER: &str = "is packed over and over: unpack it first";

/// A source with its first bytes.
pub(super) struct EventSource {
    head: Vec<u8>,
    reader: Box<dyn Read + Send>,
}

/// How bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstandard,
}

impl Packing {
    fn detect(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            // A frame, or one that is to be skipped, as `pzstd` writes before each.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstandard),
            _ => None,
        }
    }
}

impl EventSource {
    /// Looks at the first bytes of a reader.
    pub(super) fn new(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut head = Vec::new();
        reader.by_ref().take(HEAD).read_to_end(&mut head)?;
        Ok(Self { head, reader })
    }

    /// The first bytes, by which packing and encoding are recognised.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether the first bytes are all of it.
    pub(super) fn is_whole(&self) -> bool {
        (self.head.len() as u64) < HEAD
    }

    /// The same without its packings; `None` where they have no end.
    pub(super) fn unpacked(mut self) -> io::Result<Option<Self>> {
        for _ in 0..=PACKINGS_MAX {
            let Some(packing) = Packing::detect(&self.head) else { return Ok(Some(self)) };
            let packed = BufReader::with_capacity(1 << 16, self.into_reader());
            self = Self::new(match packing {
                Packing::Gzip => Box::new(Gzip::new(packed)),
                Packing::Zstandard => Box::new(zstd::Decoder::with_buffer(packed)?),
            })?;
        }
        Ok(None)
    }

    /// The same in UTF-8, where it is written in UTF-16.
    pub(super) fn in_utf8(self) -> io::Result<Self> {
        match utf16::byte_order(&self.head) {
            Some(order) => Self::new(Box::new(Utf16::new(self.into_reader(), order))),
            None => Ok(self),
        }
    }

    /// Reads all bytes, from the first one on.
    pub(super) fn into_reader(self) -> Box<dyn Read + Send> {
        if self.is_whole() {
            Box::new(Cursor::new(self.head))
        } else {
            Box::new(Cursor::new(self.head).chain(self.reader))
        }
    }
}

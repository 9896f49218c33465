//! Texts in memory: one buffer, and where each stands in it.

use super::{RecordedAt, TimedText};
use crate::import::lines::SourceLocation;

/// Texts, in order once they are sorted.
#[derive(Default)]
pub(super) struct SortedChunk {
    bytes: Vec<u8>,
    entries: Vec<ChunkEntry>,
}

#[derive(Clone, Copy)]
struct ChunkEntry {
    moment: RecordedAt,
    place: SourceLocation,
    start: usize,
    end: usize,
}

impl SortedChunk {
    pub(super) fn push(&mut self, moment: RecordedAt, bytes: &[u8], place: SourceLocation) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.entries.push(ChunkEntry { moment, place, start, end: self.bytes.len() });
    }

    /// Bytes that it takes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + self.entries.len() * size_of::<ChunkEntry>()
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn sort(&mut self) {
        let bytes = &self.bytes;
        // Stable, for it is the one that is quick with what is nearly in order.
        self.entries.sort_by(|a, b| {
            let by_bytes = || bytes[a.start..a.end].cmp(&bytes[b.start..b.end]);
            a.moment.cmp(&b.moment).then_with(by_bytes).then_with(|| a.place.cmp(&b.place))
        });
    }

    pub(super) fn get(&self, place: usize) -> TimedText {
        let ChunkEntry { moment, place, start, end } = self.entries[place];
        TimedText { moment, bytes: self.bytes[start..end].to_vec(), place }
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.entries.clear();
    }
}

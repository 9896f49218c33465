//! Merges what is in memory and what is in runs into one order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::io;

use super::TimedText;
use super::chunk::SortedChunk;
use super::run::{Run, RunReader};

/// Sorted texts of several sources in one order.
pub struct Merge<'a> {
    sources: Vec<MergeSource<'a>>,
    /// The next text of each source that has one, with the number of the source.
    heads: BinaryHeap<Reverse<(TimedText, usize)>>,
}

enum MergeSource<'a> {
    Chunk { chunk: &'a SortedChunk, next: usize },
    Run(RunReader<'a>),
}

impl<'a> Merge<'a> {
    pub(super) fn new(chunk: Option<&'a SortedChunk>, runs: &'a [Run]) -> io::Result<Self> {
        let chunk = chunk.map(|chunk| Ok(MergeSource::Chunk { chunk, next: 0 }));
        let runs = runs.iter().map(|run| Ok(MergeSource::Run(RunReader::new(run)?)));
        let mut sources = chunk.into_iter().chain(runs).collect::<io::Result<Vec<_>>>()?;
        let mut heads = BinaryHeap::with_capacity(sources.len());
        for (number, source) in sources.iter_mut().enumerate() {
            heads.extend(source.next()?.map(|timed| Reverse((timed, number))));
        }
        Ok(Self { sources, heads })
    }

    /// Whether the next text says the same at the same moment.
    pub(super) fn is_next(&self, text: &TimedText) -> bool {
        let is_same = |next: &TimedText| next.moment == text.moment && next.bytes == text.bytes;
        self.heads.peek().is_some_and(|Reverse((next, _))| is_same(next))
    }

    /// The next text; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<TimedText>> {
        let Some(mut first) = self.heads.peek_mut() else { return Ok(None) };
        let Reverse((timed, number)) = &mut *first;
        // What follows in the same source is often next: it takes the place, and sinks as far as it must.
        Ok(Some(match self.sources[*number].next()? {
            Some(next) => std::mem::replace(timed, next),
            None => PeekMut::pop(first).0.0,
        }))
    }
}

impl MergeSource<'_> {
    fn next(&mut self) -> io::Result<Option<TimedText>> {
        match self {
            Self::Chunk { chunk, next } => {
                let timed = (*next < chunk.len()).then(|| chunk.get(*next));
                *next += 1;
                Ok(timed)
            }
            Self::Run(reader) => reader.next(),
        }
    }
}

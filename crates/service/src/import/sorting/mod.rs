//! Sorts the texts of an input by the time of their events, whatever order they stand in: in memory up to a bound, beyond it
//! in runs on disk that are merged.
//!
//! The order is total and made of the content alone: time, then bytes. So the same lines in any order, in one file or in
//! many, are taken in as the same sequence. What has no time that can be read comes first.

mod chunk;
mod merge;
mod run;

use std::io;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use xxhash_rust::xxh3::xxh3_64;

use self::chunk::SortedChunk;
pub use self::merge::Merge;
use self::run::{Run, RunWriter};
use crate::import::lines::{self, EventLines, SourceLocation, SourceText};
use attrition_contracts::incoming::cloudevent::time_of;

/// Bytes of texts that are held in memory: of a site of a thousand, about a week. Twice that is no faster.
pub const HELD_MAX: usize = 32 << 20;
/// Runs that are merged at once. Each takes the window of a decoder while it is read, about half a megabyte.
const RUNS_MAX: usize = 16;
/// How `time` mostly stands in an event. In a text within the event, its quotes would have backslashes before them.
const TIME: &str = "\"time\":\"";
/// The name alone, however the rest is spaced.
const TIME_NAME: &str = "\"time\"";
/// Texts between two looks at how far the input is read.
const PROGRESS_EVERY: u64 = 4_096;

/// When an event was recorded: seconds since 1970-01-01 UTC, and nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordedAt {
    seconds: i64,
    nanoseconds: u32,
}

impl RecordedAt {
    /// Of a text without a time that can be read: before every other.
    pub const NONE: Self = Self { seconds: i64::MIN, nanoseconds: 0 };

    /// The moment of a time.
    pub fn new(time: OffsetDateTime) -> Self {
        Self { seconds: time.unix_timestamp(), nanoseconds: time.nanosecond() }
    }

    /// The moment at which the event of a text was recorded, where that can be read.
    fn of_text(bytes: &[u8]) -> Option<Self> {
        let quick = || {
            let (before, rest) = std::str::from_utf8(bytes).ok()?.split_once(TIME)?;
            // After a second bracket, or where another member is called so too, it takes a parser to tell whose time it is.
            let is_of_event =
                before.matches('{').count() == 1 && !before.contains(TIME_NAME) && !rest.contains(TIME_NAME);
            OffsetDateTime::parse(rest.split_once('"').filter(|_| is_of_event)?.0, &Rfc3339).ok()
        };
        quick().or_else(|| time_of(bytes)).map(Self::new)
    }
}

/// A text with the time of its event. Texts are ordered by their fields, so by time, then by bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimedText {
    /// When the event was recorded.
    pub moment: RecordedAt,
    /// The text, without blanks around it.
    pub bytes: Vec<u8>,
    /// File and line in which the text stands.
    pub place: SourceLocation,
}

/// An input cannot be sorted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read.
    #[error(transparent)]
    Lines(#[from] lines::Error),
    /// A run cannot be written or read back.
    #[error("failed to sort the input in `{}`: it needs room there{}", folder.display(), elsewhere(folder))]
    Spill {
        /// Folder of the runs.
        folder: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

/// What to do where a folder has no room: that of an embedded log lies where `log.dir` says.
fn elsewhere(folder: &Path) -> &'static str {
    if folder == std::env::temp_dir() { " (TMPDIR names another folder)" } else { "" }
}

/// Takes texts in, in any order.
pub struct Sorter {
    folder: PathBuf,
    held_max: usize,
    chunk: SortedChunk,
    /// Runs by level: those of a level are merged into one of the next, so that each text is written a few times at most.
    levels: Vec<Vec<Run>>,
    /// Number of texts with a time.
    timed: u64,
    /// Number of texts without a time.
    untimed: u64,
    /// Sum of their hashes: the same for the same texts in any order.
    untimed_sum: u64,
}

/// An input in order. It can be read as often as one likes.
pub struct Sorted {
    folder: PathBuf,
    chunk: SortedChunk,
    runs: Vec<Run>,
    /// Number of texts with a time.
    pub timed: u64,
    /// Texts without a time that can be read.
    pub untimed: u64,
    /// Names the texts without a time, whatever their order.
    pub untimed_sum: u64,
}

/// Reads lines to their end and sorts them; `tell` hears now and then how many bytes are read, and of how many.
pub fn sort(lines: &mut EventLines, mut sorter: Sorter, tell: &mut dyn FnMut(u64, u64)) -> Result<Sorted, Error> {
    let mut read = 0u64;
    while let Some(text) = lines.next_text()? {
        sorter.push(&text)?;
        read += 1;
        if read.is_multiple_of(PROGRESS_EVERY) {
            let (done, total) = lines.progress();
            tell(done, total);
        }
    }
    sorter.finish()
}

impl Sorter {
    /// Holds up to `held_max` bytes in memory, and writes what is beyond into files of `folder` that have no name: they are
    /// gone with the process, however it ends.
    pub fn new(folder: &Path, held_max: usize) -> Self {
        let (chunk, levels) = (SortedChunk::default(), Vec::new());
        Self { folder: folder.to_owned(), held_max, chunk, levels, timed: 0, untimed: 0, untimed_sum: 0 }
    }

    /// Takes a text in. A blank one says nothing.
    pub fn push(&mut self, text: &SourceText) -> Result<(), Error> {
        let bytes = text.bytes.trim_ascii();
        if bytes.is_empty() {
            return Ok(());
        }
        let moment = match RecordedAt::of_text(bytes) {
            Some(moment) => {
                self.timed += 1;
                moment
            }
            None => {
                self.untimed += 1;
                self.untimed_sum = self.untimed_sum.wrapping_add(xxh3_64(bytes));
                RecordedAt::NONE
            }
        };
        if self.chunk.size() + bytes.len() > self.held_max {
            let folder = self.folder.clone();
            self.spill().map_err(|source| Error::Spill { folder, source })?;
        }
        self.chunk.push(moment, bytes, text.place);
        Ok(())
    }

    /// No more texts come.
    pub fn finish(mut self) -> Result<Sorted, Error> {
        self.chunk.sort();
        let runs = self.levels.into_iter().flatten().collect();
        let Self { folder, chunk, timed, untimed, untimed_sum, .. } = self;
        Ok(Sorted { folder, chunk, runs, timed, untimed, untimed_sum })
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.chunk.size() == 0 {
            return Ok(());
        }
        self.chunk.sort();
        let mut writer = RunWriter::create(&self.folder)?;
        (0..self.chunk.len()).try_for_each(|place| writer.write(&self.chunk.get(place)))?;
        self.chunk.clear();
        self.keep(0, writer.finish()?)
    }

    fn keep(&mut self, level: usize, run: Run) -> io::Result<()> {
        if self.levels.len() <= level {
            self.levels.push(Vec::new());
        }
        self.levels[level].push(run);
        if self.levels[level].len() < RUNS_MAX {
            return Ok(());
        }
        let runs = std::mem::take(&mut self.levels[level]);
        let mut merge = Merge::new(None, &runs)?;
        let mut writer = RunWriter::create(&self.folder)?;
        while let Some(timed) = merge.next()? {
            writer.write(&timed)?;
        }
        self.keep(level + 1, writer.finish()?)
    }
}

impl Sorted {
    /// Number of texts that were sorted.
    pub fn len(&self) -> u64 {
        self.timed + self.untimed
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of sorted runs that were written to disk.
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// The texts in order, from the first.
    pub fn texts(&self) -> Result<SortedTexts<'_>, Error> {
        let merge = Merge::new(Some(&self.chunk), &self.runs).map_err(|source| self.failed(source))?;
        Ok(SortedTexts { sorted: self, merge, repeated: 0 })
    }

    /// The first text that has a time: by it an input is known again. Empty where none has.
    pub fn head(&self) -> Result<Vec<u8>, Error> {
        let mut texts = self.texts()?;
        while let Some(timed) = texts.next_text()? {
            if timed.moment != RecordedAt::NONE {
                return Ok(timed.bytes);
            }
        }
        Ok(Vec::new())
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Spill { folder: self.folder.clone(), source }
    }
}

/// Texts of an input in order.
pub struct SortedTexts<'a> {
    sorted: &'a Sorted,
    merge: Merge<'a>,
    repeated: u64,
}

impl SortedTexts<'_> {
    /// The next text; `None` at the end. What stands there more than once with a time, word for word, comes once: a file that
    /// has grown by lines that were sent again begins as it did.
    pub fn next_text(&mut self) -> Result<Option<TimedText>, Error> {
        loop {
            let text = self.merge.next().map_err(|source| self.sorted.failed(source))?;
            let is_again = |text: &TimedText| text.moment != RecordedAt::NONE && self.merge.is_next(text);
            if !text.as_ref().is_some_and(is_again) {
                return Ok(text);
            }
            self.repeated += 1;
        }
    }

    /// Lines so far that stood there before.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }
}

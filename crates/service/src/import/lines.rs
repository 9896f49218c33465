//! Texts of events of one or more inputs, one after the other. What forms an input may have: [`event_files`](crate::import::event_files).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use crate::import::event_files::Error;
use crate::import::event_files::{EventFile, EventText};

/// A text that should be an event, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The bytes, as they stand there.
    pub bytes: Vec<u8>,
    /// The file and line where the text stands.
    pub place: SourceLocation,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceLocation {
    /// Number of the file among the inputs, from 0: its name is in [`EventLines::names`].
    pub file: u32,
    /// Number of the line, from 1.
    pub line: u64,
    /// Which event of the file it is, from 1, where there may be several on a line; else 0.
    pub event: u64,
}

/// Texts of one or more inputs, one after the other.
pub struct EventLines {
    inputs: Vec<Input>,
    /// The input that is read.
    current: usize,
    read: Arc<AtomicU64>,
    total: u64,
}

/// An input that was looked at. However many there are, one is open at a time: each takes a descriptor and a decoder.
struct Input {
    path: PathBuf,
    is_empty: bool,
    /// The input that is read, and what cannot be opened again: standard input, a pipe.
    file: Option<EventFile>,
}

impl Input {
    fn open_checked(path: &Path, read: &Arc<AtomicU64>) -> Result<(Self, u64), Error> {
        let is_read_once = path == Path::new("-") || !path.is_file();
        // What is looked at now is read again later, and counted then.
        let counter = if is_read_once { Arc::clone(read) } else { Arc::default() };
        let file = EventFile::open(path, &counter)?;
        let (is_empty, size) = (file.is_empty(), file.size());
        Ok((Self { path: path.to_owned(), is_empty, file: Some(file).filter(|_| is_read_once) }, size))
    }
}

impl EventLines {
    /// Looks at inputs; `-` is standard input. Where there is nothing in any of them, that is an error.
    pub fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let read = Arc::new(AtomicU64::new(0));
        let mut lines = Self { inputs: Vec::with_capacity(paths.len()), current: 0, read, total: 0 };
        for path in paths {
            let (input, size) = Input::open_checked(path, &lines.read)?;
            lines.total += size;
            lines.inputs.push(input);
        }
        if let Some(empty) = lines.inputs.first().filter(|_| lines.inputs.iter().all(|input| input.is_empty)) {
            return Err(Error::Empty { path: empty.path.clone() });
        }
        Ok(lines)
    }

    /// The paths of inputs in which there is nothing.
    pub fn empty(&self) -> Vec<PathBuf> {
        self.inputs.iter().filter(|input| input.is_empty).map(|input| input.path.clone()).collect()
    }

    /// Bytes read so far, as they lie in the files, and bytes in all; 0 when that is not known.
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.total)
    }

    /// Names of the inputs, by their numbers.
    pub fn names(&self) -> Vec<String> {
        self.inputs.iter().map(|input| input.path.display().to_string()).collect()
    }

    /// The next text; `None` at the end.
    pub fn next_text(&mut self) -> Result<Option<SourceText>, Error> {
        while let Some(input) = self.inputs.get_mut(self.current) {
            let number = u32::try_from(self.current).unwrap_or(u32::MAX);
            let file = match &mut input.file {
                Some(file) => file,
                None => input.file.insert(EventFile::open(&input.path, &self.read)?),
            };
            if let Some(EventText { bytes, line, event }) = file.next_text()? {
                return Ok(Some(SourceText { bytes, place: SourceLocation { file: number, line, event } }));
            }
            input.file = None;
            self.current += 1;
        }
        Ok(None)
    }
}

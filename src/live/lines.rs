//! Texts of events of one or more inputs, merged by `time`. What forms an input may have: [`event_files`](super::event_files).

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;

pub use super::event_files::Error;
use super::event_files::{EventFile, EventText};
use crate::wire::cloudevent::time_of;

/// A text that should be an event, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The bytes, as they stand there.
    pub bytes: Vec<u8>,
    /// Where they stand.
    pub place: Place,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Number of the file among the inputs, from 0: [`Lines::name`] tells its name.
    pub file: u32,
    /// Line, from 1.
    pub line: u64,
    /// Which event of the file it is, from 1, where there may be several on a line; else 0.
    pub event: u64,
}

/// Lines of one or more inputs, in order of time. Each input must be in order itself.
pub struct Lines {
    inputs: Vec<Input>,
    read: Arc<AtomicU64>,
    total: u64,
}

struct Input {
    file: EventFile,
    /// Whether there are other inputs, so that times matter.
    is_merged: bool,
    /// The next text, with its time; those without one come at once.
    next: Option<(Option<OffsetDateTime>, EventText)>,
}

impl Lines {
    /// Opens inputs; `-` is standard input. Where there is nothing in any of them, that is an error.
    pub fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let read = Arc::new(AtomicU64::new(0));
        let mut lines = Self { inputs: Vec::with_capacity(paths.len()), read, total: 0 };
        for path in paths {
            let file = EventFile::open(path, &lines.read)?;
            lines.total += file.size();
            lines.inputs.push(Input { file, is_merged: paths.len() > 1, next: None });
        }
        if let Some(empty) = lines.inputs.first().filter(|_| lines.inputs.iter().all(|input| input.file.is_empty())) {
            return Err(Error::Empty { path: empty.file.path().to_owned() });
        }
        lines.inputs.iter_mut().try_for_each(Input::advance)?;
        Ok(lines)
    }

    /// The paths of inputs in which there is nothing.
    pub fn empty(&self) -> Vec<PathBuf> {
        let empty = self.inputs.iter().filter(|input| input.file.is_empty());
        empty.map(|input| input.file.path().to_owned()).collect()
    }

    /// The first text of each input: by it, the inputs are known again.
    pub fn head(&self) -> Vec<u8> {
        self.inputs.iter().filter_map(|input| input.next.as_ref()).flat_map(|next| next.1.bytes.clone()).collect()
    }

    /// Bytes read so far, as they lie in the files, and bytes in all; 0 when that is not known.
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.total)
    }

    /// Name of an input.
    pub fn name(&self, file: u32) -> String {
        self.inputs.get(file as usize).map_or_else(String::new, |input| input.file.path().display().to_string())
    }

    /// The next text; `None` at the end.
    pub fn next_text(&mut self) -> Result<Option<Text>, Error> {
        let earliest = |input: &(u32, &mut Input)| input.1.next.as_ref().and_then(|next| next.0);
        let inputs = (0..).zip(self.inputs.iter_mut());
        let Some((file, input)) = inputs.filter(|(_, input)| input.next.is_some()).min_by_key(earliest) else {
            return Ok(None);
        };
        let text = input
            .next
            .take()
            .map(|(_, EventText { bytes, line, event })| Text { bytes, place: Place { file, line, event } });
        input.advance()?;
        Ok(text)
    }
}

impl Input {
    fn advance(&mut self) -> Result<(), Error> {
        let time = |text: &EventText| self.is_merged.then(|| time_of(&text.bytes)).flatten();
        self.next = self.file.next_text()?.map(|text| (time(&text), text));
        Ok(())
    }
}

//! Lines of event files: plain, `.gz`, `.zst` or standard input; several files merged by `time`.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use time::OffsetDateTime;

use crate::wire::cloudevent::time_of;

/// The longest line that is kept whole, bytes: what is over 64 KiB is refused, and a dead letter holds what came; beyond
/// this it holds the beginning, so that a file without line ends cannot fill the memory.
const LINE_MAX: usize = 8 << 20;

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
}

/// Lines of one or more inputs, in order of time. Each input must be in order itself.
pub struct Lines {
    inputs: Vec<Input>,
    read: Arc<AtomicU64>,
    total: u64,
}

struct Input {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    /// Whether there are other inputs, so that times matter.
    is_merged: bool,
    /// Lines that were read.
    line: u64,
    /// The next line, with its time; lines without one come at once.
    next: Option<(Option<OffsetDateTime>, Vec<u8>)>,
}

/// An input cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("failed to read `{}`", path.display())]
pub struct Error {
    path: PathBuf,
    source: io::Error,
}

impl Lines {
    /// Opens inputs; `-` is standard input.
    pub fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let read = Arc::new(AtomicU64::new(0));
        let mut lines = Self { inputs: Vec::with_capacity(paths.len()), read, total: 0 };
        for path in paths {
            let failed = |source| Error { path: path.clone(), source };
            let reader = lines.reader(path).map_err(failed)?;
            let mut input = Input { path: path.clone(), reader, is_merged: paths.len() > 1, line: 0, next: None };
            input.advance()?;
            lines.inputs.push(input);
        }
        Ok(lines)
    }

    /// The first line of each input: by it, the inputs are known again.
    pub fn head(&self) -> Vec<u8> {
        self.inputs.iter().filter_map(|input| input.next.as_ref()).flat_map(|next| next.1.clone()).collect()
    }

    /// Bytes read so far, as they lie in the files, and bytes in all; 0 when that is not known.
    pub fn progress(&self) -> (u64, u64) {
        (self.read.load(Ordering::Relaxed), self.total)
    }

    /// Name of an input.
    pub fn name(&self, file: u32) -> String {
        self.inputs.get(file as usize).map_or_else(String::new, |input| input.path.display().to_string())
    }

    /// The next text; `None` at the end.
    pub fn next_text(&mut self) -> Result<Option<Text>, Error> {
        let earliest = |input: &(u32, &mut Input)| input.1.next.as_ref().and_then(|next| next.0);
        let inputs = (0..).zip(self.inputs.iter_mut());
        let Some((file, input)) = inputs.filter(|(_, input)| input.next.is_some()).min_by_key(earliest) else {
            return Ok(None);
        };
        let place = Place { file, line: input.line };
        let text = input.next.take().map(|(_, bytes)| Text { bytes, place });
        input.advance()?;
        Ok(text)
    }

    fn reader(&mut self, path: &Path) -> io::Result<Box<dyn BufRead>> {
        if path == Path::new("-") {
            return Ok(Box::new(BufReader::with_capacity(
                1 << 16,
                Counted { inner: io::stdin(), read: self.read.clone() },
            )));
        }
        let file = File::open(path)?;
        self.total += file.metadata()?.len();
        let file = BufReader::with_capacity(1 << 16, Counted { inner: file, read: self.read.clone() });
        Ok(match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => Box::new(BufReader::with_capacity(1 << 16, flate2::bufread::MultiGzDecoder::new(file))),
            Some("zst") => Box::new(BufReader::with_capacity(1 << 16, zstd::Decoder::with_buffer(file)?)),
            _ => Box::new(file),
        })
    }
}

impl Input {
    fn advance(&mut self) -> Result<(), Error> {
        let failed = |source| Error { path: self.path.clone(), source };
        let mut line = Vec::new();
        let mut limited = (&mut self.reader).take(LINE_MAX as u64);
        let read = limited.read_until(b'\n', &mut line).map_err(failed)?;
        if line.last() == Some(&b'\n') {
            line.pop();
        } else if read == LINE_MAX {
            self.reader.skip_until(b'\n').map_err(failed)?;
        }
        self.line += 1;
        self.next = (read > 0).then(|| (self.is_merged.then(|| time_of(&line)).flatten(), line));
        Ok(())
    }
}

/// Counts the bytes that go through.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

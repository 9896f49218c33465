//! Lines of event files: plain, `.gz`, `.zst` or standard input, one file after the other.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    /// Number of the file among the inputs, from 0: its name is in [`Lines::names`].
    pub file: u32,
    /// Line, from 1.
    pub line: u64,
}

/// Lines of one or more inputs, one after the other.
pub struct Lines {
    inputs: Vec<Input>,
    /// The input that is read.
    current: usize,
    read: Arc<AtomicU64>,
    total: u64,
}

struct Input {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    /// Lines that were read.
    line: u64,
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
        let mut lines = Self { inputs: Vec::with_capacity(paths.len()), current: 0, read, total: 0 };
        for path in paths {
            let failed = |source| Error { path: path.clone(), source };
            let reader = lines.reader(path).map_err(failed)?;
            lines.inputs.push(Input { path: path.clone(), reader, line: 0 });
        }
        Ok(lines)
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
    pub fn next_text(&mut self) -> Result<Option<Text>, Error> {
        while let Some(input) = self.inputs.get_mut(self.current) {
            if let Some(bytes) = input.next()? {
                let file = u32::try_from(self.current).unwrap_or(u32::MAX);
                return Ok(Some(Text { bytes, place: Place { file, line: input.line } }));
            }
            self.current += 1;
        }
        Ok(None)
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
    fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
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
        Ok((read > 0).then_some(line))
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

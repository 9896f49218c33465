//! Event files: the bytes of a file or of standard input, in whatever form they are, as texts of single events.
//!
//! A form is known by its first bytes, never by a name: gzip and Zstandard are unpacked, UTF-16 becomes UTF-8, and the
//! events may stand one a line, one after the other over many lines, or in arrays. Nothing is read whole.

mod file_kind;
mod gzip;
mod json_stream;
mod line_reader;
mod source;
mod utf16;

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use self::json_stream::JsonStream;
use self::line_reader::LineReader;
use self::source::EventSource;
use attrition_contracts::incoming::cloudevent::HELD_MAX;
use attrition_i18n::escape::escape;

/// The longest text that is kept whole, bytes: what is over 64 KiB is refused, and a dead letter holds what came; beyond
/// this it holds the beginning, so that a file without line ends cannot fill the memory.
const TEXT_MAX: usize = HELD_MAX;

/// The mark by which programs of Windows begin a text in UTF-8; RFC 8259, 8.1, lets a reader ignore it.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The mark before each text of a JSON text sequence (RFC 7464).
const RECORD_SEPARATOR: u8 = 0x1e;

/// One input of events.
pub struct EventFile {
    path: PathBuf,
    /// Bytes of the file as it lies there; 0 when that is not known.
    size: u64,
    reader: BufReader<Box<dyn Read + Send>>,
    framing: Framing,
}

/// How the events of an input are told apart.
enum Framing {
    /// The events stand one to a line.
    Lines(LineReader),
    /// The events are separated by their brackets: a JSON array or a stream of objects.
    Stream(JsonStream),
    /// There is nothing in it.
    Empty,
}

/// The text of one event, or of what should be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventText {
    /// The bytes of the text, without what packs or separates events.
    pub bytes: Vec<u8>,
    /// The line in which it begins, from 1.
    pub line: u64,
    /// Which event of the file it is, from 1, where there may be several on a line; else 0.
    pub event: u64,
}

/// An input cannot be read, or holds no events. Its message is one line, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("there is no file `{}`: is its name right?", name(path))]
    Missing {
        /// Path of the file.
        path: PathBuf,
    },
    /// It is something else than events.
    #[error("`{}` {what}", name(path))]
    NotEvents {
        /// Path of the file.
        path: PathBuf,
        /// What it is, and what to do.
        what: String,
        /// The command that makes events of it, for a pipe.
        pipe: Option<String>,
    },
    /// There is nothing in it.
    #[error("`{}` is empty: was it written to its end? Events are read as JSON (docs/import.md)", name(path))]
    Empty {
        /// Path of the file.
        path: PathBuf,
    },
    /// It was cut off.
    #[error("`{}` ends too early: it was cut off on its way here, fetch it again", name(path))]
    CutOff {
        /// Path of the file.
        path: PathBuf,
    },
    /// The system, or the packing, tells of an error.
    #[error("failed to read `{}`", name(path))]
    Read {
        /// Path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl Error {
    /// The command that makes events of the input, for a pipe, where there is one.
    pub fn pipe(&self) -> Option<&str> {
        if let Self::NotEvents { pipe, .. } = self { pipe.as_deref() } else { None }
    }
}

fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { escape(&path.display().to_string()).into_owned() }
}

impl EventFile {
    /// Opens a file, `-` for standard input, and looks what it is. Bytes that are read of it are counted in `read`.
    pub fn open(path: &Path, read: &Arc<AtomicU64>) -> Result<Self, Error> {
        let failed = |source| failed(path, source);
        let not_events = |what, pipe| Error::NotEvents { path: path.to_owned(), what, pipe };
        let (file, size) = open(path)?;
        let counted = Counted { inner: file, read: Arc::clone(read) };
        let source = EventSource::new(Box::new(counted)).map_err(failed)?;
        let source =
            source.unpacked().map_err(failed)?.ok_or_else(|| not_events(source::PACKED_OVER.to_owned(), None))?;
        let source = source.in_utf8().map_err(failed)?;
        if let Some((what, pipe)) = file_kind::on_the_way(source.head(), path) {
            return Err(not_events(what, Some(pipe)));
        }
        if let Some(what) = file_kind::refused(source.head(), path) {
            return Err(not_events(what, None));
        }
        let framing = match source.head() {
            head if source.is_whole() && head.iter().all(|byte| is_between(*byte)) => Framing::Empty,
            head if json_stream::is_stream(head) => Framing::Stream(JsonStream::default()),
            _ => Framing::Lines(LineReader::default()),
        };
        let reader = BufReader::with_capacity(1 << 16, source.into_reader());
        Ok(Self { path: path.to_owned(), size, reader, framing })
    }

    /// The path that it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of the file as it lies there; 0 when that is not known.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        matches!(self.framing, Framing::Empty)
    }

    /// The next text; `None` at the end. Of lines, empty ones come too.
    pub fn next_text(&mut self) -> Result<Option<EventText>, Error> {
        let text = match &mut self.framing {
            Framing::Empty => Ok(None),
            Framing::Stream(stream) => stream.next_text(&mut self.reader),
            Framing::Lines(lines) => lines.next_text(&mut self.reader),
        };
        text.map_err(|source| failed(&self.path, source))
    }
}

fn failed(path: &Path, source: io::Error) -> Error {
    let path = path.to_owned();
    if source.kind() == io::ErrorKind::UnexpectedEof { Error::CutOff { path } } else { Error::Read { path, source } }
}

fn open(path: &Path) -> Result<(Box<dyn Read + Send>, u64), Error> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin()), 0));
    }
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing { path: path.to_owned() },
        _ => Error::Read { path: path.to_owned(), source },
    };
    let file = std::fs::File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        let what = format!("is a folder: give the files in it, as `{}`", path.join("*.ndjson").display());
        return Err(Error::NotEvents { path: path.to_owned(), what, pipe: None });
    }
    Ok((Box::new(file), metadata.len()))
}

/// Bytes that may stand between two texts.
fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == RECORD_SEPARATOR || BYTE_ORDER_MARK.contains(&byte)
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

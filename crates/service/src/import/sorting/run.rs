//! A run: sorted texts in a file without a name, packed.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{RecordedAt, TimedText};
use crate::import::lines::SourceLocation;

/// How hard runs are packed: they are read once or twice, and should cost little beside the import itself.
const LEVEL: i32 = -5;
/// Bytes before each text: its moment, place and length.
const HEAD: usize = 8 + 4 + 4 + 8 + 8 + 8;

/// Sorted texts on disk.
pub(super) struct Run(File);

/// A run that is being written.
pub(super) struct RunWriter {
    packed: zstd::Encoder<'static, BufWriter<File>>,
}

/// Reads a run from its beginning.
pub(super) struct RunReader<'a> {
    unpacked: zstd::Decoder<'static, BufReader<FromStart<'a>>>,
}

/// A file read from its beginning, whoever else reads it.
struct FromStart<'a> {
    file: &'a File,
    at: u64,
}

impl RunWriter {
    pub(super) fn create(folder: &Path) -> io::Result<Self> {
        static MADE: AtomicU64 = AtomicU64::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!(".attrition-watch-{}-{number}.run", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        fs::remove_file(&path)?;
        Ok(Self { packed: zstd::Encoder::new(BufWriter::new(file), LEVEL)? })
    }

    pub(super) fn write(&mut self, timed: &TimedText) -> io::Result<()> {
        let TimedText { moment, bytes, place } = timed;
        let mut head = [0; HEAD];
        head[..8].copy_from_slice(&moment.seconds.to_le_bytes());
        head[8..12].copy_from_slice(&moment.nanoseconds.to_le_bytes());
        head[12..16].copy_from_slice(&place.file.to_le_bytes());
        head[16..24].copy_from_slice(&place.line.to_le_bytes());
        head[24..32].copy_from_slice(&place.event.to_le_bytes());
        head[32..].copy_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.packed.write_all(&head)?;
        self.packed.write_all(bytes)
    }

    pub(super) fn finish(self) -> io::Result<Run> {
        Ok(Run(self.packed.finish()?.into_inner()?))
    }
}

impl<'a> RunReader<'a> {
    pub(super) fn new(run: &'a Run) -> io::Result<Self> {
        Ok(Self { unpacked: zstd::Decoder::new(FromStart { file: &run.0, at: 0 })? })
    }

    /// The next text; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<TimedText>> {
        let mut head = [0; HEAD];
        match self.unpacked.read(&mut head[..1])? {
            0 => return Ok(None),
            _ => self.unpacked.read_exact(&mut head[1..])?,
        }
        let eight = |from: usize| u64::from_le_bytes(std::array::from_fn(|i| head[from + i]));
        let four = |from: usize| u32::from_le_bytes(std::array::from_fn(|i| head[from + i]));
        let moment = RecordedAt { seconds: eight(0).cast_signed(), nanoseconds: four(8) };
        let mut bytes = vec![0; usize::try_from(eight(32)).unwrap_or(usize::MAX)];
        self.unpacked.read_exact(&mut bytes)?;
        Ok(Some(TimedText {
            moment,
            bytes,
            place: SourceLocation { file: four(12), line: eight(16), event: eight(24) },
        }))
    }
}

impl Read for FromStart<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

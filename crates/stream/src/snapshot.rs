//! A local copy of the state of a partition, so that a restart reads only what was written to the changelog since.
//!
//! Blocks, each with its length and checksum before it: the first says whose state it is and up to where it holds, the
//! others hold keys and values. Agents' data lies in it, so only its owner can read the file.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use xxhash_rust::xxh3::xxh3_64;

use super::{Put, StateVisitor};
use attrition_core::windows::pack::{ByteWriter, PackReader};

/// Begins every file; the last byte is the version of the format.
const MAGIC: [u8; 8] = *b"awstate\x01";

/// Bytes of a block, about: enough that its head costs nothing, few enough to be read at once.
const BLOCK: usize = 1 << 20;

/// The longest block that is read: one record may be as long as the brokers take it.
const BLOCK_MAX: u64 = 128 << 20;

/// Ends of the names of files, finished and not.
const ENDS: [&str; 2] = ["snapshot", "unfinished"];

/// Whose state it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Id of the Kafka cluster, so that no copy from another cluster is used.
    pub cluster: String,
    /// Name of the state topic.
    pub topic: String,
    /// Number of the partition.
    pub partition: u32,
}

/// Up to where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Every record of the changelog before this offset is in it, and none from there on.
    pub end: u64,
    /// Offset of the last committed record before that.
    pub witness: u64,
    /// Checksum of that record: a topic that was made anew has another there.
    pub sum: u64,
    /// No later than this was it so.
    pub at: SystemTime,
}

/// Why a copy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnusableSnapshot {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// Its bytes are not those that were written, or another version wrote them.
    #[error("its bytes are damaged, or another version wrote them")]
    Damaged,
    /// It is of something else.
    #[error("it is of another cluster, topic or partition")]
    Foreign,
}

/// A copy whose bytes are sound.
pub struct Snapshot {
    /// Up to where it holds.
    pub mark: Mark,
    left: u64,
    file: BufReader<File>,
}

impl Snapshot {
    /// Opens the copy in a directory, if there is one, and reads all of it to see that it is whole.
    pub fn open(dir: &Path, identity: &Identity) -> Result<Option<Self>, UnusableSnapshot> {
        let file = match File::open(path(dir, identity, ENDS[0])) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut file = BufReader::with_capacity(BLOCK, file);
        let (mark, records) = head(&mut file, identity)?;
        let (after, mut counted) = (file.stream_position()?, 0);
        while let Some(block) = block(&mut file)? {
            let mut from = PackReader::new(&block);
            while !from.is_empty() {
                from.bytes().and_then(|_| from.bytes()).ok_or(UnusableSnapshot::Damaged)?;
                counted += 1;
            }
        }
        if counted != records {
            return Err(UnusableSnapshot::Damaged);
        }
        file.seek(SeekFrom::Start(after))?;
        Ok(Some(Self { mark, left: records, file }))
    }

    /// Hands over the records of a block; says whether any may be left.
    pub fn read(&mut self, put: &mut Put<'_>) -> Result<bool, UnusableSnapshot> {
        let Some(block) = block(&mut self.file)? else { return Ok(false) };
        let mut from = PackReader::new(&block);
        while !from.is_empty() {
            let (key, value) =
                (from.bytes().ok_or(UnusableSnapshot::Damaged)?, from.bytes().ok_or(UnusableSnapshot::Damaged)?);
            put(key, Some(value));
            self.left = self.left.saturating_sub(1);
        }
        Ok(true)
    }

    /// Records that are left.
    pub fn left(&self) -> u64 {
        self.left
    }
}

/// Writes a copy into a directory, which is made if missing, in place of an earlier one; returns the records in it.
pub fn write(dir: &Path, identity: &Identity, mark: &Mark, each: &mut StateVisitor<'_>) -> io::Result<u64> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let unfinished = path(dir, identity, &format!("{}.{}", std::process::id(), ENDS[1]));
    let written = write_to(&unfinished, identity, mark, each);
    let renamed = written.and_then(|records| {
        std::fs::rename(&unfinished, path(dir, identity, ENDS[0]))?;
        Ok(records)
    });
    if renamed.is_err() {
        // What is left of it is of no use, and the disk may be full.
        let _ = std::fs::remove_file(&unfinished);
    }
    renamed
}

/// Removes the copies that are older than they could be used at, and what a process that died left unfinished.
pub fn sweep(dir: &Path, age_max: Duration) -> io::Result<()> {
    let now = now();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let path = entry.path();
        let is_own = path.extension().is_some_and(|end| ENDS.iter().any(|own| end == *own));
        let age = now.duration_since(entry.metadata()?.modified()?).unwrap_or_default();
        if is_own && age > age_max {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The time of day: copies are told by it how old they are.
#[expect(clippy::disallowed_methods, reason = "whether a copy is too old is a matter of the clock, and of no record")]
pub fn now() -> SystemTime {
    SystemTime::now()
}

fn path(dir: &Path, identity: &Identity, end: &str) -> PathBuf {
    dir.join(format!("{}-{}.{end}", identity.topic, identity.partition))
}

fn write_to(path: &Path, identity: &Identity, mark: &Mark, each: &mut StateVisitor<'_>) -> io::Result<u64> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    let mut file = BufWriter::with_capacity(BLOCK, file);
    // How many records there are is known at the end: until then the head says nothing, and the file is none.
    let blank = vec![0; head_of(identity, mark, 0).len()];
    write_block(&mut file, &blank)?;
    let (mut records, mut out, mut failed) = (0, ByteWriter::default(), Ok(()));
    each(&mut |key, value| {
        out.bytes(key);
        out.bytes(value);
        records += 1;
        if out.len() >= BLOCK && failed.is_ok() {
            failed = write_block(&mut file, &std::mem::take(&mut out).finish());
        }
    });
    failed?;
    write_block(&mut file, &out.finish())?;
    // An empty block is the end.
    write_block(&mut file, &[])?;
    file.seek(SeekFrom::Start(0))?;
    write_block(&mut file, &head_of(identity, mark, records))?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(records)
}

fn head_of(identity: &Identity, mark: &Mark, records: u64) -> Vec<u8> {
    let mut out = ByteWriter::after(MAGIC.to_vec());
    out.text(&identity.cluster);
    out.text(&identity.topic);
    out.number(u64::from(identity.partition));
    let at = mark.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    for number in [mark.end, mark.witness, mark.sum, at.as_millis() as u64, records] {
        out.fixed(number, 8);
    }
    out.finish()
}

fn head(file: &mut impl Read, identity: &Identity) -> Result<(Mark, u64), UnusableSnapshot> {
    let head = block(file)?.ok_or(UnusableSnapshot::Damaged)?;
    let mut from = PackReader::new(head.strip_prefix(&MAGIC).ok_or(UnusableSnapshot::Damaged)?);
    let found = (|| {
        let (cluster, topic) = (from.text()?.to_owned(), from.text()?.to_owned());
        let identity = Identity { cluster, topic, partition: from.small()? };
        let (end, witness, sum) = (from.fixed(8)?, from.fixed(8)?, from.fixed(8)?);
        let at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(from.fixed(8)?))?;
        Some((identity, Mark { end, witness, sum, at }, from.fixed(8)?))
    })();
    let (of, mark, records) = found.ok_or(UnusableSnapshot::Damaged)?;
    if of == *identity { Ok((mark, records)) } else { Err(UnusableSnapshot::Foreign) }
}

fn write_block(file: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    file.write_all(&(bytes.len() as u64).to_le_bytes())?;
    file.write_all(&xxh3_64(bytes).to_le_bytes())?;
    file.write_all(bytes)
}

/// The next block; `None` is the end.
fn block(file: &mut impl Read) -> Result<Option<Vec<u8>>, UnusableSnapshot> {
    let damaged = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => UnusableSnapshot::Damaged,
        _ => UnusableSnapshot::Io(error),
    };
    let mut number = || {
        let mut bytes = [0; 8];
        file.read_exact(&mut bytes).map_err(damaged)?;
        Ok::<_, UnusableSnapshot>(u64::from_le_bytes(bytes))
    };
    let (length, sum) = (number()?, number()?);
    if length > BLOCK_MAX {
        return Err(UnusableSnapshot::Damaged);
    }
    let mut bytes = Vec::new();
    // As much as there is, and not as much as damaged bytes claim.
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length || xxh3_64(&bytes) != sum {
        return Err(UnusableSnapshot::Damaged);
    }
    Ok((length > 0).then_some(bytes))
}

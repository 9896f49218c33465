//! A log with more journal partitions: what it takes over as it is, and how it takes the old one's place.

use std::fs;
use std::path::{Path, PathBuf};

use crate::backend::embedded::fault::fault;
use crate::backend::embedded::file::copy;
use crate::backend::embedded::file::schema;
use crate::backend::embedded::{Embedded, FILE, Lock};
use crate::{Error, Remedy};

/// Folder in the log's folder, where the grown log is made.
const GROWING: &str = "growing";

impl Embedded {
    /// Begins the log that this one, in `dir`, grows to: with `journal` partitions of the journal, and all records, state
    /// and positions but those that go by them. What an earlier attempt left is removed: the log may have gone on since.
    pub fn begin_grown(&self, dir: &Path, journal: u32) -> Result<Self, Error> {
        let growing = dir.join(GROWING);
        match fs::remove_dir_all(&growing) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(
                    Error::new(Remedy::GrantAccess, format!("failed to remove `{}`", growing.display())).because(error)
                );
            }
            _ => {}
        }
        let mut grown = Self::open(&growing, self.partitions.usual)?;
        let name = self.path.to_str().ok_or_else(|| {
            let doing = format!("`{}` cannot be grown: the name of its folder is not text", dir.display());
            Error::new(Remedy::ChangeSettings, doing)
        })?;
        let taken = grown.session.run(|connection| Ok(connection.execute("ATTACH ? AS old", [name])?));
        let taken = taken.and_then(|_| {
            grown.session.atomically(|connection| {
                for take in [
                    "INSERT INTO chunk (topic, partition, base, count, sum, bytes) \
                     SELECT topic, partition, base, count, sum, bytes FROM old.chunk \
                     WHERE topic NOT IN ('journal', 'scores') ORDER BY rowid",
                    "INSERT INTO kept (topic, partition, key, sum, value) \
                     SELECT topic, partition, key, sum, value FROM old.kept WHERE topic != 'score-state'",
                    "INSERT INTO position (stage, topic, partition, next, sum) \
                     SELECT stage, topic, partition, next, sum FROM old.position WHERE stage != 'score'",
                ] {
                    connection.execute_batch(take)?;
                }
                schema::set(connection, schema::JOURNAL_PARTITIONS, journal.into())
            })
        });
        let taken = taken.and_then(|()| grown.session.run(|connection| Ok(connection.execute_batch("DETACH old")?)));
        taken.map_err(|error| fault(&grown.path, "begin", error))?;
        grown.partitions.journal = journal;
        Ok(grown)
    }
}

/// Puts the grown log of a folder in the place of the one that it was made of. Both are closed; `_lock` is the old one's.
/// The old one stays beside it: returns where.
pub fn put_in_place(dir: &Path, partitions: u32, _lock: &Lock) -> Result<PathBuf, Error> {
    let (path, growing) = (dir.join(FILE), dir.join(GROWING));
    let kept = path.with_extension(format!("sqlite.partitions-{partitions}"));
    for folder in [dir, &growing] {
        // The last one to close a file takes these with it.
        if ["-wal", "-shm"].iter().any(|end| folder.join(format!("{FILE}{end}")).exists()) {
            let doing =
                format!("another process is reading the log in `{}`: stop it, then run this again", folder.display());
            return Err(Error::new(Remedy::StopOther, doing));
        }
    }
    let failed = |error| {
        Error::new(Remedy::GrantAccess, format!("failed to put the grown log into `{}`", dir.display())).because(error)
    };
    match fs::remove_file(&kept) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    // A second name first: at no moment is there no log.
    fs::hard_link(&path, &kept).or_else(|_| fs::copy(&path, &kept).map(|_| ())).map_err(failed)?;
    copy::sync_folder(&kept).map_err(failed)?;
    fs::rename(growing.join(FILE), &path).map_err(failed)?;
    copy::sync_folder(&path).map_err(failed)?;
    fs::remove_dir_all(&growing).map_err(failed)?;
    Ok(kept)
}

//! Copies of the file, made while it is written.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::backend::embedded::FILE;
use crate::backend::embedded::fault::{damaged, fault};
use crate::backend::embedded::file::check;
use crate::backend::embedded::file::pragmas;
use crate::backend::embedded::file::schema::{self, VERSION};
use crate::backend::embedded::session::Session;
use crate::{Error, Remedy};

/// Copies the log in a folder as it stands now into a new file, beside the process that writes it, and checks the copy.
/// Nobody but its owner may read it: there are people in it. A log of an earlier version is copied as it is.
pub fn backup(dir: &Path, file: &Path) -> Result<(), Error> {
    let path = dir.join(FILE);
    if !path.exists() {
        let doing = format!("there is no log in `{}`: set `log.dir`", dir.display());
        return Err(Error::new(Remedy::ChangeSettings, doing));
    }
    let session = Session::open(&pragmas::reader(&path));
    let mut session = session.map_err(|error| fault(&path, "open", error))?;
    write(&session, &path, file)?;
    session.close().map_err(|error| fault(&path, "close", error))
}

/// Writes a copy of the file that a session has open. Under its name there is a whole copy, checked and on the disk, or none.
pub(in crate::backend::embedded) fn write(session: &Session, path: &Path, file: &Path) -> Result<(), Error> {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let made = make(session, path, &part).and_then(|()| check(&part)).and_then(|()| {
        let placed = place(&part, file);
        placed.map_err(|error| {
            Error::new(Remedy::GrantAccess, format!("failed to write `{}`", file.display())).because(error)
        })
    });
    if made.is_err() {
        // The error is what matters.
        let _ = fs::remove_file(&part);
    }
    made
}

fn make(session: &Session, path: &Path, part: &Path) -> Result<(), Error> {
    let failed = |error: io::Error| {
        let doing = format!("failed to write `{}`: name a file in a folder that can be written", part.display());
        Error::new(Remedy::GrantAccess, doing).because(error)
    };
    match fs::remove_file(part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    // Made here, so that nobody else can read it for a moment: SQLite writes into a file that is empty.
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(part).map_err(failed)?;
    let target = part.to_str().ok_or_else(|| failed(io::Error::other("its name is not text")))?;
    let copied = session.run(|connection| Ok(connection.execute("VACUUM INTO ?", [target])?));
    copied.map_err(|error| fault(path, &format!("copy, to `{}`,", part.display()), error))?;
    // SQLite syncs it only where `synchronous` asks for it.
    File::open(part).and_then(|file| file.sync_all()).map_err(failed)
}

/// A copy of a damaged row is a damaged row: a backup that was not read is none.
fn check(part: &Path) -> Result<(), Error> {
    let session = Session::open(&pragmas::reader(part));
    let mut session = session.map_err(|error| fault(part, "open", error))?;
    let version = session.run(schema::version).map_err(|error| fault(part, "open", error))?;
    match version {
        Some(VERSION) => check::whole(&session, part)?,
        Some(_) => check::structure(&session, part)?,
        None => return Err(damaged(part, "it has no version")),
    }
    session.close().map_err(|error| fault(part, "close", error))
}

fn place(part: &Path, file: &Path) -> io::Result<()> {
    if file.symlink_metadata().is_ok() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "a file of this name has come to be meanwhile"));
    }
    fs::rename(part, file)?;
    sync_folder(file)
}

/// Makes the name of a file outlive a power cut.
pub(in crate::backend::embedded) fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

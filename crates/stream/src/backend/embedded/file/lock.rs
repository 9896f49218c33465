//! There is one writer of a log.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use crate::{Error, Remedy};

/// Held for as long as a log is open for writing. The system lets go of it when the process ends, however it ends.
pub struct Lock {
    _file: File,
}

/// Locks the log in a folder, or says who has it.
pub(in crate::backend::embedded) fn take(dir: &Path) -> Result<Lock, Error> {
    let path = dir.join("lock");
    let failed = |error| {
        let doing = format!("failed to lock `{}`: put the log into a folder that can be written", path.display());
        Error::new(Remedy::GrantAccess, doing).because(error)
    };
    let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
    let mut file = file.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut who = String::new();
            // Only for the message.
            let _ = file.read_to_string(&mut who);
            let who = who.trim().parse::<u32>().map_or_else(|_| String::new(), |id| format!(" (process {id})"));
            let doing =
                format!("the log in `{}` is in use by another process{who}: stop that one first", dir.display());
            return Err(Error::new(Remedy::StopOther, doing));
        }
        Err(TryLockError::Error(error)) => {
            let doing = format!(
                "files in `{}` cannot be locked: put the log on a disk of this machine, not on one of the network",
                dir.display()
            );
            return Err(Error::new(Remedy::ChangeSettings, doing).because(error));
        }
    }
    // A full disk cannot keep this process's number: then the message has none.
    let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    Ok(Lock { _file: file })
}

//! Places that a command writes to, looked at before its work begins: hours of it are not lost for a folder that is not there.

use std::fs::{OpenOptions, remove_file};
use std::io;
use std::path::{Path, PathBuf};

use crate::cli::Usage;

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum NoFolder {
    /// It is a file, or one is above it.
    #[error("`{}` is a file, where a folder is needed", .0.display())]
    IsFile(PathBuf),
    /// It is not there, and the nearest one above takes none.
    #[error("no folder can be made in `{}`: {source}", folder.display())]
    NotMade {
        /// The nearest folder above that exists.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It takes no files.
    #[error("in `{}`: {source}", folder.display())]
    Unwritable {
        /// The folder, or the nearest one above.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
enum NoFile {
    /// It is a folder.
    #[error("it is a folder: name a file")]
    IsFolder,
    /// It is there, and cannot be changed.
    #[error(transparent)]
    Unwritable(#[from] io::Error),
    /// It would be in a folder that is not there.
    #[error("there is no folder `{}`", .0.display())]
    NowhereToBe(PathBuf),
    /// It would be in a folder that takes no files.
    #[error(transparent)]
    Folder(#[from] NoFolder),
}

/// The file of an option can be written: its folder is there, and lets this user write.
pub(in crate::cli) fn check_file(option: &str, path: &Path) -> Result<(), Usage> {
    if path == Path::new("-") {
        return Ok(());
    }
    can_be_written(path).map_err(|why| cannot(option, path, &why))
}

fn can_be_written(path: &Path) -> Result<(), NoFile> {
    match path.metadata() {
        Ok(found) if found.is_dir() => Err(NoFile::IsFolder),
        // To append changes nothing yet. A pipe would wait for its reader.
        Ok(found) if found.is_file() => Ok(OpenOptions::new().append(true).open(path).map(drop)?),
        Ok(_) => Ok(()),
        Err(_) => match path.parent().map(present).unwrap_or(Path::new(".")) {
            folder if folder.is_dir() => Ok(can_write(folder)?),
            folder => Err(NoFile::NowhereToBe(folder.to_owned())),
        },
    }
}

/// The folder of an option is there and lets this user write, or it can be made.
pub(in crate::cli) fn check_folder(option: &str, path: &Path) -> Result<(), Usage> {
    let found = nearest(path);
    is_folder(path).and_then(|()| can_write(found)).map_err(|why| cannot(option, path, &why))
}

/// A folder is there, or nothing that would be in its way.
pub(in crate::cli) fn is_folder(path: &Path) -> Result<(), NoFolder> {
    let found = nearest(path);
    if found.is_dir() { Ok(()) } else { Err(NoFolder::IsFile(found.to_owned())) }
}

/// The same of a folder that is to be made where it is not there yet. Who may write where is not looked at: who looks may be
/// another than who writes.
pub(in crate::cli) fn can_be_made(path: &Path) -> Result<(), NoFolder> {
    is_folder(path)?;
    let found = nearest(path);
    if found == path {
        return Ok(());
    }
    match probe(found) {
        Err(source) if source.kind() != io::ErrorKind::PermissionDenied => {
            Err(NoFolder::NotMade { folder: found.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// An argument that stands alone has no option.
fn cannot(option: &str, path: &Path, why: &dyn std::error::Error) -> Usage {
    let named = [option, &path.display().to_string()].join(" ");
    Usage(format!("`{}` cannot be written: {why}", named.trim_start()))
}

/// The nearest folder above that is there, or the path itself.
fn nearest(path: &Path) -> &Path {
    path.ancestors().map(present).find(|path| path.symlink_metadata().is_ok()).unwrap_or(Path::new("."))
}

/// An empty path is the present folder.
fn present(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
}

fn can_write(folder: &Path) -> Result<(), NoFolder> {
    probe(folder).map_err(|source| NoFolder::Unwritable { folder: folder.to_owned(), source })
}

fn probe(folder: &Path) -> io::Result<()> {
    let probe = folder.join(format!(".attrition-watch-{}", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    made.and_then(|_| remove_file(&probe))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_is_found_before_anything_is() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let made = folder.join("Cargo.toml");
        assert!(check_file("--out", Path::new("-")).is_ok());
        assert!(check_file("--out", &folder.join("no-such-file")).is_ok() && !folder.join("no-such-file").exists());
        let told = |told: Result<(), Usage>| told.expect_err("it must be refused").to_string();
        assert!(told(check_file("--out", folder)).contains("name a file"));
        assert!(told(check_file("--out", &folder.join("no/such"))).contains("there is no folder"));
        assert!(check_folder("--out", &folder.join("no/such")).is_ok() && !folder.join("no").exists());
        assert!(told(check_folder("--out", &made.join("deep"))).contains("`--out"));
        assert!(is_folder(&made).is_err() && is_folder(folder).is_ok());
        assert!(can_be_made(&folder.join("no/such")).is_ok() && !folder.join("no").exists());
        assert!(can_be_made(&made.join("deep")).is_err());
    }
}

//! Why a file of addresses cannot be used.

use std::path::{Path, PathBuf};

/// A file of addresses cannot be used. No message has an address in it, or an id: they are a person's.
#[derive(Debug, thiserror::Error)]
pub(in crate::deliver::mail) enum AddressesError {
    /// It cannot be read.
    #[error("failed to read `{}`: {source}", path.display())]
    Unreadable {
        /// Path of the file of addresses.
        path: PathBuf,
        /// What the reader says, or the system.
        source: csv::Error,
    },
    /// Its first line does not name the columns.
    #[error("`{}` must begin with the line supervisor,address", path.display())]
    Header {
        /// Path of the file of addresses.
        path: PathBuf,
    },
    /// A line is not as it must be.
    #[error("`{}`, line {line}: {fault}", path.display())]
    Line {
        /// Where the file is.
        path: PathBuf,
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        fault: LineFault,
    },
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::deliver::mail) enum LineFault {
    /// It is no text.
    #[error("it is no text in UTF-8")]
    NotUtf8,
    /// It has more columns than two, or fewer.
    #[error("{0} columns, where supervisor,address are two")]
    Columns(u64),
    /// Its address is none.
    #[error("the second column is no address")]
    NoAddress,
}

impl AddressesError {
    /// What the reader of a file says, with the line that it is about.
    pub(super) fn new(path: &Path, source: csv::Error) -> Self {
        let line = source.position().map_or(0, csv::Position::line);
        let path = path.to_owned();
        match *source.kind() {
            csv::ErrorKind::Utf8 { .. } => Self::Line { path, line, fault: LineFault::NotUtf8 },
            csv::ErrorKind::UnequalLengths { len, .. } => Self::Line { path, line, fault: LineFault::Columns(len) },
            _ => Self::Unreadable { path, source },
        }
    }
}

//! Why a log cannot go on, and what one does about it.

use std::error::Error as StdError;
use std::fmt;

/// What one does about an error of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Make room on the disk. Nothing of the refused step is written, and the log takes the same step once there is room.
    MakeRoom,
    /// Put a backup in its place: what is stored is not what was written.
    RestoreBackup,
    /// Stop the other process: it has the log, or has taken the place of this one.
    StopOther,
    /// Let this user do it.
    GrantAccess,
    /// Change a setting, a name or the topics: as they are, it cannot work.
    ChangeSettings,
    /// See that brokers and files can be reached.
    CheckConnection,
    /// Run the command again: it goes on where it was.
    RunAgain,
    /// Report it: it is a bug of the program.
    ReportBug,
}

/// A log cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("{doing}")]
pub struct Error {
    remedy: Remedy,
    doing: String,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What the log was doing, and what to do about it in words.
    pub fn new(remedy: Remedy, doing: impl Into<String>) -> Self {
        Self { remedy, doing: doing.into(), source: None }
    }

    /// The same with its cause.
    pub fn because(self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { source: Some(cause.into()), ..self }
    }

    /// What one does about it.
    pub fn remedy(&self) -> Remedy {
        self.remedy
    }

    /// Whether the log may take the same step later, without anybody starting it again.
    pub fn passes(&self) -> bool {
        self.remedy == Remedy::MakeRoom
    }
}

/// An error with its causes in one line, for logs.
pub struct Causes<'a>(pub &'a dyn StdError);

impl fmt::Display for Causes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_every_cause() {
        let inner = Error::new(Remedy::RestoreBackup, "the file is damaged").because("page 7");
        let outer = Error::new(Remedy::CheckConnection, "failed to read").because(inner);
        assert_eq!(Causes(&outer).to_string(), "failed to read: the file is damaged: page 7");
        assert_eq!(Causes(&Error::new(Remedy::RunAgain, "refused")).to_string(), "refused");
    }
}

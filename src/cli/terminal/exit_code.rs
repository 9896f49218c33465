//! How commands end: one table for `--help`, for docs/exit-codes.md and for `main`.

use std::process::ExitCode;

use crate::cli::Usage;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ExitKind {
    Done,
    Failed,
    Usage,
    Refused,
}

/// Every ending with its code and what it means, as scripts may rely on it.
const ENDINGS: [(ExitKind, u8, &str); 4] = [
    (ExitKind::Done, 0, "done"),
    (ExitKind::Failed, 1, "failed, or no event was accepted; standard error says why and what to do"),
    (
        ExitKind::Usage,
        2,
        "arguments or configuration cannot be used, or ask for something that does not exist or is impossible; \
         nothing was done",
    ),
    (
        ExitKind::Refused,
        3,
        "done, but more of the input was refused than --max-refused tolerates; standard error says what",
    ),
];

/// Part of the input was refused: all the rest was done.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(in crate::cli) struct PartlyRefused(pub(in crate::cli) String);

/// The code for an error.
pub(in crate::cli) fn exit_code(error: &anyhow::Error) -> ExitCode {
    // Asked of the error itself, which knows its contexts: its chain does not.
    let ending = if error.is::<Usage>() {
        ExitKind::Usage
    } else if error.is::<PartlyRefused>() {
        ExitKind::Refused
    } else {
        ExitKind::Failed
    };
    let code = ENDINGS.iter().find(|(of, ..)| *of == ending).map_or(1, |(_, code, _)| *code);
    ExitCode::from(code)
}

/// The table, as `--help` has it.
pub(in crate::cli) fn help() -> String {
    let lines = ENDINGS.iter().map(|(_, code, meaning)| format!("  {code}  {meaning}\n"));
    format!("Exit codes:\n{}By command: docs/exit-codes.md", lines.collect::<String>())
}

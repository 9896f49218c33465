//! `dead-letters`: what was refused, why, and sending it again.

mod list;
mod report;
mod retry;
mod select;
mod show;

/// List refused events, show one, or send them again
#[derive(clap::Subcommand)]
pub(in crate::cli) enum Command {
    /// List what was refused: code, reason and origin, and the numbers by code and origin
    List(list::Args),
    /// Show one dead letter in full, with its bytes, and what this version says about it
    Show(show::Args),
    /// Send dead letters through ingest again, if a later version or a corrected clock accepts them
    Retry(retry::Args),
}

pub(in crate::cli) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Retry(args) => retry::run(args),
    }
}

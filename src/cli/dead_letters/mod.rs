//! `dead-letters`: what was refused, why, and sending it again.

mod list;
mod report;
mod retry;
mod select;
mod show;

/// Dead letters: list what was refused, show one, send them again
#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// What was refused: code, reason, where it came from; and how many by code and origin
    List(list::Args),
    /// One dead letter whole, with its bytes, and what this version says about it
    Show(show::Args),
    /// Send dead letters through ingest again, once a later version or another clock takes them in
    Retry(retry::Args),
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Retry(args) => retry::run(args),
    }
}

//! `alerts`: what is open, what became of it, and what people say back.

mod find;
mod list;
mod report;
mod say;
mod show;

/// Alerts: list them, show one, answer it, and see what they were worth.
#[derive(clap::Subcommand)]
pub(in crate::cli) enum Command {
    /// The alerts, open ones first: who, since when, how high, what was done
    List(list::Args),
    /// One alert in words, with its history and what was said about it
    Show(show::Args),
    /// Acknowledge an alert: it is seen and somebody looks after it
    Ack(say::Ack),
    /// Snooze an alert until a date
    Snooze(say::Snooze),
    /// Say that an alert was useful, and which of its reasons
    Useful(say::Useful),
    /// Say that an alert was not useful, or which of its reasons were not
    NotUseful(say::NotUseful),
    /// Record the diagnosis of a stay interview, in codes
    Interview(say::Interview),
    /// Record what was tried to keep someone, as a code
    Action(say::ActionArgs),
    /// Report what alerts were worth: precision, time to acknowledge, reasons, who stayed
    Report(report::Args),
}

pub(in crate::cli) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Ack(args) => args.run(),
        Command::Snooze(args) => args.run(),
        Command::Useful(args) => args.run(),
        Command::NotUseful(args) => args.run(),
        Command::Interview(args) => args.run(),
        Command::Action(args) => args.run(),
        Command::Report(args) => report::run(args),
    }
}

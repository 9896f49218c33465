//! The command line: one file per subcommand.

mod arguments;
mod events;
mod learn;
mod operate;
mod shell;
mod terminal;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Early warning of contact-centre attrition: attendance, QA and ticket events in, few explained alerts out.
#[derive(Parser)]
#[command(name = "attrition-watch", version, about, max_term_width = 100, after_help = terminal::exit_code::help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Simulate a contact centre, run it through the real stages, show the alerts, and keep serving
    Demo(events::demo::Args),
    /// Run the service
    Run(operate::run::Args),
    /// Show a running instance at a glance: stages, lag, last closed day, models, open alerts
    Status(operate::status::Args),
    /// Check whether a running instance is alive, or ready: for health checks of containers
    Health(operate::health::Args),
    /// Write the events of a simulated contact centre, and the true hazards
    Simulate(events::simulate::Args),
    /// Import files of events into the log, and close their days
    Import(events::import::Args),
    /// List the signals, or compute them from files
    #[command(subcommand)]
    Signals(learn::signals::Command),
    /// Explain an agent's risk
    Explain(watch::explain::Args),
    /// Train a model on the people who really left
    Train(learn::train::Args),
    /// Back-test a model on a history, with the desk and its alerts
    Backtest(learn::backtest::Args),
    /// List alerts, answer them, and see what they were worth
    #[command(subcommand)]
    Alerts(watch::alerts::Command),
    /// List refused events, show one, or send them again
    #[command(subcommand)]
    DeadLetters(events::dead_letters::Command),
    /// Show risk over time by team and week, and whether the model still fits; export past days for Prometheus
    Trends(watch::trends::Args),
    /// List, compare and publish models, or roll back
    #[command(subcommand)]
    Models(learn::models::Command),
    /// Recompute published scores from the journal, and fail if one differs
    Replay(events::replay::Args),
    /// Copy the embedded log into a file, while the service may run
    Backup(operate::backup::Args),
    /// Give the journal more partitions: it is copied, replayed and compared before anything changes
    Grow(operate::grow::Args),
    /// Check or create the Kafka topics
    #[command(subcommand)]
    Topics(operate::topics::Command),
    /// Check the configuration, or print it with every default
    #[command(subcommand)]
    Config(operate::config::Command),
    /// Print a shell completion script
    Completions(shell::completions::Args),
    /// Write manual pages, one for each command
    Man(shell::man::Args),
}

/// A mistake in arguments or configuration: exit code 2 instead of 1.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// Runs the command line. How it ends: `exit_code.rs`.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(args) => events::demo::run(&args),
        Command::Run(args) => operate::run::run(&args),
        Command::Status(args) => operate::status::run(&args),
        Command::Health(args) => operate::health::run(&args),
        Command::Simulate(args) => events::simulate::run(&args),
        Command::Import(args) => events::import::run(&args),
        Command::Signals(command) => learn::signals::run(&command),
        Command::Explain(args) => watch::explain::run(&args),
        Command::Train(args) => learn::train::run(&args),
        Command::Backtest(args) => learn::backtest::run(&args),
        Command::Alerts(command) => watch::alerts::run(&command),
        Command::DeadLetters(command) => events::dead_letters::run(&command),
        Command::Trends(args) => watch::trends::run(&args),
        Command::Models(command) => learn::models::run(&command),
        Command::Replay(args) => events::replay::run(&args),
        Command::Backup(args) => operate::backup::run(&args),
        Command::Grow(args) => operate::grow::run(&args),
        Command::Topics(command) => operate::topics::run(&command),
        Command::Config(command) => operate::config::run(&command),
        Command::Completions(args) => shell::completions::run(&args),
        Command::Man(args) => shell::man::run(&args),
    };
    let Err(error) = done else { return ExitCode::SUCCESS };
    terminal::output::error(&error);
    terminal::exit_code::exit_code(&error)
}

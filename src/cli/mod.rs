//! The command line: one file per subcommand.

mod alerts;
mod backtest;
mod backup;
mod coded;
mod completions;
mod config;
mod counted;
mod dead_letters;
mod demo;
mod exit_code;
mod explain;
mod grow;
mod health;
mod history;
mod import;
mod intake;
mod invalid_value;
mod logging;
mod man;
mod memory;
mod models;
mod output;
mod output_path;
mod replay;
mod run;
mod serving;
mod signals;
mod simulate;
mod status;
mod table;
mod topics;
mod train;
mod trends;
mod wrap;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Early warning of contact-centre attrition: attendance, QA and ticket events in, few explained alerts out.
#[derive(Parser)]
#[command(name = "attrition-watch", version, about, max_term_width = 100, after_help = exit_code::help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Simulate a contact centre, run it through the real stages, show the alerts, and keep serving
    Demo(demo::Args),
    /// Run the service
    Run(run::Args),
    /// Show a running instance at a glance: stages, lag, last closed day, models, open alerts
    Status(status::Args),
    /// Check whether a running instance is alive, or ready: for health checks of containers
    Health(health::Args),
    /// Write the events of a simulated contact centre, and the true hazards
    Simulate(simulate::Args),
    /// Import files of events into the log, and close their days
    Import(import::Args),
    /// List the signals, or compute them from files
    #[command(subcommand)]
    Signals(signals::Command),
    /// Explain an agent's risk
    Explain(explain::Args),
    /// Train a model on the people who really left
    Train(train::Args),
    /// Back-test a model on a history, with the desk and its alerts
    Backtest(backtest::Args),
    /// List alerts, answer them, and see what they were worth
    #[command(subcommand)]
    Alerts(alerts::Command),
    /// List refused events, show one, or send them again
    #[command(subcommand)]
    DeadLetters(dead_letters::Command),
    /// Show risk over time by team and week, and whether the model still fits; export past days for Prometheus
    Trends(trends::Args),
    /// List, compare and publish models, or roll back
    #[command(subcommand)]
    Models(models::Command),
    /// Recompute published scores from the journal, and fail if one differs
    Replay(replay::Args),
    /// Copy the embedded log into a file, while the service may run
    Backup(backup::Args),
    /// Give the journal more partitions: it is copied, replayed and compared before anything changes
    Grow(grow::Args),
    /// Check or create the Kafka topics
    #[command(subcommand)]
    Topics(topics::Command),
    /// Check the configuration, or print it with every default
    #[command(subcommand)]
    Config(config::Command),
    /// Print a shell completion script
    Completions(completions::Args),
    /// Write manual pages, one for each command
    Man(man::Args),
}

/// A mistake in arguments or configuration: exit code 2 instead of 1.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// Runs the command line. How it ends: `exit_code.rs`.
pub fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Health(args) => health::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Signals(command) => signals::run(&command),
        Command::Explain(args) => explain::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Backtest(args) => backtest::run(&args),
        Command::Alerts(command) => alerts::run(&command),
        Command::DeadLetters(command) => dead_letters::run(&command),
        Command::Trends(args) => trends::run(&args),
        Command::Models(command) => models::run(&command),
        Command::Replay(args) => replay::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Grow(args) => grow::run(&args),
        Command::Topics(command) => topics::run(&command),
        Command::Config(command) => config::run(&command),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    };
    let Err(error) = done else { return ExitCode::SUCCESS };
    output::error(&error);
    exit_code::of(&error)
}

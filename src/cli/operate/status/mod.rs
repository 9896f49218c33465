//! `status`: a running instance at a glance, once or again and again.

mod channels;
pub(in crate::cli) mod instance_client;
mod status_table;

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use self::instance_client::{Instance, InstanceClient};
use self::status_table::status_text;
use crate::cli::Usage;
use crate::cli::terminal::output;
use attrition_service::observability::status::InstanceStatus;

/// Clears a terminal and goes to its top.
const CLEAR: &str = "\x1b[H\x1b[2J\x1b[3J";

/// Arguments of `status`: which instance is asked, and how often.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    instance: Instance,
    /// Repeat until Ctrl-C, and wait for an instance that does not answer
    #[arg(long)]
    watch: bool,
    /// Seconds between two updates of --watch
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    every_s: u64,
    /// As JSON, a line for each answer
    #[arg(long)]
    json: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let asked = args.instance.connect()?;
    if !args.watch {
        let status = asked.status()?;
        return show(args, &status, None);
    }
    let mut before: Option<(InstanceStatus, Instant)> = None;
    loop {
        let began = Instant::now();
        match asked.status() {
            Ok(status) => {
                clear(args);
                let passed = before.as_ref().map(|(before, at)| (before, began - *at));
                show(args, &status, passed)?;
                before = Some((status, began));
            }
            // What another argument or setting would mend does not come right by waiting; an instance may be on its way.
            Err(error) if error.is::<Usage>() => return Err(error),
            Err(error) => away(args, &asked, &error)?,
        }
        std::thread::sleep(Duration::from_secs(args.every_s).saturating_sub(began.elapsed()));
    }
}

fn show(args: &Args, status: &InstanceStatus, before: Option<(&InstanceStatus, Duration)>) -> anyhow::Result<()> {
    if args.json {
        return output::json(status);
    }
    output::line(&status_text(status, before));
    Ok(())
}

/// An instance that does not answer for now.
fn away(args: &Args, asked: &InstanceClient, error: &anyhow::Error) -> anyhow::Result<()> {
    let why = error.root_cause().to_string();
    if args.json {
        return output::json(&serde_json::json!({"url": asked.url(), "error": why}));
    }
    clear(args);
    output::line(&format!("{} does not answer: {why}. It is asked again.", asked.url()));
    Ok(())
}

fn clear(args: &Args) {
    let mut out = std::io::stdout();
    if !args.json && out.is_terminal() {
        // A terminal that has gone away ends the command at the next line.
        let _ = out.write_all(CLEAR.as_bytes());
    }
}

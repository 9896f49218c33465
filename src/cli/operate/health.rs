//! `health`: whether a running instance is alive, or ready. The exit code says it, so that an image needs no other program.

use crate::cli::operate::status::instance_client::Instance;
use crate::cli::terminal::output;

/// Arguments of `health`: which instance is asked, and whether it must be ready.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    instance: Instance,
    /// Check also that every stage has its partitions and their state
    #[arg(long)]
    ready: bool,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let asked = args.instance.connect()?;
    let (status, body) = asked.get(if args.ready { "/readyz" } else { "/healthz" })?;
    let told = body.trim();
    if status != 200 {
        anyhow::bail!("{} answers {status}: {told}", asked.url());
    }
    output::line(told);
    Ok(())
}

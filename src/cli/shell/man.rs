//! `man`: manual pages, one for the program and one for each of its commands.

use std::path::PathBuf;

use anyhow::Context;
use clap::CommandFactory;

use crate::cli::Cli;
use crate::cli::terminal::output;

/// Arguments of `man`: the folder for the pages.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Folder for the pages, made if missing; `man` finds those in ~/.local/share/man/man1
    #[arg(long)]
    out: PathBuf,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let failed = || format!("failed to write manual pages into `{}`", args.out.display());
    std::fs::create_dir_all(&args.out).with_context(failed)?;
    clap_mangen::generate_to(Cli::command(), &args.out).with_context(failed)?;
    output::line(&format!(
        "The manual is in `{}`: man -l {}",
        args.out.display(),
        args.out.join("attrition-watch.1").display()
    ));
    Ok(())
}

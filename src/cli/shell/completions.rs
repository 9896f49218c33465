//! `completions`: what a shell needs to complete the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;

/// Arguments of `completions`: the shell that they are for.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The shell; for bash: attrition-watch completions bash > ~/.local/share/bash-completion/completions/attrition-watch
    shell: Shell,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "attrition-watch", &mut script);
    crate::cli::terminal::output::bytes(&script)
}

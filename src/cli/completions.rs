//! `completions`: what a shell needs to complete the command line.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Cli;

/// Arguments of `completions`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The shell; for bash: attrition-watch completions bash > ~/.local/share/bash-completion/completions/attrition-watch
    shell: Shell,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let mut command = Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "attrition-watch", &mut script);
    super::output::bytes(&script)
}

//! `backup`: a copy of the embedded log, beside the service that writes it.

use std::path::{Path, PathBuf};

use crate::cli::Usage;
use crate::cli::arguments::output_path;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_stream::backend::embedded::backup;

/// Arguments of `backup`: the log, and the file for its copy.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// File for the copy; it must not exist yet. To use it, put it as `log.sqlite` into an empty folder: see docs/embedded.md
    file: PathBuf,
    #[command(flatten)]
    config: config::File,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    let config = args.config.load()?;
    if config.is_kafka() {
        let why = "the log is on Kafka, which keeps its own copies: `backup` is for the embedded log";
        return Err(Usage(why.to_owned()).into());
    }
    if args.file.symlink_metadata().is_ok() {
        return Err(Usage(format!("`{}` is there already: name a file that is not", args.file.display())).into());
    }
    output_path::check_file("", &args.file)?;
    let spinner = output::spinner("copying the log, and checking the copy");
    let copied = backup(Path::new(&config.log.dir), &args.file);
    spinner.finish_and_clear();
    copied?;
    output::line(&format!("the log as of now is in `{}`", args.file.display()));
    Ok(())
}

//! `simulate`: the events of a simulated contact centre, and the truth behind them; as files, or into a running service.

mod feed;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::Usage;
use crate::cli::arguments::output_path;
use crate::cli::operate::config;
use crate::cli::operate::status::instance_client;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use attrition_core::basics::date::Date;
use attrition_simulator::{Parameters, Simulation};

/// Arguments of `simulate`: the centre, its days, and where the events go.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// Seats of the centre
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(2..=100_000))]
    agents: u32,
    /// Days to simulate
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    days: u32,
    /// The same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// First day, YYYY-MM-DD
    #[arg(long, default_value = "2025-01-06", value_parser = config::date)]
    first_day: Date,
    /// File for the events, one CloudEvent a line; `.gz` and `.zst` are compressed, `-` is standard output
    #[arg(long, required_unless_present_any = ["feed", "default_parameters"])]
    out: Option<PathBuf>,
    /// File for the truth: agent, date, 30-day hazard, dissatisfaction, as CSV
    #[arg(long)]
    truth: Option<PathBuf>,
    /// File with the parameters of the centre, as `--default-parameters` prints them
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
    /// Instead: print the default parameters, with comments, as TOML
    #[arg(long, conflicts_with_all = ["out", "truth", "parameters", "feed"])]
    default_parameters: bool,
    /// Instead: post the days after the first --days to the service at this address, as http://127.0.0.1:8080, each event
    /// when its time has come, until Ctrl-C. Import the first --days before
    #[arg(long, value_name = "URL", value_parser = instance_client::url, conflicts_with_all = ["out", "truth"])]
    feed: Option<String>,
    #[command(flatten)]
    config: config::File,
}

pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<()> {
    if args.default_parameters {
        output::verbatim(Parameters::DEFAULT_TOML.trim_end());
        return Ok(());
    }
    let parameters = args.parameters.as_deref().map_or(Ok(Parameters::default()), parameters)?;
    let mut simulation = Simulation::new(&parameters, args.agents as usize, args.seed, args.first_day);
    if let Some(url) = &args.feed {
        (0..args.days).for_each(|_| drop(simulation.next_day()));
        return feed::feed(simulation, url, &args.config.load()?.token);
    }
    let out = args.out.as_deref().expect("clap wants one where nobody is fed");
    for (option, path) in [("--out", Some(out)), ("--truth", args.truth.as_deref())] {
        path.map_or(Ok(()), |path| output_path::check_file(option, path))?;
    }
    let mut events = create(out)?;
    let mut truth = args.truth.as_deref().map(create).transpose()?;
    let bar = output::progress(u64::from(args.days), "days");
    let truth = truth.as_mut().map(|truth| &mut **truth as &mut dyn Write);
    let written = attrition_simulator::write(&mut simulation, args.days, &mut *events, truth, || bar.inc(1))
        .context("failed to write the simulation")?;
    bar.finish_and_clear();
    let (first, last) = (args.first_day, args.first_day + (args.days.cast_signed() - 1));
    output::note(&format!(
        "{} of {first} to {last} written. Some stand there twice, come late, or correct an earlier one, as those of real systems do: \
         each counts once, as it was sent last, and `import` says how many repeat another word for word",
        counted(written, "event")
    ));
    Ok(())
}

pub(in crate::cli) fn parameters(path: &Path) -> anyhow::Result<Parameters> {
    let refused =
        |error: &dyn std::fmt::Display| Usage(format!("the parameters `{}` cannot be used: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| refused(&error))?;
    Ok(Parameters::parse(&text).map_err(|error| refused(&error))?)
}

fn create(path: &Path) -> anyhow::Result<Box<dyn Write>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufWriter::new(std::io::stdout())));
    }
    let file = File::create(path).with_context(|| format!("failed to make `{}`", path.display()))?;
    let file = BufWriter::with_capacity(1 << 16, file);
    Ok(match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => Box::new(flate2::write::GzEncoder::new(file, flate2::Compression::fast())),
        Some("zst") => Box::new(zstd::Encoder::new(file, 1)?.auto_finish()),
        _ => Box::new(file),
    })
}

//! `trends export`: the metrics of past days for Prometheus.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use time::OffsetDateTime;

use super::{days, history};
use crate::cli::Usage;
use crate::cli::arguments::output_path;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_core::basics::date::Date;
use attrition_service::projections::trends::{ExportRequest, export};

/// Arguments of `trends export`.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    config: config::File,
    /// File that is written; `-` for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// First day, YYYY-MM-DD; without it, the first with scores
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    from: Option<Date>,
    /// Last day; without it, the last that is closed
    #[arg(long, value_parser = config::date, value_name = "DATE")]
    to: Option<Date>,
    /// Minutes between two samples of a series
    #[arg(long, default_value_t = 60, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=1_440))]
    every: u32,
    /// The label `job` that Prometheus gives to the service; empty for none
    #[arg(long, default_value = "attrition-watch")]
    job: String,
    /// What was written, as JSON, on standard output
    #[arg(long)]
    json: bool,
}

/// Length of Prometheus' blocks. By its own default of two hours, promtool reads the whole file once for every two hours of it.
const BLOCKS: &str = "744h";

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    let is_stdout = args.out == Path::new("-");
    if is_stdout && args.json {
        return Err(Usage(
            "`--json` and `--out -` both write to standard output: give `--out` a \
             file"
                .to_owned(),
        )
        .into());
    }
    if args.from.zip(args.to).is_some_and(|(from, to)| from > to) {
        return Err(Usage("`--from` is later than `--to`".to_owned()).into());
    }
    let config = args.config.load()?;
    output_path::check_file("--out", &args.out)?;
    let history = history(&config)?;
    let (first, last) = days(&history)?;
    let wanted = ExportRequest {
        job: args.job.clone(),
        from: args.from.unwrap_or(first).max(first),
        to: args.to.unwrap_or(last).min(last),
        every: Duration::from_secs(60 * u64::from(args.every)),
        until_s: OffsetDateTime::now_utc().unix_timestamp(),
    };
    if wanted.from > wanted.to {
        return Err(Usage(format!("the log has scores of {first} to {last}, and of no day that was asked for")).into());
    }
    let mut to: BufWriter<Box<dyn Write>> = BufWriter::new(if is_stdout {
        Box::new(std::io::stdout())
    } else {
        let file = File::create(&args.out);
        Box::new(file.with_context(|| format!("failed to create `{}`", args.out.display()))?)
    });
    let bar = output::progress(u64::try_from(wanted.to - wanted.from + 1).unwrap_or(0), "days");
    let exported = export(&history, &wanted, &mut to, &mut || bar.inc(1));
    bar.finish_and_clear();
    let exported = exported.and_then(|exported| Ok(to.flush().map(|()| exported)?));
    let exported = exported.with_context(|| format!("failed to write `{}`", args.out.display()))?;
    if args.json {
        return output::json(&serde_json::json!({
            "from": wanted.from.to_string(), "to": wanted.to.to_string(),
            "days": exported.days, "series": exported.series, "samples": exported.samples,
        }));
    }
    output::note(&format!(
        "{} days from {} to {}: {} series, {} samples. Next: promtool tsdb create-blocks-from --max-block-duration={BLOCKS} openmetrics {} <data folder of Prometheus>",
        exported.days,
        wanted.from,
        wanted.to,
        exported.series,
        exported.samples,
        args.out.display()
    ));
    Ok(())
}

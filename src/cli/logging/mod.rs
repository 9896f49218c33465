//! The program's own log: lines on standard error, as text or JSON, and spans and lines to a collector where one is named.
//!
//! It names no agent above debug; what is never in it, and what is told: docs/logging.md.

#[cfg(feature = "otlp")]
mod otlp;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use super::{Usage, output};
use crate::wire::config::Config;

type Lines = Box<dyn Layer<Registry> + Send + Sync>;

/// The log; what was not sent to the collector yet is sent when it is dropped.
#[must_use = "the collector is told nothing after it is dropped"]
pub(super) struct Logging {
    #[cfg(feature = "otlp")]
    _export: Option<otlp::Export>,
}

/// Begins to log as the configuration says. `RUST_LOG` filters the lines on standard error, and nothing else.
pub(super) fn begin(config: &Config) -> anyhow::Result<Logging> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let lines: Lines = if config.service.log_format == "json" {
        lines.json().with_filter(filter).boxed()
    } else {
        lines.with_ansi(output::is_coloured()).with_filter(filter).boxed()
    };
    export(config, lines)
}

#[cfg(feature = "otlp")]
fn export(config: &Config, lines: Lines) -> anyhow::Result<Logging> {
    let mut layers = vec![lines];
    let export = match config.service.otlp.as_str() {
        "" => None,
        collector => {
            let export = otlp::Export::to(collector, &config.log.instance)
                .map_err(|error| error.context(Usage(format!("`service.otlp` cannot be used: `{collector}`"))))?;
            layers.push(export.layer());
            Some(export)
        }
    };
    tracing_subscriber::registry().with(layers).init();
    Ok(Logging { _export: export })
}

#[cfg(not(feature = "otlp"))]
fn export(config: &Config, lines: Lines) -> anyhow::Result<Logging> {
    if !config.service.otlp.is_empty() {
        let told = "`service.otlp` names a collector, and this program was built without it: build with `--features otlp`, or leave it empty";
        return Err(Usage(told.to_owned()).into());
    }
    tracing_subscriber::registry().with(lines).init();
    Ok(Logging {})
}

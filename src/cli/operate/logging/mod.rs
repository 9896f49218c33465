//! The program's own log: lines on standard error, as text or JSON, and spans and lines to a collector where one is named.
//!
//! It names no agent above debug; what is never in it, and what is told: docs/logging.md.

#[cfg(feature = "otlp")]
mod otlp;

use std::env::VarError;
use std::fmt::Debug;

use tracing::field::Field;
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::fmt::format::{Writer, debug_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::cli::Usage;
use crate::cli::terminal::output;
use attrition_config::Config;
use attrition_i18n::escape::{escape, escape_json};

type LineLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// The log; what was not sent to the collector yet is sent when it is dropped.
#[must_use = "the collector is told nothing after it is dropped"]
pub(in crate::cli) struct Logging {
    #[cfg(feature = "otlp")]
    _export: Option<otlp::Export>,
}

/// Begins to log as the configuration says. `RUST_LOG` filters the lines on standard error, and nothing else.
pub(in crate::cli) fn begin(config: &Config) -> anyhow::Result<Logging> {
    let filter = filter();
    let is_odd = filter.is_err().then(|| std::env::var("RUST_LOG").unwrap_or_default());
    let filter = filter.unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt::layer().with_target(false);
    let lines: LineLayer = if config.service.log_format == "json" {
        lines.json().with_writer(|| EscapedJson(output::Errors)).with_filter(filter).boxed()
    } else {
        let lines = lines.with_writer(|| output::Errors).with_ansi(output::is_coloured());
        lines.fmt_fields(debug_fn(field).delimited(" ")).with_filter(filter).boxed()
    };
    let logging = export(config, lines)?;
    if let Some(odd) = is_odd {
        tracing::warn!(RUST_LOG = odd, "the variable is no filter, so the lines of info and above are logged");
    }
    Ok(logging)
}

/// What the targets of the program's own lines begin with: they are named after its crates.
const OWN: &str = "attrition_";

/// The filter of the environment, where it has one.
fn filter() -> Result<EnvFilter, tracing_subscriber::filter::FromEnvError> {
    match std::env::var(EnvFilter::DEFAULT_ENV) {
        Err(VarError::NotPresent) => Ok("info".into()),
        Err(VarError::NotUnicode(_)) => EnvFilter::try_from_default_env(),
        Ok(text) => Ok(EnvFilter::builder().parse(of_all_crates(&text))?),
    }
}

/// A filter in which the program's name means all of its crates.
fn of_all_crates(text: &str) -> String {
    let directive = |one: &str| match one.trim().strip_prefix("attrition_watch") {
        Some(level) if level.is_empty() || level.starts_with('=') => format!("{OWN}{level}"),
        _ => one.to_owned(),
    };
    text.split(',').map(directive).collect::<Vec<_>>().join(",")
}

/// Whether it can be logged as the configuration says.
pub(in crate::cli) fn check(config: &Config) -> Result<(), Usage> {
    let collector = &config.service.otlp;
    let is_address = ["http://", "https://"].iter().any(|scheme| {
        collector
            .strip_prefix(scheme)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
    });
    let told = match collector.as_str() {
        "" => return Ok(()),
        _ if !cfg!(feature = "otlp") => {
            "names a collector, and this program was built without it: build with `--features otlp`, or leave it empty"
        }
        _ if !is_address => "must be an address of OTLP over HTTP, such as http://collector:4318",
        _ => return Ok(()),
    };
    Err(Usage(format!("the configuration cannot be used: `service.otlp` is `{collector}`: it {told}")))
}

/// A field of a line, in which nothing of others makes lines of its own or rules the terminal.
fn field(writer: &mut Writer<'_>, field: &Field, value: &dyn Debug) -> std::fmt::Result {
    let value = format!("{value:?}");
    match field.name() {
        "message" => write!(writer, "{}", escape(&value)),
        name => write!(writer, "{name}={}", escape(&value)),
    }
}

/// Writes lines of JSON, each in one piece, in which nothing rules the terminal.
struct EscapedJson<W>(W);

impl<W: std::io::Write> std::io::Write for EscapedJson<W> {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        match std::str::from_utf8(line) {
            Ok(text) => self.0.write_all(escape_json(text).as_bytes()),
            Err(_) => self.0.write_all(line),
        }?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

#[cfg(feature = "otlp")]
fn export(config: &Config, lines: LineLayer) -> anyhow::Result<Logging> {
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
#[expect(clippy::unnecessary_wraps, reason = "with a collector, it can fail")]
fn export(_config: &Config, lines: LineLayer) -> anyhow::Result<Logging> {
    tracing_subscriber::registry().with(lines).init();
    Ok(Logging {})
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What is written, for looking at.
    #[derive(Clone, Default)]
    struct LogBuffer(Arc<Mutex<Vec<u8>>>);

    impl Write for LogBuffer {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("nobody panics with it").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nothing_that_is_logged_makes_lines_or_rules_a_terminal() {
        let hostile = "a\u{1b}[31m\r\nb\u{202e}\u{9b}";
        let (text, json) = (LogBuffer::default(), LogBuffer::default());
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).fmt_fields(debug_fn(field).delimited(" "));
        let (of_text, of_json) = (text.clone(), json.clone());
        let layers = tracing_subscriber::registry()
            .with(lines.with_writer(move || of_text.clone()))
            .with(tracing_subscriber::fmt::layer().json().with_writer(move || EscapedJson(of_json.clone())));
        tracing::subscriber::with_default(layers, || tracing::warn!(name = hostile, shown = %hostile, "of {hostile}"));
        for kept in [text, json] {
            let said = String::from_utf8(kept.0.lock().expect("nobody panics with it").clone()).expect("it is text");
            assert_eq!(said.lines().count(), 1, "{said}");
            let ruling = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!said.chars().any(ruling) && said.contains("[31m"), "{said:?}");
        }
    }

    #[test]
    fn the_programs_name_means_all_of_its_crates() {
        assert_eq!(of_all_crates("attrition_watch=debug"), "attrition_=debug");
        assert_eq!(of_all_crates("warn, attrition_watch"), "warn,attrition_");
        assert_eq!(
            of_all_crates("info,hyper=warn,attrition_stream::backend::kafka=trace"),
            "info,hyper=warn,attrition_stream::backend::kafka=trace"
        );
        let filter = EnvFilter::builder().parse(of_all_crates("attrition_watch=debug"));
        assert_eq!(filter.expect("it is one").to_string(), "attrition_=debug");
    }
}

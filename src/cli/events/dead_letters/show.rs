//! `dead-letters show`: one dead letter with its bytes.

use std::io::{IsTerminal, Write};

use base64::Engine;
use time::OffsetDateTime;

use super::select::{place, time_text};
use crate::cli::Usage;
use crate::cli::operate::config;
use crate::cli::terminal::output;
use attrition_contracts::incoming::cloudevent;
use attrition_contracts::incoming::dead_letter::{LetterId, Retried};
use attrition_contracts::records::topic::Topic;
use attrition_i18n::escape;
use attrition_service::admin::dead_letters::{self, StoredLetter, is_incoming};
use attrition_service::storage::logs::Logs;

/// Arguments of `dead-letters show`.
#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// The dead letter's id, as `dead-letters list` shows it
    id: LetterId,
    #[command(flatten)]
    config: config::File,
    /// The bytes as they came and nothing else, for a file or a pipe
    #[arg(long, conflicts_with = "json")]
    raw: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args) -> anyhow::Result<()> {
    if args.raw && std::io::stdout().is_terminal() {
        return Err(Usage(
            "`--raw` writes the bytes unchanged, and they might contain terminal commands: write them to a \
             file"
                .to_owned(),
        )
        .into());
    }
    let logs = Logs::read_only(&args.config.load()?)?;
    let Some(found) = dead_letters::find(&logs, args.id)? else { return Err(unknown(args.id, &args.config).into()) };
    if args.raw {
        let mut out = std::io::stdout();
        out.write_all(&found.letter.value)?;
        return Ok(out.flush()?);
    }
    let retried = dead_letters::retried(&logs)?.remove(&args.id);
    let now = is_incoming(&found.letter)
        .then(|| cloudevent::read_record(&found.letter.original(Topic::DeadLetters), OffsetDateTime::now_utc()).err());
    let now = now.flatten().map(|refusal| (refusal.code.text(), refusal.detail));
    if args.json {
        return json(&found, retried.as_ref(), now.as_ref());
    }
    show(args, &found, retried.as_ref(), now.as_ref())
}

/// There is no such letter.
pub(super) fn unknown(id: LetterId, config: &config::File) -> Usage {
    Usage(format!("there is no dead letter `{id}`: {} shows them", config.command("dead-letters list")))
}

/// What this version says about something that came in, where it refuses it too: a code and a reason.
type Now = (&'static str, String);

fn json(found: &StoredLetter, retried: Option<&Retried>, now: Option<&Now>) -> anyhow::Result<()> {
    let letter = &found.letter;
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let headers: Vec<_> = letter
        .headers
        .iter()
        .map(|(name, value)| serde_json::json!({"name": name, "value": text(value), "value_base64": base64(value)}))
        .collect();
    output::json(&serde_json::json!({
        "id": found.id, "time": time_text(found), "code": letter.code, "detail": letter.detail,
        "origin": letter.origin, "partition": letter.partition, "offset": letter.offset,
        "key": text(&letter.key), "headers": headers, "value": text(&letter.value), "value_base64": base64(&letter.value),
        "retried": retried.map(|mark| serde_json::json!({"at": mark.at, "topic": mark.topic})),
        "incoming": is_incoming(letter),
        "now": now.map(|(code, detail)| serde_json::json!({"code": code, "detail": detail})),
    }))
}

fn show(args: &Args, found: &StoredLetter, retried: Option<&Retried>, now: Option<&Now>) -> anyhow::Result<()> {
    let letter = &found.letter;
    let mut lines = vec![
        ("dead letter", found.id.to_string()),
        ("refused at", time_text(found).unwrap_or_else(|| "-".to_owned())),
        ("code", letter.code.clone()),
        ("reason", letter.detail.clone()),
        ("from", place(letter)),
        ("key", if letter.key.is_empty() { "-".to_owned() } else { bytes_text(&letter.key) }),
    ];
    lines.extend(retried.map(|mark| ("sent again", format!("at {}, to {}", mark.at, mark.topic))));
    let retry = |again: &str| args.config.command(&format!("dead-letters retry {}{again}", found.id));
    let now = match (now, retried) {
        _ if !is_incoming(letter) => "nothing that came in: it cannot be sent again".to_owned(),
        (Some((code, detail)), _) => format!("this version refuses it too: {code}: {detail}"),
        (None, None) => format!("this version takes it in: {} sends it again", retry("")),
        (None, Some(_)) => format!("this version takes it in: {} sends it once more", retry(" --again")),
    };
    lines.push(("now", now));
    for (name, value) in lines {
        output::line(&format!("{name:<12} {}", escape::escape(&value)));
    }
    for (name, value) in &letter.headers {
        output::line(&format!("{:<12} {}: {}", "header", escape::escape(name), bytes_text(value)));
    }
    output::line(&format!("{:<12} {}", "bytes", letter.value.len()));
    let text = String::from_utf8_lossy(&letter.value);
    // Lines of the original stay lines; bytes that are no text are written out.
    match &text {
        std::borrow::Cow::Borrowed(text) => output::verbatim(text.trim_end()),
        std::borrow::Cow::Owned(_) => output::verbatim(&bytes_text(&letter.value)),
    }
    Ok(())
}

/// Bytes in one line: what is no text as `\xff`.
fn bytes_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text += &escape::escape(chunk.valid());
        chunk.invalid().iter().for_each(|byte| text += &format!("\\x{byte:02x}"));
    }
    text
}

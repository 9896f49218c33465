//! What was refused of the input: told line by line, and how much of it is tolerated.

use crate::cli::arguments::invalid_value::InvalidValue;
use crate::cli::terminal::exit_code::PartlyRefused;
use crate::cli::terminal::number_format::counted;
use crate::cli::terminal::output;
use attrition_service::import::intake::{Intake, RefusedText};
use attrition_service::import::lines;

/// Characters of a reason that are shown: some repeat the text that they are about.
const DETAIL_MAX: usize = 300;

/// How much may be refused.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(in crate::cli) struct Tolerance {
    /// How much may be refused without exit code 3: a number of events, or a share such as 1%
    #[arg(long, default_value = "0", value_name = "N|SHARE%", value_parser = max_refused)]
    max_refused: MaxRefused,
}

/// A number, or a share.
#[derive(Clone, Copy, Debug, PartialEq)]
enum MaxRefused {
    Count(u64),
    Share(f64),
}

fn max_refused(text: &str) -> Result<MaxRefused, InvalidValue> {
    let share = text.strip_suffix('%').map(|number| number.trim().parse::<f64>().ok().map(|percent| percent / 100.0));
    let read = match share {
        Some(share) => share.filter(|share| (0.0..=1.0).contains(share)).map(MaxRefused::Share),
        None => text.parse().ok().map(MaxRefused::Count),
    };
    read.ok_or_else(|| {
        let told = "is neither a number of events, as 100, nor a share of them, as 1% or 0.5%";
        InvalidValue(format!("`{text}` {told}"))
    })
}

/// An input that cannot be read; where a pipe makes events of it, with the command that then takes them.
pub(in crate::cli) fn unreadable(error: lines::Error, command: &str) -> anyhow::Error {
    let advice = error.pipe().map(|pipe| format!("`{pipe} | {command}`"));
    match advice {
        Some(advice) => anyhow::anyhow!("{error}: {advice}"),
        None => error.into(),
    }
}

impl Tolerance {
    /// How a command ends that has done its work with what was taken in.
    pub(in crate::cli) fn verdict(self, intake: &Intake) -> anyhow::Result<()> {
        let (refused, all) = (intake.all_refused(), intake.all_refused() + intake.all_taken());
        let is_tolerated = match self.max_refused {
            MaxRefused::Count(most) => refused <= most,
            MaxRefused::Share(most) => refused as f64 <= most * all as f64,
        };
        if is_tolerated {
            return Ok(());
        }
        let advice = "all others were accepted; `--max-refused` sets how many are tolerated";
        let were = if refused == 1 { "was" } else { "were" };
        Err(PartlyRefused(format!("{refused} of {} {were} refused: {advice}", counted(all, "event"))).into())
    }
}

/// Tells what was refused: the first ones by line, member and reason, and how many there are by code. Where nothing at all
/// was taken in, that is an error.
pub(in crate::cli) fn print_refusals(intake: &Intake) -> anyhow::Result<()> {
    let (refused, before) = (intake.refused_total(), intake.refused_before);
    if before > 0 {
        output::note(&format!("refused events of the run before, which did not come to its end: {before}"));
    }
    if refused == 0 {
        return Ok(());
    }
    output::note(&format!("refused events ({refused}):"));
    intake.first.iter().for_each(|text| output::note(&line(text)));
    let more = refused - intake.first.len() as u64;
    if more > 0 {
        output::note(&format!("  and {more} more"));
    }
    let mut by_code: Vec<_> = intake.refused.iter().collect();
    by_code.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    let by_code: Vec<String> = by_code.into_iter().map(|(code, n)| format!("{n} {}", code.text())).collect();
    output::note(&format!("by code: {}", by_code.join(", ")));
    if intake.all_taken() == 0 {
        let all = intake.all_refused();
        let refused = if all == 1 { "the only event was".to_owned() } else { format!("all {all} events were") };
        return Err(anyhow::anyhow!("nothing was taken in: {refused} refused"));
    }
    Ok(())
}

/// A refused event in one line: where, and why.
fn line(text: &RefusedText) -> String {
    let event = text.event.map_or(String::new(), |event| format!(", event {event}"));
    let detail: String = text.detail.chars().take(DETAIL_MAX).collect();
    let rest = if detail.len() < text.detail.len() { ".." } else { "" };
    let file = if text.file == "-" { "standard input".to_owned() } else { output::cell(&text.file) };
    format!("  {file}, line {}{event}: {}: {}{rest}", text.line, text.code, output::cell(&detail))
}

/// The same for machines.
pub(in crate::cli) fn json(intake: &Intake) -> serde_json::Value {
    let by_code: std::collections::BTreeMap<&str, u64> =
        intake.refused.iter().map(|(code, n)| (code.text(), *n)).collect();
    serde_json::json!({
        "total": intake.refused_total(), "before": intake.refused_before, "by_code": by_code, "first": intake.first,
    })
}

//! What became of dead letters that were to be sent again, and how the command ends.

use std::collections::BTreeMap;

use super::retry::{Args, Selected};
use super::show::unknown;
use crate::cli::terminal::exit_code::PartlyRefused;
use crate::cli::terminal::output;
use attrition_contracts::incoming::dead_letter::LetterId;
use attrition_service::admin::dead_letters::RetryOutcome;

/// Letters that were not sent and are told of one by one.
const TOLD_MAX: usize = 20;

/// The outcome of a command.
pub(super) struct RetryReport<'a> {
    /// What was asked for.
    pub(super) args: &'a Args,
    /// What became of each letter that was tried.
    pub(super) outcomes: &'a BTreeMap<LetterId, RetryOutcome>,
    /// What was left out from the start.
    pub(super) selected: &'a Selected,
}

impl RetryReport<'_> {
    fn count(&self, is: fn(&RetryOutcome) -> bool) -> usize {
        self.outcomes.values().filter(|outcome| is(outcome)).count()
    }

    fn sent(&self) -> usize {
        self.count(|outcome| matches!(outcome, RetryOutcome::Sent { .. }))
    }

    fn sent_before(&self) -> usize {
        self.count(|outcome| matches!(outcome, RetryOutcome::SentBefore { .. })) + self.selected.sent_before
    }

    /// Letters that were not sent, by why, in words.
    fn not_sent(&self) -> Vec<String> {
        let counts = [
            (self.count(|outcome| matches!(outcome, RetryOutcome::Refused { .. })), "refused as before"),
            (self.count(|outcome| matches!(outcome, RetryOutcome::NotIncoming { .. })), "nothing that came in"),
            (self.count(|outcome| *outcome == RetryOutcome::Unknown), "not there"),
        ];
        let words = |(n, what): (usize, &str)| format!("{n} {} {what}", if n == 1 { "is" } else { "are" });
        counts.into_iter().filter(|(n, _)| *n > 0).map(words).collect()
    }

    /// Tells it, and says how the command ends.
    pub(super) fn print(&self, is_running: bool) -> anyhow::Result<()> {
        if self.args.json {
            self.json()?;
        } else {
            self.words(is_running);
        }
        let (not_sent, nothing) = (self.not_sent(), self.sent() + self.sent_before() == 0);
        let first_unknown = self.outcomes.iter().find(|(_, outcome)| **outcome == RetryOutcome::Unknown);
        match first_unknown {
            Some((id, _)) if nothing => Err(unknown(*id, &self.args.config).into()),
            _ if not_sent.is_empty() => Ok(()),
            _ if nothing => Err(anyhow::anyhow!("nothing was sent again: {}", not_sent.join(", "))),
            _ => {
                let left = format!("not sent again, and left where they are: {}", not_sent.join(", "));
                Err(PartlyRefused(format!("of {} dead letters {left}", self.outcomes.len())).into())
            }
        }
    }

    fn json(&self) -> anyhow::Result<()> {
        let each: Vec<_> = self.outcomes.iter().map(|(id, outcome)| RetryLine { id: *id, outcome }).collect();
        let refused = self.count(|outcome| matches!(outcome, RetryOutcome::Refused { .. } | RetryOutcome::Unknown));
        let own = self.count(|outcome| matches!(outcome, RetryOutcome::NotIncoming { .. })) + self.selected.own;
        output::json(&serde_json::json!({
            "sent": self.sent(), "sent_before": self.sent_before(), "refused": refused, "not_incoming": own, "letters": each,
        }))
    }

    fn words(&self, is_running: bool) {
        let when = if is_running {
            "ingest takes them"
        } else {
            "no service runs on this log, so ingest reads them at its next start"
        };
        let again = match self.sent_before() {
            0 => String::new(),
            n => format!("; sent before: {n} (`--again` sends them once more)"),
        };
        output::line(&match (self.outcomes.len() + self.sent_before(), self.sent()) {
            (0, _) => "There are no dead letters to send.".to_owned(),
            (_, 0) => format!("none was sent again{again}"),
            (_, sent) => format!("{sent} sent again: {when}{again}"),
        });
        if self.selected.own > 0 {
            let what = "messages that could not be delivered or records of the service's own";
            output::note(&format!(
                "left out, since nothing of it came in: {} ({what}: docs/dead-letters.md)",
                self.selected.own
            ));
        }
        let failed: Vec<_> = self.outcomes.iter().filter_map(|(id, outcome)| Some((id, why(outcome)?))).collect();
        failed.iter().take(TOLD_MAX).for_each(|(id, why)| output::note(&format!("  {id}: {why}")));
        if failed.len() > TOLD_MAX {
            output::note(&format!("  and {} more", failed.len() - TOLD_MAX));
        }
    }
}

#[derive(serde::Serialize)]
struct RetryLine<'a> {
    id: LetterId,
    #[serde(flatten)]
    outcome: &'a RetryOutcome,
}

/// Why a letter was not sent.
fn why(outcome: &RetryOutcome) -> Option<String> {
    match outcome {
        RetryOutcome::Sent { .. } | RetryOutcome::SentBefore { .. } => None,
        RetryOutcome::Refused { code, detail } => Some(format!("refused as before: {code}: {detail}")),
        RetryOutcome::NotIncoming { origin } => {
            Some(format!("it stood in `{origin}` and is nothing that came in: see docs/dead-letters.md"))
        }
        RetryOutcome::Unknown => Some("there is no such dead letter".to_owned()),
    }
}

//! The model card: what the model is, what it was learned from, how good it is, what it must not be used for.

use std::fmt::Write;

use super::{LeftOut, Trained};
use crate::offline::rows::Rows;
use crate::wire::artifact::{Artifact, TermData};

/// Signals of the largest weight that are shown.
const SHOWN: usize = 20;

/// The card of a model, as Markdown.
pub fn card(data: &Rows, trained: &Trained) -> String {
    let Trained { artifact, choice, tenure_alone, later, .. } = trained;
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("a text can always be written");
    line(format!("# {}\n\n{}\n", artifact.id, artifact.description));
    line(format!(
        "It foretells whether an agent gives notice of their own accord within {} days. It is for a conversation that helps, \
         never for a disciplinary matter, pay or dismissal.\n",
        data.horizon_days
    ));
    line("## Learned from\n\n| | |\n|---|---|".to_owned());
    line(format!("| Cut-offs, weekly | {} to {} |", data.days[0], data.days[data.len() - 1]));
    line(format!("| Rows | {} |", data.len()));
    line(format!("| Agents who left | {} |", trained.leavers));
    let left_out = data.left_out;
    line(format!("| Left out: horizon not over | {} |", left_out.not_over));
    line(format!("| Left out: left otherwise within the horizon | {} |", left_out.censored));
    line(format!("| Left out: notice had been given | {} |", left_out.leaving));
    line(format!("| Fingerprint of the journal | {:016x} |\n", data.data));
    line("## How good it is\n".to_owned());
    line(format!(
        "Folds: learned from the past of some agents, tried on the future of others, a horizon apart; the penalty was chosen \
         on them. Later: rows from {} on, which gave calibration and bands, but no weight.\n",
        trained.later_from
    ));
    line("| | AUC | average precision | base rate | lift of the top tenth |\n|---|---|---|---|---|".to_owned());
    let rows = [("folds", choice.metrics()), ("folds, tenure alone", tenure_alone.metrics()), ("later", Some(later))];
    for (name, metrics) in rows {
        if let Some(m) = metrics {
            let (auc, ap, base, lift) = (m.auc, m.average_precision, m.base_rate, m.lift_top_tenth);
            line(format!("| {name} | {auc:.3} | {ap:.3} | {base:.3} | {lift:.2} |"));
        }
    }
    line(format!("\nLater rows: Brier {:.4}, log loss {:.4}.\n", later.brier, later.log_loss));
    line("| tenth by risk | rows | foretold | real |\n|---|---|---|---|".to_owned());
    for (tenth, decile) in later.deciles.iter().enumerate() {
        line(format!("| {} | {} | {:.3} | {:.3} |", tenth + 1, decile.rows, decile.foretold, decile.real));
    }
    let bands = &artifact.bands;
    line(format!("\nBands: red from {:.3}, amber from {:.3}, for {}.", bands.red, bands.amber, bands.capacity));
    line(format!(
        "Penalty {}, calibration {:.3} x log-odds {:+.3}.\n",
        choice.strength, artifact.calibration.slope, artifact.calibration.offset
    ));
    line("## Largest weights\n\n| signal | log-odds per standard deviation | when missing |\n|---|---|---|".to_owned());
    for (name, term) in largest(artifact) {
        line(format!("| `{name}` | {:+.3} | {:+.3} |", term.weight, term.missing));
    }
    line("\n## Signals that did not enter\n".to_owned());
    for (name, reason) in &trained.left_out {
        let reason = match reason {
            LeftOut::Missing => "missing in nearly every row",
            LeftOut::Constant => "the same in every row",
        };
        line(format!("- `{name}`: {reason}"));
    }
    if trained.left_out.is_empty() {
        line("None.".to_owned());
    }
    out
}

fn largest(artifact: &Artifact) -> Vec<(&String, &TermData)> {
    let mut terms: Vec<(&String, &TermData)> = artifact.signals.iter().collect();
    terms.sort_by(|a, b| b.1.weight.abs().total_cmp(&a.1.weight.abs()));
    terms.truncate(SHOWN);
    terms
}

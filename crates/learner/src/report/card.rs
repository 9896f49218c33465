//! The model card: what the model is, what it is for and what never, what it was learned from, how good it is, where it ends.
//!
//! Its parts are those of "Model Cards for Model Reporting" (Mitchell and others 2019) and of the toolkit made after it.

use std::fmt::Write;

use crate::metrics::{Bootstrap, Curves, ModelMetrics};
use crate::report::{self, Svg};
use crate::rows::Rows;
use crate::train::{OmissionReason, Trained};
use attrition_contracts::models::artifact::{Artifact, MissingSignals, TermData};
use attrition_core::model::probability;
use attrition_core::signals::{self, FactorSide, SIGNALS};

/// Signals of the largest weight that are shown.
const SHOWN: usize = 20;
/// Draws for the bands of the curves: they are looked at, not read off.
const DRAWS: usize = 200;

/// A card, and the plots that it shows: they are to lie beside it under their names.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The model card as Markdown.
    pub text: String,
    /// File name and plot.
    pub plots: Vec<(String, Svg)>,
}

/// The card of a model.
pub fn card(data: &Rows, trained: &Trained) -> Card {
    let plots = plots(data, trained);
    let mut out = String::new();
    for part in [
        details(data, trained),
        use_and_abuse(data),
        learned_from(data, trained),
        figures(trained),
        calibration(trained),
        weights(&trained.artifact),
        limits(data, trained),
    ] {
        out.push_str(&part);
        out.push('\n');
    }
    let mut text = out.trim_end().to_owned();
    for (about, suffix) in PLOTS {
        let name = format!("{}.{suffix}.svg", trained.artifact.id);
        let is_there = plots.iter().any(|(plot, _)| *plot == name);
        let picture = if is_there { format!("![{about}]({name})") } else { String::new() };
        text = text.replace(&format!("{{{suffix}}}"), &picture);
    }
    text.push('\n');
    Card { text, plots }
}

/// What each plot shows, and what its file is called after the model.
const PLOTS: [(&str, &str); 5] = [
    ("Reliability: foretold risk and real share by tenths", "reliability"),
    ("Cumulative gain", "gain"),
    ("ROC", "roc"),
    ("Precision over recall", "precision-recall"),
    ("What one standard deviation more of each signal adds to the log-odds", "coefficients"),
];

fn plots(data: &Rows, trained: &Trained) -> Vec<(String, Svg)> {
    let name = |suffix: &str| format!("{}.{suffix}.svg", trained.artifact.id);
    let mut plots = vec![(name("coefficients"), report::coefficients(&trained.artifact))];
    if let Some(curves) = later_curves(data, trained) {
        plots.push((name("reliability"), report::reliability(&curves)));
        plots.push((name("gain"), report::gain(&curves, trained.later.base_rate)));
        plots.push((name("roc"), report::roc(&curves, trained.later.auc)));
        plots.push((name("precision-recall"), report::precision_recall(&curves, trained.later.base_rate)));
    }
    plots
}

/// Curves of the later rows, which gave no weight, by the artifact itself.
fn later_curves(data: &Rows, trained: &Trained) -> Option<Curves> {
    let model = trained.artifact.model().ok()?;
    let later = data.first_on(trained.later_from)..data.len();
    let risks: Vec<f64> = later.clone().map(|row| probability(data.logit(&model, row))).collect();
    let (agents, leaves) = (&data.agents[later.clone()], &data.leaves[later.clone()]);
    Curves::new(&Bootstrap { draws: DRAWS, seed: 1 }, agents, &risks, leaves, data.weights(later).as_deref())
}

fn details(data: &Rows, trained: &Trained) -> String {
    let Trained { artifact, choice, .. } = trained;
    format!(
        "# {}: {}\n\n## Model\n\n\
         A logistic regression in discrete time, L2 (penalty {}), on {} signals with hinges, then \
         scaled to later data ({:.3} x log-odds {:+.3}). Every score is an intercept and contributions that add up. {}.\n\n\
         | | |\n|---|---|\n| Foretells | voluntary notice within {} days |\n| Signal catalogue | `{}` |\n\
         | Bands | red from {:.3}, amber from {:.3}, for {} |\n",
        artifact.id,
        artifact.description,
        choice.strength,
        artifact.signals.len(),
        artifact.calibration.slope,
        artifact.calibration.offset,
        missing(artifact),
        data.horizon_days,
        artifact.schema,
        artifact.bands.red,
        artifact.bands.amber,
        artifact.bands.capacity,
    )
}

/// What a missing signal does, in words.
fn missing(artifact: &Artifact) -> &'static str {
    match artifact.missing_signals {
        Some(MissingSignals::Neutral) => {
            "A missing signal adds the mean of what it adds for those who have it, so it neither raises a risk nor hides one"
        }
        Some(MissingSignals::Learned) | None => {
            "**A missing signal has a weight of its own**, by wish: data that are missing may raise a risk"
        }
    }
}

fn use_and_abuse(data: &Rows) -> String {
    format!(
        "## What it is for, and what never\n\n\
         - **For**: telling a supervisor early that an agent may be about to leave, with reasons, so that somebody talks with them \
         and mends what can be mended.\n\
         - **Never for** a disciplinary matter, pay, promotion, dismissal, or ranking people against each other. Never for other \
         people than those of the site it was learned from.\n\
         - **Read it so**: a risk is the share of people in like circumstances who gave notice within {} days. It says nothing \
         certain of anyone.\n\
         - Age, sex, family, origin and religion are not inputs; protected leave counts in no signal of behaviour. Sick \
         leave counts as time away from work.\n",
        data.horizon_days
    )
}

fn learned_from(data: &Rows, trained: &Trained) -> String {
    let left_out = data.left_out;
    let mut out = String::from("## Learned from\n\n| | |\n|---|---|\n");
    let mut row = |name: &str, value: String| writeln!(out, "| {name} | {value} |").expect(WRITES);
    row("Log", format!("{} to {}", data.observed.0, data.observed.1));
    row("Cut-offs, weekly", format!("{} to {}", data.days[0], data.days[data.len() - 1]));
    row("Rows", data.len().to_string());
    if data.fraction < 1.0 {
        let share = 100.0 * data.fraction;
        row(
            "Rows of people who stay",
            format!("{share:.1} % of them, by chance; intercept and figures are corrected for it"),
        );
    }
    row("Agents who left", trained.leavers.to_string());
    row("Left out: horizon not over", left_out.not_over.to_string());
    row("Left out: left otherwise within the horizon", left_out.censored.to_string());
    row("Left out: notice had been given", left_out.leaving.to_string());
    row("Left out: notice was given within the horizon and taken back", left_out.withdrawn.to_string());
    row("Days of work after the last day of an employment", data.work_after_end.to_string());
    row("Fingerprint of the rows", format!("`{:016x}`", data.data));
    out
}

fn figures(trained: &Trained) -> String {
    let Trained { choice, tenure_alone, later, .. } = trained;
    let mut out = format!(
        "## How good it is\n\nFolds: learned from the past of some agents, tried on the future of others, a horizon apart; the \
         penalty was chosen on them. Later: rows from {} on, which gave calibration and bands, but no weight. The plots are of \
         the later rows, with the band that chance leaves. How it would have fared in service is told by `backtest`.\n\n\
         | | AUC | average precision | base rate | lift of the top tenth |\n|---|---|---|---|---|\n",
        trained.later_from
    );
    let rows: [(&str, Option<&ModelMetrics>); 3] =
        [("folds", choice.metrics()), ("folds, tenure alone", tenure_alone.metrics()), ("later", Some(later))];
    for (name, metrics) in rows {
        if let Some(m) = metrics {
            let (auc, ap, base, lift) = (m.auc, m.average_precision, m.base_rate, m.lift_top_tenth);
            writeln!(out, "| {name} | {auc:.3} | {ap:.3} | {base:.3} | {lift:.2} |").expect(WRITES);
        }
    }
    let (brier, log_loss) = (later.brier, later.log_loss);
    writeln!(out, "\nLater rows: Brier {brier:.4}, log loss {log_loss:.4}.\n\n{{gain}}\n{{roc}}\n{{precision-recall}}")
        .expect(WRITES);
    out
}

fn calibration(trained: &Trained) -> String {
    let error = trained.later.calibration_error;
    let mut out = format!(
        "## Whether risks keep their word\n\nThe later rows chose the scale, so this is what it reached, not what it promises: \
         mean distance {error:.4}.\n\n{{reliability}}\n\n| tenth by risk | rows | foretold | left |\n|---|---|---|---|\n"
    );
    for (tenth, decile) in (1..).zip(&trained.later.deciles) {
        writeln!(out, "| {tenth} | {} | {:.3} | {:.3} |", decile.rows, decile.foretold, decile.real).expect(WRITES);
    }
    out
}

fn weights(artifact: &Artifact) -> String {
    let mut out = String::from(
        "## What moves it\n\n{coefficients}\n\nSlope at the average, before hinges and the last scaling:\n\n\
         | signal | side | log-odds per standard deviation | when missing |\n|---|---|---|---|\n",
    );
    let mut terms: Vec<(&String, &TermData)> = artifact.signals.iter().collect();
    terms.sort_by(|a, b| b.1.weight.abs().total_cmp(&a.1.weight.abs()));
    for (name, term) in terms.into_iter().take(SHOWN) {
        let side = match signals::position(name).map(|place| SIGNALS[place].side) {
            Some(FactorSide::Hygiene) => "hygiene",
            Some(FactorSide::Motivator) => "motivator",
            Some(FactorSide::Withdrawal) | None => "withdrawal",
        };
        writeln!(out, "| `{name}` | {side} | {:+.3} | {:+.3} |", term.weight, term.missing).expect(WRITES);
    }
    out
}

fn limits(data: &Rows, trained: &Trained) -> String {
    let base = 100.0 * trained.later.base_rate;
    let mut out = format!(
        "## Where it ends\n\n\
         - {base:.1} % of the later rows end in notice within {} days: most of those with a high risk stay. Judge an alert by that.\n\
         - It knows associations, not causes: mending a signal mends a reason only where the reason is real.\n\
         - It knows one place and one time. After a change of pay, contract or systems, back-test it again.\n\
         - Agents without enough history get no band and no alert.\n",
        data.horizon_days
    );
    for unlike in &trained.unlike {
        writeln!(out, "- {}.", unlike.text()).expect(WRITES);
    }
    out.push_str("\nSignals that did not enter:\n\n");
    for (name, reason) in &trained.left_out {
        writeln!(out, "- `{name}`: {}", reason.text()).expect(WRITES);
    }
    if trained.left_out.is_empty() {
        out.push_str("- none\n");
    }
    out
}

impl OmissionReason {
    /// The reason as the model card writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Missing => "missing in nearly every row",
            Self::Constant => "the same in every row",
        }
    }
}

const WRITES: &str = "a text can always be written";

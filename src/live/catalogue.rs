//! The catalogue of signals as a page of documentation.

use std::fmt::Write;

use crate::engine::desk::Language;
use crate::engine::signals::{GROUPS, SIGNALS};
use crate::wire::score::schema_text;
use crate::words;

const HEAD: &str = "# Signals

Generated from the table in `src/engine/signals/` by `attrition-watch signals list --markdown`; a test fails when this
page is stale.

A signal describes agent a as of the close of business date D. Spans of days: `W(n)` is the last n days, D-n+1 .. D. `B(m,n)` is the
baseline before the last m days, D-n+1 .. D-m. `R(42)` is the last six weeks, where each week has half the weight of the week after it. A slope
is fitted by least squares to weekly values, oldest to newest, per week. \"History\" begins with the first day of W(90) that has a record.

A scheduled shift is one that was worked or missed (sick, unplanned or no-show): planned and protected leave count nowhere.
\"Unplanned\" includes no-shows; \"absent\" also includes sick. All shifts of a business date are one working day, from the first start
to the last end, and days that overlap are one: rest is the time between working days. A customer's answer counts on the day of the
closing if it came with the ticket, otherwise on its own day. After a rehire nothing from before it counts. Organisation signals are as of
D-1 and leave the agent out. A signal whose support is not met is *missing*, never zero.

Side, after Herzberg: hygiene (a condition of work: fix it), motivator (growth and recognition), withdrawal (a sign without a
named cause). Evidence: A direct and empirical, B adjacent, C vendors or practice, D reasoned. Sentence: what a supervisor reads. `away` signals
may reveal sick leave, so a supervisor sees them only as \"time away\", without figures.
";

/// The page.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    let mut row = |text: String| writeln!(page, "{text}").expect("a text can always grow");
    for (heading, range) in GROUPS {
        row(format!("\n## {heading}\n"));
        row("| Signal | Unit | Formula | Sign | Side | Evidence | Support | Sentence |".to_owned());
        row("|---|---|---|---|---|---|---|---|".to_owned());
        for signal in &SIGNALS[range] {
            let told = words::template(signal, Language::English).unwrap_or_else(|| "away".to_owned());
            let (sign, side) = (signal.sign.text(), signal.side.text());
            let (grade, support) = (signal.grade, signal.form.support());
            let (name, unit, formula) = (signal.name, signal.unit.text(), signal.formula);
            row(format!("| `{name}` | {unit} | {formula} | {sign} | {side} | {grade:?} | {support} | {told} |"));
        }
    }
    row(format!("\nSchema hash: `{}`. A model made for another one is refused.", schema_text()));
    page
}

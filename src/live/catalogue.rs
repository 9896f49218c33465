//! The catalogue of signals as a page of documentation.

use std::fmt::Write;

use crate::engine::desk::Language;
use crate::engine::signals::{GROUPS, SIGNALS};
use crate::wire::score::schema_text;
use crate::words;

const HEAD: &str = "# Signals

Generated from the table in `src/engine/signals/` by `attrition-watch signals list --markdown`; a test fails when this
page is stale.

For agent a as of the close of business date D: `W(n)` = days D-n+1 .. D; `B(m,n)` = days D-n+1 .. D-m, the baseline before
the last m days; `R(42)` = the last six weeks, a week counting half of the one after it. A scheduled shift is one that was worked or missed (sick, unplanned, no-show): planned and protected leave
count nowhere. A signal whose support is not met is *missing*, never zero. After a rehire nothing from before it counts. A
slope is by least squares over weekly values, oldest to newest, per week. \"History\" begins with the first day of W(90) that
has a record. Organisation signals are as of D-1 and leave the agent out. The shifts of a business date are one working day, from
the first start to the last end, and days that overlap are one: rest is between working days. A customer's answer counts on the
day of the closing if it came with the ticket, else on its own day.

Side, after Herzberg: hygiene (a condition of work: fix it), motivator (growth and recognition), withdrawal (a sign without a
cause named). Evidence: A direct and empirical, B adjacent, C vendors or practice, D reasoned. Told: `away` signals may hold
sick leave; they are shown to a supervisor only as \"time away\", without figures.
";

/// The page.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    let mut row = |text: String| writeln!(page, "{text}").expect("a text can always grow");
    for (heading, range) in GROUPS {
        row(format!("\n## {heading}\n"));
        row("| Signal | Unit | Formula | Sign | Side | Evidence | Support | Told |".to_owned());
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

//! The catalogue of signals as a page of documentation.

use std::fmt::Write;

use attrition_contracts::records::score::schema_text;
use attrition_core::desk::Language;
use attrition_core::signals::{GROUPS, SIGNALS};
use attrition_i18n;

const HEAD: &str = "# Signals

Generated from the table in `crates/core/src/signals/` by `attrition-watch signals list --markdown`; a test fails when this
page is stale.

A signal describes agent a as of the close of business date D. Spans of days: `W(n)` is the last n days, D-n+1 .. D. `B(m,n)` is the
baseline before the last m days, D-n+1 .. D-m. `R(42)` is the last six weeks, where each week has half the weight of the week after it. A slope
is fitted by least squares to weekly values, oldest to newest, per week.

A scheduled shift is one that was worked or missed (sick, unplanned or no-show): planned and protected leave count nowhere.
\"Unplanned\" includes no-shows; \"absent\" also includes sick. All shifts of a business date are one working day, from the first start
to the last end, and days that overlap are one: rest is the time between working days. A customer's answer counts on the day of the
closing if it came with the ticket, otherwise on its own day. After a rehire nothing from before it counts. Organisation signals are as of
D-1 and leave the agent out. A signal whose support is not met is *missing*, never zero.

Side, after Herzberg: hygiene (a condition of work: fix it), motivator (growth and recognition), withdrawal (a sign without a
named cause). Evidence: A direct and empirical, B adjacent, C vendors or practice, D reasoned. Sentence: what a supervisor reads. `away` signals
may reveal sick leave, so a supervisor sees them only as \"time away\", without figures.

## Missing data, leave and days at work

A missing signal adds the mean of what it adds for agents who have it. Days without any information, and days of leave, are not counted.

- **Leave** is an absent shift with `planned` or `protected`; both count alike, so that nobody can tell which it was. It
  lasts from the first day of leave until the next scheduled shift (or closed ticket, if no shift is recorded). Days off after it belong
  to it, days off before it do not, so a week of leave is seven days.
- **A gap** is at least seven days in a row without any record of the agent. It says nothing about absence or neglect.
- **Days at work** are the days since the first record in W(90), the hire date or the rehire, whichever is last, without leave and gaps;
  days off are included. \"History\" counts these days: an agent is judged from 28 days at work on.
- **Rostered days** are the same days, with leave, but without gaps in the shift records: tickets may continue while the roster is missing.

What leave does, by form of signal:

| Form | After leave |
|---|---|
| shares and means over W, B or R, changes, slopes, counts over W | exactly as if the days of leave had no shift record: they are in no numerator and no denominator. If there are too few other days, the signal is missing |
| `days_since_feedback`, `coaching_held`, `coaching_cancelled`, history | exactly as if the days of leave were not in the calendar: the counter stands still, and the window reaches as many days further back, up to 90 |
| tickets that come back, sessions that are cancelled | on days of leave they count nowhere |
| `days_since_worked` | leave counts as presence; days without a shift record are not counted |
| `under_hours` | leave lowers the hours due, by the recorded hours or by its share of the week, whichever is more |
| `day_off_adjacent_absence` | neither leave nor a gap is a day off |
| tickets per worked hour (`throughput_*`) | hours count if tickets were closed on the same date or, after a shift beyond midnight, on the next; tickets count if hours were worked on the same date or in a shift beyond midnight of the one before |
| tenure, level, team, supervisor | continue |

A pause of evaluations and coaching alone is not a gap: `days_since_feedback` measures exactly whether somebody talks with the agent. If
W(90) has none, the signal is missing. [Counterfactuals](counterfactuals.md) shows what each of these does to a risk.
";

/// The page as Markdown, with a table for each group of signals.
pub fn markdown() -> String {
    let mut page = HEAD.to_owned();
    let mut row = |text: String| writeln!(page, "{text}").expect("a text can always grow");
    for (heading, range) in GROUPS {
        row(format!("\n## {heading}\n"));
        row("| Signal | Unit | Formula | Sign | Side | Evidence | Support | Sentence |".to_owned());
        row("|---|---|---|---|---|---|---|---|".to_owned());
        for signal in &SIGNALS[range] {
            let told = attrition_i18n::template(signal, Language::English).unwrap_or_else(|| "away".to_owned());
            let (sign, side) = (signal.sign.text(), signal.side.code());
            let (grade, support) = (signal.grade, signal.form.support());
            let (name, unit, formula) = (signal.name, signal.unit.text(), signal.formula);
            row(format!("| `{name}` | {unit} | {formula} | {sign} | {side} | {grade:?} | {support} | {told} |"));
        }
    }
    row(format!("\nSchema hash: `{}`. A model made for another one is refused.", schema_text()));
    page
}

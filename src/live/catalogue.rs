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

## Missing data, leave and days at work

What is not recorded is not behaviour: a missing signal adds what it adds on average, and days of which nothing is known, or on
which the agent had leave, are not counted.

- **Leave** is a shift record that is absent with `planned` or `protected`; both count alike, so that nobody can tell which it was. It
  lasts from a day of leave until the next scheduled shift (or closed ticket, where no shift is recorded): the days off after it belong
  to it, those before it do not, so a week of leave is seven days.
- **A gap** is seven days or more in a row without any record of the agent. It tells nothing, neither of absence nor of silence.
- **Days at work** are the days since the first record in W(90), the hire date or the rehire, whichever is last, without leave and gaps;
  days off are among them. \"History\" counts them: an agent is judged from 28 days at work on.
- **Rostered days** are the same days without gaps of shift records alone, leave among them: tickets may go on where the roster is missing.

What leave does, by form of signal:

| Form | After leave |
|---|---|
| shares and means over W, B or R, changes, slopes, counts over W | exactly as if the days of leave had no shift record: they are in no numerator and no denominator. With too few other days the signal is missing |
| `days_since_feedback`, `coaching_held`, `coaching_cancelled`, history | exactly as if the days of leave were not in the calendar: the counter stands still, and the window reaches as many days further back, up to 90 |
| `days_since_worked` | leave counts as presence; days without a shift record are not counted |
| `under_hours` | leave lowers the hours due, by those recorded or by its share of the week, whichever is more |
| `day_off_adjacent_absence` | neither leave nor a gap is a day off |
| tickets per worked hour (`throughput_*`) | hours count where tickets were closed on the same date, tickets where hours were worked on it; a shift beyond midnight has the next date as well |
| tenure, level, team, supervisor | go on |

A pause of evaluations and coaching alone is no gap: whether somebody talks with the agent is what `days_since_feedback` measures. Once
W(90) has none, it is missing. [Counterfactuals](counterfactuals.md) shows what each of these does to a risk.
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

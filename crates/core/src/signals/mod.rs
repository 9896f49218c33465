//! The catalogue of signals: one table, from which the schema hash, the documentation, the reasons and the tests derive.
//!
//! A new signal is one entry in one of the groups below. A formula may not change its meaning under the same name.

mod catalogue;
mod evidence;
mod form;
mod line;
mod unit;

pub use catalogue::tickets::handle_time_cv_without_each_day;
pub use evidence::contract::Contract;
pub use evidence::daily::Daily;
pub use evidence::patterns::{LastScores, Patterns};
pub use evidence::presence::{Days, Marks, Presence};
pub use evidence::starts::Starts;
pub use evidence::{Employment, Evidence};
pub use form::{Form, FormComparison, Metric};
pub use line::FittedLine;
pub use unit::Unit;

use std::ops::Range;

use crate::basics::closed_set::closed_set;

/// Number of signals in the catalogue.
pub const COUNT: usize = TENURE.end;

const ATTENDANCE: Range<usize> = 0..catalogue::attendance::SIGNALS.len();
const ROSTER: Range<usize> = ATTENDANCE.end..ATTENDANCE.end + catalogue::roster::SIGNALS.len();
const QA: Range<usize> = ROSTER.end..ROSTER.end + catalogue::qa::SIGNALS.len();
/// The signals that a ticket can move.
pub const TICKETS: Range<usize> = QA.end..QA.end + catalogue::tickets::SIGNALS.len();
/// Those that the organisation can move.
pub const TENURE: Range<usize> = TICKETS.end..TICKETS.end + catalogue::organisation::SIGNALS.len();

/// What agents do and what comes to them: everything but who they are and under whom.
pub const BEHAVIOUR: Range<usize> = 0..TICKETS.end;

/// Groups of the catalogue, with their headings.
pub const GROUPS: [(&str, Range<usize>); 5] = [
    ("Attendance", ATTENDANCE),
    ("Roster and load", ROSTER),
    ("QA and growth", QA),
    ("Tickets", TICKETS),
    ("Tenure, team, leader", TENURE),
];

/// Every signal, in the order of artifacts, files and contributions.
pub static SIGNALS: [Signal; COUNT] = {
    let mut all = [catalogue::attendance::SIGNALS[0]; COUNT];
    let groups: [&[Signal]; 5] = [
        &catalogue::attendance::SIGNALS,
        &catalogue::roster::SIGNALS,
        &catalogue::qa::SIGNALS,
        &catalogue::tickets::SIGNALS,
        &catalogue::organisation::SIGNALS,
    ];
    let (mut group, mut next) = (0, 0);
    while group < groups.len() {
        let mut i = 0;
        while i < groups[group].len() {
            all[next] = groups[group][i];
            (i, next) = (i + 1, next + 1);
        }
        group += 1;
    }
    all
};

/// One entry of the catalogue.
#[derive(Clone, Copy)]
pub struct Signal {
    /// Its name in files, artifacts and contributions.
    pub name: &'static str,
    /// What it is about: of several signals about one thing, the strongest is told.
    pub about: &'static str,
    /// The unit of the signal's values.
    pub unit: Unit,
    /// Its formula, in the catalogue's notation.
    pub formula: &'static str,
    /// The same as code, with the minimum support.
    pub form: Form,
    /// How it is expected to move the risk.
    pub sign: Sign,
    /// Where it stands in Herzberg's two factors.
    pub side: FactorSide,
    /// How well the link to leaving is evidenced.
    pub grade: Grade,
    /// How it is told to a supervisor.
    pub telling: Telling,
}

/// How a rising value is expected to move the risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A rising value raises the risk.
    Plus,
    /// A rising value raises the risk a little.
    PlusSmall,
    /// A rising value raises the risk strongly.
    PlusStrong,
    /// Up or not at all.
    ZeroToPlus,
    /// A rising value lowers the risk.
    Minus,
    /// Either way from normal is a sign.
    UShaped,
    /// Up in the first months, then down.
    EarlyPlusThenMinus,
}

/// Herzberg's two factors, and what is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactorSide {
    /// A condition of work: fix it.
    Hygiene,
    /// Growth and recognition: coach, grow, recognise.
    Motivator,
    /// A sign of withdrawal without a cause named: an open conversation.
    Withdrawal,
}

/// A: direct and empirical. B: adjacent. C: vendors or practice. D: reasoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// The evidence is empirical, and about the signal itself.
    A,
    /// Empirical, of something adjacent.
    B,
    /// The evidence is what vendors or practitioners report.
    C,
    /// There is no evidence, only a reasoned expectation.
    D,
}

/// How a signal is told to a supervisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// By a sentence of its own, with how it is now and the agent's own normal where there is one.
    Sentence,
    /// Only as part of "time away": it may hold sick leave.
    TimeAway,
}

impl Sign {
    /// Whether a contribution of this value above the usual may be told as a reason: risen where it is expected to
    /// raise the risk, fallen where it is expected to lower it.
    pub fn expects(self, above_usual: bool) -> bool {
        match self {
            Self::Plus | Self::PlusSmall | Self::PlusStrong | Self::ZeroToPlus => above_usual,
            Self::Minus => !above_usual,
            Self::UShaped | Self::EarlyPlusThenMinus => true,
        }
    }

    /// As the catalogue writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::PlusSmall => "+ small",
            Self::PlusStrong => "++",
            Self::ZeroToPlus => "0 to +",
            Self::Minus => "-",
            Self::UShaped => "+ -",
            Self::EarlyPlusThenMinus => "early + then -",
        }
    }
}

closed_set!(FactorSide { Hygiene => "hygiene", Motivator => "motivator", Withdrawal => "withdrawal" });

/// Computes some of the values; `NaN` stands for missing, as it does in a column of numbers.
pub fn refresh(values: &mut [f64; COUNT], evidence: &Evidence, which: Range<usize>) {
    for i in which {
        values[i] = SIGNALS[i].form.value(evidence).unwrap_or(f64::NAN);
    }
}

/// The place of a signal in the catalogue.
pub fn position(name: &str) -> Option<usize> {
    SIGNALS.iter().position(|signal| signal.name == name)
}

/// Hash of what the values mean: a model made for another catalogue must not score.
///
/// FNV-1a, 64 bits, over names, units, formulas and supports (Fowler, Noll, Vo; RFC 9923).
pub fn schema_hash() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for signal in &SIGNALS {
        for text in [signal.name, signal.unit.text(), signal.formula, &signal.form.support(), "\n"] {
            for byte in text.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    hash
}

//! Tickets: pace, care and what comes in.

use crate::signals::FactorSide::{Hygiene, Motivator, Withdrawal};
use crate::signals::Grade::{A, B as Adjacent, C};
use crate::signals::Telling::Sentence;
use crate::signals::evidence::daily::Daily;
use crate::signals::evidence::without::{SummedDays, sums_without_each_day};
use crate::signals::form::Form::{Change, Level, LogChange, Other, Recent, RecentSpread, Slope};
use crate::signals::{Evidence, Metric, Sign, Signal, Unit};
use crate::windows::span::{B, W};
use crate::windows::totals::Totals;

const HANDLE: Metric = Metric {
    of: |t| t.handle_ms,
    per: |t| u64::from(t.tickets),
    scale: 1.0 / 1_000.0,
    support: |t| u64::from(t.tickets),
    counted_in: "tickets",
    counts_events: false,
};
const WRAP: Metric = Metric { of: |t| t.wrap_ms, ..HANDLE };
const HOLD: Metric = Metric { of: |t| t.hold_ms, per: |t| t.handle_ms, scale: 1.0, ..HANDLE };
const WRAP_SHARE: Metric = Metric { of: |t| t.wrap_ms, ..HOLD };
const MOVED: Metric = Metric { of: |t| u64::from(t.moved), scale: 1.0, counts_events: true, ..HANDLE };
const REOPENED: Metric = Metric { of: |t| u64::from(t.reopened), scale: 1.0, counts_events: true, ..HANDLE };
const HOSTILE: Metric = Metric { of: |t| u64::from(t.hostile), scale: 1.0, counts_events: true, ..HANDLE };
const THROUGHPUT: Metric =
    Metric { of: PACED_TICKETS, per: |t| u64::from(t.paced_s), scale: 3_600.0, support: PACED_TICKETS, ..HANDLE };
/// A day without tickets beside its shifts, or without shifts beside its tickets, says nothing of the pace.
const PACED_TICKETS: fn(&Totals) -> u64 = |t| u64::from(t.paced_tickets);
const CSAT: Metric = Metric {
    of: |t| u64::from(t.csat_sum),
    per: |t| u64::from(t.csat_answers),
    scale: 1.0,
    support: |t| u64::from(t.csat_answers),
    counted_in: "answers",
    counts_events: false,
};

pub(in crate::signals) const SIGNALS: [Signal; 18] = [
    Signal {
        name: "handle_time_change",
        about: "handle time",
        unit: Unit::LogSeconds,
        formula: "ln mean handle time W(14) minus ln B(14,74)",
        form: LogChange(HANDLE, (W(14), 30), (B(14, 74), 90)),
        sign: Sign::UShaped,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "handle_time_cv",
        about: "handle time",
        unit: Unit::Ratio,
        formula: "sample sd / mean of handle time, W(28)",
        form: Other(handle_time_cv, "30 tickets"),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "handle_time_spread",
        about: "handle time",
        unit: Unit::Ratio,
        formula: "sd / mean of handle time, R(42)",
        form: RecentSpread(HANDLE, |t| t.handle_sq_ms, 30),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "wrap_recent",
        about: "wrap-up",
        unit: Unit::Share,
        formula: "wrap / handle seconds, R(42)",
        form: Recent(WRAP_SHARE, 30),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "wrap_change",
        about: "wrap-up",
        unit: Unit::LogSeconds,
        formula: "ln mean wrap time W(14) minus ln B(14,74)",
        form: LogChange(WRAP, (W(14), 30), (B(14, 74), 90)),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "hold_recent",
        about: "hold change",
        unit: Unit::Share,
        formula: "hold / handle seconds, R(42)",
        form: Recent(HOLD, 30),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "hold_change",
        about: "hold change",
        unit: Unit::Share,
        formula: "hold / handle seconds, W(14) minus B(14,74)",
        form: Change(HOLD, (W(14), 30), (B(14, 74), 90)),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "transfer_recent",
        about: "transfer change",
        unit: Unit::Share,
        formula: "(transferred or escalated) / tickets, R(42)",
        form: Recent(MOVED, 30),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "transfer_change",
        about: "transfer change",
        unit: Unit::Share,
        formula: "(transferred or escalated) / tickets, W(14) minus B(14,74)",
        form: Change(MOVED, (W(14), 30), (B(14, 74), 90)),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "reopen_recent",
        about: "reopen change",
        unit: Unit::Share,
        formula: "reopened / closed, R(42)",
        form: Recent(REOPENED, 60),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "reopen_change",
        about: "reopen change",
        unit: Unit::Share,
        formula: "reopened / closed, W(28) minus B(28,90)",
        form: Change(REOPENED, (W(28), 60), (B(28, 90), 120)),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "throughput_change",
        about: "pace",
        unit: Unit::LogPerHour,
        formula: "ln tickets per worked hour of days with both, W(28) minus B(28,56)",
        form: LogChange(THROUGHPUT, (W(28), 60), (B(28, 56), 60)),
        sign: Sign::Minus,
        side: Withdrawal,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "throughput_slope",
        about: "pace",
        unit: Unit::PerHourPerWeek,
        formula: "tickets per worked hour of days with both, slope W(70)",
        form: Slope(THROUGHPUT, 10, 5),
        sign: Sign::Minus,
        side: Withdrawal,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "throughput_level_x_slope",
        about: "pace",
        unit: Unit::PerHourPerWeek,
        formula: "(tickets per worked hour of days with both, W(28) / B(28,90)) times the slope W(70)",
        form: Other(level_x_slope, "60 and 60 tickets, 5 weeks"),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "csat_recent",
        about: "csat change",
        unit: Unit::Stars,
        formula: "mean CSAT, R(42)",
        form: Recent(CSAT, 10),
        sign: Sign::Minus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "csat_change",
        about: "csat change",
        unit: Unit::Stars,
        formula: "mean CSAT W(28) minus B(28,90)",
        form: Change(CSAT, (W(28), 10), (B(28, 90), 20)),
        sign: Sign::Minus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "hostile_share",
        about: "hostile share",
        unit: Unit::Share,
        formula: "(hostile or complaint) / tickets, W(14)",
        form: Level(HOSTILE, W(14), 30),
        sign: Sign::Plus,
        side: Hygiene,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "category_entropy",
        about: "category entropy",
        unit: Unit::Nats,
        formula: "Shannon entropy (nats) of ticket categories, W(28)",
        form: Other(category_entropy, "30 tickets"),
        sign: Sign::Minus,
        side: Motivator,
        grade: Adjacent,
        telling: Sentence,
    },
];

fn handle_time_cv(evidence: &Evidence) -> Option<f64> {
    let n = evidence.spans.sum(W(28), HANDLE.support);
    let sum = evidence.spans.sum(W(28), HANDLE.of);
    if n < 30.0 || sum <= 0.0 {
        return None;
    }
    let mean = sum / n;
    let squares = evidence.spans.sum(W(28), |t| t.handle_sq_ms);
    Some(((squares - sum * mean).max(0.0) / (n - 1.0)).sqrt() / mean)
}

/// The same without each single day of tickets; `NaN` where nothing would be left.
pub fn handle_time_cv_without_each_day(evidence: &Evidence, daily: &Daily) -> Vec<f64> {
    let sums = [HANDLE.support, HANDLE.of, |t: &Totals| t.handle_sq_ms];
    let cv = |[n, sum, squares]: [f64; 3]| {
        let mean = sum / n;
        if n > 1.0 && sum > 0.0 { ((squares - sum * mean).max(0.0) / (n - 1.0)).sqrt() / mean } else { f64::NAN }
    };
    sums_without_each_day((evidence, daily), SummedDays::Span(W(28)), sums).into_iter().map(cv).collect()
}

fn level_x_slope(evidence: &Evidence) -> Option<f64> {
    let level = THROUGHPUT.over(evidence, W(28), 60)?;
    let base = THROUGHPUT.over(evidence, B(28, 90), 60)?;
    let slope = THROUGHPUT.slope(evidence, 10, 5)?;
    (base > 0.0).then(|| level / base * slope)
}

fn category_entropy(evidence: &Evidence) -> Option<f64> {
    let n: f64 = evidence.categories.iter().map(|(_, tickets)| f64::from(*tickets)).sum();
    let term = |tickets: u32| f64::from(tickets) / n * (n / f64::from(tickets)).ln();
    (n >= 30.0).then(|| evidence.categories.iter().map(|(_, tickets)| term(*tickets)).sum())
}

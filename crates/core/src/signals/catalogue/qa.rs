//! QA and growth: how good the work is, how it moves, and whether anyone talks about it.

use crate::signals::FactorSide::{Motivator, Withdrawal};
use crate::signals::Grade::{A, C, D};
use crate::signals::Telling::Sentence;
use crate::signals::evidence::days_with_evaluations_known;
use crate::signals::form::Form::{Change, Count, Level, Other, Slope};
use crate::signals::{Evidence, Metric, Sign, Signal, Unit};
use crate::windows::span::{B, W};

const SCORE: Metric = Metric {
    of: |t| u64::from(t.score_milli),
    per: |t| u64::from(t.evaluations),
    scale: 1.0 / 1_000.0,
    support: |t| u64::from(t.evaluations),
    counted_in: "evaluations",
    counts_events: false,
};
const CRITICAL_FAILS: Metric = Metric { of: |t| u64::from(t.critical_fails), scale: 1.0, counts_events: true, ..SCORE };
const DISPUTES: Metric = Metric { of: |t| u64::from(t.disputes), scale: 1.0, counts_events: true, ..SCORE };

pub(in crate::signals) const SIGNALS: [Signal; 9] = [
    Signal {
        name: "qa_level",
        about: "qa",
        unit: Unit::Points,
        formula: "mean score, W(28)",
        form: Level(SCORE, W(28), 2),
        sign: Sign::Minus,
        side: Motivator,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "qa_change",
        about: "qa",
        unit: Unit::Points,
        formula: "mean score, W(28) minus B(28,90)",
        form: Change(SCORE, (W(28), 2), (B(28, 90), 3)),
        sign: Sign::Minus,
        side: Motivator,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "qa_slope",
        about: "qa",
        unit: Unit::PointsPerWeek,
        formula: "mean score, slope W(56)",
        form: Slope(SCORE, 8, 4),
        sign: Sign::Minus,
        side: Motivator,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "qa_sd",
        about: "qa",
        unit: Unit::Points,
        formula: "sample sd of the last 8 scores within W(90), by date and score",
        form: Other(|e| e.patterns.last_scores.map(|scores| scores.sd), "4 evaluations"),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "critical_fails",
        about: "critical fails",
        unit: Unit::Count,
        formula: "critical fails, W(30)",
        form: Count(CRITICAL_FAILS, W(30), (W(30), 1), days_with_evaluations_known),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: D,
        telling: Sentence,
    },
    Signal {
        name: "disputes",
        about: "disputes",
        unit: Unit::Count,
        formula: "disputed evaluations, W(90)",
        form: Count(DISPUTES, W(90), (W(90), 2), days_with_evaluations_known),
        sign: Sign::Plus,
        side: Motivator,
        grade: D,
        telling: Sentence,
    },
    Signal {
        name: "days_since_feedback",
        about: "feedback",
        unit: Unit::Days,
        formula: "days at work since the last evaluation or held coaching, within W(90)",
        form: Other(|e| with_history(e, 28, e.patterns.days_since_feedback), "28 days at work, one of either in W(90)"),
        sign: Sign::Plus,
        side: Motivator,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "coaching_held",
        about: "feedback",
        unit: Unit::Count,
        formula: "held coaching sessions, the last 60 days at work",
        form: Other(|e| with_history(e, 60, e.patterns.coaching_held), "60 days at work, a session in W(90)"),
        sign: Sign::Minus,
        side: Motivator,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "coaching_cancelled",
        about: "feedback",
        unit: Unit::Count,
        formula: "cancelled coaching sessions, the last 28 days at work",
        form: Other(|e| with_history(e, 28, e.patterns.coaching_cancelled), "28 days at work, a session in W(90)"),
        sign: Sign::Plus,
        side: Motivator,
        grade: A,
        telling: Sentence,
    },
];

/// A count, once so many days at work are known.
fn with_history(evidence: &Evidence, days: u32, count: Option<u32>) -> Option<f64> {
    count.filter(|_| evidence.history_days() >= days).map(f64::from)
}

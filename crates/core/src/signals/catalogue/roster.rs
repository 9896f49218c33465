//! Roster and load: how steady, how heavy and how far from one's wishes the schedule is.

use crate::signals::FactorSide::Hygiene;
use crate::signals::Grade::{A, B as Adjacent, C, D};
use crate::signals::Telling::Sentence;
use crate::signals::evidence::days_with_shifts_known;
use crate::signals::form::Form::{Count, Level, Other};
use crate::signals::{Evidence, Metric, Presence, Sign, Signal, Unit};
use crate::windows::span::W;

const SHIFTS: Metric = Metric {
    of: |t| u64::from(t.scheduled),
    per: |t| u64::from(t.scheduled),
    scale: 1.0,
    support: |t| u64::from(t.scheduled),
    counted_in: "shifts",
    counts_events: true,
};
const SHORT_NOTICE: Metric = Metric { of: |t| u64::from(t.short_notice), ..SHIFTS };
const NIGHT_WEEKEND: Metric = Metric { of: |t| u64::from(t.night_weekend), ..SHIFTS };
const HOME: Metric = Metric {
    of: |t| u64::from(t.home),
    per: |t| u64::from(t.worked),
    scale: 1.0,
    support: |t| u64::from(t.worked),
    counted_in: "worked",
    counts_events: true,
};

/// Rostered days at work of four weeks without which their hours tell nothing.
const ROSTERED_MIN: u32 = 14;

pub(in crate::signals) const SIGNALS: [Signal; 10] = [
    Signal {
        name: "shift_start_sd",
        about: "schedule",
        unit: Unit::Hours,
        formula: "sd of scheduled start, hours, W(30), circular over 24 h",
        form: Other(shift_start_sd, "8 shifts"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "short_notice_changes",
        about: "schedule",
        unit: Unit::Count,
        formula: "scheduled shifts with notice_h < 72, W(28)",
        form: Count(SHORT_NOTICE, W(28), (W(28), 8), days_with_shifts_known),
        sign: Sign::Plus,
        side: Hygiene,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "short_rest",
        about: "short rest",
        unit: Unit::Count,
        formula: "gaps under 11 h between consecutive scheduled shifts, W(28)",
        form: Other(|e| scheduled_in_28(e).map(|()| f64::from(e.patterns.short_rests)), "8 shifts"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence,
    },
    Signal {
        name: "longest_run_of_days",
        about: "longest run of days",
        unit: Unit::Days,
        formula: "most consecutive worked days, runs of W(90) that end in W(28)",
        form: Other(
            |e| (e.spans.sum(W(28), HOME.support) >= 8.0).then(|| f64::from(e.patterns.longest_run_of_days)),
            "8 worked",
        ),
        sign: Sign::Plus,
        side: Hygiene,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "night_weekend_share",
        about: "night weekend share",
        unit: Unit::Share,
        formula: "scheduled shifts that begin 18:00-05:59 or on Sat/Sun / scheduled shifts, W(28)",
        form: Level(NIGHT_WEEKEND, W(28), 8),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence,
    },
    Signal {
        name: "home_share",
        about: "home share",
        unit: Unit::Share,
        formula: "worked from home / worked, W(28)",
        form: Level(HOME, W(28), 8),
        sign: Sign::Minus,
        side: Hygiene,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "under_hours",
        about: "under hours",
        unit: Unit::Share,
        formula: "1 - scheduled hours / (contract hours for each 7 rostered days, less leave), W(28), not below 0",
        form: Other(under_hours, "contract known, 14 rostered days at work"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence,
    },
    Signal {
        name: "refused_requests",
        about: "requests",
        unit: Unit::Count,
        formula: "refused leave or swap requests, W(60)",
        form: Other(|e| with_history(e).map(|()| e.spans.sum(W(60), |t| u64::from(t.refused))), "28 days of history"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: D,
        telling: Sentence,
    },
    Signal {
        name: "swap_requests",
        about: "requests",
        unit: Unit::Count,
        formula: "swap requests, W(28)",
        form: Other(|e| with_history(e).map(|()| e.spans.sum(W(28), |t| u64::from(t.swaps))), "28 days of history"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "shift_pattern_changed",
        about: "schedule",
        unit: Unit::Flag,
        formula: "1 if the roster's shift pattern changed in W(30)",
        form: Other(|e| e.employment.shift_pattern_changed.map(|changed| f64::from(u8::from(changed))), "roster known"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence,
    },
];

fn shift_start_sd(evidence: &Evidence) -> Option<f64> {
    let is_supported = evidence.spans.sum(W(30), SHIFTS.support) >= 8.0;
    evidence.patterns.starts.filter(|_| is_supported).map(|starts| starts.sd)
}

fn scheduled_in_28(evidence: &Evidence) -> Option<()> {
    (evidence.spans.sum(W(28), SHIFTS.support) >= 8.0).then_some(())
}

fn with_history(evidence: &Evidence) -> Option<()> {
    evidence.is_enough().then_some(())
}

fn under_hours(evidence: &Evidence) -> Option<f64> {
    let Presence { rostered, on_leave, .. } = evidence.presence;
    let (days, leave_days) = (rostered.within(28), rostered.and(on_leave).within(28));
    let contract = evidence.employment.contract.filter(|_| days - leave_days >= ROSTERED_MIN)?;
    // Of a leave, every scheduled shift may be recorded or only one.
    let leave_h = (evidence.spans.sum(W(28), |t| u64::from(t.leave_s)) / 3_600.0).max(contract.leave_h);
    let due_h = contract.due_h - leave_h;
    let scheduled_h = evidence.spans.sum(W(28), |t| u64::from(t.scheduled_s)) / 3_600.0;
    (due_h > 0.0).then(|| (1.0 - scheduled_h / due_h).max(0.0))
}

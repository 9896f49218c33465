//! Attendance: absence by frequency and by length, lateness, adherence, load.

use crate::signals::FactorSide::{Hygiene, Withdrawal};
use crate::signals::Grade::{A, B as Adjacent, C, D};
use crate::signals::Telling::{Sentence, TimeAway};
use crate::signals::evidence::days_with_shifts_known;
use crate::signals::form::Form::{Change, Count, Level, Other, Recent, Slope};
use crate::signals::{Evidence, Metric, Sign, Signal, Unit};
use crate::windows::span::{B, W};

const SHIFTS: Metric = Metric {
    of: |t| u64::from(t.scheduled),
    per: |_| 1,
    scale: 1.0,
    support: |t| u64::from(t.scheduled),
    counted_in: "shifts",
    counts_events: true,
};
const WORKED: Metric =
    Metric { per: |t| u64::from(t.worked), support: |t| u64::from(t.worked), counted_in: "worked", ..SHIFTS };
const UNPLANNED: Metric = Metric { of: |t| u64::from(t.unplanned), per: |t| u64::from(t.scheduled), ..SHIFTS };
const NO_SHOWS: Metric = Metric { of: |t| u64::from(t.no_shows), ..SHIFTS };
const LATE: Metric = Metric { of: |t| u64::from(t.late), ..WORKED };
const LATE_MINUTES: Metric = Metric { of: |t| u64::from(t.late_s), scale: 1.0 / 60.0, counts_events: false, ..WORKED };
const EARLY: Metric = Metric { of: |t| u64::from(t.early), ..WORKED };
const BREAK_OVERRUN: Metric =
    Metric { of: |t| u64::from(t.break_overrun_s), scale: 1.0 / 60.0, counts_events: false, ..WORKED };
const ADHERENCE: Metric =
    Metric { of: |t| u64::from(t.worked_s), per: |t| u64::from(t.scheduled_s), counts_events: false, ..SHIFTS };
const OVERTIME: Metric =
    Metric { of: |t| u64::from(t.overtime_s), scale: 1.0 / 3_600.0, counts_events: false, ..SHIFTS };
const OCCUPANCY: Metric =
    Metric { of: |t| u64::from(t.occupied_s), per: |t| u64::from(t.worked_s), counts_events: false, ..WORKED };

pub(in crate::signals) const SIGNALS: [Signal; 17] = [
    Signal {
        name: "unplanned_absence_rate",
        about: "absence",
        unit: Unit::Share,
        formula: "(unplanned + no_show) / scheduled shifts, W(28)",
        form: Level(UNPLANNED, W(28), 8),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "unplanned_absence_change",
        about: "absence",
        unit: Unit::Share,
        formula: "(unplanned + no_show) / scheduled shifts, W(28) minus B(28,90)",
        form: Change(UNPLANNED, (W(28), 8), (B(28, 90), 16)),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: Adjacent,
        telling: Sentence,
    },
    Signal {
        name: "absence_spells",
        about: "absence spells",
        unit: Unit::Count,
        formula: "runs of consecutive scheduled shifts absent that begin in W(90), as seen in W(90)",
        form: Other(|e| scheduled_in_90(e, 20).map(|()| f64::from(e.patterns.absence_spells)), "20 shifts"),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: A,
        telling: TimeAway,
    },
    Signal {
        name: "longest_sick_spell",
        about: "longest sick spell",
        unit: Unit::Count,
        formula: "longest run of scheduled shifts sick, W(90)",
        form: Other(|e| scheduled_in_90(e, 20).map(|()| f64::from(e.patterns.longest_sick_spell)), "20 shifts"),
        sign: Sign::PlusSmall,
        side: Hygiene,
        grade: Adjacent,
        telling: TimeAway,
    },
    Signal {
        name: "day_off_adjacent_absence",
        about: "day off adjacent absence",
        unit: Unit::Share,
        formula: "share of absent shifts next to a rostered day without a shift record, W(90)",
        form: Other(day_off_adjacent, "2 absent"),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: D,
        telling: TimeAway,
    },
    Signal {
        name: "no_shows",
        about: "absence",
        unit: Unit::Count,
        formula: "no_show count, W(28)",
        form: Count(NO_SHOWS, W(28), (W(28), 8), days_with_shifts_known),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "late_rate",
        about: "lateness",
        unit: Unit::Share,
        formula: "shifts begun 5 min or more late / worked, W(28)",
        form: Level(LATE, W(28), 8),
        sign: Sign::ZeroToPlus,
        side: Withdrawal,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "late_minutes_slope",
        about: "lateness",
        unit: Unit::MinutesPerWeek,
        formula: "late minutes per worked shift, slope W(42)",
        form: Slope(LATE_MINUTES, 6, 4),
        sign: Sign::PlusSmall,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "early_leave_rate",
        about: "early leave rate",
        unit: Unit::Share,
        formula: "shifts left 5 min or more early / worked, W(28)",
        form: Level(EARLY, W(28), 8),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: A,
        telling: Sentence,
    },
    Signal {
        name: "break_overrun_recent",
        about: "break overrun change",
        unit: Unit::Minutes,
        formula: "break overrun min per worked shift, R(42)",
        form: Recent(BREAK_OVERRUN, 8),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "break_overrun_change",
        about: "break overrun change",
        unit: Unit::Minutes,
        formula: "break overrun min per worked shift, W(14) minus B(14,74)",
        form: Change(BREAK_OVERRUN, (W(14), 5), (B(14, 74), 15)),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: Sentence,
    },
    Signal {
        name: "adherence_change",
        about: "adherence change",
        unit: Unit::Share,
        formula: "worked / scheduled minutes, W(14) minus B(14,74)",
        form: Change(ADHERENCE, (W(14), 5), (B(14, 74), 15)),
        sign: Sign::Minus,
        side: Withdrawal,
        grade: C,
        telling: TimeAway,
    },
    Signal {
        name: "adherence_sd",
        about: "adherence sd",
        unit: Unit::Share,
        formula: "sample sd of daily worked / scheduled minutes, W(28)",
        form: Other(
            |e| e.patterns.adherence_sd.filter(|_| e.spans.sum(W(28), SHIFTS.support) >= 8.0),
            "8 shifts on 2 days",
        ),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: C,
        telling: TimeAway,
    },
    Signal {
        name: "days_since_worked",
        about: "days since worked",
        unit: Unit::Days,
        formula: "the last date of a missed shift minus the last date worked or on planned or protected leave, W(90); 0 when none was missed since",
        form: Other(|e| e.patterns.days_since_worked.map(f64::from), "any shift in W(90)"),
        sign: Sign::Plus,
        side: Withdrawal,
        grade: D,
        telling: TimeAway,
    },
    Signal {
        name: "overtime_hours",
        about: "overtime hours",
        unit: Unit::Hours,
        formula: "overtime hours, W(28)",
        form: Count(OVERTIME, W(28), (W(28), 8), days_with_shifts_known),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence,
    },
    Signal {
        name: "occupancy",
        about: "occupancy",
        unit: Unit::Share,
        formula: "occupied / worked minutes, W(14)",
        form: Level(OCCUPANCY, W(14), 5),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence,
    },
    Signal {
        name: "occupancy_change",
        about: "occupancy",
        unit: Unit::Share,
        formula: "occupied / worked minutes, W(14) minus B(14,74)",
        form: Change(OCCUPANCY, (W(14), 5), (B(14, 74), 15)),
        sign: Sign::Plus,
        side: Hygiene,
        grade: C,
        telling: Sentence,
    },
];

fn scheduled_in_90(evidence: &Evidence, min: u32) -> Option<()> {
    (evidence.spans.sum(W(90), SHIFTS.support) >= f64::from(min)).then_some(())
}

fn day_off_adjacent(evidence: &Evidence) -> Option<f64> {
    let absent = evidence.spans.sum(W(90), |t| u64::from(t.absent));
    (absent >= 2.0).then(|| f64::from(evidence.patterns.day_off_adjacent) / absent)
}

//! What depends on the order of records, and so cannot be added up.

use crate::basics::date::Date;
use crate::event::{Absence, Attendance, Shift};
use crate::signals::evidence::presence::Presence;
use crate::signals::evidence::starts::Starts;
use crate::windows::bucket::Bucket;
use crate::windows::span::WINDOW_DAYS;

/// Rest that the law of most places asks for between two shifts, seconds.
const REST_S: i64 = 11 * 3_600;

/// Findings on the records of one agent's window, as of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patterns {
    /// Runs of consecutive scheduled shifts missed.
    pub absence_spells: u32,
    /// Longest run of consecutive scheduled shifts sick.
    pub longest_sick_spell: u32,
    /// Missed shifts next to a day without a shift.
    pub day_off_adjacent: u32,
    /// Sample standard deviation of daily adherence over W(28).
    pub adherence_sd: Option<f64>,
    /// Days from the last one worked or on leave to the last shift missed since; 0 when none was.
    pub days_since_worked: Option<u32>,
    /// How much the scheduled starts of days vary, W(30).
    pub starts: Option<Starts>,
    /// Rests under eleven hours between working days, W(28).
    pub short_rests: u32,
    /// Longest run of worked days that ends in W(28).
    pub longest_run_of_days: u32,
    /// The last eight scores.
    pub last_scores: Option<LastScores>,
    /// Days at work since an evaluation or a held coaching, where there was one.
    pub days_since_feedback: Option<u32>,
    /// Coaching sessions held in the last 60 days at work, where any session is known of.
    pub coaching_held: Option<u32>,
    /// Coaching sessions cancelled in the last 28 days at work, where any session is known of.
    pub coaching_cancelled: Option<u32>,
    /// Whether all of these were in the last four weeks of the calendar, and none was held on the day of the last or since.
    pub is_coaching_due: bool,
    /// Days since the first evaluation, with its own: of these it is known whether there was another.
    pub evaluated_days: u8,
}

/// How much the last scores vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LastScores {
    /// Sample standard deviation, in the unit of the values.
    pub sd: f64,
    /// The same without the score that makes most of it.
    pub sd_without_one: f64,
}

/// Collects the records of a window, day by day.
pub(in crate::signals) struct Collector {
    shifts: Vec<(Date, Shift)>,
    scores: Vec<(Date, u32)>,
    /// Coaching sessions: whether they were held.
    sessions: Vec<(Date, bool)>,
    last_feedback: Option<Date>,
}

impl Collector {
    /// Has room for a window's shifts.
    pub(in crate::signals) fn new() -> Self {
        Self { shifts: Vec::with_capacity(WINDOW_DAYS), scores: Vec::new(), sessions: Vec::new(), last_feedback: None }
    }

    /// Takes a day in; days come oldest first.
    pub(in crate::signals) fn day(&mut self, date: Date, bucket: &Bucket) {
        self.shifts.extend(bucket.shifts.iter().map(|shift| (date, shift.record)));
        self.scores.extend(bucket.evaluations.iter().map(|evaluation| (date, evaluation.record.score_milli)));
        self.sessions.extend(bucket.coachings.iter().map(|coaching| (date, coaching.record.held)));
        if !bucket.evaluations.is_empty() || bucket.coachings.iter().any(|coaching| coaching.record.held) {
            self.last_feedback = Some(date);
        }
    }

    /// The findings as of `day`.
    pub(in crate::signals) fn patterns(mut self, day: Date, presence: &Presence) -> Patterns {
        let dates: Vec<Date> = self.shifts.iter().map(|shift| shift.0).collect();
        let has_shift = |date: Date| dates.binary_search(&date).is_ok();
        let days_since_worked = days_since_worked(&self.shifts);
        self.shifts.retain(|(_, shift)| shift.is_scheduled());
        self.shifts.sort_unstable_by_key(|(_, shift)| (shift.start_s, shift.key));
        let shifts = &self.shifts;
        let joined = joined(shifts);
        let age = |date: Date| (day - date).cast_unsigned();
        let is_day_off = |date: Date| date <= day && presence.rostered.has(age(date)) && !has_shift(date);
        let absent = || shifts.iter().filter(|(_, shift)| shift.is_absent());
        // Who is on leave is not denied a session.
        self.sessions.retain(|(date, held)| *held || !presence.on_leave.has(age(*date)));
        let known = !self.sessions.is_empty();
        let within = |held: bool, days: u32| {
            let ages = self.sessions.iter().filter(move |session| session.1 == held).map(|session| age(session.0));
            ages.filter(move |age| presence.days_since(*age) < days)
        };
        let evaluated_days = self.scores.first().map_or(0, |(date, _)| (age(*date) + 1).min(255) as u8);
        let sessions = |held: bool, days: u32| known.then(|| within(held, days).count() as u32);
        Patterns {
            absence_spells: spells(shifts),
            longest_sick_spell: longest_sick_spell(shifts),
            day_off_adjacent: absent().filter(|(date, _)| is_day_off(*date - 1) || is_day_off(*date + 1)).count()
                as u32,
            adherence_sd: adherence_sd(shifts, day - 28),
            days_since_worked,
            starts: Starts::new(&joined, day - 30),
            short_rests: short_rests(&joined, day - 28),
            longest_run_of_days: longest_run_of_days(&joined, day),
            last_scores: last_scores(self.scores),
            days_since_feedback: self.last_feedback.map(|date| presence.days_since(age(date))),
            coaching_held: sessions(true, 60),
            coaching_cancelled: sessions(false, 28),
            is_coaching_due: within(false, 28).max().is_some_and(|oldest| oldest < 28)
                && within(false, 28).min() < within(true, 60).min().or(Some(u32::MAX)),
            evaluated_days,
        }
    }
}

/// Days from the last one worked or on leave to the last shift missed since: what is not recorded is not missed.
fn days_since_worked(shifts: &[(Date, Shift)]) -> Option<u32> {
    let last =
        |is_absent: bool| shifts.iter().filter(|shift| shift.1.is_absent() == is_absent).map(|shift| shift.0).max();
    let first = shifts.iter().map(|shift| shift.0).min()?;
    let present = last(false).unwrap_or(first - 1);
    Some(last(true).map_or(0, |missed| (missed - present).max(0).cast_unsigned()))
}

fn spells(shifts: &[(Date, Shift)]) -> u32 {
    let mut before = false;
    let begins = |(_, shift): &&(Date, Shift)| !std::mem::replace(&mut before, shift.is_absent()) && shift.is_absent();
    shifts.iter().filter(begins).count() as u32
}

fn longest_sick_spell(shifts: &[(Date, Shift)]) -> u32 {
    let sick = |shift: &(Date, Shift)| shift.1.attendance == Attendance::Absent(Absence::Sick);
    let (mut run, mut longest) = (0, 0);
    for shift in shifts {
        run = if sick(shift) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn adherence_sd(shifts: &[(Date, Shift)], after: Date) -> Option<f64> {
    // The shifts of a date need not stand together: a night shift may begin before the one that ends its date.
    let mut days: Vec<(Date, u32, u32)> = Vec::with_capacity(28);
    for (date, shift) in shifts.iter().filter(|shift| shift.0 > after) {
        let worked_s = shift.worked_s();
        match days.iter_mut().rev().find(|day| day.0 == *date) {
            Some(day) => (day.1, day.2) = (day.1 + worked_s, day.2 + shift.scheduled_s),
            None => days.push((*date, worked_s, shift.scheduled_s)),
        }
    }
    let ratios: Vec<f64> = days
        .iter()
        .filter(|day| day.2 > 0)
        .map(|(_, worked, scheduled)| f64::from(*worked) / f64::from(*scheduled))
        .collect();
    sample_sd(&ratios)
}

/// Between the halves of a shift that a roster splits at midnight, seconds: some end at 23:59, some begin a little later.
const SPLIT_S: i64 = 900;

/// Rests under eleven hours between working days. The shifts of a business date are one working day, from the first start to
/// the last end: a pause between its parts is no rest. Days that overlap, as those of an export that was made twice do, are
/// one as well.
fn short_rests(shifts: &[(Date, Shift)], after: Date) -> u32 {
    let mut days: Vec<(Date, i64, i64)> = Vec::with_capacity(28);
    for (date, shift) in shifts.iter().filter(|shift| shift.0 > after) {
        match days.iter_mut().rev().find(|day| day.0 == *date) {
            Some(day) => day.2 = day.2.max(shift.end_s()),
            None => days.push((*date, shift.start_s, shift.end_s())),
        }
    }
    // They are in order of their first starts, as the shifts are in order of theirs.
    let (mut rests, mut until) = (0, None);
    for (_, start_s, end_s) in days {
        rests += u32::from(until.is_some_and(|until| (0..REST_S).contains(&(start_s - until))));
        until = until.max(Some(end_s));
    }
    rests
}

fn longest_run_of_days(shifts: &[(Date, Shift)], day: Date) -> u32 {
    let mut dates: Vec<Date> = shifts.iter().filter(|(_, shift)| shift.worked_s() > 0).map(|shift| shift.0).collect();
    dates.sort_unstable();
    let (mut run, mut longest, mut last) = (0, 0, None);
    for date in dates {
        if last == Some(date) {
            continue;
        }
        run = if last == Some(date - 1) { run + 1 } else { 1 };
        last = Some(date);
        // A run that goes on to a later day of W(28) only grows, so its longest part ends there too.
        if date > day - 28 {
            longest = longest.max(run);
        }
    }
    longest
}

/// The shifts, each under the date of the working day that it is of: what a roster splits at midnight belongs to the date on which it
/// begins. They are in order of their starts.
fn joined(shifts: &[(Date, Shift)]) -> Vec<(Date, Shift)> {
    let begun = |place: usize| {
        let (date, shift) = &shifts[place];
        let before = shifts[..place].iter().rev().take_while(|(_, before)| before.start_s > shift.start_s - 2 * 86_400);
        let goes_on =
            |(on, before): &&(Date, Shift)| on < date && (0..=SPLIT_S).contains(&(shift.start_s - before.end_s()));
        before.filter(goes_on).map(|before| before.0).max().unwrap_or(*date)
    };
    (0..shifts.len()).map(|place| (begun(place), shifts[place].1)).collect()
}

fn last_scores(mut scores: Vec<(Date, u32)>) -> Option<LastScores> {
    if scores.len() < 4 {
        return None;
    }
    scores.sort_unstable();
    let last: Vec<f64> = scores.iter().rev().take(8).map(|(_, milli)| f64::from(*milli) / 1_000.0).collect();
    let without = |left_out: usize| {
        let rest: Vec<f64> = (0..).zip(&last).filter(|(i, _)| *i != left_out).map(|(_, score)| *score).collect();
        sample_sd(&rest)
    };
    let sd_without_one = (0..last.len()).filter_map(without).fold(f64::INFINITY, f64::min);
    Some(LastScores { sd: sample_sd(&last)?, sd_without_one })
}

fn sample_sd(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() >= 2).then(|| (squares / (n - 1.0)).sqrt())
}

//! Sentences that were false of someone: what anna is told to have done, by the way she worked.

mod counts;
mod days;
mod leave;
mod rosters;
mod trends;

use attrition_core::basics::date::Date;
use attrition_core::explain::all_reasons;
use attrition_core::model::{Model, Term};
use attrition_core::signals::{COUNT, SIGNALS, Sign, position};
use serde_json::{Value, json};

use attrition_test_support::centres::centre::{Centre, date};
use attrition_test_support::stages::models::of_terms;
use attrition_test_support::stages::scored::each_score;

/// Days of the story: more than the window has.
const DAYS: i32 = 126;

/// Its last day, a Friday, as of which reasons are asked for.
fn last_day() -> Date {
    date("2025-11-21")
}

/// How a day went.
#[derive(Clone, Debug)]
struct Day {
    /// Hours of the scheduled shifts, from and to.
    shifts: Vec<(u32, u32)>,
    /// Why the shifts were missed.
    absence: Option<&'static str>,
    /// They were worked for no time at all.
    is_empty: bool,
    notice_h: Option<f64>,
    late_min: u32,
    break_min: f64,
    overtime_min: f64,
    tickets: u32,
    /// Of the first ticket; the others take between 200 and 400 s.
    handle_s: f64,
    /// Tickets of earlier days that come back.
    reopened: u32,
    qa: Option<f64>,
    is_critical: bool,
    /// Whether a coaching session was held or cancelled.
    coaching: Option<&'static str>,
}

impl Day {
    /// Eight hours and ten tickets; on Wednesdays a score of 85.
    fn steady(day: Date) -> Self {
        let qa = (day.weekday() == 2).then_some(85.0);
        Self {
            shifts: vec![(9, 17)],
            absence: None,
            is_empty: false,
            notice_h: None,
            late_min: 0,
            break_min: 0.0,
            overtime_min: 0.0,
            tickets: 10,
            handle_s: 300.0,
            reopened: 0,
            qa,
            is_critical: false,
            coaching: None,
        }
    }

    /// Whatever happens from now on, nothing is recorded of it.
    fn silent(self) -> Self {
        Self { shifts: vec![], tickets: 0, qa: None, ..self }
    }

    /// The shifts are missed.
    fn missed(self, absence: &'static str) -> Self {
        Self { absence: Some(absence), tickets: 0, qa: None, ..self }
    }
}

/// What is said of anna on the last day, and the values of her signals.
struct Told {
    reasons: Vec<&'static str>,
    values: [f64; COUNT],
}

impl Told {
    fn says(&self, signal: &str) -> bool {
        assert!(position(signal).is_some(), "{signal} is in the catalogue");
        self.reasons.contains(&signal)
    }

    fn value(&self, signal: &str) -> f64 {
        self.values[position(signal).expect("it is in the catalogue")]
    }
}

/// Plays weekdays that a story makes of the steady ones, by their age: 0 is the last day. The contract is of forty hours.
fn told(story: impl Fn(i32, Day) -> Day) -> Told {
    told_by(&[(DAYS - 1, 40.0)], story)
}

/// The same under contracts of so many hours, each from the day of an age on.
fn told_by(contracts: &[(i32, f64)], story: impl Fn(i32, Day) -> Day) -> Told {
    let mut centre = Centre::default();
    for (age, hours) in contracts {
        contract(&mut centre, last_day() - *age, *hours);
    }
    for age in (0..DAYS).rev() {
        let day = last_day() - age;
        if !day.is_weekend() {
            play(&mut centre, "anna", day, &story(age, Day::steady(day)));
        }
    }
    // Somebody works on the last day: it closes, whatever has come of anna.
    play(&mut centre, "ben", last_day(), &Day::steady(last_day()));
    let (mut found, model) = (None, telling());
    each_score(&centre.lines(), &model, |score| {
        if score.name == "anna" && score.day == last_day() {
            let reasons = all_reasons(score.evaluation, &score.agent.daily(score.day), &model)
                .iter()
                .map(|reason| reason.signal)
                .collect();
            found = Some(Told { reasons, values: score.evaluation.values });
        }
    });
    found.expect("anna was scored on the last day")
}

/// A model that tells of every signal whose sentence is true.
fn telling() -> Model {
    let mut terms = Box::new([const { None::<Term> }; COUNT].map(|_| Term::silent()));
    for (term, signal) in terms.iter_mut().zip(&SIGNALS) {
        // The value beyond which it raises the risk, and which way.
        let (centre, weight) = if signal.sign == Sign::Minus { (1e6, -1.0) } else { (-1e6, 1.0) };
        // Spreads are compared with what is usual.
        let centre = if signal.name == "handle_time_cv" { 0.4 } else { centre };
        *term = Term { low: -1e9, high: 1e9, centre, scale: 1.0, weight, ..Term::silent() };
    }
    of_terms("telling", 0.0, terms)
}

fn contract(centre: &mut Centre, from: Date, hours: f64) {
    let data = json!({
        "effective": from.to_string(), "hire_date": "2024-01-01", "site": "north", "team": "t1", "supervisor": "sup-1",
        "queue": "billing", "level": "1", "contract_h_week": hours, "shift_pattern": "day", "potential": null,
    });
    centre.put((from, 5), "roster.agent.v1", "anna", &format!("r-{from}"), &data);
}

fn play(centre: &mut Centre, agent: &str, day: Date, told: &Day) {
    let mut put = |kind: &str, id: &str, minute: u32, data: &Value| centre.put((day, minute), kind, agent, id, data);
    let at = |hour: u32, minute: u32| format!("{day}T{hour:02}:{minute:02}:00Z");
    for (from, to) in &told.shifts {
        let id = format!("s-{agent}-{day}-{from}");
        let mut shift = json!({
            "shift_id": id, "date": day.to_string(), "scheduled_start": at(*from, 0), "scheduled_end": at(*to, 0),
            "status": "worked", "notice_h": told.notice_h,
        });
        if let Some(absence) = told.absence {
            shift["status"] = "absent".into();
            shift["absence"] = absence.into();
        } else {
            let begun = at(*from, told.late_min);
            shift["actual_end"] = if told.is_empty { begun.clone() } else { at(*to, 0) }.into();
            shift["actual_start"] = begun.into();
            shift["overtime_min"] = told.overtime_min.into();
            shift["break_overrun_min"] = told.break_min.into();
            shift["occupied_min"] = if told.is_empty { 0 } else { 120 }.into();
            shift["home"] = false.into();
        }
        put("attendance.shift.v1", &id, to * 60 + 5, &shift);
    }
    for k in 0..told.tickets {
        let handle_s = if k == 0 { told.handle_s } else { f64::from(200 + 50 * (k % 5)) };
        let (id, closed_at) = (format!("t-{agent}-{day}-{k}"), at(12, k));
        let ticket = json!({
            "ticket_id": id, "closed_at": closed_at, "channel": "voice", "category": "c1", "handle_s": handle_s,
            "hold_s": 20.0, "wrap_s": 30.0, "transferred": false, "escalated": false, "csat": null, "complaint": false,
            "hostile": false,
        });
        put("ticket.closed.v1", &id, 12 * 60 + k, &ticket);
    }
    for k in 0..told.reopened {
        let (id, reopened_at) = (format!("o-{agent}-{day}-{k}"), at(13, k));
        let reopened = json!({"ticket_id": format!("t-{agent}-earlier-{k}"), "reopened_at": reopened_at});
        put("ticket.reopened.v1", &id, 13 * 60 + k, &reopened);
    }
    if let Some(status) = told.coaching {
        let id = format!("c-{agent}-{day}");
        let session = json!({"session_id": id, "date": day.to_string(), "status": status, "minutes": 30.0});
        put("qa.coaching.v1", &id, 18 * 60 + 5, &session);
    }
    if let Some(score) = told.qa {
        let id = format!("q-{agent}-{day}");
        let evaluation = json!({
            "evaluation_id": id, "date": day.to_string(), "score": score, "critical_fail": told.is_critical, "disputed": false,
        });
        put("qa.evaluation.v1", &id, 18 * 60, &evaluation);
    }
}

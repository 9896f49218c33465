//! A contact centre told by hand: who stands where, and how each day went, as lines of events.

use std::ops::Range;

use attrition_core::basics::date::Date;
use serde_json::{Value, json};

use crate::centres::conduct::Conduct;

/// A team of twelve.
pub const CREW: [&str; 12] =
    ["anna", "ben", "chloe", "dan", "emma", "femi", "gus", "hana", "ivan", "jun", "kim", "luis"];

/// The date of a text.
pub fn date(text: &str) -> Date {
    Date::parse(text).expect("stories are told with dates of the calendar")
}

/// What is said about the end of an employment.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Kind of the contract.
    pub kind: &'static str,
    /// The day on which notice was given.
    pub notice: Date,
    /// The last day of the employment.
    pub last_day: Date,
}

/// Events in the making.
#[derive(Clone, Debug, Default)]
pub struct Centre {
    /// When each was recorded, by day and minute, and the line.
    lines: Vec<((Date, u32), String)>,
}

impl Centre {
    /// The crew under supervisor `sup-1`, on the roster since before `first`.
    pub fn with_crew(first: Date) -> Self {
        Self::with(&CREW, first)
    }

    /// The same with some of them.
    pub fn with(crew: &[&str], first: Date) -> Self {
        let mut centre = Self::default();
        for (agent, number) in crew.iter().zip(0..) {
            centre.place(agent, first, first - 130 - 25 * number, "sup-1");
        }
        centre
    }

    /// From `effective` on, or from the first day told if they were hired before, the agent answers to a supervisor.
    pub fn place(&mut self, agent: &str, effective: Date, hired: Date, supervisor: &str) {
        self.place_in("billing", agent, effective, hired, supervisor);
    }

    /// The same in a queue.
    pub fn place_in(&mut self, queue: &str, agent: &str, effective: Date, hired: Date, supervisor: &str) {
        self.place_at(("north", queue), agent, effective, hired, supervisor);
    }

    /// The same at a site.
    pub fn place_at(
        &mut self,
        (site, queue): (&str, &str),
        agent: &str,
        effective: Date,
        hired: Date,
        supervisor: &str,
    ) {
        let data = json!({
            "effective": effective.to_string(), "hire_date": hired.to_string(), "site": site,
            "team": format!("team-{supervisor}"), "supervisor": supervisor, "queue": queue, "level": "1",
            "contract_h_week": 40.0, "shift_pattern": "day", "potential": null,
        });
        self.put((effective, 5), "roster.agent.v1", agent, &format!("r-{agent}-{effective}"), &data);
    }

    /// The agent gives notice.
    pub fn separate(&mut self, agent: &str, notice: Date, last_day: Date) {
        let data = json!({
            "kind": "voluntary", "notice_date": notice.to_string(), "last_day": last_day.to_string(), "reason": "unknown",
        });
        self.put((notice, 10 * 60), "roster.separation.v1", agent, &format!("x-{agent}-{notice}"), &data);
    }

    /// A separation of some kind is recorded.
    pub fn say(&mut self, agent: &str, said: Said, recorded: Date) {
        let Said { kind, notice, last_day } = said;
        let data = json!({
            "kind": kind, "notice_date": notice.to_string(), "last_day": last_day.to_string(), "reason": "unknown",
        });
        let id = format!("x-{agent}-{kind}-{recorded}");
        self.put((recorded, 10 * 60), "roster.separation.v1", agent, &id, &data);
    }

    /// The agent's weekdays of a span.
    pub fn work(&mut self, agent: &str, days: Range<Date>, conduct: impl Fn(i32, Date) -> Conduct) {
        let number = (0..).zip(CREW).find(|(_, name)| *name == agent).map_or(0, |(number, _)| number);
        for day in (days.start.0..days.end.0).map(Date).filter(|day| !day.is_weekend()) {
            self.day(agent, day, &conduct(number, day));
        }
    }

    /// The weekdays of everyone else in the crew, all steady.
    pub fn rest_work(&mut self, but: &[&str], days: &Range<Date>) {
        for agent in CREW.into_iter().filter(|agent| !but.contains(agent)) {
            self.work(agent, days.clone(), Conduct::steady);
        }
    }

    fn day(&mut self, agent: &str, day: Date, conduct: &Conduct) {
        self.shift(agent, day, conduct, (day, 17 * 60 + 5), "");
        if conduct.absence.is_some() {
            return;
        }
        for k in 0..conduct.tickets {
            self.ticket(agent, day, k, k < conduct.hostile);
        }
        if let Some(score) = conduct.qa {
            let id = format!("q-{agent}-{day}");
            let data = json!({
                "evaluation_id": id, "date": day.to_string(), "score": score, "critical_fail": false, "disputed": false,
            });
            self.put((day, 17 * 60 + 10), "qa.evaluation.v1", agent, &id, &data);
        }
        if let Some(held) = conduct.coaching {
            let id = format!("c-{agent}-{day}");
            let status = if held { "held" } else { "cancelled" };
            let data = json!({"session_id": id, "date": day.to_string(), "status": status, "minutes": 30.0});
            self.put((day, 17 * 60 + 15), "qa.coaching.v1", agent, &id, &data);
        }
    }

    /// The shift of a day, recorded again on a later one.
    pub fn correct(&mut self, agent: &str, day: Date, conduct: &Conduct, recorded: Date) {
        self.shift(agent, day, conduct, (recorded, 12 * 60), "-corrected");
    }

    fn shift(&mut self, agent: &str, day: Date, conduct: &Conduct, recorded: (Date, u32), version: &str) {
        let id = format!("s-{agent}-{day}");
        let mut data = json!({
            "shift_id": id, "date": day.to_string(), "status": "worked",
            "scheduled_start": timestamp((day, 9 * 60)), "scheduled_end": timestamp((day, 17 * 60)),
        });
        if let Some(absence) = conduct.absence {
            data["status"] = "absent".into();
            data["absence"] = absence.into();
        } else {
            let worked_min = 8 * 60 - conduct.early_min;
            data["actual_start"] = timestamp((day, 9 * 60)).into();
            data["actual_end"] = timestamp((day, 9 * 60 + worked_min as u32)).into();
            data["overtime_min"] = json!(15.0);
            data["break_overrun_min"] = json!(f64::from(day.0.rem_euclid(4)));
            data["occupied_min"] = json!(worked_min as f64 * 0.78);
            data["home"] = conduct.home.into();
        }
        self.put(recorded, "attendance.shift.v1", agent, &format!("{id}{version}"), &data);
    }

    fn ticket(&mut self, agent: &str, day: Date, k: u32, hostile: bool) {
        let id = format!("t-{agent}-{day}-{k}");
        let number = day.0.unsigned_abs() + 7 * k;
        let closed = (day, 9 * 60 + 20 + 25 * k);
        let handle_s = 140.0 + 62.0 * f64::from(number % 13);
        let data = json!({
            "ticket_id": id, "closed_at": timestamp(closed), "channel": "phone", "category": format!("c{}", number % 9),
            "handle_s": handle_s, "hold_s": handle_s * 0.1, "wrap_s": 50.0 + f64::from(number % 5),
            "transferred": number.is_multiple_of(17), "escalated": false,
            "csat": if number.is_multiple_of(4) { json!(4 + number % 2) } else { Value::Null },
            "complaint": false, "hostile": hostile,
        });
        self.put(closed, "ticket.closed.v1", agent, &id, &data);
    }

    /// Puts an event down, recorded at a minute of a day.
    pub fn put(&mut self, recorded: (Date, u32), kind: &str, agent: &str, id: &str, data: &Value) {
        let event = json!({
            "specversion": "1.0", "id": id, "source": "/told", "type": kind, "time": timestamp(recorded),
            "subject": agent, "data": data,
        });
        self.lines.push((recorded, event.to_string()));
    }

    /// Sends everything that was recorded on the days of a span once more, byte for byte; says how many lines.
    pub fn send_again(&mut self, days: Range<Date>, on: Date) -> usize {
        let again = self.lines.iter().filter(|(recorded, _)| days.contains(&recorded.0));
        let again: Vec<_> = again.map(|(_, line)| ((on, 12 * 60), line.clone())).collect();
        let count = again.len();
        self.lines.extend(again);
        count
    }

    /// The lines in the order of recording.
    pub fn lines(mut self) -> Vec<String> {
        self.lines.sort_by_key(|(recorded, _)| *recorded);
        self.lines.into_iter().map(|(_, line)| line).collect()
    }
}

fn timestamp((day, minute): (Date, u32)) -> String {
    format!("{day}T{:02}:{:02}:00+00:00", minute / 60, minute % 60)
}

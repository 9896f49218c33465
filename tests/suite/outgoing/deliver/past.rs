//! A past that ends yesterday, made so that each kind of record comes of it whatever day it is: who fades, when, and where.
//!
//! People work five days of seven, whatever the calendar says. Nothing is alerted to in what is imported: who fades begins
//! to do so shortly before the part that comes in live, and crosses the threshold within that.

use attrition_contracts::alerting::inbox::lot;
use attrition_core::basics::date::Date;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// Days of history before the service starts.
const DAYS: i32 = 100;
/// The last of them, which come in live.
pub(super) const LIVE: i32 = 10;
/// Agents of a site. One of fewer than ten has no climate: what two of eight do is theirs.
const CREW: usize = 8;
/// Of those, the first fade, so many days ago at least.
const FADING: [i32; 2] = [9, 11];
/// The site whose tickets are silent for a day, and its agents: enough for the silence to be told from chance.
pub(super) const SILENT: &str = "site-silent";
const SILENT_CREW: usize = 16;
/// The share that is held out at the site where those who fade are.
pub(super) const HOLD_OUT: f64 = 0.5;

/// What befalls a site beside those who fade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing but the days themselves.
    Plain,
    /// Those who fade give notice.
    Leaves,
    /// The supervisor of the agents leaves.
    LosesSupervisor,
    /// All who fade are of the share that is held out.
    HeldOut,
    /// The week's budget is for one of the two.
    Withheld,
}

/// What befalls a site of a number. Its code is `site-` and the number.
pub(super) fn fate(site: usize) -> Fate {
    match site {
        3 => Fate::HeldOut,
        4 => Fate::Withheld,
        5 | 8 => Fate::Leaves,
        7 => Fate::LosesSupervisor,
        _ => Fate::Plain,
    }
}

/// Lines of events: what is imported, and what comes afterwards.
pub(super) struct Past {
    /// The first day that is not told of: all before it are over.
    pub(super) today: Date,
    /// The lines that are imported before the service starts.
    pub(super) history: Vec<String>,
    /// What comes in live.
    pub(super) live: Vec<String>,
}

impl Past {
    /// When the history is imported: on the evening of its last day.
    pub(super) fn imported_at(&self) -> OffsetDateTime {
        let day = self.today - LIVE - 1;
        OffsetDateTime::from_unix_timestamp(i64::from(day.0) * 86_400 + 20 * 3_600).expect("it is of this century")
    }

    /// So many sites of eight, and the one whose tickets are silent.
    pub(super) fn of(sites: usize) -> Self {
        // Days are over at six the next morning.
        let over = OffsetDateTime::now_utc() - Duration::hours(6);
        let today = Date(i32::try_from(over.unix_timestamp().div_euclid(86_400)).expect("it is of this century"));
        let mut telling = Telling { today, lines: Vec::new() };
        (0..sites).for_each(|site| telling.site(site));
        for number in 0..SILENT_CREW {
            telling.agent(&format!("agent-9{number:02}"), number, SILENT, "sup-silent", None);
        }
        telling.lines.sort_by_key(|(recorded, _)| *recorded);
        let live = telling.lines.partition_point(|((day, _), _)| *day < today - LIVE);
        let text = |(_, line): ((Date, u32), String)| line;
        let live = telling.lines.split_off(live).into_iter().map(text).collect();
        Self { today, history: telling.lines.into_iter().map(text).collect(), live }
    }
}

/// Events in the making.
struct Telling {
    today: Date,
    /// By the day and the minute at which they are recorded.
    lines: Vec<((Date, u32), String)>,
}

impl Telling {
    fn site(&mut self, site: usize) {
        let (code, supervisor) = (format!("site-{site:02}"), format!("sup-{site:02}"));
        let mut held_out = (500..).map(|number| format!("agent-{number}")).filter(|name| lot(name) < HOLD_OUT);
        for slot in 0..CREW {
            let number = site * CREW + slot;
            let fades = FADING.get(slot).map(|days| self.today - *days - (site % 3) as i32);
            let name = match (fate(site), fades) {
                (Fate::HeldOut, Some(_)) => held_out.next().expect("half of all are"),
                _ => format!("agent-{number:03}"),
            };
            self.agent(&name, number, &code, &supervisor, fades);
            if (fate(site), fades.is_some()) == (Fate::Leaves, true) {
                self.leaves(&name, self.today - 2);
            }
        }
        if fate(site) == Fate::LosesSupervisor {
            self.leaves(&supervisor, self.today - 3);
        }
    }

    fn leaves(&mut self, who: &str, day: Date) {
        let data = json!({
            "kind": "voluntary", "notice_date": day.to_string(), "last_day": day.to_string(), "reason": "unknown",
        });
        self.put((day, 11 * 60), "roster.separation.v1", who, &format!("x-{who}"), &data);
    }

    fn agent(&mut self, name: &str, number: usize, site: &str, supervisor: &str, fades: Option<Date>) {
        let first = self.today - DAYS;
        let data = json!({
            "effective": first.to_string(), "hire_date": (first - 130 - 25 * (number % 8) as i32).to_string(), "site": site,
            "team": format!("team-{supervisor}"), "supervisor": supervisor, "queue": "billing", "level": "1",
            "contract_h_week": 40.0, "shift_pattern": "day", "potential": null,
        });
        self.put((first, 5), "roster.agent.v1", name, &format!("r-{name}"), &data);
        let number = number as i32;
        for day in (first.0..self.today.0).map(Date).filter(|day| (day.0 + number).rem_euclid(7) > 1) {
            self.day(name, number, site, day, fades.is_some_and(|since| day >= since));
        }
    }

    /// A day of someone; `fades`: who comes late, leaves early, does little and not well, and stays away each third day.
    fn day(&mut self, name: &str, number: i32, site: &str, day: Date, fades: bool) {
        let (n, id) = (day.0, format!("s-{name}-{day}"));
        let early = if fades { 60 } else { 20 * i64::from((n + 7 * number).rem_euclid(23) == 0) };
        let late = if fades { 45 } else { 0 };
        let mut data = json!({
            "shift_id": id, "date": day.to_string(), "status": "worked",
            "scheduled_start": at((day, 9 * 60)), "scheduled_end": at((day, 17 * 60)),
        });
        let is_away = fades && n % 3 == 0;
        if is_away {
            (data["status"], data["absence"]) = ("absent".into(), "unplanned".into());
        } else {
            data["actual_start"] = at((day, 9 * 60 + late)).into();
            data["actual_end"] = at((day, 17 * 60 - early as u32)).into();
            data["overtime_min"] = json!(15.0);
            data["break_overrun_min"] = json!(f64::from(n.rem_euclid(4)));
            data["occupied_min"] = json!((480 - early - i64::from(late)) as f64 * 0.78);
            data["home"] = false.into();
        }
        self.put((day, 17 * 60 + 5), "attendance.shift.v1", name, &id, &data);
        if is_away {
            return;
        }
        let tickets = if fades { 3 } else { 6 + (n + number).rem_euclid(3) };
        let is_silent = site == SILENT && day == self.today - 3;
        let tickets = if is_silent { 0 } else { tickets.cast_unsigned() };
        for k in 0..tickets {
            self.ticket(name, day, k, if fades { k < 2 } else { k == 0 && (n + number) % 4 == 0 });
        }
        if n.rem_euclid(5) == number.rem_euclid(5) {
            let score = if fades { 45.0 } else { 78.0 + 2.0 * f64::from((7 * n + 5 * number).rem_euclid(11) - 5) };
            let id = format!("q-{name}-{day}");
            let data = json!({
                "evaluation_id": id, "date": day.to_string(), "score": score, "critical_fail": false, "disputed": false,
            });
            self.put((day, 17 * 60 + 10), "qa.evaluation.v1", name, &id, &data);
        }
    }

    fn ticket(&mut self, name: &str, day: Date, k: u32, hostile: bool) {
        let (id, number) = (format!("t-{name}-{day}-{k}"), day.0.unsigned_abs() + 7 * k);
        let closed = (day, 9 * 60 + 20 + 25 * k);
        let handle_s = 140.0 + 62.0 * f64::from(number % 13);
        let data = json!({
            "ticket_id": id, "closed_at": at(closed), "channel": "phone", "category": format!("c{}", number % 9),
            "handle_s": handle_s, "hold_s": handle_s * 0.1, "wrap_s": 50.0 + f64::from(number % 5),
            "transferred": number.is_multiple_of(17), "escalated": false,
            "csat": if number.is_multiple_of(4) { json!(4 + number % 2) } else { Value::Null },
            "complaint": false, "hostile": hostile,
        });
        self.put(closed, "ticket.closed.v1", name, &id, &data);
    }

    fn put(&mut self, recorded: (Date, u32), kind: &str, subject: &str, id: &str, data: &Value) {
        let event = json!({
            "specversion": "1.0", "id": id, "source": "/told", "type": kind, "time": at(recorded), "subject": subject,
            "data": data,
        });
        self.lines.push((recorded, event.to_string()));
    }
}

fn at((day, minute): (Date, u32)) -> String {
    format!("{day}T{:02}:{:02}:00+00:00", minute / 60, minute % 60)
}

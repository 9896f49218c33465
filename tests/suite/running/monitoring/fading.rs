//! Agents who lose heart in the past of a site, planted into what it sent: whom the desk alerts, and when, depends on neither
//! the day of the calendar nor the seed of the simulation.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::{Date, Duration};

use super::past::{day, time_of};

/// So many in a wave, each beginning some days after the one before: as many as a group that is shown needs, and not more than
/// can make a shift of the whole site.
const WAVE: usize = 5;
const BETWEEN_DAYS: i64 = 3;

/// Days ago on which each wave begins. Whoever is alerted in the first two has more than 60 days behind them on the last day that
/// is closed; the last wave is alerted still.
const WAVES: [i64; 3] = [150, 108, 56];

/// Days from losing heart to giving notice, for all but one of a wave that is over, who takes heart again. The alert comes before.
const TO_NOTICE_DAYS: i64 = 28;

/// Days from the notice to the last day.
const NOTICE_DAYS: i64 = 14;

/// One who loses heart.
struct Fading {
    begins: i64,
    /// How many days ago it ends.
    ends: i64,
    leaves: bool,
}

/// The lines of a site, in order, with agents among them who lose heart.
pub(super) fn with_fading(lines: Vec<String>, today: Date) -> Vec<String> {
    let days_ago = |line: &str| (today - day(line)).whole_days();
    let fading = chosen(&lines, &days_ago);
    let mut changed: Vec<String> = Vec::with_capacity(lines.len());
    for (number, line) in lines.into_iter().enumerate() {
        match fading.get(subject(&line)) {
            Some(agent) => changed.extend(agent.changed(line, number, &days_ago)),
            None => changed.push(line),
        }
    }
    changed.extend(fading.iter().filter(|(_, agent)| agent.leaves).map(|(name, agent)| agent.notice(name, today)));
    changed.sort_by(|one, other| time_of(one).cmp(time_of(other)));
    changed
}

/// Those who work from the first weeks to the last, evenly over the site and its teams.
fn chosen(lines: &[String], days_ago: &impl Fn(&str) -> i64) -> BTreeMap<String, Fading> {
    let mut worked: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.contains("\"status\":\"worked\"")) {
        let days = days_ago(line);
        let (first, last) = worked.entry(subject(line)).or_insert((days, days));
        (*first, *last) = ((*first).max(days), (*last).min(days));
    }
    let all_along = worked.iter().filter(|(_, (first, last))| *first > WAVES[0] + 20 && *last < 14);
    let names: Vec<&str> = all_along.map(|(name, _)| *name).collect();
    let wanted = WAVE * WAVES.len();
    assert!(names.len() >= wanted, "the site has {} agents who were there all along", names.len());
    let one = |number: usize| {
        let (wave, place) = (number % WAVES.len(), number / WAVES.len());
        let is_over = wave + 1 < WAVES.len();
        let begins = WAVES[wave] - BETWEEN_DAYS * place as i64;
        let ends = if is_over { begins - TO_NOTICE_DAYS } else { 0 };
        (names[number * names.len() / wanted].to_owned(), Fading { begins, ends, leaves: is_over && place + 1 < WAVE })
    };
    (0..wanted).map(one).collect()
}

impl Fading {
    /// A line of theirs as it is then: they leave early, close fewer tickets, are shouted at, evaluated worse and coached no more.
    /// What comes after their last day is none.
    fn changed(&self, line: String, number: usize, days_ago: &impl Fn(&str) -> i64) -> Option<String> {
        let days = days_ago(&line);
        if self.leaves && days < self.ends - NOTICE_DAYS {
            return None;
        }
        if days > self.begins || days < self.ends {
            return Some(line);
        }
        let mut event: Value = serde_json::from_str(&line).expect("the simulator writes JSON");
        let kind = event["type"].as_str()?.to_owned();
        let data = &mut event["data"];
        match &*kind {
            "qa.evaluation.v1" => data["score"] = json!((data["score"].as_f64()? - WORSE_POINTS).max(0.0)),
            "qa.coaching.v1" => data["status"] = json!("cancelled"),
            "ticket.closed.v1" if number.is_multiple_of(3) => return None,
            "ticket.closed.v1" if number.is_multiple_of(4) => data["hostile"] = json!(true),
            "attendance.shift.v1" if days % 2 == 0 && data["status"] == "worked" => {
                data["actual_end"] = json!(earlier(data["actual_end"].as_str()?));
                data["occupied_min"] = json!((data["occupied_min"].as_f64()? - EARLY_MIN as f64).max(0.0));
            }
            _ => return Some(line),
        }
        Some(event.to_string())
    }

    /// That they give notice.
    fn notice(&self, name: &str, today: Date) -> String {
        let given = today - Duration::days(self.ends);
        let data = json!({
            "kind": "voluntary", "notice_date": given.to_string(), "reason": "unknown",
            "last_day": (given + Duration::days(NOTICE_DAYS)).to_string(),
        });
        json!({
            "specversion": "1.0", "id": format!("notice-{name}"), "source": "/hr", "type": "roster.separation.v1",
            "time": format!("{given}T10:00:00+02:00"), "subject": name, "data": data,
        })
        .to_string()
    }
}

/// Points by which they are evaluated worse: more than three times what evaluations scatter by.
const WORSE_POINTS: f64 = 22.0;

/// Minutes by which they leave early, every other day.
const EARLY_MIN: i64 = 25;

fn earlier(time: &str) -> String {
    let form = &time::format_description::well_known::Rfc3339;
    let time = time::OffsetDateTime::parse(time, form).expect("the simulator writes RFC 3339");
    (time - Duration::minutes(EARLY_MIN)).format(form).expect("it is of this century")
}

fn subject(line: &str) -> &str {
    let rest = line.split_once("\"subject\":\"").expect("an event has a subject").1;
    rest.split_once('"').expect("a text ends").0
}

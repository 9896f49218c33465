//! Who is on leave, by the shifts of a centre.

use std::collections::BTreeMap;

use attrition_watch::engine::date::Date;
use serde_json::Value;

/// By agent: whether a shift is leave, by its date and start.
#[derive(Default)]
pub(crate) struct Shifts(BTreeMap<String, BTreeMap<(Date, String), bool>>);

impl Shifts {
    /// Of the events of a centre; what was recorded last of a shift counts.
    pub(crate) fn of(lines: &[String]) -> Self {
        let mut latest = BTreeMap::new();
        for line in lines.iter().filter(|line| line.contains("\"attendance.shift.v1\"")) {
            let event: Value = serde_json::from_str(line).expect("events are JSON");
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let data = &event["data"];
            let date = Date::parse(&text(&data["date"])).expect("shifts have a date");
            let is_leave = matches!(data["absence"].as_str(), Some("planned" | "protected"));
            let shift = (date, text(&data["scheduled_start"]), is_leave);
            latest.insert((text(&event["subject"]), text(&data["shift_id"])), shift);
        }
        let mut shifts = Self::default();
        for ((agent, _), (date, start, is_leave)) in latest {
            shifts.0.entry(agent).or_default().insert((date, start), is_leave);
        }
        shifts
    }

    /// Whether the last shift of an agent up to a day was leave.
    pub(crate) fn is_leave_last(&self, agent: &str, day: Date) -> bool {
        let before = self.0.get(agent).and_then(|shifts| shifts.range(..(day + 1, String::new())).next_back());
        before.is_some_and(|(_, is_leave)| *is_leave)
    }
}

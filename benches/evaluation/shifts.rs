//! Who is on leave, by the shifts of a centre.

use std::collections::BTreeMap;

use attrition_core::basics::date::Date;
use serde_json::Value;

/// Whether a shift is leave, by the day on which that was recorded.
type Recorded = BTreeMap<Date, bool>;

/// By agent, and by the date and start of a shift.
#[derive(Default)]
pub(crate) struct Shifts(BTreeMap<String, BTreeMap<(Date, String), Recorded>>);

impl Shifts {
    /// Of the events of a centre.
    pub(crate) fn of(lines: &[String]) -> Self {
        let mut shifts = Self::default();
        for line in lines.iter().filter(|line| line.contains("\"attendance.shift.v1\"")) {
            let event: Value = serde_json::from_str(line).expect("events are JSON");
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let date =
                |value: &Value| text(value).get(..10).and_then(Date::parse).expect("events and shifts have a date");
            let data = &event["data"];
            let is_leave = matches!(data["absence"].as_str(), Some("planned" | "protected"));
            let of_agent = shifts.0.entry(text(&event["subject"])).or_default();
            let recorded = of_agent.entry((date(&data["date"]), text(&data["scheduled_start"]))).or_default();
            recorded.insert(date(&event["time"]), is_leave);
        }
        shifts
    }

    /// Whether the last shift of an agent up to a day was leave, by what was recorded on that day.
    pub(crate) fn is_leave_last(&self, agent: &str, day: Date) -> bool {
        let shifts = self.0.get(agent).into_iter().flat_map(|shifts| shifts.range(..(day + 1, String::new())).rev());
        let mut known = shifts.filter_map(|(_, recorded)| recorded.range(..=day).next_back());
        known.next().is_some_and(|(_, is_leave)| *is_leave)
    }
}

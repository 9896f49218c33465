//! Every date has a range, and what stands for none is out of it.

use serde_json::{Value, json};

use super::{event, is_refused, is_taken, with};

/// What .NET, SAP, Excel, SQL Server, Unix and tables write where there is no date.
const NONE: [&str; 8] =
    ["0000-01-01", "0001-01-01", "1601-01-01", "1753-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "9999-12-31"];

/// Every date and every time of every type.
const MEMBERS: [(&str, &[&str]); 8] = [
    ("attendance.shift.v1", &["date", "scheduled_start", "scheduled_end", "actual_start", "actual_end"]),
    ("attendance.request.v1", &["date"]),
    ("qa.evaluation.v1", &["date"]),
    ("qa.coaching.v1", &["date"]),
    ("ticket.closed.v1", &["closed_at"]),
    ("ticket.reopened.v1", &["reopened_at"]),
    ("roster.agent.v1", &["effective", "hire_date"]),
    ("roster.separation.v1", &["notice_date", "last_day"]),
];

/// The date in the shape of a member.
fn of_member(kind: &str, member: &str, date: &str) -> Value {
    let is_time = event(kind)["data"][member].as_str().expect("it is text").contains('T');
    json!(if is_time { format!("{date}T00:00:00Z") } else { date.to_owned() })
}

#[test]
fn what_stands_for_none_is_out_of_range_in_every_member() {
    for (kind, members) in MEMBERS {
        for member in members {
            for none in NONE {
                let changed = with(kind, json!({*member: of_member(kind, member, none)}));
                is_refused(&changed, "out_of_range", &[&format!("`{member}` is {none}")]);
            }
        }
        for none in &NONE[..NONE.len() - 1] {
            let mut event = event(kind);
            event["time"] = json!(format!("{none}T00:00:00Z"));
            is_refused(&event, "out_of_range", &["`time`", none]);
        }
        let mut event = event(kind);
        event["time"] = json!("9999-12-31T23:59:59Z");
        is_refused(&event, "time_ahead", &["`time` is 9999-12-31T23:59:59Z"]);
    }
}

#[test]
fn dates_of_an_employment_may_be_of_a_working_life() {
    for (hired, effective) in [("1976-11-28", "1976-11-28"), ("2026-11-27", "2026-11-27"), ("2027-03-01", "2026-11-01")]
    {
        is_taken(&with("roster.agent.v1", json!({"hire_date": hired, "effective": effective})));
    }
    is_refused(
        &with("roster.agent.v1", json!({"hire_date": "1976-11-26"})),
        "out_of_range",
        &["`hire_date` is 1976-11-26"],
    );
    is_refused(
        &with("roster.agent.v1", json!({"hire_date": "2029-01-01"})),
        "out_of_range",
        &["`hire_date` is 2029-01-01", "2027-11-02"],
    );
    for (notice, last) in [("2020-01-01", "2020-02-01"), ("2026-11-27", "2027-06-30"), ("2026-12-01", "2036-11-27")] {
        is_taken(&with("roster.separation.v1", json!({"notice_date": notice, "last_day": last})));
    }
    is_refused(
        &with("roster.separation.v1", json!({"last_day": "2026-11-19"})),
        "out_of_range",
        &["`last_day` is 2026-11-19", "`notice_date`, 2026-11-20"],
    );
}

#[test]
fn days_of_work_are_of_this_century_and_no_plan() {
    for (kind, members) in
        MEMBERS.into_iter().filter(|(kind, _)| !kind.starts_with("roster.") && *kind != "attendance.shift.v1")
    {
        for member in members {
            is_taken(&with(kind, json!({*member: of_member(kind, member, "2000-01-01")})));
            is_refused(
                &with(kind, json!({*member: of_member(kind, member, "1999-12-31")})),
                "out_of_range",
                &["1999-12-31"],
            );
            is_taken(&with(kind, json!({*member: of_member(kind, member, "2026-11-28")})));
            is_refused(
                &with(kind, json!({*member: of_member(kind, member, "2026-11-30")})),
                "date_after_time",
                &["2026-11-30"],
            );
        }
    }
}

#[test]
fn a_request_is_dated_by_its_decision() {
    let holiday = with("attendance.request.v1", json!({"date": "2026-12-24"}));
    is_refused(&holiday, "date_after_time", &["the day of the decision, not of the leave"]);
}

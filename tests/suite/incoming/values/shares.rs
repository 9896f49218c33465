//! Parts that are more than their whole, and shifts that are far from their day.

use serde_json::json;

use super::{is_refused, is_taken, with};
use attrition_test_support::process::program::{Scratch, done};

#[test]
fn hold_and_wrap_are_parts_of_the_handle_time() {
    for (handle, hold, wrap) in [(300.0, 0.0, 0.0), (300.0, 200.0, 100.0), (300.0, 150.5, 151.0), (0.0, 0.0, 0.0)] {
        is_taken(&with("ticket.closed.v1", json!({"handle_s": handle, "hold_s": hold, "wrap_s": wrap})));
    }
    for (handle, hold, wrap) in [(300, 1_500, 30), (300, 20, 9_000), (300, 200, 120), (0, 10, 0)] {
        let told = [format!("`hold_s` {hold}"), format!("`wrap_s` {wrap}"), format!("`handle_s` {handle}")];
        is_refused(
            &with("ticket.closed.v1", json!({"handle_s": handle, "hold_s": hold, "wrap_s": wrap})),
            "out_of_range",
            &told.each_ref().map(String::as_str),
        );
    }
}

#[test]
fn minutes_of_a_shift_are_part_of_what_was_worked() {
    for member in ["occupied_min", "overtime_min", "break_overrun_min"] {
        for minutes in [0.0, 480.0, 484.5] {
            is_taken(&with("attendance.shift.v1", json!({member: minutes})));
        }
        for minutes in [490, 2_000] {
            is_refused(
                &with("attendance.shift.v1", json!({member: minutes})),
                "out_of_range",
                &[&format!("`{member}` is {minutes}"), "480 minutes"],
            );
        }
    }
}

#[test]
fn a_shift_is_filed_under_a_day_near_its_start() {
    for date in ["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28"] {
        is_taken(&with("attendance.shift.v1", json!({"date": date})));
    }
    for date in ["2026-01-05", "2026-10-27", "2026-11-24"] {
        is_refused(
            &with("attendance.shift.v1", json!({"date": date})),
            "out_of_range",
            &[&format!("`date` is {date}"), "`scheduled_start`, 2026-11-27"],
        );
    }
}

#[test]
fn times_of_a_shift_are_told_where_they_cannot_be() {
    for (members, told) in [
        (
            json!({"scheduled_end": "2026-11-27T08:00:00Z"}),
            ["`scheduled_end` is 2026-11-27T08:00", "`scheduled_start`"],
        ),
        (json!({"scheduled_end": "2026-11-29T08:00:00Z"}), ["`scheduled_end` is 2026-11-29T08:00", "36 hours"]),
        (json!({"actual_end": "2026-11-27T08:00:00Z"}), ["`actual_end` is 2026-11-27T08:00", "`actual_start`"]),
        (json!({"actual_start": "2026-11-25T08:00:00Z"}), ["`actual_start` is 2026-11-25T08:00", "`scheduled_start`"]),
    ] {
        is_refused(&with("attendance.shift.v1", members), "out_of_range", &told);
    }
}

#[test]
fn what_is_rounded_to_more_than_its_whole_is_all_of_it() {
    let days = (1..=28).map(|day| format!("2026-11-{day:02}"));
    let mut lines = with_subject("roster.agent.v1", json!({"effective": "2026-01-05", "hire_date": "2026-01-05"}), "r");
    for (number, day) in days.enumerate() {
        // Four minutes and two seconds above: what clocks of two systems differ by.
        let shift = json!({
            "shift_id": format!("s{number}"), "date": day, "scheduled_start": format!("{day}T09:00:00Z"),
            "scheduled_end": format!("{day}T10:00:00Z"), "actual_start": format!("{day}T09:00:00Z"),
            "actual_end": format!("{day}T10:00:00Z"), "occupied_min": 64,
        });
        lines += &with_subject("attendance.shift.v1", shift, &format!("s{number}"));
        for ticket in 0..2 {
            let id = format!("t{number}-{ticket}");
            let closed = json!({
                "ticket_id": id, "closed_at": format!("{day}T09:30:0{ticket}Z"), "handle_s": 10, "hold_s": 0, "wrap_s": 12,
            });
            lines += &with_subject("ticket.closed.v1", closed, &id);
        }
    }
    let scratch = Scratch::new();
    let file = scratch.file("events.ndjson", lines);
    let table = done(&["signals", "compute", "--events", &file, "--as-of", "2026-11-28", "--out", "-"], &[]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let names = rows.headers().expect("it has a head").clone();
    let row = rows.records().next().expect("it has a row").expect("it is CSV");
    for name in ["occupancy", "wrap_recent"] {
        let place = names.iter().position(|other| other == name).expect("it is a signal");
        assert_eq!(&row[place], "1", "{name}: {table}");
    }
}

/// An event as a line, recorded at the end of the span, with an id of its own.
fn with_subject(kind: &str, members: serde_json::Value, id: &str) -> String {
    let mut event = with(kind, members);
    (event["id"], event["time"], event["subject"]) = (json!(id), json!("2026-11-28T23:00:00Z"), json!("anna"));
    format!("{event}\n")
}

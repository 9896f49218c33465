//! Parts that are more than their whole, and shifts that are far from their day.

use serde_json::json;

use super::{is_refused, is_taken, with};

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

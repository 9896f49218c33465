//! Whole numbers in any spelling, and numbers that no member can have.

use serde_json::json;

use super::{event, ingested, is_refused, is_taken, with};

#[test]
fn whole_numbers_are_taken_in_any_spelling_that_json_has() {
    let text = event("ticket.closed.v1").to_string();
    for five in ["5", "5.0", "5.000", "5e0", "5E+0", "0.5e1", "50e-1"] {
        let text = text.replace("\"csat\":5", &format!("\"csat\":{five}"));
        assert_eq!(ingested(&text), Ok(()), "{five}");
    }
    is_taken(&with("ticket.closed.v1", json!({"csat": null})));
    for (other, code, told) in [
        ("4.5", "out_of_range", "`csat` is the number 4.5, where a whole number is wanted"),
        ("5.5", "out_of_range", "5.5"),
        ("0", "out_of_range", "`csat` is 0"),
        ("6.0", "out_of_range", "`csat` is 6"),
        ("-1", "out_of_range", "`csat` is -1"),
        ("1e300", "out_of_range", "`csat`"),
        ("1e999", "out_of_range", "`csat`"),
        ("\"5\"", "mistyped_member", "`csat` is the text \"5\", where a whole number is wanted"),
        ("true", "mistyped_member", "`csat` is true, where a whole number is wanted"),
    ] {
        let refusal = ingested(&text.replace("\"csat\":5", &format!("\"csat\":{other}"))).expect_err(other);
        assert_eq!(refusal.code.text(), code, "{other}: {}", refusal.detail);
        assert!(refusal.detail.contains(told), "{other}: {}", refusal.detail);
    }
}

#[test]
fn a_member_of_another_type_is_told_in_plain_words() {
    for (kind, member, value, told) in [
        ("ticket.closed.v1", "handle_s", json!("12"), "`handle_s` is the text \"12\", where a number is wanted"),
        ("ticket.closed.v1", "category", json!(7), "`category` is the number 7, where a text is wanted"),
        ("ticket.closed.v1", "hostile", json!([]), "`hostile` is an array, where true or false is wanted"),
        ("attendance.shift.v1", "status", json!(5), "`status` is no text, and must be one of its codes"),
    ] {
        is_refused(&with(kind, json!({member: value})), "mistyped_member", &[told]);
    }
}

#[test]
fn numbers_beyond_their_range_are_told_with_member_and_value() {
    for (kind, member, value) in [
        ("qa.evaluation.v1", "score", json!(100.5)),
        ("qa.evaluation.v1", "score", json!(-1)),
        ("qa.coaching.v1", "minutes", json!(3_000)),
        ("ticket.closed.v1", "handle_s", json!(-0.5)),
        ("ticket.closed.v1", "handle_s", json!(90_000)),
        ("roster.agent.v1", "contract_h_week", json!(200)),
        ("attendance.shift.v1", "notice_h", json!(-2)),
        ("attendance.shift.v1", "occupied_min", json!(-2)),
    ] {
        is_refused(&with(kind, json!({member: value})), "out_of_range", &[&format!("`{member}` is {value}")]);
    }
}

//! Parts that cannot be more than their whole: of a contact, of a shift.

use crate::incoming::refusal::{Code, Refusal};

/// By how much the parts of a contact may exceed it, seconds: where each of three figures is rounded to a whole second.
const CONTACT_SLACK_S: f64 = 2.0;
/// By how much minutes of a shift may exceed it: clocks of two systems, each rounded to whole minutes.
const SHIFT_SLACK_MIN: f64 = 5.0;

/// A number with the name of its member.
pub(super) type NamedNumber<'a> = (&'a str, f64);

/// Hold and wrap are parts of the handle time.
pub(super) fn of_contact(handle_s: f64, hold_s: f64, wrap_s: f64) -> Result<(), Refusal> {
    if hold_s + wrap_s <= handle_s + CONTACT_SLACK_S {
        return Ok(());
    }
    let told = "`handle_s` is talk, hold and wrap together";
    let told = format!("`hold_s` {hold_s} and `wrap_s` {wrap_s} are more than `handle_s` {handle_s}: {told}");
    Err(Code::OutOfRange.because(told))
}

/// Minutes of a shift are part of the time that was worked.
pub(super) fn of_shift((name, minutes): NamedNumber<'_>, worked_s: u32) -> Result<(), Refusal> {
    let worked_min = f64::from(worked_s) / 60.0;
    if minutes <= worked_min + SHIFT_SLACK_MIN {
        return Ok(());
    }
    let told = format!("`{name}` is {minutes}, more than the {worked_min} minutes from `actual_start` to `actual_end`");
    Err(Code::OutOfRange.because(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_no_reason_to_refuse() {
        assert_eq!(of_contact(300.0, 150.0, 151.5), Ok(()));
        assert_eq!(of_contact(0.0, 0.0, 0.0), Ok(()));
        assert_eq!(of_shift(("occupied_min", 484.0), 480 * 60), Ok(()));
    }

    #[test]
    fn what_is_too_much_is_told_with_its_members_and_values() {
        let refusal = of_contact(300.0, 1_500.0, 30.0).expect_err("it cannot be");
        assert_eq!(refusal.code, Code::OutOfRange);
        assert!(["`hold_s` 1500", "`wrap_s` 30", "`handle_s` 300"].iter().all(|told| refusal.detail.contains(told)));
        let refusal = of_shift(("occupied_min", 2_000.0), 480 * 60).expect_err("it cannot be");
        assert!(refusal.detail.contains("`occupied_min` is 2000, more than the 480 minutes"), "{}", refusal.detail);
    }
}

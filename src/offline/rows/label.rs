//! What became of an agent after a cut-off.

use crate::engine::date::Date;
use crate::engine::event::SeparationKind;
use crate::engine::profile::Profile;

/// What a row says of the question whether an agent gives notice within the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Voluntary notice within it.
    Leaves,
    /// None.
    Stays,
    /// Left otherwise before it was over: nobody knows.
    Censored,
    /// Notice had been given by the cut-off: there is nothing left to foretell.
    Leaving,
    /// The horizon is not over yet: left out also where notice was given already, or only leavers would be in.
    NotOver,
}

/// The outcome of a row at the close of `cut_off`, with all separations that are known by `last_closed`.
pub fn outcome(profile: &Profile, cut_off: Date, horizon_days: i32, last_closed: Date) -> Outcome {
    let end = cut_off + horizon_days;
    if end > last_closed {
        return Outcome::NotOver;
    }
    if profile.separations().iter().any(|s| s.notice_date <= cut_off && s.last_day >= cut_off) {
        return Outcome::Leaving;
    }
    let within = |day: Date| day > cut_off && day <= end;
    // The first notice counts: who is dismissed after giving notice has left of their own accord.
    let first = profile.separations().iter().find(|s| within(s.notice_date) || within(s.last_day));
    match first {
        None => Outcome::Stays,
        Some(s) if s.kind == SeparationKind::Voluntary && within(s.notice_date) => Outcome::Leaves,
        Some(_) => Outcome::Censored,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::event::Separation;
    use SeparationKind::{Dismissal, Transfer, Voluntary};

    fn check(separations: &[(SeparationKind, i32, i32)], last_closed: i32, expected: Outcome) {
        let mut profile = Profile::default();
        for (kind, notice, last) in separations {
            profile.separate(Separation { kind: *kind, notice_date: Date(*notice), last_day: Date(*last) });
        }
        assert_eq!(outcome(&profile, Date(100), 30, Date(last_closed)), expected, "{separations:?} {last_closed}");
    }

    #[test]
    fn only_voluntary_notice_within_the_horizon_is_leaving() {
        check(&[], 130, Outcome::Stays);
        check(&[(Voluntary, 101, 160)], 130, Outcome::Leaves);
        check(&[(Voluntary, 130, 160)], 130, Outcome::Leaves);
        check(&[(Voluntary, 131, 160)], 200, Outcome::Stays);
        check(&[(Dismissal, 110, 110)], 130, Outcome::Censored);
        check(&[(Transfer, 110, 140)], 130, Outcome::Censored);
        check(&[(Voluntary, 105, 140), (Dismissal, 110, 110)], 130, Outcome::Leaves);
        check(&[(Dismissal, 105, 110), (Voluntary, 110, 140)], 130, Outcome::Censored);
    }

    #[test]
    fn what_is_known_or_not_over_is_left_out() {
        check(&[(Voluntary, 100, 120)], 130, Outcome::Leaving);
        check(&[(Dismissal, 90, 100)], 130, Outcome::Leaving);
        check(&[(Voluntary, 50, 60)], 130, Outcome::Stays);
        check(&[], 129, Outcome::NotOver);
        check(&[(Voluntary, 101, 115)], 129, Outcome::NotOver);
    }
}

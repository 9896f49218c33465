//! What became of an agent after a day: for whoever learns from it, judges a model by it, or asks what an alert was worth.

use crate::basics::date::Date;
use crate::basics::ids::SupervisorId;
use crate::employment::profile::Profile;
use crate::event::SeparationKind;

/// What a row says of the question whether an agent gives notice within the horizon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Voluntary notice within it.
    Leaves,
    /// No notice within the horizon.
    Stays,
    /// Left otherwise before it was over: nobody knows.
    Censored,
    /// Notice was given within it and taken back: neither leaving nor staying as if nothing had been said.
    Withdrawn,
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
    if profile.under_notice(cut_off) {
        return Outcome::Leaving;
    }
    let within = |day: Date| day > cut_off && day <= end;
    // The first notice counts, of employments that follow each other within a horizon.
    let first = profile.ends().into_iter().find(|s| within(s.notice_date) || within(s.last_day));
    match first {
        None if profile.taken_back().any(|(separation, _)| within(separation.notice_date)) => Outcome::Withdrawn,
        None => Outcome::Stays,
        Some(s) if s.kind == SeparationKind::Voluntary && within(s.notice_date) => Outcome::Leaves,
        Some(_) => Outcome::Censored,
    }
}

/// What became of an agent so many days after an alert was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Still there, under the same supervisor.
    Stayed,
    /// Gave notice of their own accord within these days.
    Left,
    /// The employment ended otherwise.
    Ended,
    /// Still there, under another supervisor.
    Moved,
    /// Notice was given within these days, and taken back.
    Withdrawn,
    /// Notice had been given when the alert was raised: the roster told of it late.
    HadGivenNotice,
    /// The days are not over.
    NotYet,
}

impl Fate {
    /// The code of the outcome.
    pub fn text(self) -> &'static str {
        match self {
            Self::Stayed => "stayed",
            Self::Left => "left",
            Self::Ended => "ended",
            Self::Moved => "moved",
            Self::Withdrawn => "withdrawn",
            Self::HadGivenNotice => "had_given_notice",
            Self::NotYet => "not_yet",
        }
    }

    /// Whether the agent gave notice, where that answers the question which the alert asked: as in a row that is learned from.
    pub fn answer(self) -> Option<bool> {
        match self {
            Self::Left => Some(true),
            Self::Stayed | Self::Moved => Some(false),
            Self::Ended | Self::Withdrawn | Self::HadGivenNotice | Self::NotYet => None,
        }
    }
}

/// What became of an agent within so many days after an alert to a supervisor was raised, with all that is known by
/// `last_closed`. Who leaves is a leaver as the model learned it: see [`outcome`].
pub fn fate(profile: &Profile, supervisor: &SupervisorId, raised_on: Date, days: i32, last_closed: Date) -> Fate {
    match outcome(profile, raised_on, days, last_closed) {
        Outcome::NotOver => Fate::NotYet,
        Outcome::Leaving => Fate::HadGivenNotice,
        Outcome::Leaves => Fate::Left,
        Outcome::Censored => Fate::Ended,
        Outcome::Withdrawn => Fate::Withdrawn,
        Outcome::Stays => match profile.on(raised_on + days) {
            Some(fact) if fact.roster.supervisor != *supervisor => Fate::Moved,
            _ => Fate::Stayed,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Event, Fact, Fingerprint, Roster, Separation};
    use SeparationKind::{ContractEnd, Dismissal, Transfer, Voluntary, Withdrawn};

    fn check(separations: &[(SeparationKind, i32, i32)], last_closed: i32, expected: Outcome) {
        let mut profile = Profile::default();
        for (place, (kind, notice, last)) in separations.iter().enumerate() {
            profile.take(&separation(1 + place as i32, *kind, *notice, *last));
        }
        assert_eq!(outcome(&profile, Date(100), 30, Date(last_closed)), expected, "{separations:?} {last_closed}");
    }

    /// A separation that was recorded on a day.
    fn separation(day: i32, kind: SeparationKind, notice: i32, last: i32) -> Event {
        let separation = Separation { kind, notice_date: Date(notice), last_day: Date(last) };
        event(day, Date(day), Fact::Separation(separation))
    }

    fn event(day: i32, date: Date, fact: Fact) -> Event {
        Event { fingerprint: Fingerprint(0), date, time_ms: i64::from(day) * 86_400_000, fact }
    }

    #[test]
    fn only_voluntary_notice_within_the_horizon_is_leaving() {
        check(&[], 130, Outcome::Stays);
        check(&[(Voluntary, 101, 160)], 130, Outcome::Leaves);
        check(&[(Voluntary, 130, 160)], 130, Outcome::Leaves);
        check(&[(Voluntary, 131, 160)], 200, Outcome::Stays);
        check(&[(Dismissal, 110, 110)], 130, Outcome::Censored);
        check(&[(Transfer, 110, 140)], 130, Outcome::Censored);
        // A later record about the same employment replaces the earlier one.
        check(&[(Voluntary, 105, 140), (Dismissal, 110, 110)], 130, Outcome::Censored);
        check(&[(Dismissal, 105, 110), (Voluntary, 110, 140)], 130, Outcome::Leaves);
    }

    fn under(supervisor: &SupervisorId) -> Roster {
        let text = || Box::<str>::from("x");
        Roster {
            hire_date: Date(0),
            site: text().into(),
            team: text().into(),
            supervisor: supervisor.clone(),
            queue: text().into(),
            level: text(),
            contract_min_week: 2_400,
            shift_pattern: text(),
            potential: None,
        }
    }

    #[test]
    fn fates_are_read_from_the_record_whatever_comes_late_or_is_corrected() {
        let mut profile = Profile::default();
        place(&mut profile, 0, &"ann".into(), 0);
        let fates = |profile: &Profile, last_closed: i32| {
            [30, 60, 90].map(|days| fate(profile, &"ann".into(), Date(100), days, Date(last_closed)))
        };
        assert_eq!(fates(&profile, 159), [Fate::Stayed, Fate::NotYet, Fate::NotYet]);
        // A move that is undone before the day that is asked about is none.
        place(&mut profile, 120, &"bob".into(), 0);
        place(&mut profile, 140, &"ann".into(), 0);
        assert_eq!(fates(&profile, 200), [Fate::Moved, Fate::Stayed, Fate::Stayed]);
        // Known late, and corrected: the later record of a notice replaces the earlier.
        profile.take(&separation(150, Dismissal, 150, 180));
        assert_eq!(fates(&profile, 200), [Fate::Moved, Fate::Ended, Fate::Ended]);
        profile.take(&separation(151, Voluntary, 150, 180));
        assert_eq!(fates(&profile, 200), [Fate::Moved, Fate::Left, Fate::Left]);
        // Who comes back has left all the same; who left before and came back is there.
        place(&mut profile, 185, &"ann".into(), 185);
        assert_eq!(fates(&profile, 200), [Fate::Moved, Fate::Left, Fate::Left]);
        assert_eq!(fate(&profile, &"ann".into(), Date(190), 30, Date(300)), Fate::Stayed);
        // An alert of days after the notice foretold nothing.
        assert_eq!(fate(&profile, &"ann".into(), Date(150), 30, Date(300)), Fate::HadGivenNotice);
        // Taken back, it is no leaving, and while it stood there was nothing to foretell.
        profile.take(&separation(156, Withdrawn, 150, 180));
        assert_eq!(fates(&profile, 200), [Fate::Moved, Fate::Withdrawn, Fate::Withdrawn]);
        assert_eq!(fate(&profile, &"ann".into(), Date(155), 30, Date(300)), Fate::HadGivenNotice);
        assert_eq!(fate(&profile, &"ann".into(), Date(156), 30, Date(300)), Fate::Stayed);
    }

    /// A place from a day on, recorded then.
    fn place(profile: &mut Profile, day: i32, supervisor: &SupervisorId, hired: i32) {
        let roster = Roster { hire_date: Date(hired), ..under(supervisor) };
        profile.take(&event(day, Date(day), Fact::Roster(roster)));
    }

    #[test]
    fn whoever_goes_on_has_not_left() {
        let told = |kind: SeparationKind, goes_on: i32| {
            let mut profile = Profile::default();
            place(&mut profile, 0, &"ann".into(), 0);
            profile.take(&separation(105, kind, 105, 120));
            place(&mut profile, goes_on, &"bob".into(), 0);
            [100, 110, 122].map(|cut_off| outcome(&profile, Date(cut_off), 30, Date(200)))
        };
        // A transfer, a renewed contract: nothing has ended.
        assert_eq!(told(Transfer, 120), [Outcome::Stays; 3]);
        assert_eq!(told(ContractEnd, 121), [Outcome::Stays; 3]);
        // Notice that nothing came of was taken back, whether or not anybody said so.
        assert_eq!(told(Voluntary, 121), [Outcome::Withdrawn, Outcome::Leaving, Outcome::Stays]);
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

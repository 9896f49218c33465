//! What the signals of one agent are computed from, as of one day.

pub(in crate::signals) mod contract;
pub(in crate::signals) mod daily;
pub(in crate::signals) mod pace;
pub(in crate::signals) mod patterns;
pub(in crate::signals) mod presence;
pub(in crate::signals) mod starts;
pub(in crate::signals) mod without;

use crate::basics::date::Date;
use crate::employment::profile::Profile;
use crate::event::{Event, Fact};
use crate::org::OrgSignals;
use crate::signals::evidence::contract::Contract;
use crate::signals::evidence::pace::Pace;
use crate::signals::evidence::patterns::{Collector, Patterns};
use crate::signals::evidence::presence::{Days, Marks, Presence};
use crate::windows::bucket::{Bucket, PackedDepth, count, count_all};
use crate::windows::span::{CATEGORIES_DAYS, Spans, WINDOW_DAYS};
use crate::windows::totals::Totals;
use crate::windows::window::Window;

/// Everything that a signal may look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// As of the close of this day, or so far on it.
    pub day: Date,
    /// What there is of each day of the window.
    pub marks: Marks,
    /// Which of these days count.
    pub presence: Presence,
    /// Sums over spans of days.
    pub spans: Spans,
    /// Tickets by category, W(28), sorted.
    pub categories: Vec<(u32, u32)>,
    /// Findings that depend on order.
    pub patterns: Patterns,
    /// The agent's own employment.
    pub employment: Employment,
    /// Team, supervisor and cohort, as of the day before.
    pub org: OrgSignals,
}

/// What the agent's own roster facts say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Employment {
    /// Days since the hire date; `None` where no roster fact covers the day.
    pub tenure_days: Option<f64>,
    /// Days since the last change of level.
    pub level_age_days: Option<f64>,
    /// What the contract asks for, where it is known.
    pub contract: Option<Contract>,
    /// Whether the shift pattern changed in W(30).
    pub shift_pattern_changed: Option<bool>,
}

impl Evidence {
    /// Gathers everything as of `day` from the buckets.
    pub fn gather(day: Date, window: &Window, profile: &Profile, org: OrgSignals) -> Self {
        let first = (day - (WINDOW_DAYS as i32 - 1)).max(profile.rehired_since(day).unwrap_or(Date(i32::MIN)));
        let mut categories = Vec::new();
        let mut collector = Collector::new();
        let (mut marks, mut pace, mut is_away) = (Marks::default(), Pace::default(), false);
        let wanted =
            |date: Date| if day - date < CATEGORIES_DAYS { PackedDepth::Categories } else { PackedDepth::Sums };
        let spans = Spans::of_days(|add| {
            window.each_day(first, day, wanted, |date, bucket: &Bucket| {
                let age = day - date;
                marks.add(age.cast_unsigned(), bucket);
                is_away = marks.is_on_leave(age.cast_unsigned(), is_away);
                let mut totals = Totals::of_bucket(bucket, date.is_weekend());
                // Nobody on leave has a part in what becomes of tickets meanwhile.
                if is_away {
                    totals.reopened = 0;
                }
                if let Some((age, totals)) = pace.next(age, totals, marks.overnight.has(age.cast_unsigned())) {
                    add(age as usize, &totals);
                }
                if age < CATEGORIES_DAYS {
                    count_all(&mut categories, &bucket.categories);
                }
                collector.day(date, bucket);
            });
            if let Some((age, totals)) = pace.last() {
                add(age as usize, &totals);
            }
        });
        let hired = profile.on(day).map(|fact| day - fact.roster.hire_date);
        let presence = Presence::new(&marks, hired.and_then(|days| u32::try_from(days).ok()));
        let employment = Employment::on(day, profile, &presence);
        let patterns = collector.patterns(day, &presence);
        Self { day, marks, presence, spans, categories, patterns, employment, org }
    }

    /// Adds a ticket event that has just been taken in; `false` when only a new gathering can tell what it changes.
    pub fn add_ticket(&mut self, event: &Event) -> bool {
        let age = self.day - event.date;
        if !(0..WINDOW_DAYS as i32).contains(&age) || !self.is_of_known_day(event, age.cast_unsigned()) {
            return false;
        }
        let totals = match &event.fact {
            Fact::Ticket(ticket) => {
                Totals { paced_tickets: self.paced(age.cast_unsigned()), ..Totals::of_ticket(ticket) }
            }
            Fact::Reopened(_) => {
                let is_away = self.presence.on_leave.has(age.cast_unsigned());
                Totals { reopened: u32::from(!is_away), ..Totals::default() }
            }
            Fact::Rated(rating) => Totals::of_answer(rating.csat),
            _ => return false,
        };
        self.spans.add(age as usize, &totals);
        if let Fact::Ticket(ticket) = &event.fact
            && age < CATEGORIES_DAYS
        {
            count(&mut self.categories, ticket.category, 1);
        }
        true
    }

    /// Days at work since the earliest record in the window and the present employment.
    pub fn history_days(&self) -> u32 {
        self.presence.at_work.within(WINDOW_DAYS as u32)
    }

    /// The history is long enough to judge.
    pub fn is_enough(&self) -> bool {
        self.history_days() >= 28
    }

    /// Whether the day of a ticket event has records already, and tickets where the event is one: else the event changes more
    /// than sums, as a first ticket makes the hours of its day count.
    fn is_of_known_day(&self, event: &Event, age: u32) -> bool {
        let days = if let Fact::Ticket(_) = event.fact { self.marks.tickets } else { self.marks.recorded };
        days.has(age)
    }

    /// Days at work whose records are missing.
    pub fn silent(&self) -> Days {
        self.marks.silent(self.presence.at_work)
    }

    /// What a ticket of this day counts for the pace of work.
    fn paced(&self, age: u32) -> u32 {
        u32::from(self.marks.worked.has(age) || self.marks.overnight.has(age + 1))
    }
}

/// Days at work that shift records cover: what they count is known of these.
pub(super) fn days_with_shifts_known(evidence: &Evidence) -> Days {
    let Presence { at_work, rostered, .. } = evidence.presence;
    at_work.and(rostered).without(evidence.silent())
}

/// Days at work since the first evaluation: nobody evaluates every day, so days without one are known too.
pub(super) fn days_with_evaluations_known(evidence: &Evidence) -> Days {
    let days = evidence.patterns.evaluated_days;
    evidence.presence.at_work.and(Days::last(u32::from(days)))
}

impl Employment {
    fn on(day: Date, profile: &Profile, presence: &Presence) -> Self {
        let Some(roster) = profile.on(day).map(|fact| &fact.roster) else { return Self::default() };
        Self {
            tenure_days: Some(f64::from((day - roster.hire_date).max(0))),
            level_age_days: profile.level_since(day).map(|since| f64::from(day - since)),
            contract: Contract::on(day, profile, presence),
            shift_pattern_changed: profile.shift_pattern_changed(day - 30, day),
        }
    }
}

//! What the signals of one agent are computed from, as of one day.

use super::patterns::{Collector, Patterns};
use crate::engine::bucket::{Bucket, Wanted, count, count_all};
use crate::engine::date::Date;
use crate::engine::event::{Event, Fact};
use crate::engine::org::OrgSignals;
use crate::engine::profile::Profile;
use crate::engine::span::{CATEGORIES_DAYS, Spans, WINDOW_DAYS};
use crate::engine::totals::Totals;
use crate::engine::window::Window;

/// Everything that a signal may look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// As of the close of this day, or so far on it.
    pub day: Date,
    /// Days since the earliest record in the window and the present employment, that day included; 0 without any.
    pub history_days: i32,
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
    /// Days since hire.
    pub tenure_days: Option<f64>,
    /// Days since the last change of level.
    pub level_age_days: Option<f64>,
    /// Contract hours a week.
    pub contract_h_week: Option<f64>,
    /// Whether the shift pattern changed in W(30).
    pub shift_pattern_changed: Option<bool>,
}

impl Evidence {
    /// Gathers everything as of `day` from the buckets.
    pub fn gather(day: Date, window: &Window, profile: &Profile, org: OrgSignals) -> Self {
        let first = (day - (WINDOW_DAYS as i32 - 1)).max(profile.rehired_since(day).unwrap_or(Date(i32::MIN)));
        let mut categories = Vec::new();
        let mut collector = Collector::new();
        let mut earliest = None;
        let wanted = |date: Date| if day - date < CATEGORIES_DAYS { Wanted::Categories } else { Wanted::Sums };
        let spans = Spans::of_days(|add| {
            window.each_day(first, day, wanted, |date, bucket: &Bucket| {
                let age = day - date;
                add(age as usize, &Totals::of(bucket, date.is_weekend()));
                if age < CATEGORIES_DAYS {
                    count_all(&mut categories, &bucket.categories);
                }
                collector.day(date, bucket);
                if earliest.is_none() && bucket.has_records() {
                    earliest = Some(date);
                }
            });
        });
        Self {
            day,
            history_days: earliest.map_or(0, |earliest| day - earliest + 1),
            spans,
            categories,
            patterns: collector.patterns(day),
            employment: Employment::on(day, profile),
            org,
        }
    }

    /// Adds a ticket event that has just been taken in; `false` when only a new gathering can tell what it changes.
    pub fn add_ticket(&mut self, event: &Event) -> bool {
        let age = self.day - event.date;
        let known = self.history_days > age;
        let totals = match &event.fact {
            Fact::Ticket(ticket) => Totals::of_ticket(ticket),
            Fact::Reopened(_) => Totals { reopened: 1, ..Totals::default() },
            Fact::Rated(rating) => Totals::of_answer(rating.csat),
            _ => return false,
        };
        if !(0..WINDOW_DAYS as i32).contains(&age) || !known {
            return false;
        }
        self.spans.add(age as usize, &totals);
        if let Fact::Ticket(ticket) = &event.fact
            && age < CATEGORIES_DAYS
        {
            count(&mut self.categories, ticket.category, 1);
        }
        true
    }

    /// The history is long enough to judge.
    pub fn is_enough(&self) -> bool {
        self.history_days >= 28
    }
}

impl Employment {
    fn on(day: Date, profile: &Profile) -> Self {
        let Some(roster) = profile.on(day).map(|fact| &fact.roster) else { return Self::default() };
        let contract_h_week = f64::from(roster.contract_min_week) / 60.0;
        Self {
            tenure_days: Some(f64::from((day - roster.hire_date).max(0))),
            level_age_days: profile.level_since(day).map(|since| f64::from(day - since)),
            contract_h_week: (contract_h_week > 0.0).then_some(contract_h_week),
            shift_pattern_changed: profile.shift_pattern_changed(day - 30, day),
        }
    }
}

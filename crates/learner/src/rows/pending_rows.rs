//! Rows whose future is not known yet, within a bound: beyond it, those of people who stay are sampled down.

use super::people::People;
use super::share::RowShare;
use attrition_contracts::records::journal::JournalEntry;
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::{Outcome, outcome};
use attrition_core::org::SiteYear;
use attrition_core::partition::Score;
use attrition_core::signals::COUNT;
use attrition_pipeline::{Count, Counts};

/// Sunday: rows are as of the end of a week.
pub(crate) const CUT_OFF_WEEKDAY: u32 = 6;
/// Days after the end of a horizon in which a notice may still be recorded, before a row counts as one of who stays.
const GRACE_DAYS: i32 = 7;

/// Rows without labels, by cut-off.
#[derive(Clone)]
pub(crate) struct PendingRows {
    pub(crate) people: People,
    pub(super) days: Vec<Date>,
    /// Number of the agent in [`People`], by row.
    pub(super) agents: Vec<u32>,
    /// By signal, then by row.
    pub(super) columns: Vec<Vec<f64>>,
    pub(super) site_years: Vec<SiteYear>,
    pub(super) share: RowShare,
    /// Days on which someone worked after the last day of their employment.
    pub(super) work_after_end: u64,
    /// The first day of which an event of someone's work came in time.
    first_day: Option<Date>,
    bound: Bound,
    /// Rows before this one have a known future.
    settled: usize,
    is_full: bool,
}

/// How many rows may be held, and how far their future reaches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    pub(crate) rows_max: usize,
    pub(crate) horizon_days: i32,
}

impl PendingRows {
    /// Holds no row yet, and never more rows than `bound` allows.
    pub(crate) fn new(bound: Bound) -> Self {
        Self {
            people: People::default(),
            days: Vec::new(),
            agents: Vec::new(),
            columns: vec![Vec::new(); COUNT],
            site_years: Vec::new(),
            share: RowShare::default(),
            work_after_end: 0,
            first_day: None,
            bound,
            settled: 0,
            is_full: false,
        }
    }

    /// Another bound, before there are rows.
    pub(super) fn set_bound(&mut self, bound: Bound) {
        self.bound = bound;
    }

    /// Whether the rows of leavers and those with an unknown future alone are more than may be held.
    pub(crate) fn is_full(&self) -> bool {
        self.is_full
    }

    /// Takes note of the day of an event that came when its partition had closed the days up to `closed`.
    pub(crate) fn note_event_day(&mut self, entry: Option<&JournalEntry>, closed: Option<Date>) {
        let Some(JournalEntry::Event(event)) = entry else { return };
        if !event.fact.is_employment() && closed.is_none_or(|closed| event.date > closed) {
            self.first_day = Some(self.first_day.map_or(event.date, |first| first.min(event.date)));
        }
    }

    /// The first day that has data; the close before it is where a log begins.
    pub(crate) fn first_day(&self, first_closed: Date) -> Date {
        self.first_day.unwrap_or(first_closed)
    }

    /// Takes in what the score stage counted.
    pub(crate) fn count(&mut self, counts: &Counts) {
        self.work_after_end += counts.total(|count| count == Count::WorkAfterEnd);
    }

    /// Takes a score in, if it is of a cut-off and of an agent with enough history. Cut-offs come in order of time; the agents
    /// of one, in any order.
    pub(crate) fn keep(&mut self, score: &Score<'_>) {
        let is_cut_off = score.day.weekday() == CUT_OFF_WEEKDAY && !score.interim;
        if is_cut_off && score.evaluation.evidence.is_enough() {
            self.push(score.day, score.name, &score.evaluation.values, score.evaluation.evidence.org.site_year);
        }
    }

    fn push(&mut self, cut_off: Date, name: &str, values: &[f64; COUNT], site_year: SiteYear) {
        let agent = self.people.number(name);
        self.people.has_row(agent, cut_off);
        while self.days.len() >= self.bound.rows_max && !self.is_full {
            self.is_full = !self.share.halve();
            self.thin(0);
        }
        if self.is_full {
            return;
        }
        let most = self.bound.rows_max;
        push(&mut self.days, cut_off, most);
        push(&mut self.agents, agent, most);
        push(&mut self.site_years, site_year, most);
        self.columns.iter_mut().zip(values).for_each(|(column, value)| push(column, *value, most));
    }

    /// Tells that all is known up to the close of a day: whoever had not given notice a horizon after a cut-off, stays.
    pub(crate) fn known(&mut self, closed: Date) {
        let over = closed - self.bound.horizon_days - GRACE_DAYS;
        let before = self.settled;
        self.settled = self.days.partition_point(|cut_off| *cut_off <= over);
        if self.settled > before && !self.share.is_all() {
            self.thin(before);
        }
    }

    /// Drops what is not in the share, of settled rows from `first` on.
    fn thin(&mut self, first: usize) {
        let stays = |row: usize| {
            let (cut_off, person) = (self.days[row], self.people.get(self.agents[row]));
            let end = cut_off + self.bound.horizon_days;
            let is_leaver = outcome(&person.profile, cut_off, self.bound.horizon_days, end) == Outcome::Leaves;
            is_leaver || self.share.holds(&person.name, cut_off)
        };
        let keep: Vec<bool> = (first..self.settled).map(stays).collect();
        retain(&mut self.days, first, &keep);
        retain(&mut self.agents, first, &keep);
        retain(&mut self.site_years, first, &keep);
        self.columns.iter_mut().for_each(|column| retain(column, first, &keep));
        self.settled = first + keep.iter().filter(|keep| **keep).count();
    }
}

/// Grows by a quarter where there is no room, and never beyond `most`: doubling would hold up to twice the memory.
fn push<T>(column: &mut Vec<T>, value: T, most: usize) {
    if column.len() == column.capacity() {
        let more = (column.len() / 4).max(1_024).min(most - column.len());
        column.reserve_exact(more);
    }
    column.push(value);
}

/// Keeps, of the values from `first` on, those that are marked, and all after them.
fn retain<T: Copy>(column: &mut Vec<T>, first: usize, keep: &[bool]) {
    let mut to = first;
    for (from, keep) in (first..).zip(keep) {
        if *keep {
            column[to] = column[from];
            to += 1;
        }
    }
    let rest = first + keep.len();
    column.copy_within(rest.., to);
    column.truncate(column.len() - (rest - to));
}

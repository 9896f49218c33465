//! One agent's day: what memory, changelog and replay keep.

mod dedup;
mod keyed;
mod packed;

pub use dedup::DedupEntry;
pub use keyed::{KeyedKind, MovedAway, StoredRecord, Timestamped};
pub use packed::{Packed, PackedDepth, pack_shift, read_shift};

use crate::event::{Absence, Attendance, Coaching, Evaluation, Fingerprint, Request, Shift, Ticket};
use crate::windows::figure::Figure;
use crate::windows::totals::Totals;

/// The events of one business date of one agent, tickets already added up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bucket {
    /// Shifts of the day.
    pub shifts: Vec<Timestamped<Shift>>,
    /// Requests decided on the day.
    pub requests: Vec<Timestamped<Request>>,
    /// Evaluations of the day.
    pub evaluations: Vec<Timestamped<Evaluation>>,
    /// Coaching sessions of the day.
    pub coachings: Vec<Timestamped<Coaching>>,
    /// Records of the day that later ones have taken to other days.
    pub moved_away: Vec<MovedAway>,
    /// Sums over the day's tickets; only the ticket fields are set.
    pub tickets: Totals,
    /// Closed tickets by category, sorted by category.
    pub categories: Vec<(u32, u32)>,
    /// The events taken in, for as long as duplicates are looked for.
    pub seen: Vec<DedupEntry>,
}

impl Bucket {
    /// The entry of an event with this fingerprint, if it was taken in.
    pub fn seen(&self, fingerprint: Fingerprint) -> Option<DedupEntry> {
        self.seen.iter().copied().find(|entry| entry.is_of(fingerprint))
    }

    /// The place of the entry of a ticket, which the event that closed it may stand in for.
    pub fn place_of_ticket(&self, id: Fingerprint, event: Fingerprint) -> Option<usize> {
        self.seen.iter().position(|entry| entry.is_of(id) || entry.is_of(event) && entry.is_ticket())
    }

    /// Remembers that an event was taken in; what was known of the same thing, at this place, stays known.
    pub fn remember(&mut self, place: Option<usize>, entry: DedupEntry) {
        match place {
            Some(place) => self.seen[place] = self.seen[place].with(entry),
            None => self.seen.push(entry),
        }
    }

    /// Adds a closed ticket, but for the customer's answer.
    pub fn add_ticket(&mut self, ticket: &Ticket) {
        self.tickets.add(&Totals::of_ticket(&Ticket { csat: None, ..*ticket }));
        count(&mut self.categories, ticket.category, 1);
    }

    /// Adds a customer's answer.
    pub fn add_answer(&mut self, csat: u8) {
        self.tickets.add(&Totals::of_answer(csat));
    }

    /// Shifts that were to be worked, and those of them that were missed.
    pub fn missed_shifts(&self) -> Figure {
        let missed = |shift: &Shift| match shift.attendance {
            Attendance::Worked(_) => Some(false),
            Attendance::Absent(Absence::Planned | Absence::Protected) => None,
            Attendance::Absent(Absence::Sick | Absence::Unplanned | Absence::NoShow) => Some(true),
        };
        let mut figure = Figure::default();
        for is_missed in self.shifts.iter().filter_map(|shift| missed(&shift.record)) {
            figure.add(Figure { sum: f64::from(u8::from(is_missed)), of: 1 });
        }
        figure
    }

    /// Evaluations, and their points.
    pub fn marks(&self) -> Figure {
        let points = self.evaluations.iter().map(|evaluation| f64::from(evaluation.record.score_milli) / 1_000.0).sum();
        Figure { sum: points, of: self.evaluations.len() as u32 }
    }

    /// Tickets, and the seconds that they took.
    pub fn handle_times(&self) -> Figure {
        Figure { sum: self.tickets.handle_ms as f64 / 1_000.0, of: self.tickets.tickets }
    }

    fn clear(&mut self) {
        self.shifts.clear();
        self.requests.clear();
        self.evaluations.clear();
        self.coachings.clear();
        self.moved_away.clear();
        self.tickets = Totals::default();
        self.categories.clear();
        self.seen.clear();
    }

    /// Whether any event still counts on this day.
    pub fn has_records(&self) -> bool {
        let keyed = self.shifts.len() + self.requests.len() + self.evaluations.len() + self.coachings.len();
        keyed > 0 || self.tickets.tickets > 0 || self.tickets.reopened > 0 || self.tickets.csat_answers > 0
    }
}

impl Totals {
    /// The sums of one ticket.
    pub fn of_ticket(ticket: &Ticket) -> Self {
        let handle_ms = u64::from(ticket.handle_ms);
        Self {
            tickets: 1,
            handle_ms,
            handle_sq_ms: handle_ms * handle_ms,
            hold_ms: u64::from(ticket.hold_ms),
            wrap_ms: u64::from(ticket.wrap_ms),
            moved: u32::from(ticket.moved),
            hostile: u32::from(ticket.hostile),
            csat_answers: u32::from(ticket.csat.is_some()),
            csat_sum: u32::from(ticket.csat.unwrap_or(0)),
            ..Self::default()
        }
    }

    /// The sums of one customer's answer.
    pub fn of_answer(csat: u8) -> Self {
        Self { csat_answers: 1, csat_sum: u32::from(csat), ..Self::default() }
    }
}

/// Adds `n` to a category's count in a sorted list.
pub fn count(categories: &mut Vec<(u32, u32)>, category: u32, n: u32) {
    match categories.binary_search_by_key(&category, |entry| entry.0) {
        Ok(found) => categories[found].1 += n,
        Err(place) => categories.insert(place, (category, n)),
    }
}

/// Adds sorted counts to a sorted list.
pub fn count_all(categories: &mut Vec<(u32, u32)>, more: &[(u32, u32)]) {
    let mut place = 0;
    for (category, n) in more {
        // The same few categories come up day after day: the next one mostly stands next.
        place += categories[place..].iter().take_while(|entry| entry.0 < *category).count();
        match categories.get_mut(place) {
            Some(entry) if entry.0 == *category => entry.1 += n,
            _ => categories.insert(place, (*category, *n)),
        }
    }
}

//! Tickets, what comes back of them, and what customers say: kinds that nothing replaces. Each is known again by the ticket.
//!
//! A ticket counts once on the day of its closing, and the customer's answer once for each closing: on the day of the closing
//! if it came with it, else on its own day. Told again in the other way, it is a duplicate.

use super::{Horizon, Outcome, Window};
use crate::engine::bucket::DedupEntry;
use crate::engine::date::Date;
use crate::engine::event::{Event, Fingerprint, Rating, Ticket};

impl Window {
    /// Takes in the closing of a ticket, or what is new in one that was told before: the customer's answer.
    pub(super) fn close_ticket(
        &mut self,
        event: &Event,
        ticket: &Ticket,
        horizon: Horizon,
        changed: &mut Vec<Date>,
    ) -> Outcome {
        let bucket = self.warm(event.date, horizon);
        let by_ticket = bucket.seen(ticket.id).map(|entry| (ticket.id, entry));
        // Of journals before version 3, only the event is known.
        let by_event = || bucket.seen(event.fingerprint).map(|entry| (event.fingerprint, entry));
        let known = by_ticket.or_else(|| by_event().filter(|known| known.1.is_ticket()));
        let id = known.map_or(ticket.id, |known| known.0);
        let (is_closed, is_answered) = known.map_or((false, false), |(_, entry)| (entry.is_ticket(), entry.is_answered()));
        let answer = ticket.csat.filter(|_| !is_answered && !self.is_rated_after(event.date, id));
        let outcome = match (is_closed, answer) {
            (true, None) => return Outcome::Duplicate,
            (true, Some(_)) => Outcome::Answered,
            (false, None) if ticket.csat.is_some() => Outcome::AcceptedWithoutAnswer,
            (false, _) => Outcome::Accepted,
        };
        let bucket = self.warm(event.date, horizon);
        if !is_closed {
            bucket.add_ticket(ticket);
        }
        if let Some(csat) = answer {
            bucket.add_answer(csat);
        }
        bucket.remember(id, DedupEntry::of_ticket(id, answer.is_some()));
        changed.push(event.date);
        outcome
    }

    /// Takes in that a ticket came back.
    pub(super) fn reopen_ticket(
        &mut self,
        event: &Event,
        id: Fingerprint,
        horizon: Horizon,
        changed: &mut Vec<Date>,
    ) -> Outcome {
        let bucket = self.warm(event.date, horizon);
        if [id, event.fingerprint].into_iter().any(|known| bucket.seen(known).is_some()) {
            return Outcome::Duplicate;
        }
        bucket.tickets.reopened += 1;
        bucket.remember(id, DedupEntry::of(id));
        changed.push(event.date);
        Outcome::Accepted
    }

    /// Takes in a customer's answer that came after the closing. The closing remembers that it has one; only where none is
    /// known does the day of the answer.
    pub(super) fn rate_ticket(
        &mut self,
        event: &Event,
        rating: &Rating,
        horizon: Horizon,
        changed: &mut Vec<Date>,
    ) -> Outcome {
        let (date, id) = (event.date, rating.id);
        let today = self.warm(date, horizon).seen(id);
        // A closing of today begins anew: an answer of before was to an earlier one.
        let is_closed_today = today.is_some_and(DedupEntry::is_ticket);
        if today.is_some_and(DedupEntry::is_answered) || self.is_rated_after(date, id) {
            return Outcome::Duplicate;
        }
        let closing = if is_closed_today { None } else { self.answer_last_closing(date, id, horizon) };
        match closing {
            Some(Closing { was_answered: true, .. }) => return Outcome::Duplicate,
            Some(closing) => changed.push(closing.date),
            None => self.warm(date, horizon).remember(id, DedupEntry::of_rating(id)),
        }
        self.warm(date, horizon).add_answer(rating.csat);
        changed.push(date);
        Outcome::Accepted
    }

    /// Marks the last that is known of a ticket before a day as answered.
    fn answer_last_closing(&mut self, date: Date, id: Fingerprint, horizon: Horizon) -> Option<Closing> {
        let before = self.days.iter_mut().rev().skip_while(|day| day.0 >= date);
        let mut before = before.take_while(|day| horizon.looks_for_duplicates(day.0));
        before.find_map(|(date, packed)| packed.answer(id).map(|was_answered| Closing { date: *date, was_answered }))
    }

    /// Whether the first that is known of a ticket after a day is a rating, and so one of the closing before it.
    fn is_rated_after(&self, date: Date, id: Fingerprint) -> bool {
        let mut after = self.days.iter().skip(self.days.partition_point(|day| day.0 <= date));
        let first = after.find_map(|day| day.1.seen(id));
        first.is_some_and(|entry| entry.is_answered() && !entry.is_ticket())
    }
}

/// The last closing of a ticket before a day, or its last rating where that came before the closing.
struct Closing {
    date: Date,
    was_answered: bool,
}

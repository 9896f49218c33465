//! Tickets, what comes back of them, and what customers say: kinds that nothing replaces. Each is known again by the ticket.
//!
//! A ticket counts once on the day of its closing, and the customer's answer once for each closing: on the day of the closing
//! if it came with it, else on its own day. Told again in the other way, it is a duplicate.

use super::{Horizon, IntakeOutcome, Window};
use crate::basics::date::Date;
use crate::event::{Event, Fingerprint, Rating, Ticket};
use crate::windows::bucket::DedupEntry;

impl Window {
    /// Takes in the closing of a ticket, or what is new in one that was told before: the customer's answer.
    pub(super) fn close_ticket(
        &mut self,
        event: &Event,
        ticket: &Ticket,
        horizon: Horizon,
        changed: &mut Vec<Date>,
    ) -> IntakeOutcome {
        let bucket = self.warm(event.date, horizon);
        // Of journals and states of earlier versions, only the event is known.
        let place = bucket.place_of_ticket(ticket.id, event.fingerprint);
        let known = place.map(|place| bucket.seen[place]);
        let id = known.map_or(ticket.id, DedupEntry::id);
        let is_closed = known.is_some_and(DedupEntry::is_ticket);
        let is_answered =
            |window: &Self| known.is_some_and(DedupEntry::is_answered) || window.is_rated_after(event.date, id);
        let answer = ticket.csat.filter(|_| !is_answered(self));
        let outcome = match (is_closed, answer) {
            (true, None) => return IntakeOutcome::Duplicate,
            (true, Some(_)) => IntakeOutcome::Answered,
            (false, None) if ticket.csat.is_some() => IntakeOutcome::AcceptedWithoutAnswer,
            (false, _) => IntakeOutcome::Accepted,
        };
        let bucket = self.warm(event.date, horizon);
        if !is_closed {
            bucket.add_ticket(ticket);
        }
        if let Some(csat) = answer {
            bucket.add_answer(csat);
        }
        bucket.remember(place, DedupEntry::of_ticket(id, answer.is_some()));
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
    ) -> IntakeOutcome {
        let bucket = self.warm(event.date, horizon);
        if [id, event.fingerprint].into_iter().any(|known| bucket.seen(known).is_some()) {
            return IntakeOutcome::Duplicate;
        }
        bucket.tickets.reopened += 1;
        bucket.remember(None, DedupEntry::new(id));
        changed.push(event.date);
        IntakeOutcome::Accepted
    }

    /// Takes in a customer's answer that came after the closing. The closing remembers that it has one, and so does the day of
    /// the answer: the closing is forgotten first, and the answer may be sent again until its own day is.
    pub(super) fn rate_ticket(
        &mut self,
        event: &Event,
        rating: &Rating,
        horizon: Horizon,
        changed: &mut Vec<Date>,
    ) -> IntakeOutcome {
        let (date, id) = (event.date, rating.id);
        let bucket = self.warm(date, horizon);
        let place = bucket.place_of_ticket(id, id);
        let today = place.map(|place| bucket.seen[place]);
        // A closing of today begins anew: an answer of before was to an earlier one.
        let is_closed_today = today.is_some_and(DedupEntry::is_ticket);
        if today.is_some_and(DedupEntry::is_answered) || self.is_rated_after(date, id) {
            return IntakeOutcome::Duplicate;
        }
        let closing = if is_closed_today { None } else { self.answer_last_closing(date, id, horizon) };
        match closing {
            Some(TicketClosing { was_answered: true, .. }) => return IntakeOutcome::Duplicate,
            Some(closing) => changed.push(closing.date),
            None => {}
        }
        let bucket = self.warm(date, horizon);
        bucket.remember(place, DedupEntry::of_rating(id));
        bucket.add_answer(rating.csat);
        changed.push(date);
        IntakeOutcome::Accepted
    }

    /// Marks the last that is known of a ticket before a day as answered.
    fn answer_last_closing(&mut self, date: Date, id: Fingerprint, horizon: Horizon) -> Option<TicketClosing> {
        let before = self.days.iter_mut().rev().skip_while(|day| day.0 >= date);
        let mut before = before.take_while(|day| horizon.looks_for_duplicates(day.0));
        before.find_map(|(date, packed)| {
            packed.answer(id).map(|was_answered| TicketClosing { date: *date, was_answered })
        })
    }

    /// Whether the first that is known of a ticket after a day is a rating, and so one of the closing before it.
    fn is_rated_after(&self, date: Date, id: Fingerprint) -> bool {
        let mut after = self.days.iter().skip(self.days.partition_point(|day| day.0 <= date));
        let first = after.find_map(|day| day.1.seen(id));
        first.is_some_and(|entry| entry.is_answered() && !entry.is_ticket())
    }
}

/// The last closing of a ticket before a day, or its last rating where that came before the closing.
struct TicketClosing {
    date: Date,
    was_answered: bool,
}

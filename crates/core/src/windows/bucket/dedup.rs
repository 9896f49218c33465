//! What is remembered of an event that was taken in, so that the same is known again.

use crate::event::Fingerprint;

/// Bits that say what kind of event it was; the others say which.
const KIND_BITS: u32 = 2;
const TICKET: u64 = 1;
const ANSWERED: u64 = 2;

/// An event that was taken in: 38 bits of its fingerprint, and what of a ticket is known.
///
/// A ticket and the rating of it have the same fingerprint, so that one entry holds both, and a rating that is told twice,
/// with the ticket and after it, counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct DedupEntry(pub u64);

impl DedupEntry {
    /// An event that is known by its fingerprint alone.
    pub fn new(fingerprint: Fingerprint) -> Self {
        Self(fingerprint.0 >> KIND_BITS << KIND_BITS)
    }

    /// The closing of a ticket, with the customer's answer or without.
    pub fn of_ticket(id: Fingerprint, is_answered: bool) -> Self {
        Self(Self::new(id).0 | TICKET | if is_answered { ANSWERED } else { 0 })
    }

    /// A rating of a ticket that was closed on another day, or not yet.
    pub fn of_rating(id: Fingerprint) -> Self {
        Self(Self::new(id).0 | ANSWERED)
    }

    /// An entry of version 1, which had no kinds: whatever comes again is a duplicate as a whole.
    pub fn of_version_1(fingerprint: u64) -> Self {
        Self(fingerprint | TICKET | ANSWERED)
    }

    /// What is known once more is told of the same.
    pub fn with(self, more: Self) -> Self {
        Self(self.0 | more.0 & ((1 << KIND_BITS) - 1))
    }

    /// Which it is of.
    pub fn id(self) -> Fingerprint {
        Fingerprint(self.0)
    }

    /// Whether it is of an event with this fingerprint.
    pub fn is_of(self, fingerprint: Fingerprint) -> bool {
        (self.0 ^ fingerprint.0) >> KIND_BITS == 0
    }

    /// Whether the closing of the ticket counts already.
    pub fn is_ticket(self) -> bool {
        self.0 & TICKET != 0
    }

    /// Whether the customer's answer counts already.
    pub fn is_answered(self) -> bool {
        self.0 & ANSWERED != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_holds_a_ticket_and_its_answer() {
        let (id, other) = (Fingerprint(0xab_cdef_0123), Fingerprint(0xab_cdef_0120 + 4));
        let ticket = DedupEntry::of_ticket(id, false);
        assert!(ticket.is_of(id) && ticket.is_ticket() && !ticket.is_answered());
        assert!(!ticket.is_of(other));
        assert_eq!(ticket.with(DedupEntry::of_rating(id)), DedupEntry::of_ticket(id, true));
        assert!(DedupEntry::of_version_1(id.0).is_of(id) && DedupEntry::of_version_1(id.0).is_answered());
    }
}

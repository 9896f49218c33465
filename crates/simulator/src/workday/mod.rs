//! What happens on a day: shifts, tickets, customers' answers, evaluations.

pub(crate) mod day;
pub(crate) mod quality;
pub(crate) mod ratings;
pub(crate) mod shift;
pub(crate) mod tickets;

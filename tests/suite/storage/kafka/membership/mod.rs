//! Who works on which partitions: members that come, go, stall, stop, and lose their brokers.

mod away;
mod members;
mod ownership;
mod stopping;
mod unplaced;

//! An agent who comes from another site: a risk that was told there comes along, and is no new case here.

use crate::basics::date::Date;

/// Days after a move from another site in which a risk that came with the agent is that site's case: it was told there. As many
/// before the move are looked at.
pub const ARRIVAL_DAYS: i32 = 28;

/// A move from another site of an agent whose risk was red there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// The first day at the present site.
    pub on: Date,
    /// The highest risk that was red there, as it would be at a site of the model's own level. After a takeover, what the new model
    /// said first, and at least its red.
    pub risk: f64,
}

impl Arrival {
    /// Whether a risk of this day may still be the case of the former site.
    pub fn is_recent(&self, day: Date) -> bool {
        day - self.on < ARRIVAL_DAYS
    }
}

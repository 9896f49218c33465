//! What the records of a source say of a day, summed: of an agent, and of a whole site.

/// The sum of a source's figure over a site's day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// Sum over records: missed shifts, points, seconds.
    pub sum: f64,
    /// Number of records that the sum is made of.
    pub of: u32,
}

impl Figure {
    /// Adds the records of another sum to this one.
    pub fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.of += other.of;
    }
}

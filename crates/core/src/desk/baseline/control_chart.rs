//! What a figure of a site usually is, and when it is something else.

/// Days that are looked at before anything is called unusual.
const LEARNING_DAYS: u32 = 28;
/// Weight of a new day in what is usual: half of it is forgotten in three weeks. Days of a shift have none: what passes must not
/// become usual.
const LEARNING: f64 = 0.033;
/// Weight of a new day in what was lately: enough to see a large change on its first day and a small one within a week, and
/// that one odd day is none (the chart of Roberts, 1959).
const LATELY: f64 = 0.4;
/// A day's figure is unusual so many usual distances from its level: four standard deviations, if days are independent.
const DISTANCES: f64 = 5.0;
/// What was lately strays less than a day's figure by this: the root of LATELY / (2 - LATELY).
const LATELY_STRAYS: f64 = 0.5;

/// What a day may change of what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Learns {
    /// Both the level and how far a day usually is from it.
    All,
    /// The level: the day is far from it because of a few people, and how far a day usually is stays what it is.
    Level,
    /// Nothing: it is a day of a shift.
    Nothing,
}

/// A figure from day to day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usual {
    /// Days that were looked at.
    pub days: u32,
    /// What it usually is.
    pub level: f64,
    /// How far it usually is from that, times the root of how many it is the mean of.
    pub distance: f64,
    /// What it was lately.
    pub lately: f64,
    /// What it was on the last day.
    pub last: f64,
}

impl Usual {
    /// How far today's mean of so many is from the level, as a share of what is unusual, which is `least` or more: above 1,
    /// or below -1.
    pub(in crate::desk) fn unusual(&self, mean: f64, of: u32, least: f64) -> f64 {
        self.share(mean, DISTANCES * self.distance / f64::from(of).sqrt(), least)
    }

    /// The same of what it was lately, with today's mean of so many.
    pub(in crate::desk) fn unusual_lately(&self, mean: f64, of: u32, least: f64) -> f64 {
        let bound = LATELY_STRAYS * DISTANCES * self.distance / f64::from(of).sqrt();
        self.share(self.lately + LATELY * (mean - self.lately), bound, least)
    }

    /// Whether so many days were looked at that something can be called unusual.
    pub(in crate::desk) fn is_learned(&self) -> bool {
        self.days >= LEARNING_DAYS
    }

    fn share(&self, figure: f64, bound: f64, least: f64) -> f64 {
        if self.is_learned() { (figure - self.level) / bound.max(least) } else { 0.0 }
    }

    /// Takes in today's mean of so many.
    pub(in crate::desk) fn learn(&mut self, mean: f64, of: u32, learns: Learns) {
        self.days += 1;
        if self.days == 1 {
            (self.level, self.lately) = (mean, mean);
        }
        let (off, weight) = (mean - self.level, (1.0 / f64::from(self.days)).max(LEARNING));
        if learns != Learns::Nothing {
            self.level += weight * off;
        }
        if learns == Learns::All {
            self.distance += weight * (off.abs() * f64::from(of).sqrt() - self.distance);
        }
        self.lately += LATELY * (mean - self.lately);
        self.last = mean;
    }

    /// What it was lately is too long ago to say anything of today.
    pub(in crate::desk) fn forget_lately(&mut self) {
        self.lately = self.level;
    }

    /// What it was lately is what it usually is from now on.
    pub(in crate::desk) fn settle(&mut self) {
        self.level = self.lately;
    }
}

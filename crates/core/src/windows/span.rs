//! Spans of days, and the sums over all of them at once.

use crate::windows::totals::Totals;

/// Days of history that count: longer spans belong to no signal.
pub const WINDOW_DAYS: usize = 90;

/// Days over which categories of tickets are counted.
pub const CATEGORIES_DAYS: i32 = 28;

/// Ages in days at which some signal's span begins or ends.
const CUTS: [u8; 15] = [0, 7, 14, 21, 28, 30, 35, 42, 49, 56, 60, 63, 70, 74, 90];

/// For each age, the first cut that is not below it.
const CUT_OF_AGE: [u8; WINDOW_DAYS + 1] = {
    let mut table = [0; WINDOW_DAYS + 1];
    let mut age = 0;
    let mut cut = 0;
    while age <= WINDOW_DAYS {
        if age > CUTS[cut] as usize {
            cut += 1;
        }
        table[age] = cut as u8;
        age += 1;
    }
    table
};

/// The days of age `from` (included) to `to` (not included), age 0 being the day that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Age of the youngest day, in days; 0 is the day that is closed.
    pub from: u8,
    /// One more than the oldest age.
    pub to: u8,
}

/// `W(n)`: the last n days.
#[expect(non_snake_case, reason = "the catalogue's notation")]
pub const fn W(n: u8) -> Span {
    B(0, n)
}

/// `B(m,n)`: the last n days without the last m, the baseline of a change.
#[expect(non_snake_case, reason = "the catalogue's notation")]
pub const fn B(m: u8, n: u8) -> Span {
    assert!(CUTS[CUT_OF_AGE[m as usize] as usize] == m, "the span begins where sums are kept");
    assert!(CUTS[CUT_OF_AGE[n as usize] as usize] == n, "the span ends where sums are kept");
    Span { from: m, to: n }
}

/// Sums over the last n days for every n that a span needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spans {
    /// `within[i]`: the days younger than `CUTS[i]`; the first is always empty.
    within: [Totals; CUTS.len()],
}

impl Default for Spans {
    fn default() -> Self {
        Self { within: [Totals::default(); CUTS.len()] }
    }
}

impl Spans {
    /// Adds what happened on a day of this age.
    #[inline]
    pub fn add(&mut self, age: usize, totals: &Totals) {
        // A day of age a lies within the cuts above a.
        for within in &mut self.within[usize::from(CUT_OF_AGE[age + 1])..] {
            within.add(totals);
        }
    }

    /// Adds up the days that `each` hands over, in any order, each with its age.
    pub fn of_days(each: impl FnOnce(&mut dyn FnMut(usize, &Totals))) -> Self {
        let mut spans = Self::default();
        each(&mut |age, totals| spans.within[usize::from(CUT_OF_AGE[age + 1])].add(totals));
        for cut in 1..CUTS.len() {
            let younger = spans.within[cut - 1];
            spans.within[cut].add(&younger);
        }
        spans
    }

    /// A value computed from the sums over a span. `f` must be linear in them, as a sum or a count is.
    #[inline]
    pub fn sum(&self, span: Span, f: impl Fn(&Totals) -> u64) -> f64 {
        self.within(span.to, &f).wrapping_sub(self.within(span.from, &f)) as f64
    }

    /// The same over the last n days, where sums are kept for them.
    #[inline]
    pub fn within(&self, n: u8, f: impl Fn(&Totals) -> u64) -> u64 {
        f(&self.within[usize::from(CUT_OF_AGE[usize::from(n)])])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_over_spans_equal_sums_over_days() {
        let day = |age: u32| Totals { tickets: age + 1, handle_ms: u64::from(age) * 7, ..Totals::default() };
        let built = Spans::of_days(|add| (0..90).for_each(|age| add(age as usize, &day(age))));
        let mut grown = Spans::default();
        (0..90).for_each(|age| grown.add(age as usize, &day(age)));
        assert_eq!(built, grown);
        for span in [W(7), W(30), B(14, 74), B(28, 90), B(28, 56), B(63, 70)] {
            let expected: u32 = (span.from..span.to).map(|age| u32::from(age) + 1).sum();
            assert_eq!(built.sum(span, |t| u64::from(t.tickets)), f64::from(expected));
        }
    }
}

//! The few forms that signals have: level, change against the own baseline, slope.

use crate::signals::evidence::Evidence;
use crate::signals::evidence::presence::Days;
use crate::signals::line::FittedLine;
use crate::windows::span::{B, Span, W};
use crate::windows::totals::Totals;

/// What recent weeks count, the last one first: all older ones together would weigh 1.6 %.
pub(super) const RECENT: [f64; 6] = [1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125];

/// Days of which a count must be known, before its span, for an own normal: four weeks, as a history must have to be judged.
const COUNT_DAYS_MIN: u32 = 28;

/// A ratio of two sums over days.
#[derive(Clone, Copy)]
pub struct Metric {
    /// Numerator of the ratio, from the sums of a span.
    pub of: fn(&Totals) -> u64,
    /// Denominator of the ratio, from the sums of a span.
    pub per: fn(&Totals) -> u64,
    /// Turns the ratio of the stored units into the catalogue's unit.
    pub scale: f64,
    /// What support is counted in.
    pub support: fn(&Totals) -> u64,
    /// The same in words.
    pub counted_in: &'static str,
    /// The numerator counts events, each of which happens or does not.
    pub counts_events: bool,
}

/// How a signal is computed.
#[derive(Clone, Copy)]
pub enum Form {
    /// A metric over a span, with its minimum support.
    Level(Metric, Span, u16),
    /// A metric over a span minus the same over the baseline, each with its minimum support.
    Change(Metric, (Span, u16), (Span, u16)),
    /// A metric over the last six weeks, a week counting half of the one after it; support counts over W(28).
    ///
    /// Exponential smoothing is the best filter of a level that wanders under noise (Muth 1960). A half-life of a week suits
    /// moods that last for weeks and metrics of some hundred tickets a week.
    Recent(Metric, u16),
    /// Standard deviation over mean of what a metric is the mean of, by the same weeks; the function gives its squares.
    RecentSpread(Metric, fn(&Totals) -> u64, u16),
    /// Natural logarithm of the ratio of a metric to its baseline.
    LogChange(Metric, (Span, u16), (Span, u16)),
    /// Least-squares slope over weekly values: weeks in all, weeks that must have a value.
    Slope(Metric, u8, u16),
    /// A sum over a span, in the metric's scale; its support counts over another span. The function gives the days at work of
    /// which it is known.
    Count(Metric, Span, (Span, u16), fn(&Evidence) -> Days),
    /// Something else, with its support in words.
    Other(fn(&Evidence) -> Option<f64>, &'static str),
}

/// What a reader compares: how it is now and how it normally is for this agent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FormComparison {
    /// The value of the present span, in the signal's unit.
    pub now: f64,
    /// The agent's own normal, where there is one.
    pub normal: Option<f64>,
    /// By how much one event more would raise what is now; 0 for what does not count events.
    pub one: f64,
}

impl Metric {
    /// What one event adds where so many are counted.
    fn one_of(&self, per: f64) -> f64 {
        if self.counts_events && per > 0.0 { self.scale / per } else { 0.0 }
    }

    /// The metric over a span, if its support is met and its denominator is not zero.
    pub fn over(&self, evidence: &Evidence, span: Span, min: u16) -> Option<f64> {
        let spans = &evidence.spans;
        let per = spans.sum(span, self.per);
        let supported = spans.sum(span, self.support) >= f64::from(min) && per > 0.0;
        supported.then(|| spans.sum(span, self.of) / per * self.scale)
    }

    /// The metric over weeks that count by their age.
    fn recent(&self, evidence: &Evidence, min: u16) -> Option<f64> {
        let (of, per) = (recent(evidence, self.of), recent(evidence, self.per));
        let supported = evidence.spans.sum(W(28), self.support) >= f64::from(min) && per > 0.0;
        supported.then(|| of / per * self.scale)
    }

    /// Standard deviation over mean, by weeks that count by their age.
    fn recent_spread(&self, evidence: &Evidence, squares: fn(&Totals) -> u64, min: u16) -> Option<f64> {
        let (of, per) = (recent(evidence, self.of), recent(evidence, self.per));
        let supported = evidence.spans.sum(W(28), self.support) >= f64::from(min) && of > 0.0;
        let mean = of / per;
        supported.then(|| (recent(evidence, squares) / per - mean * mean).max(0.0).sqrt() / mean)
    }

    /// Standard deviation over mean, over a span.
    fn spread(&self, evidence: &Evidence, squares: fn(&Totals) -> u64, span: Span, min: u16) -> Option<f64> {
        let spans = &evidence.spans;
        let (of, per) = (spans.sum(span, self.of), spans.sum(span, self.per));
        let supported = spans.sum(span, self.support) >= f64::from(min) && of > 0.0;
        let mean = of / per;
        supported.then(|| (spans.sum(span, squares) / per - mean * mean).max(0.0).sqrt() / mean)
    }

    /// The metric of each week, the last one first.
    pub fn weekly(&self, evidence: &Evidence, weeks: u8) -> [Option<f64>; 13] {
        let within = |span: Span| [self.of, self.per].map(|sum| evidence.spans.within(span.to, sum));
        let mut values = [None; 13];
        let mut younger = [0, 0];
        for k in 0..weeks {
            let older = within(W(7 * k + 7));
            let [of, per] = [0, 1].map(|i| older[i].wrapping_sub(younger[i]) as f64);
            values[usize::from(k)] = (per > 0.0).then(|| of / per * self.scale);
            younger = older;
        }
        values
    }

    /// Least-squares slope per week over the weeks that have a value, oldest to newest.
    pub fn slope(&self, evidence: &Evidence, weeks: u8, min_weeks: u16) -> Option<f64> {
        let line = FittedLine::through(&self.weekly(evidence, weeks))?;
        (line.weeks >= min_weeks).then_some(line.slope)
    }
}

/// A sum over the last six weeks, a week counting half of the one after it.
pub(super) fn recent(evidence: &Evidence, sum: impl Fn(&Totals) -> u64) -> f64 {
    let (mut younger, mut total) = (0, 0.0);
    for (week, counts) in (1..).zip(RECENT) {
        let within = evidence.spans.within(7 * week, &sum);
        total += within.wrapping_sub(younger) as f64 * counts;
        younger = within;
    }
    total
}

impl Form {
    /// The signal's value; `None` when it is missing.
    pub fn value(&self, evidence: &Evidence) -> Option<f64> {
        match self {
            Self::Level(metric, span, min) => metric.over(evidence, *span, *min),
            Self::Recent(metric, min) => metric.recent(evidence, *min),
            Self::RecentSpread(metric, squares, min) => metric.recent_spread(evidence, *squares, *min),
            Self::Change(metric, now, base) => {
                Some(metric.over(evidence, now.0, now.1)? - metric.over(evidence, base.0, base.1)?)
            }
            Self::LogChange(metric, now, base) => {
                let (now, base) = (metric.over(evidence, now.0, now.1)?, metric.over(evidence, base.0, base.1)?);
                (now > 0.0 && base > 0.0).then(|| now.ln() - base.ln())
            }
            Self::Slope(metric, weeks, min_weeks) => metric.slope(evidence, *weeks, *min_weeks),
            Self::Count(metric, span, (support_span, min), _) => {
                let supported = evidence.spans.sum(*support_span, metric.support) >= f64::from(*min);
                supported.then(|| evidence.spans.sum(*span, metric.of) * metric.scale)
            }
            Self::Other(value, _) => value(evidence),
        }
    }

    /// Whether it filters a level of the last weeks: several of these together show a state that none of them shows alone.
    pub fn is_recent(&self) -> bool {
        matches!(self, Self::Recent(..) | Self::RecentSpread(..))
    }

    /// The figures behind the value, for a person to read.
    pub fn comparison(&self, evidence: &Evidence) -> Option<FormComparison> {
        let spans = &evidence.spans;
        match self {
            Self::Level(metric, span, min) => {
                let now = metric.over(evidence, *span, *min)?;
                let normal = metric.over(evidence, B(span.to, 90), 2 * *min);
                Some(FormComparison { now, normal, one: metric.one_of(spans.sum(*span, metric.per)) })
            }
            Self::Recent(metric, min) => {
                let now = metric.recent(evidence, *min)?;
                let normal = metric.over(evidence, B(28, 90), 2 * *min);
                Some(FormComparison { now, normal, one: metric.one_of(recent(evidence, metric.per)) })
            }
            Self::Change(metric, now, base) | Self::LogChange(metric, now, base) => {
                let one = metric.one_of(spans.sum(now.0, metric.per));
                let normal = metric.over(evidence, base.0, base.1);
                Some(FormComparison { now: metric.over(evidence, now.0, now.1)?, normal, one })
            }
            Self::Slope(metric, weeks, _) => {
                let normal = metric.over(evidence, B(7, 7 * weeks), 0);
                Some(FormComparison { now: metric.over(evidence, W(7), 0)?, normal, one: 0.0 })
            }
            Self::Count(metric, span, _, known) => {
                let (before, known) = (B(span.to, 90), known(evidence));
                // Days of leave, of a gap in the data and before hire are no days without overtime.
                let days = known.within(before.to.into()) - known.within(before.from.into());
                let usual = || spans.sum(before, metric.of) * metric.scale * f64::from(span.to) / f64::from(days);
                Some(FormComparison {
                    now: self.value(evidence)?,
                    normal: (days >= COUNT_DAYS_MIN).then(usual),
                    one: 0.0,
                })
            }
            Self::RecentSpread(metric, squares, min) => {
                let now = self.value(evidence)?;
                let normal = metric.spread(evidence, *squares, B(28, 90), 2 * *min);
                Some(FormComparison { now, normal, one: 0.0 })
            }
            Self::Other(..) => Some(FormComparison { now: self.value(evidence)?, normal: None, one: 0.0 }),
        }
    }

    /// The days that the own normal is of, where it is that of a level, a mean or a spread.
    pub fn normal_span(&self) -> Option<Span> {
        match self {
            Self::Level(_, span, _) => Some(B(span.to, 90)),
            Self::Recent(..) | Self::RecentSpread(..) => Some(B(28, 90)),
            Self::Change(_, _, base) | Self::LogChange(_, _, base) => Some(base.0),
            Self::Slope(..) | Self::Count(..) | Self::Other(..) => None,
        }
    }

    /// Whether it is told only beside an own normal: how much of it is much differs from agent to agent. A count over the whole
    /// window has none.
    pub fn needs_normal(&self) -> bool {
        matches!(self, Self::Count(_, span, ..) if span.to < 90)
    }

    /// The minimum support in words.
    pub fn support(&self) -> String {
        match self {
            Self::Level(metric, _, min) | Self::Recent(metric, min) | Self::RecentSpread(metric, _, min) => {
                format!("{min} {}", metric.counted_in)
            }
            Self::Change(metric, now, base) | Self::LogChange(metric, now, base) => {
                format!("{} and {} {}", now.1, base.1, metric.counted_in)
            }
            Self::Slope(_, _, weeks) => format!("{weeks} weeks"),
            Self::Count(metric, _, (_, min), _) => format!("{min} {}", metric.counted_in),
            Self::Other(_, support) => (*support).to_owned(),
        }
    }
}

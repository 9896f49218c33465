//! What means and spreads would be without each single day: what one day has made is not how somebody works.

use crate::signals::evidence::Evidence;
use crate::signals::evidence::daily::Daily;
use crate::signals::form::{Form, Metric, RECENT, recent};
use crate::windows::span::Span;
use crate::windows::totals::Totals;

/// Days that a figure of now adds up.
#[derive(Clone, Copy)]
pub(in crate::signals) enum SummedDays {
    /// The days of a span, each of which counts once.
    Span(Span),
    /// A week counts half of the one after it.
    Recent,
}

impl SummedDays {
    /// What a day of this age counts, if it does.
    fn weight(self, age: u8) -> Option<f64> {
        match self {
            Self::Span(span) => (span.from..span.to).contains(&age).then_some(1.0),
            Self::Recent => RECENT.get(usize::from(age / 7)).copied(),
        }
    }
}

/// Sums as they would be without each single day.
pub(in crate::signals) fn sums_without_each_day<const N: usize>(
    (evidence, daily): (&Evidence, &Daily),
    over: SummedDays,
    sums: [fn(&Totals) -> u64; N],
) -> Vec<[f64; N]> {
    let all = sums.map(|sum| match over {
        SummedDays::Span(span) => evidence.spans.sum(span, sum),
        SummedDays::Recent => recent(evidence, sum),
    });
    let without = |(age, totals): &(u8, Totals)| {
        let weight = over.weight(*age)?;
        let mut left = all;
        left.iter_mut().zip(sums).for_each(|(left, sum)| *left -= weight * sum(totals) as f64);
        Some(left)
    };
    daily.each().filter_map(without).collect()
}

impl Metric {
    /// The mean, and `NaN` where nothing is left.
    fn without_each_day(&self, grounds: (&Evidence, &Daily), over: SummedDays) -> Vec<f64> {
        let mean = |[of, per]: [f64; 2]| if per > 0.0 { of / per * self.scale } else { f64::NAN };
        sums_without_each_day(grounds, over, [self.of, self.per]).into_iter().map(mean).collect()
    }
}

impl Form {
    /// How it is now, were each single day left out; `NaN` where nothing would be left. Empty for what is no mean and no
    /// spread, or a share of events, which are told one by one.
    pub fn without_each_day(&self, evidence: &Evidence, daily: &Daily) -> Vec<f64> {
        let grounds = (evidence, daily);
        match self {
            Self::Level(metric, span, _)
            | Self::Change(metric, (span, _), _)
            | Self::LogChange(metric, (span, _), _)
                if !metric.counts_events =>
            {
                metric.without_each_day(grounds, SummedDays::Span(*span))
            }
            Self::Recent(metric, _) if !metric.counts_events => metric.without_each_day(grounds, SummedDays::Recent),
            Self::RecentSpread(metric, squares, _) => {
                let sums = sums_without_each_day(grounds, SummedDays::Recent, [metric.of, metric.per, *squares]);
                let spread = |[of, per, squares]: [f64; 3]| (squares * per / (of * of) - 1.0).max(0.0).sqrt();
                sums.into_iter().map(|sums| if sums[0] > 0.0 { spread(sums) } else { f64::NAN }).collect()
            }
            _ => Vec::new(),
        }
    }
}

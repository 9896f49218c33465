//! How far chance alone could have moved a figure: the bootstrap over agents (Efron 1979; percentile interval).
//!
//! Rows of one agent say nearly the same, so agents are drawn and not rows: all rows of an agent go together. Two risks on the
//! same rows are compared draw by draw, which is the paired bootstrap.

use std::thread;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Ranking;
use attrition_core::basics::wilson;

/// Resamples of agents. The same seed draws the same agents on every machine, over however many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// How often all agents are drawn anew.
    pub draws: usize,
    /// Seed of the random draws.
    pub seed: u64,
}

/// A figure and the interval that holds 95 of 100 draws.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// On the rows as they are.
    pub value: f64,
    /// The 2.5th of a hundred draws.
    pub low: f64,
    /// The 97.5th percentile of the draws.
    pub high: f64,
}

/// How often each agent was drawn.
#[derive(Clone, Debug)]
pub struct Drawn(Vec<u32>);

/// Share of the draws that lies beyond either end of an interval.
const TAIL: f64 = 0.025;
/// The least share of the draws that a figure must have: where most lack a class, an interval would say too little.
const DEFINED_MIN: f64 = 0.5;

impl Default for Bootstrap {
    fn default() -> Self {
        Self { draws: 1_000, seed: 1 }
    }
}

impl Estimate {
    /// A share of counts, with the interval of Wilson; `None` of nothing.
    pub fn of_counts(hits: usize, of: usize) -> Option<Self> {
        let (low, high) = (of > 0).then(|| wilson::interval(hits as f64, of as f64))?;
        Some(Self { value: hits as f64 / of as f64, low, high })
    }

    /// A share of rows of so many agents. Where none or all of them are it, all draws are alike and say nothing: the interval is
    /// that of Wilson over the agents.
    pub fn of_share(self, agents: usize) -> Self {
        if self.low < self.high || agents == 0 {
            return self;
        }
        let (low, high) = wilson::interval(self.value * agents as f64, agents as f64);
        Self { low, high, ..self }
    }

    /// Whether chance alone does not explain that the figure is below 0, as of a difference.
    pub fn is_below_zero(&self) -> bool {
        self.high < 0.0
    }

    /// The same above 0.
    pub fn is_above_zero(&self) -> bool {
        self.low > 0.0
    }
}

impl Drawn {
    /// How often an agent was drawn, by number.
    pub fn times(&self, agent: u32) -> f64 {
        f64::from(self.0[agent as usize])
    }
}

impl Bootstrap {
    /// Estimates of figures that are computed from the same draws. `agents` are the numbers of all agents that may be drawn,
    /// with repeats or without; `figures` gives each figure, `NaN` where it has none, with agents counted as drawn.
    ///
    /// `None` where a figure has no value on the agents as they are, or in most draws.
    pub fn estimates<const N: usize>(
        &self,
        agents: &[u32],
        figures: impl Fn(&Drawn) -> [f64; N] + Sync,
    ) -> [Option<Estimate>; N] {
        let (agents, numbers) = distinct(agents);
        let as_they_are = Drawn(weights(numbers, agents.iter().copied()));
        let values = figures(&as_they_are);
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get).min(self.draws.max(1));
        let (agents, figures) = (&agents, &figures);
        let work = |first: usize| {
            (first..self.draws).step_by(threads).map(|draw| figures(&self.draw(agents, numbers, draw))).collect()
        };
        let drawn: Vec<[f64; N]> = thread::scope(|scope| {
            let workers: Vec<_> =
                (0..threads).map(|first| scope.spawn(move || -> Vec<[f64; N]> { work(first) })).collect();
            let joined = workers.into_iter().map(|worker| worker.join());
            joined.flat_map(|drawn| drawn.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        std::array::from_fn(|i| estimate(values[i], drawn.iter().map(|figures| figures[i]).collect()))
    }

    /// Estimates of the usual figures of risks, by row.
    pub fn figures(&self, agents: &[u32], risks: &[f64], leaves: &[bool]) -> Option<RiskFigures<Estimate>> {
        let rated = Rated::new(agents, risks, leaves);
        let figures = RiskFigures::new(self.estimates(agents, |drawn| rated.figures(drawn)))?;
        let leavers: Vec<u32> =
            agents.iter().zip(leaves).filter(|(_, leaves)| **leaves).map(|(agent, _)| *agent).collect();
        let recall_top_tenth = figures.recall_top_tenth.of_share(distinct(&leavers).0.len());
        Some(RiskFigures { recall_top_tenth, ..figures })
    }

    /// Estimates of how much greater each figure of the first risks is than that of the second, on the same rows.
    pub fn differences(
        &self,
        agents: &[u32],
        first: &[f64],
        second: &[f64],
        leaves: &[bool],
    ) -> Option<RiskFigures<Estimate>> {
        let (first, second) = (Rated::new(agents, first, leaves), Rated::new(agents, second, leaves));
        RiskFigures::new(self.estimates(agents, |drawn| {
            let (a, b) = (first.figures(drawn), second.figures(drawn));
            std::array::from_fn(|i| a[i] - b[i])
        }))
    }

    fn draw(&self, agents: &[u32], numbers: usize, draw: usize) -> Drawn {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed);
        chance.set_stream(draw as u64);
        Drawn(weights(numbers, (0..agents.len()).map(|_| agents[chance.random_range(0..agents.len())])))
    }
}

/// Five figures of how good foretold risks are.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct RiskFigures<T> {
    /// Area under the ROC curve; more is better.
    pub auc: T,
    /// Average precision; more is better.
    pub average_precision: T,
    /// Mean squared error; less is better.
    pub brier: T,
    /// Mean negative log-likelihood, nats; less is better.
    pub log_loss: T,
    /// Share of the leavers in the tenth of rows with the highest risk; more is better.
    pub recall_top_tenth: T,
}

impl<T> RiskFigures<T> {
    fn new([auc, average_precision, brier, log_loss, recall_top_tenth]: [Option<T>; 5]) -> Option<Self> {
        Some(Self {
            auc: auc?,
            average_precision: average_precision?,
            brier: brier?,
            log_loss: log_loss?,
            recall_top_tenth: recall_top_tenth?,
        })
    }
}

/// Risks of rows, ready to be asked for their figures often.
struct Rated<'a> {
    agents: &'a [u32],
    ranking: Ranking,
    /// Squared error and negative log-likelihood, by row.
    losses: Vec<[f64; 2]>,
}

impl<'a> Rated<'a> {
    fn new(agents: &'a [u32], risks: &[f64], leaves: &[bool]) -> Self {
        let losses = risks.iter().zip(leaves).map(|(risk, leaves)| super::losses(*risk, *leaves)).collect();
        Self { agents, ranking: Ranking::new(risks, leaves), losses }
    }

    fn figures(&self, drawn: &Drawn) -> [f64; 5] {
        let weight = |row: usize| drawn.times(self.agents[row]);
        let (mut all, mut squared, mut log) = (0.0, 0.0, 0.0);
        for (agent, losses) in self.agents.iter().zip(&self.losses) {
            let weight = drawn.times(*agent);
            (all, squared, log) = (all + weight, squared + weight * losses[0], log + weight * losses[1]);
        }
        let ranked = [self.ranking.auc(weight), self.ranking.average_precision(weight)];
        let [auc, average_precision] = ranked.map(|figure| figure.unwrap_or(f64::NAN));
        let recall = self.ranking.recall_at(0.1, weight).unwrap_or(f64::NAN);
        [auc, average_precision, squared / all, log / all, recall]
    }
}

fn distinct(agents: &[u32]) -> (Vec<u32>, usize) {
    let mut distinct = agents.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let numbers = distinct.last().map_or(0, |last| *last as usize + 1);
    (distinct, numbers)
}

fn weights(numbers: usize, drawn: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut weights = vec![0; numbers];
    drawn.for_each(|agent| weights[agent as usize] += 1);
    weights
}

fn estimate(value: f64, mut drawn: Vec<f64>) -> Option<Estimate> {
    let draws = drawn.len();
    drawn.retain(|figure| figure.is_finite());
    if !value.is_finite() || drawn.is_empty() || (drawn.len() as f64) < DEFINED_MIN * draws as f64 {
        return None;
    }
    drawn.sort_by(f64::total_cmp);
    Some(Estimate { value, low: quantile(&drawn, TAIL), high: quantile(&drawn, 1.0 - TAIL) })
}

/// A quantile of sorted values, between neighbours by their distance (type 7 of Hyndman and Fan 1996).
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + place.fract() * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Bootstrap = Bootstrap { draws: 400, seed: 7 };

    /// A hundred agents with `rows` equal rows each; the risk of every third is right.
    fn rows(rows: usize) -> (Vec<u32>, Vec<f64>, Vec<bool>) {
        let (mut agents, mut risks, mut leaves) = (vec![], vec![], vec![]);
        for agent in 0..100u32 {
            for _ in 0..rows {
                agents.push(agent);
                leaves.push(agent % 5 == 0);
                risks.push(if agent % 3 == 0 {
                    f64::from(u8::from(agent % 5 == 0))
                } else {
                    f64::from(agent % 7) / 7.0
                });
            }
        }
        (agents, risks, leaves)
    }

    #[test]
    fn repeated_rows_of_an_agent_make_no_figure_surer() {
        let ((agents, risks, leaves), (more_agents, more_risks, more_leaves)) = (rows(1), rows(8));
        let once = SMALL.figures(&agents, &risks, &leaves).expect("both classes are there");
        let often = SMALL.figures(&more_agents, &more_risks, &more_leaves).expect("both classes are there");
        assert!((once.auc.low - often.auc.low).abs() < 1e-12 && (once.auc.high - often.auc.high).abs() < 1e-12);
        assert!(once.auc.low < once.auc.value && once.auc.value < once.auc.high, "{once:?}");
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_theory() {
        let agents: Vec<u32> = (0..400).collect();
        let mean = |drawn: &Drawn| {
            let leave = |agent: &u32| drawn.times(*agent) * f64::from(u8::from(agent.is_multiple_of(4)));
            [agents.iter().map(leave).sum::<f64>() / agents.len() as f64]
        };
        let [Some(share)] = Bootstrap::default().estimates(&agents, mean) else { panic!("a mean has a value") };
        let expected = 1.96 * (0.25f64 * 0.75 / 400.0).sqrt();
        assert!((share.value - 0.25).abs() < 1e-12);
        assert!(((share.high - share.low) / 2.0 - expected).abs() < 0.1 * expected, "{share:?} {expected}");
    }

    #[test]
    fn a_pair_is_surer_than_its_parts() {
        let (agents, risks, leaves) = rows(2);
        let same = SMALL.differences(&agents, &risks, &risks, &leaves).expect("both classes are there");
        assert_eq!((same.auc.low, same.auc.value, same.auc.high), (0.0, 0.0, 0.0));
        let worse: Vec<f64> =
            risks.iter().zip(&leaves).map(|(risk, leaves)| if *leaves { risk / 2.0 } else { *risk }).collect();
        let pair = SMALL.differences(&agents, &worse, &risks, &leaves).expect("both classes are there");
        assert!(pair.auc.is_below_zero() && !pair.auc.is_above_zero(), "{pair:?}");
    }

    #[test]
    fn the_same_seed_draws_the_same() {
        let (agents, risks, leaves) = rows(1);
        let figures = |seed| Bootstrap { seed, ..SMALL }.figures(&agents, &risks, &leaves);
        assert_eq!(figures(3), figures(3));
        assert_ne!(figures(3), figures(4));
    }

    #[test]
    fn none_of_four_is_no_certainty() {
        let of = |hits, of| Estimate::of_counts(hits, of).expect("there are some");
        assert!(of(0, 4).low == 0.0 && (of(0, 4).high - 0.4899).abs() < 5e-4, "{:?}", of(0, 4));
        assert_eq!(Estimate::of_counts(0, 0), None);
        // Forty rows of four agents, none of whom leaves, say no more than four agents do.
        let agents: Vec<u32> = (0..40).map(|row| row % 4).collect();
        let [Some(none)] = SMALL.estimates(&agents, |_| [0.0]) else { panic!("a share has a value") };
        assert_eq!((none.low, none.high), (0.0, 0.0));
        assert_eq!(none.of_share(4), of(0, 4));
        let sure = Estimate { value: 0.5, low: 0.4, high: 0.6 };
        assert_eq!(sure.of_share(4), sure, "where draws differ, they count");
    }

    #[test]
    fn a_figure_without_a_class_has_no_interval() {
        assert_eq!(SMALL.figures(&[0, 1, 2], &[0.1, 0.2, 0.3], &[false; 3]), None);
        assert_eq!(SMALL.figures(&[], &[], &[]), None);
    }
}

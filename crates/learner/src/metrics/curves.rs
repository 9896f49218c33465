//! ROC, gain, precision over recall, and reliability, each with the band that chance leaves.

use std::collections::BTreeSet;

use super::{Bootstrap, Drawn, Estimate, Ranking, tenths};

/// Steps of the horizontal axis of a curve.
const STEPS: usize = 100;
/// Number of parts into which rows are divided by risk.
const TENTHS: usize = 10;

/// A figure over a share.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct CurvePoint {
    /// Horizontal: a share, from 0 to 1.
    pub x: f64,
    /// The figure there and its interval.
    pub y: Estimate,
}

/// A tenth of the rows by risk.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Tenth {
    /// Number of rows in the tenth.
    pub rows: usize,
    /// Mean risk that was foretold.
    pub foretold: f64,
    /// Share of these rows whose agent left within the horizon.
    pub real: Estimate,
}

/// The curves of risks.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Curves {
    /// Share of the leavers that is found (vertical) where this share of the stayers is taken for leavers.
    pub roc: Vec<CurvePoint>,
    /// Share of the leavers that is in this share of the rows of highest risk.
    pub gain: Vec<CurvePoint>,
    /// Share of leavers among the rows of highest risk that hold this share of all leavers.
    pub precision_recall: Vec<CurvePoint>,
    /// Tenths by risk, lowest first.
    pub reliability: Vec<Tenth>,
}

impl Curves {
    /// The curves of risks and outcomes, row by row; `None` where nobody or everybody left. Where rows stand for several,
    /// `weights` says for how many.
    pub fn new(
        bootstrap: &Bootstrap,
        agents: &[u32],
        risks: &[f64],
        leaves: &[bool],
        weights: Option<&[f64]>,
    ) -> Option<Self> {
        let ranking = Ranking::new(risks, leaves);
        ranking.auc(|_| 1.0)?;
        let weigh = |drawn: &Drawn, row: usize| drawn.times(agents[row]) * weights.map_or(1.0, |weights| weights[row]);
        let [roc, gain, precision] = ranked(bootstrap, agents, &ranking, weigh);
        Some(Self {
            roc: points(roc),
            gain: points(gain),
            precision_recall: points(precision),
            reliability: reliability(bootstrap, agents, &tenths(risks, weights), risks, leaves, weigh),
        })
    }
}

/// Values of a curve where its horizontal axis is at 0, 1 / STEPS, up to 1.
type Heights<T> = [T; STEPS + 1];

fn ranked(
    bootstrap: &Bootstrap,
    agents: &[u32],
    ranking: &Ranking,
    weigh: impl Fn(&Drawn, usize) -> f64 + Sync,
) -> [Heights<Option<Estimate>>; 3] {
    const ALL: usize = 3 * (STEPS + 1);
    let heights = |drawn: &Drawn| -> [f64; ALL] {
        let [roc, gain, precision] = heights(ranking.steps(|row| weigh(drawn, row)));
        std::array::from_fn(|i| [roc, gain, precision][i / (STEPS + 1)][i % (STEPS + 1)])
    };
    let all = bootstrap.estimates::<ALL>(agents, heights);
    std::array::from_fn(|curve| std::array::from_fn(|i| all[curve * (STEPS + 1) + i]))
}

/// ROC, gain and precision over recall from leavers and stayers at each risk, highest first.
fn heights(steps: impl Iterator<Item = (f64, f64)>) -> [Heights<f64>; 3] {
    let mut places = vec![(0.0, 0.0)];
    let (mut leavers, mut stayers) = (0.0, 0.0);
    for (leave, stay) in steps.filter(|(leave, stay)| leave + stay > 0.0) {
        (leavers, stayers) = (leavers + leave, stayers + stay);
        places.push((leavers, stayers));
    }
    let reaching: Vec<_> = places.windows(2).filter(|pair| pair[1].0 > pair[0].0).map(|pair| pair[1]).collect();
    let found = |(leave, _): (f64, f64)| leave / leavers;
    let precision = |(leave, stay): (f64, f64)| leave / (leave + stay);
    [
        over(&places, |place| place.1 / stayers, found),
        over(&places, |place| (place.0 + place.1) / (leavers + stayers), found),
        // As in average precision, a recall has the precision of the place that reaches it; no recall that of the first.
        over(&reaching, found, precision),
    ]
}

/// Heights over a rising horizontal axis, between places by their distance.
fn over(places: &[(f64, f64)], x: impl Fn((f64, f64)) -> f64, y: impl Fn((f64, f64)) -> f64) -> Heights<f64> {
    let mut next = 0;
    std::array::from_fn(|step| {
        let at = step as f64 / STEPS as f64;
        // The last of the places that stand at one point is the highest.
        while next < places.len() && x(places[next]) <= at {
            next += 1;
        }
        match (next.checked_sub(1).map(|place| places[place]), places.get(next)) {
            (Some(before), Some(after)) => {
                let part = (at - x(before)) / (x(*after) - x(before));
                y(before) + part * (y(*after) - y(before))
            }
            (Some(only), None) => y(only),
            (None, Some(only)) => y(*only),
            (None, None) => f64::NAN,
        }
    })
}

fn points(heights: Heights<Option<Estimate>>) -> Vec<CurvePoint> {
    let point = |(step, y): (usize, Option<Estimate>)| Some(CurvePoint { x: step as f64 / STEPS as f64, y: y? });
    heights.into_iter().enumerate().filter_map(point).collect()
}

fn reliability(
    bootstrap: &Bootstrap,
    agents: &[u32],
    tenths: &[Vec<usize>],
    risks: &[f64],
    leaves: &[bool],
    weigh: impl Fn(&Drawn, usize) -> f64 + Sync,
) -> Vec<Tenth> {
    // Of each tenth the mean risk and the share that left.
    let figures = |drawn: &Drawn| -> [f64; 2 * TENTHS] {
        let mean = |rows: &Vec<usize>, of: &dyn Fn(usize) -> f64| {
            let (mut sum, mut all) = (0.0, 0.0);
            for row in rows {
                let weight = weigh(drawn, *row);
                (sum, all) = (sum + weight * of(*row), all + weight);
            }
            sum / all
        };
        std::array::from_fn(|i| {
            let left = |row: usize| f64::from(u8::from(leaves[row]));
            let of: &dyn Fn(usize) -> f64 = if i < TENTHS { &|row| risks[row] } else { &left };
            tenths.get(i % TENTHS).map_or(f64::NAN, |rows| mean(rows, of))
        })
    };
    let figures = bootstrap.estimates(agents, figures);
    let tenth = |(place, rows): (usize, &Vec<usize>)| {
        let foretold = figures[place]?.value;
        let people: BTreeSet<u32> = rows.iter().map(|row| agents[*row]).collect();
        Some(Tenth { rows: rows.len(), foretold, real: figures[TENTHS + place]?.of_share(people.len()) })
    };
    tenths.iter().enumerate().filter_map(tenth).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curves(risks: &[f64], leaves: &[bool]) -> Curves {
        let agents: Vec<u32> = (0..risks.len() as u32).collect();
        Curves::new(&Bootstrap { draws: 50, seed: 1 }, &agents, risks, leaves, None).expect("both classes are there")
    }

    fn height(curve: &[CurvePoint], x: f64) -> f64 {
        curve.iter().find(|point| (point.x - x).abs() < 1e-9).expect("it is a step").y.value
    }

    #[test]
    fn curves_pass_the_places_worked_out_by_hand() {
        let risks = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0];
        let leaves = [true, false, true, false, false, true, false, false, false, true];
        let curves = curves(&risks, &leaves);
        assert_eq!((height(&curves.gain, 0.0), height(&curves.gain, 1.0)), (0.0, 1.0));
        assert!((height(&curves.gain, 0.3) - 0.5).abs() < 1e-9);
        assert!((height(&curves.gain, 0.6) - 0.75).abs() < 1e-9);
        // One of the four leavers stands above all stayers.
        assert!((height(&curves.roc, 0.0) - 0.25).abs() < 1e-9);
        // Three of them stand above the leaver at 0.4.
        assert!((height(&curves.roc, 0.5) - 0.75).abs() < 1e-9);
        assert!((height(&curves.precision_recall, 0.0) - 1.0).abs() < 1e-9);
        assert!((height(&curves.precision_recall, 0.5) - 2.0 / 3.0).abs() < 1e-9, "{curves:?}");
        assert!((height(&curves.precision_recall, 1.0) - 0.4).abs() < 1e-9);
    }

    #[test]
    fn the_area_under_the_curve_is_the_auc() {
        let risks: Vec<f64> = (0..600).map(|i| f64::from((i * 37) % 101) / 101.0).collect();
        let leaves: Vec<bool> = (0..600).map(|i| (i * 37) % 101 + (i * 7) % 90 > 120).collect();
        let curves = curves(&risks, &leaves);
        let area: f64 = curves.roc.windows(2).map(|pair| (pair[0].y.value + pair[1].y.value) / 2.0).sum();
        let auc = super::super::auc(&risks, &leaves).expect("both classes are there");
        assert!((area / STEPS as f64 - auc).abs() < 0.002, "{area} {auc}");
        for point in curves.roc.iter().chain(&curves.gain).chain(&curves.precision_recall) {
            assert!(point.y.low <= point.y.high && point.y.low >= 0.0 && point.y.high <= 1.0 + 1e-12, "{point:?}");
        }
    }

    #[test]
    fn tenths_say_what_was_foretold_and_what_came() {
        let risks: Vec<f64> = (0..1_000).map(|i| if i < 500 { 0.2 } else { 0.6 }).collect();
        let leaves: Vec<bool> = (0..1_000).map(|i| i % 5 < if i < 500 { 1 } else { 3 }).collect();
        let reliability = curves(&risks, &leaves).reliability;
        assert_eq!(reliability.len(), 10);
        for tenth in reliability {
            assert!((tenth.foretold - tenth.real.value).abs() < 1e-9, "{tenth:?}");
            assert!(tenth.real.low < tenth.real.value && tenth.real.value < tenth.real.high, "{tenth:?}");
        }
    }
}

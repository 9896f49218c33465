//! The strongest weights of a model.

use super::Colour;
use super::plot::{Axis, Frame, Svg, TextAnchor};
use attrition_contracts::models::artifact::{Artifact, TermData, TransformData};
use attrition_core::signals::{self, SIGNALS};

/// Signals that are shown.
const SHOWN: usize = 20;
/// Pixels of a row.
const ROW: u32 = 24;

/// What one standard deviation more adds to the log-odds, by signal, strongest first; the colour is the side of Herzberg's two
/// factors. Where a signal has changes of slope, a ring says what one standard deviation less adds.
pub fn coefficients(artifact: &Artifact) -> Svg {
    let mut moves: Vec<(&str, f64, f64, bool)> =
        artifact.signals.iter().map(|(name, term)| moved(artifact, name, term)).collect();
    moves.sort_by(|a, b| b.1.abs().max(b.2.abs()).total_cmp(&a.1.abs().max(a.2.abs())).then(a.0.cmp(b.0)));
    moves.truncate(SHOWN);
    moves.retain(|(_, more, less, _)| more.abs().max(less.abs()) > 0.0);
    let most = moves.iter().map(|(_, more, less, _)| more.abs().max(less.abs())).fold(0.05, f64::max);
    let (rows, room) = (moves.len().max(4) as f64, 1.05 * most);
    let frame = Frame {
        about: "Coefficients: what one standard deviation more of each signal adds to the log-odds",
        size: (780, 110 + ROW * moves.len().max(4) as u32),
        left: 210,
        x: Axis {
            what: "added to the log-odds by one standard deviation more",
            from: -room,
            to: room,
            labels: 7,
            // Zero has no sign: rounding may give it either.
            text: &|x| if x.abs() < 0.005 { "0".to_owned() } else { format!("{x:+.2}") },
        },
        y: Axis { what: "", from: -0.2, to: rows + 1.2, labels: 0, text: &|_| String::new() },
    };
    frame.draw(|canvas| {
        canvas.dashes([(0.0, 0.0), (0.0, rows)], Colour::Muted);
        for ((name, more, less, bends), row) in moves.iter().zip(1..) {
            let middle = rows - f64::from(row) + 0.5;
            let colour = side(name);
            canvas.bar((0.0, middle - 0.3), (*more, middle + 0.3), colour);
            if *bends {
                canvas.ring((*less, middle), colour);
            }
            canvas.text(name, (-room, middle), TextAnchor::Left, Colour::Ink);
        }
        let entries = [
            (Colour::Tenure, "hygiene: a condition of work"),
            (Colour::Model, "motivator: growth, recognition"),
            (Colour::Withdrawal, "withdrawal"),
        ];
        for ((colour, text), column) in entries.into_iter().zip(0..) {
            canvas.key((0.01 + 0.36 * f64::from(column), 0.03), &[(colour, text)]);
        }
    })
}

/// The signal, what a standard deviation more and less adds, and whether its slope changes.
fn moved<'a>(artifact: &Artifact, name: &'a str, term: &TermData) -> (&'a str, f64, f64, bool) {
    let slope = artifact.calibration.slope;
    let standardised = |value: f64| match term.transform {
        TransformData::Identity => (value - term.centre) / term.scale,
        TransformData::Ln1p => (value.max(0.0).ln_1p() - term.centre) / term.scale,
    };
    let (low, high) = (standardised(term.low), standardised(term.high));
    let at = |z: f64| {
        let z = z.clamp(low, high);
        let hinge = |hinge: &attrition_contracts::models::artifact::HingeData| {
            hinge.weight * (z - standardised(hinge.knot)).max(0.0)
        };
        slope * (term.weight * z + term.hinges.iter().map(hinge).sum::<f64>())
    };
    (name, at(1.0) - at(0.0), at(-1.0) - at(0.0), !term.hinges.is_empty())
}

fn side(name: &str) -> Colour {
    match signals::position(name).map(|place| SIGNALS[place].side) {
        Some(signals::FactorSide::Hygiene) => Colour::Tenure,
        Some(signals::FactorSide::Motivator) => Colour::Model,
        Some(signals::FactorSide::Withdrawal) | None => Colour::Withdrawal,
    }
}

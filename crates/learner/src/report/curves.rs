//! Reliability, gain, ROC, precision over recall.

use super::Colour;
use super::plot::{Axis, Canvas, Frame, Svg, percent, small_percent};
use crate::metrics::{CurvePoint, Curves};

const SIZE: (u32, u32) = (560, 400);
const LEFT: u32 = 62;

/// What was foretold against what came, by tenths of the rows.
pub fn reliability(curves: &Curves) -> Svg {
    let tenths = &curves.reliability;
    let highest = tenths.iter().flat_map(|tenth| [tenth.foretold, tenth.real.high]).fold(0.01, f64::max);
    let to = (1.05 * highest).min(1.0);
    let frame = Frame {
        about: "Reliability: foretold risk and real share of leavers by tenths of the rows, with 95 % intervals",
        size: SIZE,
        left: LEFT,
        x: Axis { what: "risk that was foretold", from: 0.0, to, labels: 6, text: &small_percent },
        y: Axis { what: "share that left", from: 0.0, to, labels: 6, text: &small_percent },
    };
    frame.draw(|canvas| {
        canvas.dashes([(0.0, 0.0), (to, to)], Colour::Chance);
        for tenth in tenths {
            canvas.interval(tenth.foretold, tenth.real.low, tenth.real.high.min(to), Colour::Model);
            canvas.dot((tenth.foretold, tenth.real.value), Colour::Model);
        }
        canvas.key((0.04, 0.06), &[(Colour::Model, "a tenth of the rows"), (Colour::Chance, "kept its word")]);
    })
}

/// Share of the leavers in the share of the rows that stands highest.
pub fn gain(curves: &Curves, base_rate: f64) -> Svg {
    let frame = Frame {
        about: "Cumulative gain: share of all leavers among the rows of highest risk",
        size: SIZE,
        left: LEFT,
        x: shares("rows, highest risk first"),
        y: shares("leavers among them"),
    };
    frame.draw(|canvas| {
        canvas.dashes([(0.0, 0.0), (1.0, 1.0)], Colour::Chance);
        canvas.dashes([(0.0, 0.0), (base_rate, 1.0), (1.0, 1.0)], Colour::Muted);
        curve(canvas, &curves.gain);
        let entries = [(Colour::Model, "model"), (Colour::Chance, "by chance"), (Colour::Muted, "if all were known")];
        canvas.key((0.6, 0.72), &entries);
    })
}

/// Leavers found over stayers taken for leavers.
pub fn roc(curves: &Curves, auc: f64) -> Svg {
    let frame = Frame {
        about: "ROC: share of leavers found over share of stayers taken for leavers",
        size: SIZE,
        left: LEFT,
        x: shares("stayers taken for leavers"),
        y: shares("leavers found"),
    };
    frame.draw(|canvas| {
        canvas.dashes([(0.0, 0.0), (1.0, 1.0)], Colour::Chance);
        curve(canvas, &curves.roc);
        let model = format!("model, AUC {auc:.3}");
        canvas.key((0.6, 0.8), &[(Colour::Model, &model), (Colour::Chance, "by chance")]);
    })
}

/// Share of leavers among those picked, over the share of leavers that is picked.
pub fn precision_recall(curves: &Curves, base_rate: f64) -> Svg {
    let points: Vec<CurvePoint> = curves.precision_recall.iter().filter(|point| point.x >= 0.02).copied().collect();
    let highest = points.iter().map(|point| point.y.high).fold(2.0 * base_rate, f64::max);
    let frame = Frame {
        about: "Precision over recall: share of leavers among those picked, over the share of leavers that is picked",
        size: SIZE,
        left: LEFT,
        x: shares("leavers found"),
        y: Axis {
            what: "leavers among those picked",
            from: 0.0,
            to: (1.05 * highest).min(1.0),
            labels: 6,
            text: &small_percent,
        },
    };
    frame.draw(|canvas| {
        canvas.dashes([(0.0, base_rate), (1.0, base_rate)], Colour::Chance);
        curve(canvas, &points);
        canvas.key((0.6, 0.06), &[(Colour::Model, "model"), (Colour::Chance, "by chance")]);
    })
}

fn curve(canvas: &mut Canvas<'_, '_>, points: &[CurvePoint]) {
    canvas.band(points.iter().map(|point| (point.x, point.y.low, point.y.high)), Colour::Model);
    canvas.line(points.iter().map(|point| (point.x, point.y.value)), Colour::Model);
}

fn shares(what: &str) -> Axis<'_> {
    Axis { what, from: 0.0, to: 1.0, labels: 6, text: &percent }
}

//! Upright bars beside each other, in groups.

use super::Colour;
use super::plot::{Axis, Frame, Svg, TextAnchor};
use crate::metrics::Estimate;

/// Bars that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct BarGroup {
    /// What stands below them.
    pub name: String,
    /// The bars, from left to right.
    pub bars: Vec<Bar>,
}

/// A bar with its interval, colour and text.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Height of the bar, in units of the vertical axis.
    pub value: f64,
    /// How far chance may have moved it.
    pub interval: Option<Estimate>,
    /// What stands above it.
    pub text: String,
    /// Colour of the bar; the key of the plot says what it stands for.
    pub colour: Colour,
}

/// Groups of bars over two axes; the heights are `text`ed on the vertical one. `key` says what the colours are.
pub fn bars(
    about: &str,
    (below, beside): (&str, &str),
    text: &dyn Fn(&f64) -> String,
    groups: &[BarGroup],
    key: &[(Colour, &str)],
) -> Svg {
    let all = groups.iter().flat_map(|group| &group.bars);
    let top = |bar: &Bar| bar.interval.map_or(bar.value, |interval| interval.high.max(bar.value));
    let highest = all.map(top).fold(1e-9, f64::max);
    let room = if key.is_empty() { 1.15 } else { 1.35 };
    let count = groups.len().max(1) as f64;
    let frame = Frame {
        about,
        size: (560, 340),
        left: 62,
        x: Axis { what: below, from: 0.0, to: count, labels: 0, text: &|_| String::new() },
        y: Axis { what: beside, from: 0.0, to: room * highest, labels: 6, text },
    };
    frame.draw(|canvas| {
        for (group, left) in groups.iter().zip(0..) {
            let width = 0.8 / group.bars.len().max(1) as f64;
            for (bar, place) in group.bars.iter().zip(0..) {
                let from = f64::from(left) + 0.1 + width * f64::from(place);
                let middle = from + width / 2.0;
                canvas.bar((from + 0.06 * width, 0.0), (from + 0.94 * width, bar.value), bar.colour);
                if let Some(interval) = bar.interval {
                    canvas.interval(middle, interval.low, interval.high, Colour::Ink);
                }
                canvas.text(&bar.text, (middle, top(bar)), TextAnchor::Above, Colour::Ink);
            }
            canvas.text(&group.name, (f64::from(left) + 0.5, 0.0), TextAnchor::Below, Colour::Muted);
        }
        canvas.key((0.03, 0.06), key);
    })
}

//! The frame of a plot and the marks in it.

use plotters::chart::LabelAreaPosition;
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, DashedPathElement, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{Cartesian2d, ChartBuilder, ChartContext, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoFont, TextStyle};

use super::theme::{Colour, dark};

/// Units of drawing for a pixel: the library draws in whole units, and half pixels make smoother curves.
const FINE: u32 = 2;
/// Height of a text, in units of drawing.
const TEXT: u32 = 29;
/// Nothing can fail: the drawing goes into a text.
const DRAWS: &str = "a text takes every drawing";

/// A plot as an SVG picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Svg {
    about: String,
    size: (u32, u32),
    marks: String,
}

impl Svg {
    /// As a part of a page that has the colours for dark screens itself.
    pub fn inline(&self) -> String {
        self.document("")
    }

    /// As a file of its own.
    pub fn file(&self) -> String {
        let (width, height) = self.size;
        let ground = format!(r#"<rect width="{width}" height="{height}" fill="{}"/>"#, Colour::Paper.hex());
        self.document(&format!("<style>{}</style>\n{ground}\n", dark()))
    }

    fn document(&self, before: &str) -> String {
        let (width, height) = self.size;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{}\" height=\"{}\" \
             role=\"img\" aria-label=\"{}\">\n{before}{}",
            width / FINE,
            height / FINE,
            self.about,
            self.marks
        )
    }
}

/// An axis: what it shows, its range, and how its numbers are written.
pub(super) struct Axis<'a> {
    pub(super) what: &'a str,
    pub(super) from: f64,
    pub(super) to: f64,
    /// About how many numbers stand at it; 0 for none.
    pub(super) labels: usize,
    pub(super) text: &'a dyn Fn(&f64) -> String,
}

/// The frame of a plot.
pub(super) struct Frame<'a> {
    /// What it shows, for those who hear the page; without characters that have a meaning in XML.
    pub(super) about: &'a str,
    /// Width and height of the plot, pixels.
    pub(super) size: (u32, u32),
    /// Room for the labels of the vertical axis, in pixels.
    pub(super) left: u32,
    pub(super) x: Axis<'a>,
    pub(super) y: Axis<'a>,
}

/// What marks are drawn on.
pub(super) struct Canvas<'a, 'b>(ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>);

impl Frame<'_> {
    /// Draws the frame, and in it what `marks` draws.
    pub(super) fn draw(&self, marks: impl FnOnce(&mut Canvas<'_, '_>)) -> Svg {
        let size = (FINE * self.size.0, FINE * self.size.1);
        let mut text = String::new();
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let mut builder = ChartBuilder::on(&root);
        builder.margin_top(16).margin_right(36).margin_left(8).margin_bottom(4);
        builder.x_label_area_size(92).y_label_area_size(FINE * self.left);
        let chart = builder.build_cartesian_2d(self.x.from..self.x.to, self.y.from..self.y.to).expect(DRAWS);
        let mut canvas = Canvas(chart);
        let mut mesh = canvas.0.configure_mesh();
        mesh.light_line_style(Colour::Grid.light().mix(0.0)).bold_line_style(Colour::Grid.light().stroke_width(1));
        mesh.axis_style(Colour::Muted.light().stroke_width(2)).max_light_lines(1);
        mesh.label_style(style(Colour::Muted)).axis_desc_style(style(Colour::Ink));
        mesh.x_desc(self.x.what).y_desc(self.y.what).x_labels(self.x.labels.max(2)).y_labels(self.y.labels.max(2));
        mesh.x_label_formatter(self.x.text).y_label_formatter(self.y.text);
        if self.x.labels == 0 {
            mesh.disable_x_mesh().set_tick_mark_size(LabelAreaPosition::Bottom, 0);
        }
        if self.y.labels == 0 {
            mesh.disable_y_mesh().set_tick_mark_size(LabelAreaPosition::Left, 0);
        }
        mesh.draw().expect(DRAWS);
        marks(&mut canvas);
        drop(canvas);
        root.present().expect(DRAWS);
        drop(root);
        let marks = text.split_once('\n').map_or("", |(_, marks)| marks).to_owned();
        Svg { about: self.about.to_owned(), size, marks }
    }
}

impl Canvas<'_, '_> {
    /// A line through points.
    pub(super) fn line(&mut self, points: impl IntoIterator<Item = (f64, f64)>, colour: Colour) {
        let points: Vec<_> = points.into_iter().collect();
        self.0.plotting_area().draw(&PathElement::new(points, colour.light().stroke_width(5))).expect(DRAWS);
    }

    /// A dashed line, for what would be.
    pub(super) fn dashes(&mut self, points: impl IntoIterator<Item = (f64, f64)>, colour: Colour) {
        let points: Vec<_> = points.into_iter().collect();
        let dashes = DashedPathElement::new(points, 14, 10, colour.light().stroke_width(3));
        self.0.plotting_area().draw(&dashes).expect(DRAWS);
    }

    /// The room between two heights.
    pub(super) fn band(&mut self, points: impl IntoIterator<Item = (f64, f64, f64)>, colour: Colour) {
        let points: Vec<_> = points.into_iter().collect();
        let low = points.iter().map(|(x, low, _)| (*x, *low));
        let round: Vec<_> = low.chain(points.iter().rev().map(|(x, _, high)| (*x, *high))).collect();
        self.0.plotting_area().draw(&Polygon::new(round, colour.light().mix(0.18))).expect(DRAWS);
    }

    /// An upright line with feet: an interval.
    pub(super) fn interval(&mut self, x: f64, low: f64, high: f64, colour: Colour) {
        let line = PathElement::new(vec![(x, low), (x, high)], colour.light().stroke_width(3));
        self.0.plotting_area().draw(&line).expect(DRAWS);
    }

    /// Draws a filled circle at a point.
    pub(super) fn dot(&mut self, at: (f64, f64), colour: Colour) {
        self.0.plotting_area().draw(&Circle::new(at, 9, colour.light().filled())).expect(DRAWS);
    }

    /// Draws an empty circle at a point.
    pub(super) fn ring(&mut self, at: (f64, f64), colour: Colour) {
        self.0.plotting_area().draw(&Circle::new(at, 8, colour.light().stroke_width(3))).expect(DRAWS);
    }

    /// A bar between two corners.
    pub(super) fn bar(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour) {
        self.0.plotting_area().draw(&Rectangle::new([from, to], colour.light().filled())).expect(DRAWS);
    }

    /// A text beside a point: at its left, above or below it.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), side: TextAnchor, colour: Colour) {
        let (horizontal, vertical, (right, down)) = match side {
            TextAnchor::Left => (HPos::Right, VPos::Center, (-14, 0)),
            TextAnchor::Above => (HPos::Center, VPos::Bottom, (0, -10)),
            TextAnchor::Below => (HPos::Center, VPos::Top, (0, 16)),
        };
        let style = style(colour).pos(Pos::new(horizontal, vertical));
        let at = self.0.backend_coord(&at);
        let root = self.0.plotting_area().strip_coord_spec();
        let (left, top) = root.get_base_pixel();
        root.draw(&Text::new(text, (at.0 - left + right, at.1 - top + down), style)).expect(DRAWS);
    }

    /// Says what the colours are, in lines from a place down; places are shares of the plot, from its upper left.
    pub(super) fn key(&mut self, place: (f64, f64), entries: &[(Colour, &str)]) {
        let root = self.0.plotting_area().strip_coord_spec();
        let (width, height) = root.dim_in_pixel();
        let (x, y) = ((place.0 * f64::from(width)) as i32, (place.1 * f64::from(height)) as i32);
        for ((colour, text), line) in entries.iter().zip(0..) {
            let middle = y + 40 * line;
            let swatch = Rectangle::new([(x, middle - 8), (x + 26, middle + 8)], colour.light().filled());
            root.draw(&swatch).expect(DRAWS);
            let style = style(Colour::Ink).pos(Pos::new(HPos::Left, VPos::Center));
            root.draw(&Text::new(*text, (x + 38, middle), style)).expect(DRAWS);
        }
    }
}

/// Where a text stands.
#[derive(Clone, Copy)]
pub(super) enum TextAnchor {
    Left,
    Above,
    Below,
}

fn style(colour: Colour) -> TextStyle<'static> {
    ("sans-serif", TEXT).into_font().color(&colour.light())
}

/// A share as percent.
pub(in crate::report) fn percent(share: &f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// A share as percent, where shares are small.
pub(in crate::report) fn small_percent(share: &f64) -> String {
    let percent = 100.0 * share;
    if (percent - percent.round()).abs() < 1e-6 { format!("{percent:.0} %") } else { format!("{percent:.1} %") }
}

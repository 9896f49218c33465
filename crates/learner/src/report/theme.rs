//! Colours, in light and in dark. They can be told apart by people who see few colours, and by their brightness in print.

use std::fmt::Write;

use plotters::style::RGBColor;

/// What a colour stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The background of a plot.
    Paper,
    /// Texts and axes of a plot.
    Ink,
    /// Text that may be overlooked.
    Muted,
    /// Lines to measure by.
    Grid,
    /// The model; the motivators.
    Model,
    /// Tenure alone; the conditions of work.
    Tenure,
    /// Withdrawal; the green band.
    Withdrawal,
    /// What chance alone would do.
    Chance,
    /// The band between green and red.
    Amber,
    /// The band of alerts.
    Red,
}

impl Colour {
    const ALL: [Self; 10] = [
        Self::Paper,
        Self::Ink,
        Self::Muted,
        Self::Grid,
        Self::Model,
        Self::Tenure,
        Self::Withdrawal,
        Self::Chance,
        Self::Amber,
        Self::Red,
    ];

    /// As plots are drawn.
    pub(super) fn light(self) -> RGBColor {
        let (red, green, blue) = match self {
            Self::Paper => (0xFF, 0xFF, 0xFF),
            Self::Ink => (0x1F, 0x23, 0x28),
            Self::Muted => (0x59, 0x63, 0x6E),
            Self::Grid => (0xD1, 0xD9, 0xE0),
            Self::Model => (0x0B, 0x5C, 0xAD),
            Self::Tenure => (0xB5, 0x47, 0x08),
            Self::Withdrawal => (0x1A, 0x7F, 0x5A),
            Self::Chance => (0x81, 0x8B, 0x98),
            Self::Amber => (0xBF, 0x87, 0x00),
            Self::Red => (0xCF, 0x22, 0x2E),
        };
        RGBColor(red, green, blue)
    }

    /// The same colour on a dark ground.
    fn on_dark(self) -> &'static str {
        match self {
            Self::Paper => "#0F1419",
            Self::Ink => "#E6EDF3",
            Self::Muted => "#9DA7B1",
            Self::Grid => "#3D444D",
            Self::Model => "#6CB0FF",
            Self::Tenure => "#F5A15D",
            Self::Withdrawal => "#56D4A0",
            Self::Chance => "#8B949E",
            Self::Amber => "#E3B341",
            Self::Red => "#FF7B72",
        }
    }

    /// As the plots and pages write it.
    pub fn hex(self) -> String {
        let RGBColor(red, green, blue) = self.light();
        format!("#{red:02X}{green:02X}{blue:02X}")
    }
}

/// The style sheet that turns plots dark on dark screens; paper stays light.
pub fn dark() -> String {
    let mut css = String::from("@media screen and (prefers-color-scheme:dark){");
    for colour in Colour::ALL {
        let (light, dark) = (colour.hex(), colour.on_dark());
        write!(css, "svg [fill=\"{light}\"]{{fill:{dark}}}svg [stroke=\"{light}\"]{{stroke:{dark}}}")
            .expect("a text can always be written");
    }
    css.push('}');
    css
}

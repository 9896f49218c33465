//! Units, and figures as people read them.

use super::{Comparison, Signal, Telling};
use crate::engine::desk::Language;

/// Unit of a signal's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1, told as a percentage.
    Share,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// Minutes.
    Minutes,
    /// Minutes a week.
    MinutesPerWeek,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Points of a score of 0 to 100.
    Points,
    /// Points a week.
    PointsPerWeek,
    /// Points of satisfaction, 1 to 5.
    Stars,
    /// Without unit.
    Ratio,
    /// Logarithm of a ratio of seconds.
    LogSeconds,
    /// Logarithm of a ratio of rates.
    LogPerHour,
    /// Change of an hourly rate a week.
    PerHourPerWeek,
    /// A yearly rate.
    PerYear,
    /// Nats.
    Nats,
}

impl Unit {
    /// As the documentation writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Count => "count",
            Self::Flag => "0 or 1",
            Self::Minutes => "min",
            Self::MinutesPerWeek => "min/week",
            Self::Hours => "h",
            Self::Days => "days",
            Self::Points => "points",
            Self::PointsPerWeek => "points/week",
            Self::Stars => "points of 5",
            Self::Ratio => "ratio",
            Self::LogSeconds | Self::LogPerHour => "ln ratio",
            Self::PerHourPerWeek => "1/h/week",
            Self::PerYear => "1/year",
            Self::Nats => "nats",
        }
    }

    /// A figure of this unit: a change of logarithms is told by the figures behind it.
    pub fn figure(self, value: f64, language: Language) -> String {
        let chinese = language == Language::Chinese;
        let unit = |english: &'static str, chinese_unit: &'static str| if chinese { chinese_unit } else { english };
        match self {
            Self::Share | Self::PerYear => format!("{:.0} %", value * 100.0),
            Self::Count | Self::Flag if value.fract().abs() < 0.05 => format!("{value:.0}"),
            Self::Count | Self::Flag => format!("{value:.1}"),
            Self::Minutes | Self::MinutesPerWeek => format!("{value:.1} {}", unit("min", "分钟")),
            Self::Hours => format!("{value:.1} {}", unit("h", "小时")),
            Self::Days => format!("{value:.0} {}", unit(if value == 1.0 { "day" } else { "days" }, "天")),
            Self::Points | Self::PointsPerWeek => format!("{value:.0} {}", unit("points", "分")),
            Self::LogSeconds => format!("{value:.0} {}", unit("s", "秒")),
            Self::LogPerHour | Self::PerHourPerWeek => format!("{value:.1}"),
            Self::Stars | Self::Ratio | Self::Nats => format!("{value:.2}"),
        }
    }
}

/// The sentence that tells a signal to a supervisor; `None` for what is told only as time away.
pub fn sentence(signal: &Signal, comparison: Comparison, language: Language) -> Option<String> {
    let Telling::Sentence(english, chinese) = signal.telling else { return None };
    let template = if language == Language::Chinese { chinese } else { english };
    let figure = |value: f64| signal.unit.figure(value, language);
    let mut text = template.replace("{now}", &figure(comparison.now));
    match comparison.normal {
        Some(normal) => {
            text = text.replace("{normal}", &figure(normal));
            text = text.replace("{change}", &change(comparison.now / normal - 1.0, language));
        }
        // Without an own normal the half sentence about it goes.
        None => {
            for separator in [", ", "，"] {
                if let Some((told, _)) = text.split_once("{normal}").and_then(|(head, _)| head.rsplit_once(separator)) {
                    text = told.to_owned();
                }
            }
        }
    }
    Some(text)
}

fn change(share: f64, language: Language) -> String {
    let percent = (share * 100.0).abs();
    match (language, share >= 0.0) {
        (Language::English, true) => format!("up {percent:.0} %"),
        (Language::English, false) => format!("down {percent:.0} %"),
        (Language::Chinese, true) => format!("上升 {percent:.0} %"),
        (Language::Chinese, false) => format!("下降 {percent:.0} %"),
    }
}

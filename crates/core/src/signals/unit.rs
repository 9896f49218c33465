//! Units of the values of signals, and how the documentation writes them.

/// Unit of a signal's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1, told as a percentage.
    Share,
    /// A number of things or people, such as tickets, notices or agents.
    Count,
    /// Yes (1) or no (0).
    Flag,
    /// A duration in minutes.
    Minutes,
    /// Change of a duration from week to week, in minutes a week.
    MinutesPerWeek,
    /// A duration in hours.
    Hours,
    /// A number of days.
    Days,
    /// Points of a score of 0 to 100.
    Points,
    /// Change of a score of 0 to 100 from week to week, in points a week.
    PointsPerWeek,
    /// Points of satisfaction, 1 to 5.
    Stars,
    /// A quotient of two values of the same unit, 0 or more; it may be above 1.
    Ratio,
    /// Logarithm of a ratio of seconds.
    LogSeconds,
    /// Logarithm of a ratio of rates.
    LogPerHour,
    /// Change of an hourly rate a week.
    PerHourPerWeek,
    /// A rate of events per year.
    PerYear,
    /// Information in nats (natural logarithm).
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
}

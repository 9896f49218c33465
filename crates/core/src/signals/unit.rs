//! Units of values.

/// Unit of a signal's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Between 0 and 1, told as a percentage.
    Share,
    /// A whole number.
    Count,
    /// Yes or no.
    Flag,
    /// A duration in minutes.
    Minutes,
    /// Minutes a week.
    MinutesPerWeek,
    /// A duration in hours.
    Hours,
    /// A number of days.
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

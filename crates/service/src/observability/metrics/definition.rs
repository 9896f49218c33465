//! What a metric is, and how one is defined: once, its doc comment being its help text and its line in the docs.

use prometheus::core::Collector;
use prometheus::{
    Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry,
};

/// What all names begin with.
pub const PREFIX: &str = "attrition_watch";

/// Metrics that belong together.
#[derive(Clone, Copy, Debug)]
pub struct MetricGroup {
    /// Heading in the docs.
    pub title: &'static str,
    /// What they are about.
    pub about: &'static str,
    /// Definitions of these metrics, in the order of the docs.
    pub definitions: &'static [Definition],
}

/// What is fixed about a metric: everything but its values.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Name without the prefix.
    pub name: &'static str,
    /// Whether it is a counter, a gauge or a histogram.
    pub kind: MetricKind,
    /// Help text, as a scrape and the docs show it.
    pub help: &'static str,
    /// Labels; what each may be stands in [`super::labels`].
    pub labels: &'static [&'static str],
    /// Upper edges of the buckets of a histogram.
    pub buckets: &'static [f64],
}

/// How a metric behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// Only grows, from zero at each start.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Counts values by buckets of their size.
    Histogram,
}

impl Definition {
    /// The name as it is scraped.
    pub fn full_name(&self) -> String {
        format!("{PREFIX}_{}", self.name)
    }

    fn options(&self) -> Opts {
        Opts::new(self.name, self.help)
    }

    fn bucketed(&self) -> HistogramOpts {
        HistogramOpts::new(self.name, self.help).buckets(self.buckets.to_vec())
    }
}

impl MetricKind {
    /// The type of the metric, as Prometheus writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// What a definition is while the service runs.
pub trait Instrument: Collector + Clone + 'static {
    /// The kind of metric that this instrument is.
    const KIND: MetricKind;

    /// Makes the instrument of a definition; no registry knows it yet.
    fn define(definition: &Definition) -> prometheus::Result<Self>;
}

macro_rules! instruments {
    ($($instrument:ident, $kind:ident: |$definition:ident| $made:expr;)+) => {
        $(impl Instrument for $instrument {
            const KIND: MetricKind = MetricKind::$kind;

            fn define($definition: &Definition) -> prometheus::Result<Self> {
                $made
            }
        })+
    };
}

instruments! {
    IntCounter, Counter: |definition| Self::with_opts(definition.options());
    IntCounterVec, Counter: |definition| Self::new(definition.options(), definition.labels);
    Gauge, Gauge: |definition| Self::with_opts(definition.options());
    IntGauge, Gauge: |definition| Self::with_opts(definition.options());
    GaugeVec, Gauge: |definition| Self::new(definition.options(), definition.labels);
    IntGaugeVec, Gauge: |definition| Self::new(definition.options(), definition.labels);
    Histogram, Histogram: |definition| Self::with_opts(definition.bucketed());
    HistogramVec, Histogram: |definition| Self::new(definition.bucketed(), definition.labels);
}

/// Makes the instrument of a definition known to a registry.
pub(super) fn register<I: Instrument>(registry: &Registry, definition: &Definition) -> prometheus::Result<I> {
    let instrument = I::define(definition)?;
    registry.register(Box::new(instrument.clone()))?;
    Ok(instrument)
}

/// The last of several: buckets, if any are given.
pub(super) const fn last(of: &[&'static [f64]]) -> &'static [f64] {
    of[of.len() - 1]
}

/// Defines a group of metrics: a struct with an instrument a field. A field's name is the metric's, its doc comment the help
/// text; then come its labels and, after `in`, the upper edges of a histogram's buckets.
macro_rules! metrics {
    (
        $(#[doc = $about:literal])+
        $group:ident, $title:literal {
            $(
                $(#[doc = $help:literal])+
                $name:ident: $instrument:ident $([$($label:literal),+])? $(in $buckets:ident)?,
            )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone)]
        pub struct $group {
            $($(#[doc = $help])+ pub $name: prometheus::$instrument,)+
        }

        impl $group {
            /// Definitions of the metrics of this group, under their heading in the docs.
            pub const GROUP: $crate::observability::metrics::definition::MetricGroup = $crate::observability::metrics::definition::MetricGroup {
                title: $title,
                about: concat!($($about),+).trim_ascii_start(),
                definitions: &[$($crate::observability::metrics::definition::Definition {
                    name: stringify!($name),
                    kind: <prometheus::$instrument as $crate::observability::metrics::definition::Instrument>::KIND,
                    help: concat!($($help),+).trim_ascii_start(),
                    labels: &[$($($label),+)?],
                    buckets: $crate::observability::metrics::definition::last(&[&[], $($buckets)?]),
                }),+],
            };

            /// Makes them, all at zero, and known to a registry.
            pub fn register(registry: &prometheus::Registry) -> prometheus::Result<Self> {
                let mut definitions = Self::GROUP.definitions.iter();
                let mut next = || definitions.next().expect("there is a definition for each field");
                Ok(Self { $($name: $crate::observability::metrics::definition::register(registry, next())?,)+ })
            }
        }
    };
}

pub(super) use metrics;

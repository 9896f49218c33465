//! What the service tells Prometheus.

mod definitions;
mod lag;
mod scrape;

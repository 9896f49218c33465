//! What the service tells Prometheus.

mod definitions;

//! The journal grows to more partitions: what comes of it is what would have come had it had them from the beginning.

mod refused;
mod same;
mod site;

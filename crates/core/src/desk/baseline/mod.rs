//! What is usual at a site and in its queues, and what has moved all of them at once.

pub(in crate::desk) mod contributions;
pub(in crate::desk) mod control_chart;
pub(in crate::desk) mod shifts;
pub(in crate::desk) mod site_baseline;
pub(in crate::desk) mod source_stat;

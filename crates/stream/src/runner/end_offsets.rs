//! Where partitions ended when somebody first looked.

use std::collections::BTreeMap;

use crate::Error;
use attrition_contracts::records::topic::Topic;

/// The ends of partitions at a moment. Records that come later are not waited for, or a busy topic would be waited for for
/// ever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndOffsets(BTreeMap<(Topic, u32), u64>);

impl EndOffsets {
    /// The end of a partition: the offset of the next record at the first look, which asks for it.
    pub fn first_seen(
        &mut self,
        topic: Topic,
        partition: u32,
        ask: impl FnOnce() -> Result<u64, Error>,
    ) -> Result<u64, Error> {
        if let Some(end) = self.0.get(&(topic, partition)) {
            return Ok(*end);
        }
        let end = ask()?;
        self.0.insert((topic, partition), end);
        Ok(end)
    }

    /// Whether nothing stood in any of these partitions, ever.
    pub fn are_zero(&self) -> bool {
        self.0.values().all(|end| *end == 0)
    }
}

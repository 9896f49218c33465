//! Until when the desk may have an open alert about an agent: the last day on which a model, whichever it was, had the risk over
//! the threshold below which alerts ease. It outlives the models, whose risks do not.

use super::Partition;
use crate::basics::date::Date;
use crate::employment::profile::Profile;
use crate::partition::agent::{self, AgentMemory};
use crate::windows::pack::{ByteWriter, PackReader};

/// Begins a record that has such a day: nought in two bytes, as no writer writes a number. Records without it, and those of earlier
/// versions, begin with a count.
const MARK: [u8; 2] = [0x80, 0x00];

impl Partition {
    /// Notes that an agent's risk was over on a day.
    pub fn note_over(&mut self, name: &str, day: Date) {
        if let Some(slot) = self.index.get(name) {
            self.over.insert(*slot, day);
            self.changes.pasts.insert(*slot);
        }
    }

    /// What is kept of an agent beside the buckets.
    pub(super) fn packed(&self, slot: u32) -> Vec<u8> {
        let agent = &self.agents[slot as usize];
        let beside = agent::pack(&agent.profile, &agent.past);
        match self.over.get(&slot) {
            Some(day) => marked(*day, &beside),
            None => beside,
        }
    }
}

fn marked(day: Date, beside: &[u8]) -> Vec<u8> {
    let mut out = ByteWriter::after(MARK.to_vec());
    out.signed(i64::from(day.0));
    [&out.finish(), beside].concat()
}

/// Reads what [`Partition::packed`] wrote, or an earlier version.
pub(super) fn unpack(bytes: &[u8]) -> Option<(Option<Date>, Profile, AgentMemory)> {
    let (mut day, mut beside) = (None, bytes);
    if let Some(rest) = bytes.strip_prefix(&MARK) {
        let mut from = PackReader::new(rest);
        day = Some(Date::of_days(from.signed()?)?);
        beside = &rest[rest.len() - from.remaining()..];
    }
    let (profile, past) = agent::unpack(beside)?;
    Some((day, profile, past))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_with_such_a_day_reads_back_and_so_does_one_without() {
        let beside = agent::pack(&Profile::default(), &AgentMemory::default());
        let day_of = |bytes: &[u8]| unpack(bytes).map(|(day, ..)| day);
        assert_eq!(day_of(&beside), Some(None), "as an earlier version wrote it");
        assert_eq!(day_of(&marked(Date(20_000), &beside)), Some(Some(Date(20_000))));
        assert_eq!(day_of(&MARK), None);
    }
}

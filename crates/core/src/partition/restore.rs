//! What is kept of a partition: put back record by record, and handed over as a whole.

use super::over::unpack;
use super::{Change, Changes, Partition};
use crate::basics::date::Date;
use crate::employment::profile::Profile;
use crate::partition::agent::{Agent, AgentMemory};
use crate::windows::bucket::Packed;
use crate::windows::window::Horizon;

impl Partition {
    /// Puts back the day up to which the partition was closed.
    pub fn restore_closed(&mut self, closed: Date) {
        self.open = Some(closed + 1);
    }

    /// Puts back a day bucket; says whether the bytes were one.
    pub fn restore_day(&mut self, name: &str, date: Date, packed: Packed) -> bool {
        if !packed.is_sound(date, &mut self.scratch) {
            return false;
        }
        let slot = self.slot(name);
        self.agents[slot as usize].window.restore(date, packed);
        true
    }

    /// Takes away a day bucket that had been put back, and expired later.
    pub fn remove_day(&mut self, name: &str, date: Date) {
        if let Some(slot) = self.index.get(name) {
            self.agents[*slot as usize].window.remove(date);
        }
    }

    /// Puts back what is kept beside the buckets; says whether the bytes were such a record.
    pub fn restore_agent(&mut self, name: &str, bytes: &[u8]) -> bool {
        let Some((over_on, profile, past)) = unpack(bytes) else { return false };
        let slot = self.slot(name);
        match over_on {
            Some(day) => _ = self.over.insert(slot, day),
            None => _ = self.over.remove(&slot),
        }
        let agent = &mut self.agents[slot as usize];
        (agent.profile, agent.past) = (profile, past);
        true
    }

    /// Takes away what had been put back of an agent beside the buckets.
    pub fn remove_agent(&mut self, name: &str) {
        if let Some(slot) = self.index.get(name) {
            self.over.remove(slot);
            let agent = &mut self.agents[*slot as usize];
            (agent.profile, agent.past) = Default::default();
        }
    }

    /// Ends a restore: lets go of what expired since it was written, and of whom nothing is left.
    pub fn restored(&mut self) {
        let gone = |slot: &u32| !self.agents[*slot as usize].is_kept();
        let gone: Vec<u32> = self.order.iter().copied().filter(gone).collect();
        gone.into_iter().for_each(|slot| self.forget(slot));
        if let Some(open) = self.open {
            self.expire(open);
        }
        self.changes = Changes::default();
    }

    /// What the agents take in memory, bytes, about: their days, what is beside those, and the evaluation of the open day.
    pub fn bytes(&self) -> usize {
        self.agents().map(|(name, agent)| name.len() + size_of::<Agent>() + agent.bytes()).sum()
    }

    /// Hands over all that is kept, in a fixed order. What was taken in must have been handed over by `changes` before.
    pub fn each(&self, mut tell: impl FnMut(Change<'_>)) {
        let horizon = Horizon { open: self.open.unwrap_or_default(), dedup_days: self.dedup_days };
        if self.open.is_some() {
            tell(Change::Closed(horizon.open - 1));
        }
        for slot in &self.order {
            let (name, agent) = (&self.names[*slot as usize], &self.agents[*slot as usize]);
            for date in agent.window.dates() {
                tell(Change::Day(name, date, agent.window.packed(date, horizon)));
            }
            if agent.is_beside() {
                tell(Change::Agent(name, Some(self.packed(*slot))));
            }
        }
    }
}

impl Agent {
    /// What it takes beside itself, bytes, about.
    fn bytes(&self) -> usize {
        let live = self.live.as_ref().map_or(0, |live| size_of_val(&**live));
        self.window.bytes() + size_of_val(&*self.past.risks) + size_of_val(self.profile.facts()) + live
    }

    /// Whether anything is kept of the agent.
    fn is_kept(&self) -> bool {
        !self.window.is_empty() || self.is_beside()
    }

    /// Whether anything is kept beside the buckets.
    fn is_beside(&self) -> bool {
        self.profile != Profile::default() || self.past != AgentMemory::default()
    }
}

//! The state of the score stage: a partition of agents, as records of the state topic.

use std::ops::{Deref, DerefMut};

use crate::{PartitionState, Unreadable};
use attrition_contracts::state::score_state;
use attrition_core::partition::Partition;

/// The agents of a partition, as the stage keeps them.
#[derive(Debug)]
pub struct Agents(pub Partition);

impl Deref for Agents {
    type Target = Partition;

    fn deref(&self) -> &Partition {
        &self.0
    }
}

impl DerefMut for Agents {
    fn deref_mut(&mut self) -> &mut Partition {
        &mut self.0
    }
}

impl PartitionState for Agents {
    fn restore(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), Unreadable> {
        let done = match value {
            Some(value) => score_state::restore(self, key, value),
            None => score_state::remove(self, key),
        };
        done.ok_or(Unreadable)
    }

    fn restored(&mut self) {
        self.0.restored();
    }

    fn each(&self, put: &mut dyn FnMut(&[u8], &[u8])) {
        self.0.each(|change| {
            let (key, value) = score_state::write(change);
            put(&key, &value.expect("what is there has a value"));
        });
    }

    fn people(&self) -> usize {
        self.agents().count()
    }

    fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

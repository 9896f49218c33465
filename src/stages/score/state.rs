//! The state of the score stage: a partition of agents, as records of the state topic.

use crate::engine::partition::Partition;
use crate::stages::{State, Unreadable};
use crate::wire::score_state;

impl State for Partition {
    fn restore(&mut self, key: &[u8], value: Option<&[u8]>) -> Result<(), Unreadable> {
        let done = match value {
            Some(value) => score_state::restore(self, key, value),
            None => score_state::remove(self, key),
        };
        done.ok_or(Unreadable)
    }

    fn restored(&mut self) {
        Self::restored(self);
    }

    fn each(&self, put: &mut dyn FnMut(&[u8], &[u8])) {
        Self::each(self, |change| {
            let (key, value) = score_state::write(change);
            put(&key, &value.expect("what is there has a value"));
        });
    }

    fn people(&self) -> usize {
        self.agents().count()
    }

    fn bytes(&self) -> usize {
        self.bytes()
    }
}

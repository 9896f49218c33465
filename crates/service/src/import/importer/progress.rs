//! How far imports have come, as org tells it: that of one input, and of others that begin as it does.

use std::collections::BTreeMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use attrition_contracts::records::journal::Imported;

/// Progress of texts in their order goes by other names than that of lines as they stood, which earlier versions kept.
const ORDERED: u64 = 1;

/// How far the import of one input has come.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportProgress {
    /// The last record of it.
    pub(super) done: Imported,
    /// Which of its texts without a time are in the dead letters.
    pub(super) untimed: UntimedTexts,
}

/// Texts without a time by their hashes, and how often each is there.
#[derive(Clone, Debug, Default)]
pub(super) struct UntimedTexts(BTreeMap<u64, u64>);

/// The progress of all inputs by their names.
#[derive(Debug, Default)]
pub(super) struct AllProgress(BTreeMap<u64, ImportProgress>);

impl UntimedTexts {
    /// The hash by which a text is known again.
    pub(super) fn hash(text: &[u8]) -> u64 {
        xxh3_64(text)
    }

    /// Takes a text out, once; whether it was there.
    pub(super) fn remove(&mut self, text: &[u8]) -> bool {
        let left = self.0.get_mut(&Self::hash(text)).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }
}

impl AllProgress {
    /// Takes in the next record.
    pub(super) fn add(&mut self, imported: &Imported) {
        let progress = self.0.entry(imported.source).or_default();
        for hash in &imported.untimed_hashes {
            *progress.untimed.0.entry(*hash).or_default() += 1;
        }
        progress.done = Imported { untimed_hashes: Vec::new(), ..*imported };
    }

    /// The progress of inputs with this beginning, in the order in which they were first imported, and behind them that of a
    /// new one. Each name is made of the beginning and of the name before it.
    pub(super) fn beginning_with(mut self, head: &[u8]) -> Vec<ImportProgress> {
        let (mut alike, mut source) = (Vec::new(), xxh3_64_with_seed(head, ORDERED));
        while let Some(progress) = self.0.remove(&source) {
            alike.push(progress);
            source = xxh3_64_with_seed(head, source);
        }
        alike.push(ImportProgress { done: Imported { source, ..Imported::default() }, ..ImportProgress::default() });
        alike
    }
}

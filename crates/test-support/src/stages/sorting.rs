//! Inputs in order, and imports of them, without a process.

use std::path::Path;
use std::sync::Arc;

use attrition_pipeline::Counts;
use attrition_pipeline::ingest::Partitions;
use attrition_service::import::importer::Importer;
use attrition_service::import::lines::{SourceLocation, SourceText};
use attrition_service::import::sorting::{Sorted, Sorter};
use attrition_stream::backend::local::{LocalLog, SharedStore, Store};

use crate::stages::play::{PARTITIONS, now};

/// Lines of one file in order, with no more than so many bytes of them in memory.
pub fn sorted(lines: &[Vec<u8>], folder: &Path, held_max: usize) -> Sorted {
    let mut sorter = Sorter::new(folder, held_max);
    for (line, bytes) in (1..).zip(lines) {
        let text = SourceText { bytes: bytes.clone(), place: SourceLocation { file: 0, line, event: 0 } };
        sorter.push(&text).expect("the folder can be written");
    }
    sorter.finish().expect("the folder can be written")
}

/// The same where memory is enough.
pub fn in_memory(lines: &[Vec<u8>]) -> Sorted {
    sorted(lines, Path::new("nowhere"), usize::MAX)
}

/// Imports them from a file of that name, as the command does; tells what was counted.
pub fn import<S: Store>(store: &Arc<SharedStore<S>>, texts: &Sorted, name: &str) -> Counts {
    let mut importer = importer(store, texts, name);
    importer.take(texts, &[name.to_owned()], &mut |_, _| true).expect("it is a new input, and the log can be written");
    importer.counts().clone()
}

/// An importer of such an input.
pub fn importer<S: Store>(store: &Arc<SharedStore<S>>, texts: &Sorted, name: &str) -> Importer<LocalLog<S>> {
    let partitions = Partitions { journal: PARTITIONS, dead_letters: PARTITIONS };
    let (log, head) = (LocalLog::new(store, "import", &[]), texts.head().expect("it can be read"));
    Importer::open(log, partitions, name, &head, now()).expect("the log can be read").of_history()
}

//! Records that the service writes for itself: the journal, org and the desk inbox.

use attrition_contracts::alerting::inbox;
use attrition_contracts::records::journal;

/// Reads a record as either; what is one reads back.
pub fn read(bytes: &[u8]) -> bool {
    let entry = journal::read(bytes);
    if let Some(entry) = &entry {
        // By its bytes: a damaged float may be none, and equals nothing.
        let written = journal::write(entry);
        assert_eq!(journal::read(&written).map(|entry| journal::write(&entry)), Some(written), "it reads back");
    }
    let message = inbox::read(bytes).ok();
    if let Some(message) = &message {
        let written = inbox::write(message);
        assert_eq!(inbox::read(&written).map(|message| inbox::write(&message)), Ok(written), "it reads back");
    }
    entry.is_some() || message.is_some()
}

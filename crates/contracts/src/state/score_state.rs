//! Records of the score stage's changelog: kind byte, agent id and, for a day bucket, the date.

use attrition_core::basics::date::Date;
use attrition_core::partition::{Change, Partition};
use attrition_core::windows::bucket::Packed;
use attrition_core::windows::pack::{ByteWriter, PackReader};

/// Version of the values that are written. Readers take version 1 too: its days have no times of records.
const VERSION: u8 = 2;
const CLOSED: u8 = 0;
const DAY: u8 = 1;
const AGENT: u8 = 2;

/// Key and value of a change; without a value it is a tombstone.
pub fn write(change: Change<'_>) -> (Box<[u8]>, Option<Box<[u8]>>) {
    let mut key = ByteWriter::default();
    let value = match change {
        Change::Closed(day) => {
            key.byte(CLOSED);
            let mut value = ByteWriter::default();
            value.signed(i64::from(day.0));
            Some(value.finish())
        }
        Change::Day(agent, date, packed) => {
            key.byte(DAY);
            key.text(agent);
            key.signed(i64::from(date.0));
            packed.map(|packed| packed.0.into_vec())
        }
        Change::Agent(agent, packed) => {
            key.byte(AGENT);
            key.text(agent);
            packed
        }
    };
    let versioned = |mut bytes: Vec<u8>| {
        bytes.insert(0, VERSION);
        bytes.into_boxed_slice()
    };
    (key.finish().into_boxed_slice(), value.map(versioned))
}

/// Puts a record back into a partition; `None` when it is none of this version.
pub fn restore(partition: &mut Partition, key: &[u8], value: &[u8]) -> Option<()> {
    let (version, value) = value.split_first()?;
    if !(1..=VERSION).contains(version) {
        return None;
    }
    let mut key = PackReader::new(key);
    match key.byte()? {
        CLOSED => partition.restore_closed(date(&mut PackReader::new(value))?),
        DAY => {
            let agent = key.text()?;
            let date = date(&mut key)?;
            let packed = if *version == 1 { Packed::of_version_1(date, value)? } else { Packed(value.into()) };
            return partition.restore_day(agent, date, packed).then_some(());
        }
        AGENT => return partition.restore_agent(key.text()?, value).then_some(()),
        _ => return None,
    }
    Some(())
}

/// Takes a record away from a partition; `None` when its key is none of this version.
pub fn remove(partition: &mut Partition, key: &[u8]) -> Option<()> {
    let mut key = PackReader::new(key);
    match key.byte()? {
        DAY => {
            let agent = key.text()?;
            partition.remove_day(agent, date(&mut key)?);
        }
        AGENT => partition.remove_agent(key.text()?),
        _ => return None,
    }
    Some(())
}

fn date(from: &mut PackReader<'_>) -> Option<Date> {
    Date::of_days(from.signed()?)
}

//! A chunk: the records that one step appended to one partition. After the records come their times, as runs of the same
//! one: chunks of earlier versions end without.

use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_core::windows::pack::{ByteWriter, PackReader};

/// Level 1: records shrink to a third at 300 MB/s; higher levels gain little and cost much.
const LEVEL: i32 = 1;

/// Packs and compresses records; those without a time get that of now.
pub(super) fn write(outputs: &[Output], now_ms: u64) -> Vec<u8> {
    let mut out = ByteWriter::default();
    out.number(outputs.len() as u64);
    for output in outputs {
        out.bytes(&output.key);
        out.bytes(output.value.as_deref().unwrap_or_default());
        out.number(output.headers.len() as u64);
        for (name, value) in &output.headers {
            out.text(name);
            out.bytes(value);
        }
    }
    let time = |output: &Output| if output.time_ms == 0 { now_ms } else { output.time_ms };
    for run in outputs.chunk_by(|a, b| time(a) == time(b)) {
        out.number(run.len() as u64);
        out.number(run.first().map_or(now_ms, time));
    }
    zstd::encode_all(&out.finish()[..], LEVEL).expect("writing to memory does not fail")
}

/// Reads a chunk whose first record has the offset `base`; `None` when the bytes are damaged.
pub(super) fn read(bytes: &[u8], topic: Topic, partition: u32, base: u64) -> Option<Vec<Record>> {
    let bytes = zstd::decode_all(bytes).ok()?;
    let mut from = PackReader::new(&bytes);
    let count = from.count(3)?;
    let mut records = Vec::with_capacity(count);
    for offset in base..base + count as u64 {
        let (key, value) = (from.bytes()?.into(), from.bytes()?.into());
        let mut headers = Vec::new();
        for _ in 0..from.count(2)? {
            headers.push((from.text()?.to_owned(), from.bytes()?.to_vec()));
        }
        records.push(Record { topic, partition, offset, key, value, is_null: false, headers, time_ms: 0 });
    }
    let mut untimed = &mut records[..];
    while !from.is_empty() {
        let run = usize::try_from(from.number()?).ok()?;
        let (timed, rest) = untimed.split_at_mut_checked(run)?;
        let time_ms = from.number()?;
        timed.iter_mut().for_each(|record| record.time_ms = time_ms);
        untimed = rest;
    }
    Some(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(time_ms: u64) -> Output {
        Output { time_ms, ..Output::new(Topic::Journal, 0, *b"key", *b"value") }
    }

    #[test]
    fn records_keep_their_times_and_those_without_get_that_of_now() {
        let bytes = write(&[output(5), output(5), output(0), output(7), output(9)], 7);
        let read = read(&bytes, Topic::Journal, 0, 10).expect("it was written");
        let times: Vec<(u64, u64)> = read.iter().map(|record| (record.offset, record.time_ms)).collect();
        assert_eq!(times, [(10, 5), (11, 5), (12, 7), (13, 7), (14, 9)]);
    }

    #[test]
    fn a_chunk_of_an_earlier_version_has_no_times() {
        let mut out = ByteWriter::default();
        out.number(1);
        out.bytes(b"key");
        out.bytes(b"value");
        out.number(0);
        let whole = zstd::encode_all(&out.finish()[..], LEVEL).expect("writing to memory does not fail");
        let records = read(&whole, Topic::Journal, 0, 3).expect("it is whole");
        assert_eq!(records, [output(0).read_at(3)]);
        let mut out = ByteWriter::default();
        out.number(0);
        [2, 5].into_iter().for_each(|number| out.number(number));
        let torn = zstd::encode_all(&out.finish()[..], LEVEL).expect("writing to memory does not fail");
        assert_eq!(read(&torn, Topic::Journal, 0, 3), None, "times of records that are not there");
    }
}

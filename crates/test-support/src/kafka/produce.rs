//! Requests of Kafka's protocol that write records, of versions 9 to 11: which partition they are for, and an answer that refuses them.

/// The code of Kafka's error `NOT_LEADER_OR_FOLLOWER`, which clients try again.
const NOT_LEADER: [u8; 2] = [0, 6];

/// Where the records of a request go: the topic, and the number of the partition.
pub fn place(frame: &[u8]) -> Option<(Vec<u8>, [u8; 4])> {
    let version = i16::from_be_bytes([frame[6], frame[7]]);
    assert!((9..=11).contains(&version), "requests of version {version} are not known here");
    let mut rest = Rest(&frame[12..]);
    // The client's name, and no tagged fields.
    let name = usize::from(u16::from_be_bytes([rest.byte()?, rest.byte()?]));
    rest.skip(name + 1)?;
    // The transactional id, the copies that have to confirm, and the time they have for it.
    let id = rest.length()?;
    rest.skip(id + 2 + 4)?;
    // One topic with one partition: librdkafka writes no others.
    (rest.byte()? == 2).then_some(())?;
    let topic = rest.length()?;
    let topic = rest.skip(topic)?.to_vec();
    (rest.byte()? == 2).then_some(())?;
    Some((topic, rest.skip(4)?.try_into().ok()?))
}

/// The answer of a broker that does not lead the partition.
pub fn refusal(frame: &[u8]) -> Vec<u8> {
    let (topic, partition) = place(frame).expect("the request writes records to one partition");
    let mut answer = [&frame[8..12], &[0, 2, topic.len() as u8 + 1]].concat();
    answer.extend(topic);
    answer.push(2);
    answer.extend(partition);
    answer.extend(NOT_LEADER);
    // No offset, no time, no first offset.
    answer.extend([0xff; 24]);
    // No errors of records, no message, no tagged fields of partition and topic; no throttling, and no tagged fields.
    answer.extend([1, 0, 0, 0]);
    answer.extend([0; 5]);
    [&(answer.len() as u32).to_be_bytes()[..], &answer].concat()
}

/// What is left of a request.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn skip(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let (skipped, rest) = self.0.split_at_checked(bytes)?;
        self.0 = rest;
        Some(skipped)
    }

    fn byte(&mut self) -> Option<u8> {
        self.skip(1).map(|bytes| bytes[0])
    }

    /// The length of a text, written as one more; of none it is 0. Texts here are short.
    fn length(&mut self) -> Option<usize> {
        self.byte().filter(|length| *length < 0x80).map(|length| usize::from(length.saturating_sub(1)))
    }
}

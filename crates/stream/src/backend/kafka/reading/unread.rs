//! How much of each partition has not been read, and which of them wait for a transaction that somebody has left open, from
//! what the client tells of itself now and then: no broker is asked.

use std::collections::BTreeMap;

use rdkafka::Statistics;

/// A topic and a partition.
type TopicPartition = (String, u32);

/// How the client calls it that it does not fetch a partition.
const IDLE: [&str; 3] = ["none", "stopping", "stopped"];

/// Where a partition ends and how far the client is in it, offsets of the next record; below 0 where it does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::backend::kafka) struct PartitionOffsets {
    /// The end of what is committed: an open transaction keeps it where that began, whatever is committed behind it.
    end: i64,
    /// The end of what is there.
    high: i64,
    /// What it fetches next.
    fetched: i64,
    /// What its owner takes next.
    taken: i64,
    /// The offset at which reading the partition began.
    begun: i64,
}

/// What a client told of all partitions.
pub(in crate::backend::kafka) type ReportedOffsets = BTreeMap<TopicPartition, PartitionOffsets>;

/// The ends among what a client tells of itself.
pub(in crate::backend::kafka) fn ends(told: &Statistics) -> ReportedOffsets {
    let mut ends = ReportedOffsets::new();
    for (topic, partition) in told.topics.values().flat_map(|topic| topic.partitions.values().map(move |p| (topic, p)))
    {
        // One partition stands for what belongs to none.
        let Ok(number) = u32::try_from(partition.partition) else { continue };
        // Of the partitions of others nothing is fetched: they have the same number in a topic with more or fewer of them.
        if IDLE.contains(&partition.fetch_state.as_str()) {
            continue;
        }
        let told = PartitionOffsets {
            end: partition.ls_offset,
            high: partition.hi_offset,
            fetched: partition.next_offset,
            taken: partition.app_offset,
            begun: partition.committed_offset.max(partition.lo_offset),
        };
        ends.insert((topic.topic.clone(), number), told);
    }
    ends
}

/// What is left to read, by what the client told last.
#[derive(Debug, Default)]
pub(in crate::backend::kafka) struct Unread(BTreeMap<TopicPartition, Left>);

#[derive(Clone, Copy, Debug)]
struct Left {
    told: PartitionOffsets,
    /// The client has fetched all there was, and nothing came of it since it told so before: what is left are the marks of
    /// transactions, which nobody is handed.
    is_still: bool,
    /// Since when nothing can be fetched for an open transaction, milliseconds since 1970-01-01 UTC; noted when it is told
    /// a second time, for a transaction that is as it ought to be is over by then.
    open: Option<OpenTransaction>,
}

#[derive(Clone, Copy, Debug)]
struct OpenTransaction {
    since_ms: u64,
    is_certain: bool,
}

impl PartitionOffsets {
    /// The client has fetched all that is committed, and more is there.
    fn is_open(self) -> bool {
        self.end >= 0 && self.high > self.end && self.fetched >= self.end
    }
}

impl Unread {
    /// Takes in what the client told at a time.
    pub(in crate::backend::kafka) fn update(&mut self, ends: ReportedOffsets, now_ms: u64) {
        let before = std::mem::take(&mut self.0);
        self.0.extend(ends.into_iter().map(|(place, told)| {
            let before = before.get(&place);
            let is_same = |before: &&Left| before.told == PartitionOffsets { high: before.told.high, ..told };
            let is_still = told.fetched >= told.end && before.is_some_and(|before| is_same(&before));
            let earlier = before.filter(|before| before.told.end == told.end).and_then(|before| before.open);
            let open = match earlier {
                Some(open) => OpenTransaction { is_certain: true, ..open },
                None => OpenTransaction { since_ms: now_ms, is_certain: false },
            };
            let open = told.is_open().then_some(open);
            (place, Left { told, is_still, open })
        }));
    }

    /// Since when partitions wait for an open transaction, each with its topic, of those that are owned.
    pub(in crate::backend::kafka) fn open(
        &self,
        is_owned: impl Fn(u32) -> bool,
    ) -> impl Iterator<Item = (&str, u32, u64)> {
        let open = self.0.iter().filter(move |((_, number), _)| is_owned(*number));
        open.filter_map(|((topic, number), left)| {
            let open = left.open.filter(|open| open.is_certain)?;
            Some((topic.as_str(), *number, open.since_ms))
        })
    }

    /// Records of a partition were taken, up to before an offset.
    pub(in crate::backend::kafka) fn took(&mut self, topic: &str, partition: u32, next: u64) {
        let next = i64::try_from(next).unwrap_or(i64::MAX);
        let left = self.0.iter_mut().find(|((name, number), _)| name == topic && *number == partition);
        if let Some((_, left)) = left {
            left.told.taken = left.told.taken.max(next);
        }
    }

    /// How many records are left of each partition that is owned, over all topics; the marks of transactions count as
    /// records while more comes. A partition is not among them before its ends in all topics are known.
    pub(in crate::backend::kafka) fn left(
        &self,
        is_owned: impl Fn(u32) -> bool,
        is_paused: impl Fn(u32) -> bool,
    ) -> BTreeMap<u32, u64> {
        let mut unread = BTreeMap::new();
        for ((_, number), left) in self.0.iter().filter(|((_, number), _)| is_owned(*number)) {
            let PartitionOffsets { end, high, taken, begun, .. } = left.told;
            let from = if taken >= 0 { taken } else { begun };
            // A client that is paused has not fetched, whatever it says.
            let is_through = from < 0 || (left.is_still && !is_paused(*number));
            let here = if is_through { 0 } else { (end - from).max(0).cast_unsigned() };
            // What stands behind an open transaction is there, and waits.
            let here = here + (high - end).max(0).cast_unsigned();
            let known: &mut Option<u64> = unread.entry(*number).or_insert(Some(0));
            *known = known.filter(|_| end >= 0).map(|others| others + here);
        }
        unread.into_iter().filter_map(|(number, known)| Some((number, known?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(end: i64, fetched: i64, taken: i64) -> ReportedOffsets {
        open(end, end, fetched, taken)
    }

    fn open(end: i64, high: i64, fetched: i64, taken: i64) -> ReportedOffsets {
        ReportedOffsets::from([(("journal".to_owned(), 3), PartitionOffsets { end, high, fetched, taken, begun: 0 })])
    }

    #[test]
    fn what_is_taken_is_not_left_and_marks_of_transactions_are_none_of_it() {
        let mut unread = Unread::default();
        let left = |unread: &Unread, paused| unread.left(|_| true, |_| paused).get(&3).copied();
        assert_eq!(left(&unread, false), None);
        unread.update(told(-1001, -1001, -1001), 0);
        assert_eq!(left(&unread, false), None, "it has not fetched yet");
        unread.update(told(100, 60, -1001), 0);
        assert_eq!(left(&unread, false), Some(100));
        unread.took("journal", 3, 99);
        unread.took("another", 3, 100);
        assert_eq!(left(&unread, false), Some(1), "the mark at the end, for all that is known");
        unread.update(told(100, 100, 99), 0);
        assert_eq!(left(&unread, false), Some(1));
        unread.update(told(100, 100, 99), 0);
        assert_eq!((left(&unread, false), left(&unread, true)), (Some(0), Some(1)));
        unread.update(told(140, 120, 99), 0);
        assert_eq!((left(&unread, false), unread.left(|_| false, |_| false).len()), (Some(41), 0));
    }

    #[test]
    fn what_stands_behind_an_open_transaction_waits_from_the_first_time_that_it_is_told() {
        let mut unread = Unread::default();
        let left = |unread: &Unread| unread.left(|_| true, |_| false).get(&3).copied();
        let since = |unread: &Unread| unread.open(|_| true).map(|(_, _, since_ms)| since_ms).next();
        unread.update(told(100, 100, 100), 1_000);
        assert_eq!((left(&unread), since(&unread)), (Some(0), None));
        unread.update(open(100, 101, 100, 100), 3_000);
        assert_eq!((left(&unread), since(&unread)), (Some(1), None), "it may be over the next time");
        unread.update(open(100, 601, 100, 100), 5_000);
        assert_eq!((left(&unread), since(&unread)), (Some(501), Some(3_000)));
        unread.update(open(100, 601, 100, 100), 7_000);
        assert_eq!((left(&unread), since(&unread)), (Some(501), Some(3_000)));
        unread.update(open(602, 700, 602, 602), 9_000);
        assert_eq!((left(&unread), since(&unread)), (Some(98), None), "that one is over, another has begun");
        unread.update(told(701, 701, 701), 11_000);
        assert_eq!((left(&unread), since(&unread)), (Some(0), None));
    }
}

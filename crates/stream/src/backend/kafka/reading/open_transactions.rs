//! Says in words that a partition waits for a transaction that somebody has left open. Nothing that stands behind the beginning of such
//! a transaction can be read, committed or not, until it is over or its producer's timeout has passed.

use std::collections::BTreeMap;

/// A transaction that is open for so long is worth a word, milliseconds: longer than one of this service may be open.
const LONG_MS: u64 = 10_000;

/// A word about a partition is not said again within this, milliseconds: some producers keep a transaction open all the time.
const AGAIN_MS: u64 = 3_600_000;

/// What was said about which partition, and when.
#[derive(Debug, Default)]
pub(in crate::backend::kafka) struct OpenTransactions(BTreeMap<(String, u32), LastWarning>);

#[derive(Debug)]
struct LastWarning {
    at_ms: u64,
    is_over: bool,
}

impl OpenTransactions {
    /// Looks at the partitions that wait, each since when, and says what is new.
    pub(in crate::backend::kafka) fn update<'a>(
        &mut self,
        open: impl Iterator<Item = (&'a str, u32, u64)>,
        now_ms: u64,
    ) {
        let long = open.filter(|(_, _, since_ms)| now_ms.saturating_sub(*since_ms) >= LONG_MS);
        let long: BTreeMap<(String, u32), u64> =
            long.map(|(topic, partition, since_ms)| ((topic.to_owned(), partition), since_ms)).collect();
        for ((topic, partition), said) in
            self.0.iter_mut().filter(|(place, said)| !said.is_over && !long.contains_key(*place))
        {
            said.is_over = true;
            tracing::info!(topic, partition, "the open transaction is over, the partition goes on");
        }
        for (place, since_ms) in long {
            let said = self.0.get(&place);
            if said.is_some_and(|said| !said.is_over || now_ms.saturating_sub(said.at_ms) < AGAIN_MS) {
                continue;
            }
            let (topic, partition) = &place;
            let open_s = now_ms.saturating_sub(since_ms) / 1_000;
            tracing::warn!(
                topic,
                partition,
                open_s,
                "the partition waits for a transaction that another producer has left open: nothing behind it can be read \
                 until it is over; `kafka-transactions.sh find-hanging` says whose it is"
            );
            self.0.insert(place, LastWarning { at_ms: now_ms, is_over: false });
        }
    }
}

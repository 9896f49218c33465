//! Which days are closed, by all partitions, and what they have seen of the signals on each.

use std::collections::BTreeMap;

use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SiteId;
use attrition_core::desk::SiteDay;

/// Day reports of the desk inbox: every journal partition tells every partition of the inbox.
#[derive(Debug)]
pub(in crate::projections::trends) struct Closes {
    desk_partitions: u32,
    /// Of the last report.
    journal_partitions: u32,
    /// The last day that a journal partition has told a partition of the inbox.
    told: BTreeMap<(u32, u32), Date>,
    /// What was seen on each day, all sites together.
    seen: BTreeMap<Date, SiteDay>,
}

impl Closes {
    /// Nothing is closed, in an inbox of so many partitions.
    pub(in crate::projections::trends) fn new(desk_partitions: u32) -> Self {
        Self { desk_partitions, journal_partitions: 0, told: BTreeMap::new(), seen: BTreeMap::new() }
    }

    /// Takes in the report of a journal partition, of so many, that came in a partition of the inbox.
    pub(in crate::projections::trends) fn close(
        &mut self,
        desk: u32,
        (journal, journal_partitions): (u32, u32),
        day: Date,
        sites: BTreeMap<SiteId, SiteDay>,
    ) {
        let told = self.told.entry((desk, journal)).or_insert(Date(i32::MIN));
        // Told before: what was seen is counted.
        if day <= *told {
            return;
        }
        *told = day;
        self.journal_partitions = journal_partitions;
        for seen in sites.into_values() {
            match self.seen.get_mut(&day) {
                // On the day of a change of models, every partition has the same one.
                Some(sum) => sum.add(&seen),
                None => _ = self.seen.insert(day, seen),
            }
        }
    }

    /// The last day that all have closed.
    pub(in crate::projections::trends) fn last_day(&self) -> Option<Date> {
        let pairs = (0..self.desk_partitions).flat_map(|desk| (0..self.journal_partitions).map(move |of| (desk, of)));
        pairs.map(|pair| self.told.get(&pair).copied()).min()?
    }

    /// What was seen on a day.
    pub(in crate::projections::trends) fn seen(&self, day: Date) -> Option<&SiteDay> {
        self.seen.get(&day)
    }

    /// Lets go of what was seen before a day.
    pub(in crate::projections::trends) fn forget(&mut self, first: Date) {
        self.seen = self.seen.split_off(&first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_closed_when_every_partition_has_told_every_other() {
        let mut closes = Closes::new(2);
        assert_eq!(closes.last_day(), None);
        let sites = |agents| BTreeMap::from([("n".into(), SiteDay { agents, ..SiteDay::by("m") })]);
        closes.close(0, (0, 2), Date(5), sites(3));
        closes.close(1, (0, 2), Date(5), BTreeMap::new());
        closes.close(0, (1, 2), Date(5), sites(4));
        assert_eq!(closes.last_day(), None);
        closes.close(1, (1, 2), Date(4), BTreeMap::new());
        assert_eq!(closes.last_day(), Some(Date(4)));
        closes.close(1, (1, 2), Date(5), BTreeMap::new());
        assert_eq!(closes.last_day(), Some(Date(5)));
        // What is told twice counts once.
        closes.close(0, (1, 2), Date(5), sites(4));
        assert_eq!(closes.seen(Date(5)).map(|seen| seen.agents), Some(7));
        // A journal that has grown is closed when its new partitions are.
        closes.close(0, (0, 3), Date(6), BTreeMap::new());
        assert_eq!(closes.last_day(), None);
    }
}

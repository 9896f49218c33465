//! The topics, by role. What they are called is a matter of configuration.

/// A topic's role in the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// In: shifts and requests.
    Attendance,
    /// In: evaluations and coaching.
    Qa,
    /// In: closed and reopened tickets.
    Tickets,
    /// In: roster facts and separations.
    Roster,
    /// Canonical events in one order per agent, keyed by agent: the database.
    Journal,
    /// Roster facts and closes for everyone; one partition.
    Org,
    /// Scores, keyed by agent.
    Scores,
    /// Reports and feedback to the desk, keyed by site.
    Desk,
    /// What the desk says: alerts and letters keyed by supervisor, notices by site; in the partition of the site.
    Alerts,
    /// Models, compacted; one partition.
    Models,
    /// What was refused, with the reason and the original bytes.
    DeadLetters,
    /// Changelog of the score stage, compacted, partitioned as the journal.
    ScoreState,
    /// Changelog of the desk stage, compacted, partitioned as the desk inbox.
    DeskState,
}

impl Topic {
    /// All roles, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::Attendance,
        Self::Qa,
        Self::Tickets,
        Self::Roster,
        Self::Journal,
        Self::Org,
        Self::Scores,
        Self::Desk,
        Self::Alerts,
        Self::Models,
        Self::DeadLetters,
        Self::ScoreState,
        Self::DeskState,
    ];

    /// The topics that events come in by.
    pub const SOURCES: [Self; 4] = [Self::Attendance, Self::Qa, Self::Tickets, Self::Roster];

    /// The role's name, as configuration and metrics write it.
    pub fn role(self) -> &'static str {
        match self {
            Self::Attendance => "attendance",
            Self::Qa => "qa",
            Self::Tickets => "tickets",
            Self::Roster => "roster",
            Self::Journal => "journal",
            Self::Org => "org",
            Self::Scores => "scores",
            Self::Desk => "desk",
            Self::Alerts => "alerts",
            Self::Models => "models",
            Self::DeadLetters => "dead-letters",
            Self::ScoreState => "score-state",
            Self::DeskState => "desk-state",
        }
    }

    /// Kafka keeps only the last record of each key.
    pub fn is_compacted(self) -> bool {
        matches!(self, Self::Models) || self.is_state()
    }

    /// The state of a stage: read back by key and never in order, so a log of one process keeps it as a table.
    pub fn is_state(self) -> bool {
        matches!(self, Self::ScoreState | Self::DeskState)
    }

    /// Everyone reads all of it, so it has one partition.
    pub fn is_broadcast(self) -> bool {
        matches!(self, Self::Org | Self::Models)
    }
}

/// The partition of a key: Kafka's own default (murmur2), so that foreign producers and consumers agree.
pub fn partition_of(key: &[u8], partitions: u32) -> u32 {
    (murmur2::murmur2(key, murmur2::KAFKA_SEED) & 0x7fff_ffff) % partitions.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_where_kafka_puts_them() {
        // From Kafka's own UtilsTest.testMurmur2.
        for (key, hash) in
            [("21", -973_932_308i32), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536)]
        {
            let expected = (hash.cast_unsigned() & 0x7fff_ffff) % 12;
            assert_eq!(partition_of(key.as_bytes(), 12), expected);
        }
    }
}

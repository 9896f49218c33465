//! What befalls members and brokers, and how it is brought about.

/// What befalls a member or a broker of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A member, by SIGKILL; it is started again at once.
    Killed,
    /// A member, by SIGKILL; it is started again when the others have taken over.
    Gone,
    /// A member, by SIGSTOP; by SIGCONT it comes back when its session is over and the others have taken over.
    Zombie,
    /// A member that has a name, by SIGSTOP; another process begins under its name, then it comes back, and must end.
    Replaced,
    /// A member, by SIGTERM; it is started again as another version.
    Upgraded,
    /// A broker, by SIGKILL; it is started again at once.
    BrokerKilled,
    /// A broker, by SIGTERM; it is started again at once.
    BrokerStopped,
    /// One of several brokers, by SIGKILL; it is started again when the members work without it.
    BrokerGone,
}

impl Fault {
    /// Every fault that a trial can bring about.
    pub const ALL: [Self; 8] = [
        Self::Killed,
        Self::Gone,
        Self::Zombie,
        Self::Replaced,
        Self::Upgraded,
        Self::BrokerKilled,
        Self::BrokerStopped,
        Self::BrokerGone,
    ];

    /// Whether it befalls a broker, and so all members.
    pub fn is_of_broker(self) -> bool {
        matches!(self, Self::BrokerKilled | Self::BrokerStopped | Self::BrokerGone)
    }

    /// Whether it kills: everything but an orderly end.
    pub fn is_kill(self) -> bool {
        !matches!(self, Self::Upgraded | Self::BrokerStopped)
    }

    /// What it is called on the command line of the bench.
    pub fn name(self) -> &'static str {
        match self {
            Self::Killed => "killed",
            Self::Gone => "gone",
            Self::Zombie => "zombie",
            Self::Replaced => "replaced",
            Self::Upgraded => "upgraded",
            Self::BrokerKilled => "broker-killed",
            Self::BrokerStopped => "broker-stopped",
            Self::BrokerGone => "broker-gone",
        }
    }

    /// What it is called in tables.
    pub fn text(self) -> &'static str {
        match self {
            Self::Killed => "member: SIGKILL, started again at once",
            Self::Gone => "member: SIGKILL, the others take over",
            Self::Zombie => "member: SIGSTOP, the others take over, SIGCONT",
            Self::Replaced => "member: SIGSTOP, another in its name, SIGCONT",
            Self::Upgraded => "member: SIGTERM, started as another version",
            Self::BrokerKilled => "broker: SIGKILL, started again at once",
            Self::BrokerStopped => "broker: SIGTERM, started again at once",
            Self::BrokerGone => "broker: SIGKILL, the others take over",
        }
    }
}

//! Events as the core knows them: validated, without names, texts or health data.

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::{QueueId, SiteId, SupervisorId, TeamId};

/// What is left of an event's (`source`, `id`), or of the ticket that it is about: 40 bits, of which 38 are compared.
///
/// Duplicates are looked for among the events of one agent and one business date, some 50 of them; two different
/// events of such a day share a fingerprint once in 10^8 days, and 100,000 agents keep 3 KB less each than with 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// Bytes of a fingerprint in the packed form.
    pub const BYTES: usize = 5;

    /// Keeps the low 40 bits of a hash.
    pub fn new(hash: u64) -> Self {
        Self(hash & ((1 << (8 * Self::BYTES)) - 1))
    }
}

/// What is left of a `shift_id`, `evaluation_id`, `request_id` or `session_id`: its hash. A later event with the same key
/// replaces the earlier one.
pub type Key = u64;

/// Something that happened to one agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Hash of the event's id, by which duplicates are found.
    pub fingerprint: Fingerprint,
    /// The business date it belongs to.
    pub date: Date,
    /// When the sender recorded it, milliseconds since 1970-01-01 UTC: of two records about the same thing the later counts,
    /// and at equal times the one that arrives later. 0 in journals of version 1, which did not keep it.
    pub time_ms: i64,
    /// What happened, with the figures that the sender recorded.
    pub fact: Fact,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A shift that is over, worked or missed.
    Shift(Shift),
    /// The decision on a request for leave, a swap of shifts or overtime.
    Request(Request),
    /// A quality evaluation of the agent's work, with its score.
    Evaluation(Evaluation),
    /// A coaching session, held or cancelled.
    Coaching(Coaching),
    /// A ticket that the agent closed.
    Ticket(Ticket),
    /// A ticket that came back: the fingerprint of the ticket and the moment.
    Reopened(Fingerprint),
    /// A customer's answer that came after the closing.
    Rated(Rating),
    /// The agent's place in the organisation from this event's date on.
    Roster(Roster),
    /// The agent leaves, or does not after all.
    Separation(Separation),
}

impl Fact {
    /// Whether it says where someone stands or that someone leaves, and nothing of how they work.
    pub fn is_employment(&self) -> bool {
        matches!(self, Self::Roster(_) | Self::Separation(_))
    }

    /// Whether someone who does this is at work.
    pub fn is_work(&self) -> bool {
        match self {
            Self::Shift(shift) => matches!(shift.attendance, Attendance::Worked(_)),
            Self::Ticket(_) => true,
            Self::Request(_) | Self::Evaluation(_) | Self::Coaching(_) => false,
            Self::Reopened(_) | Self::Rated(_) | Self::Roster(_) | Self::Separation(_) => false,
        }
    }
}

impl Shift {
    /// Whether it was leave, planned or protected.
    pub fn is_leave(&self) -> bool {
        matches!(self.attendance, Attendance::Absent(Absence::Planned | Absence::Protected))
    }
}

/// How a shift went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attendance {
    /// The agent came to work; the times are in here.
    Worked(Worked),
    /// The agent was away.
    Absent(Absence),
}

/// Why an agent was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Leave that was agreed.
    Planned,
    /// The agent had reported sick.
    Sick,
    /// Neither agreed nor sick.
    Unplanned,
    /// Did not appear and did not say so.
    NoShow,
    /// Leave that the law protects: it counts nowhere.
    Protected,
}

/// A shift, with all times relative to its scheduled start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Hash of the shift id.
    pub key: Key,
    /// Scheduled start, seconds since 1970-01-01 UTC.
    pub start_s: i64,
    /// Offset of the site's clock from UTC, minutes.
    pub offset_min: i16,
    /// Time from the scheduled start to the scheduled end, seconds.
    pub scheduled_s: u32,
    /// Hours between the last change of the shift and its start are under 72.
    pub short_notice: bool,
    /// Whether the agent worked the shift or was away.
    pub attendance: Attendance,
}

/// What happened in a worked shift, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Worked {
    /// Actual minus scheduled start.
    pub late_s: i32,
    /// Actual end minus actual start.
    pub worked_s: u32,
    /// Time worked beyond the scheduled shift, seconds.
    pub overtime_s: u32,
    /// Breaks beyond the agreed length.
    pub break_overrun_s: u32,
    /// Time with a customer or in after-call work.
    pub occupied_s: u32,
    /// The shift was worked from home.
    pub home: bool,
}

/// A decided request for leave, a swap of shifts or overtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Hash of the request id.
    pub key: Key,
    /// What was asked for.
    pub kind: RequestKind,
    /// Whether it was refused.
    pub refused: bool,
}

/// What an agent asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// A request for days off.
    Leave,
    /// A request to swap a shift.
    Swap,
    /// A request for overtime.
    Overtime,
}

/// A quality evaluation of an agent's work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation {
    /// Hash of the evaluation id.
    pub key: Key,
    /// Score, thousandths of a point, 0 to 100,000.
    pub score_milli: u32,
    /// A mistake that fails the whole evaluation.
    pub critical_fail: bool,
    /// The agent disputes it.
    pub disputed: bool,
}

/// A coaching session of an agent, held or cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coaching {
    /// Hash of the session id.
    pub key: Key,
    /// Held, or else cancelled.
    pub held: bool,
}

/// A closed ticket. Times in milliseconds: sums of whole numbers do not depend on their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Ticket {
    /// Which ticket: the same is closed once on a day. In journals before version 3, the fingerprint of the event.
    pub id: Fingerprint,
    /// Handle time of the contact, milliseconds.
    pub handle_ms: u32,
    /// Time for which the customer was on hold, milliseconds.
    pub hold_ms: u32,
    /// Work after the contact, milliseconds.
    pub wrap_ms: u32,
    /// Hash of the category.
    pub category: u32,
    /// Whether the agent transferred or escalated the ticket.
    pub moved: bool,
    /// Hostile, or a complaint.
    pub hostile: bool,
    /// Customer satisfaction, 1 to 5.
    pub csat: Option<u8>,
}

/// A customer's answer about a ticket, on the day on which it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Hash of the id of the ticket that is rated.
    pub id: Fingerprint,
    /// Customer satisfaction, 1 to 5.
    pub csat: u8,
}

/// An agent's place in the organisation; the date of the event is the date it takes effect.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Roster {
    /// First day of this employment.
    pub hire_date: Date,
    /// Code of the site where the agent works.
    pub site: SiteId,
    /// Team code, unique within the site.
    pub team: TeamId,
    /// Id of the supervisor to whom the agent answers.
    pub supervisor: SupervisorId,
    /// Code of the queue whose contacts the agent answers.
    pub queue: QueueId,
    /// Code of the agent's job level; only whether it changes matters.
    pub level: Box<str>,
    /// Contract minutes a week; 0 when unknown.
    pub contract_min_week: u32,
    /// Code of the shift pattern.
    pub shift_pattern: Box<str>,
    /// Potential in the talent review.
    pub potential: Option<Potential>,
}

/// Potential in the talent review, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Potential {
    /// Grade B in the talent review.
    Base,
    /// Grade D in the talent review.
    Developing,
    /// Grade E in the talent review.
    Exceeding,
    /// S: the fifth to keep above all.
    Star,
}

closed_set!(Potential { Base => "B", Developing => "D", Exceeding => "E", Star => "S" });

/// Someone leaves; or, by a kind of its own, does not after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Separation {
    /// On whose initiative, or that it is withdrawn.
    pub kind: SeparationKind,
    /// The day notice was given.
    pub notice_date: Date,
    /// The last day of employment.
    pub last_day: Date,
}

/// On whose initiative someone leaves. Only voluntary leaving is what the model foretells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeparationKind {
    /// The agent gave notice.
    Voluntary,
    /// The employer gave notice.
    Dismissal,
    /// To another part of the company.
    Transfer,
    /// A term ran out.
    ContractEnd,
    /// Any other end of the employment.
    Other,
    /// Nobody leaves: what was said before about the end of this employment is taken back.
    Withdrawn,
}

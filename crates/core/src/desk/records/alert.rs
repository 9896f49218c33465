//! What the desk says.

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::{AgentId, QueueId, SiteId, SupervisorId};
use crate::basics::moment::Moment;
use crate::desk::{Candidate, Case, ConditionEnd, Feedback, Language};

/// Something that the desk of a site says.
#[derive(Debug)]
pub enum Announcement<'a> {
    /// An alert, or what became of it.
    Alert(Alert<'a>),
    /// A letter to one addressee.
    Digest(Digest<'a>),
    /// Something about the site as a whole.
    Notice(SiteNotice<'a>),
    /// What was said about an alert has been taken in.
    Answered(&'a Feedback),
    /// Nobody is told of something, which is counted.
    Suppressed(Suppression),
}

/// Why nobody is told of a risk that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suppression {
    /// Nothing can be said that is true of the agent and worth a conversation.
    NoReason,
    /// The last alert about the agent said the same.
    NoNews,
    /// The agent is on leave.
    OnLeave,
    /// The agent came from another site with this risk: it was that site's case.
    Moved,
    /// The risk of the last alert eased lately.
    Cooling,
    /// The days of an alert are over, and it goes on as it was.
    Continued,
}

closed_set!(Suppression {
    NoReason => "no_reason",
    NoNews => "no_news",
    OnLeave => "on_leave",
    Moved => "moved",
    Cooling => "cooling",
    Continued => "continued",
});

/// What became of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Raised: tell the supervisor.
    Raised,
    /// Came here with its agent, from another supervisor of the site.
    Carried,
    /// The budget of the week was spent: counted, not told.
    Withheld,
    /// The agent is held out: nobody is told.
    HeldOut,
    /// Somebody takes care of it.
    Acknowledged,
    /// Not before a date.
    Snoozed,
    /// That date has come, and the risk is still there.
    Woken,
    /// Goes to the second address from now on.
    Escalated,
    /// The alert has ended, for this reason.
    Closed(Closing),
}

/// Why an alert ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The risk came down.
    Eased,
    /// The days that it foretold are over.
    Lapsed,
    /// The agent gave notice.
    Left,
    /// The employment ended otherwise.
    Ended,
    /// The agent answers to another supervisor.
    Moved,
}

impl From<crate::desk::Leaving> for Closing {
    fn from(leaving: crate::desk::Leaving) -> Self {
        match leaving {
            crate::desk::Leaving::Voluntary => Self::Left,
            crate::desk::Leaving::Otherwise => Self::Ended,
        }
    }
}

/// Whom an alert goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recipient {
    /// The supervisor of the agent; the deputy reads it while the supervisor is away.
    Supervisor,
    /// The site's second address.
    Second(Why),
}

/// Why an alert goes to the second address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Nobody has answered it for days.
    Unacknowledged,
    /// The supervisor has left.
    SupervisorLeft,
    /// The supervisor is on leave, and nobody stands in.
    SupervisorAway,
    /// The roster names no supervisor.
    SupervisorUnknown,
    /// It is about the supervisor.
    SupervisorIsAgent,
}

/// An alert, or what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert<'a> {
    /// Code of the site.
    pub site: &'a SiteId,
    /// The supervisor whose agents the alert is about.
    pub supervisor: &'a SupervisorId,
    /// Whom it is about.
    pub agent: &'a AgentId,
    /// The day on which it was raised; with supervisor and agent it names the alert.
    pub raised_on: Date,
    /// 1 for the first record of the alert.
    pub version: u32,
    /// Day of this record.
    pub day: Date,
    /// When it became so.
    pub told_at: Moment,
    /// What became of it.
    pub status: Status,
    /// Whom it goes to.
    pub to: Recipient,
    /// Since when the risk is over amber, or when it was withheld first.
    pub since: Date,
    /// Raised within a day because the risk jumped.
    pub jumped: bool,
    /// Nobody is told of it.
    pub held_out: bool,
    /// Not before this date.
    pub until: Option<Date>,
    /// The supervisor from whose desk it was carried here.
    pub carried_from: Option<&'a SupervisorId>,
    /// The risk and its reasons, as last told.
    pub candidate: &'a Candidate,
    /// The supervisor's week after this record.
    pub ledger: Ledger,
    /// Language of the site.
    pub language: Language,
    /// Nobody is told of it: it is of a history that was taken in.
    pub is_history: bool,
    /// The model before the present one, where no letter has said yet that it is another.
    pub former_model: Option<&'a str>,
    /// An earlier letter to the same address told it whole, and there is nothing to say of it that is new.
    pub is_repeated: bool,
    /// The letter tells others whole; this one stands in it with a line, and comes whole in a later one.
    pub is_brief: bool,
    /// The risk has eased, and is back.
    pub is_back: bool,
    /// The risk without what the whole site or the queue has in common, where that is less.
    pub own_risk: Option<f64>,
    /// Somebody has answered it, which does not say that it needs no other answer.
    pub is_answered: bool,
    /// An end of the employment was on record before it, and was withdrawn or corrected.
    pub is_withdrawn: bool,
    /// It ended and the case goes on: at another supervisor of the site, or by another alert.
    pub goes_on: bool,
}

/// What a supervisor's budget of a week was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The Monday of the week.
    pub week: Date,
    /// Number of alerts that were raised in the week.
    pub raised: u32,
    /// Number of alerts that the budget withheld in the week.
    pub withheld: u32,
}

/// A letter to one addressee.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest<'a> {
    /// Code of the site.
    pub site: &'a SiteId,
    /// The supervisor; `None` for the second address.
    pub supervisor: Option<&'a SupervisorId>,
    /// The day of which it tells.
    pub day: Date,
    /// When it is written.
    pub told_at: Moment,
    /// What is open, what waits for an answer first, then highest risk first; each with the risk of the day.
    pub open: Vec<Alert<'a>>,
    /// What was closed on the day.
    pub closed: Vec<Alert<'a>>,
    /// Alerts that the budget of the supervisor's week withheld.
    pub withheld: u32,
    /// Notices that stand, and those that are over of which an earlier letter told.
    pub notices: Vec<SiteNotice<'a>>,
    /// Language of the site.
    pub language: Language,
}

/// Something about a site as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteNotice<'a> {
    /// Code of the site.
    pub site: &'a SiteId,
    /// Day of this record.
    pub day: Date,
    /// When it became so.
    pub told_at: Moment,
    /// What it is about.
    pub kind: NoticeKind,
    /// The queue that it is about, if it is not the whole site.
    pub queue: Option<&'a QueueId>,
    /// Its first day; with site, kind and queue it names the notice.
    pub since: Date,
    /// How it came to an end, if it has.
    pub over: Option<ConditionEnd>,
    /// Kinds of events, or names of signals.
    pub what: Vec<&'static str>,
    /// Language of the site.
    pub language: Language,
    /// Nobody is told of it: it is of a history that was taken in.
    pub is_history: bool,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A source says nothing.
    StaleData,
    /// The whole site has changed at once.
    SiteShift,
    /// A queue has changed at once, and not the whole site.
    QueueShift,
}

/// What must be kept of a desk, for the changelog. Texts are the site and whom it is about.
#[derive(Clone, Debug, PartialEq)]
pub enum StateChange<'a> {
    /// An agent's case; `None` when it is over.
    Case(&'a SiteId, &'a AgentId, Option<&'a Case>),
    /// A supervisor's week; `None` when it is over.
    Ledger(&'a SiteId, &'a SupervisorId, Option<Ledger>),
    /// Feedback that was taken in, by its name, and when; `None` when it is forgotten.
    Heard(&'a SiteId, &'a str, Option<Date>),
    /// What is usual at a site.
    Climate(&'a SiteId, &'a crate::desk::SiteBaseline),
    /// A report that waits for its day; `None` when it was decided.
    Pending(&'a crate::desk::Waiting, Option<&'a crate::desk::ScoreReport>),
    /// What a partition has seen of a site on a day that is not decided; of the day that was decided last, who was away. `None` when
    /// the next one was decided.
    Seen(Date, &'a SiteId, u32, Option<&'a crate::desk::SiteDay>),
}

closed_set!(Closing { Eased => "eased", Lapsed => "lapsed", Left => "left", Ended => "ended", Moved => "moved" });

closed_set!(Why {
    Unacknowledged => "unacknowledged",
    SupervisorLeft => "supervisor_left",
    SupervisorAway => "supervisor_away",
    SupervisorUnknown => "supervisor_unknown",
    SupervisorIsAgent => "supervisor_is_agent",
});

closed_set!(NoticeKind { StaleData => "stale_data", SiteShift => "site_shift", QueueShift => "queue_shift" });

//! What supervisors say back about an alert. Codes only: there is no field for a free text about a person.

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::{AgentId, AlertId, SupervisorId};
use crate::basics::moment::Moment;
use crate::signals::FactorSide;

/// What someone said about an alert, or did with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Names it: the same feedback counts once.
    pub id: Box<str>,
    /// Name of the alert.
    pub alert: AlertId,
    /// Whom the alert is about.
    pub agent: AgentId,
    /// Whose desk it lay on.
    pub supervisor: SupervisorId,
    /// The day on which the alert was raised.
    pub raised_on: Date,
    /// The day on which it was said.
    pub day: Date,
    /// The same as RFC 3339, as whoever took it in told the time.
    pub at: Box<str>,
    /// The same as a value.
    pub told_at: Moment,
    /// The way by which the feedback came in.
    pub by: Via,
    /// The content of the feedback.
    pub what: FeedbackContent,
}

/// The content of feedback about an alert.
#[derive(Clone, Debug, PartialEq)]
pub enum FeedbackContent {
    /// Seen, and taken care of.
    Acknowledge,
    /// Not before this date.
    Snooze(Date),
    /// It helped; so did these reasons, by the names of their signals.
    Useful(Vec<Box<str>>),
    /// It did not; nor did these reasons.
    NotUseful(Vec<Box<str>>),
    /// A stay interview was held, with this diagnosis.
    Interview(Vec<Factor>),
    /// The supervisor has taken this action to keep the agent.
    Action(Action),
}

/// The way by which feedback comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// By a signed link in a message.
    Link,
    /// By the HTTP interface.
    Http,
    /// By the command line.
    Cli,
    /// By a record in the desk inbox.
    Log,
}

/// A diagnosis on Herzberg's two factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// Pay, and benefits beside it.
    Pay,
    /// Hours and their predictability.
    Schedule,
    /// Volume and hardship of the contacts.
    Workload,
    /// Place and tools of work.
    Conditions,
    /// How they are led.
    Supervision,
    /// Rules and how they are applied.
    Policy,
    /// Safety of the job.
    Security,
    /// The people they work with.
    Colleagues,
    /// To do something well.
    Achievement,
    /// That it is seen.
    Recognition,
    /// The work itself, whatever its conditions.
    TheWork,
    /// Responsibility: to decide something oneself.
    Responsibility,
    /// Advancement: the prospect of a higher position.
    Advancement,
    /// Growth: the chance to learn something new.
    Growth,
    /// Something outside of work. What it is, is nobody's business here.
    OutsideWork,
}

/// What was tried to keep someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// The agent was given another schedule.
    ScheduleChange,
    /// Some time away from a hard queue.
    RestFromQueue,
    /// The agent was coached.
    Coaching,
    /// Recognition of good work.
    Recognition,
    /// An agreed plan to learn or rise.
    DevelopmentPlan,
    /// A new task or responsibility.
    NewTask,
    /// A review of the pay.
    PayReview,
    /// The agent was moved to another team.
    TeamChange,
    /// Work from home, or more of it.
    HomeWork,
    /// A conversation, and nothing beyond.
    Conversation,
    /// No action was taken.
    Nothing,
}

closed_set!(Factor {
    Pay => "pay",
    Schedule => "schedule",
    Workload => "workload",
    Conditions => "conditions",
    Supervision => "supervision",
    Policy => "policy",
    Security => "security",
    Colleagues => "colleagues",
    Achievement => "achievement",
    Recognition => "recognition",
    TheWork => "the_work",
    Responsibility => "responsibility",
    Advancement => "advancement",
    Growth => "growth",
    OutsideWork => "outside_work",
});

impl Factor {
    /// On which of Herzberg's sides it stands; `None` for what lies outside of work.
    pub fn side(self) -> Option<FactorSide> {
        match self {
            Self::OutsideWork => None,
            factor if factor < Self::Achievement => Some(FactorSide::Hygiene),
            _ => Some(FactorSide::Motivator),
        }
    }
}

closed_set!(Action {
    ScheduleChange => "schedule_change",
    RestFromQueue => "rest_from_queue",
    Coaching => "coaching",
    Recognition => "recognition",
    DevelopmentPlan => "development_plan",
    NewTask => "new_task",
    PayReview => "pay_review",
    TeamChange => "team_change",
    HomeWork => "home_work",
    Conversation => "conversation",
    Nothing => "none",
});

closed_set!(Via {
    Link => "link",
    Http => "http",
    Cli => "cli",
    Log => "log",
});

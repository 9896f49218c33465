//! What supervisors say back about an alert. Codes only: there is no field for a free text about a person.

use crate::engine::date::Date;
use crate::engine::moment::Moment;
use crate::engine::redacted::redacted;
use crate::engine::signals::Side;

/// What someone said about an alert, or did with it.
#[derive(Clone, PartialEq)]
pub struct Feedback {
    /// Names it: the same feedback counts once.
    pub id: Box<str>,
    /// Name of the alert.
    pub alert: Box<str>,
    /// Whom the alert is about.
    pub agent: Box<str>,
    /// Whose desk it lay on.
    pub supervisor: Box<str>,
    /// The day on which the alert was raised.
    pub raised_on: Date,
    /// The day on which it was said.
    pub day: Date,
    /// The same as RFC 3339, as whoever took it in told the time.
    pub at: Box<str>,
    /// The same as a value.
    pub told_at: Moment,
    /// How it came.
    pub by: Via,
    /// What was said.
    pub what: What,
}

redacted!(Feedback);

/// What was said.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
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
    /// This was tried.
    Action(Action),
}

/// How feedback came.
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
    /// Pay and benefits.
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
    /// The work itself.
    TheWork,
    /// To decide.
    Responsibility,
    /// To rise.
    Advancement,
    /// To learn.
    Growth,
    /// Something outside of work. What it is, is nobody's business here.
    OutsideWork,
}

/// What was tried to keep someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Another schedule.
    ScheduleChange,
    /// Some time away from a hard queue.
    RestFromQueue,
    /// Coaching.
    Coaching,
    /// Recognition of good work.
    Recognition,
    /// An agreed plan to learn or rise.
    DevelopmentPlan,
    /// A new task or responsibility.
    NewTask,
    /// A review of the pay.
    PayReview,
    /// Another team.
    TeamChange,
    /// Work from home, or more of it.
    HomeWork,
    /// A conversation, and nothing beyond.
    Conversation,
    /// Nothing.
    Nothing,
}

impl Factor {
    /// Every factor with its code.
    pub const ALL: [(Self, &str); 15] = [
        (Self::Pay, "pay"),
        (Self::Schedule, "schedule"),
        (Self::Workload, "workload"),
        (Self::Conditions, "conditions"),
        (Self::Supervision, "supervision"),
        (Self::Policy, "policy"),
        (Self::Security, "security"),
        (Self::Colleagues, "colleagues"),
        (Self::Achievement, "achievement"),
        (Self::Recognition, "recognition"),
        (Self::TheWork, "the_work"),
        (Self::Responsibility, "responsibility"),
        (Self::Advancement, "advancement"),
        (Self::Growth, "growth"),
        (Self::OutsideWork, "outside_work"),
    ];

    /// On which of Herzberg's sides it stands; `None` for what lies outside of work.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::OutsideWork => None,
            factor if factor < Self::Achievement => Some(Side::Hygiene),
            _ => Some(Side::Motivator),
        }
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        code(&Self::ALL, self)
    }

    /// The factor of a code.
    pub fn of(code: &str) -> Option<Self> {
        of(&Self::ALL, code)
    }
}

impl Action {
    /// Every action with its code.
    pub const ALL: [(Self, &str); 11] = [
        (Self::ScheduleChange, "schedule_change"),
        (Self::RestFromQueue, "rest_from_queue"),
        (Self::Coaching, "coaching"),
        (Self::Recognition, "recognition"),
        (Self::DevelopmentPlan, "development_plan"),
        (Self::NewTask, "new_task"),
        (Self::PayReview, "pay_review"),
        (Self::TeamChange, "team_change"),
        (Self::HomeWork, "home_work"),
        (Self::Conversation, "conversation"),
        (Self::Nothing, "none"),
    ];

    /// Its code.
    pub fn code(self) -> &'static str {
        code(&Self::ALL, self)
    }

    /// The action of a code.
    pub fn of(code: &str) -> Option<Self> {
        of(&Self::ALL, code)
    }
}

impl Via {
    /// Every way with its code.
    pub const ALL: [(Self, &str); 4] =
        [(Self::Link, "link"), (Self::Http, "http"), (Self::Cli, "cli"), (Self::Log, "log")];

    /// Its code.
    pub fn code(self) -> &'static str {
        code(&Self::ALL, self)
    }

    /// The way of a code.
    pub fn of(code: &str) -> Option<Self> {
        of(&Self::ALL, code)
    }
}

fn code<T: Copy + PartialEq>(all: &[(T, &'static str)], wanted: T) -> &'static str {
    all.iter().find(|(one, _)| *one == wanted).map_or("", |(_, code)| code)
}

fn of<T: Copy>(all: &[(T, &'static str)], wanted: &str) -> Option<T> {
    all.iter().find(|(_, code)| *code == wanted).map(|(one, _)| *one)
}

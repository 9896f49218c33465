//! What the score stage tells the desk of a site.

use std::collections::BTreeMap;

use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::{AgentId, QueueId, SiteId, SupervisorId, TeamId};
use crate::basics::moment::Moment;
use crate::desk::{Contributions, Figure, SupervisorDay};
use crate::employment::arrival::Arrival;
use crate::event::Potential;
use crate::explain::{Reason, speaks_of_supervisor};
use crate::model::{Band, log_odds, probability};
use crate::signals::COUNT;

/// What the score stage tells about an agent of a site.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreReport {
    /// The agent's risk, as of a day.
    Risk(Box<Candidate>),
    /// The agent now answers to someone else.
    Moved {
        /// The agent whom the report is about.
        agent: AgentId,
        /// As of the close of this day.
        day: Date,
        /// The site where the agent is now.
        site: SiteId,
        /// To whom the agent answers now.
        supervisor: SupervisorId,
    },
    /// The agent's employment has ended.
    Gone {
        /// The agent whom the report is about.
        agent: AgentId,
        /// As of the close of this day.
        day: Date,
        /// Whether the agent gave notice.
        voluntary: bool,
    },
}

/// An agent's risk as the desk sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The agent whom the report is about.
    pub agent: AgentId,
    /// As of the close of this day, or so far on it.
    pub day: Date,
    /// Told before the day was closed.
    pub interim: bool,
    /// When it became so.
    pub told_at: Moment,
    /// Code of the site where the agent works; empty where the roster does not say.
    pub site: SiteId,
    /// Code of the agent's team; empty where the roster does not say.
    pub team: TeamId,
    /// Queue code; empty where the roster does not say.
    pub queue: QueueId,
    /// To whom the agent answers; empty where the roster does not say.
    pub supervisor: SupervisorId,
    /// That person has left.
    pub supervisor_left: bool,
    /// The agent is on planned or protected leave.
    pub on_leave: bool,
    /// There has been no record of the agent for a week: nothing is known of them.
    pub is_silent: bool,
    /// The agent has come from another site.
    pub arrival: Option<Arrival>,
    /// Potential in the talent review.
    pub potential: Option<Potential>,
    /// Probability of giving notice within the horizon.
    pub risk: f64,
    /// Risk at the close of the day before.
    pub yesterday: Option<f64>,
    /// Risk at the close of the day before that.
    pub day_before: Option<f64>,
    /// Risk thirty days ago.
    pub month_ago: Option<f64>,
    /// Share of the agents of the site who give notice within the horizon of the model, by the last year.
    pub site_share: Option<f64>,
    /// Band of the risk.
    pub band: Band,
    /// Risk from which an agent is watched.
    pub amber: f64,
    /// Risk from which an alert is raised.
    pub red: f64,
    /// Notice has been given, by the agent or to the agent.
    pub leaving: Option<Leaving>,
    /// Reasons for the risk, in the order in which a letter gives them; empty where the risk is clearly below amber.
    pub reasons: Vec<Reason>,
    /// Log-odds that behaviour adds or takes off, by place in the catalogue, in its order; what adds hardly anything is left out.
    pub behaviour: Vec<(usize, f64)>,
    /// Model that made the risk.
    pub model: Box<str>,
    /// Log-odds that the level of the site adds to the risk: they are everybody's there.
    pub site_level: f64,
    /// Nobody has compared the risks of the model with who left here.
    pub is_unmeasured: bool,
    /// The agent's lot in the draw of those who are held out: in [0, 1), the same for ever.
    pub lot: f64,
}

/// How an employment is about to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The agent gave notice.
    Voluntary,
    /// Otherwise: dismissal, transfer, the end of a contract.
    Otherwise,
}

closed_set!(Leaving { Voluntary => "voluntary", Otherwise => "otherwise" });

/// What a journal partition has seen of a site on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteDay {
    /// Agents with enough history to judge.
    pub agents: u32,
    /// Agents with a shift, with an evaluation, with a ticket that is dated on the day.
    pub events: [u32; 3],
    /// What each source says of the day.
    pub figures: [Figure; 3],
    /// Signals of those agents, by place in the catalogue.
    pub signals: Vec<SiteSignal>,
    /// The same by queue.
    pub queues: BTreeMap<QueueId, QueueDay>,
    /// Model that made them.
    pub model: Box<str>,
    /// Supervisors and deputies with shifts of their own, and deputies who have left.
    pub supervisors: BTreeMap<SupervisorId, SupervisorDay>,
}

/// What a journal partition has seen of a signal at a site on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteSignal {
    /// What it adds to the log-odds.
    pub contributions: Contributions,
    /// Agents by cell of the model's reference, the missing last; empty where it has none.
    pub cells: Vec<u32>,
}

/// What a journal partition has seen of the people of a queue on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueDay {
    /// Agents with enough history to judge.
    pub agents: u32,
    /// What each signal adds to their log-odds, by place in the catalogue.
    pub signals: Vec<Contributions>,
}

impl ScoreReport {
    /// The day of the report.
    pub fn day(&self) -> Date {
        match self {
            Self::Risk(candidate) => candidate.day,
            Self::Moved { day, .. } | Self::Gone { day, .. } => *day,
        }
    }

    /// The risk that it tells.
    pub fn risk(&self) -> Option<&Candidate> {
        match self {
            Self::Risk(candidate) => Some(candidate),
            Self::Moved { .. } | Self::Gone { .. } => None,
        }
    }

    /// The agent of the report.
    pub fn agent(&self) -> &AgentId {
        match self {
            Self::Risk(candidate) => &candidate.agent,
            Self::Moved { agent, .. } | Self::Gone { agent, .. } => agent,
        }
    }
}

impl Candidate {
    /// What a signal of behaviour adds to the log-odds.
    pub(in crate::desk) fn contribution(&self, place: usize) -> f64 {
        self.behaviour.iter().find(|(other, _)| *other == place).map_or(0.0, |(_, contribution)| *contribution)
    }

    /// Over a threshold now, and on at least one of the two days before. `now` is the risk, or what is left of it; of the days before
    /// as much is left.
    pub fn persists_over(&self, now: f64, threshold: f64) -> bool {
        let over = |risk: Option<f64>| risk.is_some_and(|risk| self.left_of(risk, now) >= threshold);
        now >= threshold && (over(self.yesterday) || over(self.day_before))
    }

    /// What is left of an earlier risk where `now` is left of today's.
    fn left_of(&self, risk: f64, now: f64) -> f64 {
        if now == self.risk { risk } else { probability(log_odds(risk) - (log_odds(self.risk) - log_odds(now))) }
    }

    /// Over a threshold now, and below it, or not known, on both days before.
    pub fn begins_over(&self, threshold: f64) -> bool {
        let was_over = |risk: Option<f64>| risk.is_some_and(|risk| risk >= threshold);
        self.risk >= threshold && !was_over(self.yesterday) && !was_over(self.day_before)
    }

    /// Below a threshold now and on at least one of the two days before. `now` as for [`Candidate::persists_over`].
    pub fn persists_below(&self, now: f64, threshold: f64) -> bool {
        let below = |risk: Option<f64>| risk.is_some_and(|risk| self.left_of(risk, now) < threshold);
        now < threshold && (below(self.yesterday) || below(self.day_before))
    }

    /// Risk has gone half of the way to certainty, or more, since yesterday. `now` is the risk, or what is left of it.
    pub fn jumps(&self, now: f64) -> bool {
        now >= self.red && self.yesterday.is_some_and(|before| now - before >= 0.5 * (1.0 - before))
    }

    /// Whether there is somebody to talk to, and something to talk about.
    pub(in crate::desk) fn can_be_told(&self) -> bool {
        !self.on_leave && !self.reasons.iter().all(speaks_of_supervisor)
    }

    /// Whether the desk needs to hear of it for what it tells: near a threshold within three days, or leaving.
    pub fn matters(&self, hysteresis: f64) -> bool {
        let near = |risk: f64| risk >= hysteresis * self.amber;
        let before = [self.yesterday, self.day_before];
        self.leaving.is_some() || near(self.risk) || before.iter().flatten().any(|risk| near(*risk))
    }

    /// What keeping the agent is worth, relative to others: the fifth with the highest potential above all.
    pub fn value(&self) -> f64 {
        match self.potential {
            None | Some(Potential::Base | Potential::Developing) => 1.0,
            Some(Potential::Exceeding) => 1.25,
            Some(Potential::Star) => 1.5,
        }
    }
}

impl SiteDay {
    /// Nothing seen yet, by the model in force.
    pub fn by(model: &str) -> Self {
        Self {
            agents: 0,
            events: [0; 3],
            figures: [Figure::default(); 3],
            signals: vec![SiteSignal::default(); COUNT],
            queues: BTreeMap::new(),
            model: model.into(),
            supervisors: BTreeMap::new(),
        }
    }

    /// What is kept of a day once it is decided: who is away. `None` where that is nobody.
    pub(in crate::desk) fn away(&self) -> Option<Self> {
        let is_away = |day: SupervisorDay| matches!(day, SupervisorDay::Away | SupervisorDay::Gone);
        let away = self.supervisors.iter().filter(|(_, day)| is_away(**day));
        let supervisors: BTreeMap<_, _> = away.map(|(who, day)| (who.clone(), *day)).collect();
        (!supervisors.is_empty()).then(|| Self { supervisors, ..Self::by(&self.model) })
    }

    /// Whether it tells nothing but who is away.
    pub(in crate::desk) fn is_away_alone(&self) -> bool {
        self.away().is_some_and(|away| away == *self)
    }

    /// Adds what another partition has seen of the same site and day.
    pub fn add(&mut self, other: &Self) {
        self.agents += other.agents;
        self.events.iter_mut().zip(other.events).for_each(|(sum, more)| *sum += more);
        self.figures.iter_mut().zip(other.figures).for_each(|(sum, more)| sum.add(more));
        self.signals.iter_mut().zip(&other.signals).for_each(|(sum, more)| sum.add(more));
        for (queue, more) in &other.queues {
            self.queues.entry(queue.clone()).or_default().add(more);
        }
        self.supervisors.extend(other.supervisors.iter().map(|(who, day)| (who.clone(), *day)));
    }
}

impl Default for QueueDay {
    fn default() -> Self {
        Self { agents: 0, signals: vec![Contributions::default(); COUNT] }
    }
}

impl QueueDay {
    fn add(&mut self, other: &Self) {
        self.agents += other.agents;
        self.signals.iter_mut().zip(&other.signals).for_each(|(sum, more)| sum.merge(more));
    }
}

impl SiteSignal {
    fn add(&mut self, other: &Self) {
        self.contributions.merge(&other.contributions);
        // Of two models, the cells are not the same.
        if self.cells.is_empty() {
            self.cells.clone_from(&other.cells);
        } else if self.cells.len() == other.cells.len() {
            self.cells.iter_mut().zip(&other.cells).for_each(|(sum, more)| *sum += more);
        }
    }
}

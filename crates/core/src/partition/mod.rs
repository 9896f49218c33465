//! One partition of the journal: its agents, its open day, and what each entry does to them.

pub mod agent;
mod arrival;

mod employ;
mod finding;
mod over;
mod restore;

pub use finding::{DepartedAgent, Finding, Moved, Score, WorkAfterEnd};

use crate::basics::ids::AgentId;
use std::collections::{BTreeMap, BTreeSet};

use crate::basics::date::Date;
use crate::event::{Event, SeparationKind};
use crate::model::{Band, Model, RiskEvaluation};
use crate::org::{Org, View};
use crate::partition::agent::{Agent, AgentMemory};
use crate::signals;
use crate::windows::bucket::{Bucket, Packed};
use crate::windows::window::{Horizon, IntakeOutcome};

/// An event closes the days that lie so far before its own, where the record that closes them has not come: what is taken in
/// after an outage comes source by source, and the events of one must not close the days of another's. Longer than Kafka keeps
/// records by default.
const AHEAD_DAYS: i32 = 15;

/// The agents of a partition and the day that is open in it.
#[derive(Debug, Default)]
pub struct Partition {
    dedup_days: i32,
    open: Option<Date>,
    agents: Vec<Agent>,
    names: Vec<AgentId>,
    #[expect(clippy::disallowed_types, reason = "looked up, never iterated")]
    index: std::collections::HashMap<AgentId, u32>,
    /// Agents by name, so that a day closes in the same order after a restore.
    order: Vec<u32>,
    free: Vec<u32>,
    /// The last day on which an agent's risk was over what keeps an alert open.
    over: BTreeMap<u32, Date>,
    changes: Changes,
    /// The dates that an event changed: its room is used again.
    changed: Vec<Date>,
    /// The day that was looked at last while being put back: its room is used again.
    scratch: Bucket,
}

/// What has changed since the changes were last taken.
#[derive(Debug, Default)]
struct Changes {
    days: BTreeSet<(u32, Date)>,
    pasts: BTreeSet<u32>,
    removed: Vec<(AgentId, Option<Date>)>,
    closed: bool,
}

/// A change of state, for the changelog. Agent names go with it as keys.
#[derive(Debug, PartialEq)]
pub enum Change<'a> {
    /// The day up to which the partition is closed.
    Closed(Date),
    /// A day bucket; `None` when the day expired.
    Day(&'a AgentId, Date, Option<Packed>),
    /// What is kept beside the buckets; `None` when the agent is forgotten.
    Agent(&'a AgentId, Option<Vec<u8>>),
}

impl Partition {
    /// A partition without agents; duplicates of tickets and ratings are looked for among the last `dedup_days` days.
    pub fn new(dedup_days: i32) -> Self {
        Self { dedup_days, ..Self::default() }
    }

    /// The day that is open: the one after the last that was closed.
    pub fn open(&self) -> Option<Date> {
        self.open
    }

    /// The last day that must be closed before an event of this date is taken in, if any.
    pub fn due(&self, event: &Event) -> Option<Date> {
        let closes = event.date - AHEAD_DAYS;
        (!event.fact.is_employment() && self.open.is_some_and(|open| closes >= open)).then_some(closes)
    }

    /// Whether closing `day` has anything to do.
    pub fn is_open(&self, day: Date) -> bool {
        self.open.is_none_or(|open| day >= open)
    }

    /// Takes an event in. The days that are due must have been closed.
    pub fn take(
        &mut self,
        name: &str,
        event: &Event,
        org: &Org,
        model: &Model,
        tell: &mut dyn FnMut(Finding<'_>),
    ) -> IntakeOutcome {
        let slot = self.slot(name);
        if let Some(outcome) = self.employ(slot, event, org, tell) {
            return outcome;
        }
        let agent = &mut self.agents[slot as usize];
        self.changes.closed |= self.open.is_none();
        let open = *self.open.get_or_insert(event.date);
        let horizon = Horizon { open, dedup_days: self.dedup_days };
        let changed = &mut self.changed;
        changed.clear();
        let works_after_end = agent.begins_work_after_end(event);
        let outcome = agent.window.take(event, horizon, changed);
        self.changes.days.extend(changed.iter().map(|date| (slot, *date)));
        if !outcome.counts() {
            return outcome;
        }
        if works_after_end {
            tell(Finding::WorkAfterEnd(WorkAfterEnd { name: &self.names[slot as usize], day: event.date }));
        }
        // A correction may take a record away from the open day: what counts is which days changed.
        if changed.iter().any(|date| *date <= open) && agent.is_active(open) {
            agent.reevaluate(event, outcome, open, model);
            self.tell_band(slot, open, org, tell);
        }
        outcome
    }

    /// Closes every open day up to `day`: scores its agents, lets old days go. `org` must have passed the day before.
    pub fn close(&mut self, day: Date, org: &mut Org, model: &Model, tell: &mut dyn FnMut(Finding<'_>)) {
        let mut open = self.open.unwrap_or(day);
        while open <= day {
            let view = org.view(open - 1);
            for place in 0..self.order.len() {
                let slot = self.order[place];
                self.close_agent(slot, open, org, &view, model, tell);
            }
            open = open + 1;
            self.open = Some(open);
            self.expire(open);
        }
        self.changes.closed = true;
    }

    /// The first day to close when `day` closes, not before `earliest`. After a window nothing is left of what happened before:
    /// a longer silence is passed over, or a single event of a wrong year would close the days of a thousand years.
    pub fn first_to_close(&mut self, day: Date, earliest: Date) -> Date {
        let open = self.open.unwrap_or(day);
        if open >= earliest {
            return open;
        }
        self.open = Some(earliest);
        self.expire(earliest);
        self.change_model();
        earliest
    }

    /// Begins the days of another model: risks of two models are not compared. Else a model that takes over would seem
    /// to make the risks of many agents jump at once.
    pub fn change_model(&mut self) {
        // What has risks was scored at the last close or will be at this one, and is written with it.
        for agent in &mut self.agents {
            agent.live = None;
            agent.past.risks.clear();
        }
    }

    /// Hands over every change since the last call, in a fixed order.
    pub fn changes(&mut self, mut tell: impl FnMut(Change<'_>)) {
        let changes = std::mem::take(&mut self.changes);
        // Before a day is open there are roster facts only, and those need no horizon.
        let horizon = Horizon { open: self.open.unwrap_or_default(), dedup_days: self.dedup_days };
        if changes.closed {
            tell(Change::Closed(horizon.open - 1));
        }
        for (name, date) in &changes.removed {
            match date {
                Some(date) => tell(Change::Day(name, *date, None)),
                None => tell(Change::Agent(name, None)),
            }
        }
        for (slot, date) in changes.days {
            if let Some(packed) = self.agents[slot as usize].window.packed(date, horizon) {
                tell(Change::Day(&self.names[slot as usize], date, Some(packed)));
            }
        }
        for slot in changes.pasts {
            tell(Change::Agent(&self.names[slot as usize], Some(self.packed(slot))));
        }
    }

    /// The agents by name.
    pub fn agents(&self) -> impl Iterator<Item = (&AgentId, &Agent)> {
        self.order.iter().map(|slot| (&self.names[*slot as usize], &self.agents[*slot as usize]))
    }

    /// The state of one agent, by id.
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.index.get(name).map(|slot| &self.agents[*slot as usize])
    }

    fn close_agent(
        &mut self,
        slot: u32,
        day: Date,
        org: &Org,
        view: &View,
        model: &Model,
        tell: &mut dyn FnMut(Finding<'_>),
    ) {
        let name = &self.names[slot as usize];
        let agent = &mut self.agents[slot as usize];
        if !agent.is_active(day) {
            if agent.past.last_scored.is_some() {
                let ended = agent.profile.ended(day);
                let voluntary = ended.is_some_and(|ended| ended.kind == SeparationKind::Voluntary);
                tell(Finding::Gone(DepartedAgent { name, day, site: &agent.past.site, voluntary }));
                agent.past = AgentMemory::default();
                self.changes.pasts.insert(slot);
            }
            return;
        }
        let place = agent.place(day).map(|roster| (roster.site.clone(), roster.supervisor.clone()));
        let (site, supervisor) = place.unwrap_or_default();
        let before = (&agent.past.site, &agent.past.supervisor);
        if agent.past.last_scored.is_some() && before != (&site, &supervisor) {
            let (site, supervisor) = (&site, &supervisor);
            tell(Finding::Moved(Moved { name, day, from_site: before.0, site, supervisor }));
            if !before.0.is_empty() && before.0 != site {
                agent.past.arrive(day, model);
            }
        }
        (agent.past.site, agent.past.supervisor) = (site, supervisor);
        agent.past.org = org.signals(view, name);
        let is_taken_over = agent.past.follow_model(model.tag());
        let evaluation = agent.conclude(day, model);
        if is_taken_over {
            agent.past.restate_arrival(&evaluation, model);
        }
        let (known_on, over_on) = (view.day(), self.over.get(&slot).copied());
        let (interim, evaluated) = (false, &evaluation);
        tell(Finding::Score(Score { name, day, interim, evaluation: evaluated, agent, org, known_on, over_on }));
        agent.past.remember(day, evaluation.risk, evaluation.band);
        agent.past.band = Some(evaluation.band);
        agent.live = None;
        self.changes.pasts.insert(slot);
    }

    fn tell_band(&mut self, slot: u32, open: Date, org: &Org, tell: &mut dyn FnMut(Finding<'_>)) {
        let agent = &mut self.agents[slot as usize];
        let Some(evaluation) = agent.live.take() else { return };
        // Before the first daily score there is no band to change; nor is a day without enough history a change.
        let before = agent.past.band.filter(|band| *band != Band::Unknown && evaluation.band != Band::Unknown);
        if before.is_some_and(|before| before != evaluation.band) {
            let name = &self.names[slot as usize];
            // What was known when the day before was closed: of the day before itself not all may have been heard.
            let known_on = open - 2;
            tell(Finding::Score(Score {
                name,
                day: open,
                interim: true,
                evaluation: &evaluation,
                agent,
                org,
                known_on,
                over_on: self.over.get(&slot).copied(),
            }));
            agent.past.band = Some(evaluation.band);
            self.changes.pasts.insert(slot);
        }
        agent.live = Some(evaluation);
    }

    fn expire(&mut self, open: Date) {
        let horizon = Horizon { open, dedup_days: self.dedup_days };
        let mut forgotten = Vec::new();
        for slot in &self.order {
            let agent = &mut self.agents[*slot as usize];
            let name = &self.names[*slot as usize];
            self.changed.clear();
            for date in agent.window.expire(horizon, &mut self.changed) {
                self.changes.days.remove(&(*slot, date));
                self.changes.removed.push((name.clone(), Some(date)));
            }
            // Written once more without its fingerprints, a day takes a third of the room for the rest of its time.
            self.changes.days.extend(self.changed.iter().map(|date| (*slot, *date)));
            // Whoever left is forgotten with their last day of behaviour, once no correction is to be expected any more.
            if agent.window.is_empty() && agent.past.last_scored.is_none() && agent.is_past(open) {
                forgotten.push(*slot);
            }
        }
        for slot in forgotten {
            self.forget(slot);
        }
    }

    fn forget(&mut self, slot: u32) {
        let name = std::mem::take(&mut self.names[slot as usize]);
        self.agents[slot as usize] = Agent::default();
        self.index.remove(&name);
        self.over.remove(&slot);
        self.order.retain(|other| *other != slot);
        self.changes.pasts.remove(&slot);
        self.changes.removed.push((name, None));
        self.free.push(slot);
    }

    fn slot(&mut self, name: &str) -> u32 {
        if let Some(slot) = self.index.get(name) {
            return *slot;
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.agents.push(Agent::default());
            self.names.push("".into());
            self.agents.len() as u32 - 1
        });
        self.names[slot as usize] = name.into();
        self.index.insert(name.into(), slot);
        let place = self.order.partition_point(|other| &*self.names[*other as usize] < name);
        self.order.insert(place, slot);
        slot
    }
}

impl Agent {
    /// Brings the evaluation of the open day up to date with an event that was just taken in.
    fn reevaluate(&mut self, event: &Event, outcome: IntakeOutcome, open: Date, model: &Model) {
        if let Some(live) = self.live.as_deref_mut().filter(|live| live.evidence.day == open)
            && outcome == IntakeOutcome::Accepted
            && live.evidence.add_ticket(event)
        {
            live.refresh(signals::TICKETS, model);
            return;
        }
        self.live = Some(Box::new(self.evaluate(open, self.past.org, model)));
    }

    /// The evaluation at the close of a day, with the organisation as it now is known.
    fn conclude(&mut self, day: Date, model: &Model) -> Box<RiskEvaluation> {
        // What was gathered for the open day holds every event of it.
        let Some(mut live) = self.live.take().filter(|live| live.evidence.day == day) else {
            return Box::new(self.evaluate(day, self.past.org, model));
        };
        live.evidence.org = self.past.org;
        live.site_level = model.site_level(self.past.org.site_year);
        live.refresh(signals::TENURE, model);
        live
    }
}

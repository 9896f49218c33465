//! What the score stage works with, and what it writes of what it finds.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Count, Outputs, ScoreTime};
use attrition_contracts::alerting::inbox::{self, InboxMessage, lot};
use attrition_contracts::records::envelope;
use attrition_contracts::records::journal::Close;
use attrition_contracts::records::record::Output;
use attrition_contracts::records::score;
use attrition_contracts::records::topic::{Topic, partition_of};
use attrition_core::basics::ids::{AgentId, SiteId};
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Candidate, Leaving, Rules, RulesBySite, ScoreReport, SiteDay};
use attrition_core::event::SeparationKind;
use attrition_core::explain::reasons;
use attrition_core::model::{InForce, Model, Scorers, Thresholds};
use attrition_core::partition::{Finding, Score as AgentScore};
use attrition_core::signals::BEHAVIOUR;

/// Contributions below this many log-odds are too small for what a whole site has in common to matter.
const CONTRIBUTION_MIN: f64 = 0.02;

/// What the score stage works with.
#[derive(Clone)]
pub struct ScoreWriter {
    /// Models in force by business date.
    pub models: InForce,
    /// Whether decisions of the registry are put in force as well.
    pub follows_registry: bool,
    /// Days for which duplicates are looked for.
    pub dedup_days: i32,
    /// Rules of the desk: they tell which risks it needs to hear of.
    pub rules: RulesBySite,
    /// Partitions of the journal, and so of scores and state.
    pub journal_partitions: u32,
    /// Partitions of the desk inbox.
    pub desk_partitions: u32,
}

impl ScoreWriter {
    /// For a score stage that is alone with its events: one model, one partition, the usual rules.
    pub fn alone(model: Arc<Model>, dedup_days: i32) -> Self {
        let models = InForce::new(model);
        let (follows_registry, rules) = (false, RulesBySite::from(Rules::default()));
        Self { models, follows_registry, dedup_days, rules, journal_partitions: 1, desk_partitions: 1 }
    }
}

impl ScoreWriter {
    /// Writes a finding. `event_ms` is the time of the event that brought it about, where it was none of a close.
    pub(super) fn write(
        &self,
        by: Scorers<'_>,
        partition: u32,
        finding: Finding<'_>,
        event_ms: Option<i64>,
        out: &mut Outputs,
    ) {
        match finding {
            Finding::Score(score) => self.tell_score(by, partition, &score, event_ms, out),
            Finding::Moved(moved) => {
                let (agent, day) = (moved.name.clone(), moved.day);
                let report =
                    ScoreReport::Moved { agent, day, site: moved.site.clone(), supervisor: moved.supervisor.clone() };
                self.tell_desk(known(moved.from_site, moved.site), report, out);
            }
            Finding::Gone(gone) => {
                let report = ScoreReport::Gone { agent: gone.name.clone(), day: gone.day, voluntary: gone.voluntary };
                self.tell_desk(gone.site, report, out);
            }
            // For whoever keeps the roster, not for a supervisor.
            Finding::WorkAfterEnd(_) => {}
        }
    }

    fn tell_score(
        &self,
        by: Scorers<'_>,
        partition: u32,
        score: &AgentScore<'_>,
        event_ms: Option<i64>,
        out: &mut Outputs,
    ) {
        let time = if score.interim { ScoreTime::Interim } else { ScoreTime::Daily };
        out.counts.add(Count::Score(score.evaluation.band, time));
        let value = score::write(score, by, told_at(score, event_ms));
        let headers = envelope::headers();
        out.records.push(Output { headers, ..Output::new(Topic::Scores, partition, score.name.as_bytes(), value) });
        self.tell_candidate(by.champion, score, event_ms, out);
    }

    /// Tells the desk of a score, if it needs to hear of it.
    pub(super) fn tell_candidate(
        &self,
        model: &Model,
        score: &AgentScore<'_>,
        event_ms: Option<i64>,
        out: &mut Outputs,
    ) {
        let site = score.place().map_or("", |roster| &roster.site);
        let rules = self.rules.for_site(site);
        let mut candidate = candidate(score, model, told_at(score, event_ms));
        // Of whom an alert may be open the desk hears every day, whichever model has the risk where.
        let may_be_open = !score.interim && score.over_on.is_some_and(|on| score.day - on <= rules.heard_days());
        if !may_be_open && !candidate.matters(rules.hysteresis) {
            return;
        }
        candidate.supervisor_left = score.supervisor_left();
        candidate.on_leave = score.is_on_leave();
        if candidate.risk >= rules.hysteresis * candidate.amber {
            candidate.reasons = reasons(score.evaluation, &score.agent.daily(score.day), model);
            candidate.behaviour = behaviour(score);
        }
        self.tell_desk(site, ScoreReport::Risk(Box::new(candidate)), out);
    }

    /// The agent of a score whose risk is over the threshold below which alerts ease: from there on one may be raised, or go on.
    pub(super) fn over(&self, model: &Model, finding: &Finding<'_>) -> Option<AgentId> {
        let Finding::Score(score) = finding else { return None };
        let site = score.place().map_or("", |roster| &roster.site);
        let red = model.thresholds(score.evaluation.site_level).red;
        (score.evaluation.risk >= self.rules.for_site(site).hysteresis * red).then(|| score.name.clone())
    }

    fn tell_desk(&self, site: &str, report: ScoreReport, out: &mut Outputs) {
        let key = site.as_bytes();
        let value = inbox::write(&InboxMessage::Report(report));
        out.records.push(Output::new(Topic::Desk, partition_of(key, self.desk_partitions), key, value));
    }

    /// Tells every desk that a journal partition has no more to say of a day, and what it has seen of the desk's sites.
    pub(super) fn tell_closed(&self, partition: u32, close: Close, seen: BTreeMap<SiteId, SiteDay>, out: &mut Outputs) {
        let (Close { day, is_history, .. }, partitions) = (close, self.journal_partitions);
        let mut by_desk: Vec<BTreeMap<SiteId, SiteDay>> = vec![BTreeMap::new(); self.desk_partitions as usize];
        for (site, seen) in seen {
            by_desk[partition_of(site.as_bytes(), self.desk_partitions) as usize].insert(site, seen);
        }
        for (desk, sites) in (0..).zip(by_desk) {
            let value = inbox::write(&InboxMessage::Closed { partition, partitions, day, is_history, sites });
            out.records.push(Output::new(Topic::Desk, desk, [], value));
        }
    }
}

/// The site that a move is told to: where the former one is not remembered, the present one.
fn known<'a>(former: &'a str, present: &'a str) -> &'a str {
    if former.is_empty() { present } else { former }
}

/// When a score became so: at the close of its day, or by an event before it.
fn told_at(score: &AgentScore<'_>, event_ms: Option<i64>) -> Moment {
    match event_ms {
        Some(event_ms) if score.interim => Moment::while_open(score.day, event_ms),
        _ => Moment::close_of(score.day),
    }
}

fn candidate(score: &AgentScore<'_>, model: &Model, told_at: Moment) -> Candidate {
    let (agent, evaluation, day) = (score.agent, score.evaluation, score.day);
    let place = score.place();
    let Thresholds { amber, red } = model.thresholds(evaluation.site_level);
    let earlier = |day| agent.past.risk_on(day, model.tag());
    let leaving = agent.leaving(day).map(|kind| match kind {
        SeparationKind::Voluntary => Leaving::Voluntary,
        _ => Leaving::Otherwise,
    });
    Candidate {
        agent: score.name.clone(),
        day,
        interim: score.interim,
        told_at,
        site: place.map_or("", |roster| &roster.site).into(),
        team: place.map_or("", |roster| &roster.team).into(),
        queue: place.map_or("", |roster| &roster.queue).into(),
        supervisor: place.map_or("", |roster| &roster.supervisor).into(),
        supervisor_left: false,
        on_leave: false,
        is_silent: !evaluation.evidence.presence.is_known(0),
        arrival: agent.past.arrival.as_deref().copied().filter(|arrival| arrival.is_recent(day)),
        potential: place.and_then(|roster| roster.potential),
        risk: evaluation.risk,
        yesterday: earlier(day - 1),
        day_before: earlier(day - 2),
        month_ago: earlier(day - 30),
        site_share: evaluation.evidence.org.site_year.share_within(model.horizon_days),
        band: evaluation.band,
        amber,
        red,
        leaving,
        reasons: Vec::new(),
        behaviour: Vec::new(),
        model: model.id.clone(),
        site_level: evaluation.site_level,
        is_unmeasured: model.is_unmeasured,
        lot: lot(score.name),
    }
}

/// Contributions of behaviour, but for those that add or take off hardly anything.
fn behaviour(score: &AgentScore<'_>) -> Vec<(usize, f64)> {
    let contributions = score.evaluation.contributions[BEHAVIOUR].iter().copied().enumerate();
    contributions.filter(|(_, contribution)| contribution.abs() >= CONTRIBUTION_MIN).collect()
}

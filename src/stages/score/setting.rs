//! What the score stage works with, and what it writes of what it finds.

use std::sync::Arc;

use crate::engine::date::Date;
use crate::engine::desk::{Candidate, Report, Rules};
use crate::engine::explain::reasons;
use crate::engine::model::{InForce, Model, Scorers};
use crate::engine::partition::{Finding, Score as AgentScore};
use crate::stages::Outputs;
use crate::wire::inbox::{self, Message};
use crate::wire::record::Output;
use crate::wire::score;
use crate::wire::topic::{Topic, partition_of};

/// What the score stage works with.
#[derive(Clone)]
pub struct Setting {
    /// Models in force by business date.
    pub models: InForce,
    /// Whether decisions of the registry are put in force as well.
    pub follows_registry: bool,
    /// Days for which duplicates are looked for.
    pub dedup_days: i32,
    /// Rules of the desk: they tell which risks it needs to hear of.
    pub rules: Rules,
    /// Partitions of the journal, and so of scores and state.
    pub journal_partitions: u32,
    /// Partitions of the desk inbox.
    pub desk_partitions: u32,
}

impl Setting {
    /// For a score stage that is alone with its events: one model, one partition, the usual rules.
    pub fn alone(model: Arc<Model>, dedup_days: i32) -> Self {
        let models = InForce::new(model);
        let (follows_registry, rules) = (false, Rules::default());
        Self { models, follows_registry, dedup_days, rules, journal_partitions: 1, desk_partitions: 1 }
    }
}

impl Setting {
    pub(super) fn tell(&self, by: Scorers<'_>, partition: u32, finding: Finding<'_>, out: &mut Outputs) {
        match finding {
            Finding::Score(score) => self.tell_score(by, partition, &score, out),
            Finding::Moved(moved) => {
                let report = Report::Moved { agent: moved.name.into(), day: moved.day };
                self.tell_desk(moved.supervisor, report, out);
            }
            Finding::Gone(gone) => {
                let report = Report::Gone { agent: gone.name.into(), day: gone.day };
                self.tell_desk(gone.supervisor, report, out);
            }
        }
    }

    fn tell_score(&self, by: Scorers<'_>, partition: u32, score: &AgentScore<'_>, out: &mut Outputs) {
        out.counts.add("scores", score.evaluation.band.text(), if score.interim { "interim" } else { "daily" });
        let value = score::write(score, by);
        out.records.push(Output::new(Topic::Scores, partition, score.name.as_bytes(), value));
        self.tell_candidate(by.champion, score, out);
    }

    /// Tells the desk of a score, if it needs to hear of it.
    pub(super) fn tell_candidate(&self, model: &Model, score: &AgentScore<'_>, out: &mut Outputs) {
        let candidate = self.candidate(score, model);
        if candidate.matters(self.rules.hysteresis) {
            let supervisor = score.agent.place(score.day).map_or("", |roster| &roster.supervisor);
            self.tell_desk(supervisor, Report::Risk(Box::new(candidate)), out);
        }
    }

    fn candidate(&self, score: &AgentScore<'_>, model: &Model) -> Candidate {
        let (agent, evaluation, day) = (score.agent, score.evaluation, score.day);
        let place = agent.place(day);
        let mut candidate = Candidate {
            agent: score.name.into(),
            day,
            interim: score.interim,
            site: place.map_or("", |roster| &roster.site).into(),
            team: place.map_or("", |roster| &roster.team).into(),
            potential: place.and_then(|roster| roster.potential),
            risk: evaluation.risk,
            yesterday: agent.past.risk_on(day - 1),
            day_before: agent.past.risk_on(day - 2),
            month_ago: agent.past.risk_on(day - 30),
            band: evaluation.band,
            amber: model.amber,
            red: model.red,
            leaving: agent.is_leaving(day),
            reasons: Vec::new(),
            model: model.id.clone(),
        };
        if candidate.risk >= self.rules.hysteresis * candidate.amber {
            candidate.reasons = reasons(evaluation, model);
        }
        candidate
    }

    fn tell_desk(&self, supervisor: &str, report: Report, out: &mut Outputs) {
        let key = supervisor.as_bytes();
        let value = inbox::write(&Message::Report(report));
        out.records.push(Output::new(Topic::Desk, partition_of(key, self.desk_partitions), key, value));
    }

    /// Tells every desk that a journal partition has no more to say of a day.
    pub(super) fn tell_closed(&self, partition: u32, day: Date, out: &mut Outputs) {
        let value = inbox::write(&Message::Closed { partition, partitions: self.journal_partitions, day });
        for desk in 0..self.desk_partitions {
            out.records.push(Output::new(Topic::Desk, desk, [], value.clone()));
        }
    }
}

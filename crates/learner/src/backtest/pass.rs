//! One pass over a log, exactly as live: the score stage and the desk stage, asked before anybody knows the answer.

use std::collections::BTreeMap;

use super::questions::{DeskAlerts, Questions};
use super::walk::Walk;
use super::{BacktestReport, Error, Plan};
use crate::rows::{Bound, PendingRows};
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::{Output, Record};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_pipeline::desk::DeskStage;
use attrition_pipeline::score::{ScoreStage, ScoreWriter};
use attrition_pipeline::{Flow, Outputs, Stage};
use attrition_stream::listener::Listener;

/// The stages over a history, with what was asked of them.
///
/// It takes some four bytes for each daily score beside what the stages take, at the end twice that; where models are trained
/// on the way, the rows to learn from as well, twice while one is trained.
pub struct Backtest {
    plan: Plan,
    score: ScoreStage,
    desk: DeskStage,
    walk: Walk,
    /// Everybody, and the rows to learn from where models are trained on the way.
    held: PendingRows,
    questions: Questions,
    alerts: DeskAlerts,
    /// Days closed by each partition.
    closed: BTreeMap<u32, Date>,
    first_closed: Option<Date>,
    /// A partition that waits for org, of which nothing more comes: its end.
    is_over: bool,
    show: Option<Show>,
}

/// Who is shown what the desk writes.
type Show = Box<dyn FnMut(&Output) + Send>;

impl Backtest {
    /// A back-test that has not begun.
    pub fn new(plan: Plan) -> Self {
        let setting = setting(&plan, 1);
        let held = PendingRows::new(Bound { rows_max: plan.rows_max, horizon_days: plan.horizon_days() });
        Self {
            score: ScoreStage::new(setting),
            desk: DeskStage::new(plan.rules.clone()),
            walk: Walk::new(&plan),
            plan,
            held,
            questions: Questions::default(),
            alerts: DeskAlerts::default(),
            closed: BTreeMap::new(),
            first_closed: None,
            is_over: false,
            show: None,
        }
    }

    /// Shows every record that the desk writes to the alerts topic.
    #[must_use]
    pub fn showing(mut self, show: impl FnMut(&Output) + Send + 'static) -> Self {
        self.show = Some(Box::new(show));
        self
    }

    /// Agent, day and risk of the published scores that are judged: daily scores at cut-offs, of agents with enough history.
    pub fn judged_scores(&self) -> impl Iterator<Item = (&str, Date, f64)> {
        let Questions { agents, days, risks, .. } = &self.questions;
        let name = |agent: &u32| &*self.held.people.get(*agent).name;
        agents.iter().zip(days).zip(risks).map(move |((agent, day), risk)| (name(agent), *day, *risk))
    }

    /// What the log says of the questions.
    pub fn report(self) -> Result<BacktestReport, Error> {
        if self.held.is_full() {
            return Err(Error::Memory { rows_max: self.plan.rows_max });
        }
        let last_closed = self.closed_by_all().ok_or(Error::NothingClosed)?;
        let first = self.held.first_day(self.first_closed.ok_or(Error::NothingClosed)?);
        // Numbers are given as people come, and that depends on partitions; figures must not.
        let (people, new) = self.held.people.by_name();
        let (questions, alerts) = (self.questions.renumbered(&new), self.alerts.renumbered(&new));
        BacktestReport::new(&super::report::BacktestPass {
            plan: &self.plan,
            models: self.score.models(),
            walk: &self.walk,
            people: &people,
            questions: &questions,
            alerts: &alerts,
            observed: (first, last_closed),
        })
    }

    fn closed_by_all(&self) -> Option<Date> {
        let partitions = self.score.partitions();
        let closed = partitions.keys().map(|partition| self.closed.get(partition).copied());
        closed.min().flatten()
    }

    fn closed_by_all_partitions(&mut self, first: Date, day: Date) {
        self.held.known(day);
        if self.walk.is_due(first, day) {
            // Partitions are in step: nothing of the days after is known yet.
            let rows = self.held.clone().label(self.plan.horizon_days(), (first, day));
            self.walk.train(day, &rows, &mut self.score);
        }
    }

    fn judge(&mut self, record: &Record, entry: Option<&JournalEntry>) -> Flow {
        let (questions, held, mut out) = (&mut self.questions, &mut self.held, Outputs::default());
        let learns = self.walk.is_on();
        let mut show = |score: &attrition_core::partition::Score<'_>| {
            questions.keep(score, &mut held.people);
            if learns {
                held.keep(score);
            }
        };
        let flow = self.score.judge(record.partition, &record.key, entry, &mut out, &mut show);
        for report in out.records.into_iter().filter(|output| output.topic == Topic::Desk) {
            let mut decided = Outputs::default();
            self.desk.process(&report.read_at(0), &mut decided);
            for alert in &decided.records {
                self.alerts.keep(alert, &mut self.held.people);
                if let Some(show) = &mut self.show {
                    show(alert);
                }
            }
        }
        flow
    }
}

impl Listener for Backtest {
    fn begin(&mut self, partitions: u32) {
        self.score = ScoreStage::new(setting(&self.plan, partitions));
        (0..partitions).for_each(|partition| self.score.assign(partition));
        self.desk.assign(0);
    }

    fn process_broadcast(&mut self, record: &Record) {
        self.score.process_broadcast(record);
    }

    fn process(&mut self, record: &Record) -> bool {
        let partition = record.partition;
        let entry = journal::read(&record.value);
        self.held.people.learn(&record.key, entry.as_ref());
        self.held.note_event_day(entry.as_ref(), self.closed.get(&partition).copied());
        self.is_over |= self.judge(record, entry.as_ref()) == Flow::Wait;
        let closed = self.score.partitions()[&partition].open().map(|open| open - 1);
        if let (Some(day), Some(JournalEntry::DayClosed(_))) = (closed, &entry) {
            self.closed.insert(partition, day);
            self.first_closed = Some(self.first_closed.map_or(day, |first| first.min(day)));
            if let Some((first, all)) = self.first_closed.zip(self.closed_by_all()) {
                self.closed_by_all_partitions(first, all);
            }
        }
        let enough = self.plan.to.map(|to| to + self.plan.horizon_days());
        let is_answered = enough.is_some_and(|enough| self.closed_by_all().is_some_and(|closed| closed >= enough));
        !self.is_over && !is_answered && !self.held.is_full()
    }
}

fn setting(plan: &Plan, partitions: u32) -> ScoreWriter {
    ScoreWriter {
        rules: plan.rules.clone(),
        journal_partitions: partitions,
        ..ScoreWriter::alone(plan.begins_with(), plan.dedup_days)
    }
}

//! The desk of one inbox partition: waits for a day to be complete, then decides it.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Closing, State, Wish};
use super::{Candidate, Report, Rules};
use crate::engine::date::Date;
use crate::engine::redacted::redacted;

/// Supervisor and agent.
type Pair = (Box<str>, Box<str>);

/// Names a report that waits for its day: day, supervisor, agent, whether it came before the day was closed.
pub type Waiting = (Date, Box<str>, Box<str>, bool);

/// Cases, budgets and undecided reports of the supervisors of one partition.
#[derive(Default)]
pub struct Desk {
    rules: Rules,
    closed: BTreeMap<u32, Date>,
    decided: Option<Date>,
    pending: BTreeMap<Waiting, Report>,
    cases: BTreeMap<Pair, Case>,
    ledgers: BTreeMap<Box<str>, Ledger>,
    changed: BTreeSet<Pair>,
    /// Reports that came or went since the last call to `changes`.
    moved: BTreeSet<Waiting>,
}

/// What a supervisor's budget of a week was spent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// The Monday of the week.
    pub week: Date,
    /// Alerts raised.
    pub raised: u32,
    /// Alerts withheld.
    pub withheld: u32,
}

/// What became of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Raised: tell the supervisor.
    Raised,
    /// The budget of the week was spent: counted, not told.
    Withheld,
    /// Over.
    Closed(Closing),
}

/// An alert, or its end.
#[derive(Clone, PartialEq)]
pub struct Alert<'a> {
    /// Whose desk.
    pub supervisor: &'a str,
    /// Whom it is about.
    pub agent: &'a str,
    /// The day on which it was raised; with supervisor and agent it names the alert.
    pub raised_on: Date,
    /// 1 for the first record of the alert.
    pub version: u32,
    /// Day of this record.
    pub day: Date,
    /// What became of it.
    pub status: Status,
    /// Since when the agent is above the threshold, or withheld.
    pub since: Date,
    /// Raised within a day because the risk jumped.
    pub jumped: bool,
    /// The risk and its reasons; `None` when the agent is no longer here to be scored.
    pub candidate: Option<&'a Candidate>,
    /// The supervisor's week after this record.
    pub ledger: Ledger,
}

/// What must be kept of a desk, for the changelog.
#[derive(Clone, PartialEq)]
pub enum Kept<'a> {
    /// A case; `None` when it is over.
    Case(&'a str, &'a str, Option<&'a Case>),
    /// A supervisor's week.
    Ledger(&'a str, Ledger),
    /// A report that waits for its day; `None` when it was decided.
    Pending(&'a Waiting, Option<&'a Report>),
}

redacted!(Desk, Alert<'_>, Kept<'_>);

impl Desk {
    /// An empty desk.
    pub fn new(rules: Rules) -> Self {
        Self { rules, ..Self::default() }
    }

    /// Takes a report in; it is decided with its day. A later report of the same day takes the place of an earlier one,
    /// but for a jump: it stands, as it would where the day before is decided already and it is told at once.
    pub fn hear(&mut self, supervisor: &str, report: Report) {
        let key = waiting(supervisor, &report);
        let stands = |waiting: &Report| matches!(waiting, Report::Risk(c) if c.interim && c.jumps() && !c.leaving);
        if !self.pending.get(&key).is_some_and(stands) {
            self.moved.insert(key.clone());
            self.pending.insert(key, report);
        }
    }

    /// A journal partition has closed a day. Decides every day that all `partitions` have closed.
    pub fn close(&mut self, partition: u32, partitions: u32, day: Date, tell: &mut dyn FnMut(Alert<'_>)) {
        let closed = self.closed.entry(partition).or_insert(day);
        *closed = day.max(*closed);
        let complete = (0..partitions).map(|p| self.closed.get(&p)).min().flatten().copied();
        if let Some(complete) = complete.filter(|complete| self.decided.is_none_or(|decided| *complete > decided)) {
            self.decide_through(complete, tell);
        }
    }

    /// Decides what can be decided before its day is complete: jumps, once the day before is decided.
    pub fn decide_jumps(&mut self, tell: &mut dyn FnMut(Alert<'_>)) {
        let Some(decided) = self.decided else { return };
        let ready = |key: &&Waiting| key.0 == decided + 1 && key.3;
        let keys: Vec<_> = self.pending.keys().filter(ready).cloned().collect();
        for key in keys {
            if let Some(Report::Risk(candidate)) = self.pending.remove(&key) {
                self.jump(&key.1, &candidate, tell);
            }
            self.moved.insert(key);
        }
    }

    fn decide_through(&mut self, complete: Date, tell: &mut dyn FnMut(Alert<'_>)) {
        while let Some(day) = self.pending.keys().next().map(|key| key.0).filter(|day| *day <= complete) {
            self.decided = Some(day - 1);
            self.decide_jumps(tell);
            self.decide(day, tell);
        }
        self.decided = Some(complete);
        self.decide_jumps(tell);
    }

    /// Decides one day: first what ends, then what begins, highest risk x value first.
    fn decide(&mut self, day: Date, tell: &mut dyn FnMut(Alert<'_>)) {
        let rest = self.pending.split_off(&(day + 1, "".into(), "".into(), false));
        let of_day = std::mem::replace(&mut self.pending, rest);
        self.moved.extend(of_day.keys().cloned());
        let mut wishes: Vec<(Box<str>, Box<Candidate>)> = Vec::new();
        for ((_, supervisor, agent, _), report) in of_day {
            match report {
                Report::Moved { .. } => self.end(&supervisor, &agent, day, Closing::Moved, None, tell),
                Report::Gone { .. } => self.end(&supervisor, &agent, day, Closing::Left, None, tell),
                Report::Risk(candidate) => match self.hear_case(&supervisor, &candidate) {
                    Wish::Rest => {}
                    Wish::Close(closing) => self.publish_end(&supervisor, &agent, day, closing, Some(&candidate), tell),
                    Wish::Raise => wishes.push((supervisor, candidate)),
                    Wish::RaiseAtOnce => self.raise(&supervisor, &candidate, true, tell),
                },
            }
        }
        wishes.sort_by(|(_, a), (_, b)| {
            let worth = |candidate: &Candidate| candidate.risk * candidate.value();
            worth(b).total_cmp(&worth(a)).then_with(|| a.agent.cmp(&b.agent))
        });
        for (supervisor, candidate) in wishes {
            if self.ledger(&supervisor, day).raised < self.rules.budget_week {
                self.raise(&supervisor, &candidate, false, tell);
            } else {
                self.withhold(&supervisor, &candidate, tell);
            }
        }
        self.cases.retain(|pair, case| {
            let over = case.is_over();
            if over {
                self.changed.insert(pair.clone());
            }
            !over
        });
    }

    fn hear_case(&mut self, supervisor: &str, candidate: &Candidate) -> Wish {
        let rules = self.rules;
        self.case(supervisor, &candidate.agent, candidate.day).hear(candidate, &rules)
    }

    /// A jump is told at once, whatever the budget; it counts against it.
    fn jump(&mut self, supervisor: &str, candidate: &Candidate, tell: &mut dyn FnMut(Alert<'_>)) {
        let cooling =
            |case: &Case| case.state == State::Cooling && candidate.day - case.since < self.rules.cool_down_days;
        let pair = (supervisor.into(), candidate.agent.clone());
        let told = self.cases.get(&pair).is_some_and(|case| case.state == State::Alerted || cooling(case));
        if candidate.jumps() && !told && !candidate.leaving {
            self.raise(supervisor, candidate, true, tell);
        }
    }

    fn raise(&mut self, supervisor: &str, candidate: &Candidate, jumped: bool, tell: &mut dyn FnMut(Alert<'_>)) {
        self.ledger(supervisor, candidate.day).raised += 1;
        let case = self.case(supervisor, &candidate.agent, candidate.day);
        let since = case.withheld_since.unwrap_or(if case.state == State::Watch { case.since } else { candidate.day });
        case.enter(State::Alerted, candidate.day);
        (case.raised_on, case.version) = (Some(candidate.day), 1);
        self.publish(supervisor, candidate, Status::Raised, since, jumped, tell);
    }

    fn withhold(&mut self, supervisor: &str, candidate: &Candidate, tell: &mut dyn FnMut(Alert<'_>)) {
        let case = self.case(supervisor, &candidate.agent, candidate.day);
        if case.withheld_since.is_some() {
            return;
        }
        case.withheld_since = Some(candidate.day);
        (case.raised_on, case.version) = (Some(candidate.day), 1);
        let since = candidate.day;
        self.ledger(supervisor, candidate.day).withheld += 1;
        self.publish(supervisor, candidate, Status::Withheld, since, false, tell);
    }

    fn publish(
        &mut self,
        supervisor: &str,
        candidate: &Candidate,
        status: Status,
        since: Date,
        jumped: bool,
        tell: &mut dyn FnMut(Alert<'_>),
    ) {
        tell(Alert {
            supervisor,
            agent: &candidate.agent,
            raised_on: candidate.day,
            version: 1,
            day: candidate.day,
            status,
            since,
            jumped,
            candidate: Some(candidate),
            ledger: *self.ledger(supervisor, candidate.day),
        });
    }

    /// Ends a case for a reason that is no risk.
    fn end(
        &mut self,
        supervisor: &str,
        agent: &str,
        day: Date,
        closing: Closing,
        candidate: Option<&Candidate>,
        tell: &mut dyn FnMut(Alert<'_>),
    ) {
        let case = self.case(supervisor, agent, day);
        let told = case.state == State::Alerted;
        case.enter(State::Quiet, day);
        if told {
            self.publish_end(supervisor, agent, day, closing, candidate, tell);
        }
    }

    fn publish_end(
        &mut self,
        supervisor: &str,
        agent: &str,
        day: Date,
        closing: Closing,
        candidate: Option<&Candidate>,
        tell: &mut dyn FnMut(Alert<'_>),
    ) {
        let case = self.case(supervisor, agent, day);
        case.version += 1;
        let (version, raised_on) = (case.version, case.raised_on.unwrap_or(day));
        let ledger = *self.ledger(supervisor, day);
        let status = Status::Closed(closing);
        tell(Alert {
            supervisor,
            agent,
            raised_on,
            version,
            day,
            status,
            since: raised_on,
            jumped: false,
            candidate,
            ledger,
        });
    }

    fn case(&mut self, supervisor: &str, agent: &str, day: Date) -> &mut Case {
        let pair: Pair = (supervisor.into(), agent.into());
        self.changed.insert(pair.clone());
        self.cases.entry(pair).or_insert_with(|| Case::quiet(day))
    }

    fn ledger(&mut self, supervisor: &str, day: Date) -> &mut Ledger {
        let fresh = Ledger { week: day.week(), raised: 0, withheld: 0 };
        let ledger = self.ledgers.entry(supervisor.into()).or_insert(fresh);
        if ledger.week != fresh.week {
            *ledger = fresh;
        }
        ledger
    }

    /// Hands over what changed since the last call.
    pub fn changes(&mut self, mut tell: impl FnMut(Kept<'_>)) {
        let changed = std::mem::take(&mut self.changed);
        let supervisors: BTreeSet<&str> = changed.iter().map(|pair| &*pair.0).collect();
        for (supervisor, agent) in &changed {
            tell(Kept::Case(supervisor, agent, self.cases.get(&(supervisor.clone(), agent.clone()))));
        }
        for waiting in &std::mem::take(&mut self.moved) {
            tell(Kept::Pending(waiting, self.pending.get(waiting)));
        }
        for supervisor in supervisors {
            if let Some(ledger) = self.ledgers.get(supervisor) {
                tell(Kept::Ledger(supervisor, *ledger));
            }
        }
    }

    /// Last day closed by each journal partition.
    pub fn closed(&self) -> &BTreeMap<u32, Date> {
        &self.closed
    }

    /// The last day that was decided.
    pub fn decided(&self) -> Option<Date> {
        self.decided
    }

    /// Puts back a case.
    pub fn restore_case(&mut self, supervisor: &str, agent: &str, case: Case) {
        self.cases.insert((supervisor.into(), agent.into()), case);
    }

    /// Puts back a supervisor's week.
    pub fn restore_ledger(&mut self, supervisor: &str, ledger: Ledger) {
        self.ledgers.insert(supervisor.into(), ledger);
    }

    /// Puts back how far each journal partition and the desk itself had come.
    pub fn restore_closed(&mut self, closed: BTreeMap<u32, Date>, decided: Option<Date>) {
        (self.closed, self.decided) = (closed, decided);
    }

    /// Puts back a report that waits for its day.
    pub fn restore_pending(&mut self, supervisor: &str, report: Report) {
        self.pending.insert(waiting(supervisor, &report), report);
    }

    /// Takes away a case that is over.
    pub fn remove_case(&mut self, supervisor: &str, agent: &str) {
        self.cases.remove(&(supervisor.into(), agent.into()));
    }

    /// Takes away a report that was decided.
    pub fn remove_pending(&mut self, waiting: &Waiting) {
        self.pending.remove(waiting);
    }

    /// Hands over all that is kept, in a fixed order.
    pub fn each(&self, mut tell: impl FnMut(Kept<'_>)) {
        self.cases.iter().for_each(|(pair, case)| tell(Kept::Case(&pair.0, &pair.1, Some(case))));
        self.pending.iter().for_each(|(waiting, report)| tell(Kept::Pending(waiting, Some(report))));
        self.ledgers.iter().for_each(|(supervisor, ledger)| tell(Kept::Ledger(supervisor, *ledger)));
    }

    /// Every case that is not quiet.
    pub fn cases(&self) -> impl Iterator<Item = (&str, &str, &Case)> {
        self.cases.iter().map(|(pair, case)| (&*pair.0, &*pair.1, case))
    }
}

fn waiting(supervisor: &str, report: &Report) -> Waiting {
    let interim = matches!(report, Report::Risk(candidate) if candidate.interim);
    (report.day(), supervisor.into(), report.agent().into(), interim)
}

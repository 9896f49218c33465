//! The desk of one inbox partition: waits for a day to be complete, then lets each site decide it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Announcement, Case, Feedback, FeedbackEffect, Ledger, RulesBySite, ScoreReport, SiteBaseline, SiteDay, StateChange,
    SupervisorDay,
};
use crate::basics::closed_set::closed_set;
use crate::basics::date::Date;
use crate::basics::ids::{AgentId, SiteId, SupervisorId};
use crate::basics::moment::Moment;
use crate::desk::rules::calendar::Supervisors;
use crate::desk::site::{At, Site, Today};

/// Names a report that waits for its day. Of one agent's of a day, the risk before its close comes first, then a move.
pub type Waiting = (Date, SiteId, AgentId, ReportKind);

/// What kind of report waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportKind {
    /// A risk that was told before its day was closed.
    Interim,
    /// An agent has moved to another supervisor.
    Move,
    /// What the close of the day told.
    Close,
}

closed_set!(ReportKind { Interim => "interim", Move => "move", Close => "close" });

/// Receives every announcement of the desk: alerts, letters, notices and what is only counted.
type AnnouncementSink<'a> = &'a mut dyn FnMut(Announcement<'_>);

/// The sites of one inbox partition, and what waits for its day.
#[derive(Debug, Default)]
pub struct Desk {
    rules: RulesBySite,
    closed: BTreeMap<u32, Date>,
    decided: Option<Date>,
    /// Days that are closed by some partition and not decided, and whether they are history.
    undecided: BTreeMap<Date, bool>,
    /// The day that was decided last is history.
    in_history: bool,
    pending: BTreeMap<Waiting, ScoreReport>,
    /// What each journal partition has seen of a site on a day that is not decided; of the day that was decided last, who is away.
    seen: BTreeMap<(Date, SiteId, u32), SiteDay>,
    sites: BTreeMap<SiteId, Site>,
    changed: InboxChanges,
}

/// What came or went since the last call to [`Desk::changes`].
#[derive(Debug, Default)]
struct InboxChanges {
    pending: BTreeSet<Waiting>,
    seen: BTreeSet<(Date, SiteId, u32)>,
}

impl Desk {
    /// A desk that has heard no report and closed no day, with the rules of each site.
    pub fn new(rules: RulesBySite) -> Self {
        Self { rules, ..Self::default() }
    }

    /// Takes a report about an agent of a site in; it is decided with its day. A later report of the same day takes the
    /// place of an earlier one, but for a jump: it stands, as it would where the day before is decided already and it is
    /// told at once.
    pub fn receive(&mut self, site: impl Into<SiteId>, report: ScoreReport) {
        let key = waiting(&site.into(), &report);
        let stands = |waiting: &ScoreReport| matches!(waiting, ScoreReport::Risk(c) if c.interim && c.jumps(c.risk) && c.leaving.is_none());
        if !self.pending.get(&key).is_some_and(stands) {
            self.changed.pending.insert(key.clone());
            self.pending.insert(key, report);
        }
    }

    /// Takes in what was said about an alert of a site.
    pub fn answer(
        &mut self,
        site: impl Into<SiteId>,
        feedback: &Feedback,
        tell: AnnouncementSink<'_>,
    ) -> FeedbackEffect {
        let site = &site.into();
        let day = self.decided.map_or(feedback.day, |decided| decided + 1);
        let at = at(&self.rules, (site, day), &UNSEEN, (false, feedback.told_at));
        self.sites.entry(site.clone()).or_default().answer(feedback, &mut Today { at, tell })
    }

    /// A journal partition has closed a day, and has seen so much of each site. Decides every day that all `partitions`
    /// have closed. Of a day that is history nobody is told, and nothing is escalated.
    pub fn close(
        &mut self,
        partition: u32,
        partitions: u32,
        (day, is_history): (Date, bool),
        seen: impl IntoIterator<Item = (SiteId, SiteDay)>,
        tell: AnnouncementSink<'_>,
    ) {
        for (site, seen) in seen {
            let key = (day, site, partition);
            self.changed.seen.insert(key.clone());
            self.seen.insert(key, seen);
        }
        if self.decided.is_none_or(|decided| day > decided) {
            *self.undecided.entry(day).or_default() |= is_history;
        }
        let closed = self.closed.entry(partition).or_insert(day);
        *closed = day.max(*closed);
        let complete = (0..partitions).map(|p| self.closed.get(&p)).min().flatten().copied();
        if let Some(complete) = complete.filter(|complete| self.decided.is_none_or(|decided| *complete > decided)) {
            self.decide_through(complete, tell);
        }
    }

    /// Decides what can be decided before its day is complete: jumps, once the day before is decided. During an import they wait
    /// for the close of their day, because only the close says whether that day is history too.
    pub fn decide_jumps(&mut self, tell: AnnouncementSink<'_>) {
        if !self.in_history {
            self.jumps(false, tell);
        }
    }

    fn jumps(&mut self, is_history: bool, tell: AnnouncementSink<'_>) {
        let Some(decided) = self.decided else { return };
        let ready = |key: &&Waiting| key.0 == decided + 1 && key.3 == ReportKind::Interim;
        let mut keys: Vec<_> = self.pending.keys().filter(ready).cloned().collect();
        // Where the budget has no room for all of them, for those that weigh most.
        let worth =
            |key: &Waiting| self.pending.get(key).and_then(ScoreReport::risk).map_or(0.0, |c| c.risk * c.value());
        keys.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        for key in keys {
            if let Some(ScoreReport::Risk(candidate)) = self.pending.remove(&key) {
                let told_at = candidate.told_at;
                let away = self.away(decided, &key.1);
                let at = at(&self.rules, (&key.1, key.0), &away, (is_history, told_at));
                let mut on = Today { at, tell };
                self.sites.entry(key.1.clone()).or_default().jump(&candidate, &mut on);
            }
            self.changed.pending.insert(key);
        }
    }

    /// Who was away from a site on the day that was decided last: more is not known of a day that is not over.
    fn away(&self, decided: Date, site: &SiteId) -> BTreeMap<SupervisorId, SupervisorDay> {
        let parts = self.seen.range((decided, site.clone(), 0)..=(decided, site.clone(), u32::MAX));
        parts.flat_map(|(_, part)| &part.supervisors).map(|(who, day)| (who.clone(), *day)).collect()
    }

    /// Decides every day up to one that is complete, whether or not anything was told of it: alerts that wait for an
    /// answer grow old by days.
    fn decide_through(&mut self, complete: Date, tell: AnnouncementSink<'_>) {
        let first = self.decided.map(|decided| decided + 1).or_else(|| self.pending.keys().next().map(|key| key.0));
        for day in first.unwrap_or(complete).0..=complete.0 {
            self.decided = Some(Date(day - 1));
            // A day that was passed over is what the next one is.
            let was_history = self.in_history;
            self.in_history = self.undecided.range(Date(day)..).next().is_some_and(|(_, is_history)| *is_history);
            self.jumps(self.in_history, tell);
            self.decide(Date(day), was_history && !self.in_history, tell);
        }
        self.decided = Some(complete);
        self.undecided.retain(|day, _| *day > complete);
        self.decide_jumps(tell);
    }

    fn decide(&mut self, day: Date, ends_history: bool, tell: AnnouncementSink<'_>) {
        let is_history = self.in_history;
        let mut reports: BTreeMap<SiteId, Vec<ScoreReport>> = BTreeMap::new();
        while let Some(first) = self.pending.first_entry().filter(|first| first.key().0 <= day) {
            let (key, report) = first.remove_entry();
            reports.entry(key.1.clone()).or_default().push(report);
            self.changed.pending.insert(key);
        }
        let mut seen: BTreeMap<SiteId, SiteDay> = BTreeMap::new();
        let mut away = BTreeMap::new();
        // In the order of partitions: sums of fractions depend on their order.
        while let Some(first) = self.seen.first_entry().filter(|first| first.key().0 <= day) {
            let (key, part) = first.remove_entry();
            self.changed.seen.insert(key.clone());
            // Who was away on the day before has been decided with it.
            if key.0 < day && part.is_away_alone() {
                continue;
            }
            seen.entry(key.1.clone()).or_insert_with(|| SiteDay::by(&part.model)).add(&part);
            away.extend(part.away().filter(|_| key.0 == day).map(|part| (key, part)));
        }
        self.seen.append(&mut away);
        for site in reports.keys().chain(seen.keys()) {
            self.sites.entry(site.clone()).or_default();
        }
        for (code, site) in &mut self.sites {
            let told_at = Moment::close_of(day);
            let supervisors = seen.get(code).map_or(&UNSEEN, |seen| &seen.supervisors);
            let at = at(&self.rules, (code, day), supervisors, (is_history, told_at));
            let mut on = Today { at: At { ends_history, ..at }, tell };
            site.decide(seen.get(code), reports.remove(code).unwrap_or_default(), &mut on);
        }
    }

    /// Hands over what changed since the last call.
    pub fn changes(&mut self, mut tell: impl FnMut(StateChange<'_>)) {
        let InboxChanges { pending, seen } = std::mem::take(&mut self.changed);
        pending.iter().for_each(|waiting| tell(StateChange::Pending(waiting, self.pending.get(waiting))));
        seen.iter().for_each(|key| tell(StateChange::Seen(key.0, &key.1, key.2, self.seen.get(key))));
        for (code, site) in &mut self.sites {
            let changed = std::mem::take(&mut site.changed);
            changed.cases.iter().for_each(|agent| tell(StateChange::Case(code, agent, site.cases.get(agent))));
            for supervisor in &changed.ledgers {
                tell(StateChange::Ledger(code, supervisor, site.ledgers.get(supervisor).copied()));
            }
            changed.heard.iter().for_each(|id| tell(StateChange::Heard(code, id, site.heard.get(id).copied())));
            if changed.climate {
                tell(StateChange::Climate(code, &site.climate));
            }
        }
    }

    /// Hands over all that is kept, in a fixed order.
    pub fn each(&self, mut tell: impl FnMut(StateChange<'_>)) {
        self.pending.iter().for_each(|(waiting, report)| tell(StateChange::Pending(waiting, Some(report))));
        self.seen.iter().for_each(|(key, seen)| tell(StateChange::Seen(key.0, &key.1, key.2, Some(seen))));
        for (code, site) in &self.sites {
            site.cases.iter().for_each(|(agent, case)| tell(StateChange::Case(code, agent, Some(case))));
            site.ledgers
                .iter()
                .for_each(|(supervisor, ledger)| tell(StateChange::Ledger(code, supervisor, Some(*ledger))));
            site.heard.iter().for_each(|(id, day)| tell(StateChange::Heard(code, id, Some(*day))));
            if site.climate != SiteBaseline::default() {
                tell(StateChange::Climate(code, &site.climate));
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

    /// Every case that is not quiet, with its site and agent.
    pub fn cases(&self) -> impl Iterator<Item = (&str, &str, &Case)> {
        self.sites.iter().flat_map(|(code, site)| site.cases.iter().map(move |(agent, case)| (&**code, &**agent, case)))
    }

    /// Puts back an agent's case, or takes away one that is over.
    pub fn restore_case(&mut self, site: &SiteId, agent: &AgentId, case: Option<Case>) {
        let cases = &mut self.site(site).cases;
        match case {
            Some(case) => _ = cases.insert(agent.clone(), case),
            None => _ = cases.remove(agent),
        }
    }

    /// Puts back a supervisor's week.
    pub fn restore_ledger(&mut self, site: &SiteId, supervisor: &SupervisorId, ledger: Option<Ledger>) {
        let ledgers = &mut self.site(site).ledgers;
        match ledger {
            Some(ledger) => ledgers.insert(supervisor.clone(), ledger),
            None => ledgers.remove(supervisor),
        };
    }

    /// Puts back that feedback was taken in, or forgets it.
    pub fn restore_heard(&mut self, site: &SiteId, id: &str, day: Option<Date>) {
        let heard = &mut self.site(site).heard;
        match day {
            Some(day) => _ = heard.insert(id.into(), day),
            None => _ = heard.remove(id),
        }
    }

    /// Puts back what is usual at a site.
    pub fn restore_climate(&mut self, site: &SiteId, climate: SiteBaseline) {
        self.site(site).climate = climate;
    }

    /// Days that are closed by some partition and not decided, and whether each is history.
    pub fn undecided(&self) -> &BTreeMap<Date, bool> {
        &self.undecided
    }

    /// Whether the day that was decided last is history.
    pub fn is_in_history(&self) -> bool {
        self.in_history
    }

    /// Puts back how far each journal partition and the desk itself had come.
    pub fn restore_closed(&mut self, closed: BTreeMap<u32, Date>, decided: Option<Date>) {
        (self.closed, self.decided) = (closed, decided);
    }

    /// Puts back what is known of days that are not decided, and whether the last one that was is history.
    pub fn restore_history(&mut self, undecided: BTreeMap<Date, bool>, in_history: bool) {
        (self.undecided, self.in_history) = (undecided, in_history);
    }

    /// Puts back a report that waits for its day.
    pub fn restore_pending(&mut self, site: &SiteId, report: ScoreReport) {
        self.pending.insert(waiting(site, &report), report);
    }

    /// Takes away a report that was decided.
    pub fn remove_pending(&mut self, waiting: &Waiting) {
        self.pending.remove(waiting);
    }

    /// Puts back what a partition has seen of a site on a day, or takes it away.
    pub fn restore_seen(&mut self, day: Date, site: &SiteId, partition: u32, seen: Option<SiteDay>) {
        let key = (day, site.clone(), partition);
        match seen {
            Some(seen) => _ = self.seen.insert(key, seen),
            None => _ = self.seen.remove(&key),
        }
    }

    fn site(&mut self, site: &SiteId) -> &mut Site {
        self.sites.entry(site.clone()).or_default()
    }
}

/// Nobody's shifts are known.
static UNSEEN: BTreeMap<SupervisorId, SupervisorDay> = BTreeMap::new();

/// A site on a day, with what is known of its supervisors.
fn at<'a>(
    rules: &'a RulesBySite,
    (site, day): (&'a SiteId, Date),
    seen: &'a BTreeMap<SupervisorId, SupervisorDay>,
    (is_history, told_at): (bool, Moment),
) -> At<'a> {
    let supervisors = Supervisors { calendar: rules.calendar(site), seen, day };
    At { site, rules: rules.for_site(site), supervisors, day, is_history, ends_history: false, told_at }
}

fn waiting(site: &SiteId, report: &ScoreReport) -> Waiting {
    let kind = match report {
        ScoreReport::Risk(candidate) if candidate.interim => ReportKind::Interim,
        ScoreReport::Moved { .. } => ReportKind::Move,
        ScoreReport::Risk(_) | ScoreReport::Gone { .. } => ReportKind::Close,
    };
    (report.day(), site.clone(), report.agent().clone(), kind)
}

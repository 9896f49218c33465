//! The desk of one site: decides a day once all of it is known.

mod alerts;
mod digest;
mod due;
mod feedback_effect;

pub use digest::WHOLE_MAX;
pub use feedback_effect::{FeedbackEffect, SNOOZE_DAYS_MAX};

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Announcement, Candidate, Case, CaseState, Closing, ConditionEnd, Leaving, Ledger, NEWS_REASON_LOG_ODDS, Rules,
    SOURCES, ScoreReport, SiteBaseline, SiteCondition, SiteDay, SiteNotice,
};
use crate::basics::date::Date;
use crate::basics::ids::{AgentId, SiteId, SupervisorId};
use crate::basics::moment::Moment;
use crate::desk::cases::case::CandidateRequest;
use crate::desk::rules::calendar::Supervisors;
use crate::explain::{Reason, choose_shown, speaks_of_supervisor};

/// Days for which feedback is remembered, so that the same counts once: no signed link is good for longer.
pub const FEEDBACK_DAYS: i32 = 90;

/// Share of its claim on the budget that an alert keeps for each one before it that nobody answered or found useful: two of
/// them weigh like the step from the highest potential to none.
const CLAIM_KEPT: f64 = 0.8;
/// More of them weigh no more: a risk that has grown is told at last.
const UNHEEDED_MAX: u32 = 3;

/// Cases, budgets and climate of a site.
#[derive(Clone, Debug, Default)]
pub(super) struct Site {
    pub(super) cases: BTreeMap<AgentId, Case>,
    pub(super) ledgers: BTreeMap<SupervisorId, Ledger>,
    pub(super) heard: BTreeMap<Box<str>, Date>,
    pub(super) climate: SiteBaseline,
    pub(super) changed: SiteChanges,
}

/// What changed since the last flush.
#[derive(Clone, Debug, Default)]
pub(super) struct SiteChanges {
    pub(super) cases: BTreeSet<AgentId>,
    pub(super) ledgers: BTreeSet<SupervisorId>,
    pub(super) heard: BTreeSet<Box<str>>,
    pub(super) climate: bool,
}

/// A site on a day.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) site: &'a SiteId,
    pub(super) rules: &'a Rules,
    pub(super) supervisors: Supervisors<'a>,
    pub(super) day: Date,
    /// Nobody is told of the day: it is taken in with a history.
    pub(super) is_history: bool,
    /// It is the first day after such a history.
    pub(super) ends_history: bool,
    /// When what is decided now becomes so.
    pub(super) told_at: Moment,
}

/// The day that is decided, and who is told.
pub(super) struct Today<'a, 'b> {
    pub(super) at: At<'a>,
    pub(super) tell: &'a mut (dyn FnMut(Announcement<'_>) + 'b),
}

/// An agent of whom an alert may be raised, with the risk that is the agent's own.
struct Wished {
    candidate: Box<Candidate>,
    /// Reasons that are there and are not told: later they are no news.
    left_out: Vec<&'static str>,
    own_risk: f64,
    /// What earlier alerts about the agent have left of its claim on the budget.
    claim: f64,
    jumped: bool,
}

impl Site {
    /// Decides a day: first what ends or moves, then what is due, then what begins, highest risk x value first.
    pub(super) fn decide(&mut self, seen: Option<&SiteDay>, reports: Vec<ScoreReport>, on: &mut Today<'_, '_>) {
        // Of a site that only its readers are known of there is nothing to look at.
        let seen = seen.filter(|seen| seen.agents > 0 || seen.events != [0; SOURCES.len()]);
        let has_notice = self.update_baseline(seen, on);
        if seen.is_some() {
            self.rest(&reports, on);
        }
        let mut wishes = Vec::new();
        let mut reports = reports.into_iter().peekable();
        while let Some(report) = reports.next() {
            match report {
                ScoreReport::Moved { agent, site, supervisor, .. } if site == *on.at.site => {
                    // What the day told of the agent follows its move.
                    let today = reports.peek().and_then(|next| next.risk()).filter(|next| next.agent == agent);
                    let today = today.map(|today| self.stripped(today.clone(), on.at).0);
                    self.carry(&agent, &supervisor, today, on);
                    self.forget_leaving(&agent);
                }
                ScoreReport::Moved { agent, .. } => {
                    self.close(&agent, Closing::Moved, on);
                    self.forget_leaving(&agent);
                    if let Some(case) = self.cases.get_mut(&agent) {
                        match case.state {
                            CaseState::Cooling => case.let_go(),
                            _ => case.rest(on.at.day),
                        }
                        self.changed.cases.insert(agent);
                    }
                }
                ScoreReport::Gone { agent, voluntary, .. } => {
                    let leaving = if voluntary { Leaving::Voluntary } else { Leaving::Otherwise };
                    self.leave_as(&agent, leaving);
                    self.close(&agent, leaving.into(), on);
                    let case = self.case(&agent, on.at.day);
                    // Whoever comes back has been hired anew.
                    case.past = None;
                    case.rest(on.at.day);
                }
                ScoreReport::Risk(candidate) => wishes.extend(self.weigh(candidate, on)),
            }
        }
        wishes.sort_by(|a, b| {
            let worth = |wished: &Wished| wished.own_risk * wished.candidate.value() * wished.claim;
            worth(b).total_cmp(&worth(a)).then_with(|| a.candidate.agent.cmp(&b.candidate.agent))
        });
        self.make_way(&mut wishes, on);
        self.pass(on);
        wishes.into_iter().for_each(|wished| self.raise(wished, on));
        self.write_digests(has_notice, on);
        self.forget(on.at.day);
    }

    /// A jump is told before its day is over.
    pub(super) fn jump(&mut self, candidate: &Candidate, on: &mut Today<'_, '_>) {
        let is_free = self.cases.get(&candidate.agent).is_none_or(|case| case.is_free(on.at.day, on.at.rules));
        let own_risk = self.climate.own_risk(candidate);
        let may_tell = candidate.leaving.is_none() && !candidate.on_leave && !self.climate.is_stale();
        let (candidate, left_out) = self.stripped(candidate.clone(), on.at);
        let has_reason = !candidate.reasons.iter().all(speaks_of_supervisor);
        if candidate.jumps(own_risk) && is_free && may_tell && has_reason {
            self.take_back(&candidate.agent, &candidate.supervisor);
            self.raise(Wished { candidate: Box::new(candidate), left_out, own_risk, claim: 1.0, jumped: true }, on);
        }
    }

    /// Ends the watch over those of whom a day's reports say nothing, as of whoever went to another site or has no risk by another model.
    fn rest(&mut self, reports: &[ScoreReport], on: &Today<'_, '_>) {
        let heard: BTreeSet<&AgentId> = reports.iter().map(ScoreReport::agent).collect();
        let (day, rules) = (on.at.day, on.at.rules);
        for (agent, case) in &mut self.cases {
            if case.ends_unheard(day, rules) && !heard.contains(agent) {
                case.rest(day);
                self.changed.cases.insert(agent.clone());
            }
        }
    }

    fn weigh(&mut self, candidate: Box<Candidate>, on: &mut Today<'_, '_>) -> Option<Wished> {
        match candidate.leaving {
            None => self.take_back(&candidate.agent, &candidate.supervisor),
            Some(leaving) => self.leave_as(&candidate.agent, leaving),
        }
        let rules = on.at.rules;
        if candidate.risk >= candidate.amber || self.cases.contains_key(&candidate.agent) {
            let now = self.climate.own_risk(&candidate);
            self.case(&candidate.agent, on.at.day).keep_true(&candidate, now, rules);
        }
        // Where a source says nothing nothing is decided, but for a notice: that is a fact.
        if self.climate.is_stale() && candidate.leaving.is_none() {
            return None;
        }
        let own_risk = self.climate.own_risk(&candidate);
        let (candidate, left_out) = self.stripped(*candidate, on.at);
        let candidate = Box::new(candidate);
        let case = self.case(&candidate.agent, on.at.day);
        match case.update(&candidate, own_risk, rules) {
            CandidateRequest::Rest => None,
            CandidateRequest::Raise { jumped } => {
                let claim = claim(case.unheeded());
                Some(Wished { candidate, left_out, own_risk, claim, jumped })
            }
            CandidateRequest::Suppress(why) => {
                self.suppress(&candidate.agent, why, on);
                None
            }
            CandidateRequest::Close(closing) => {
                self.close(&candidate.agent, closing, on);
                None
            }
        }
    }

    /// Reasons that the whole site or the queue has are none of one agent; nor are hours that a public holiday took. Of the others, as
    /// many as are shown.
    /// With the names of those that are not, and would be news.
    fn stripped(&self, mut candidate: Candidate, at: At<'_>) -> (Candidate, Vec<&'static str>) {
        let had_holiday = at.supervisors.calendar.had_holiday(at.day);
        let is_explained = |signal: &str| had_holiday && signal == "under_hours";
        let is_common = |signal: &str| self.climate.is_common(signal, &candidate.queue);
        let of = |reasons: &[Reason]| -> Vec<&'static str> {
            let weigh = reasons.iter().filter(|reason| reason.contribution >= NEWS_REASON_LOG_ODDS);
            weigh.map(|reason| reason.signal).collect()
        };
        let mut left_out = of(&candidate.reasons);
        candidate.reasons.retain(|reason| !is_common(reason.signal) && !is_explained(reason.signal));
        candidate.reasons = choose_shown(candidate.reasons);
        left_out.retain(|signal| !candidate.reasons.iter().any(|reason| reason.signal == *signal));
        (candidate, left_out)
    }

    /// Looks at the site as a whole; whether there is a notice that nobody has been told. What grows or shrinks is told again. What
    /// stands at the end of a history is told after it.
    fn update_baseline(&mut self, seen: Option<&SiteDay>, on: &mut Today<'_, '_>) -> bool {
        let before = self.climate.standing();
        let ends: Vec<ConditionEnd> =
            before.iter().map(|standing| self.climate.would_end(standing, on.at.day, seen)).collect();
        if let Some(seen) = seen {
            let is_holiday = on.at.supervisors.calendar.holidays.contains(&on.at.day);
            self.climate.update(on.at.day, seen, is_holiday);
            self.changed.climate = true;
        } else if !before.is_empty() {
            self.climate.fade(on.at.day);
            self.changed.climate = true;
        }
        let now = self.climate.standing();
        for (standing, over) in before.iter().zip(ends) {
            if !now.iter().any(|other| other.is_same(standing)) {
                // What goes on under another name is not over; that this one is, receivers have to hear in any case.
                let what = standing.without(&now);
                let listed = if what.is_empty() { standing.what.clone() } else { what.clone() };
                (on.tell)(Announcement::Notice(SiteNotice { what: listed, ..on.at.notice(standing, Some(over)) }));
                if let Some(noticed) = self.climate.noticed.iter_mut().find(|one| one.notice.is_same(standing)) {
                    (noticed.notice.what, noticed.over) = (what, Some((on.at.day, over)));
                }
            }
        }
        let mut has_news = false;
        for standing in &now {
            let known = before.iter().find(|other| other.is_same(standing)).filter(|_| !on.at.ends_history);
            if known.is_none_or(|known| standing.what != known.what) {
                (on.tell)(Announcement::Notice(on.at.notice(standing, None)));
            }
            has_news |= known.is_none();
        }
        has_news
    }

    /// The risk without what the whole site or the queue has in common, where that is less.
    fn own_risk(&self, candidate: &Candidate) -> Option<f64> {
        Some(self.climate.own_risk(candidate)).filter(|own| *own < candidate.risk)
    }

    fn case(&mut self, agent: &AgentId, day: Date) -> &mut Case {
        self.changed.cases.insert(agent.clone());
        self.cases.entry(agent.clone()).or_insert_with(|| Case::quiet(day))
    }

    fn ledger(&mut self, supervisor: &SupervisorId, day: Date) -> &mut Ledger {
        self.changed.ledgers.insert(supervisor.clone());
        let fresh = Ledger { week: day.week(), raised: 0, withheld: 0 };
        let ledger = self.ledgers.entry(supervisor.clone()).or_insert(fresh);
        if ledger.week != fresh.week {
            *ledger = fresh;
        }
        ledger
    }

    /// Lets go of what needs not be remembered; that it is gone must be.
    fn forget(&mut self, day: Date) {
        for (agent, case) in &mut self.cases {
            if case.forget(day) {
                self.changed.cases.insert(agent.clone());
            }
        }
        let over = self.cases.iter().filter(|(_, case)| case.is_over()).map(|(agent, _)| agent.clone());
        self.changed.cases.extend(over);
        self.cases.retain(|_, case| !case.is_over());
        let past = self.ledgers.iter().filter(|(_, ledger)| ledger.week != day.week()).map(|(who, _)| who.clone());
        self.changed.ledgers.extend(past);
        self.ledgers.retain(|_, ledger| ledger.week == day.week());
        let old = self.heard.iter().filter(|(_, on)| day - **on >= FEEDBACK_DAYS).map(|(id, _)| id.clone());
        self.changed.heard.extend(old);
        self.heard.retain(|_, on| day - *on < FEEDBACK_DAYS);
    }
}

/// What is left of an agent's claim on the budget after so many alerts in a row that nobody answered or found useful.
fn claim(unheeded: u32) -> f64 {
    CLAIM_KEPT.powi(unheeded.min(UNHEEDED_MAX).cast_signed())
}

impl<'a> At<'a> {
    /// A notice about the site.
    fn notice(self, standing: &'a SiteCondition, over: Option<ConditionEnd>) -> SiteNotice<'a> {
        let Self { site, rules, day, told_at, is_history, .. } = self;
        let SiteCondition { kind, queue, since, what } = standing;
        let (kind, queue, since, what) = (*kind, queue.as_ref(), *since, what.clone());
        SiteNotice { site, day, told_at, kind, queue, since, over, what, language: rules.language, is_history }
    }
}

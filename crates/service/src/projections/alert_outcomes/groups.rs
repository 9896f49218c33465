//! Figures of groups of episodes: who stayed, how fast someone answered, which reasons helped.

use std::collections::BTreeSet;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::apart::{ShareSide, agents, outcomes};
use super::{Episode, Share, ShareDifference};
use attrition_core::basics::ids::AgentId;
use attrition_core::basics::moment::Moment;
use attrition_core::employment::outcome::Fate;

/// What became of the agents of a group: `None` where there is no answer yet, or it would be about too few people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fates {
    /// What the group has in common.
    pub group: String,
    /// Alerts; `None` where they are about too few people.
    pub alerts: Option<usize>,
    /// Share that gave no notice within 30, 60 and 90 days.
    pub stayed: [Option<Share>; 3],
}

impl Fates {
    pub(super) fn new(group: &str, episodes: &[&Episode<'_>]) -> Self {
        Self { group: group.to_owned(), alerts: count_if_enough(episodes), stayed: over_time(episodes, false) }
    }

    /// Of a part of alerts whose figures are told as well, with the rest of them.
    pub(super) fn of_part(group: &str, part: &[&Episode<'_>], rest: &[&Episode<'_>]) -> Self {
        let Self { group, alerts, stayed } = Self::new(group, part);
        let is_known = |at: usize| outcomes(rest, at).iter().all(ShareSide::is_enough);
        let stayed = shares_that_may_be_told(stayed, is_known);
        Self { group, alerts: alerts.filter(|_| agents(rest).is_enough()), stayed }
    }
}

/// Those who were told of against those who were held out at random.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HoldOutComparison {
    /// Alerts of which someone was told.
    pub told: Fates,
    /// Alerts of which nobody was.
    pub held_out: Fates,
    /// How much more of those who were told of stayed.
    pub difference: [Option<ShareDifference>; 3],
}

impl HoldOutComparison {
    /// Alerts that are compared with those held out, and the rest of those that were told.
    pub(super) fn new(told: &[&Episode<'_>], rest: &[&Episode<'_>], held_out: &[&Episode<'_>]) -> Self {
        let told = if rest.is_empty() { Fates::new("told", told) } else { Fates::of_part("told", told, rest) };
        let held_out = Fates::new("held out", held_out);
        let difference = |at: usize| Some(ShareDifference::new(told.stayed[at]?, held_out.stayed[at]?));
        Self { difference: [0, 1, 2].map(difference), told, held_out }
    }
}

/// How fast alerts were answered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Acknowledged {
    /// Alerts that were answered at all.
    pub answered: usize,
    /// Days from the alert to the first answer, in the middle.
    pub days_median: i32,
    /// Days within which nine in ten of the answers came.
    pub days_p90: i32,
    /// Hours from the close of the day to the first answer, in the middle.
    pub hours_median: Option<f64>,
}

impl Acknowledged {
    /// `None` where too few people are behind it.
    pub(super) fn new(episodes: &[&Episode<'_>]) -> Option<Self> {
        let answers = episodes.iter().filter_map(|episode| Some((episode, episode.first_answer()?)));
        let answers: Vec<_> = answers.collect();
        // Whoever knows how many alerts there are could tell who has not answered.
        if !answered(episodes).iter().all(ShareSide::is_enough) {
            return None;
        }
        let mut days: Vec<i32> = answers.iter().map(|(_, (days, _))| *days).collect();
        days.sort_unstable();
        let mut hours: Vec<f64> = answers.iter().filter_map(|(episode, (_, at))| hours(episode, at)).collect();
        hours.sort_unstable_by(f64::total_cmp);
        let (days_median, days_p90) = (rank(&days, 0.5)?, rank(&days, 0.9)?);
        Some(Self { answered: days.len(), days_median, days_p90, hours_median: rank(&hours, 0.5) })
    }
}

/// Those whose alerts were answered, and those whose were not.
pub(super) fn answered<'a>(episodes: &[&Episode<'a>]) -> [ShareSide<'a>; 2] {
    let of = |is_answered: bool| {
        let is_it = move |episode: &&&Episode<'_>| episode.first_answer().is_some() == is_answered;
        episodes.iter().filter(is_it).map(|episode| episode.agent)
    };
    [ShareSide::new(of(true)), ShareSide::or_nobody(of(false))]
}

/// Hours from the close of the day on which an alert was raised.
fn hours(episode: &Episode<'_>, at: &str) -> Option<f64> {
    let at = OffsetDateTime::parse(at, &Rfc3339).ok()?.unix_timestamp();
    let raised = Moment::close_of(episode.raised_on).0 / 1_000;
    // What is raised at once, because the risk has jumped, may be answered before the day is closed.
    Some((at - raised).max(0) as f64 / 3_600.0)
}

/// The value at a rank: the smallest with at least this share of all at or below it.
fn rank<T: Copy>(sorted: &[T], share: f64) -> Option<T> {
    let place = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(place - 1).copied()
}

/// A reason, and what people thought of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReasonUsefulness {
    /// Name of the signal.
    pub signal: String,
    /// Alerts that showed it.
    pub shown: Option<usize>,
    /// Share of the answers about it that found it useful.
    pub useful: Option<Share>,
}

impl ReasonUsefulness {
    /// Every reason of which something may be told, most shown first.
    pub(super) fn all(episodes: &[&Episode<'_>]) -> Vec<Self> {
        let shown: Vec<_> = episodes.iter().map(|episode| (*episode, episode.reasons())).collect();
        let signals: BTreeSet<&str> = shown.iter().flat_map(|(_, reasons)| reasons).copied().collect();
        let reason = |signal: &str| {
            let (with, without): (Vec<_>, Vec<_>) = shown.iter().partition(|(_, reasons)| reasons.contains(signal));
            let [with, without] =
                [with, without].map(|part| part.into_iter().map(|(episode, _)| *episode).collect::<Vec<_>>());
            let useful = opinions(episodes, &with, |episode| episode.opinions_by_reason().get(signal).copied());
            let shown = count_if_enough(&with).filter(|_| agents(&without).is_enough());
            Self { signal: signal.to_owned(), shown, useful }
        };
        let mut all: Vec<Self> = signals.into_iter().map(reason).collect();
        all.retain(|reason| reason.shown.is_some() || reason.useful.is_some());
        all.sort_by(|a, b| b.shown.cmp(&a.shown).then(a.signal.cmp(&b.signal)));
        all
    }
}

/// Share of opinions that are good; `None` where few of those who were asked for one have none: whoever knows how many were
/// could tell that.
pub(super) fn opinions(
    episodes: &[&Episode<'_>],
    asked: &[&Episode<'_>],
    opinion: impl Fn(&Episode<'_>) -> Option<bool>,
) -> Option<Share> {
    let silent = asked.iter().filter(|episode| opinion(episode).is_none()).map(|episode| episode.agent);
    let share = Share::of_answers(episodes.iter().filter_map(|episode| Some((episode.agent, opinion(episode)?))));
    share.filter(|_| ShareSide::or_nobody(silent).is_enough())
}

/// Indices of the entries of `DAYS`.
pub(super) const DAYS_AT: [usize; 3] = [0, 1, 2];

/// Those shares of which each may be told.
pub(super) fn shares_that_may_be_told(
    shares: [Option<Share>; 3],
    is_told: impl Fn(usize) -> bool,
) -> [Option<Share>; 3] {
    DAYS_AT.map(|at| shares[at].filter(|_| is_told(at)))
}

/// Shares that gave notice within the days of each place of `DAYS`, or that did not. Who gave notice within the days of one and not
/// within those of another, or while the alert was open, is told by taking one from the other: nobody, or enough people.
pub(super) fn over_time(episodes: &[&Episode<'_>], left: bool) -> [Option<Share>; 3] {
    let closed = episodes.iter().filter(|episode| episode.has_left()).map(|episode| episode.agent);
    let mut known: Vec<BTreeSet<&AgentId>> = vec![closed.collect()];
    DAYS_AT.map(|at| {
        let is_gone = |episode: &&&Episode<'_>| Fate::answer(episode.fates[at]) == Some(true);
        let gone: BTreeSet<&AgentId> = episodes.iter().filter(is_gone).map(|episode| episode.agent).collect();
        let is_apart =
            |other: &BTreeSet<&AgentId>| ShareSide::or_nobody(gone.symmetric_difference(other).copied()).is_enough();
        let share = shares(episodes, at, left).filter(|_| known.iter().all(is_apart));
        known.extend(share.map(|_| gone));
        share
    })
}

/// Share that gave notice within the days of a place of `DAYS`, or that did not.
fn shares(episodes: &[&Episode<'_>], at: usize, left: bool) -> Option<Share> {
    let answer = |episode: &&Episode<'_>| Fate::answer(episode.fates[at]).map(|leaves| leaves == left);
    Share::of_answers(episodes.iter().filter_map(|episode| Some((episode.agent, answer(episode)?))))
}

/// How many; `None` where they are about too few people to be told.
pub(super) fn count_if_enough(episodes: &[&Episode<'_>]) -> Option<usize> {
    agents(episodes).is_enough().then_some(episodes.len())
}

//! The report of what alerts were worth: all its figures, and how they are put together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::apart::{ShareSide, agents, outcomes, told_apart};
use super::base::{BaseRate, base};
use super::groups::{
    Acknowledged, DAYS_AT, Fates, HoldOutComparison, ReasonUsefulness, answered, count_if_enough, opinions, over_time,
    shares_that_may_be_told,
};
use super::{DAYS, EmploymentRecord, Episode, PrecisionScope, Share, episodes};
use crate::projections::alerts::{AlertHistory, Alerts};
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AgentId;
use attrition_core::employment::outcome::Fate;

/// What a report is to be about.
#[derive(Clone, Debug, Default)]
pub struct ReportScope {
    /// Alerts that were raised on this day or later.
    pub from: Option<Date>,
    /// Only alerts that were raised on this date or earlier.
    pub to: Option<Date>,
    /// Only alerts of this site.
    pub site: Option<String>,
    /// Every supervisor with enough agents, too.
    pub by_supervisor: bool,
}

/// What alerts were worth. A figure is `None` where there is no answer yet, or where it would be about fewer than
/// five people, or leave fewer over.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomesReport {
    /// The last day of which all is known.
    pub closed: Option<String>,
    /// The days on which the first and the last of these alerts were raised.
    pub raised: Option<(String, String)>,
    /// Alerts of which someone was told.
    pub alerts: Option<usize>,
    /// Every alert once, by how it stands where it lies now, closed ones by why; those of which nobody was told apart.
    pub statuses: Vec<(String, Option<usize>)>,
    /// Alerts that were over within imported days: nobody was told of them, and nobody answered. They count in `precision`,
    /// `by_model`, `base` and `lift` alone, and in these as far as `precision_scope` says.
    pub history: Option<usize>,
    /// Which alerts these four are about.
    pub precision_scope: PrecisionScope,
    /// Share of those raised that gave notice within 30, 60 and 90 days.
    pub precision: [Option<Share>; 3],
    /// The same by the model that raised the alert.
    pub by_model: Vec<ModelPrecision>,
    /// The same of all days of all agents of these sites.
    pub base: [Option<BaseRate>; 3],
    /// How many times more the alerts' share is.
    pub lift: [Option<f64>; 3],
    /// Alerts whose agent gave notice within 30, 60 and 90 days and took it back: they are in no share.
    pub withdrawn: [Option<usize>; 3],
    /// How fast they were answered.
    pub acknowledged: Option<Acknowledged>,
    /// Share of the closed ones that nobody answered.
    pub never: Option<Share>,
    /// Share that went to the second address because nobody answered.
    pub escalated: Option<Share>,
    /// Share of opinions about whole alerts that found them useful.
    pub useful: Option<Share>,
    /// Reasons, most shown first.
    pub reasons: Vec<ReasonUsefulness>,
    /// Who stayed, by what was tried.
    pub by_action: Vec<Fates>,
    /// Who stayed, by what the interview found.
    pub by_factor: Vec<Fates>,
    /// Who stayed, told of or held out; `None` where nobody is held out.
    pub held_out: Option<HoldOutComparison>,
    /// Supervisors with enough agents, by name, where that was asked for.
    pub by_supervisor: Vec<(Fates, Option<Acknowledged>)>,
}

/// Alerts of one model, and which of them were right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelPrecision {
    /// Id of the model; empty where an alert does not say.
    pub model: String,
    /// Its alerts; `None` where they are about too few people.
    pub alerts: Option<usize>,
    /// Share of them that gave notice within 30, 60 and 90 days.
    pub left: [Option<Share>; 3],
}

/// The report about the alerts of a log.
pub fn report(alerts: &Alerts, record: &EmploymentRecord, wanted: &ReportScope) -> OutcomesReport {
    let all = episodes(alerts, record);
    let is_wanted = |site: &str, day: Date| {
        wanted.site.as_deref().is_none_or(|wanted| wanted == site)
            && wanted.from.is_none_or(|from| from <= day)
            && wanted.to.is_none_or(|to| day <= to)
    };
    let is_of = |episode: &&Episode<'_>| is_wanted(episode.site, episode.raised_on);
    let (held_out, heard): (Vec<&Episode<'_>>, Vec<&Episode<'_>>) =
        all.iter().filter(is_of).partition(|episode| episode.held_out);
    // They are compared with those of whom someone was told: of imported days, there are none.
    let held_out: Vec<&Episode<'_>> = held_out.into_iter().filter(|episode| !episode.is_history).collect();
    // What became of people is known of all alerts; what was answered, of those alone of which someone was told.
    let (history, heard): (Vec<&Episode<'_>>, Vec<&Episode<'_>>) =
        heard.into_iter().partition(|episode| episode.is_history);
    let precision_scope = PrecisionScope::new(&heard, &history);
    let judged = precision_scope.select(&heard, &history);
    let base = base(&judged, record);
    let precision = over_time(&judged, true);
    let raised = heard.iter().map(|e| e.raised_on).min().zip(heard.iter().map(|e| e.raised_on).max());
    let raised = count_if_enough(&heard).and(raised).map(|(first, last)| (first.to_string(), last.to_string()));
    let lift = |at: usize| Some(precision[at]?.share / base[at].filter(|base| base.share > 0.0)?.share);
    OutcomesReport {
        closed: record.last_closed().map(|day| day.to_string()),
        raised,
        alerts: count_if_enough(&heard),
        history: count_if_enough(&history),
        statuses: statuses(&heard, &held_out, &withheld(alerts, &is_wanted)),
        lift: [0, 1, 2].map(lift),
        withdrawn: [0, 1, 2].map(|at| withdrawn(&heard, at)),
        precision_scope,
        precision,
        by_model: models(&judged),
        base,
        acknowledged: Acknowledged::new(&heard),
        never: never(&heard),
        escalated: Share::of_answers(heard.iter().map(|episode| (episode.agent, episode.was_escalated()))),
        useful: opinions(&heard, &heard, |episode| episode.opinion()),
        reasons: ReasonUsefulness::all(&heard),
        by_action: by(&heard, |feedback| feedback.action.iter().map(|action| action.code()).collect()),
        by_factor: by(&heard, |feedback| feedback.factors.iter().map(|factor| factor.code()).collect()),
        held_out: (!held_out.is_empty()).then(|| {
            let (told, rest) = comparable(&heard, &held_out);
            HoldOutComparison::new(&told, &rest, &held_out)
        }),
        by_supervisor: if wanted.by_supervisor { supervisors(&heard) } else { Vec::new() },
    }
}

/// Alerts about enough people whose agent took a notice back.
fn withdrawn(episodes: &[&Episode<'_>], at: usize) -> Option<usize> {
    let taken_back = episodes.iter().filter(|episode| episode.fates[at] == Fate::Withdrawn);
    let others = episodes.iter().filter(|episode| episode.fates[at] != Fate::Withdrawn);
    let is_known = ShareSide::new(others.map(|episode| episode.agent)).is_enough();
    count_if_enough(&taken_back.copied().collect::<Vec<_>>()).filter(|_| is_known)
}

/// Share of the closed alerts that nobody answered; `None` where few are open: how many are closed would tell them.
fn never(episodes: &[&Episode<'_>]) -> Option<Share> {
    let (closed, open): (Vec<&Episode<'_>>, Vec<&Episode<'_>>) =
        episodes.iter().copied().partition(|episode| episode.is_closed());
    let share = Share::of_answers(closed.iter().map(|episode| (episode.agent, episode.first_answer().is_none())));
    share.filter(|_| ShareSide::or_nobody(open.iter().map(|episode| episode.agent)).is_enough())
}

/// The alerts that could have been held out, of sites that hold out, from the first day on which they did; and the others.
fn comparable<'a, 'b>(
    heard: &[&'b Episode<'a>],
    held_out: &[&Episode<'a>],
) -> (Vec<&'b Episode<'a>>, Vec<&'b Episode<'a>>) {
    let mut since: BTreeMap<&str, Date> = BTreeMap::new();
    for episode in held_out {
        let first = since.entry(episode.site).or_insert(episode.raised_on);
        *first = episode.raised_on.min(*first);
    }
    let could = |episode: &&Episode<'_>| since.get(episode.site).is_some_and(|since| episode.raised_on >= *since);
    heard.iter().copied().partition(could)
}

/// How alerts stand: each once, as it stands on the desk where it lies now. What was told of is as many as the report is about,
/// so that the rest is known to whoever takes the others away, and `told_statuses` looks at that.
fn statuses(
    heard: &[&Episode<'_>],
    held_out: &[&Episode<'_>],
    withheld: &[&AlertHistory],
) -> Vec<(String, Option<usize>)> {
    // How few alerts stand is told by their names alone.
    if count_if_enough(heard).is_none() {
        return Vec::new();
    }
    let heard = heard.iter().map(|episode| (episode.status(), episode.agent));
    let held_out = held_out.iter().map(|episode| ("held out".to_owned(), episode.agent));
    let withheld = withheld.iter().map(|told| ("withheld".to_owned(), told.agent()));
    let mut statuses: BTreeMap<String, (usize, BTreeSet<&AgentId>)> = BTreeMap::new();
    for (status, agent) in heard.chain(held_out).chain(withheld) {
        let (count, people) = statuses.entry(status).or_default();
        *count += 1;
        people.insert(agent);
    }
    let told = told_statuses(&statuses);
    statuses.into_iter().zip(told).map(|((status, (count, _)), is_told)| (status, is_told.then_some(count))).collect()
}

/// Alerts that a budget withheld, outside imported days.
fn withheld<'a>(alerts: &'a Alerts, is_wanted: &dyn Fn(&str, Date) -> bool) -> Vec<&'a AlertHistory> {
    let is_it = |told: &&AlertHistory| {
        let alert = told.alert();
        let is_of = is_wanted(alert.site.as_deref().unwrap_or_default(), alert.raised_on);
        alert.status == AlertStatus::Withheld && !told.waits_for_nobody() && is_of
    };
    alerts.iter().filter(is_it).collect()
}

/// Which statuses may be told: what is left over of the alerts that someone was told of is enough. Of those that nobody was
/// told of no whole is told.
fn told_statuses(statuses: &BTreeMap<String, (usize, BTreeSet<&AgentId>)>) -> Vec<bool> {
    let is_heard = |status: &String| !["held out", "withheld"].contains(&status.as_str());
    let heard: Vec<_> =
        statuses.iter().filter(|(status, _)| is_heard(status)).map(|(_, (_, people))| side(people)).collect();
    let mut told = told_apart(&heard).into_iter();
    let is_told = |(status, (_, people)): (&String, &(usize, BTreeSet<&AgentId>))| match is_heard(status) {
        true => told.next().unwrap_or(false),
        false => side(people).iter().all(ShareSide::is_enough),
    };
    statuses.iter().map(is_told).collect()
}

fn side<'a>(people: &BTreeSet<&'a AgentId>) -> Vec<ShareSide<'a>> {
    vec![ShareSide::new(people.iter().copied())]
}

/// Who gave notice, by the model that raised the alert.
fn models(episodes: &[&Episode<'_>]) -> Vec<ModelPrecision> {
    let mut groups: BTreeMap<&str, Vec<&Episode<'_>>> = BTreeMap::new();
    episodes.iter().for_each(|episode| groups.entry(episode.model()).or_default().push(episode));
    let groups: Vec<EpisodeGroup<'_, '_, '_>> = groups.into_iter().collect();
    let counts = apart(&groups, |of| [agents(of)]);
    let of_days = DAYS_AT.map(|at| apart(&groups, |of| outcomes(of, at)));
    let figures = |(place, (model, episodes)): (usize, &EpisodeGroup<'_, '_, '_>)| ModelPrecision {
        model: (*model).to_owned(),
        alerts: count_if_enough(episodes).filter(|_| counts[place]),
        left: shares_that_may_be_told(over_time(episodes, true), |at| of_days[at][place]),
    };
    groups.iter().enumerate().map(figures).collect()
}

/// Episodes by what they have in common.
type EpisodeGroup<'n, 'b, 'a> = (&'n str, Vec<&'b Episode<'a>>);

/// Of which groups of a whole a figure with these sides may be told.
fn apart<'a, const N: usize>(
    groups: &[EpisodeGroup<'_, '_, 'a>],
    sides: impl Fn(&[&Episode<'a>]) -> [ShareSide<'a>; N],
) -> Vec<bool> {
    told_apart(&groups.iter().map(|(_, episodes)| sides(episodes).into()).collect::<Vec<Vec<ShareSide<'a>>>>())
}

/// Groups of episodes by codes of their feedback, each beside those without its code; one with two codes is in both groups.
fn by<'a>(
    episodes: &[&Episode<'a>],
    codes: impl Fn(&'a attrition_contracts::alerting::feedback::FeedbackData) -> Vec<&'a str>,
) -> Vec<Fates> {
    let own = |episode: &Episode<'a>| episode.feedback().flat_map(&codes).collect::<BTreeSet<&str>>();
    let coded: Vec<_> = episodes.iter().map(|episode| (*episode, own(episode))).collect();
    let all: BTreeSet<&str> = coded.iter().flat_map(|(_, own)| own).copied().collect();
    let group = |code: &str| {
        let of = |is_with: bool| {
            let is_it = coded.iter().filter(|(_, own)| own.contains(code) == is_with);
            is_it.map(|(episode, _)| *episode).collect::<Vec<_>>()
        };
        Fates::of_part(code, &of(true), &of(false))
    };
    all.into_iter().map(group).collect()
}

/// Those with too few agents are left out, name and all, and as many more as it takes for those to be enough together.
fn supervisors(episodes: &[&Episode<'_>]) -> Vec<(Fates, Option<Acknowledged>)> {
    let mut groups: BTreeMap<&str, Vec<&Episode<'_>>> = BTreeMap::new();
    episodes.iter().for_each(|episode| groups.entry(episode.supervisor).or_default().push(episode));
    let groups: Vec<EpisodeGroup<'_, '_, '_>> = groups.into_iter().collect();
    let counts = apart(&groups, |of| [agents(of)]);
    // Of those that are left out no figure is told: what they add up to must be enough, too.
    let left_out: Vec<&Episode<'_>> =
        groups.iter().zip(&counts).filter(|(_, is_told)| !**is_told).flat_map(|((_, of), _)| of).copied().collect();
    let mut shown: Vec<EpisodeGroup<'_, '_, '_>> =
        groups.into_iter().zip(counts).filter(|(_, is_told)| *is_told).map(|(group, _)| group).collect();
    let names = shown.len();
    shown.push(("", left_out));
    let of_days = DAYS_AT.map(|at| apart(&shown, |of| outcomes(of, at)));
    let answers = apart(&shown, answered);
    let figures = |(place, (name, episodes)): (usize, &EpisodeGroup<'_, '_, '_>)| {
        let Fates { group, alerts, stayed } = Fates::new(name, episodes);
        let stayed = shares_that_may_be_told(stayed, |at| of_days[at][place]);
        (Fates { group, alerts, stayed }, Acknowledged::new(episodes).filter(|_| answers[place]))
    };
    shown.iter().enumerate().take(names).map(figures).collect()
}

impl OutcomesReport {
    /// What must be said beside the figures.
    pub fn notes(&self) -> Vec<&'static str> {
        let mut notes = vec![
            "No figure is about fewer than 5 people, neither those whom it counts nor those whom it leaves over, and none names \
             anyone: for support only, never for a disciplinary, pay or dismissal matter.",
            "Only those who gave notice of their own accord count as leavers. Those who left in another way, or took their notice \
             back, are in no share.",
            "What is tried is not chosen at random: who gets a pay review differs from who gets none, so shares by action and \
             by factor show what went together, not what helped.",
        ];
        notes.push(match &self.held_out {
            Some(_) => "Who is held out is chosen at random, so the difference to those told of is what telling did, within its \
                interval.",
            None => "Nobody is held out (`hold_out` of `[desk]`): without that, no effect of the alerts can be claimed. A high \
                share that left may mean that alerts find the right people, and that nothing was done.",
        });
        notes
    }

    /// Days of the columns.
    pub const fn days() -> [i32; 3] {
        DAYS
    }
}

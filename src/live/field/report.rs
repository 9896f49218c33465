//! The whole report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::base::{Base, base};
use super::groups::{Acknowledged, Fates, Held, Reason, shares, told};
use super::{DAYS, Episode, PEOPLE_MIN, Record, Share, episodes};
use crate::engine::date::Date;
use crate::engine::outcome::Fate;
use crate::live::alerts::Alerts;

/// What a report is to be about.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Alerts that were raised on this day or later.
    pub from: Option<Date>,
    /// Or earlier.
    pub to: Option<Date>,
    /// Of one site.
    pub site: Option<String>,
    /// Every supervisor with enough agents, too.
    pub by_supervisor: bool,
}

/// What alerts were worth. A figure is `None` where there is no answer yet, or where it would be about fewer than
/// [`PEOPLE_MIN`] people.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The last day of which all is known.
    pub closed: Option<String>,
    /// The days on which the first and the last of these alerts were raised.
    pub raised: Option<(String, String)>,
    /// Alerts of which someone was told.
    pub alerts: Option<usize>,
    /// Every alert by how it stands, closed ones by why.
    pub statuses: Vec<(String, Option<usize>)>,
    /// Alerts that were over within imported days: nobody was told of them, and nobody answered. They count in `precision`, `base`
    /// and `lift` alone.
    pub history: Option<usize>,
    /// Share of those raised that gave notice within 30, 60 and 90 days.
    pub precision: [Option<Share>; 3],
    /// The same by the model that raised the alert.
    pub by_model: Vec<ModelPrecision>,
    /// The same of all days of all agents of these sites.
    pub base: [Option<Base>; 3],
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
    pub reasons: Vec<Reason>,
    /// Who stayed, by what was tried.
    pub by_action: Vec<Fates>,
    /// Who stayed, by what the interview found.
    pub by_factor: Vec<Fates>,
    /// Who stayed, told of or held out; `None` where nobody is held out.
    pub held_out: Option<Held>,
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
pub fn report(alerts: &Alerts, record: &Record, wanted: &Wanted) -> Report {
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
    let base = base(&heard, record);
    let precision = [0, 1, 2].map(|at| shares(&heard, at, true));
    let by_model = models(&heard);
    // What became of people is known of all alerts; what was answered, of those alone of which someone was told.
    let (history, heard): (Vec<&Episode<'_>>, Vec<&Episode<'_>>) =
        heard.into_iter().partition(|episode| episode.is_history);
    let raised = heard.iter().map(|e| e.raised_on).min().zip(heard.iter().map(|e| e.raised_on).max());
    let raised = told(&heard).and(raised).map(|(first, last)| (first.to_string(), last.to_string()));
    let lift = |at: usize| Some(precision[at]?.share / base[at].filter(|base| base.share > 0.0)?.share);
    let closed = heard.iter().filter(|episode| episode.is_closed());
    Report {
        closed: record.last_closed().map(|day| day.to_string()),
        raised,
        alerts: told(&heard),
        history: told(&history),
        statuses: statuses(alerts, &is_wanted),
        lift: [0, 1, 2].map(lift),
        withdrawn: [0, 1, 2].map(|at| withdrawn(&heard, at)),
        precision,
        by_model,
        base,
        acknowledged: Acknowledged::of(&heard),
        never: Share::of(closed.map(|episode| (episode.agent, episode.first_answer().is_none()))),
        escalated: Share::of(heard.iter().map(|episode| (episode.agent, episode.was_escalated()))),
        useful: useful(&heard),
        reasons: Reason::all(&heard),
        by_action: by(&heard, |feedback| feedback.action.iter().map(String::as_str).collect()),
        by_factor: by(&heard, |feedback| feedback.factors.iter().map(String::as_str).collect()),
        held_out: (!held_out.is_empty()).then(|| Held::of(&comparable(&heard, &held_out), &held_out)),
        by_supervisor: if wanted.by_supervisor { supervisors(&heard) } else { Vec::new() },
    }
}

/// Alerts about enough people whose agent took a notice back.
fn withdrawn(episodes: &[&Episode<'_>], at: usize) -> Option<usize> {
    let taken_back = episodes.iter().filter(|episode| episode.fates[at] == Fate::Withdrawn);
    told(&taken_back.copied().collect::<Vec<_>>())
}

/// The alerts that could have been held out: of sites that hold out, from the first day on which they did.
fn comparable<'a, 'b>(heard: &[&'b Episode<'a>], held_out: &[&Episode<'a>]) -> Vec<&'b Episode<'a>> {
    let mut since: BTreeMap<&str, Date> = BTreeMap::new();
    for episode in held_out {
        let first = since.entry(episode.site).or_insert(episode.raised_on);
        *first = episode.raised_on.min(*first);
    }
    let could = |episode: &&&Episode<'_>| since.get(episode.site).is_some_and(|since| episode.raised_on >= *since);
    heard.iter().filter(could).copied().collect()
}

/// How alerts stand: by their last version, each desk's for itself.
fn statuses(alerts: &Alerts, is_wanted: &dyn Fn(&str, Date) -> bool) -> Vec<(String, Option<usize>)> {
    let mut statuses: BTreeMap<String, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for told in alerts.iter().filter(|told| !told.waits_for_nobody()) {
        let alert = told.alert();
        let day = Date::parse(&alert.raised_on);
        if !day.is_some_and(|day| is_wanted(alert.site.as_deref().unwrap_or_default(), day)) {
            continue;
        }
        let status = match (&alert.closing, told.is_held_out()) {
            (_, true) => "held out".to_owned(),
            (Some(closing), _) if alert.status == "closed" => format!("closed: {closing}"),
            _ => alert.status.replace('_', " "),
        };
        let (count, people) = statuses.entry(status).or_default();
        *count += 1;
        people.insert(told.agent());
    }
    let hidden = hidden(&statuses);
    let count = |(status, (count, _)): (String, (usize, _))| {
        let is_told = !hidden.contains(&status);
        (status, is_told.then_some(count))
    };
    statuses.into_iter().map(count).collect()
}

/// Statuses that are about too few people, with so many more that what is left over is not: whoever knows the sum could tell it
/// by taking away.
fn hidden(statuses: &BTreeMap<String, (usize, BTreeSet<&str>)>) -> BTreeSet<String> {
    let mut by_size: Vec<_> = statuses.iter().map(|(status, (_, people))| (people.len(), status, people)).collect();
    by_size.sort();
    let mut hidden = BTreeSet::new();
    let mut people: BTreeSet<&str> = BTreeSet::new();
    for (size, status, of) in by_size {
        let is_left_over = !hidden.is_empty() && people.len() < PEOPLE_MIN;
        if size < PEOPLE_MIN || is_left_over {
            hidden.insert(status.clone());
            people.extend(of.iter().copied());
        }
    }
    hidden
}

/// The last opinion about each alert counts.
fn useful(episodes: &[&Episode<'_>]) -> Option<Share> {
    Share::of(episodes.iter().filter_map(|episode| Some((episode.agent, episode.opinion()?))))
}

/// Who gave notice, by the model that raised the alert.
fn models(episodes: &[&Episode<'_>]) -> Vec<ModelPrecision> {
    let mut groups: BTreeMap<&str, Vec<&Episode<'_>>> = BTreeMap::new();
    episodes.iter().for_each(|episode| groups.entry(episode.model()).or_default().push(episode));
    let figures = |(model, episodes): (&str, Vec<&Episode<'_>>)| ModelPrecision {
        model: model.to_owned(),
        alerts: told(&episodes),
        left: [0, 1, 2].map(|at| shares(&episodes, at, true)),
    };
    groups.into_iter().map(figures).collect()
}

/// Groups of episodes by codes of their feedback; one with two codes is in both groups.
fn by<'a>(
    episodes: &[&Episode<'a>],
    codes: impl Fn(&'a crate::wire::feedback::FeedbackData) -> Vec<&'a str>,
) -> Vec<Fates> {
    let mut groups: BTreeMap<&str, Vec<&Episode<'_>>> = BTreeMap::new();
    for episode in episodes {
        let own: BTreeSet<&str> = episode.feedback().flat_map(&codes).collect();
        own.into_iter().for_each(|code| groups.entry(code).or_default().push(episode));
    }
    groups.into_iter().map(|(code, episodes)| Fates::of(code, &episodes)).collect()
}

/// Those with too few agents are left out, name and all.
fn supervisors(episodes: &[&Episode<'_>]) -> Vec<(Fates, Option<Acknowledged>)> {
    let mut groups: BTreeMap<&str, Vec<&Episode<'_>>> = BTreeMap::new();
    episodes.iter().for_each(|episode| groups.entry(episode.supervisor).or_default().push(episode));
    let figures =
        |(name, episodes): (&str, Vec<&Episode<'_>>)| (Fates::of(name, &episodes), Acknowledged::of(&episodes));
    groups.into_iter().map(figures).filter(|(fates, _)| fates.alerts.is_some()).collect()
}

impl Report {
    /// What must be said beside the figures.
    pub fn notes(&self) -> Vec<&'static str> {
        let mut notes = vec![
            "No figure is about fewer than 5 people, neither those whom it counts nor those whom it leaves over, and none names \
             anyone: for support only, never for a disciplinary, pay or dismissal matter.",
            "A leaver is who gives notice of their own accord, as the model learned it; who left otherwise, or took the notice \
             back, is in no share.",
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

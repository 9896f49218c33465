//! Alerts by site: what is open, what became of them, what supervisors said, and whether they were right.

use std::collections::{BTreeMap, BTreeSet};

use crate::observability::metrics::people::People;
use crate::projections::alert_outcomes::DAYS;
use crate::projections::trends::day::cross_section::Cut;
use crate::projections::trends::day::figure_groups::FigureGroups;
use crate::projections::trends::history::alert_lifecycles::{COUNTED, FeedbackClass, Life};
use crate::projections::trends::history::places::Label;
use attrition_core::basics::date::Date;
use attrition_core::desk::SOURCES;
use attrition_core::employment::outcome::{Fate, fate};

/// Days over which statuses are counted: whole weeks, so that weekdays weigh the same.
const MONTH_DAYS: i32 = 28;
/// Days over which answers are, and over which alerts are judged by what their agents did: a site has dozens in a quarter.
const QUARTER_DAYS: i32 = 90;

/// Tells them of a day.
pub(in crate::projections::trends) fn fill(cut: &Cut<'_>, to: &People) {
    tell_open(cut, to);
    let told: Vec<&Life> = cut.history.alerts.iter().filter(|life| !life.waits_for_nobody()).collect();
    tell_month(cut, &told, to);
    tell_answers(cut, &told, to);
    let mut by_site: BTreeMap<&str, Vec<&Life>> = cut.sites().into_iter().map(|site| (site, Vec::new())).collect();
    for life in cut.history.alerts.iter() {
        by_site.entry(cut.folding.site(&life.site)).or_default().push(life);
    }
    for (site, lives) in &by_site {
        tell_outcomes(cut, site, lives, to);
    }
    tell_notices(cut, to);
}

fn tell_open(cut: &Cut<'_>, to: &People) {
    let lives: Vec<&Life> = cut.history.alerts.iter().filter(|life| life.is_open(cut.day)).collect();
    let groups = groups(cut, &lives);
    let mut open: BTreeMap<Label<'_>, u32> = groups.labels().map(|label| (label, 0)).collect();
    let mut reasons: BTreeMap<(&str, &str), u32> = BTreeMap::new();
    for life in lives {
        let (site, team) = groups.label((&life.site, &life.team));
        *open.entry((site, team)).or_default() += 1;
        for signal in &life.reasons {
            *reasons.entry((site, signal)).or_default() += 1;
        }
    }
    for ((site, team), count) in open {
        to.alerts_open.with_label_values(&[site, team]).set(f64::from(count));
    }
    for ((site, signal), count) in reasons {
        to.reasons.with_label_values(&[site, signal]).set(f64::from(count));
    }
}

/// The groups of a figure that counts these alerts: their agents may have left since.
fn groups<'c, 'a>(cut: &'c Cut<'a>, lives: &[&'a Life]) -> FigureGroups<'c, 'a> {
    FigureGroups::new(cut, lives.iter().map(|life| (&*life.agent, (&*life.site, &*life.team))))
}

/// Alerts that a figure counts by the site under which it does, with every site of the figure.
fn by_site<'a>(cut: &Cut<'a>, lives: Vec<&'a Life>) -> BTreeMap<&'a str, Vec<&'a Life>> {
    let groups = groups(cut, &lives);
    let mut by_site: BTreeMap<&str, Vec<&Life>> = groups.labels().map(|(site, _)| (site, Vec::new())).collect();
    for life in lives {
        by_site.entry(groups.label((&life.site, &life.team)).0).or_default().push(life);
    }
    by_site
}

fn tell_month(cut: &Cut<'_>, told: &[&Life], to: &People) {
    let came_to = |life: &Life, status| life.came_to(status, cut.day - (MONTH_DAYS - 1), cut.day);
    let is_counted = |life: &&Life| COUNTED.iter().any(|status| came_to(life, *status));
    for (site, lives) in by_site(cut, told.iter().copied().filter(is_counted).collect()) {
        for status in COUNTED {
            let count = lives.iter().filter(|life| came_to(life, status)).count();
            to.alerts_month.with_label_values(&[site, status.code()]).set(count as f64);
        }
    }
}

fn tell_answers(cut: &Cut<'_>, told: &[&Life], to: &People) {
    let (day, min) = (cut.day, cut.history.min as usize);
    let said = |life: &Life, what: &dyn Fn(FeedbackClass) -> bool| {
        let recent = |date: Date| date > day - QUARTER_DAYS && date <= day;
        !life.held_out && life.answers.iter().any(|answer| recent(answer.date) && what(answer.said))
    };
    let answered = told.iter().copied().filter(|life| said(life, &|_| true)).collect();
    for (site, answered) in by_site(cut, answered) {
        for (what, name) in [(FeedbackClass::Useful, "useful"), (FeedbackClass::NotUseful, "not_useful")] {
            let count = answered.iter().filter(|life| said(life, &|other| other == what)).count();
            to.alert_answers.with_label_values(&[site, name]).set(count as f64);
        }
        if people(answered.iter().copied()) < min {
            continue;
        }
        let is_overridden =
            |life: &&&Life| said(life, &|other| matches!(other, FeedbackClass::NotUseful | FeedbackClass::Snooze));
        let overridden = answered.iter().filter(is_overridden).count();
        to.alerts_overridden_ratio.with_label_values(&[site]).set(overridden as f64 / answered.len() as f64);
    }
}

/// Of alerts that were raised in a quarter, the last whose days are over.
fn tell_outcomes(cut: &Cut<'_>, site: &str, lives: &[&Life], to: &People) {
    let people_of = &cut.history.people;
    for days in DAYS {
        let last = cut.day - days;
        let is_due = |life: &&&Life| life.raised_on > last - QUARTER_DAYS && life.raised_on <= last;
        let mut judged = Vec::new();
        for life in lives.iter().filter(is_due).filter(|life| life.was_raised()) {
            let Some(person) = people_of.get(&life.agent) else { continue };
            let fate = fate(&person.profile, &life.supervisor, life.raised_on, days, cut.day);
            if fate.answer().is_some() {
                judged.push((*life, fate));
            }
        }
        if people(judged.iter().map(|(life, _)| *life)) < cut.history.min as usize {
            continue;
        }
        let label = days.to_string();
        let count = |wanted: Fate| judged.iter().filter(|(_, fate)| *fate == wanted).count() as f64;
        for outcome in [Fate::Left, Fate::Stayed, Fate::Moved] {
            to.alert_outcomes.with_label_values(&[site, &label, outcome.text()]).set(count(outcome));
        }
        to.alert_precision.with_label_values(&[site, &label]).set(count(Fate::Left) / judged.len() as f64);
    }
}

/// Of the sites of the day: where nobody is there any more, there is nobody whom a silent source or a shift is about.
fn tell_notices(cut: &Cut<'_>, to: &People) {
    let sites = cut.sites();
    for site in &sites {
        SOURCES.iter().for_each(|source| to.source_silent.with_label_values(&[site, source.name]).set(0.0));
        to.site_shift.with_label_values(&[site]).set(0.0);
        to.queue_shifts.with_label_values(&[site]).set(0.0);
    }
    let standing = cut.history.notices.on(cut.day).map(|(site, standing)| (cut.folding.site(site), standing));
    for (site, standing) in standing.filter(|(site, _)| sites.contains(site)) {
        for (source, _) in SOURCES.iter().zip(standing.silent).filter(|(_, is_silent)| *is_silent) {
            to.source_silent.with_label_values(&[site, source.name]).set(1.0);
        }
        to.queue_shifts.with_label_values(&[site]).set(standing.queues as f64);
        if standing.shifted {
            to.site_shift.with_label_values(&[site]).set(1.0);
        }
    }
}

/// How many agents these alerts are about.
fn people<'a>(lives: impl Iterator<Item = &'a Life>) -> usize {
    lives.map(|life| &*life.agent).collect::<BTreeSet<&str>>().len()
}

//! Risk by site and team: bands, means and quantiles, leavers who are expected, and who left.

use std::collections::BTreeMap;

use crate::observability::metrics::people::People;
use crate::projections::trends::day::cross_section::Cut;
use crate::projections::trends::day::disclosure_control::{QUANTILES, mean, quantiles, tenths};
use crate::projections::trends::day::figure_groups::FigureGroups;
use crate::projections::trends::history::places::Label;
use attrition_core::basics::date::Date;
use attrition_core::event::SeparationKind;
use attrition_core::model::Band;

/// Tells them of a day.
pub(in crate::projections::trends) fn fill(cut: &Cut<'_>, to: &People) {
    let mut groups: BTreeMap<Label<'_>, Vec<(f64, Band)>> = BTreeMap::new();
    for row in &cut.rows {
        groups.entry(cut.folding.label(row.place)).or_default().push((row.risk, row.band));
    }
    let mut sites: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for ((site, team), rows) in &groups {
        for band in Band::ALL {
            let agents = rows.iter().filter(|row| row.1 == band).count();
            to.agents.with_label_values(&[site, team, band.code()]).set(agents as f64);
        }
        let sum: f64 = rows.iter().map(|row| row.0).sum();
        to.risk_mean.with_label_values(&[site, team]).set(mean(sum, rows.len()));
        to.expected_leavers.with_label_values(&[site, team]).set(tenths(sum));
        sites.entry(site).or_default().extend(rows.iter().map(|row| row.0));
    }
    tell_quantiles(sites, to);
    tell_then(cut, to);
    tell_leavers(cut, to);
}

/// By site: teams are too small for quantiles that are not one agent's risk.
fn tell_quantiles(sites: BTreeMap<&str, Vec<f64>>, to: &People) {
    for (site, mut risks) in sites {
        risks.sort_unstable_by(f64::total_cmp);
        for ((_, label, _), quantile) in QUANTILES.into_iter().zip(quantiles(&risks)) {
            if let Some(quantile) = quantile {
                to.risk_quantile.with_label_values(&[site, label]).set(quantile);
            }
        }
    }
}

/// What was expected where today's horizon began, where there are scores of that day. Of a group that was smaller then than
/// may be shown, nothing is told.
fn tell_then(cut: &Cut<'_>, to: &People) {
    let then = cut.day - cut.horizon_days;
    if !cut.history.days.contains_key(&then) {
        return;
    }
    let mut groups: BTreeMap<Label<'_>, (f64, u32)> = BTreeMap::new();
    for row in cut.history.rows(then) {
        let (sum, people) = groups.entry(cut.folding.label(row.place)).or_default();
        (*sum, *people) = (*sum + row.risk, *people + 1);
    }
    for ((site, team), (sum, _)) in groups.into_iter().filter(|(_, (_, people))| *people >= cut.history.min) {
        to.expected_leavers_then.with_label_values(&[site, team]).set(tenths(sum));
    }
}

/// Notices of the last days that stand, of as many as the risks look ahead: by the place where whoever gave it stood then. A group
/// stands for those who are there today and for its leavers, and of fewer than may be shown it is folded further.
fn tell_leavers(cut: &Cut<'_>, to: &People) {
    let mut leavers = Vec::new();
    let within = |notice: Date| notice > cut.day - cut.horizon_days && notice <= cut.day;
    for (agent, person) in &cut.history.people {
        for separation in person.profile.ends().into_iter().filter(|s| within(s.notice_date)) {
            // Who stood nowhere was no agent: supervisors leave, too.
            let Some(roster) = person.profile.on(separation.notice_date).map(|fact| &fact.roster) else { continue };
            leavers.push((&**agent, (&*roster.site, &*roster.team), separation.kind));
        }
    }
    let groups = FigureGroups::new(cut, leavers.iter().map(|(agent, place, _)| (*agent, *place)));
    let mut counts: BTreeMap<Label<'_>, [u32; 2]> = groups.labels().map(|label| (label, [0; 2])).collect();
    for (_, place, kind) in leavers {
        counts.entry(groups.label(place)).or_default()[usize::from(kind != SeparationKind::Voluntary)] += 1;
    }
    for ((site, team), counts) in counts {
        for (kind, count) in ["voluntary", "other"].into_iter().zip(counts) {
            to.leavers.with_label_values(&[site, team, kind]).set(f64::from(count));
        }
    }
}

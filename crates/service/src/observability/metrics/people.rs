//! Metrics of risk by site and team: gauges over the whole log, set by the trends stage.

use super::definition::metrics;

metrics! {
    /// Risk, leavers and alerts by site and team, from all partitions, as of the last closed day. Every instance that
    /// runs the trends stage shows the same, so queries take `max by (..)` before they sum. Teams with fewer than
    /// `trends.team_min` agents are counted as the team `other` of their site, and sites with fewer as the site
    /// `other`: the figure of a team is never that of a person. Sums and means are rounded, so that the difference of two of
    /// them is nobody's risk either.
    People, "Risk and people" {
        /// Agents with a score of the last closed day who have not given notice, by band.
        agents: GaugeVec["site", "team", "band"],
        /// Mean risk of those agents: `expected_leavers` divided by their number.
        risk_mean: GaugeVec["site", "team"],
        /// Quantiles of the risk of those agents at a site: the mean of the five agents whose risks are nearest, to two
        /// significant digits. The median is shown for 10 agents or more, the 90th percentile for 20 or more.
        risk_quantile: GaugeVec["site", "q"],
        /// Agents who are expected to leave voluntarily in the next 30 days: the sum of their risks, to one decimal.
        expected_leavers: GaugeVec["site", "team"],
        /// The value of `expected_leavers` 30 days ago, for the same 30 days that `leavers` counts.
        expected_leavers_then: GaugeVec["site", "team"],
        /// Agents who gave or were given notice in the last 30 days, by kind. A group is its leavers and the agents who are there; if
        /// these are too few, it is merged further, as it is for the counts of alerts.
        leavers: GaugeVec["site", "team", "kind"],
        /// Open alerts of a site and a team.
        alerts_open: GaugeVec["site", "team"],
        /// Alerts that reached a status in the last 28 days; an alert that was raised and acknowledged counts under
        /// both.
        alerts_month: GaugeVec["site", "status"],
        /// Answers of supervisors to alerts in the last 90 days, by answer.
        alert_answers: GaugeVec["site", "answer"],
        /// Of the alerts raised in the last quarter whose days are over, the share whose agent left voluntarily within
        /// so many days. Shown only for `trends.team_min` agents or more.
        alert_precision: GaugeVec["site", "days"],
        /// The same alerts by the agent's outcome within so many days.
        alert_outcomes: GaugeVec["site", "days", "outcome"],
        /// Of the alerts that were answered in the last 90 days, the share that the supervisor overrode (marked as not
        /// useful, or snoozed). If it is near zero, perhaps nobody is looking.
        alerts_overridden_ratio: GaugeVec["site"],
        /// Open alerts that give a signal as a reason; signals that may reveal sick leave are `time_away`.
        reasons: GaugeVec["site", "signal"],
        /// 1 while a source of a site is silent, so that nobody of the site is alerted because of missing data.
        source_silent: GaugeVec["site", "source"],
        /// 1 while a whole site changes at once, so that the cause is not its people.
        site_shift: GaugeVec["site"],
        /// Queues of a site that change at once, while the whole site does not.
        queue_shifts: GaugeVec["site"],
    }
}

//! Metrics of risk by site and team: gauges over the whole log, set by the trends stage.

use super::definition::metrics;

metrics! {
    /// Risk, leavers and alerts by site and team, from all partitions, as of the last closed day. Every instance that runs the
    /// trends stage tells the same, so queries take `max by (..)` before they sum. Teams with fewer than `trends.team_min`
    /// agents are counted as the team `other` of their site, and sites with fewer as the site `other`: the figure of a team is
    /// never that of a person.
    People, "Risk and people" {
        /// Agents with a score of the last closed day who have not given notice, by band.
        agents: GaugeVec["site", "team", "band"],
        /// Mean risk of those agents.
        risk_mean: GaugeVec["site", "team"],
        /// Quantiles of the risk of those agents.
        risk_quantile: GaugeVec["site", "team", "q"],
        /// Agents who are expected to leave by themselves in the next 30 days: the sum of their risks.
        expected_leavers: GaugeVec["site", "team"],
        /// What `expected_leavers` was 30 days ago, for the same 30 days that `leavers` counts.
        expected_leavers_then: GaugeVec["site", "team"],
        /// Agents who gave notice, or were given it, in the last 30 days, by kind.
        leavers: GaugeVec["site", "team", "kind"],
        /// Alerts that are open.
        alerts_open: GaugeVec["site", "team"],
        /// Alerts that came to a status in the last 28 days; one that was raised and acknowledged counts under both.
        alerts_month: GaugeVec["site", "status"],
        /// Answers of supervisors to alerts in the last 90 days, by what they said.
        alert_answers: GaugeVec["site", "answer"],
        /// Of the alerts of a quarter, the last whose days are over, the share whose agent left by themselves within so many days.
        /// Only where it is about `trends.team_min` agents or more.
        alert_precision: GaugeVec["site", "days"],
        /// The same alerts by what the agent did within so many days.
        alert_outcomes: GaugeVec["site", "days", "outcome"],
        /// Of the alerts that were answered in the last 90 days, the share that the supervisor overrode (said to be not useful,
        /// or snoozed): near zero, nobody may be looking.
        alerts_overridden_ratio: GaugeVec["site"],
        /// Open alerts that name a signal as a reason; what may be sick leave is `time_away`.
        reasons: GaugeVec["site", "signal"],
        /// 1 while a source of a site has been silent, so that nobody of the site is alerted by what is missing.
        source_silent: GaugeVec["site", "source"],
        /// 1 while all of a site behaves as if something else had changed than its people.
        site_shift: GaugeVec["site"],
    }
}

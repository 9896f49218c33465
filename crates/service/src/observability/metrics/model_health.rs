//! Metrics of whether the model still fits: gauges over the whole log, set by the trends stage.

use super::definition::metrics;

metrics! {
    /// Whether the champion still fits the people that it scores: drift against the distribution it was trained on, calibration
    /// and performance in the field. As of the last closed day, and the same on every instance that runs the trends stage.
    ModelHealth, "Model health" {
        /// Agents by the score of the last closed day, in bins of 0.05.
        score_bins: GaugeVec["site", "bin"],
        /// Population stability index of a signal, or of the score: the last closed day against the training
        /// distribution in the artifact. Below 0.1 little has changed, above 0.25 much has. Not shown for fewer than
        /// 100 agents, because chance alone moves it.
        drift_psi: GaugeVec["signal"],
        /// Share of agents for whom a signal is missing on the last closed day.
        signal_missing_ratio: GaugeVec["signal"],
        /// Share of training rows in which a signal was missing.
        signal_missing_ratio_trained: GaugeVec["signal"],
        /// Sum of the risks of the weekly scores of the last 13 weeks whose 30 days are over, by band, to one decimal. Like the
        /// two that follow, it is shown for a band only if at least `trends.team_min` agents were in it.
        calibration_expected: GaugeVec["band"],
        /// How many of those scores were followed by notice of the agent within the 30 days, by band.
        calibration_actual: GaugeVec["band"],
        /// The number of those scores, by band.
        calibration_scores: GaugeVec["band"],
        /// How well the champion ranks and alerts: estimated from the calibrated scores of the last closed day alone;
        /// and, for the last weekly cut-off whose 30 days are over, the estimate of that day and what came true. To two
        /// decimals; precision is shown only if at least `trends.team_min` agents are red.
        performance: GaugeVec["measure", "basis"],
        /// Always 1: the model that scored the last closed day.
        trends_model_info: GaugeVec["model"],
        /// Mean absolute difference between the risks by the shadow and by the champion, where a shadow scores at least
        /// `trends.team_min` agents.
        shadow_difference_mean: GaugeVec,
        /// Beginning (00:00 UTC) of the last closed day, which the metrics of risk are about, seconds since 1970-01-01 UTC.
        trends_day_timestamp_seconds: GaugeVec,
        /// 1 once the trends stage has read everything that was there when it began.
        trends_ready: IntGauge,
    }
}

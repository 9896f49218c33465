//! Metrics of the process and of the models that it scores with.

use super::definition::metrics;

metrics! {
    /// The process, and the models in force on it.
    Process, "Process and models" {
        /// Always 1: the version of the program, and the revision of its source if the build knew it.
        build_info: IntGaugeVec["version", "revision"],
        /// 1 while every stage of the instance has its partitions and their state, and the log accepts records, as in
        /// `/readyz`.
        ready: IntGauge,
        /// 1 while the log accepts nothing because its disk is full.
        log_full: IntGauge,
        /// Always 1: the models that score the open day on this instance, by role.
        model_info: IntGaugeVec["role", "model"],
        /// End of the last day that the model of a role was trained on, seconds since 1970-01-01 UTC; absent for a
        /// model that was not trained, such as the prior.
        model_trained_timestamp_seconds: GaugeVec["role"],
        /// Lowest risk of a band, by the champion of the open day; where more people leave a site than usual, a model that
        /// follows its level begins higher.
        band_threshold: GaugeVec["band"],
        /// Records of the models topic that are ignored because they are broken or not from this program.
        models_refused: IntGauge,
    }
}

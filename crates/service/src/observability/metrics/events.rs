//! Metrics of what comes in and what comes out.

use super::definition::metrics;
use attrition_contracts::incoming::refusal::Code;
use attrition_core::basics::closed_set::closed_set;
use attrition_core::desk::Suppression;
use attrition_pipeline::Count;

metrics! {
    /// Events received, refused and processed. They are counted when their step is committed, so each counts once,
    /// however often a step is tried.
    Events, "Events and outcomes" {
        /// Events read from the source topics and accepted, by type.
        ingested_total: IntCounterVec["type"],
        /// Records that became dead letters, by reason: refused on arrival, not delivered, or unreadable.
        dead_letters_total: IntCounterVec["code"],
        /// Events received over HTTP, by outcome.
        http_events_total: IntCounterVec["outcome"],
        /// Business days that the ingest stage closed.
        day_closes_total: IntCounterVec,
        /// Journal events that the score stage processed, by kind and outcome.
        events_total: IntCounterVec["kind", "outcome"],
        /// Days on which someone worked after the last day of their employment, counted once for each agent and day: a
        /// withdrawal or a correction of the separation has not been reported.
        work_after_end_total: IntCounterVec,
        /// Scores published, by band; interim scores are those between two closes.
        scores_total: IntCounterVec["band", "when"],
        /// Alert records published, by status and by the reason for raising them; each alert counts as raised once.
        alerts_total: IntCounterVec["status", "raised_by"],
        /// Alerts that the risk asks for and that are not raised, or not anew, by why; each case counts once.
        alerts_suppressed_total: IntCounterVec["why"],
        /// Records of the desk inbox that could not be used, by reason.
        reports_total: IntCounterVec["reason"],
        /// Records of the service's own topics that could not be read, by topic and reader.
        unreadable_records_total: IntCounterVec["topic", "reader"],
        /// Feedback about alerts received over HTTP, by way and outcome.
        feedback_total: IntCounterVec["by", "outcome"],
        /// Feedback about alerts that the desk read, by kind and outcome.
        desk_feedback_total: IntCounterVec["kind", "outcome"],
        /// Notices about a site that were published (a silent source, a site-wide shift), by kind, and whether it began
        /// or is over.
        notices_total: IntCounterVec["kind", "outcome"],
        /// Digests that were published, by addressee.
        digests_total: IntCounterVec["to"],
        /// Records processed and committed, by stage.
        records_total: IntCounterVec["stage"],
    }
}

impl Events {
    /// Refusals are told from the beginning, so that the first of each is an increase.
    pub(super) fn begin(&self) {
        for code in Code::ALL.into_iter().chain(Code::OWN) {
            self.dead_letters_total.with_label_values(&[code.text()]).inc_by(0);
        }
    }

    /// So is work after the end of an employment.
    pub(super) fn begin_score(&self) {
        self.work_after_end_total.with_label_values::<&str>(&[]).inc_by(0);
    }

    /// And every reason for which an alert may not be raised.
    pub(super) fn begin_desk(&self) {
        for why in Suppression::ALL {
            self.alerts_suppressed_total.with_label_values(&[why.code()]).inc_by(0);
        }
    }

    /// Adds what stages have counted.
    pub(super) fn count(&self, count: Count, n: u64) {
        match count {
            Count::Ingested(kind) => self.ingested_total.with_label_values(&[kind.text()]).inc_by(n),
            Count::DeadLetter(code) => self.dead_letters_total.with_label_values(&[code.text()]).inc_by(n),
            Count::DayClosed => self.day_closes_total.with_label_values::<&str>(&[]).inc_by(n),
            Count::Event(kind, outcome) => {
                self.events_total.with_label_values(&[kind.code(), outcome.code()]).inc_by(n);
            }
            Count::UnreadableEvent => self.events_total.with_label_values(&["unreadable", "refused"]).inc_by(n),
            Count::WorkAfterEnd => self.work_after_end_total.with_label_values::<&str>(&[]).inc_by(n),
            Count::Score(band, time) => self.scores_total.with_label_values(&[band.code(), time.code()]).inc_by(n),
            Count::Alert(status, by) => self.alerts_total.with_label_values(&[status.code(), by.code()]).inc_by(n),
            Count::AlertSuppressed(why) => self.alerts_suppressed_total.with_label_values(&[why.code()]).inc_by(n),
            Count::UnreadableReport => self.reports_total.with_label_values(&["unreadable"]).inc_by(n),
            Count::Feedback(kind, outcome) => {
                self.desk_feedback_total.with_label_values(&[kind.code(), outcome.code()]).inc_by(n);
            }
            Count::Notice(kind, status) => {
                self.notices_total.with_label_values(&[kind.code(), status.code()]).inc_by(n);
            }
            Count::Digest(to) => self.digests_total.with_label_values(&[to.code()]).inc_by(n),
        }
    }
}

/// What became of an event or of feedback that came over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Received {
    /// It is committed to the log.
    Accepted,
    /// It had been taken in before.
    Repeated,
    /// It is not well formed, or makes no sense.
    Refused,
    /// The log could not be written.
    Failed,
}

closed_set!(Received { Accepted => "accepted", Repeated => "repeated", Refused => "refused", Failed => "failed" });

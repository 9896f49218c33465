//! The alerts of a log as they are now, for the HTTP side: read from the beginning, then followed as they come.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{AlertHistory, Alerts};
use crate::projections::following::{Following, StopFlag};
use crate::storage::logs::Logs;
use crate::storage::unreadable::Unreadables;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_contracts::records::envelope::Malformed;
use attrition_contracts::records::record::Record;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::ids::AlertId;
use attrition_stream::Causes;

/// How long to wait for more records before looking whether to stop.
const WAIT: Duration = Duration::from_millis(200);
/// Ids of feedback that are remembered until the desk has told of them: more are not on their way at a time.
const GIVEN_MAX: usize = 10_000;

/// What is known of the alerts.
pub struct Index {
    alerts: Mutex<Alerts>,
    /// Feedback that this process has written.
    given: Mutex<VecDeque<PendingFeedback>>,
    is_read: AtomicBool,
}

/// Feedback that this process has written, of which the desk may not have told yet.
struct PendingFeedback {
    id: Box<str>,
    kind: FeedbackKind,
    alert: AlertId,
    /// The last version of the alert when it was given.
    version: u32,
}

/// The thread that follows the topic, until it is dropped.
pub struct IndexFollower {
    index: Arc<Index>,
    _thread: Option<Following>,
}

impl Index {
    fn new() -> Arc<Self> {
        Arc::new(Self { alerts: Mutex::new(Alerts::lean()), given: Mutex::default(), is_read: AtomicBool::new(false) })
    }

    /// Knows of no alert: for a process that serves no HTTP.
    pub fn idle() -> IndexFollower {
        IndexFollower { index: Self::new(), _thread: None }
    }

    /// Reads the alerts of a log and goes on to follow them, in a thread of its own.
    pub fn follow(logs: &Logs, unreadables: &Arc<Unreadables>) -> IndexFollower {
        let index = Self::new();
        let (logs, unreadables) = (logs.clone(), Arc::clone(unreadables));
        let (followed, told) = (Arc::clone(&index), Arc::clone(&index));
        let failed = move |error: attrition_stream::Error| {
            told.is_read.store(false, Ordering::Relaxed);
            tracing::warn!(error = %Causes(&error), "the alerts cannot be followed for now: feedback is refused meanwhile");
        };
        let thread = Following::start(move |stop| followed.read(&logs, &unreadables, stop), failed);
        IndexFollower { index, _thread: Some(thread) }
    }

    fn read(&self, logs: &Logs, unreadables: &Unreadables, stop: &StopFlag) -> Result<(), attrition_stream::Error> {
        let mut follow = logs.follow(Topic::Alerts)?;
        while !stop.is_set() {
            let records = follow.next(WAIT)?;
            let mut alerts = self.alerts();
            let heard = records.iter().filter_map(|record| Some((record, alerts.apply(record).err()?)));
            let unreadable: Vec<(&Record, Malformed)> = heard.collect();
            drop(alerts);
            unreadable.into_iter().for_each(|(record, why)| unreadables.report("alerts", record, &why.0));
            if follow.is_at_end() {
                self.is_read.store(true, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Whether all that was there is read: until then, what is not known may exist.
    pub fn is_read(&self) -> bool {
        self.is_read.load(Ordering::Relaxed)
    }

    /// The alert of a name. Of one that is held out nobody is told, here neither.
    pub fn get(&self, name: &str) -> Option<AlertHistory> {
        self.alerts().get(name).filter(|told| !told.alert().held_out).cloned()
    }

    /// How many are open, and how many stand as each status. Of those that are held out nobody is told, here neither.
    pub fn standing(&self) -> (u64, BTreeMap<AlertStatus, u64>) {
        let (alerts, mut by_status) = (self.alerts(), BTreeMap::new());
        let mut open = 0;
        for alert in alerts.iter().map(AlertHistory::alert).filter(|alert| !alert.held_out) {
            open += u64::from(alert.is_open());
            *by_status.entry(alert.status).or_insert(0) += 1;
        }
        (open, by_status)
    }

    /// Takes note of feedback about an alert that was written.
    pub fn give(&self, told: &AlertHistory, id: &str, kind: FeedbackKind) {
        let mut given = self.given();
        if given.len() == GIVEN_MAX {
            given.pop_front();
        }
        let (alert, version) = (told.alert().alert.as_str().into(), told.alert().version);
        given.push_back(PendingFeedback { id: id.into(), kind, alert, version });
    }

    /// Of which kind the feedback of this id is, where it was taken in or is on its way.
    pub fn feedback_kind(&self, told: &AlertHistory, id: &str) -> Option<FeedbackKind> {
        told.kind_of(id).or_else(|| self.given().iter().find(|given| *given.id == *id).map(|given| given.kind))
    }

    /// Whether an alert is acknowledged, or will be by what is on its way to the desk.
    pub fn is_acknowledged(&self, told: &AlertHistory) -> bool {
        let alert = told.alert();
        let is_told = |given: &PendingFeedback| told.feedback().iter().any(|feedback| *feedback.feedback == *given.id);
        // The desk tells of feedback before it publishes what the alert has become by it.
        let is_on_its_way = |given: &&PendingFeedback| !is_told(given) || alert.version <= given.version;
        let given = self.given();
        let of_alert = given.iter().rev().filter(|given| *given.alert == *alert.alert);
        let mut moves = of_alert
            .filter(|given| matches!(given.kind, FeedbackKind::Acknowledge | FeedbackKind::Snooze))
            .filter(is_on_its_way);
        moves.next().map_or(alert.status == AlertStatus::Acknowledged, |last| last.kind == FeedbackKind::Acknowledge)
    }

    fn alerts(&self) -> MutexGuard<'_, Alerts> {
        self.alerts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn given(&self) -> MutexGuard<'_, VecDeque<PendingFeedback>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl IndexFollower {
    /// What it reads into.
    pub fn index(&self) -> Arc<Index> {
        Arc::clone(&self.index)
    }
}

//! Alertmanager, API v2: what is open fires, what is not resolves; grouping, silences and receivers are its own.

mod labels;
mod open;

use std::collections::BTreeMap;
use std::thread::ScopedJoinHandle;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;

use self::labels::{Firing, PostedAlert};
use self::open::{AlertChange, AlertUpdates, OpenAlerts, merged};
use super::channel::{Channel, Look, Scan, is_too_old};
use super::http_client::Post;
use super::in_flight::Parcel;
use super::response_class::ResponseClass;
use super::texts::{MessageTexts, is_for_people};
use crate::observability::summary::Passed;
use attrition_config::AlertmanagerConfig;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::announced::{self, Announced, AnnouncedData};
use attrition_contracts::alerting::notice::{NoticeData, NoticeStatus};
use attrition_stream::Error;

/// Records of one post.
const RECORDS_MAX: usize = 500;

/// Alerts of one post while all are sent again: about a megabyte.
const RESENT_MAX: usize = 500;

/// All members of one cluster. They share what they have told and what is silenced, not what fires: each is sent all.
pub struct Alertmanager {
    addresses: Vec<String>,
    authorization: Option<String>,
    resend: Duration,
    expires: Duration,
    max_age_days: u32,
    texts: MessageTexts,
    post: Post,
    open: BTreeMap<u32, OpenAlerts>,
    resent: Option<OffsetDateTime>,
}

impl Alertmanager {
    /// The channel of a configuration.
    pub fn new(config: &AlertmanagerConfig, max_age_days: u32, texts: MessageTexts, post: Post) -> Self {
        let basic = format!("{}:{}", config.user, config.password.expose());
        let authorization = match (config.user.is_empty(), config.token.is_empty()) {
            (false, _) => Some(format!("Basic {}", STANDARD.encode(basic))),
            (true, false) => Some(format!("Bearer {}", config.token.expose())),
            (true, true) => None,
        };
        Self {
            addresses: config.urls.iter().map(|url| format!("{url}/api/v2/alerts")).collect(),
            authorization,
            resend: Duration::from_secs(config.resend_s),
            expires: Duration::from_secs(60 * config.expires_min),
            max_age_days,
            texts,
            post,
            open: BTreeMap::new(),
            resent: None,
        }
    }

    /// Posts to every member. One that has it is enough: the others are told with the next time of sending all.
    fn post(&self, told: &AlertUpdates, now: OffsetDateTime) -> ResponseClass {
        let alerts: Vec<PostedAlert> = told
            .off
            .iter()
            .map(|firing| firing.posted(now, &self.texts, now))
            .chain(told.on.iter().map(|firing| firing.posted(now + self.expires, &self.texts, now)))
            .collect();
        if alerts.is_empty() {
            return ResponseClass::Taken;
        }
        let body = serde_json::to_vec(&alerts).expect("texts can be written");
        let headers: Vec<(&str, &str)> = self.authorization.iter().map(|value| ("authorization", &**value)).collect();
        let ask = |address: &String| match self.post.send(address, &headers, &body, now) {
            Ok(reply) => reply.by_status(),
            Err(answer) => answer,
        };
        // At once: two that hang take no longer than one.
        let answers: Vec<ResponseClass> = std::thread::scope(|scope| {
            let asked: Vec<_> = self.addresses.iter().map(|address| scope.spawn(|| ask(address))).collect();
            let answer = |asked: ScopedJoinHandle<'_, ResponseClass>| asked.join().expect("a request does not panic");
            asked.into_iter().map(answer).collect()
        });
        let of = |is: fn(&ResponseClass) -> bool| answers.iter().find(|answer| is(answer)).cloned();
        // What one does not take for now is not refused, whatever another says.
        of(|answer| *answer == ResponseClass::Taken)
            .or_else(|| of(|answer| matches!(answer, ResponseClass::Busy { .. })))
            .or_else(|| of(|_| true))
            .unwrap_or(ResponseClass::Taken)
    }
}

/// What a record of the alerts topic says, or why it is nothing for Alertmanager. Of what is open since a history that was taken
/// in, the first letter tells: nobody is told before. What ends in a history may have been told before it.
fn changes(announced: &Announced, texts: &MessageTexts) -> Result<Vec<AlertChange>, Passed> {
    match &announced.what {
        AnnouncedData::Alert { data, .. } if data.history && (is_on(data) || !is_for_people(data)) => {
            Err(Passed::History)
        }
        AnnouncedData::Notice(data) if data.history && is_begun(data) => Err(Passed::History),
        AnnouncedData::Alert { data, .. } if !is_for_people(data) => Err(Passed::NotForPeople),
        AnnouncedData::Alert { data, .. }
            if texts.is_nowhere(data) && data.status != AlertStatus::Escalated && is_on(data) =>
        {
            Err(Passed::Nowhere)
        }
        AnnouncedData::Alert { agent, data } => Ok(vec![of_alert(agent, data, texts)]),
        AnnouncedData::Notice(data) => Ok(vec![of_notice(data, texts)]),
        AnnouncedData::Digest(digest) => {
            let alerts = digest.alerts.iter().filter(|about| about.alert.history && !texts.is_nowhere(&about.alert));
            let alerts = alerts.map(|about| of_alert(&about.agent, &about.alert, texts));
            let changes: Vec<AlertChange> =
                alerts.chain(digest.notices.iter().map(|data| of_notice(data, texts))).collect();
            if changes.is_empty() { Err(Passed::OtherType) } else { Ok(changes) }
        }
        AnnouncedData::Feedback { .. } => Err(Passed::OtherType),
    }
}

fn of_alert(agent: &str, data: &AlertData, texts: &MessageTexts) -> AlertChange {
    AlertChange {
        name: data.alert.as_str().into(),
        version: data.version,
        date: data.date,
        firing: Firing::alert(agent, data, texts),
        // What goes to nobody else is no longer its supervisor's either.
        is_on: is_on(data) && !texts.is_nowhere(data),
        is_escalated: data.status == AlertStatus::Escalated && !texts.is_nowhere(data),
        is_history: data.history,
    }
}

fn of_notice(data: &NoticeData, texts: &MessageTexts) -> AlertChange {
    AlertChange {
        name: data.notice.as_str().into(),
        version: 1 + u32::from(data.status == NoticeStatus::Over),
        date: data.date,
        firing: Firing::notice(data, texts),
        is_on: is_begun(data),
        is_escalated: false,
        is_history: data.history,
    }
}

/// Whether somebody is to do something.
fn is_on(data: &AlertData) -> bool {
    data.status.is_waiting()
}

/// Whether a notice stands.
fn is_begun(data: &NoticeData) -> bool {
    data.status == NoticeStatus::Begun
}

impl Channel for Alertmanager {
    fn at_most(&self) -> usize {
        RECORDS_MAX
    }

    fn classify(&mut self, parcel: &Parcel, now: OffsetDateTime) -> Look {
        let changes = match changes(&parcel.announced, &self.texts) {
            Ok(changes) => changes,
            Err(why) => return Look::Pass(why),
        };
        let open = self.open.entry(parcel.record.partition).or_default();
        // Nobody was told of what begins and ends in a history. What is yet to be sent of it comes too late then.
        let is_told = |change: &AlertChange| !change.is_history || change.is_on || open.fires(&change.name);
        if !changes.iter().any(is_told) {
            changes.into_iter().for_each(|change| _ = open.take(change));
            return Look::Pass(Passed::History);
        }
        if changes.first().is_some_and(|first| !is_too_old(first.date, self.max_age_days, now)) {
            return Look::Send;
        }
        // What is open is told whatever its age, with all that is; what has ended has resolved by itself.
        changes.into_iter().for_each(|change| _ = open.take(change));
        Look::Pass(Passed::TooOld)
    }

    fn send(&mut self, parcels: &[&Parcel], now: OffsetDateTime) -> ResponseClass {
        let mut told = Vec::with_capacity(parcels.len());
        for parcel in parcels {
            let open = self.open.entry(parcel.record.partition).or_default();
            let changes = changes(&parcel.announced, &self.texts).unwrap_or_default();
            told.extend(changes.into_iter().map(|change| open.take(change)));
        }
        self.post(&merged(told), now)
    }

    fn assigned(&mut self, partition: u32, scan: &mut Scan<'_>) -> Result<(), Error> {
        let mut open = OpenAlerts::default();
        scan(partition, &mut |record| {
            // What cannot be read is told of when it comes to the channel.
            let announced = announced::read(&record.value).ok().flatten();
            let changes = announced.and_then(|announced| changes(&announced, &self.texts).ok());
            changes.into_iter().flatten().for_each(|change| _ = open.take(change));
            true
        })?;
        self.open.insert(partition, open);
        // What is open is sent at once: nobody knows since when Alertmanager has not heard of it.
        self.resent = None;
        Ok(())
    }

    fn revoked(&mut self, partition: u32) {
        self.open.remove(&partition);
    }

    fn tick(&mut self, now: OffsetDateTime) -> Option<ResponseClass> {
        let is_recent = self.resent.is_some_and(|resent| now - resent < self.resend);
        if is_recent {
            return None;
        }
        self.resent = Some(now);
        let all: Vec<&Firing> = self.open.values().flat_map(OpenAlerts::firing).collect();
        let mut answer = None;
        for some in all.chunks(RESENT_MAX) {
            let told = AlertUpdates { on: some.iter().copied().cloned().collect(), off: Vec::new() };
            let of_some = self.post(&told, now);
            let is_taken = of_some == ResponseClass::Taken;
            answer = Some(of_some);
            // The rest would fail as well, and take its time.
            if !is_taken {
                break;
            }
        }
        answer
    }

    fn open(&self) -> Option<usize> {
        Some(self.open.values().map(|open| open.firing().filter(|firing| firing.is_alert()).count()).sum())
    }
}

//! The history of risk: every daily score of every agent, who left, what the desk said, and what the models expected.

pub(in crate::projections::trends) mod alert_lifecycles;
pub(in crate::projections::trends) mod closes;
pub(in crate::projections::trends) mod follow;
pub(in crate::projections::trends) mod notices;
pub(in crate::projections::trends) mod places;
pub(in crate::projections::trends) mod reading;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::projections::trends::history::alert_lifecycles::Lives;
use crate::projections::trends::history::closes::Closes;
use crate::projections::trends::history::notices::Notices;
use crate::projections::trends::history::places::Places;
use attrition_contracts::alerting::announced::{self, AnnouncedData};
use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::models::registry;
use attrition_contracts::records::envelope::Malformed;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Record;
use attrition_contracts::records::score;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::AgentId;
use attrition_core::employment::profile::Profile;
use attrition_core::model::{Band, Model};

/// Days after which what is too old is let go of: each time looks at everyone.
const FORGET_EVERY_DAYS: i32 = 7;

/// All that is derived from it is a function of it and of a day.
#[derive(Debug)]
pub struct RiskHistoryState {
    pub(super) people: BTreeMap<AgentId, PersonHistory>,
    pub(super) places: Places,
    pub(super) days: BTreeMap<Date, Scored>,
    pub(super) closes: Closes,
    pub(super) alerts: Lives,
    pub(super) notices: Notices,
    /// Models by their id: those of the registry, and the one before it.
    pub(super) models: BTreeMap<Box<str>, Arc<Model>>,
    /// The smallest group that is shown by itself.
    pub(super) min: u32,
    /// Days that are kept.
    kept: i32,
    forgotten: Date,
}

/// Someone's employment and scores.
#[derive(Debug, Default)]
pub(super) struct PersonHistory {
    pub(super) profile: Profile,
    /// Daily scores, oldest first: 16 bytes each.
    pub(super) points: Vec<RiskPoint>,
    /// A score of the open day, made because the band changed.
    pub(super) interim: Option<RiskPoint>,
}

/// A score of an agent, in 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RiskPoint {
    pub(super) risk: f64,
    pub(super) day: Date,
    /// Number of a place.
    pub(super) place: u16,
    pub(super) band: Band,
}

/// What the scores of a day have in common.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scored {
    /// Days that the risks look ahead.
    pub(super) horizon_days: i32,
    /// Absolute differences to the shadow's risks, summed, and how many.
    pub(super) shadow: (f64, u32),
}

impl RiskHistoryState {
    /// Nothing yet: for a log with so many partitions of the desk inbox, with the model before the first decision. Groups of
    /// fewer than `min` people are not shown; older scores than of `kept` days are let go of.
    pub fn new(base: Arc<Model>, desk_partitions: u32, min: u32, kept: i32) -> Self {
        Self {
            people: BTreeMap::new(),
            places: Places::default(),
            days: BTreeMap::new(),
            closes: Closes::new(desk_partitions),
            alerts: Lives::default(),
            notices: Notices::default(),
            models: BTreeMap::from([(base.id.clone(), base)]),
            min,
            kept,
            forgotten: Date(i32::MIN),
        }
    }

    /// Takes in a record; says whether anything that is shown of closed days may have changed by it.
    pub fn apply(&mut self, record: &Record) -> Result<bool, Malformed> {
        Ok(match record.topic {
            Topic::Scores => self.score(&record.value)?,
            Topic::Org => self.org(record)?,
            Topic::Desk => match inbox::read(&record.value)? {
                InboxMessage::Closed { partition, partitions, day, sites, .. } => {
                    self.closes.close(record.partition, (partition, partitions), day, sites);
                    true
                }
                InboxMessage::Report(_) | InboxMessage::Feedback { .. } => false,
            },
            Topic::Alerts => match announced::read(&record.value)?.map(|announced| announced.what) {
                Some(AnnouncedData::Alert { agent, data }) => {
                    self.alerts.apply(&agent, &data);
                    true
                }
                Some(AnnouncedData::Feedback { data, .. }) => self.alerts.answer(&data),
                Some(AnnouncedData::Notice(notice)) => {
                    self.notices.apply(&notice);
                    true
                }
                Some(AnnouncedData::Digest(_)) | None => false,
            },
            Topic::Models => {
                // What cannot score is told of by the score stage.
                let Ok(registry::RegistryEntry::Artifact(id)) = registry::read(&record.key, &record.value) else {
                    return Ok(false);
                };
                let Ok(model) = registry::model(id, &record.value) else { return Ok(false) };
                self.models.insert(id.into(), Arc::new(model)).is_none()
            }
            _ => false,
        })
    }

    /// The last day that every partition has closed; `None` before the first.
    pub fn last_day(&self) -> Option<Date> {
        self.closes.last_day()
    }

    /// The days with scores that are closed, oldest first.
    pub fn closed_days(&self) -> impl DoubleEndedIterator<Item = Date> {
        let last = self.last_day().unwrap_or(Date(i32::MIN));
        self.days.range(..=last).map(|(day, _)| *day)
    }

    /// Lets go of what is too old.
    pub fn forget(&mut self) {
        let Some(last) = self.last_day() else { return };
        let first = last - self.kept;
        if first - self.forgotten < FORGET_EVERY_DAYS {
            return;
        }
        self.forgotten = first;
        for person in self.people.values_mut() {
            let old = person.points.partition_point(|point| point.day < first);
            person.points.drain(..old);
        }
        self.days = self.days.split_off(&first);
        self.closes.forget(first);
        self.alerts.forget(first);
        self.notices.forget(first);
    }

    fn score(&mut self, bytes: &[u8]) -> Result<bool, Malformed> {
        let Some(score) = score::read_brief(bytes)? else { return Ok(false) };
        let (day, band) = (score.date, score.band);
        let point = RiskPoint { risk: score.risk, day, place: self.places.number(&score.site, &score.team), band };
        let person = match self.people.get_mut(&*score.agent) {
            Some(person) => person,
            None => self.people.entry((*score.agent).into()).or_default(),
        };
        if score.interim {
            person.interim = Some(point);
            return Ok(false);
        }
        person.interim = person.interim.filter(|interim| interim.day > day);
        match person.points.binary_search_by_key(&day, |point| point.day) {
            // Made again, it is the same: scores are a function of the journal.
            Ok(found) => person.points[found] = point,
            Err(place) => {
                person.points.insert(place, point);
                let scored = self.days.entry(day).or_insert(Scored { horizon_days: 0, shadow: (0.0, 0) });
                scored.horizon_days = score.horizon_days.cast_signed();
                if let Some(shadow) = score.shadow_risk {
                    scored.shadow = (scored.shadow.0 + (shadow - score.risk).abs(), scored.shadow.1 + 1);
                }
            }
        }
        Ok(true)
    }

    fn org(&mut self, record: &Record) -> Result<bool, Malformed> {
        let (name, entry) = journal::read_record(record).map_err(|why| Malformed(why.to_owned()))?;
        let JournalEntry::Event(event) = entry else { return Ok(false) };
        Ok(event.fact.is_employment() && self.people.entry(name.into()).or_default().profile.take(&event).is_some())
    }
}

impl PersonHistory {
    /// The daily score of a day.
    pub(super) fn on(&self, day: Date) -> Option<&RiskPoint> {
        let found = self.points.binary_search_by_key(&day, |point| point.day).ok()?;
        Some(&self.points[found])
    }

    /// Whether notice had been given by the close of a day, as far as it is known now: there is nothing left to foretell.
    pub(super) fn is_leaving(&self, day: Date) -> bool {
        self.profile.under_notice(day)
    }
}

//! Feedback against the alert that it is about: what makes sense becomes a value that the desk takes.

mod not_open;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use self::not_open::is_open;
use super::feedback_request::{FeedbackRequest, Mistake, key_id, new_id};
use crate::projections::alerts::AlertHistory;
use attrition_config::SitesConfig;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_core::basics::date::Date;
use attrition_core::basics::moment::Moment;
use attrition_core::desk::{Action, Factor, Feedback, FeedbackContent, SNOOZE_DAYS_MAX, Via};
use attrition_core::explain::TIME_AWAY;
use attrition_core::signals::{SIGNALS, Telling};

/// Days that nobody means.
const FAR_DAYS: i64 = 100_000;

/// Feedback that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedbackRefusal {
    /// It is not well formed.
    Mistake(Mistake),
    /// It makes no sense as the alert is.
    Conflict(String),
}

impl From<Mistake> for FeedbackRefusal {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

/// Whether feedback may be what was taken in under its key before, as something of this kind. Whether it makes sense is not asked
/// again: the alert has changed by it.
pub fn check_repeated(
    said: &FeedbackRequest,
    told: &AlertHistory,
    before: FeedbackKind,
    sites: &SitesConfig,
    now: OffsetDateTime,
) -> Result<(), FeedbackRefusal> {
    let alert = told.alert();
    what(said, alert, local_day(now, &sites.for_site(alert.site.as_deref().unwrap_or_default()).time_zone))?;
    if said.kind == before.code() { Ok(()) } else { Err(used_before(before, said)) }
}

/// That something of another kind was taken in under a key before.
pub fn used_before(before: FeedbackKind, said: &FeedbackRequest) -> FeedbackRefusal {
    FeedbackRefusal::Conflict(format!(
        "the key was used before, for `{before}`: send `{}` under a key of its own",
        said.kind
    ))
}

/// The feedback that was said about an alert, on the day that its site has now.
pub fn check(
    said: &FeedbackRequest,
    told: &AlertHistory,
    by: Via,
    sites: &SitesConfig,
    now: OffsetDateTime,
) -> Result<Feedback, FeedbackRefusal> {
    let alert = told.alert();
    if told.is_held_out() {
        let why = "the alert is held out: nobody is told of it, so nothing can be said about it";
        return Err(FeedbackRefusal::Conflict(why.to_owned()));
    }
    let today = local_day(now, &sites.for_site(alert.site.as_deref().unwrap_or_default()).time_zone);
    let what = what(said, alert, today)?;
    makes_sense(&what, alert)?;
    let at = now.replace_nanosecond(0).unwrap_or(now).format(&Rfc3339).expect("a time of this century can be written");
    Ok(Feedback {
        id: said.id.as_ref().map_or_else(new_id, |key| key_id(&alert.alert, key)).into(),
        alert: alert.alert.as_str().into(),
        agent: told.agent().clone(),
        supervisor: alert.supervisor.as_str().into(),
        raised_on: alert.raised_on,
        day: today,
        told_at: Moment(now.unix_timestamp() * 1_000),
        at: at.into(),
        by,
        what,
    })
}

/// The date that a time zone has. A configuration names none that there is not.
fn local_day(now: OffsetDateTime, zone: &str) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let now = zone.to_datetime(Timestamp::from_second(now.unix_timestamp()).unwrap_or_default());
    let day = Date::from_ymd(now.year().into(), now.month().unsigned_abs().into(), now.day().unsigned_abs().into());
    day.expect("a calendar's date is a date")
}

fn makes_sense(what: &FeedbackContent, alert: &AlertData) -> Result<(), FeedbackRefusal> {
    let is_acknowledged = alert.status == AlertStatus::Acknowledged;
    match what {
        FeedbackContent::Acknowledge if is_acknowledged => {
            Err(FeedbackRefusal::Conflict(format!("the alert is acknowledged already, since {}", alert.date)))
        }
        FeedbackContent::Acknowledge | FeedbackContent::Snooze(_) => Ok(is_open(alert)?),
        // What was done about an alert, and whether it helped, may be said when it is over as well.
        _ if alert.status == AlertStatus::Closed => Ok(()),
        _ => Ok(is_open(alert)?),
    }
}

fn what(said: &FeedbackRequest, alert: &AlertData, today: Date) -> Result<FeedbackContent, Mistake> {
    let kind = FeedbackKind::from_code(&said.kind).ok_or_else(|| {
        Mistake::new(
            "kind",
            format!("`{}` is no kind of feedback", said.kind),
            FeedbackKind::ALL.map(FeedbackKind::code),
        )
    })?;
    only_its_own(kind, said)?;
    Ok(match kind {
        FeedbackKind::Acknowledge => FeedbackContent::Acknowledge,
        FeedbackKind::Snooze => FeedbackContent::Snooze(until(said, today)?),
        FeedbackKind::Useful => FeedbackContent::Useful(reasons(said, alert)?),
        FeedbackKind::NotUseful => FeedbackContent::NotUseful(reasons(said, alert)?),
        FeedbackKind::Interview => FeedbackContent::Interview(factors(said)?),
        FeedbackKind::Action => FeedbackContent::Action(action(said)?),
    })
}

/// A member that says nothing in its kind was meant for something else.
fn only_its_own(kind: FeedbackKind, said: &FeedbackRequest) -> Result<(), Mistake> {
    let members: [(&str, bool, &[FeedbackKind]); 5] = [
        ("until", said.until.is_some(), &[FeedbackKind::Snooze]),
        ("days", said.days.is_some(), &[FeedbackKind::Snooze]),
        ("reasons", said.reasons.is_some(), &[FeedbackKind::Useful, FeedbackKind::NotUseful]),
        ("factors", said.factors.is_some(), &[FeedbackKind::Interview]),
        ("action", said.action.is_some(), &[FeedbackKind::Action]),
    ];
    let foreign = members.iter().find(|(_, is_there, kinds)| *is_there && !kinds.contains(&kind));
    foreign.map_or(Ok(()), |(member, _, kinds)| {
        let kinds = kinds.iter().map(|kind| kind.code()).collect::<Vec<_>>().join("` and `");
        Err(Mistake::new(*member, format!("`{member}` belongs to `{kinds}`, not to `{kind}`"), []))
    })
}

fn until(said: &FeedbackRequest, today: Date) -> Result<Date, Mistake> {
    let (member, until) = match (&said.until, said.days) {
        (Some(text), None) => {
            let date = Date::parse(text);
            ("until", date.ok_or_else(|| Mistake::new("until", format!("`{text}` is not a date, YYYY-MM-DD"), []))?)
        }
        // So far ahead or back is refused in any case.
        (None, Some(days)) => ("days", today + days.0.clamp(-FAR_DAYS, FAR_DAYS) as i32),
        _ => return Err(Mistake::new("until", "a snooze needs either `until` or `days`", [])),
    };
    if (1..=SNOOZE_DAYS_MAX).contains(&(until - today)) {
        return Ok(until);
    }
    let (first, last) = (today + 1, today + SNOOZE_DAYS_MAX);
    let error = format!(
        "{until} is not between {first} and {last}: a snooze lasts at least a day and at most {SNOOZE_DAYS_MAX}"
    );
    Err(Mistake::new(member, error, []))
}

/// A digest says the reasons of its own day, the alert's record those of the day on which it was written: whatever a letter may
/// have given is taken.
fn reasons(said: &FeedbackRequest, alert: &AlertData) -> Result<Vec<Box<str>>, Mistake> {
    let mut reasons = Vec::new();
    for (place, reason) in said.reasons.iter().flatten().enumerate() {
        if !told_reasons().any(|known| known == reason) {
            let error = format!("`{reason}` is no reason that a letter gives");
            return Err(Mistake::new(format!("reasons[{place}]"), error, allowed(alert)));
        }
        if !reasons.contains(&Box::from(reason.as_str())) {
            reasons.push(reason.as_str().into());
        }
    }
    Ok(reasons)
}

/// What a letter may give as a reason.
fn told_reasons() -> impl Iterator<Item = &'static str> {
    let told = SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence).map(|signal| signal.name);
    told.chain([TIME_AWAY])
}

/// All of these, the reasons of the alert's record first.
fn allowed(alert: &AlertData) -> Vec<&'static str> {
    let mut all: Vec<&str> = told_reasons().collect();
    all.sort_by_key(|name| alert.reasons.iter().position(|reason| reason.signal == *name).unwrap_or(usize::MAX));
    all
}

fn factors(said: &FeedbackRequest) -> Result<Vec<Factor>, Mistake> {
    let codes = || Factor::ALL.map(Factor::code);
    let given = said.factors.as_deref().unwrap_or_default();
    if given.is_empty() {
        return Err(Mistake::new("factors", "an interview needs at least one factor", codes()));
    }
    let mut factors = Vec::new();
    for (place, code) in given.iter().enumerate() {
        let factor = Factor::from_code(code);
        let factor = factor
            .ok_or_else(|| Mistake::new(format!("factors[{place}]"), format!("`{code}` is no factor"), codes()))?;
        if !factors.contains(&factor) {
            factors.push(factor);
        }
    }
    Ok(factors)
}

fn action(said: &FeedbackRequest) -> Result<Action, Mistake> {
    let codes = Action::ALL.map(Action::code);
    let Some(code) = &said.action else { return Err(Mistake::new("action", "it is not said what was tried", codes)) };
    Action::from_code(code).ok_or_else(|| Mistake::new("action", format!("`{code}` is no action"), codes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_its_own_day() {
        let evening = OffsetDateTime::from_unix_timestamp(1_790_021_400).expect("it is a time");
        let days =
            ["UTC", "Asia/Shanghai", "America/New_York", "nowhere"].map(|zone| local_day(evening, zone).to_string());
        assert_eq!(days, ["2026-09-21", "2026-09-22", "2026-09-21", "2026-09-21"]);
    }
}

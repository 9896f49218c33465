//! `roster.*`: facts about agents, and separations.

use serde::Deserialize;

use super::data_member::{key, required, typed, within};
use super::range::RecordedDate;
use crate::incoming::refusal::{Code, Refusal};
use attrition_core::basics::date::Date;
use attrition_core::event::{Fact, Potential, Roster, Separation, SeparationKind};

#[derive(Deserialize)]
struct RosterData {
    effective: String,
    hire_date: String,
    site: String,
    team: String,
    supervisor: String,
    queue: String,
    level: String,
    contract_h_week: f64,
    shift_pattern: String,
    potential: Option<PotentialData>,
}

#[derive(Deserialize)]
enum PotentialData {
    B,
    D,
    E,
    S,
}

/// Reads a roster fact.
pub(super) fn agent(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: RosterData = typed(json)?;
    let code = |name: &str, text: String| key(name, &text).map(|_| text.into_boxed_str());
    let potential = data.potential.map(|potential| match potential {
        PotentialData::B => Potential::Base,
        PotentialData::D => Potential::Developing,
        PotentialData::E => Potential::Exceeding,
        PotentialData::S => Potential::Star,
    });
    let effective = at.employment_day("effective", &data.effective)?;
    let contract_h_week = within("contract_h_week", data.contract_h_week, 0.0, 168.0)?;
    let roster = Roster {
        hire_date: at.hire_date(&data.hire_date, effective)?,
        site: code("site", data.site)?.into(),
        team: code("team", data.team)?.into(),
        supervisor: code("supervisor", data.supervisor)?.into(),
        queue: code("queue", data.queue)?.into(),
        level: code("level", data.level)?,
        contract_min_week: (contract_h_week * 60.0).round() as u32,
        shift_pattern: code("shift_pattern", data.shift_pattern)?,
        potential,
    };
    Ok((effective, Fact::Roster(roster)))
}

#[derive(Deserialize)]
struct SeparationData {
    kind: SeparationKindData,
    notice_date: Option<String>,
    last_day: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum SeparationKindData {
    Voluntary,
    Dismissal,
    Transfer,
    ContractEnd,
    Other,
    Withdrawn,
}

/// Reads a separation. Its business date is the day on which it was recorded.
pub(super) fn separation(json: &str, at: RecordedDate) -> Result<(Date, Fact), Refusal> {
    let data: SeparationData = typed(json)?;
    let kind = match data.kind {
        SeparationKindData::Voluntary => SeparationKind::Voluntary,
        SeparationKindData::Dismissal => SeparationKind::Dismissal,
        SeparationKindData::Transfer => SeparationKind::Transfer,
        SeparationKindData::ContractEnd => SeparationKind::ContractEnd,
        SeparationKindData::Other => SeparationKind::Other,
        SeparationKindData::Withdrawn => SeparationKind::Withdrawn,
    };
    let day = |name: &str, text: Option<&str>| match text {
        // Whoever takes a separation back need not repeat its dates: it is then about the present employment.
        None if kind == SeparationKind::Withdrawn => Ok(None),
        text => at.employment_day(name, required(name, text)?).map(Some),
    };
    let (notice_date, last_day) =
        (day("notice_date", data.notice_date.as_deref())?, day("last_day", data.last_day.as_deref())?);
    let notice_date = notice_date.or(last_day).unwrap_or(at.date());
    let last_day = last_day.unwrap_or(notice_date);
    if last_day < notice_date {
        let told = format!("`last_day` is {last_day}, before `notice_date`, {notice_date}");
        return Err(Code::OutOfRange.because(told));
    }
    Ok((at.date(), Fact::Separation(Separation { kind, notice_date, last_day })))
}

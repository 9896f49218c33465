//! One agent's shift of a day, worked or missed.

use time::{Duration, OffsetDateTime};

use crate::chance::Chance;
use crate::climate::Climate;
use crate::output::event::{EventData, ShiftEventData, WorkedData, timestamp};
use crate::parameters::Parameters;
use crate::people::{PATTERNS, SimulatedAgent, Team};
use attrition_core::basics::date::Date;

/// A shift that happened.
pub(crate) struct Happened {
    pub(crate) data: EventData,
    /// When it was over.
    pub(crate) end: OffsetDateTime,
    /// Worked from here to there; nothing when it was missed.
    pub(crate) worked: Option<(OffsetDateTime, OffsetDateTime)>,
}

/// The shift of a workday.
pub(crate) fn shift(agent: &mut SimulatedAgent, team: &Team, day: Date, climate: &Climate, p: &Parameters) -> Happened {
    let (_, usual_start, minutes) = PATTERNS[agent.pattern];
    let volatile = day < team.volatile_until;
    let wander = if volatile { (agent.chance.below(9) as i32 - 4) * 45 } else { 0 };
    // No shift crosses midnight.
    let start_min = (usual_start + wander).clamp(5 * 60, 23 * 60 - minutes);
    let start = p.midnight(day) + Duration::minutes(i64::from(start_min));
    let end = start + Duration::minutes(i64::from(minutes));
    let short_notice = agent.chance.is(p.attendance.short_notice * if volatile { 8.0 } else { 1.0 });
    let notice_h = short_notice.then(|| 4.0 + (agent.chance.uniform() * 64.0).round());
    let missed = absence(agent, day, climate, p);
    let worked = missed.is_none().then(|| hours(agent, start, end, p));
    let (from_to, worked) = worked.map_or((None, None), |(from_to, worked)| (Some(from_to), Some(worked)));
    let data = EventData::Shift(Box::new(ShiftEventData {
        shift_id: format!("{}-{day}", agent.name),
        date: day.to_string(),
        scheduled_start: timestamp(start),
        scheduled_end: timestamp(end),
        status: if missed.is_some() { "absent" } else { "worked" },
        worked,
        absence: missed,
        notice_h,
    }));
    Happened { data, end: from_to.map_or(end, |(_, to)| to.max(end)), worked: from_to }
}

/// A correction of a shift: an absence turns out to have been agreed, or a clock-in to have been wrong.
pub(crate) fn corrected(shift: &EventData, chance: &mut Chance) -> Option<EventData> {
    let EventData::Shift(shift) = shift else { return None };
    let mut shift = shift.clone();
    match (&mut shift.absence, &mut shift.worked) {
        (Some(absence), _) => *absence = if chance.is(0.5) { "planned" } else { "sick" },
        (None, Some(worked)) => {
            worked.actual_start.clone_from(&shift.scheduled_start);
            worked.break_overrun_min = 0.0;
        }
        (None, None) => return None,
    }
    Some(EventData::Shift(shift))
}

fn absence(agent: &mut SimulatedAgent, day: Date, climate: &Climate, p: &Parameters) -> Option<&'static str> {
    if let Some((until, kind)) = agent.away
        && day <= until
    {
        return Some(kind);
    }
    let a = &p.attendance;
    let spell = |kind: &'static str, per_year: f64, mean_days: f64, agent: &mut SimulatedAgent| {
        // Spells begin on workdays, of which a year has some 230.
        let begins = agent.chance.is(per_year / 230.0);
        let days = begins.then(|| 1.0 + agent.chance.exponential(mean_days - 1.0));
        agent.away = days.map(|days| (day + days as i32 - 1, kind)).or(agent.away);
        begins.then_some(kind)
    };
    let sick = agent.moved(a.sick_spells_year, a.sick_effect) * climate.flu;
    let (unplanned, no_show) = (agent.moved(a.unplanned, a.absence_effect), agent.moved(a.no_show, a.absence_effect));
    spell("planned", a.planned_spells_year, a.planned_days, agent)
        .or_else(|| spell("protected", a.protected_spells_year, a.protected_days, agent))
        .or_else(|| spell("sick", sick, a.sick_days, agent))
        .or_else(|| agent.chance.is(unplanned).then_some("unplanned"))
        .or_else(|| agent.chance.is(no_show).then_some("no_show"))
}

fn hours(
    agent: &mut SimulatedAgent,
    start: OffsetDateTime,
    end: OffsetDateTime,
    p: &Parameters,
) -> ((OffsetDateTime, OffsetDateTime), WorkedData) {
    let a = &p.attendance;
    let is_late = agent.chance.is(agent.moved(a.late, a.late_effect));
    let late_min = if is_late { 5.0 + agent.chance.exponential(9.0) } else { agent.chance.normal(-2.0, 2.0) };
    let is_early = agent.chance.is(agent.moved(a.early, a.early_effect));
    let overtime_min =
        if agent.chance.is(a.overtime) { (15.0 + agent.chance.exponential(35.0)).min(110.0).round() } else { 0.0 };
    let last_min =
        if is_early { -5.0 - agent.chance.exponential(20.0) } else { overtime_min + agent.chance.normal(1.0, 1.0) };
    let minutes = |minutes: f64| Duration::seconds((minutes.clamp(-180.0, 118.0) * 60.0).round() as i64);
    let (from, to) = (start + minutes(late_min), end + minutes(last_min));
    let worked_min = (to - from).whole_seconds() as f64 / 60.0;
    let occupancy = (a.occupancy + agent.chance.normal(0.0, 0.05)).clamp(0.3, 0.97);
    let tenth = |x: f64| (x * 10.0).round() / 10.0;
    let worked = WorkedData {
        actual_start: timestamp(from),
        actual_end: timestamp(to),
        overtime_min,
        break_overrun_min: tenth(agent.chance.exponential(agent.moved(a.break_overrun_min, a.break_effect))),
        occupied_min: tenth(worked_min * occupancy),
        home: agent.home && agent.chance.is(0.9),
    };
    ((from, to), worked)
}

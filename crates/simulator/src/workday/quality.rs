//! Evaluations, coaching and requests of a workday.

use crate::climate::Climate;
use crate::output::event::EventData;
use crate::parameters::Parameters;
use crate::people::{SimulatedAgent, Team};
use attrition_core::basics::date::Date;

/// An evaluation, if there is one on this day.
pub(crate) fn evaluation(
    agent: &mut SimulatedAgent,
    day: Date,
    climate: &Climate,
    p: &Parameters,
) -> Option<EventData> {
    let q = &p.quality;
    if !agent.chance.is(q.evaluations_week / 5.0) {
        return None;
    }
    let mean = q.score + agent.skill + q.score_effect * agent.mood + climate.qa_points;
    let score = agent.chance.normal(mean, q.score_sd).clamp(0.0, 100.0).round();
    let critical_fail = agent.chance.is(agent.moved(q.critical, q.critical_effect));
    let disputed = agent.chance.is(agent.moved(q.disputed, q.disputed_effect));
    let evaluation_id = format!("q-{}-{day}", agent.name);
    Some(EventData::Evaluation { evaluation_id, date: day.to_string(), score, critical_fail, disputed })
}

/// A coaching session, held or cancelled, when one is due.
pub(crate) fn coaching(agent: &mut SimulatedAgent, team: &Team, day: Date, p: &Parameters) -> Option<EventData> {
    let q = &p.quality;
    if day < agent.next_coaching {
        return None;
    }
    agent.next_coaching = day + q.coaching_every_days;
    let cancelled = q.coaching_cancelled * (q.cancelled_effect * team.mood / p.mood.supervisor_sd.max(0.01)).exp();
    let held = !agent.chance.is(cancelled.min(0.9));
    let (status, minutes) = if held { ("held", 30) } else { ("cancelled", 0) };
    Some(EventData::Coaching { session_id: format!("k-{}-{day}", agent.name), date: day.to_string(), status, minutes })
}

/// A request, if there is one on this day; and whether leave was refused, which hurts.
pub(crate) fn request(agent: &mut SimulatedAgent, day: Date, p: &Parameters) -> Option<(EventData, bool)> {
    let r = &p.requests;
    let swaps = agent.moved(r.swap_year, r.swap_effect);
    let rates = [r.leave_year, swaps, r.overtime_year];
    if !agent.chance.is(rates.iter().sum::<f64>() / 230.0) {
        return None;
    }
    let kind = ["leave", "swap", "overtime"][agent.chance.weighted(&rates)];
    let refused = agent.chance.is(r.refused);
    let decision = if refused { "refused" } else { "granted" };
    let request =
        EventData::Request { request_id: format!("r-{}-{day}", agent.name), date: day.to_string(), kind, decision };
    Some((request, refused && kind == "leave"))
}

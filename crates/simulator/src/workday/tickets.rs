//! The tickets of a worked shift.

use time::{Duration, OffsetDateTime};

use crate::climate::Climate;
use crate::output::event::{ClosedTicket, EventData, timestamp};
use crate::parameters::Parameters;
use crate::people::{SimulatedAgent, Team};
use attrition_core::basics::date::Date;

/// Calls `tell` with each ticket and its time; says whether a fifth or more of the contacts were hostile.
pub(crate) fn tickets(
    agent: &mut SimulatedAgent,
    team: &Team,
    (from, to): (OffsetDateTime, OffsetDateTime),
    (day, climate): (Date, &Climate),
    p: &Parameters,
    mut tell: impl FnMut(OffsetDateTime, EventData),
) -> bool {
    let t = &p.tickets;
    let hours = ((to - from).whole_seconds() as f64 / 3_600.0).max(0.0);
    let mean = agent.moved(t.per_hour, t.pace_effect) * hours * climate.volume * (-agent.pace).exp();
    let count = agent.chance.poisson(mean);
    let hostility = climate.hostility(team.queue, day, p);
    let mut hostile_contacts = 0;
    for i in 0..count {
        let closed_at = from + Duration::seconds((f64::from(i + 1) / f64::from(count) * hours * 3_600.0) as i64);
        let (ticket, hostile) = ticket(agent, team, closed_at, (day, i), hostility, p);
        hostile_contacts += u32::from(hostile);
        let ticket_id = ticket.ticket_id.clone();
        tell(closed_at, EventData::Ticket(Box::new(ticket)));
        if agent.chance.is(agent.moved(t.reopened, t.reopen_effect)) {
            let again = closed_at + Duration::minutes(10);
            tell(again, EventData::Reopened { ticket_id, reopened_at: timestamp(again) });
        }
    }
    count > 0 && hostile_contacts * 5 >= count
}

fn ticket(
    agent: &mut SimulatedAgent,
    team: &Team,
    closed_at: OffsetDateTime,
    (day, i): (Date, u32),
    hostility: f64,
    p: &Parameters,
) -> (ClosedTicket, bool) {
    let t = &p.tickets;
    let tenth = |x: f64| (x * 10.0).round() / 10.0;
    let spread = agent.moved(t.handle_sd_ln, t.spread_effect);
    let drift = agent.drift * t.handle_effect * agent.mood;
    let handle_s =
        tenth((t.handle_s * (agent.pace + drift + agent.chance.normal(0.0, spread)).exp()).clamp(20.0, 7_000.0));
    let hostile = agent.chance.is((t.hostile * hostility).min(0.9));
    let complaint = agent.chance.is((t.complaint * hostility).min(0.9));
    let stars = t.csat + t.csat_effect * agent.mood + if hostile || complaint { -1.5 } else { 0.0 };
    let csat = agent.chance.is(t.csat_answered).then(|| agent.chance.normal(stars, 0.9).round().clamp(1.0, 5.0) as u8);
    // Half of the contacts are the queue's own kinds, the rest are anything.
    let own = agent.chance.is(0.5);
    let kinds = if own { t.categories / 4 } else { t.categories };
    let category =
        agent.chance.below(kinds.max(1) as usize) as u32 + if own { team.queue as u32 * (t.categories / 4) } else { 0 };
    let channel = ["voice", "chat", "mail"][agent.chance.weighted(&[0.7, 0.2, 0.1])];
    let hold_s =
        tenth(handle_s * agent.moved(t.hold, t.hold_effect).min(0.6) * agent.chance.uniform() * 2.0).min(handle_s);
    let wrap_s = tenth(handle_s * agent.moved(t.wrap, t.wrap_effect) * agent.chance.uniform() * 2.0);
    let ticket = ClosedTicket {
        ticket_id: format!("{}-{day}-{i}", agent.name),
        closed_at: timestamp(closed_at),
        channel,
        category: format!("c{}", category % t.categories.max(1)),
        handle_s,
        hold_s,
        wrap_s: wrap_s.min(tenth(handle_s - hold_s)),
        transferred: agent.chance.is(agent.moved(t.transferred, t.transfer_effect)),
        escalated: agent.chance.is(agent.moved(t.escalated, t.transfer_effect)),
        csat,
        complaint,
        hostile,
    };
    (ticket, hostile || complaint)
}

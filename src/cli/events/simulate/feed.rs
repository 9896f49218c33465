//! `simulate --feed`: the simulated centre as a source of events for a running service, by the clock of the wall.

use std::collections::VecDeque;
use std::time::Duration;

use time::OffsetDateTime;
use ureq::Agent;

use crate::cli::terminal::output;
use attrition_config::Secret;
use attrition_service::deliver::http_client;
use attrition_simulator::{RecordedEvent, Simulation};

/// How often to look whose time has come.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long a service that takes nothing is left alone: it may be starting.
const REST: Duration = Duration::from_secs(5);
/// How long a request may take.
const REQUEST_MAX: Duration = Duration::from_secs(30);
/// Events of a request: well below what the service reads at once.
const BATCH: usize = 500;

/// Posts what is due, day after day. What was posted before has no effect, so one that was stopped begins anew.
pub(super) fn feed(mut simulation: Simulation, url: &str, token: &Secret) -> anyhow::Result<()> {
    let feeder = Feeder {
        agent: http_client::agent(REQUEST_MAX),
        url: format!("{}/v1/events", url.trim_end_matches('/')),
        token,
    };
    output::note(&format!("feeding {}, from {} on", feeder.url, simulation.day()));
    let mut waiting = VecDeque::new();
    loop {
        let now = OffsetDateTime::now_utc();
        // The clocks of sites east of here are ahead: what they record tomorrow may be due today.
        while simulation.day() <= attrition_contracts::incoming::cloudevent::local_date(now) + 1 {
            let day = simulation.next_day();
            waiting.extend(day.events);
            output::note(&format!("{}: {} events up to this day wait for their time", day.date, waiting.len()));
        }
        // Within a day they are in order; a day begins when the one before is over.
        let due = waiting.iter().take(BATCH).take_while(|event: &&RecordedEvent| event.time <= now).count();
        if due == 0 {
            std::thread::sleep(LOOK_AGAIN);
        } else if feeder.post(waiting.iter().take(due))? {
            waiting.drain(..due);
        } else {
            std::thread::sleep(REST);
        }
    }
}

/// Posts simulated events to a running service.
struct Feeder<'a> {
    agent: Agent,
    url: String,
    token: &'a Secret,
}

impl Feeder<'_> {
    /// Posts events; false where they are to be posted again later.
    fn post<'a>(&self, events: impl Iterator<Item = &'a RecordedEvent>) -> anyhow::Result<bool> {
        let lines: Vec<&str> = events.map(|event| &*event.line).collect();
        let mut request = self.agent.post(&self.url).header("content-type", "application/json");
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token.expose()));
        }
        let why = match request.send(format!("[{}]", lines.join(","))) {
            Ok(answer) if answer.status().is_success() => return Ok(true),
            Ok(answer) if answer.status().is_server_error() => format!("it answers {}", answer.status().as_u16()),
            // Sent again, it would be refused again.
            Ok(mut answer) => {
                let told = answer.body_mut().with_config().lossy_utf8(true).read_to_string().unwrap_or_default();
                anyhow::bail!("{} refuses the events with {}: {}", self.url, answer.status().as_u16(), told.trim());
            }
            Err(error) => http_client::words(&error),
        };
        output::note(&format!("{} takes nothing for now, it is asked again: {why}", self.url));
        Ok(false)
    }
}

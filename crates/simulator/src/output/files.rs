//! A simulation as files: events as NDJSON, the truth as CSV.

use std::io::{self, Write};

use crate::Simulation;

/// Simulates `days` days, and says how many events it wrote; `each_day` is called after every day.
pub fn write(
    simulation: &mut Simulation,
    days: u32,
    events: &mut dyn Write,
    mut truth: Option<&mut dyn Write>,
    mut each_day: impl FnMut(),
) -> io::Result<u64> {
    let mut written = 0;
    if let Some(truth) = truth.as_deref_mut() {
        writeln!(truth, "agent,date,hazard_30d,dissatisfaction")?;
    }
    for _ in 0..days {
        let day = simulation.next_day();
        for recorded in &day.events {
            events.write_all(recorded.line.as_bytes())?;
            events.write_all(b"\n")?;
        }
        written += day.events.len() as u64;
        if let Some(truth) = truth.as_deref_mut() {
            for row in &day.truth {
                writeln!(truth, "{},{},{:.6},{:.4}", row.agent, day.date, row.hazard_30d, row.dissatisfaction)?;
            }
        }
        each_day();
    }
    events.flush()?;
    truth.map_or(Ok(()), Write::flush)?;
    Ok(written)
}

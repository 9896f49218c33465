//! Rows of a simulated centre, each with its true risk.

use std::collections::BTreeMap;

use attrition_watch::engine::date::Date;
use attrition_watch::live::importer::Importer;
use attrition_watch::live::model;
use attrition_watch::offline::rows::{Rows, Weekly};
use attrition_watch::simulate::{Parameters, Simulation};
use attrition_watch::stages::ingest::Partitions;
use attrition_watch::stages::score::Setting;
use time::OffsetDateTime;

const HORIZON_DAYS: i32 = 30;
/// Sunday, as rows are cut off.
const CUT_OFF_WEEKDAY: u32 = 6;

/// Rows, and the risk of each by the hidden state of its agent.
pub(crate) struct Centre {
    pub(crate) rows: Rows,
    pub(crate) truth: Vec<f64>,
    pub(crate) first_day: Date,
}

impl Centre {
    /// Simulates a centre and replays what it recorded; days are not kept.
    pub(crate) fn simulated(agents: usize, days: i32, seed: u64) -> Self {
        let first_day = Date::parse("2025-01-06").expect("it is a date");
        let mut simulation = Simulation::new(&Parameters::default(), agents, seed, first_day);
        let setting = Setting::alone(model::load("").expect("the prior is valid"), 35);
        let partitions = Partitions { journal: 1, dead_letters: 1 };
        let weekly = Weekly::new(setting, None);
        let mut importer =
            Importer::open(weekly, partitions, "centre", &[], later()).expect("there is nothing to read");
        let mut hazards: BTreeMap<(Date, String), f64> = BTreeMap::new();
        for _ in 0..days {
            let day = simulation.next_day();
            day.events.iter().for_each(|event| importer.line(event.line.as_ref()).expect("nothing can fail"));
            if day.date.weekday() == CUT_OFF_WEEKDAY {
                hazards.extend(day.truth.into_iter().map(|truth| ((day.date, truth.agent), truth.hazard_30d)));
            }
        }
        importer.close_days().expect("nothing can fail");
        let weekly = importer.into_log();
        let names: Vec<String> = weekly.names().iter().map(ToString::to_string).collect();
        let rows = weekly.label(HORIZON_DAYS).expect("days were closed");
        let truth = |row: usize| hazards[&(rows.days[row], names[rows.agents[row] as usize].clone())];
        let truth = (0..rows.len()).map(truth).collect();
        Self { rows, truth, first_day }
    }
}

/// After everything that is simulated.
fn later() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(2_000_000_000).expect("it is a time")
}

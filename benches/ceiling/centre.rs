//! Rows of a simulated centre, each with its true risk; kept on disk, since a centre takes a minute.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use attrition_core::basics::date::Date;
use attrition_core::org::SiteYear;
use attrition_core::signals::{COUNT, schema_hash};
use attrition_learner::rows::{OmittedRows, Rows, Weekly};
use attrition_pipeline::ingest::Partitions;
use attrition_pipeline::score::ScoreWriter;
use attrition_service::import::importer::Importer;
use attrition_service::runtime::model;
use attrition_simulator::{Parameters, Simulation};
use time::OffsetDateTime;

const HORIZON_DAYS: i32 = 30;
/// Sunday, as rows are cut off.
const CUT_OFF_WEEKDAY: u32 = 6;

/// Rows, and the risk of each by the hidden state of its agent.
pub(crate) struct Centre {
    pub(crate) rows: Rows,
    pub(crate) truth: Vec<f64>,
}

impl Centre {
    /// A centre of so many agents and days.
    pub(crate) fn of(agents: usize, days: i32, seed: u64) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ceiling");
        let file = folder.join(format!("rows-{:016x}-{agents}-{days}-{seed}.bin", schema_hash()));
        if let Ok(bytes) = fs::read(&file) {
            return Self::read(&bytes, days);
        }
        let centre = Self::simulated(agents, days, seed);
        fs::create_dir_all(&folder).expect("target/ can be written");
        fs::write(&file, centre.write()).expect("target/ can be written");
        centre
    }

    /// What was known after so many days, and what came later.
    pub(crate) fn split(&self, known: i32) -> (Rows, Rows) {
        let end = self.rows.first_on(first_day() + known - HORIZON_DAYS + 1);
        let later = self.rows.first_on(first_day() + known + 1);
        (self.cut(0..end), self.cut(later..self.rows.len()))
    }

    /// Some of the rows.
    fn cut(&self, range: std::ops::Range<usize>) -> Rows {
        pick(&self.rows, &range.collect::<Vec<_>>())
    }

    /// Simulates a centre and replays what it recorded; days are not kept.
    fn simulated(agents: usize, days: i32, seed: u64) -> Self {
        let mut simulation = Simulation::new(&Parameters::default(), agents, seed, first_day());
        let setting = ScoreWriter::alone(model::load("").expect("the prior is valid"), 35);
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
        let names: Vec<String> = weekly.names().iter().map(|name| name.as_str().to_owned()).collect();
        let rows = weekly.label(HORIZON_DAYS).expect("days were closed");
        let truth = |row: usize| hazards[&(rows.days[row], names[rows.agents[row] as usize].clone())];
        let truth = (0..rows.len()).map(truth).collect();
        Self { rows, truth }
    }

    /// Numbers: rows, columns, then days, agents, labels, truth and columns.
    fn write(&self) -> Vec<u8> {
        let rows = &self.rows;
        let days = rows.days.iter().map(|day| f64::from(*day - first_day()));
        let agents = rows.agents.iter().map(|agent| f64::from(*agent));
        let leaves = rows.leaves.iter().map(|leaves| f64::from(u8::from(*leaves)));
        let values = rows.columns.iter().flatten().copied();
        let head = [rows.len() as f64, COUNT as f64].into_iter();
        head.chain(days)
            .chain(agents)
            .chain(leaves)
            .chain(self.truth.iter().copied())
            .chain(values)
            .flat_map(f64::to_le_bytes)
            .collect()
    }

    fn read(bytes: &[u8], days: i32) -> Self {
        let numbers: Vec<f64> =
            bytes.chunks_exact(8).map(|chunk| f64::from_le_bytes(chunk.try_into().expect("eight bytes"))).collect();
        let n = numbers[0] as usize;
        let mut parts = numbers[2..].chunks_exact(n);
        let mut part = || parts.next().expect("the file is whole").to_vec();
        let (at, agents, leaves, truth) = (part(), part(), part(), part());
        let rows = Rows {
            days: at.into_iter().map(|day| first_day() + day as i32).collect(),
            agents: agents.into_iter().map(|agent| agent as u32).collect(),
            leaves: leaves.into_iter().map(|leaves| leaves == 1.0).collect(),
            columns: parts.map(<[f64]>::to_vec).collect(),
            // The models that are compared here have one level.
            site_years: vec![SiteYear::default(); n],
            left_out: OmittedRows::default(),
            fraction: 1.0,
            observed: (first_day(), first_day() + days - 1),
            horizon_days: HORIZON_DAYS,
            data: 0,
            work_after_end: 0,
        };
        Self { rows, truth }
    }
}

/// The rows at these places, in this order.
pub(crate) fn pick(rows: &Rows, which: &[usize]) -> Rows {
    Rows {
        days: which.iter().map(|row| rows.days[*row]).collect(),
        agents: which.iter().map(|row| rows.agents[*row]).collect(),
        leaves: which.iter().map(|row| rows.leaves[*row]).collect(),
        columns: rows.columns.iter().map(|column| which.iter().map(|row| column[*row]).collect()).collect(),
        site_years: which.iter().map(|row| rows.site_years[*row]).collect(),
        ..Rows {
            days: vec![],
            agents: vec![],
            leaves: vec![],
            columns: vec![],
            site_years: vec![],
            left_out: rows.left_out,
            fraction: rows.fraction,
            observed: rows.observed,
            horizon_days: rows.horizon_days,
            data: rows.data,
            work_after_end: rows.work_after_end,
        }
    }
}

fn first_day() -> Date {
    Date::parse("2025-01-06").expect("it is a date")
}

/// After everything that is simulated.
fn later() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(2_000_000_000).expect("it is a time")
}

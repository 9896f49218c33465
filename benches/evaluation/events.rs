//! The events of a centre, and what they say of who was hired and who left.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use attrition_core::basics::date::Date;
use attrition_simulator::{Parameters, Simulation};
use serde_json::Value;

use crate::shifts::Shifts;
use attrition_test_support::process::python::python;

/// Agents of a centre of the project's simulator.
const AGENTS: usize = 150;
/// A second separation within so many days of another is about the same leaving.
const SAME_DAYS: i32 = 60;

/// What a centre recorded.
pub(crate) struct Events {
    pub(crate) lines: Vec<String>,
    pub(crate) first: Date,
    pub(crate) last: Date,
    /// By agent: effective days and hire dates.
    hired: BTreeMap<String, Vec<(Date, Date)>>,
    /// By agent: notice, and whether of their own accord.
    ended: BTreeMap<String, Vec<(Date, bool)>>,
    shifts: Shifts,
}

impl Events {
    /// The events of a centre; `options` are those of `tests/centres/centre.py`.
    pub(crate) fn of(name: &str, days: i32, options: &[&str]) -> Self {
        match name.strip_prefix("sim").and_then(|seed| seed.parse().ok()) {
            Some(seed) => Self::simulated(seed, days),
            None => Self::played(name, days, options),
        }
    }

    fn simulated(seed: u64, days: i32) -> Self {
        let first = Date::parse("2025-01-06").expect("it is a date");
        let mut simulation = Simulation::new(&Parameters::default(), AGENTS, seed, first);
        let lines = (0..days).flat_map(|_| simulation.next_day().events).map(|event| event.line).collect();
        Self::read(lines, first, days)
    }

    /// Of another make; `offers-3` is the make `offers` with seed 3.
    fn played(name: &str, days: i32, options: &[&str]) -> Self {
        let (make, seed) = name.split_once('-').unwrap_or((name, "1"));
        let file = folder().join(format!("{make}-{seed}-{days}{}.ndjson", options.concat()));
        if !file.exists() {
            let written = file.with_extension("part");
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/centres/centre.py");
            let mut play = Command::new(python("centres"));
            play.arg(script).args([make, "--seed", seed, "--days", &days.to_string()]).arg("--out").arg(&written);
            play.args(options);
            assert!(play.status().is_ok_and(|done| done.success()), "the centre `{name}` must be played");
            fs::rename(&written, &file).expect("the folder can be written");
        }
        let lines = fs::read_to_string(&file).expect("it was written").lines().map(str::to_owned).collect();
        Self::read(lines, Date::parse("2024-06-03").expect("it is a date"), days)
    }

    fn read(lines: Vec<String>, first: Date, days: i32) -> Self {
        let (hired, ended, shifts) = (BTreeMap::new(), BTreeMap::new(), Shifts::of(&lines));
        let mut events = Self { lines: vec![], first, last: first + days - 1, hired, ended, shifts };
        for line in lines.iter().filter(|line| line.contains("\"roster.")) {
            events.learn(&serde_json::from_str(line).expect("events are JSON"));
        }
        Self { lines, ..events }
    }

    fn learn(&mut self, event: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let date = |name: &str| text(&event["data"][name]).and_then(|date| Date::parse(&date));
        let agent = text(&event["subject"]).expect("events have a subject");
        if let (Some(effective), Some(hired)) = (date("effective"), date("hire_date")) {
            return self.hired.entry(agent).or_default().push((effective, hired));
        }
        let ended = self.ended.entry(agent).or_default();
        let kind = event["data"]["kind"].as_str().expect("separations have a kind");
        if kind == "withdrawn" {
            ended.pop();
        } else if let Some(notice) = date("notice_date") {
            ended.retain(|(other, _)| (*other - notice).abs() > SAME_DAYS);
            ended.push((notice, kind == "voluntary"));
        }
    }

    /// Days since hire on a day; `None` where nothing is known.
    pub(crate) fn tenure(&self, agent: &str, day: Date) -> Option<i32> {
        let facts = self.hired.get(agent)?.iter().filter(|(effective, _)| *effective <= day);
        facts.max_by_key(|(effective, _)| *effective).map(|(_, hired)| day - *hired)
    }

    /// Whether an agent is on leave at the end of a day.
    pub(crate) fn is_away(&self, agent: &str, day: Date) -> bool {
        self.shifts.is_leave_last(agent, day)
    }

    /// Whether an agent gives notice of their own accord within the horizon after a day; `None` where that is no question: they
    /// leave otherwise, or have given notice.
    pub(crate) fn leaves(&self, agent: &str, day: Date, horizon: i32) -> Option<bool> {
        let Some(ended) = self.ended.get(agent) else { return Some(false) };
        let is_near = |(notice, _): &&(Date, bool)| (-SAME_DAYS..=horizon).contains(&(*notice - day));
        match ended.iter().find(is_near) {
            None => Some(false),
            Some((notice, voluntary)) => (*notice > day && *voluntary).then_some(true),
        }
    }

    /// Who gave notice of their own accord in a span of days, and is an agent.
    pub(crate) fn leavers(&self, from: Date, to: Date) -> Vec<(&str, Date)> {
        let agents = self.ended.iter().filter(|(agent, _)| self.hired.contains_key(*agent));
        let notices =
            agents.flat_map(|(agent, ended)| ended.iter().map(move |(notice, own)| (&**agent, *notice, *own)));
        notices.filter(|(_, notice, own)| *own && from <= *notice && *notice <= to).map(|(a, n, _)| (a, n)).collect()
    }
}

/// Where centres are kept from run to run.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("evaluation");
    fs::create_dir_all(&folder).expect("target/ can be written");
    folder
}

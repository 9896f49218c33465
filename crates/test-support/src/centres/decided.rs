//! A service that works off what was imported, with its clock in the time of the log.

use attrition_core::basics::date::Date;
use attrition_pipeline::ingest::closes_at;
use serde_json::Value;
use time::Duration;

use crate::process::clock::begun_at;
use crate::process::http::get;
use crate::process::program::{Service, command, eventually};

/// Runs the service from an hour after the close of a day until the desk has decided that day, and ends it.
pub fn decide(last_day: Date, log: &[(String, String)]) {
    let mut run = command(&["run"], log);
    begun_at(&mut run, closes_at(last_day) + Duration::HOUR);
    let mut service = Service::of(run);
    let closed = last_day.to_string();
    eventually("the last day is decided", || {
        let status: Value = serde_json::from_str(&get(&service, "/v1/status").body).expect("it is JSON");
        let stages = status["stages"].as_array().cloned().unwrap_or_default();
        stages
            .iter()
            .any(|stage| stage["stage"] == "desk" && stage["closed"].as_str().is_some_and(|day| *day >= *closed))
    });
    assert!(service.process.terminate().success(), "{}", service.said());
}

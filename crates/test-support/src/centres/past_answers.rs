//! Answers of supervisors that were given in the past.

use serde_json::{Value, json};

use crate::process::http::get;
use crate::process::program::{Service, done, eventually, variable};

/// The open alerts of a log, as the command lists them.
pub fn open_alerts(variables: &[(String, String)]) -> Vec<Value> {
    let list = done(&["alerts", "list", "--json"], variables);
    serde_json::from_str(&list).expect("it is a list in JSON")
}

/// The same once all that was imported is scored, and the desk has decided it: these stages run one after the other, and end.
/// No day is closed by it.
pub fn decided_alerts(variables: &[(String, String)], partitions: u32) -> Vec<Value> {
    for stage in ["score", "desk"] {
        let mut service = Service::start(&[variables, &[variable("SERVICE__STAGES", stage)]].concat());
        let is_done = |metrics: &str, partition: u32| {
            let lag = format!("attrition_watch_lag_records{{partition=\"{partition}\",stage=\"{stage}\"}} 0");
            metrics.lines().any(|line| line == lag)
        };
        eventually("all is decided", || {
            let metrics = get(&service, "/metrics").body;
            (0..partitions).all(|partition| is_done(&metrics, partition))
        });
        assert!(service.process.terminate().success());
    }
    open_alerts(variables)
}

/// What lies in the desk's inbox, by site, if something was said about each of them on a day; one in four was not useful.
pub fn answers(to: &[Value], date: &str) -> Vec<(String, String)> {
    let answer = |(number, told): (usize, &Value)| {
        let alert = &told["alert"];
        let said = json!({
            "feedback": format!("answer-{number}"), "alert": alert["alert"], "supervisor": alert["supervisor"],
            "site": alert["site"], "raised_on": alert["raised_on"], "by": "cli", "date": date,
            "kind": if number % 4 == 0 { "not_useful" } else { "useful" }, "at": format!("{date}T08:00:00Z"),
        });
        let site = alert["site"].as_str().expect("an alert has a site").to_owned();
        (site, json!({"kind": "feedback", "agent": told["agent"], "said": said}).to_string())
    };
    to.iter().enumerate().map(answer).collect()
}

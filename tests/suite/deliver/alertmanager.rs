//! A real Alertmanager: what is open fires, grouped; what is over resolves; one that forgot is told again.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::{Value, json};

use super::receiver::{Receiver, Reply, status};
use super::site::{Site, alert, name, notice, with};
use crate::support::http::try_get;
use crate::support::program::{Process, Scratch, eventually};
use crate::support::tools::needs;

/// The shipped example.
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/alertmanager.yml");

#[test]
#[ignore = "needs Alertmanager: ./check"]
fn the_example_is_right() {
    needs("Alertmanager");
    let checked = Command::new("amtool").args(["check-config", EXAMPLE]).output();
    let checked = checked.expect("there is amtool (Debian: prometheus-alertmanager)");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
#[ignore = "needs Alertmanager: ./check"]
fn open_alerts_fire_grouped_and_resolve_and_outlive_a_restart() {
    let told = Receiver::new();
    let mut server = Server::start(&told);
    let site = Site::new(&format!(
        "[deliver.alertmanager]\nurls = [\"{}\"]\nresend_s = 1\n[deliver]\npage = \"https://watch.example.org/{{alert}}\"\n",
        server.url()
    ));
    site.says(&[
        ("sup-1", alert("anna", 1, 1, "raised")),
        ("sup-1", alert("ben", 2, 1, "raised")),
        ("sup-1", alert("chloe", 3, 1, "withheld")),
        ("sup-1", alert("dan", 4, 1, "held_out")),
        ("sup-1", with(alert("dan", 4, 2, "closed"), &[("held_out", json!(true))])),
        ("sup-1", alert("emma", 5, 1, "raised")),
        ("sup-1", alert("emma", 5, 2, "acknowledged")),
        ("sup-2", with(alert("femi", 6, 1, "raised"), &[("supervisor", json!("sup-2"))])),
        ("north", notice(7, "begun")),
        // Open for long: told with all that is open. Over for long: of nobody's interest.
        ("sup-1", with(alert("gus", 8, 1, "raised"), &[("date", json!("2020-01-02"))])),
        ("sup-1", with(alert("hana", 9, 2, "closed"), &[("date", json!("2020-01-02"))])),
    ]);
    let working = site.deliver();
    let open = |server: &Server, of: &[u32]| {
        let mut names: Vec<String> = server.alerts().iter().map(of_name).collect();
        names.sort();
        names == of.iter().map(|number| name(*number)).collect::<Vec<_>>()
    };
    eventually("what is open fires", || open(&server, &[1, 2, 6, 7, 8]));
    let first = server.alerts().into_iter().find(|alert| of_name(alert) == name(1)).expect("it fires");
    let labels = first["labels"].as_object().expect("it has labels");
    let of_labels: Vec<&str> = labels.keys().map(String::as_str).collect();
    assert_eq!(of_labels, ["alert", "alertname", "severity", "site", "supervisor", "team"]);
    assert!(labels.values().all(|label| label != "anna"), "labels name nobody: {labels:?}");
    assert_eq!(first["annotations"]["agent"], "anna");
    assert_eq!(first["annotations"]["page"], format!("https://watch.example.org/{}", name(1)));
    assert!(first["annotations"]["description"].as_str().is_some_and(|text| text.contains("own normal 413 s")));
    assert_eq!(working.metric("delivery_open_alerts{channel=\"alertmanager\"}"), 5.0);

    // One message for the three of one supervisor.
    let group = |supervisor: &str, firing: usize| {
        told.got().iter().map(super::receiver::Request::json).any(|message| {
            let alerts = message["alerts"].as_array().expect("it tells of alerts");
            let is_firing = |alert: &&Value| alert["status"] == "firing";
            message["groupLabels"]["supervisor"] == supervisor && alerts.iter().filter(is_firing).count() == firing
        })
    };
    eventually("all of a supervisor come in one message", || group("sup-1", 3) && group("sup-2", 1));

    // Alertmanager keeps alerts in memory alone.
    let since = server.alerts().into_iter().map(|alert| (of_name(&alert), alert["startsAt"].clone()));
    let since: Vec<(String, Value)> = since.collect();
    server.restart();
    eventually("a restarted one knows what is open", || open(&server, &[1, 2, 6, 7, 8]));
    let again = server.alerts().into_iter().map(|alert| (of_name(&alert), alert["startsAt"].clone()));
    assert_eq!(again.collect::<Vec<_>>(), since, "and since when");

    site.says(&[
        ("sup-1", with(alert("anna", 1, 2, "closed"), &[("closing", json!("eased"))])),
        ("sup-1", with(alert("ben", 2, 2, "escalated"), &[("to", json!("second"))])),
        ("north", notice(7, "over")),
    ]);
    eventually("what is over resolves", || open(&server, &[2, 6, 8]));
    let second = server.alerts().into_iter().find(|alert| of_name(alert) == name(2)).expect("it fires");
    assert_eq!(second["labels"]["severity"], "critical");
    let resolved = |number: u32| {
        told.got().iter().map(super::receiver::Request::json).any(|message| {
            let alerts = message["alerts"].as_array().expect("it tells of alerts");
            alerts.iter().any(|alert| of_name(alert) == name(number) && alert["status"] == "resolved")
        })
    };
    eventually("and receivers are told so", || resolved(1));
    // Each of the fourteen records is done with, and none is a dead letter.
    eventually("all is committed", || site.position("alertmanager") == 14);
    assert_eq!(working.count("alertmanager", "delivered"), 9.0, "nobody is told of what is withheld or held out");
    assert!(site.dead_letters().is_empty());

    // A process that comes later folds what is open from the topic.
    drop(working);
    server.restart();
    assert!(server.alerts().is_empty());
    let working = site.deliver();
    eventually("the next process tells it", || open(&server, &[2, 6, 8]));
    assert_eq!(working.count("alertmanager", "delivered"), 0.0, "and no record a second time");
}

#[test]
fn one_member_of_a_pair_is_enough_and_the_other_is_told_later() {
    let (down, up) = (Receiver::answering(|number, _| status(if number < 2 { 503 } else { 200 })), Receiver::new());
    let urls = format!("[deliver.alertmanager]\nurls = [\"{}\", \"{}\"]\nresend_s = 1\n", down.url(""), up.url(""));
    let site = Site::new(&urls);
    site.says(&[("sup-1", alert("anna", 1, 1, "raised"))]);
    let working = site.deliver();
    eventually("it counts as delivered", || working.count("alertmanager", "delivered") == 1.0);
    eventually("both have heard of it", || down.got().len() > 2 && up.got().len() > 2);
    assert!(down.got().iter().chain(&up.got()).all(|request| request.path == "/api/v2/alerts"));
}

#[test]
fn a_refused_post_is_taken_apart_and_only_what_is_wrong_becomes_a_dead_letter() {
    let receiver = Receiver::answering(|_, request| {
        if request.body.contains("poison") { Reply::Says(400, "", "bad".to_owned()) } else { status(200) }
    });
    let site = Site::new(&format!("[deliver.alertmanager]\nurls = [\"{}\"]\nresend_s = 1800\n", receiver.url("")));
    let poison = with(alert("dan", 9, 1, "raised"), &[("team", json!("poison"))]);
    site.says(&[
        ("sup-1", alert("anna", 1, 1, "raised")),
        ("sup-1", poison.clone()),
        ("sup-1", alert("ben", 2, 1, "raised")),
    ]);
    let working = site.deliver();
    eventually("all is committed", || site.position("alertmanager") == 3);
    assert_eq!((working.count("alertmanager", "delivered"), working.count("alertmanager", "dead_letter")), (2.0, 1.0));
    let letters = site.dead_letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(super::site::header(&letters[0], "dead-letter-code"), "undeliverable");
    assert_eq!(&*letters[0].value, poison.to_string().as_bytes());
}

fn of_name(alert: &Value) -> String {
    let labels = &alert["labels"];
    labels["alert"].as_str().or(labels["notice"].as_str()).unwrap_or_default().to_owned()
}

/// An Alertmanager with the example's routes, that tells a receiver of the test at once.
struct Server {
    scratch: Scratch,
    config: String,
    port: u16,
    process: Process,
}

impl Server {
    fn start(told: &Receiver) -> Self {
        let scratch = Scratch::new();
        let example = std::fs::read_to_string(EXAMPLE).expect("it is shipped");
        let (routes, _) = example.split_once("receivers:").expect("it has receivers");
        let mut config = String::new();
        for line in routes.lines() {
            let waits = [("group_wait:", "300ms"), ("group_interval:", "500ms")];
            let shorter = waits
                .iter()
                .find_map(|(name, value)| line.split_once(name).map(|(indent, _)| format!("{indent}{name} {value}")));
            config += &shorter.unwrap_or_else(|| line.to_owned());
            config.push('\n');
        }
        config += "receivers:\n";
        for name in ["supervisors", "second-address", "operators"] {
            let url = told.url(&format!("/{name}"));
            config += &format!("  - name: {name}\n    webhook_configs: [{{url: '{url}', send_resolved: true}}]\n");
        }
        let config = scratch.file("alertmanager.yml", config);
        let port = free_port();
        let process = Self::run(&scratch, &config, port, 0);
        let server = Self { scratch, config, port, process };
        server.wait();
        server
    }

    fn run(scratch: &Scratch, config: &str, port: u16, number: u16) -> Process {
        needs("Alertmanager");
        let mut command = Command::new("prometheus-alertmanager");
        command.arg(format!("--config.file={config}")).arg(format!("--web.listen-address=127.0.0.1:{port}"));
        command
            .arg("--cluster.listen-address=")
            .arg(format!("--storage.path={}", scratch.text(&format!("am-{number}"))));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Process(command.spawn().expect("there is prometheus-alertmanager (Debian package of that name)"))
    }

    fn wait(&self) {
        eventually("Alertmanager answers", || {
            try_get(&self.url(), "/-/ready").is_some_and(|answer| answer.status == 200)
        });
    }

    /// Ends it, and starts one that knows nothing.
    fn restart(&mut self) {
        static NUMBER: AtomicU16 = AtomicU16::new(1);
        self.process.kill();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        self.process = Self::run(&self.scratch, &self.config, self.port, number);
        self.wait();
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What fires.
    fn alerts(&self) -> Vec<Value> {
        let answer = try_get(&self.url(), "/api/v2/alerts").expect("Alertmanager answers");
        answer.json().as_array().cloned().expect("it answers with alerts")
    }
}

/// A port below those that the system gives away, which nobody listens on.
pub(super) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 12_000 + (std::process::id() % 700) as u16 * 10 + NEXT.fetch_add(1, Ordering::Relaxed);
    let is_free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    (first..20_000).find(is_free).expect("there are free ports")
}

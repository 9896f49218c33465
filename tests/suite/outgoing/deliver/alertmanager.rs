//! A real Alertmanager: what is open fires, grouped; what is over resolves; one that forgot is told again.

use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::alert_status::AlertStatus;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::announced::AnnouncedData;
use attrition_contracts::alerting::digest::DigestData;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::receiver::{Receiver, Reply, Request, status};
use super::site::{Site, header, is_news, is_told};
use attrition_test_support::process::clock::begun_at;
use attrition_test_support::process::http::{post, try_get};
use attrition_test_support::process::program::{Process, Scratch, Service, command, eventually};
use attrition_test_support::process::tools::needs;

/// The example configuration that is shipped.
const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/alertmanager.yml");
const URLS: &str = "DELIVER__ALERTMANAGER__URLS";
const RESEND: &str = "DELIVER__ALERTMANAGER__RESEND_S";

/// Whether Alertmanager is to show an alert as open: somebody is to do something, and there is somebody.
fn fires(alert: &AlertData) -> bool {
    let is_nowhere = alert.to == Addressee::Second && alert.site.as_deref() == Some("site-11");
    is_news(alert) && !is_nowhere
}

/// Names of the alerts that are open, and their severity.
fn open(site: &Site) -> BTreeSet<(String, String)> {
    let severity = |alert: &AlertData| if alert.to == Addressee::Second { "critical" } else { "warning" }.to_owned();
    let alerts = site.alerts().into_iter().map(|(_, alert)| alert).filter(fires);
    alerts.map(|alert| (alert.alert.to_string(), severity(&alert))).collect()
}

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
    let site = Site::played();
    let url = server.url();
    let own = [(URLS, url.as_str()), (RESEND, "1"), ("DELIVER__PAGE", "https://watch.example.org/{alert}")];
    let delivering = site.work(&[&own[..], &[("SERVICE__STAGES", "desk,deliver")]].concat());
    let expected = open(&site);
    let severities: BTreeSet<&str> = expected.iter().map(|(_, severity)| severity.as_str()).collect();
    assert_eq!(severities.into_iter().collect::<Vec<_>>(), ["critical", "warning"], "some are escalated, some are not");
    eventually("what is open fires", || server.firing() == expected);
    let (agent, open_one) = site.alerts().into_iter().find(|(_, alert)| fires(alert)).expect("one is open");
    let first = server.alerts().into_iter().find(|alert| open_one.alert == *of_name(alert)).expect("it fires");
    let labels = first["labels"].as_object().expect("it has labels");
    let of_labels: Vec<&str> = labels.keys().map(String::as_str).collect();
    assert_eq!(of_labels, ["alert", "alertname", "severity", "site", "supervisor", "team"]);
    assert!(labels.values().all(|label| *label != agent.as_str()), "labels name nobody: {labels:?}");
    assert_eq!(first["annotations"]["agent"], agent.as_str());
    assert_eq!(first["annotations"]["page"], format!("https://watch.example.org/{}", open_one.alert));
    assert!(first["annotations"]["description"].as_str().is_some_and(|text| text.contains("- ")), "{first}");
    let shown = delivering.metric("delivery_open_alerts{channel=\"alertmanager\"}");
    assert_eq!(shown as usize, expected.len(), "notices are none");

    // One message for all of a supervisor and site that goes to the same address.
    let of_supervisor = |supervisor: &str| {
        let of = |alert: &&AlertData| fires(alert) && (alert.supervisor == supervisor) && alert.to == open_one.to;
        site.alerts().iter().map(|(_, alert)| alert).filter(of).count()
    };
    let grouped = |supervisor: &str, firing: usize| {
        told.got().iter().map(Request::json).any(|message| {
            let alerts = message["alerts"].as_array().expect("it tells of alerts");
            let is_firing = |alert: &&Value| alert["status"] == "firing";
            message["groupLabels"]["supervisor"] == supervisor && alerts.iter().filter(is_firing).count() == firing
        })
    };
    let supervisor = open_one.supervisor.clone();
    eventually("all of a supervisor come in one message", || grouped(&supervisor, of_supervisor(&supervisor)));

    // Alertmanager keeps alerts in memory alone.
    let since = |server: &Server| -> BTreeSet<(String, String)> {
        server.alerts().into_iter().map(|alert| (of_name(&alert), alert["startsAt"].to_string())).collect()
    };
    let before = since(&server);
    server.restart();
    eventually("a restarted one knows what is open", || server.firing() == expected);
    assert_eq!(since(&server), before, "and since when");

    // Somebody answers: it resolves, and receivers are told so.
    let path = format!("/v1/alerts/{}/feedback", open_one.alert);
    eventually("the answer is taken", || {
        post(&delivering.service, &path, json!({"kind": "acknowledge"}).to_string().as_bytes()).status == 202
    });
    eventually("what is answered resolves", || !server.firing().iter().any(|(name, _)| open_one.alert == **name));
    let resolved = |name: &str| {
        told.got().iter().map(Request::json).any(|message| {
            let alerts = message["alerts"].as_array().expect("it tells of alerts");
            alerts.iter().any(|alert| of_name(alert) == name && alert["status"] == "resolved")
        })
    };
    eventually("and receivers are told so", || resolved(&open_one.alert));
    eventually("all is committed", || site.is_through("alertmanager"));
    assert!(site.dead_letters().is_empty());
    assert!(delivering.passed("alertmanager", "not_for_people") > 0, "nobody is told of what is withheld or held out");

    // A process that comes later folds what is open from the topic.
    delivering.stop();
    server.restart();
    assert!(server.alerts().is_empty());
    let expected = open(&site);
    let url = server.url();
    let delivering = site.deliver(&[(URLS, &url), (RESEND, "1")]);
    eventually("the next process tells it", || server.firing() == expected);
    assert_eq!(delivering.count("alertmanager", "delivered"), 0, "and no record a second time");
}

#[test]
fn every_version_that_people_are_told_of_is_delivered() {
    let receiver = Receiver::new();
    let site = Site::played();
    let url = receiver.url("");
    let delivering = site.deliver(&[(URLS, &url), (RESEND, "1800")]);
    eventually("all is committed", || site.is_through("alertmanager"));
    let is_nowhere = |alert: &AlertData| {
        alert.to == Addressee::Second
            && alert.site.as_deref() == Some("site-11")
            && alert.status != AlertStatus::Escalated
            && is_news(alert)
    };
    let versions: Vec<AlertData> = site.versions().into_iter().map(|(_, alert)| alert).collect();
    let told = versions.iter().filter(|alert| is_told(alert)).count();
    let nowhere = versions.iter().filter(|alert| is_told(alert) && is_nowhere(alert)).count();
    let notices = site.said().iter().filter(|said| said.what.kind().text() == "attrition.notice.v1").count();
    // A letter tells of what is open since the history that was taken in, and of notices of its sites.
    let tells =
        |digest: &DigestData| !digest.notices.is_empty() || digest.alerts.iter().any(|about| about.alert.history);
    let letters =
        site.said().iter().filter(|said| matches!(&said.what, AnnouncedData::Digest(digest) if tells(digest))).count();
    // What no supervisor can take resolves where it had fired, and else is told to nobody.
    let delivered = delivering.count("alertmanager", "delivered");
    assert_eq!(delivered, told - nowhere + notices + letters, "{told} - {nowhere} + {notices} + {letters}");
}

#[test]
fn one_member_of_a_pair_is_enough_and_the_other_is_told_later() {
    let (down, up) = (Receiver::answering(|number, _| status(if number < 2 { 503 } else { 200 })), Receiver::new());
    let urls = format!("{},{}", down.url(""), up.url(""));
    let site = Site::played();
    let delivering = site.deliver(&[(URLS, &urls), (RESEND, "1")]);
    eventually("it counts as delivered", || delivering.count("alertmanager", "delivered") > 0);
    eventually("both have heard of it", || down.got().len() > 2 && up.got().len() > 2);
    assert!(down.got().iter().chain(&up.got()).all(|request| request.path == "/api/v2/alerts"));
}

#[test]
fn a_refused_post_is_taken_apart_and_only_what_is_wrong_becomes_a_dead_letter() {
    let receiver = Receiver::answering(|_, request| {
        if request.body.contains("team-sup-00") { Reply::Says(400, "", "bad".to_owned()) } else { status(200) }
    });
    let site = Site::played();
    let url = receiver.url("");
    let delivering = site.deliver(&[(URLS, &url), (RESEND, "1800")]);
    eventually("all is committed", || site.is_through("alertmanager"));
    let of_team = |alert: &AlertData| alert.team.as_deref() == Some("team-sup-00") && is_told(alert);
    // Versions that a later one has overtaken need no post.
    let poison = site.alerts().iter().filter(|(_, alert)| of_team(alert)).count();
    assert!(poison > 0 && delivering.count("alertmanager", "delivered") > 0);
    assert_eq!(delivering.count("alertmanager", "dead_letter"), poison);
    let letters = site.dead_letters();
    assert_eq!(letters.len(), poison);
    for letter in &letters {
        assert_eq!(header(letter, "dead-letter-code"), "undeliverable");
        assert!(String::from_utf8_lossy(&letter.value).contains("team-sup-00"));
    }
}

#[test]
fn a_site_without_a_second_address_tells_alertmanager_of_nothing_critical() {
    let receiver = Receiver::new();
    let site = Site::played();
    let url = receiver.url("");
    let delivering = site.deliver(&[(URLS, &url), (RESEND, "1800")]);
    eventually("all is committed", || site.is_through("alertmanager"));
    drop(delivering);
    let got = receiver.got();
    let alerts = got.iter().map(Request::json).filter_map(|body| body.as_array().cloned()).flatten();
    let alerts: Vec<Value> = alerts.filter(|alert| alert["labels"]["site"] == "site-11").collect();
    assert!(!alerts.is_empty() && alerts.iter().all(|alert| alert["labels"]["severity"] == "warning"), "{alerts:?}");
    let escalated = |code: &str| {
        let of = |(_, alert): &&(String, AlertData)| {
            alert.site.as_deref() == Some(code) && alert.status == AlertStatus::Escalated
        };
        site.versions().iter().filter(of).count()
    };
    assert_eq!(escalated("site-11"), 0, "there is nobody to escalate to");
    assert!((0..13).any(|number| escalated(&format!("site-{number:02}")) > 0));
}

#[test]
fn an_alert_that_ended_on_an_imported_day_fires_no_more() {
    let receiver = Receiver::new();
    let site = Site::played();
    let open: Vec<(String, AlertData)> = site.alerts().into_iter().filter(|(_, alert)| fires(alert)).collect();
    let (gone, stays) = open.split_at(open.len() / 2);
    assert!(!gone.is_empty() && !stays.is_empty());
    // Nothing came in for some days, and these are imported.
    let now = OffsetDateTime::now_utc();
    let (notice, imported) = (now + time::Duration::days(1), now + time::Duration::days(4));
    let lines: Vec<String> = gone.iter().map(|(agent, _)| leaves(agent, notice)).collect();
    let later = leaves("nobody", imported - time::Duration::hours(1));
    let file = site.scratch().file("missed.ndjson", [lines, vec![later]].concat().join("\n"));
    let mut import = command(&["import", "--config", site.config_file(), &file], &site.variables(&[]));
    let done = begun_at(&mut import, imported).output().expect("the program can be started");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let url = receiver.url("");
    let settings = [(URLS, url.as_str()), (RESEND, "1"), ("SERVICE__STAGES", "score,desk,deliver")];
    let mut run = command(&["run", "--config", site.config_file()], &site.variables(&settings));
    begun_at(&mut run, imported);
    let _service = Service::of(run);
    let is_closed = |name: &str| {
        let closed = |(_, alert): &(String, AlertData)| {
            alert.alert == name && alert.status == AlertStatus::Closed && alert.history
        };
        site.alerts().iter().any(closed)
    };
    eventually("they end with their agents", || gone.iter().all(|(_, alert)| is_closed(&alert.alert)));
    eventually("all is told", || site.is_through("alertmanager"));
    let all_told = receiver.got().len();
    eventually("what is open is sent again", || receiver.got().len() > all_told + 2);
    let sent: BTreeSet<String> = receiver.got()[all_told + 1..]
        .iter()
        .flat_map(|request| request.json().as_array().cloned().unwrap_or_default())
        .map(|alert| of_name(&alert))
        .collect();
    assert!(stays.iter().any(|(_, alert)| sent.contains(&*alert.alert)), "the others fire");
    assert!(gone.iter().all(|(_, alert)| !sent.contains(&*alert.alert)), "those that ended do not");
}

/// Someone gives notice, and leaves on the same day.
fn leaves(agent: &str, at: OffsetDateTime) -> String {
    let day = at.date().to_string();
    let data = json!({"kind": "voluntary", "notice_date": day, "last_day": day, "reason": "unknown"});
    json!({
        "specversion": "1.0", "id": format!("x-{agent}"), "source": "/told", "type": "roster.separation.v1",
        "time": at.format(&Rfc3339).expect("it can be written"), "subject": agent, "data": data,
    })
    .to_string()
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

    /// Names of the alerts about people that fire, and their severity.
    fn firing(&self) -> BTreeSet<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let of_people = self.alerts().into_iter().filter(|alert| alert["labels"]["alertname"] == "AttritionRisk");
        of_people.map(|alert| (of_name(&alert), text(&alert["labels"]["severity"]))).collect()
    }

    /// The alerts that fire in Alertmanager now.
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

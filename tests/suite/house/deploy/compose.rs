//! The compose file: what Docker Compose itself makes of it, and whether its parts know each other.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{IMAGE, deploy, in_force, texts, tool, yaml};
use attrition_test_support::process::program::{Scratch, finish};
use attrition_test_support::process::python::python;
use attrition_test_support::process::tools::needs;

/// What Docker Compose makes of a file: it needs no engine for that.
fn made_of(file: &Path, profiles: &[&str]) -> Result<Value, String> {
    let mut compose = Command::new(python("deploy").with_file_name("docker-compose"));
    compose.arg("--file").arg(file);
    for profile in profiles {
        compose.args(["--profile", profile]);
    }
    let output = compose.args(["config", "--format", "json"]).output().expect("it was installed");
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(serde_json::from_slice(&output.stdout).expect("it prints JSON"))
}

/// The services with the simulator.
pub(super) fn services() -> serde_json::Map<String, Value> {
    let made = made_of(&deploy("compose.yaml"), &["simulator"]).expect("the file is valid");
    made["services"].as_object().expect("there are services").clone()
}

/// The services that run the program.
fn programs() -> Vec<(String, Value)> {
    services().into_iter().filter(|(_, service)| service["image"] == IMAGE).collect()
}

#[test]
#[ignore = "needs Python: ./check"]
fn compose_takes_the_file() {
    let plain = made_of(&deploy("compose.yaml"), &[]).expect("the file is valid");
    let names: Vec<&String> = plain["services"].as_object().expect("there are services").keys().collect();
    assert_eq!(names, ["alertmanager", "attrition-watch", "grafana", "kafka", "prometheus", "topics"]);
    assert_eq!(services().len(), names.len() + 2, "with the simulator and its history");
    let text = std::fs::read_to_string(deploy("compose.yaml")).expect("it is there");
    let scratch = Scratch::new();
    for (right, wrong) in
        [("healthcheck:", "healtcheck:"), ("service_healthy", "service_happy"), ("kafka:/var", "kavka:/var")]
    {
        let wrong = scratch.file("compose.yaml", text.replace(right, wrong));
        assert!(made_of(Path::new(&wrong), &[]).is_err(), "`{right}` written wrongly is found");
    }
}

#[test]
#[ignore = "needs Python: ./check"]
fn parts_know_each_other() {
    let services = services();
    for (name, service) in &services {
        // Whoever is waited for says when it is well.
        for (awaited, how) in service["depends_on"].as_object().into_iter().flatten() {
            let is_checked = services[awaited]["healthcheck"]["test"].is_array() || services[awaited]["image"] == IMAGE;
            assert!(how["condition"] != "service_healthy" || is_checked, "{name} waits for {awaited}");
        }
        for volume in service["volumes"].as_array().into_iter().flatten().filter(|volume| volume["type"] == "bind") {
            let source = Path::new(volume["source"].as_str().expect("a mount has a source"));
            assert!(source.exists(), "{name} mounts {}, which is not there", source.display());
        }
        for port in service["ports"].as_array().into_iter().flatten() {
            assert_eq!(port["host_ip"], "127.0.0.1", "{name} is for this machine alone");
        }
    }
    // Who is scraped and who is told are services, at the ports at which they listen.
    let prometheus = &yaml(&deploy("prometheus/prometheus.yml"))[0];
    assert_eq!(prometheus["scrape_configs"][0]["static_configs"][0]["targets"][0], "attrition-watch:8080");
    let told = &prometheus["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"][0];
    let from_service =
        services["attrition-watch"]["environment"]["ATTRITION_WATCH__DELIVER__ALERTMANAGER__URLS"].as_str();
    assert_eq!(told.as_str().map(|told| format!("http://{told}")).as_deref(), from_service);
    assert_eq!(services["alertmanager"]["ports"][0]["target"], 9093);
    let sources = &yaml(&deploy("grafana/provisioning/datasources/prometheus.yaml"))[0];
    assert_eq!(sources["datasources"][0]["url"], "http://prometheus:9090");
    assert_eq!(services["prometheus"]["ports"][0]["target"], 9090);
}

#[test]
#[ignore = "needs Alertmanager: ./check"]
fn alertmanager_takes_its_configuration() {
    let file = deploy("compose/alertmanager.yml");
    needs("Alertmanager");
    let checked = Command::new("amtool").arg("check-config").arg(file).output().expect("amtool is on the PATH");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
#[ignore = "needs Python: ./check"]
fn the_program_takes_what_it_is_given() {
    let programs = programs();
    let names: Vec<&String> = programs.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["attrition-watch", "history", "simulator", "topics"]);
    for (name, service) in &programs {
        let variables: Vec<(String, String)> = texts(&service["environment"]).into_iter().collect();
        let told = in_force(&variables, &[]);
        assert!(told["log"].as_str().is_some_and(|log| log.contains("kafka:9092")), "{name}: {told}");
        let command: Vec<&str> =
            service["command"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let helped = finish(&[&command[..], &["--help"]].concat(), &[]);
        assert!(helped.status.success(), "{name}: {}", String::from_utf8_lossy(&helped.stderr));
        assert_eq!(service["read_only"], true, "{name}");
    }
    let (_, service) = programs.iter().find(|(name, _)| name == "attrition-watch").expect("it is the first");
    let within = attrition_config::DEFAULTS.lines().find_map(|line| line.strip_prefix("stop_within_s = "));
    let grace = service["stop_grace_period"].as_str().and_then(|grace| grace.strip_suffix('s')?.parse::<u32>().ok());
    assert!(grace > within.and_then(|within| within.parse().ok()), "the deadline is the program's own");
    let (linted, said) = tool("shellcheck", &[], &deploy("compose/simulator.sh"));
    assert!(linted, "{said}");
}

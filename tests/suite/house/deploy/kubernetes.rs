//! The manifests: what Kubernetes takes, and what the program in their pods takes.

use std::path::Path;

use serde_json::Value;

use super::{IMAGE, deploy, in_force, texts, tool, yaml};
use attrition_test_support::process::program::{Scratch, finish, variable};

#[test]
#[ignore = "needs Python: ./check"]
fn manifests_are_valid_for_kubernetes() {
    let scratch = Scratch::new();
    let expected = [
        ("retrain.yaml", vec!["cronjob/attrition-watch-retrain"]),
        (
            "attrition-watch.yaml",
            vec!["statefulset/attrition-watch", "deployment/attrition-watch-trends", "configmap/"],
        ),
    ];
    for (name, kinds) in expected {
        let manifest = deploy("kubernetes").join(name);
        let (passed, said) = tool("kubernetes-validate", &["--strict"], &manifest);
        assert!(passed && kinds.iter().all(|kind| said.contains(kind)), "{said}");
        let text = std::fs::read_to_string(manifest).expect("it is there");
        let wrong =
            scratch.file(name, text.replace("concurrencyPolicy", "concurencyPolicy").replace("replicas", "replicaz"));
        assert!(!tool("kubernetes-validate", &["--strict"], Path::new(&wrong)).0, "a misspelt key is found");
    }
}

/// The pods of the service: their kind and what stands in their template.
fn pods(documents: &[Value]) -> Vec<(&str, &Value)> {
    let pods = documents.iter().filter(|document| document["spec"]["template"].is_object());
    pods.map(|document| (document["kind"].as_str().unwrap_or_default(), &document["spec"]["template"]["spec"]))
        .collect()
}

#[test]
#[ignore = "needs Python: ./check"]
fn pods_run_what_the_program_takes() {
    let scratch = Scratch::new();
    let documents = yaml(&deploy("kubernetes/attrition-watch.yaml"));
    let config = documents.iter().find(|document| document["kind"] == "ConfigMap").expect("there is a configuration");
    let config = texts(&config["data"]).remove("attrition-watch.toml").expect("it is in the map");
    let stop_within_s: toml::Table = config.parse().expect("it is TOML");
    let stop_within_s = stop_within_s["service"]["stop_within_s"].as_integer().expect("it is set");
    let file = scratch.file("attrition-watch.toml", config);
    let told = in_force(&[variable("LOG__INSTANCE", "attrition-watch-0")], &["--config", &file]);
    assert_eq!(told["http"], "0.0.0.0:8080", "{told}");

    let pods = pods(&documents);
    assert_eq!(pods.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), ["StatefulSet", "Deployment"]);
    for (_, pod) in pods {
        assert!(
            pod["terminationGracePeriodSeconds"].as_i64() > Some(stop_within_s),
            "the deadline is the program's own"
        );
        let container = &pod["containers"][0];
        assert_eq!(container["image"], IMAGE);
        assert_eq!(container["ports"][0]["containerPort"], 8080);
        assert_eq!(container["livenessProbe"]["httpGet"]["path"], "/healthz");
        assert_eq!(container["readinessProbe"]["httpGet"]["path"], "/readyz");
        for variable in container["env"].as_array().into_iter().flatten() {
            let name = variable["name"].as_str().expect("a variable has a name").to_owned();
            in_force(&[(name, "attrition-watch-0".to_owned())], &[]);
        }
        // The arguments, but for the file, which is the map's: refused for the place of the log, not for themselves.
        let args = container["args"].as_array().expect("there are arguments").iter().filter_map(Value::as_str);
        let args: Vec<&str> = args.map(|arg| if arg.starts_with("/etc/") { &*file } else { arg }).collect();
        let nowhere = [("LOG__BOOTSTRAP", "127.0.0.1:1"), ("LOG__PATIENCE_S", "1"), ("HTTP__LISTEN", "127.0.0.1:0")];
        let nowhere = nowhere.map(|(key, value)| variable(key, value));
        let ended = finish(&args, &nowhere);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.code() == Some(1) && said.contains("127.0.0.1:1"), "{said}");
    }
}

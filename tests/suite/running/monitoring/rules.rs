//! Rules by Prometheus' own tool: valid, each tested, each with a page of the runbook; and every expression of the boards.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::boards::{asked, boards, deploy};
use super::promtool;
use attrition_test_support::process::program::Scratch;

fn of(folder: &str) -> Vec<(PathBuf, String)> {
    super::files(&deploy(&format!("prometheus/{folder}")), "yml")
}

/// The lines of a file that begin with a key, without it.
fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.trim_start_matches(['-', ' ']).strip_prefix(key)).map(str::trim)
}

#[test]
#[ignore = "needs Prometheus: ./check"]
fn configuration_and_rules_are_valid() {
    let config = deploy("prometheus/prometheus.yml");
    let (passed, said) = promtool(&["check".as_ref(), "config".as_ref(), config.as_os_str()]);
    assert!(passed && said.contains("3 rule files found"), "{said}");
}

#[test]
#[ignore = "needs Prometheus: ./check"]
fn rules_do_what_their_tests_say() {
    let mut args = vec!["test".into(), "rules".into()];
    args.extend(of("tests").into_iter().map(|(path, _)| path.into_os_string()));
    let (passed, said) = promtool(&args);
    assert!(passed, "{said}");
}

#[test]
fn each_alert_is_tested_both_ways_and_has_its_page_of_the_runbook() {
    let runbook = std::fs::read_to_string(deploy("../docs/runbook.md")).expect("there is a runbook");
    let tests = of("tests").into_iter().map(|(_, text)| text).collect::<String>();
    let rules = std::fs::read_to_string(deploy("prometheus/rules/alerts.yml")).expect("there are alerts");
    let mut alerts = BTreeSet::new();
    for rule in rules.split("- alert: ").skip(1) {
        let name = rule.lines().next().expect("it has a name").trim();
        alerts.insert(name);
        for needed in ["summary:", "description:", "severity:"] {
            assert!(rule.contains(needed), "{name} has no {needed}");
        }
        let link = format!("runbook_url: docs/runbook.md#{}", name.to_lowercase());
        assert!(rule.contains(&link), "{name} does not lead to its page");
        assert!(runbook.contains(&format!("\n## {name}\n")), "docs/runbook.md does not say what to do about {name}");
        let told: Vec<&str> = tests.split("alertname: ").skip(1).filter(|test| test.starts_with(name)).collect();
        let fires = |test: &&str| test.lines().nth(1).is_some_and(|line| !line.contains("[]"));
        assert!(told.iter().any(fires), "no test has {name} fire");
    }
    let pages = values(&runbook, "## ").filter(|page| page.starts_with("AttritionWatch"));
    assert_eq!(pages.collect::<BTreeSet<_>>(), alerts, "the runbook has a page for each alert and for no other");
}

#[test]
#[ignore = "needs Prometheus: ./check"]
fn every_expression_of_the_boards_is_promql() {
    let mut rules = String::from("groups:\n  - name: boards\n    rules:\n");
    for (number, query) in boards().iter().flat_map(super::boards::Board::queries).enumerate() {
        let expr = serde_json::to_string(&asked(&query.expr, "1m")).expect("a text can be written");
        rules += &format!(
            "      - record: board:query:{number}\n        expr: {expr}\n        labels: {{at: {:?}}}\n",
            query.at
        );
    }
    let scratch = Scratch::new();
    let check = |rules: &str| promtool(&["check", "rules", &scratch.file("boards.yml", rules)]);
    let (passed, said) = check(&rules);
    assert!(passed, "{said}");
    assert!(!check(&rules.replacen("sum by (", "sum by [", 1)).0, "what is no PromQL is found");
}

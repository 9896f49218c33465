//! The rules of Grafana's dashboard linter, which cannot be installed as a module, and some of the house.

use std::collections::BTreeSet;

use serde_json::Value;

use super::boards::{Board, Change, asked, boards, selectors, text};

/// Units of Grafana that the boards use: as they are, a share of one, seconds, bytes, a second, how long ago.
const UNITS: [&str; 6] = ["short", "percentunit", "s", "bytes", "cps", "dateTimeFromNow"];

/// What a board does not hold to, and why.
const EXCEPTIONS: [(&str, &str, &str); 3] = [
    ("template-instance-rule", "Attrition: risk trends", "each instance that follows the trends shows the same"),
    ("template-instance-rule", "Attrition: model health", "the same"),
    ("target-rate-interval-rule", "Dead letters, last hour", "its title says the hour"),
];

/// A variable that chooses by a label, as the linter wants job and instance.
const CHOICES: [(&str, &str, &str); 2] =
    [("job", "Job", "template-job-rule"), ("instance", "Instance", "template-instance-rule")];

#[test]
fn the_boards_pass_the_linter_s_rules() {
    let wrong: Vec<String> = boards().iter().flat_map(lint).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rules_find_what_is_wrong() {
    let cases: [(&str, &Change); 8] = [
        ("panel-title-description-rule", &|board| board["panels"][1]["description"] = "".into()),
        ("panel-units-rule", &|board| board["panels"][1]["fieldConfig"]["defaults"]["unit"] = "furlongs".into()),
        ("panel-datasource-rule", &|board| board["panels"][1]["datasource"]["uid"] = "mine".into()),
        ("panel-no-targets-rule", &|board| board["panels"][1]["targets"] = Value::Array(Vec::new())),
        ("target-job-rule", &|board| board["panels"][1]["targets"][0]["expr"] = "attrition_watch_ready".into()),
        ("target-counter-agg-rule", &|board| {
            board["panels"][1]["targets"][0]["expr"] = r#"attrition_watch_records_total{job=~"$job"}"#.into();
        }),
        ("target-rate-interval-rule", &|board| {
            board["panels"][1]["targets"][0]["expr"] = r#"rate(attrition_watch_records_total{job=~"$job"}[5m])"#.into();
        }),
        ("uneditable-dashboard-rule", &|board| board["editable"] = true.into()),
    ];
    for (rule, change) in cases {
        let mut board = boards().swap_remove(2);
        change(&mut board.json);
        assert!(lint(&board).iter().any(|wrong| wrong.starts_with(rule)), "{rule}: {:?}", lint(&board));
    }
}

/// What is wrong with a board: the rule, and where.
fn lint(board: &Board) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut hold = |is_so: bool, rule: &str, at: &str| {
        let is_excepted = EXCEPTIONS.iter().any(|(of, place, _)| *of == rule && at.contains(place));
        if !is_so && !is_excepted {
            wrong.push(format!("{rule}: {at}"));
        }
    };
    let title = board.title();
    hold(board.json["editable"] == false, "uneditable-dashboard-rule", title);
    variables(board, &mut hold);
    let has_instance = board.variables().iter().any(|variable| variable["name"] == "instance");
    let mut ids = BTreeSet::new();
    for panel in board.panels() {
        let at = format!("{title} / {}", text(&panel["title"]));
        let targets = panel["targets"].as_array().map_or(0, Vec::len);
        hold(panel["datasource"]["uid"] == "${datasource}", "panel-datasource-rule", &at);
        let told = text(&panel["title"]).len() > 2 && text(&panel["description"]).len() > 12;
        hold(told, "panel-title-description-rule", &at);
        hold(UNITS.contains(&text(&panel["fieldConfig"]["defaults"]["unit"])), "panel-units-rule", &at);
        hold(targets > 0, "panel-no-targets-rule", &at);
        // Of the house: nothing to show is said in words, and a link to a panel holds.
        hold(!text(&panel["fieldConfig"]["defaults"]["noValue"]).is_empty(), "empty data", &at);
        hold(panel["id"].as_u64().is_some_and(|id| id > 0 && ids.insert(id)), "panel ids", &at);
        let mut letters = BTreeSet::new();
        for target in panel["targets"].as_array().into_iter().flatten() {
            hold(letters.insert(text(&target["refId"]).to_owned()), "letters of queries", &at);
        }
    }
    for query in board.queries() {
        let at = &query.at;
        hold(!query.expr.contains("agent=") && !query.expr.contains("supervisor"), "people are not labels", at);
        for selector in selectors(&query.expr) {
            let chosen = |name: &str| selector.matchers.contains(&format!(r#"{name}=~"${name}""#));
            hold(chosen("job"), "target-job-rule", at);
            hold(chosen("instance") || !has_instance || at.contains("/ marks /"), "target-instance-rule", at);
            let is_counter = selector.metric.ends_with("_total") || selector.metric.ends_with("_bucket");
            let is_rate = ["rate", "irate", "increase"].contains(&selector.function.as_str());
            hold(!is_counter || (is_rate && selector.range.is_some()), "target-counter-agg-rule", at);
            let range = selector.range.as_deref().unwrap_or("$__rate_interval");
            hold(!is_rate || range == "$__rate_interval", "target-rate-interval-rule", at);
        }
        let is_quantile = query.expr.contains("histogram_quantile");
        hold(!is_quantile || query.expr.contains("sum by (le"), "target-histogram-rule", at);
        // Whatever is not a variable of the board stays as it is, and is refused.
        assert!(!asked(&query.expr, "1m").is_empty());
    }
    wrong
}

fn variables(board: &Board, hold: &mut dyn FnMut(bool, &str, &str)) {
    let title = board.title();
    let named = |name: &str| board.variables().iter().find(|variable| variable["name"] == name);
    let source = named("datasource");
    let is_source =
        |of: &Value| of["type"] == "datasource" && of["query"] == "prometheus" && of["label"] == "Data source";
    hold(source.is_some_and(is_source), "template-datasource-rule", title);
    for (name, label, rule) in CHOICES {
        let is_right = |of: &Value| {
            of["type"] == "query"
                && of["datasource"]["uid"] == "${datasource}"
                && of["label"] == label
                && of["multi"] == true
                && of["allValue"] == ".+"
        };
        hold(named(name).is_some_and(is_right), rule, title);
    }
    for variable in board.variables().iter().filter(|variable| variable["type"] == "query") {
        let at = format!("{title} / {}", text(&variable["name"]));
        hold(variable["refresh"] == 2, "template-on-time-change-reload-rule", &at);
        let query = text(&variable["query"]["query"]);
        let labels = query.strip_prefix("label_values(").and_then(|rest| rest.strip_suffix(')'));
        hold(labels.is_some_and(|inner| inner.contains("attrition_watch_")), "template-label-promql-rule", &at);
    }
    // Of the house: the way from one to another, marks where the model changes, the reader's own time zone.
    let links = board.json["links"].as_array().map_or(&[][..], Vec::as_slice);
    let is_way = |link: &Value| link["type"] == "dashboards" && link["keepTime"] == true && link["includeVars"] == true;
    hold(links.iter().any(is_way) && board.json["tags"][0] == links[0]["tags"][0], "links", title);
    hold(board.json["annotations"]["list"].as_array().is_some_and(|marks| marks.len() == 1), "marks", title);
    hold(board.json["timezone"] == "browser", "time zone", title);
    let has_people = named("site").is_some() && named("team").is_some();
    hold(has_people || title == "Attrition: operations", "site and team", title);
}

//! The dashboards as the tests see them: panels, their queries, and what stands for their variables.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// A dashboard of Grafana, as its file has it.
pub(super) struct Board {
    pub(super) path: PathBuf,
    pub(super) json: Value,
}

/// A query of a panel, or that of a mark on all of them.
#[derive(Debug)]
pub(super) struct Query {
    /// Where it stands: board, panel, letter.
    pub(super) at: String,
    pub(super) expr: String,
    /// A mark is looked for all over the time that is shown; of a panel counts what is now.
    pub(super) is_mark: bool,
}

/// A series that an expression asks for.
#[derive(Debug)]
pub(super) struct Selector {
    pub(super) metric: String,
    /// What stands in its braces.
    pub(super) matchers: String,
    /// What stands in its brackets, where it is of a range.
    pub(super) range: Option<String>,
    /// The function whose argument it is, if any.
    pub(super) function: String,
}

/// What a test does to a board, or to a panel.
pub(super) type Change = dyn Fn(&mut Value);

/// A path in deploy/.
pub(super) fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name)
}

/// All dashboards that are shipped.
pub(super) fn boards() -> Vec<Board> {
    let mut boards: Vec<Board> = super::files(&deploy("grafana/dashboards"), "json")
        .into_iter()
        .map(|(path, text)| Board { path, json: serde_json::from_str(&text).expect("a dashboard is JSON") })
        .collect();
    boards.sort_by(|one, other| one.path.cmp(&other.path));
    assert_eq!(boards.len(), 3);
    boards
}

impl Board {
    /// The title that people see.
    pub(super) fn title(&self) -> &str {
        self.json["title"].as_str().expect("a board has a title")
    }

    /// Its panels, without the rows that head them.
    pub(super) fn panels(&self) -> Vec<&Value> {
        let panels = self.json["panels"].as_array().expect("a board has panels");
        panels.iter().filter(|panel| panel["type"] != "row").collect()
    }

    /// The variables by which people choose.
    pub(super) fn variables(&self) -> &Vec<Value> {
        self.json["templating"]["list"].as_array().expect("a board has variables")
    }

    /// All that it asks Prometheus.
    pub(super) fn queries(&self) -> Vec<Query> {
        let mut queries = Vec::new();
        for panel in self.panels() {
            for target in panel["targets"].as_array().into_iter().flatten() {
                let at = format!("{} / {} / {}", self.title(), text(&panel["title"]), text(&target["refId"]));
                queries.push(Query { at, expr: text(&target["expr"]).to_owned(), is_mark: false });
            }
        }
        for mark in self.json["annotations"]["list"].as_array().into_iter().flatten() {
            let at = format!("{} / marks / {}", self.title(), text(&mark["name"]));
            queries.push(Query { at, expr: text(&mark["expr"]).to_owned(), is_mark: true });
        }
        queries
    }
}

/// An expression as Grafana sends it while all sites, teams and instances are chosen.
pub(super) fn asked(expr: &str, rate_interval: &str) -> String {
    let all = [("$job", ".+"), ("$instance", ".+"), ("$site", ".*"), ("$team", ".*")];
    let filled = all.iter().fold(expr.to_owned(), |expr, (name, value)| expr.replace(name, value));
    let filled = filled.replace("$__rate_interval", rate_interval);
    assert!(!filled.contains('$'), "a variable is not known: {filled}");
    filled
}

/// The series of this service that an expression, or a file of rules, asks for.
pub(super) fn selectors(text: &str) -> Vec<Selector> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("attrition_watch_").map(|at| from + at) {
        let start = text[..at].rfind(|c| !is_name(c)).map_or(0, |before| before + 1);
        let end = text[at..].find(|c| !is_name(c)).map_or(text.len(), |after| at + after);
        let mut rest = &text[end..];
        let mut within = |open: char, close: char| {
            let inner = rest.strip_prefix(open)?;
            let (inner, after) = inner.split_once(close)?;
            rest = after;
            Some(inner.to_owned())
        };
        let matchers = within('{', '}').unwrap_or_default();
        let range = within('[', ']');
        let before = text[..start].trim_end();
        let function = before
            .strip_suffix('(')
            .map_or("", |called| &called[called.rfind(|c| !is_name(c)).map_or(0, |at| at + 1)..]);
        found.push(Selector { metric: text[start..end].to_owned(), matchers, range, function: function.to_owned() });
        from = end;
    }
    found
}

/// A text in JSON; empty where there is none.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[test]
fn what_an_expression_asks_for_is_understood() {
    let all = selectors(
        r#"max(team:attrition_watch_a:max{x="1"} @ end()) + rate(attrition_watch_b_total{y=~"2", z="3"}[5m]) / (attrition_watch_c)"#,
    );
    let read = |one: &Selector| {
        (one.metric.clone(), one.matchers.clone(), one.range.clone().unwrap_or_default(), one.function.clone())
    };
    let wanted = [
        ("team:attrition_watch_a:max", r#"x="1""#, "", "max"),
        ("attrition_watch_b_total", r#"y=~"2", z="3""#, "5m", "rate"),
        ("attrition_watch_c", "", "", ""),
    ];
    let wanted = wanted.map(|(a, b, c, d)| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned()));
    assert_eq!(all.iter().map(read).collect::<Vec<_>>(), wanted);
}

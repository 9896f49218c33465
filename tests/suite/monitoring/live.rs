//! A running service beside a real Prometheus: every panel and every rule has something to say.

use std::collections::BTreeSet;

use attrition_watch::live::metrics::GROUPS;
use attrition_watch::live::metrics::definition::Kind;

use super::boards::{asked, boards, selectors, text};
use super::prometheus::Prometheus;
use super::site::Site;
use crate::support::http::get;
use crate::support::program::eventually;

/// What a service without trouble does not have, and why.
const TROUBLE: [(&str, &str); 0] = [];

#[test]
fn every_panel_and_every_rule_has_data_beside_a_running_service() {
    let site = Site::at_work(|event, _| Some(event));
    let prometheus = Prometheus::scraping(&site.service.address);
    eventually("it is ready", || get(&site.service, "/readyz").status == 200);
    site.is_kept_busy();
    site.is_answered();

    let mut missing = BTreeSet::new();
    eventually("every metric that is documented is scraped", || {
        let scraped = get(&site.service, "/metrics").body;
        let is_there = |name: &str| {
            scraped.lines().any(|line| line.starts_with(&format!("{name}{{")) || line.starts_with(&format!("{name} ")))
        };
        let all = GROUPS.iter().flat_map(|group| group.definitions);
        let named =
            all.map(|one| format!("{}{}", one.full_name(), if one.kind == Kind::Histogram { "_count" } else { "" }));
        let now: BTreeSet<String> = named.filter(|name| !is_there(name)).collect();
        tell(&mut missing, now)
    });

    let mut empty = BTreeSet::new();
    eventually("every query of every panel returns data", || {
        let queries = boards().into_iter().flat_map(|board| board.queries());
        let has_data = |expr: &str| !prometheus.now(&asked(expr, "15s")).is_empty();
        let now = queries.filter(|query| !has_data(&query.expr) && !may_be_empty(&query.at)).map(|query| query.at);
        tell(&mut empty, now.collect())
    });

    let mut without = BTreeSet::new();
    eventually("every rule is evaluated and sees what it asks for", || {
        let mut now = BTreeSet::new();
        for rule in prometheus.rules() {
            let name = text(&rule["name"]);
            if rule["health"] != "ok" {
                now.insert(format!("{name}: {} {}", rule["health"], rule["lastError"]));
            }
            // A rule for an alert is empty while all is well: then what it looks at has to be there.
            for selector in selectors(text(&rule["query"])) {
                if prometheus.now(&selector.metric).is_empty() {
                    now.insert(format!("{name}: no {}", selector.metric));
                }
            }
            if rule["type"] == "recording" && prometheus.now(name).is_empty() {
                now.insert(format!("{name}: records nothing"));
            }
        }
        tell(&mut without, now)
    });

    // A site without trouble of that kind raises no alert about the model or the sources.
    let firing = prometheus.firing();
    let of_trouble =
        |name: &str| ["Drift", "Silent", "Shift", "Missing", "NoModel"].iter().any(|part| name.contains(part));
    assert!(!firing.iter().any(|(name, _)| of_trouble(name)), "{firing:#?}");
}

fn may_be_empty(at: &str) -> bool {
    at.contains("/ marks /") || TROUBLE.iter().any(|(place, _)| at.contains(place))
}

/// Whether nothing is missing any more; what is, is told when it changes.
fn tell(before: &mut BTreeSet<String>, now: BTreeSet<String>) -> bool {
    if *before != now {
        println!("missing: {now:#?}");
        before.clone_from(&now);
    }
    now.is_empty()
}

//! A small organisation of 28 agents, planted record by record.

use std::collections::BTreeMap;
use std::sync::Arc;

use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::record::Output;
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::date::Date;
use attrition_core::desk::SiteDay;
use attrition_core::event::{Event, Fact, Fingerprint, Roster, Separation, SeparationKind};
use attrition_core::model::{Model, Reference};
use attrition_core::signals::position;
use attrition_service::projections::trends::RiskHistoryState;
use serde_json::{Value, json};

use attrition_core::basics::ids::SiteId;
use attrition_test_support::centres::centre::date;
use attrition_test_support::centres::planted::{self, record, version};
use attrition_test_support::stages::models;

/// The last closed day, a Tuesday. Thirty days before it is a Sunday.
pub(super) fn today() -> Date {
    date("2026-03-31")
}

/// Days with scores: today, and the two cut-offs whose thirty days are over.
pub(super) fn scored() -> [Date; 3] {
    [today() - 37, today() - 30, today()]
}

/// Where an agent of a number stands: 9 in blue, 6 in red, 3 in tiny of the north, 4 in the south, 6 in the west.
fn place(n: u32) -> (&'static str, &'static str) {
    match n {
        ..=9 => ("north", "blue"),
        10..=15 => ("north", "red"),
        16..=18 => ("north", "tiny"),
        19..=22 => ("south", "one"),
        _ => ("west", "one"),
    }
}

/// What the model makes of an agent.
fn risk(n: u32) -> (f64, &'static str) {
    match n {
        ..=2 => (0.5, "red"),
        3..=5 => (0.2, "amber"),
        _ => (0.02, "green"),
    }
}

/// A score as the score stage writes it.
pub(super) fn score(
    agent: &str,
    day: Date,
    (risk, band): (f64, &str),
    (site, team): (&str, &str),
    more: &Value,
) -> Output {
    let mut data = json!({
        "date": day.to_string(), "interim": false, "risk": risk, "logit": 0.0, "band": band, "site": site, "team": team,
        "supervisor": "boss", "model": "m", "schema": "0", "horizon_days": 30, "intercept": 0.0, "contributions": {},
    });
    for (member, value) in more.as_object().into_iter().flatten() {
        data[member] = value.clone();
    }
    let event = json!({
        "specversion": "1.0", "id": "x", "source": "/attrition-watch", "type": "attrition.score.v1", "subject": agent,
        "datacontenttype": "application/json", "data": data,
    });
    Output::new(Topic::Scores, 0, agent.as_bytes(), event.to_string().into_bytes())
}

/// A roster fact of org.
pub(super) fn placed(agent: &str, from: Date, (site, team): (&str, &str), supervisor: &str) -> Output {
    let text = || Box::<str>::from("x");
    let roster = Roster {
        hire_date: Date(0),
        site: site.into(),
        team: team.into(),
        supervisor: supervisor.into(),
        queue: text().into(),
        level: text(),
        contract_min_week: 2_400,
        shift_pattern: text(),
        potential: None,
    };
    org(agent, from, Fact::Roster(roster))
}

/// A separation of org.
pub(super) fn gone(n: u32, kind: SeparationKind, notice: &str, last: &str) -> Output {
    let separation = Separation { kind, notice_date: date(notice), last_day: date(last) };
    org(&name(n), date(notice), Fact::Separation(separation))
}

fn org(agent: &str, date: Date, fact: Fact) -> Output {
    let entry = JournalEntry::Event(Event { fingerprint: Fingerprint(0), date, time_ms: 0, fact });
    Output::new(Topic::Org, 0, agent.as_bytes(), journal::write(&entry))
}

/// A day report of the one journal partition to the partitions of the desk inbox.
pub(super) fn closed(day: Date, sites: &BTreeMap<SiteId, SiteDay>, desks: u32) -> Vec<Output> {
    let report = |desk: u32| {
        let sites = if desk == 0 { sites.clone() } else { BTreeMap::new() };
        let value = inbox::write(&InboxMessage::Closed { partition: 0, partitions: 1, day, is_history: false, sites });
        Output::new(Topic::Desk, desk, *b"", value)
    };
    (0..desks).map(report).collect()
}

/// The name of the agent of a number.
pub(super) fn name(n: u32) -> String {
    format!("agent-{n}")
}

/// The model, with the distribution of one signal and of the score in training.
pub(super) fn model() -> Arc<Model> {
    let mut model = Model::clone(&models::model("m", 1.0));
    let late = position("late_rate").expect("it is in the catalogue");
    model.terms[late].reference = Some(Reference { edges: vec![0.1], shares: vec![0.5, 0.4, 0.1] });
    let mut shares = vec![0.0; 20];
    (shares[0], shares[4], shares[10]) = (0.8, 0.15, 0.05);
    model.score_shares = Some(shares);
    Arc::new(model)
}

/// What is seen of a signal on a day: as in training, or moved.
pub(super) fn seen(cells: [u32; 3]) -> BTreeMap<SiteId, SiteDay> {
    let mut seen = SiteDay { agents: cells.iter().sum(), ..SiteDay::by("m") };
    seen.signals[position("late_rate").expect("it is in the catalogue")].cells = cells.to_vec();
    BTreeMap::from([("north".into(), seen)])
}

/// Everything, for a log with so many partitions of the alerts and the desk inbox.
pub(super) fn outputs(partitions: u32) -> Vec<Output> {
    let mut outputs: Vec<Output> = (1..=28).map(|n| placed(&name(n), Date(0), place(n), "boss")).collect();
    outputs.push(placed(&name(11), today() - 30, place(11), "other-boss"));
    // A supervisor who leaves was nobody's agent.
    outputs.push(org(
        "boss",
        today(),
        Fact::Separation(Separation { kind: SeparationKind::Voluntary, notice_date: today() - 3, last_day: today() }),
    ));
    outputs.push(gone(1, SeparationKind::Voluntary, "2026-03-11", "2026-04-15"));
    outputs.push(gone(10, SeparationKind::Dismissal, "2026-03-20", "2026-03-20"));
    outputs.push(gone(23, SeparationKind::Voluntary, "2026-03-28", "2026-04-20"));
    for day in scored() {
        for n in (1..=28).filter(|n| day != today() || *n != 10) {
            let shadow = json!({"shadow": {"model": "s", "risk": risk(n).0 + 0.1, "logit": 0.0, "band": "green", "horizon_days": 30}});
            let more = if day == today() && (2..=6).contains(&n) { shadow } else { json!({}) };
            outputs.push(score(&name(n), day, risk(n), place(n), &more));
        }
        let sites = if day == today() { seen([20, 60, 40]) } else { BTreeMap::new() };
        outputs.extend(closed(day, &sites, partitions));
    }
    // The open day, between closes.
    outputs.push(score(&name(6), today() + 1, (0.15, "amber"), place(6), &json!({"interim": true})));
    outputs.extend(alerts(partitions));
    outputs
}

fn alerts(partitions: u32) -> Vec<Output> {
    let mut outputs = Vec::new();
    let mut tell = |n: u32, agent: u32, v: u32, status: &str, on: &str, more: &Value| {
        let raised_on = if n < 40 && n > 30 { "2026-01-20" } else { on };
        let mut alert = version(n, v, status, &json!({"date": on, "raised_on": raised_on, "supervisor": "boss"}));
        for (member, value) in more.as_object().into_iter().flatten() {
            alert[member] = value.clone();
        }
        outputs.push(record("alert", &name(agent), &alert, partitions));
    };
    tell(2, 2, 1, "raised", "2026-03-20", &json!({}));
    for (n, agent) in [(31, 1), (32, 2), (33, 3), (34, 4), (35, 5), (36, 11)] {
        tell(n, agent, 1, "raised", "2026-01-20", &json!({}));
        tell(
            n,
            agent,
            2,
            "closed",
            "2026-03-10",
            &json!({"closing": "lapsed", "reasons": [], "site": null, "team": null}),
        );
    }
    tell(40, 4, 1, "held_out", "2026-03-25", &json!({"held_out": true}));
    tell(41, 5, 1, "withheld", "2026-03-26", &json!({}));
    for (n, agent, kind) in [
        (31, 1, "useful"),
        (32, 2, "not_useful"),
        (33, 3, "snooze"),
        (34, 4, "acknowledge"),
        (35, 5, "acknowledge"),
        (35, 5, "acknowledge"),
    ] {
        let more = json!({"supervisor": "boss", "until": "2026-03-08"});
        outputs.push(record(
            "feedback",
            &name(agent),
            &planted::feedback(n, &format!("said-{n}"), kind, &more),
            partitions,
        ));
    }
    for (site, kind, what) in [("north", "stale_data", "evaluation"), ("south", "site_shift", "qa_level")] {
        let notice = json!({
            "notice": site, "site": site, "date": "2026-03-30", "kind": kind, "status": "begun", "since": "2026-03-30",
            "what": [what], "language": "en", "supervisor": site,
        });
        outputs.push(record("notice", site, &notice, partitions));
    }
    outputs
}

/// The same as a history.
pub(super) fn history() -> RiskHistoryState {
    let mut history = RiskHistoryState::new(model(), 2, 5, 400);
    outputs(2).into_iter().for_each(|output| _ = history.apply(&output.read_at(0)));
    history
}

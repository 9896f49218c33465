//! Every figure of a day against what was counted by hand.

use std::collections::BTreeMap;

use attrition_contracts::records::record::Output;
use attrition_core::basics::date::Date;
use attrition_core::model::drift::psi;
use attrition_service::projections::trends::{RiskHistoryState, Sample, day};
use serde_json::json;

use super::site::{closed, history, model, name, outputs, placed, score, scored, seen, today};
use attrition_test_support::centres::planted::{record, version};

/// The figures of today, each by its name and the values of its labels.
fn figures(history: &RiskHistoryState) -> BTreeMap<String, f64> {
    let trends = day(history, today()).expect("the metrics can be made");
    let key = |sample: &Sample| {
        let labels: Vec<&str> = sample.labels.iter().map(|label| label.1.as_str()).collect();
        format!("{} {}", sample.metric, labels.join(" ")).trim_end().to_owned()
    };
    Sample::all(&trends).iter().map(|sample| (key(sample), sample.value)).collect()
}

fn check(figures: &BTreeMap<String, f64>, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let told = figures.get(*name);
        assert!(told.is_some_and(|told| (told - value).abs() < 1e-9), "{name} is {told:?}, not {value}");
    }
}

/// Labels come in the order of their names: band, site, team.
#[test]
fn people_are_counted_by_team_and_small_teams_are_folded() {
    let figures = figures(&history());
    // Three in tiny are too few, and so is the rest without red; four in the south take the west with them.
    check(
        &figures,
        &[
            ("agents red north blue", 1.0),
            ("agents amber north blue", 3.0),
            ("agents green north blue", 4.0),
            ("agents green north other", 8.0),
            ("agents green other other", 9.0),
            ("agents not_enough_history other other", 0.0),
            // Sums are told to one decimal: 1.18, 0.18, 1.68 and 0.18.
            ("risk_mean north blue", 1.2 / 8.0),
            ("risk_quantile 0.5 north", 0.02),
            ("expected_leavers north blue", 1.2),
            ("expected_leavers other other", 0.2),
            ("expected_leavers_then north blue", 1.7),
            ("expected_leavers_then north other", 0.2),
            ("expected_leavers_then other other", 0.2),
            ("leavers voluntary north blue", 1.0),
            ("leavers other north blue", 0.0),
            ("leavers other north other", 1.0),
            ("leavers voluntary other other", 1.0),
        ],
    );
    assert_eq!(figures.keys().filter(|name| name.starts_with("agents ")).count(), 12, "three groups, four bands");
    let quantiles: Vec<_> = figures.keys().filter(|name| name.starts_with("risk_quantile")).collect();
    assert_eq!(quantiles, ["risk_quantile 0.5 north"], "sixteen in the north, nine in the rest");
    assert!(!figures.keys().any(|name| ["tiny", "south", "west", "agent-"].iter().any(|part| name.contains(part))));
}

#[test]
fn a_newcomer_whom_the_roster_places_nowhere_yet_is_in_no_group() {
    let mut history = history();
    let before = figures(&history);
    history
        .apply(&score("newcomer", today(), (0.02, "green"), ("", ""), &json!({})).read_at(0))
        .expect("it reads back");
    assert_eq!(figures(&history), before);
    for n in 0..4 {
        history
            .apply(&score(&format!("newcomer-{n}"), today(), (0.02, "green"), ("", ""), &json!({})).read_at(0))
            .expect("it reads back");
    }
    // Five are a group, so with four in the south they are the rest, and the west stands by itself.
    check(&figures(&history), &[("agents green other other", 4.0 + 5.0), ("agents green west one", 5.0)]);
}

#[test]
fn alerts_are_counted_with_what_became_of_them() {
    let figures = figures(&history());
    check(
        &figures,
        &[
            ("alerts_open north blue", 1.0),
            ("alerts_open other other", 0.0),
            ("alerts_month north raised", 1.0),
            ("alerts_month north closed", 6.0),
            ("alerts_month north held_out", 1.0),
            ("alerts_month north withheld", 1.0),
            ("alerts_month north escalated", 0.0),
            ("alert_answers useful north", 1.0),
            ("alert_answers not_useful north", 1.0),
            ("alerts_overridden_ratio north", 0.4),
            ("alert_precision 30 north", 0.0),
            ("alert_outcomes 30 stayed north", 6.0),
            ("alert_precision 60 north", 1.0 / 6.0),
            ("alert_outcomes 60 left north", 1.0),
            ("alert_outcomes 60 stayed north", 4.0),
            ("alert_outcomes 60 moved north", 1.0),
            ("reasons late_rate north", 1.0),
            ("reasons handle_time_change north", 1.0),
            ("source_silent north evaluation", 1.0),
            ("source_silent north ticket", 0.0),
            ("source_silent other evaluation", 0.0),
            ("site_shift north", 0.0),
            ("site_shift other", 1.0),
        ],
    );
    // Nobody was alerted ninety days before, and of the rest too few.
    assert!(!figures.contains_key("alert_precision 90 north") && !figures.contains_key("alert_precision 30 other"));
}

/// With eight more people in the west who are red on each day and stay: of two red ones nothing is told.
fn with_more_red() -> RiskHistoryState {
    let mut history = history();
    let mut hear = |output: Output| history.apply(&output.read_at(0)).expect("it reads back");
    for agent in (61..=68).map(name) {
        hear(placed(&agent, Date(0), ("west", "one"), "boss"));
        for day in scored() {
            hear(score(&agent, day, (0.5, "red"), ("west", "one"), &json!({})));
        }
    }
    history
}

#[test]
fn what_came_true_is_shown_beside_what_was_expected() {
    let figures = figures(&with_more_red());
    check(
        &figures,
        &[
            ("calibration_expected red", 10.0),
            ("calibration_actual red", 2.0),
            ("calibration_scores red", 20.0),
            // 0.88
            ("calibration_expected green", 0.9),
            ("calibration_actual green", 1.0),
            // Of each week one was dismissed: nobody knows.
            ("calibration_scores green", 44.0),
            ("performance estimated precision", 0.5),
            ("performance estimated_then precision", 0.5),
            ("performance realized precision", 0.1),
            ("shadow_difference_mean", 0.1),
            ("trends_day_timestamp_seconds", 1_774_915_200.0),
            ("trends_model_info m", 1.0),
        ],
    );
    // Three people are amber.
    assert!(!figures.keys().any(|name| name.starts_with("calibration_") && name.ends_with(" amber")), "{figures:?}");
    // Of fewer than ten leavers neither recall nor AUC is told.
    assert!(!figures.keys().any(|name| name.ends_with(" recall") || name.ends_with(" auc")), "{figures:?}");
}

#[test]
fn what_was_estimated_then_is_what_was_told_then() {
    let history = with_more_red();
    let then = Sample::all(&day(&history, scored()[1]).expect("the metrics can be made"));
    let then = then
        .iter()
        .find(|s| s.metric == "performance" && s.label("basis") == "estimated" && s.label("measure") == "precision");
    let now = figures(&history)["performance estimated_then precision"];
    assert_eq!(then.map(|sample| sample.value), Some(now));
}

#[test]
fn drift_is_told_against_the_training_distribution() {
    let mut history = history();
    let figures_now = figures(&history);
    let expected = psi(&[0.5, 0.4, 0.1], &[20, 60, 40]).expect("people are counted");
    assert!(expected > 0.5, "{expected}");
    check(
        &figures_now,
        &[
            ("drift_psi late_rate", expected),
            ("signal_missing_ratio late_rate", 1.0 / 3.0),
            ("signal_missing_ratio_trained late_rate", 0.1),
            ("score_bins 0.55 north", 1.0),
            ("score_bins 0.25 north", 3.0),
            ("score_bins 0.05 north", 12.0),
            ("score_bins 0.05 other", 9.0),
            ("score_bins 1.00 north", 0.0),
        ],
    );
    // 21 of 25 below 0.05, 3 from 0.2, 1 from 0.5.
    let mut counts = [0; 20];
    (counts[0], counts[4], counts[10]) = (21, 3, 1);
    let shares = model().score_shares.clone().expect("it has them");
    check(&figures_now, &[("drift_psi score", psi(&shares, &counts).expect("people are counted"))]);

    // As in training there is none; of fewer than a hundred nothing is told.
    for (cells, told) in [([60, 48, 12], Some(0.0)), ([49, 40, 10], None)] {
        history = RiskHistoryState::new(model(), 2, 5, 400);
        let is_report = |output: &attrition_contracts::records::record::Output| {
            output.topic == attrition_contracts::records::topic::Topic::Desk
        };
        outputs(2)
            .into_iter()
            .filter(|output| !is_report(output))
            .for_each(|output| _ = history.apply(&output.read_at(0)));
        for (number, report) in (0..).zip(closed(today(), &seen(cells), 2)) {
            let mut report = report.read_at(0);
            report.partition = number;
            history.apply(&report).expect("it reads back");
        }
        let psi = figures(&history).get("drift_psi late_rate").copied();
        assert!(psi.map(|psi| psi.abs() < 1e-12) == told.map(|_| true), "{cells:?}: {psi:?}");
    }
}

#[test]
fn of_a_group_that_was_small_then_it_is_not_told_what_was_expected_of_it() {
    let mut history = history();
    // Six are new in a team of their own, of whom two were there thirty days ago.
    for n in 51..=56 {
        for day in scored().into_iter().skip(if n <= 52 { 1 } else { 2 }) {
            let output = score(&format!("agent-{n}"), day, (0.3, "red"), ("north", "fresh"), &json!({}));
            history.apply(&output.read_at(0)).expect("it reads back");
        }
    }
    let figures = figures(&history);
    check(&figures, &[("expected_leavers north fresh", 1.8)]);
    assert!(!figures.contains_key("expected_leavers_then north fresh"));
}

#[test]
fn of_too_few_people_there_are_no_figures() {
    let mut history = RiskHistoryState::new(model(), 2, 30, 400);
    outputs(2).into_iter().for_each(|output| _ = history.apply(&output.read_at(0)));
    let names: Vec<String> = figures(&history).into_keys().collect();
    assert_eq!(names, ["trends_day_timestamp_seconds", "trends_model_info m"]);
}

#[test]
fn what_is_too_old_is_let_go_of_and_the_rest_stays_the_same() {
    let (mut kept, whole) = (RiskHistoryState::new(model(), 2, 5, 45), history());
    outputs(2).into_iter().for_each(|output| _ = kept.apply(&output.read_at(0)));
    kept.forget();
    assert_eq!(figures(&kept), figures(&whole));
    let mut short = RiskHistoryState::new(model(), 2, 5, 33);
    outputs(2).into_iter().for_each(|output| _ = short.apply(&output.read_at(0)));
    short.forget();
    assert_eq!(short.closed_days().collect::<Vec<_>>(), [scored()[1], scored()[2]]);
    assert!(figures(&short)["calibration_scores green"] < figures(&whole)["calibration_scores green"]);
}

#[test]
fn alerts_of_imported_days_are_counted_once_somebody_was_told_and_a_return_is_no_second_alert() {
    let mut history = history();
    let mut tell = |n: u32, v: u32, status: &str, on: &str, is_history: bool| {
        let data = json!({"date": on, "raised_on": "2026-02-20", "supervisor": "boss", "history": is_history});
        let output = record("alert", &format!("agent-{}", n - 50), &version(n, v, status, &data), 2);
        history.apply(&output.read_at(0)).expect("it reads back");
    };
    // It was open when the imported days ended.
    tell(56, 1, "raised", "2026-03-20", true);
    // It was over before.
    tell(57, 1, "raised", "2026-03-20", true);
    tell(57, 2, "closed", "2026-03-21", true);
    // It ended later, and had waited for an answer until then.
    tell(58, 1, "raised", "2026-03-20", true);
    tell(58, 2, "escalated", "2026-03-25", false);
    tell(58, 3, "closed", "2026-03-26", false);
    // Its supervisor was gone for some days of last month.
    tell(59, 1, "raised", "2026-02-20", false);
    tell(59, 2, "escalated", "2026-02-25", false);
    tell(59, 3, "raised", "2026-03-20", false);
    check(
        &figures(&history),
        &[
            ("alerts_open north blue", 1.0 + 2.0),
            ("alerts_month north raised", 1.0 + 2.0),
            ("alerts_month north closed", 6.0 + 1.0),
            ("alerts_month north escalated", 1.0),
        ],
    );
}

//! Corrections in any order of arrival.

use serde_json::json;

use super::{event, last_day, signal, signals, steady_work};

/// A version of an evaluation: the hour at which it was recorded, its date as days before the last, its score.
type Version = (&'static str, i32, f64);

fn evaluation(id: &str, (time, back, score): Version) -> String {
    let (day, recorded) = (last_day() - back, last_day() - 3);
    let data = json!({
        "evaluation_id": "q1", "date": day.to_string(), "score": score, "critical_fail": false, "disputed": false,
    });
    event("qa.evaluation.v1", id, &format!("{recorded}T{time}Z"), &data)
}

/// The mean score, where these versions of one evaluation come in this order after another that stays.
fn qa_level(versions: &[Version]) -> Option<f64> {
    let mut lines = steady_work();
    let other = json!({
        "evaluation_id": "q2", "date": (last_day() - 4).to_string(), "score": 95, "critical_fail": false, "disputed": false,
    });
    lines.push(event("qa.evaluation.v1", "q2", &format!("{}T08:00:00Z", last_day() - 4), &other));
    lines.extend(versions.iter().enumerate().map(|(i, version)| evaluation(&format!("v{i}"), *version)));
    signal(&signals(&lines), "qa_level")
}

#[test]
fn the_later_by_time_counts_whichever_comes_first() {
    let (older, newer): (Version, Version) = (("15:00:00", 4, 40.0), ("16:00:00", 4, 95.0));
    assert_eq!(qa_level(&[older, newer]), Some(95.0));
    assert_eq!(qa_level(&[newer, older]), Some(95.0));
}

#[test]
fn to_the_millisecond() {
    let (older, newer): (Version, Version) = (("15:00:00.001", 4, 40.0), ("15:00:00.002", 4, 95.0));
    assert_eq!(qa_level(&[older, newer]), Some(95.0));
    assert_eq!(qa_level(&[newer, older]), Some(95.0));
}

#[test]
fn a_record_that_moves_to_another_date_is_compared_there() {
    for days in [[4, 6], [6, 4], [4, 40], [40, 4]] {
        let (older, newer): (Version, Version) = (("15:00:00", days[0], 40.0), ("16:00:00", days[1], 85.0));
        let in_order = qa_level(&[older, newer]);
        assert_eq!(in_order, if days[1] < 28 { Some(90.0) } else { None }, "from {} to {} days ago", days[0], days[1]);
        assert_eq!(qa_level(&[newer, older]), in_order, "from {} to {} days ago, swapped", days[0], days[1]);
    }
}

#[test]
fn of_four_versions_on_three_dates_every_order_gives_the_same() {
    let versions: [Version; 4] =
        [("12:00:00", 4, 10.0), ("13:00:00", 20, 30.0), ("14:00:00", 9, 50.0), ("15:00:00", 20, 85.0)];
    for first in 0..4 {
        for second in (0..4).filter(|second| *second != first) {
            let rest: Vec<usize> = (0..4).filter(|place| ![first, second].contains(place)).collect();
            for rest in [[rest[0], rest[1]], [rest[1], rest[0]]] {
                let order = [first, second, rest[0], rest[1]];
                let level = qa_level(&order.map(|place| versions[place]));
                assert_eq!(level, Some(90.0), "in the order {order:?}");
            }
        }
    }
}

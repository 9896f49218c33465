//! Played from events: the desk hears every day of everyone about whom it may have an open alert, so what it tells is of the day.

use attrition_contracts::alerting::alert_status::AlertStatus;
use std::collections::BTreeMap;
use std::sync::Arc;

use attrition_contracts::alerting::inbox::{self, InboxMessage};
use attrition_contracts::models::artifact::Artifact;
use attrition_core::basics::date::Date;
use attrition_core::desk::ScoreReport;
use attrition_core::model::InForce;

use super::{DAYS, Year, trained};
use attrition_test_support::centres::simulated::first_day;
use attrition_test_support::stages::models::eager;

fn year(seed: u64) -> Year {
    let eager = Artifact::read(eager().as_bytes()).and_then(|artifact| artifact.model());
    let mut models = InForce::new(Arc::new(eager.expect("it can score")));
    models.put(trained(), first_day() + DAYS / 2);
    Year::by(seed, models)
}

#[test]
fn across_a_takeover_every_letter_has_the_risk_of_its_own_day_and_a_reason() {
    let mut lines = 0;
    for seed in 1..=2 {
        let year = year(seed);
        for letter in &year.letters {
            for line in letter.alerts.iter().filter(|_| !year.silent.contains(&letter.date)) {
                let scored = &year.scores[&(line.agent.as_str().to_owned(), letter.date)];
                assert!(
                    line.alert.risk.is_some_and(|risk| (risk - scored.risk).abs() < 1e-9),
                    "{} in the letter of {}",
                    &*line.agent,
                    letter.date
                );
                assert_eq!(line.alert.model.as_deref(), Some(&*scored.model));
                assert!(!line.alert.reasons.is_empty(), "{} in the letter of {}", &*line.agent, letter.date);
                lines += 1;
            }
        }
        for (agent, alert) in &year.alerts {
            let asks = alert.status.is_waiting();
            assert!(!asks || !alert.reasons.is_empty(), "{agent} {}: {} without a reason", alert.date, alert.status);
        }
    }
    assert!(lines > 60, "{lines} lines say something");
}

#[test]
fn an_open_alert_is_heard_of_every_day_and_that_costs_little() {
    let year = year(1);
    let mut heard: BTreeMap<(Box<str>, Date), bool> = BTreeMap::new();
    for record in &year.inbox {
        if let Ok(InboxMessage::Report(ScoreReport::Risk(risk))) = inbox::read(&record.value)
            && !risk.interim
        {
            heard.insert((Box::from(&*risk.agent), risk.day), risk.matters(0.8));
        }
    }
    let mut open: BTreeMap<&str, Date> = BTreeMap::new();
    for (agent, alert) in &year.alerts {
        let on = alert.date;
        if alert.status == AlertStatus::Closed {
            let since = open.remove(&**agent).unwrap_or(on);
            for between in (since.0 + 1..on.0).map(Date) {
                assert!(heard.contains_key(&(agent.as_str().into(), between)), "{agent} on {between}");
            }
        } else if alert.status != AlertStatus::Withheld {
            open.entry(agent).or_insert(on);
        }
    }
    let beside = heard.values().filter(|matters| !**matters).count();
    assert!(beside > 0 && beside * 3 < heard.len(), "{beside} of {} reports", heard.len());
}

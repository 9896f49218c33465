//! Over a year of simulated sites: a repeat needs news, a letter something to do, and a takeover eases nothing.

use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_core::desk::Closing;
use attrition_core::desk::Suppression;
use attrition_pipeline::Count;
use std::collections::BTreeMap;
use std::sync::Arc;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::digest::DigestData;
use attrition_contracts::models::artifact::Artifact;
use attrition_core::basics::date::Date;
use attrition_core::desk::{NEWS_LOG_ODDS, NEWS_REASON_LOG_ODDS, REPEAT_DAYS};
use attrition_core::model::InForce;

use super::{DAYS, Year, trained};
use attrition_test_support::centres::simulated::first_day;
use attrition_test_support::stages::models::eager;

/// Days after which a letter may tell of an open alert again.
const REMINDER_DAYS: i32 = 28;

#[test]
#[expect(clippy::print_stdout, reason = "docs/desk.md has the figures that it prints")]
fn over_a_year_repeats_have_news_and_letters_something_to_do() {
    let (mut repeats, mut letters, mut continued) = (0, 0, 0);
    for seed in 1..=3 {
        let year = Year::of(seed, trained());
        println!("seed {seed}: {}", year.text());
        for pair in year.raised().windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            repeats += 1;
            has_news(&year, &pair[0].1, pair[1]);
        }
        has_something_to_do(&year);
        letters += year.letters.len();
        continued += year.counts.total(|count| count == Count::AlertSuppressed(Suppression::Continued));
    }
    assert!(repeats > 3 && letters > 60, "{repeats} repeats and {letters} letters say something");
    assert!(continued > 0, "some go on as they are");
}

/// Whether an alert says something that the one before about the same agent did not.
fn has_news(year: &Year, before: &AlertData, (agent, alert): &(String, AlertData)) {
    let is_end = |(_, data): &&(String, AlertData)| data.alert == before.alert && data.status == AlertStatus::Closed;
    let end = &year.alerts.iter().find(is_end).expect("nobody has two at a time").1;
    let is_free = alert.date - end.date >= REPEAT_DAYS;
    let is_back = matches!(end.closing, Some(Closing::Left | Closing::Ended));
    let shown: Vec<&str> = before.reasons.iter().map(|reason| reason.signal.as_str()).collect();
    let is_new = alert
        .reasons
        .iter()
        .any(|reason| reason.contribution >= NEWS_REASON_LOG_ODDS && !shown.contains(&reason.signal.as_str()));
    let log_odds = |alert: &AlertData| alert.risk.map(|risk| (risk / (1.0 - risk)).ln()).expect("alerts have risks");
    let has_risen = log_odds(alert) - log_odds(before) >= NEWS_LOG_ODDS;
    // What a whole site has is no one's own risk, and is in what the record says.
    let is_common = [before, alert].iter().any(|alert| year.shifted.contains(&alert.date));
    assert!(
        is_free || is_back || is_new || has_risen || alert.jumped || is_common,
        "{agent}: {} after {} without news",
        alert.date,
        end.date
    );
}

/// Whether each letter tells somebody of something that is theirs to do.
fn has_something_to_do(year: &Year) {
    let mut told: BTreeMap<(String, String), Date> = BTreeMap::new();
    for letter in &year.letters {
        let (on, to) = (letter.date, letter.supervisor.clone().unwrap_or_default());
        let mut is_due = letter.notices.iter().any(|notice| notice.since == letter.date);
        for about in &letter.alerts {
            // In a line among others it is no news.
            if about.alert.repeated {
                continue;
            }
            let last = told.insert((to.as_str().to_owned(), about.alert.alert.to_string()), on);
            let is_news = is_news(year, letter, &about.alert.alert);
            is_due |= is_news || last.is_some_and(|last| on.weekday() == 6 && on - last >= REMINDER_DAYS);
            is_due |= last.is_none();
        }
        assert!(is_due, "the letter of {} to {} asks nobody for anything", letter.date, letter.to);
        assert!(
            letter.to == Addressee::Second || letter.alerts.iter().all(|about| about.alert.to == Addressee::Supervisor)
        );
    }
}

/// Whether an alert became something on the day of a letter that asks its reader for an answer.
fn is_news(year: &Year, letter: &DigestData, alert: &str) -> bool {
    let asks = |status: AlertStatus| match letter.to {
        Addressee::Second => status.is_waiting(),
        Addressee::Supervisor => status.is_waiting() && status != AlertStatus::Escalated,
    };
    year.alerts.iter().any(|(_, data)| data.alert == alert && data.date == letter.date && asks(data.status))
}

#[test]
fn a_takeover_eases_nothing_and_no_figure_of_another_model_is_a_month_ago() {
    let takeover = first_day() + DAYS / 2;
    let (mut open, mut news) = (0, 0);
    for seed in 1..=2 {
        let eager = Artifact::read(eager().as_bytes()).and_then(|artifact| artifact.model());
        let mut models = InForce::new(Arc::new(eager.expect("it can score")));
        models.put(trained(), takeover);
        let year = Year::by(seed, models);
        for (agent, alert) in &year.alerts {
            let since = alert.date - takeover;
            let eased = alert.closing == Some(Closing::Eased);
            assert!(!(eased && (0..2).contains(&since)), "{agent}: eased by the takeover");
            if (0..30).contains(&since) && alert.model.as_deref() == Some(&trained().id) {
                assert_eq!(alert.risk_month_ago, None, "{agent}: another model's figure");
            }
        }
        let raised = year.raised();
        let before = raised.iter().filter(|(_, alert)| (takeover - alert.date) < 30 && alert.date < takeover);
        open += before.count();
        news +=
            year.letters.iter().flat_map(|letter| &letter.alerts).filter(|a| a.alert.former_model.is_some()).count();
    }
    assert!(open > 0 && news > 0, "{open} alerts were open or just over, {news} letters say that the model is another");
}

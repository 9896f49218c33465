//! A prior follows the level of a site by the leavers on record, and whoever reads of it hears that it is not measured here.

use attrition_contracts::alerting::alert_status::Addressee;
use std::sync::Arc;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::digest::{DigestAlert, DigestData};
use attrition_contracts::models::artifact::Artifact;
use attrition_contracts::records::score::ScoreData;
use attrition_core::basics::date::Date;
use attrition_core::desk::{Language, Rules};
use attrition_service::rendering::{Link, digest};
use attrition_service::runtime::model::PRIOR;

use attrition_test_support::centres::centre::{CREW, Centre};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::play::{Played, play_by};

/// The crew of a site for half a year, of whom so many give notice from the ninth week on, one a week; and the first day.
fn site(leavers: usize) -> (Played, Date) {
    weeks(26, leavers, 9)
}

/// The same for so many weeks, with the first notice in one of them.
fn weeks(weeks: i32, leavers: usize, first_notice: i32) -> (Played, Date) {
    let first = Date::parse("2025-01-06").expect("it is a date");
    let days = first..first + weeks * 7;
    let mut centre = Centre::with_crew(first);
    let leaving = &CREW[CREW.len() - leavers..];
    centre.rest_work(leaving, &days);
    for (agent, week) in leaving.iter().zip(first_notice..) {
        let notice = first + 7 * week;
        centre.work(agent, first..notice + 15, Conduct::steady);
        centre.separate(agent, notice, notice + 14);
    }
    let mut prior = Artifact::read(PRIOR.as_bytes()).expect("the prior is an artifact");
    // So low that there is something to read about.
    (prior.bands.amber, prior.bands.red) = (0.001, 0.002);
    let model = prior.model().expect("the prior is sound");
    (play_by(&centre.lines(), Arc::new(model), &Rules::default()), first)
}

fn level(score: &ScoreData) -> f64 {
    score.contributions.get("site_level").copied().unwrap_or(0.0)
}

#[test]
fn the_level_follows_the_leavers_of_the_site_and_is_part_of_the_sum() {
    let ((calm, first), (leaving, _)) = (site(0), site(4));
    let agent = CREW[0];
    assert_eq!(level(calm.on(agent, first)), 0.0, "nothing is on record on the first day");
    let levels: Vec<f64> = calm.daily(agent).map(level).collect();
    assert!(levels.is_sorted_by(|a, b| a >= b), "where nobody leaves, fewer are expected to day by day");
    assert!(levels.last().is_some_and(|last| *last < -0.2), "{levels:?}");
    let after = first + 7 * 20;
    let (few, many) = (level(calm.on(agent, after)), level(leaving.on(agent, after)));
    assert!(many > few + 0.5, "four leavers of a crew raise its level: {few} {many}");
    // Until the first of them gives notice, both sites are the same.
    assert_eq!(level(leaving.on(agent, first + 60)), level(calm.on(agent, first + 60)));
    for (_, score) in &leaving.scores {
        let sum = score.intercept + score.contributions.values().sum::<f64>();
        assert!((sum - score.logit).abs() < 1e-9, "{}: contributions add up to the log-odds", score.date);
    }
}

#[test]
fn an_alert_of_the_prior_and_its_letter_say_that_it_is_not_measured() {
    let (played, _) = site(0);
    let raised = played.of(AlertStatus::Raised);
    let (agent, alert) = raised.first().expect("with such bands there are alerts");
    assert!(alert.unmeasured && alert.reasons.iter().all(|reason| reason.signal != "site_level"));
    for (language, sentence) in [(Language::English, "published studies"), (Language::Chinese, "公开发表的研究")]
    {
        assert_eq!(letter(agent, alert, language).matches(sentence).count(), 2, "in text and HTML");
        let measured = AlertData { unmeasured: false, ..alert.clone() };
        assert!(!letter(agent, &measured, language).contains(sentence));
    }
}

#[test]
fn a_letter_says_how_many_of_all_people_at_the_site_give_notice() {
    let (played, first) = weeks(52, 5, 42);
    let counted = |date: Date| {
        // One a week from the 42nd on, each there until the fortnight after is over.
        let notices = (42..47).map(|week| first + 7 * week);
        let gone = notices.clone().filter(|notice| *notice <= date).count();
        let days = 7 * (date - first + 1) + notices.map(|notice| (notice + 14).min(date) - first + 1).sum::<i32>();
        (gone, days, f64::from(30 * gone as i32) / f64::from(days))
    };
    let (mut told, mut untold) = (0, 0);
    for letter in &played.letters {
        let (gone, days, share) = counted(letter.date);
        let sentence = format!("; of all people at this site it is about {:.0}.", share * 100.0);
        let text = digest(letter, &|_, _| None).text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_told = text.contains("of all people at this site");
        if gone >= 5 && days >= 3_650 {
            assert!(text.contains(&sentence), "{gone} in {days} days:{sentence} {text}");
        } else {
            assert!(!is_told, "{gone} in {days} days are too few");
        }
        (told, untold) = (told + usize::from(is_told), untold + usize::from(!is_told));
    }
    assert!(told > 0 && untold > 0, "{told} letters say it, {untold} do not");
}

/// A letter about one alert, as text and as HTML.
fn letter(agent: &str, alert: &AlertData, language: Language) -> String {
    let data = DigestData {
        digest: "d".to_owned(),
        date: alert.date,
        to: Addressee::Supervisor,
        supervisor: Some(alert.supervisor.clone()),
        site: "north".into(),
        language,
        alerts: vec![DigestAlert { agent: agent.into(), alert: alert.clone() }],
        closed: vec![],
        withheld: 0,
        notices: vec![],
    };
    let link: &Link<'_> = &|_, _| None;
    let letter = digest(&data, link);
    letter.text + &letter.html
}

//! What comes over one queue: a wave of hostile contacts is told of the queue, and of nobody in it; from events to letters.

use std::collections::BTreeSet;
use std::sync::Arc;

use attrition_watch::engine::date::Date;
use attrition_watch::engine::desk::{NoticeKind, Rules};
use attrition_watch::rendering::digest;
use attrition_watch::wire::alert_status::{Addressee, AlertStatus};
use attrition_watch::wire::artifact::{Artifact, Bands, TermData};
use attrition_watch::wire::notice::NoticeStatus;

use crate::support::centre::{CREW, Centre, date};
use crate::support::conduct::Conduct;
use crate::support::models::artifact;
use crate::support::play::{Played, play_by};

/// Days after the first on which the wave begins and ends.
const WAVE: [i32; 2] = [56, 84];

/// A crew in the queue `billing`, of whom one leaves early in every shift from the wave on, if somebody does; and twelve people in the queue
/// `orders`, of whom one has hostile contacts when the wave comes.
fn centre(first: Date, leaves_early: Option<&str>) -> Vec<String> {
    let mut centre = Centre::with_crew(first);
    let days = first..first + 140;
    let in_wave = |day: Date| (WAVE[0]..WAVE[1]).contains(&(day - first));
    let hostile = move |number: i32, day: Date| Conduct { hostile: 6, ..Conduct::steady(number, day) };
    for agent in CREW {
        centre.work(agent, days.clone(), |number, day| {
            let conduct = if in_wave(day) { hostile(number, day) } else { Conduct::steady(number, day) };
            let is_early = leaves_early == Some(agent) && day >= first + WAVE[0];
            if is_early { Conduct { early_min: 25, ..conduct } } else { conduct }
        });
    }
    for number in 0..12 {
        let agent = format!("orders-{number:02}");
        centre.place_in("orders", &agent, first, first - 200, "sup-2");
        centre.work(&agent, days.clone(), |_, day| {
            if number == 3 && in_wave(day) { hostile(number, day) } else { Conduct::steady(number, day) }
        });
    }
    centre.lines()
}

/// Plays it by a model of two signals.
fn played(first: Date, leaves_early: Option<&str>) -> Played {
    let mut by_contacts: Artifact = artifact("contacts", 0.0);
    let term = by_contacts.signals.remove("late_rate").expect("it is one of two");
    let signals = [("hostile_share", 1.0), ("early_leave_rate", 0.3)];
    let weighted = |(name, weight): (&str, f64)| (name.to_owned(), TermData { weight, ..term.clone() });
    by_contacts.signals = signals.into_iter().map(weighted).collect();
    by_contacts.bands = Bands { amber: 0.1, red: 0.2, capacity: "made by hand".to_owned() };
    play_by(&centre(first, leaves_early), Arc::new(by_contacts.model().expect("it is sound")), &Rules::default())
}

#[test]
fn a_wave_in_one_queue_is_told_of_the_queue_and_of_nobody_in_it() {
    let first = date("2025-01-06");
    let played = played(first, None);
    let raised = played.of(AlertStatus::Raised);
    let about: BTreeSet<&str> = raised.iter().map(|(agent, _)| agent.as_str()).collect();
    assert_eq!(about, BTreeSet::from(["orders-03"]), "who is hit alone is alerted");
    let red: BTreeSet<&str> =
        played.scores.iter().filter(|(_, score)| score.risk >= 0.2).map(|(agent, _)| &**agent).collect();
    assert!(CREW.iter().all(|agent| red.contains(agent)), "without the wave all of the crew would be: {red:?}");
    let notices: Vec<_> =
        played.notices.iter().map(|n| (n.kind, n.queue.as_deref(), n.status, n.what.join(","))).collect();
    let of_billing = |status| (NoticeKind::QueueShift, Some("billing"), status, "hostile_share".to_owned());
    assert_eq!(notices, [of_billing(NoticeStatus::Begun), of_billing(NoticeStatus::Over)]);
    let begun = played.notices[0].date - first;
    assert!((WAVE[0]..WAVE[0] + 3).contains(&begun), "seen on its first days: {begun}");
    let letter = played.letters.iter().find(|letter| letter.to == Addressee::Second && !letter.notices.is_empty());
    let text = digest(letter.expect("the second address hears"), &|_, _| None).text;
    assert!(text.contains("In queue billing of site north the average has changed: hostile contacts."), "{text}");
}

#[test]
fn whoever_has_a_story_of_their_own_in_a_wave_is_told_of_without_it() {
    let first = date("2025-01-06");
    let played = played(first, Some("anna"));
    let raised = played.of(AlertStatus::Raised);
    let of_anna: Vec<_> = raised.iter().filter(|(agent, _)| agent == "anna").map(|(_, alert)| alert).collect();
    let [alert] = of_anna[..] else { panic!("one alert: {of_anna:?}") };
    let signals: Vec<&str> = alert.reasons.iter().map(|reason| &*reason.signal).collect();
    assert_eq!(signals, ["early_leave_rate"], "what all of the queue have is no reason");
    let letters = played.letters.iter().filter(|letter| letter.alerts.iter().any(|about| about.agent == "anna"));
    let text = digest(letters.into_iter().next().expect("the supervisor gets it"), &|_, _| None).text;
    let (own, risk) = (alert.own_risk.expect("the wave is in it"), alert.risk.expect("it has one"));
    // As if the contacts were those of before the wave; a little of it is learned to be usual, day by day.
    let contacts = |date| played.on("anna", date).contributions["hostile_share"];
    let now = played.on("anna", alert.date);
    let as_before = now.logit - contacts(alert.date) + contacts(first + WAVE[0] - 1);
    let learned = (own / (1.0 - own)).ln() - as_before;
    assert!(own < risk && (0.0..0.5).contains(&learned), "{own} of {risk}: {learned}");
    let told = format!(
        "without what the whole site or queue has in common now it is about {:.0};",
        (own * 20.0).round() * 5.0
    );
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&told), "{told}: {text}");
}

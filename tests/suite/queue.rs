//! What comes over one queue: a wave of hostile contacts is told of the queue, and of nobody in it; from events to letters.

use std::collections::BTreeSet;
use std::sync::Arc;

use attrition_watch::engine::date::Date;
use attrition_watch::engine::desk::{NoticeKind, Rules};
use attrition_watch::letter::digest;
use attrition_watch::wire::alert_status::{Addressee, AlertStatus};
use attrition_watch::wire::artifact::{Artifact, Bands, TermData};
use attrition_watch::wire::notice::NoticeStatus;

use crate::support::centre::{CREW, Centre, date};
use crate::support::conduct::Conduct;
use crate::support::models::artifact;
use crate::support::play::{Played, play_by};

/// Days after the first on which the wave begins and ends.
const WAVE: [i32; 2] = [56, 84];

/// A crew in the queue `billing`, and twelve people in the queue `orders`, of whom one has hostile contacts when the wave comes.
fn centre(first: Date) -> Vec<String> {
    let mut centre = Centre::with_crew(first);
    let days = first..first + 140;
    let in_wave = |day: Date| (WAVE[0]..WAVE[1]).contains(&(day - first));
    let hostile = move |number: i32, day: Date| Conduct { hostile: 6, ..Conduct::steady(number, day) };
    for agent in CREW {
        centre.work(agent, days.clone(), |number, day| {
            if in_wave(day) { hostile(number, day) } else { Conduct::steady(number, day) }
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

/// Plays it by a model of one signal.
fn played(first: Date) -> Played {
    let mut by_contacts: Artifact = artifact("contacts", 0.0);
    let term = by_contacts.signals.remove("late_rate").expect("it is one of two");
    by_contacts.signals.clear();
    by_contacts.signals.insert("hostile_share".to_owned(), TermData { weight: 1.0, ..term });
    by_contacts.bands = Bands { amber: 0.1, red: 0.2, capacity: "made by hand".to_owned() };
    play_by(&centre(first), Arc::new(by_contacts.model().expect("it is sound")), &Rules::default())
}

#[test]
fn a_wave_in_one_queue_is_told_of_the_queue_and_of_nobody_in_it() {
    let first = date("2025-01-06");
    let played = played(first);
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

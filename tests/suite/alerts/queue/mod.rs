//! What comes over one queue: a wave of hostile contacts is told of the queue, and of nobody in it; from events to letters.

mod ends;
mod returns;
mod small;

use std::collections::BTreeSet;
use std::sync::Arc;

use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_contracts::models::artifact::{Artifact, Bands, TermData};
use attrition_core::basics::date::Date;
use attrition_core::desk::{NoticeKind, Rules};
use attrition_service::rendering::digest;

use attrition_test_support::centres::centre::{CREW, Centre, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::models::artifact;
use attrition_test_support::stages::play::{Played, play_by};

/// The day after the first on which the first wave begins.
const COMES: i32 = 56;
/// Days for which it lasts.
const LASTS: i32 = 28;

fn first() -> Date {
    date("2025-01-06")
}

/// Two queues: `billing`, over which waves come, and `orders`, of twelve people, of whom one has hostile contacts when the first wave comes.
struct Queues<'a> {
    /// Who works in `billing`.
    crew: &'a [&'a str],
    /// Days after the first from and to which hostile contacts come to all of them.
    waves: &'a [(i32, i32)],
    /// One of them who leaves early in every shift from the first wave on.
    leaves_early: Option<&'a str>,
    /// Days that are played.
    days: i32,
}

impl Default for Queues<'_> {
    fn default() -> Self {
        Self { crew: &CREW, waves: &[(COMES, COMES + LASTS)], leaves_early: None, days: 140 }
    }
}

impl Queues<'_> {
    fn centre(&self) -> Centre {
        let days = first()..first() + self.days;
        let mut centre = Centre::with(self.crew, first());
        let is_hit =
            |waves: &[(i32, i32)], day: Date| waves.iter().any(|(from, to)| (*from..*to).contains(&(day - first())));
        let hostile = |number: i32, day: Date| Conduct { hostile: 6, ..Conduct::steady(number, day) };
        for agent in self.crew {
            centre.work(agent, days.clone(), |number, day| {
                let conduct = if is_hit(self.waves, day) { hostile(number, day) } else { Conduct::steady(number, day) };
                let is_early = self.leaves_early == Some(agent) && day >= first() + COMES;
                if is_early { Conduct { early_min: 25, ..conduct } } else { conduct }
            });
        }
        for number in 0..12 {
            let agent = format!("orders-{number:02}");
            centre.place_in("orders", &agent, first(), first() - 200, "sup-2");
            centre.work(&agent, days.clone(), |_, day| {
                let is_hit = number == 3 && is_hit(&[(COMES, COMES + LASTS)], day);
                if is_hit { hostile(number, day) } else { Conduct::steady(number, day) }
            });
        }
        centre
    }

    fn played(&self) -> Played {
        by_model(&self.centre().lines())
    }
}

/// Plays events by the model of hostile contacts.
fn by_model(lines: &[String]) -> Played {
    play_by(lines, Arc::new(by_contacts("contacts", 1.0).model().expect("it is sound")), &Rules::default())
}

/// A model of two signals, of which hostile contacts weigh more or less.
fn by_contacts(id: &str, weight: f64) -> Artifact {
    let mut by_contacts: Artifact = artifact(id, 0.0);
    let term = by_contacts.signals.remove("late_rate").expect("it is one of two");
    let signals = [("hostile_share", weight), ("early_leave_rate", 0.3)];
    let weighted = |(name, weight): (&str, f64)| (name.to_owned(), TermData { weight, ..term.clone() });
    by_contacts.signals = signals.into_iter().map(weighted).collect();
    by_contacts.bands = Bands { amber: 0.1, red: 0.2, capacity: "made by hand".to_owned() };
    by_contacts
}

/// About whom alerts were raised.
fn raised(played: &Played) -> BTreeSet<&str> {
    played.of(AlertStatus::Raised).into_iter().map(|(agent, _)| agent.as_str()).collect()
}

/// Days after the first of the notices about `billing`, and whether they begin or end; there are no others.
fn of_billing(played: &Played) -> Vec<(i32, NoticeStatus)> {
    let told = |notice: &attrition_contracts::alerting::notice::NoticeData| {
        assert_eq!((notice.kind, notice.queue.as_deref()), (NoticeKind::QueueShift, Some("billing")));
        assert_eq!(notice.what, ["hostile_share"]);
        (notice.date - first(), notice.status)
    };
    played.notices.iter().map(told).collect()
}

/// The letters as text, in the order of writing, each with its day after the first and on one line.
fn letters(played: &Played, to: Addressee) -> Vec<(i32, String)> {
    let of = played.letters.iter().filter(|letter| letter.to == to);
    let on_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    of.map(|letter| (letter.date - first(), on_one_line(&digest(letter, &|_, _| None).text))).collect()
}

/// Days of the letters that have this in them.
fn tell(letters: &[(i32, String)], what: &str) -> Vec<i32> {
    letters.iter().filter(|(_, text)| text.contains(what)).map(|(day, _)| *day).collect()
}

/// The second address has a letter on the first day of every notice; letters tell what stands to whoever has somebody in the queue, and
/// the first one after it that it is over.
fn check_letters(played: &Played, notices: &[(i32, NoticeStatus)]) {
    let second = letters(played, Addressee::Second);
    let told = tell(&second, BEGUN);
    for wave in notices.chunks(2) {
        let [(begun, _), (over, _)] = *wave else { panic!("it begins, and is over: {notices:?}") };
        assert!(told.contains(&begun), "{told:?}");
        let stands = |(day, _): &&(i32, String)| (begun..over).contains(day);
        assert!(second.iter().filter(stands).all(|(_, text)| text.contains(BEGUN)), "{second:?}");
        for (day, text) in letters(played, Addressee::Supervisor).iter().filter(stands) {
            assert_eq!(text.contains(BEGUN), text.contains("team team-sup-1"), "{day}: {text}");
        }
        let next = second.iter().find(|(day, _)| (over..over + 31).contains(day));
        assert!(next.is_none_or(|(_, text)| text.contains(OVER)), "{over}: {next:?}");
    }
    let stands = |day: &i32| notices.chunks(2).any(|wave| (wave[0].0..wave[1].0).contains(day));
    assert!(told.iter().all(stands), "{told:?} of {notices:?}");
}

const BEGUN: &str = "In queue billing of site north the average has changed: hostile contacts or complaints.";
const OVER: &str =
    "In queue billing of site north the average is back near where it was: hostile contacts or complaints.";

#[test]
fn a_wave_in_one_queue_is_told_of_the_queue_and_of_nobody_in_it() {
    let played = Queues::default().played();
    assert_eq!(raised(&played), BTreeSet::from(["orders-03"]), "who is hit alone is alerted");
    let red: BTreeSet<&str> =
        played.scores.iter().filter(|(_, score)| score.risk >= 0.2).map(|(agent, _)| &**agent).collect();
    assert!(CREW.iter().all(|agent| red.contains(agent)), "without the wave all of the crew would be: {red:?}");
    let [(begun, NoticeStatus::Begun), (_, NoticeStatus::Over)] = of_billing(&played)[..] else {
        panic!("it begins once, and is over once: {:?}", played.notices)
    };
    assert!((COMES..COMES + 3).contains(&begun), "seen on its first days: {begun}");
    check_letters(&played, &of_billing(&played));
}

#[test]
fn whoever_has_a_story_of_their_own_in_a_wave_is_told_of_without_it() {
    let played = Queues { leaves_early: Some("anna"), ..Queues::default() }.played();
    let raised = played.of(AlertStatus::Raised);
    let of_anna: Vec<_> = raised.iter().filter(|(agent, _)| agent == "anna").map(|(_, alert)| alert).collect();
    let [alert] = of_anna[..] else { panic!("one alert: {of_anna:?}") };
    let signals: Vec<&str> = alert.reasons.iter().map(|reason| &*reason.signal).collect();
    assert_eq!(signals, ["early_leave_rate"], "what all of the queue have is no reason");
    let (own, risk) = (alert.own_risk.expect("the wave is in it"), alert.risk.expect("it has one"));
    // As if the contacts were those of before the wave.
    let contacts = |date| played.on("anna", date).contributions["hostile_share"];
    let now = played.on("anna", alert.date);
    let as_before = now.logit - contacts(alert.date) + contacts(first() + COMES - 1);
    let learned = (own / (1.0 - own)).ln() - as_before;
    assert!(own < risk && (-0.1..0.1).contains(&learned), "{own} of {risk}: {learned}");
    let told = format!(
        "without what the whole site or queue has in common now it is about {:.0};",
        (own * 20.0).round() * 5.0
    );
    let letters = letters(&played, Addressee::Supervisor);
    let about_anna =
        letters.iter().map(|(_, text)| text).find(|letter| letter.contains("anna")).expect("the supervisor gets it");
    assert!(about_anna.contains(&told), "{told}: {about_anna}");
}

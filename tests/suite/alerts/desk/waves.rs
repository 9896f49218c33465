//! Waves of other shapes: that come back, take away what protects, meet a small queue, one after the other, or the last who are left.

use attrition_core::basics::ids::QueueId;
use attrition_core::desk::Closing::Eased;
use attrition_core::desk::Status::{Closed, Raised};
use attrition_core::desk::{Rules, SiteDay};

use super::site::{Queues, by_queue, told, told_on, weeks_then};
use super::{MONDAY, SITE, Story, risk};

/// The queue of those who are met by the waves here, and the other one.
fn queues(a: f64, b: f64) -> Queues<'static> {
    [("a", 14, a), ("b", 14, b)]
}

/// So many days of these queues, on which something is told of an agent of the first.
fn days(story: &mut Story, count: i32, queues: Queues<'_>, risk: f64, by_wave: f64) {
    for _ in 0..count {
        let told = told("anna", by_wave).with(|c| {
            c.queue = "a".into();
            (c.risk, c.yesterday, c.day_before) = (risk, Some(risk), Some(risk));
        });
        let report = told.on(story.today);
        story.day_of([report], Some(by_queue(queues)));
    }
}

#[test]
fn a_wave_that_comes_back_is_usual_ninety_days_after_that() {
    let mut story = weeks_then(&[(70, queues(0.8, 0.0)), (12, queues(0.0, 0.0))]);
    days(&mut story, 60, queues(0.8, 0.0), 0.12, 0.8);
    assert_eq!((told_on(&story), story.alerts.len()), (vec![(0, false)], 0), "the windows hold both");
    days(&mut story, 40, queues(0.8, 0.0), 0.12, 0.8);
    let told = told_on(&story);
    assert!(told.len() == 2 && (140..=82 + 90).contains(&told[1].0), "{told:?}");
    assert_eq!(story.statuses("anna").first(), Some(&Raised), "it is how this queue is by now");
}

#[test]
fn a_wave_that_takes_away_what_protects_is_nobodys() {
    let mut story = Story::usual();
    (0..42).for_each(|_| _ = story.day_of([], Some(by_queue(queues(-0.6, -0.6)))));
    // What adds nothing is not told.
    let report =
        |story: &Story| told("anna", 0.0).with(|c| (c.queue, c.behaviour) = ("a".into(), vec![])).on(story.today);
    for _ in 0..20 {
        let report = report(&story);
        story.day_of([report], Some(by_queue(queues(0.0, -0.6))));
    }
    assert_eq!(told_on(&story), [(0, false)]);
    assert_eq!(story.statuses("anna").first(), Some(&Raised), "a risk of .2 is .12 without");
    let mut story = Story::usual();
    (0..42).for_each(|_| _ = story.day_of([], Some(by_queue(queues(-1.3, -1.3)))));
    for _ in 0..20 {
        let report = report(&story);
        story.day_of([report], Some(by_queue(queues(0.0, -1.3))));
    }
    assert_eq!((told_on(&story), story.alerts.len()), (vec![(0, false)], 0), "and .06 without so much");
}

#[test]
fn a_wave_of_a_queue_that_is_small_or_new_or_none_is_not_the_sites() {
    let site = |wave: f64, small: &[(&str, u32)]| {
        let mut seen = by_queue([("b", 26, 0.0), ("c", 10, 0.0)]);
        for (queue, agents) in small {
            seen.agents += agents;
            for _ in 0..*agents {
                seen.signals[0].contributions.add(wave);
                if !queue.is_empty() {
                    seen.queues.entry((*queue).into()).or_default().signals[0].add(wave);
                }
            }
            seen.queues.entry((*queue).into()).and_modify(|queue| queue.agents = *agents);
        }
        seen
    };
    let notices = |before: &[(&str, u32)], then: &[(&str, u32)]| {
        let mut story = Story::usual();
        (0..42).for_each(|_| _ = story.day_of([], Some(site(0.0, before))));
        (0..20).for_each(|_| _ = story.day_of([], Some(site(0.9, then))));
        story.notices.len()
    };
    assert_eq!(notices(&[("a", 9)], &[("a", 9)]), 0, "of nine");
    assert_eq!(notices(&[("a", 14)], &[("new", 14)]), 0, "of a new one");
    assert_eq!(notices(&[("", 14)], &[("", 14)]), 0, "of people without a queue");
    assert_eq!(notices(&[("a", 14)], &[("a", 14)]), 1, "of one that is known it is told");
    assert_eq!(notices(&[("a", 9), ("d", 9)], &[("a", 9), ("d", 9)]), 1, "of two small ones it is the site's");
}

#[test]
fn what_the_site_is_told_of_is_not_told_of_its_queues_when_it_has_stayed() {
    let story = weeks_then(&[(140, queues(0.8, 0.8))]);
    assert_eq!(told_on(&story), [(0, false), (90, true)]);
    assert_eq!(story.letters.iter().filter(|letter| letter.notices > 0).count(), 1);
}

#[test]
fn a_queues_own_wave_amid_that_of_the_site_is_one_notice_of_its_own() {
    let day = |by_site: f64, a: f64, b: f64| {
        let mut seen: SiteDay = by_queue(queues(a, b));
        for queue in ["a", "b"] {
            let queue = seen.queues.get_mut(&QueueId::from(queue)).expect("it is there");
            (0..14).for_each(|_| queue.signals[1].add(by_site));
        }
        (0..28).for_each(|_| seen.signals[1].contributions.add(by_site));
        seen
    };
    let mut story = Story::usual();
    let mut play = |days: i32, by_site, a, b| (0..days).for_each(|_| _ = story.day_of([], Some(day(by_site, a, b))));
    play(42, 0.0, 0.0, 0.0);
    play(5, 0.8, 0.0, 0.0);
    play(5, 0.8, 0.8, 0.0);
    play(5, 0.8, 0.8, 0.8);
    play(30, 0.0, 0.8, 0.0);
    play(30, 0.0, 0.0, 0.0);
    let first: Vec<i32> = story.since.iter().map(|since| *since - MONDAY - 42).collect();
    // The site's; the queue's own, five days later; the site's has come to hold the other signal; each is over once.
    assert_eq!(told_on(&story), [(0, false), (5, false), (10, false), (29, true), (59, true)]);
    assert_eq!(first, [0, 5, 0, 0, 5]);
}

#[test]
fn what_is_shifted_lasts_for_the_five_who_are_left() {
    let mut story = weeks_then(&[(7, queues(0.8, 0.0))]);
    days(&mut story, 30, [("a", 5, 0.8), ("b", 14, 0.0)], 0.16, 0.8);
    assert_eq!((told_on(&story), story.alerts.len()), (vec![(0, false)], 0));
}

#[test]
fn in_a_wave_one_day_over_red_is_one_day() {
    let mut story = weeks_then(&[]);
    days(&mut story, 3, queues(0.8, 0.0), 0.16, 0.8);
    // Without the wave .11 on this day, and .08 on the days before.
    let raised = told("anna", 0.8).with(|c| {
        c.queue = "a".into();
        (c.risk, c.yesterday, c.day_before) = (0.22, Some(0.16), Some(0.16));
    });
    let report = raised.on(story.today);
    story.day_of([report], Some(by_queue(queues(0.8, 0.0))));
    assert!(story.alerts.is_empty(), "{:?}", story.alerts);
    days(&mut story, 2, queues(0.8, 0.0), 0.22, 0.8);
    assert_eq!(story.statuses("anna"), [Raised]);
}

#[test]
fn a_wave_keeps_no_alert_open() {
    let mut story = Story::of(Rules { has_second: false, ..Rules::default() });
    (0..42).for_each(|_| _ = story.day_of([], Some(by_queue(queues(0.0, 0.0)))));
    days(&mut story, 5, queues(0.0, 0.0), 0.2, 0.0);
    days(&mut story, 10, queues(0.9, 0.0), 0.15, 0.9);
    let ends: Vec<_> = story.of_agent("anna").iter().map(|(status, day)| (*status, day - 42)).collect();
    assert_eq!(ends, [(Raised, 0), (Closed(Eased), 5)], "without the wave it is .07");
}

#[test]
fn of_a_site_that_is_closed_nothing_stands_for_ever() {
    let mut story = weeks_then(&[(9, queues(0.8, 0.8))]);
    (0..40).for_each(|_| _ = story.day([]));
    assert_eq!(told_on(&story), [(0, false), (9 + 14, true)]);
    let mut story = weeks_then(&[]);
    let silent = || SiteDay { events: [14, 4, 0], ..by_queue(queues(0.0, 0.0)) };
    (0..3).for_each(|_| _ = story.day_of([], Some(silent())));
    (0..40).for_each(|_| _ = story.day([]));
    let over: Vec<bool> = told_on(&story).iter().map(|(_, over)| *over).collect();
    assert_eq!(over, [false, true]);
    let anna = risk("anna", 0.3).on(story.today);
    story.desk.receive(SITE, anna);
    story.day([]);
    assert_eq!(story.statuses("anna"), [Raised]);
}

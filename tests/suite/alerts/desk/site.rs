//! What happens to a whole site.

use attrition_core::desk::Status::{Raised, Snoozed, Woken};
use attrition_core::desk::{FeedbackContent, Figure, SOURCES, SiteDay};
use attrition_core::signals::{SIGNALS, position};

use super::{MONDAY, Story, Told, risk};

/// A day on which a hundred agents were seen, with so much added by the first signal on average.
fn seen(events: [u32; 3], mean: f64) -> SiteDay {
    let mut seen = SiteDay { agents: 100, events, ..SiteDay::by("told") };
    seen.signals[0].contributions.sum = 100.0 * mean;
    seen
}

/// The same, with so many of a hundred shifts missed, marks of so many points, and handle times of so many seconds.
fn with_figures(missed: f64, points: f64, seconds: f64) -> SiteDay {
    let figure = |sum, of| Figure { sum, of };
    let figures = [figure(missed, 100), figure(30.0 * points, 30), figure(900.0 * seconds, 900)];
    SiteDay { figures, ..seen([80, 20, 80], 0.01) }
}

fn usual_weeks(weeks: i32) -> Story {
    let mut story = Story::usual();
    for day in 0..weeks * 7 {
        // On Sundays the site is closed; the mean goes up and down a little.
        let events = if day % 7 == 6 { [0, 0, 0] } else { [80, 20, 80] };
        story.day_of([], Some(seen(events, 0.01 * f64::from(day % 3))));
    }
    story
}

#[test]
fn a_source_that_says_nothing_is_a_fault_of_data_and_decides_nothing() {
    let mut story = usual_weeks(5);
    let first = story.today;
    for _ in 0..3 {
        let told = risk("anna", 0.5).on(story.today);
        story.day_of([told], Some(seen([80, 20, 0], 0.01)));
    }
    assert!(story.alerts.is_empty());
    assert_eq!(story.notices, [(first, vec![SOURCES[2].name], false)], "one notice");
    assert!(story.letters.iter().any(|letter| letter.to.is_none() && letter.notices == 1), "the second address hears");
    let told = risk("anna", 0.5).on(story.today);
    story.day_of([told], Some(seen([80, 20, 80], 0.01)));
    assert_eq!(story.notices[1], (first + 3, vec![SOURCES[2].name], true));
    assert_eq!(story.of_agent("anna"), [(Raised, first + 3 - MONDAY)]);
}

#[test]
fn a_few_who_still_send_are_not_the_site() {
    let mut story = usual_weeks(5);
    let first = story.today;
    for few in [3, 0, 7] {
        let told = risk("anna", 0.5).on(story.today);
        story.day_of([told], Some(seen([80, 20, few], 0.01)));
    }
    assert!(story.alerts.is_empty());
    assert_eq!(story.notices, [(first, vec![SOURCES[2].name], false)], "one notice, which stands");
    story.day_of([], Some(seen([80, 20, 40], 0.01)));
    assert_eq!(story.notices[1], (first + 3, vec![SOURCES[2].name], true), "half of them are");
}

#[test]
fn each_source_is_missing_since_its_own_first_day() {
    let mut story = usual_weeks(5);
    let first = story.today;
    story.day_of([], Some(seen([80, 20, 0], 0.01)));
    story.day_of([], Some(seen([80, 0, 0], 0.01)));
    story.day_of([], Some(seen([80, 0, 80], 0.01)));
    let (evaluation, ticket) = (SOURCES[1].name, SOURCES[2].name);
    let told = [(first, vec![ticket], false), (first + 1, vec![evaluation], false), (first + 2, vec![ticket], true)];
    assert_eq!(story.notices, told);
}

#[test]
fn a_day_on_which_the_site_is_always_closed_is_no_fault() {
    let story = usual_weeks(8);
    assert!(story.notices.is_empty());
}

#[test]
fn notice_is_a_fact_also_while_a_source_is_silent() {
    let mut story = usual_weeks(5);
    let told = risk("anna", 0.5).on(story.today);
    story.day_of([told], Some(seen([80, 20, 80], 0.01)));
    let leaving = risk("anna", 0.5).with(|c| c.leaving = Some(super::people::VOLUNTARY)).on(story.today);
    story.day_of([leaving], Some(seen([80, 20, 0], 0.01)));
    assert_eq!(story.statuses("anna").len(), 2, "raised, and closed");
}

#[test]
fn who_sleeps_over_a_silent_source_is_not_taken_for_eased() {
    let mut story = usual_weeks(5);
    let told = risk("anna", 0.5).on(story.today);
    story.day_of([told], Some(seen([80, 20, 80], 0.01)));
    let until = story.today + 1;
    story.answer("anna", "a", FeedbackContent::Snooze(until));
    let told = risk("anna", 0.5).on(story.today);
    story.day_of([told], Some(seen([80, 20, 0], 0.01)));
    assert_eq!(story.statuses("anna"), [Raised, Snoozed], "the data are at fault, so nothing is known of her");
    let told = risk("anna", 0.5).on(story.today);
    story.day_of([told], Some(seen([80, 20, 80], 0.01)));
    assert_eq!(story.statuses("anna"), [Raised, Snoozed, Woken]);
}

#[test]
fn a_source_that_never_comes_back_is_one_that_is_no_more() {
    let mut story = usual_weeks(5);
    for day in 0..40 {
        let events = if day % 7 == 6 { [0, 0, 0] } else { [80, 20, 0] };
        let told = risk("anna", 0.5).on(story.today);
        story.day_of([told], Some(seen(events, 0.01)));
    }
    assert_eq!(story.notices.len(), 2, "{:?}", story.notices);
    assert_eq!(story.notices[1].0 - story.notices[0].0, 14);
    assert_eq!(story.statuses("anna")[0], Raised, "two weeks later the desk goes on without");
}

/// An agent of .2, of which the first signal adds so many log-odds.
pub(super) fn told(agent: &str, by_first: f64) -> Told {
    risk(agent, 0.2).with(|c| c.behaviour = vec![(0, by_first)])
}

#[test]
fn what_moves_the_whole_site_is_one_notice_and_nobodys_alert() {
    let mut story = usual_weeks(6);
    let first = story.today;
    for _ in 0..5 {
        let reports = [told("anna", 1.0).on(story.today), told("ben", 0.1).on(story.today)];
        story.day_of(reports, Some(seen([80, 20, 80], 0.5)));
    }
    assert!(story.statuses("anna").is_empty(), "without what all have she is below red");
    assert_eq!(story.statuses("ben")[0], Raised, "he is red by himself");
    assert_eq!(story.notices, [(first, vec![SIGNALS[0].name], false)]);
    for _ in 0..14 {
        assert_eq!(story.notices.len(), 1, "windows hold days of it for two weeks");
        let reports = [told("anna", 1.0).on(story.today)];
        story.day_of(reports, Some(seen([80, 20, 80], 0.01)));
    }
    assert!(story.statuses("anna").is_empty(), "what is left of it in her windows is no behaviour of hers");
    let reports = [told("anna", 1.0).on(story.today)];
    story.day_of(reports, Some(seen([80, 20, 80], 0.01)));
    assert_eq!(story.notices.last(), Some(&(first + 19, vec![SIGNALS[0].name], true)));
    assert_eq!(story.statuses("anna")[0], Raised, "and what she has after that is hers");
}

#[test]
fn another_model_is_no_shift() {
    let mut story = usual_weeks(6);
    for _ in 0..5 {
        let seen = SiteDay { model: "another".into(), ..seen([80, 20, 80], 0.5) };
        let reports = [told("anna", 1.0).on(story.today)];
        story.day_of(reports, Some(seen));
    }
    assert!(story.notices.is_empty());
    assert_eq!(story.statuses("anna")[0], Raised);
}

/// Six weeks as they usually are, then a week of something else, then as usual again: one notice when it begins, one when it
/// is over, about the signals that it moves.
fn week_of(source: usize, other: &SiteDay) {
    let mut story = Story::usual();
    let usual = |day: i32| {
        let up = f64::from(day % 3) - 1.0;
        with_figures(5.0 + up, 84.0 + 0.5 * up, 540.0 + 10.0 * up)
    };
    for day in 0..42 {
        story.day_of([], Some(usual(day)));
    }
    let first = story.today;
    let place = position(SOURCES[source].signals[0]).expect("it is in the catalogue");
    for _ in 0..7 {
        let anna = risk("anna", 0.2).with(|c| c.behaviour = vec![(place, 1.0)]).on(story.today);
        let ben = risk("ben", 0.2).on(story.today);
        story.day_of([anna, ben], Some(other.clone()));
    }
    for day in 0..28 {
        story.day_of([], Some(usual(day)));
    }
    let told: Vec<_> = story.notices.iter().map(|(_, what, over)| (what.len(), *over)).collect();
    let signals = SOURCES[source].signals.len();
    assert_eq!(told, [(signals, false), (signals, true)]);
    assert_eq!(story.notices[0].0, first, "it shows on its first day");
    assert!(
        (21..26).contains(&(story.notices[1].0 - first)),
        "and is over when windows have let it go: {:?}",
        story.notices
    );
    assert!(story.statuses("anna").is_empty(), "without what all have she is below red");
    assert_eq!(story.statuses("ben")[0], Raised, "he is red by himself");
}

#[test]
fn a_flu_is_one_notice() {
    week_of(0, &with_figures(22.0, 84.0, 540.0));
}

#[test]
fn a_new_form_of_evaluation_is_one_notice() {
    week_of(1, &with_figures(5.0, 79.0, 540.0));
}

#[test]
fn a_slow_system_is_one_notice() {
    week_of(2, &with_figures(5.0, 84.0, 820.0));
}

/// What was told of shifts of the site: when, of how many signals, and whether they were over.
fn shifts(story: &Story) -> Vec<(i32, usize, bool)> {
    story.notices.iter().map(|(day, what, over)| (*day - MONDAY, what.len(), *over)).collect()
}

#[test]
fn what_all_signals_say_is_usual_after_ninety_days() {
    let mut story = usual_weeks(6);
    let first = story.today - MONDAY;
    for _ in 0..100 {
        story.day_of([], Some(seen([80, 20, 80], 0.5)));
    }
    assert_eq!(shifts(&story), [(first, 1, false), (first + 90, 1, true)]);
    let told = told("anna", 1.0).on(story.today);
    story.day_of([told], Some(seen([80, 20, 80], 0.5)));
    assert_eq!(story.statuses("anna")[0], Raised, "what she has beside the site is hers");
}

#[test]
fn a_shift_is_dated_when_it_began_whatever_shifted_before() {
    let mut story = usual_weeks(6);
    let by = |second: f64, mean: f64| {
        let mut seen = seen([80, 20, 80], mean);
        seen.signals[1].contributions.sum = 100.0 * second;
        Some(seen)
    };
    let first = story.today;
    (0..20).for_each(|_| _ = story.day_of([], by(0.0, 0.5)));
    let second = story.today;
    (0..100).for_each(|_| _ = story.day_of([], by(0.5, 0.5)));
    let [a, b] = [first, second].map(|day| day - MONDAY);
    assert_eq!(shifts(&story), [(a, 1, false), (b, 1, false), (a + 90, 1, true), (b + 90, 1, true)]);
    assert_eq!(story.since, [first, second, first, second]);
}

#[test]
fn what_follows_within_two_weeks_belongs_to_the_shift() {
    let mut story = usual_weeks(6);
    let first = story.today;
    for day in 0..110 {
        let mut seen = seen([80, 20, 80], 0.5);
        seen.signals[1].contributions.sum = if day < 10 { 0.0 } else { 50.0 };
        story.day_of([], Some(seen));
    }
    let begun = first - MONDAY;
    // Each has come to stay ninety days after its own beginning.
    let told = [(begun, 1, false), (begun + 10, 2, false), (begun + 90, 1, false), (begun + 100, 1, true)];
    assert_eq!(shifts(&story), told, "what grows or shrinks is told again");
    assert_eq!(story.since, [first; 4]);
}

#[test]
fn what_two_agents_do_is_no_shift_of_a_small_site() {
    // Seventeen people; two of them become so strong that they move the mean alone.
    let by = |strong: f64, others: f64| {
        let mut seen = SiteDay { agents: 17, events: [14, 4, 14], ..SiteDay::by("told") };
        [strong, strong].into_iter().chain([others; 15]).for_each(|one| seen.signals[0].contributions.add(one));
        Some(seen)
    };
    let notices = |strong: f64, others: f64| {
        let mut story = Story::usual();
        (0..42).for_each(|_| _ = story.day_of([], by(0.0, 0.0)));
        (0..20).for_each(|_| _ = story.day_of([], by(strong, others)));
        story.notices.len()
    };
    assert_eq!(notices(3.0, 0.0), 0, "it is theirs");
    assert_eq!(notices(3.0, 0.3), 1, "all have moved");
    assert_eq!(notices(0.3, 0.3), 1);
}

/// Two queues, with so many agents and so much added by the first signal to each of them.
pub(super) type Queues<'a> = [(&'a str, u32, f64); 2];

/// A day of a site of two queues.
pub(super) fn by_queue(queues: Queues<'_>) -> SiteDay {
    let agents = queues.iter().map(|(_, agents, _)| agents).sum();
    let mut seen = SiteDay { agents, events: [14, 4, 14], ..SiteDay::by("told") };
    for (name, agents, by) in queues {
        let queue = seen.queues.entry(name.into()).or_default();
        queue.agents = agents;
        for _ in 0..agents {
            queue.signals[0].add(by);
            seen.signals[0].contributions.add(by);
        }
    }
    seen
}

/// Six usual weeks, then days of these.
pub(super) fn weeks_then(days: &[(i32, Queues<'_>)]) -> Story {
    let mut story = Story::usual();
    (0..42).for_each(|_| _ = story.day_of([], Some(by_queue([("a", 14, 0.0), ("b", 14, 0.0)]))));
    for (count, queues) in days {
        (0..*count).for_each(|_| _ = story.day_of([], Some(by_queue(*queues))));
    }
    story
}

/// Days of notices from the end of those weeks on, and whether each is over.
pub(super) fn told_on(story: &Story) -> Vec<(i32, bool)> {
    story.notices.iter().map(|(day, _, over)| (*day - MONDAY - 42, *over)).collect()
}

#[test]
fn a_wave_of_a_queue_lasts_though_some_leave_it() {
    let wave = |agents| [("a", agents, 0.8), ("b", 14, 0.0)];
    let calm = |agents| [("a", agents, 0.0), ("b", 14, 0.0)];
    let story = weeks_then(&[(9, wave(14)), (9, wave(9)), (30, calm(9))]);
    assert_eq!(told_on(&story), [(0, false), (18 + 14, true)], "nine are left of fourteen");
    // Two are left, or the queue has another name: as long as windows hold it.
    let story = weeks_then(&[(9, wave(14)), (60, wave(2))]);
    assert_eq!(told_on(&story), [(0, false), (9 + 14, true)]);
    // A site that falls below ten does not keep its shift for ever.
    let story = weeks_then(&[(9, [("a", 14, 0.8), ("b", 14, 0.8)]), (40, [("a", 2, 0.0), ("b", 2, 0.0)])]);
    assert_eq!(told_on(&story), [(0, false), (9 + 14, true)]);
}

#[test]
fn what_a_queue_had_before_the_site_is_told_of_the_queue_until_it_is_over() {
    let both = |a, b| [("a", 14, a), ("b", 14, b)];
    // First one queue, then both; the first ends with the site.
    let story = weeks_then(&[(7, both(0.8, 0.0)), (10, both(0.8, 0.8)), (40, both(0.0, 0.0))]);
    assert_eq!(told_on(&story), [(0, false), (7, false), (31, true), (31, true)], "the queue's, and the site's");
    // Both at once; one is back long before the other, and the site with it.
    let story = weeks_then(&[(7, both(0.8, 0.8)), (30, both(0.8, 0.0)), (40, both(0.0, 0.0))]);
    let told = told_on(&story);
    assert_eq!(told.first(), Some(&(0, false)), "the site's");
    let letters = story.letters.iter().filter(|letter| letter.to.is_none() && letter.notices > 0).count();
    let begun = told.iter().filter(|(_, over)| !over).count();
    assert_eq!((begun, letters), (2, 2), "what goes on in the queue is a notice of its own, with a letter: {told:?}");
    assert_eq!(told.len(), 4, "each begins and is over once: {told:?}");
}

#[test]
fn what_a_model_found_lasts_while_the_next_one_learns() {
    // The other model makes twice as much of the same contacts, or knows nothing of them.
    for by_other in [1.6, 0.0] {
        let mut story = weeks_then(&[(5, [("a", 14, 0.8), ("b", 14, 0.0)])]);
        for day in 0..90 {
            let by_signal = if day < 40 { by_other } else { 0.0 };
            let mut seen = by_queue([("a", 14, by_signal), ("b", 14, 0.0)]);
            seen.model = "another".into();
            let hit = told("anna", by_signal).by("another").with(|c| c.queue = "a".into()).on(story.today);
            story.day_of((day < 40 && by_other > 0.0).then_some(hit), Some(seen));
        }
        let over = if by_other > 0.0 { 5 + 40 } else { 5 + 27 };
        assert_eq!(told_on(&story), [(0, false), (over + 14, true)], "{by_other}");
        assert!(story.alerts.is_empty(), "what all have by the other model as well is nobody's: {:?}", story.alerts);
    }
}

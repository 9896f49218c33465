//! Colleagues are counted as people, and as of the employment that they are in.

use attrition_core::basics::date::Date;
use attrition_core::org::OrgSignals;
use attrition_service::runtime::model;

use attrition_test_support::centres::centre::{Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::stages::scored::each_score;

const FIRST: &str = "2025-01-06";

/// What is known of an agent's organisation at the close of a day, so many days after the first.
fn organisation(agent: &str, days: i32, happens: impl FnOnce(&mut Centre, Date)) -> OrgSignals {
    let first = date(FIRST);
    let mut centre = Centre::with_crew(first);
    centre.rest_work(&[], &(first..first + days + 4));
    happens(&mut centre, first);
    let mut found = None;
    each_score(&centre.lines(), &model::load("").expect("the prior is sound"), |score| {
        if score.name == agent && score.day == first + days {
            found = Some(score.evaluation.evidence.org);
        }
    });
    found.expect("the agent was scored on the day")
}

#[test]
fn whoever_gives_notice_twice_is_one_colleague() {
    let org = organisation("anna", 80, |centre, first| {
        centre.separate("ben", first + 30, first + 33);
        centre.place("ben", first + 40, first + 40, "sup-1");
        centre.separate("ben", first + 70, first + 74);
    });
    assert_eq!((org.team_gone.leavers, org.supervisor_gone.leavers), (1, 1));
    let org = organisation("anna", 80, |centre, first| {
        centre.separate("ben", first + 30, first + 33);
        centre.separate("chloe", first + 70, first + 74);
    });
    assert_eq!((org.team_gone.leavers, org.supervisor_gone.leavers), (2, 2));
}

#[test]
fn whoever_gives_notice_from_another_desk_is_one_of_those_who_were_here() {
    let org = organisation("anna", 80, |centre, first| {
        // To another supervisor, and away from there.
        centre.place("ben", first + 60, first - 400, "sup-2");
        centre.separate("ben", first + 70, first + 84);
        // Away from another supervisor, and here for the last days.
        centre.place("zoe", first, first - 400, "sup-2");
        centre.work("zoe", first..first + 84, Conduct::steady);
        centre.separate("zoe", first + 65, first + 84);
        centre.place("zoe", first + 68, first - 400, "sup-1");
    });
    assert_eq!(org.supervisor_gone.leavers, 2);
    assert!(org.supervisor_gone.people >= 2);
}

#[test]
fn whoever_is_hired_again_has_lost_no_supervisor_of_before() {
    let story = |centre: &mut Centre, first: Date| {
        for agent in ["yan", "zoe"] {
            centre.place(agent, first, first - 400, "sup-9");
            centre.work(agent, first..first + 62, Conduct::steady);
        }
        centre.say("zoe", Said { kind: "contract_end", notice: first + 10, last_day: first + 12 }, first + 10);
        centre.place("zoe", first + 20, first + 20, "sup-1");
        centre.place("yan", first + 20, first - 400, "sup-1");
        centre.separate("sup-9", first + 40, first + 42);
    };
    assert_eq!(organisation("zoe", 60, story).supervisor_left, Some(false));
    assert_eq!(organisation("yan", 60, story).supervisor_left, Some(true));
}

#[test]
fn whoever_has_yet_to_begin_is_nobodys_agent() {
    let org = organisation("anna", 20, |centre, first| centre.place("zoe", first + 10, first + 200, "sup-1"));
    assert_eq!(org.span_of_control, Some(12.0));
}

//! How reasons and guides read.

use attrition_core::desk::Language;
use attrition_core::explain::Reason;
use attrition_core::signals::{SIGNALS, Telling, Unit};
use attrition_i18n::{figure, guide};

use super::samples::reason;

/// Signal, figures, and the sentence in English and Chinese.
const SENTENCES: [(&str, f64, Option<f64>, &str, &str); 17] = [
    (
        "handle_time_change",
        512.0,
        Some(413.0),
        "Handle time up 24 % in two weeks: 512 s, own normal 413 s",
        "近两周处理时长上升 24%：512 秒，本人平时为 413 秒",
    ),
    (
        "throughput_change",
        5.41,
        Some(6.2),
        "Tickets per hour down 13 % in four weeks: 5.41, own normal 6.20",
        "近四周每小时处理量下降 13%：5.41 单，本人平时为 6.20 单",
    ),
    (
        "no_shows",
        1.0,
        Some(0.4),
        "One shift missed without a word in four weeks, own normal 0.4",
        "近四周有 1 次未到岗且未请假，本人平时为 0.4 次",
    ),
    ("no_shows", 3.0, None, "3 shifts missed without a word in four weeks", "近四周有 3 次未到岗且未请假"),
    (
        "late_rate",
        0.2143,
        Some(0.05),
        "Late for 21 % of shifts in four weeks, own normal 5 %",
        "近四周有 21% 的班次迟到，本人平时为 5%",
    ),
    ("late_rate", 0.2143, None, "Late for 21 % of shifts in four weeks", "近四周有 21% 的班次迟到"),
    (
        "overtime_hours",
        12.25,
        Some(3.0),
        "12.3 h of overtime in four weeks, own normal 3.0 h",
        "近四周加班 12.3 小时，本人平时为 3.0 小时",
    ),
    (
        "qa_slope",
        71.4,
        Some(80.0),
        "QA score has been falling over eight weeks: 71 points in the last week, own normal 80 points",
        "八周来质检分数呈下降趋势：最近一周 71 分，本人平时为 80 分",
    ),
    ("coaching_held", 0.0, None, "No coaching session on record as held in two months", "近两个月没有进行辅导的记录"),
    (
        "coaching_held",
        1.0,
        None,
        "One coaching session on record as held in two months",
        "近两个月只有 1 次进行辅导的记录",
    ),
    (
        "short_rest",
        4.0,
        None,
        "Scheduled 4 times with less than 11 hours between shifts in four weeks",
        "近四周排班有 4 次班次间隔不足 11 小时",
    ),
    (
        "short_rest",
        1.0,
        None,
        "Scheduled once with less than 11 hours between shifts in four weeks",
        "近四周排班有 1 次班次间隔不足 11 小时",
    ),
    (
        "shift_start_sd",
        3.2,
        None,
        "Scheduled to begin at very different times of day within a month",
        "近一个月排班的上班时间忽早忽晚，相差很大",
    ),
    ("level_age_days", 640.0, None, "On the same level for 21 months", "职级已 21 个月未变动"),
    ("tenure_days", 45.0, None, "45 days since hire: a time when many people leave", "入职 45 天，正处于离职高发阶段"),
    (
        "supervisor_left",
        1.0,
        None,
        "A supervisor of the last three months has left",
        "近三个月内带过该员工的主管已离职",
    ),
    ("time_away", 0.0, None, "More time away from work than usual", "不在岗时间比本人平时多"),
];

#[test]
fn reasons_read_well_in_both_languages() {
    for (signal, now, normal, english, chinese) in SENTENCES {
        let reason = reason(signal, 0.5, now, normal);
        assert_eq!(attrition_i18n::reason(&reason, Language::English), english);
        assert_eq!(attrition_i18n::reason(&reason, Language::Chinese), chinese);
    }
}

#[test]
fn people_are_counted_who_were_there_in_the_time_that_is_told() {
    for (signal, english, chinese) in [
        (
            "team_leavers",
            "3 of the 14 others who were in the team in the last two months gave notice",
            "近两个月曾在该团队的其他 14 人中有 3 人提出离职",
        ),
        (
            "supervisor_leaver_rate",
            "3 of the 14 others who were under this supervisor in the last year gave notice",
            "近一年曾在该主管名下的其他 14 人中有 3 人提出离职",
        ),
        (
            "cohort_leavers",
            "3 of the 14 others hired at about the same time who were here in the last three months gave notice",
            "近三个月曾在职的其他 14 名同期入职者中有 3 人提出离职",
        ),
    ] {
        let gone = Reason { of: Some(14.0), ..reason(signal, 0.5, 3.0, None) };
        assert_eq!(attrition_i18n::reason(&gone, Language::English), english);
        assert_eq!(attrition_i18n::reason(&gone, Language::Chinese), chinese);
    }
}

#[test]
fn advice_follows_what_happened() {
    let offer = |signal: &str| guide(&[reason(signal, 0.5, 2.0, None)], Language::English).offer;
    let avoid = |signal: &str| guide(&[reason(signal, 0.5, 2.0, None)], Language::English).avoid;
    assert!(offer("refused_requests").contains("refused") && !offer("swap_requests").contains("refused"));
    assert!(avoid("coaching_cancelled").contains("cancel") && !avoid("days_since_feedback").contains("cancel"));
    assert!(offer("disputes").contains("disputed") && !offer("qa_change").contains("disputed"));
}

#[test]
fn figures_have_the_form_of_their_language() {
    let cases = [
        (Unit::LogSeconds, 12_345.6, "12,346 s", "12,346 秒"),
        (Unit::Share, 0.005, "1 %", "1%"),
        (Unit::Days, 1.0, "1 day", "1 天"),
        (Unit::Days, 1_204.0, "40 months", "40 个月"),
        (Unit::Points, -3.0, "-3 points", "-3 分"),
        (Unit::Count, 0.04, "0", "0"),
        (Unit::Count, 2.5, "2.5", "2.5"),
        (Unit::Minutes, -0.04, "0.0 min", "0.0 分钟"),
        (Unit::Stars, 3.94, "3.9", "3.9"),
    ];
    for (unit, value, english, chinese) in cases {
        assert_eq!(figure(unit, value, Language::English), english);
        assert_eq!(figure(unit, value, Language::Chinese), chinese);
    }
}

#[test]
fn every_signal_has_a_label_of_its_own_and_its_value_a_figure() {
    for (language, code) in Language::ALL.map(|language| (language, language.code())) {
        let told = SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence);
        let labels: Vec<String> = told.map(|signal| attrition_i18n::label(signal.name, language)).collect();
        for (place, label) in labels.iter().enumerate() {
            assert!(!label.contains(['_', ':']) && !labels[..place].contains(label), "{code}: {label}");
        }
    }
    for (unit, value, english, chinese) in [
        (Unit::PointsPerWeek, -0.84, "-0.8 points a week", "每周 -0.8 分"),
        (Unit::PerHourPerWeek, 0.018, "0.02 tickets an hour a week", "每周每小时 0.02 单"),
        (Unit::Flag, 1.0, "yes", "是"),
        (Unit::Flag, 0.0, "no", "否"),
        (Unit::Share, 0.13, "13 %", "13%"),
    ] {
        assert_eq!(attrition_i18n::value(unit, value, Language::English), english);
        assert_eq!(attrition_i18n::value(unit, value, Language::Chinese), chinese);
    }
}

#[test]
fn every_sentence_shows_its_figures_and_nothing_of_its_making() {
    for signal in SIGNALS.iter().filter(|signal| signal.telling == Telling::Sentence) {
        for normal in [Some(7.0), None] {
            let (now, of) = (Some(12.0), normal.map(|_| 20.0));
            let reason = Reason { signal: signal.name, contribution: 0.5, side: signal.side, now, normal, of };
            for (language, code) in Language::ALL.map(|language| (language, language.code())) {
                let text = attrition_i18n::reason(&reason, language);
                assert!(!text.contains(['{', '}', '$', '\n']) && !text.starts_with("reason-"), "{code}: {text}");
                assert!(!text.ends_with(['.', '。', ',', '，']), "{code}: one sentence, without its stop: {text}");
            }
        }
    }
}

#[test]
fn the_guide_follows_the_side_and_what_reasons_are_about() {
    let schedule = reason("short_notice_changes", 0.8, 6.0, Some(1.0));
    let hostile = reason("hostile_share", 0.6, 0.2, Some(0.1));
    let coaching = reason("days_since_feedback", 0.9, 41.0, None);
    let late = reason("late_rate", 0.9, 0.3, Some(0.1));
    let asks = |reasons: &[Reason]| guide(reasons, Language::English).ask;
    let (one, other) = (asks(std::slice::from_ref(&schedule)), asks(std::slice::from_ref(&hostile)));
    assert!(one.starts_with("How far ahead") && other.starts_with("Which contacts"), "{one}; {other}");
    let both = asks(&[schedule.clone(), hostile.clone()]);
    assert!(both.starts_with("How far ahead") && both.contains("\nWhich contacts"), "both: {both}");
    // A cause named on a side leads, whatever the withdrawal beside it weighs.
    assert!(asks(&[late.clone(), schedule.clone()]).starts_with("How far ahead"));
    assert!(asks(&[coaching, schedule]).starts_with("What have you done well"));
    assert!(asks(&[late]).starts_with("How are you getting on"));
    for language in Language::ALL {
        let none = guide(&[], language);
        assert_eq!([&none.ask, &none.offer].map(|part| part.lines().count()), [1, 1]);
        assert_eq!(none.avoid.lines().count(), 2);
    }
}

//! Tenure, team, leader. Organisation signals leave the agent out and are as of the day before.

use super::Grade::{A, B as Adjacent, D};
use super::Side::{Hygiene, Motivator, Withdrawal};
use super::Telling::Sentence;
use super::form::Form::Other;
use super::{Sign, Signal, Unit};

pub(super) const SIGNALS: [Signal; 9] = [
    Signal {
        name: "tenure_days",
        unit: Unit::Days,
        formula: "D minus hire date",
        form: Other(|e| e.employment.tenure_days, "hire date known"),
        sign: Sign::EarlyPlusThenMinus,
        side: Withdrawal,
        grade: A,
        telling: Sentence("{now} since hire: a time when many leave", "入职 {now}，处于易离职阶段"),
    },
    Signal {
        name: "level_age_days",
        unit: Unit::Days,
        formula: "D minus last change of level",
        form: Other(|e| e.employment.level_age_days, "level known"),
        sign: Sign::Plus,
        side: Motivator,
        grade: Adjacent,
        telling: Sentence("On the same level for {now}", "职级已 {now} 未变动"),
    },
    Signal {
        name: "supervisor_changed",
        unit: Unit::Flag,
        formula: "1 if the supervisor changed in W(90)",
        form: Other(|e| e.org.supervisor_changed, "roster known"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: A,
        telling: Sentence("A new supervisor within three months", "近三个月更换了主管"),
    },
    Signal {
        name: "supervisor_left",
        unit: Unit::Flag,
        formula: "1 if a supervisor of the last 90 days separated in W(90)",
        form: Other(|e| e.org.supervisor_left, "roster known"),
        sign: Sign::PlusStrong,
        side: Hygiene,
        grade: A,
        telling: Sentence("Their supervisor left within three months", "近三个月其主管离职"),
    },
    Signal {
        name: "supervisor_leaver_rate",
        unit: Unit::PerYear,
        formula: "(voluntary leavers of that supervisor in W(365) + 5 r) / (agent-years + 5), r the site's rate, this agent left out",
        form: Other(|e| e.org.supervisor_leaver_rate, "30 agent-days"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: A,
        telling: Sentence(
            "Colleagues of this team have been leaving at {now} a year",
            "该团队同事的年离职率为 {now}",
        ),
    },
    Signal {
        name: "team_leavers",
        unit: Unit::Share,
        formula: "voluntary leavers of the team in W(60) / mean head count, this agent left out",
        form: Other(|e| e.org.team_leavers, "team of 4"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: A,
        telling: Sentence("{now} of the team gave notice in two months", "近两个月团队 {now} 的人提出离职"),
    },
    Signal {
        name: "cohort_leavers",
        unit: Unit::Share,
        formula: "voluntary leavers among agents hired within 14 days at the site in W(90) / mean head count, this agent left out",
        form: Other(|e| e.org.cohort_leavers, "cohort of 3"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence(
            "{now} of those hired at the same time gave notice in three months",
            "近三个月同期入职者 {now} 提出离职",
        ),
    },
    Signal {
        name: "team_tenure",
        unit: Unit::Days,
        formula: "median tenure of the team, days, this agent left out",
        form: Other(|e| e.org.team_tenure, "team of 4"),
        sign: Sign::Minus,
        side: Hygiene,
        grade: Adjacent,
        telling: Sentence("A young team: median tenure {now}", "团队较新：司龄中位数 {now}"),
    },
    Signal {
        name: "span_of_control",
        unit: Unit::Count,
        formula: "agents under the supervisor",
        form: Other(|e| e.org.span_of_control, "roster known"),
        sign: Sign::Plus,
        side: Hygiene,
        grade: D,
        telling: Sentence("The supervisor has {now} agents", "主管管理 {now} 人"),
    },
];

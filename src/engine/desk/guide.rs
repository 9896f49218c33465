//! What to do about an alert: the conversation, by Herzberg's two factors.

use crate::engine::signals::Side;

/// Language of texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Language {
    /// Every language with its code.
    pub const ALL: [(Self, &str); 2] = [(Self::English, "en"), (Self::Chinese, "zh-CN")];

    /// Its code, as in BCP 47.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// How to talk with the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guide {
    /// What to ask.
    pub ask: &'static str,
    /// What to offer.
    pub offer: &'static str,
    /// What not to do.
    pub avoid: &'static str,
}

/// What a score is for, in every alert.
pub const PURPOSE: (&str, &str) = (
    "For support only. Never use it in a disciplinary, pay or dismissal matter.",
    "仅用于支持员工，不得用于纪律处分、薪酬或解雇。",
);

/// The guide for the side on which most reasons stand.
pub fn guide(side: Side, language: Language) -> Guide {
    match (side, language) {
        (Side::Hygiene, Language::English) => Guide {
            ask: "Which condition of your work has made it harder lately: hours, rest, team or contacts?",
            offer: "Fix one condition this week: a schedule, a swap, a break from hard contacts.",
            avoid: "Do not mention a score or a risk, and do not ask about health.",
        },
        (Side::Hygiene, Language::Chinese) => Guide {
            ask: "最近哪些工作条件让你更吃力：工时、休息、团队还是来访？",
            offer: "本周先解决一项条件：排班、换班，或暂离高压来访。",
            avoid: "不要提分数或风险，不要询问健康。",
        },
        (Side::Motivator, Language::English) => Guide {
            ask: "What would you like to learn or take on next, and what work went unseen?",
            offer: "Coach, recognise a piece of good work, and agree a next step with a date.",
            avoid: "Do not open with the numbers, and do not promise what you cannot keep.",
        },
        (Side::Motivator, Language::Chinese) => Guide {
            ask: "接下来想学什么、承担什么？哪些工作没有被看见？",
            offer: "安排辅导，认可一项好的工作，并约定有日期的下一步。",
            avoid: "不要以数据开场，不要许下做不到的承诺。",
        },
        (Side::Withdrawal, Language::English) => Guide {
            ask: "How are you doing here, and what would make you stay?",
            offer: "Hold an open stay interview, and listen more than you speak.",
            avoid: "Do not confront, do not guess at private reasons, and do not ask about health.",
        },
        (Side::Withdrawal, Language::Chinese) => Guide {
            ask: "最近在这里感觉怎么样？什么会让你愿意留下？",
            offer: "进行一次开放的留任面谈，多听少说。",
            avoid: "不要质问，不要猜测私人原因，不要询问健康。",
        },
    }
}

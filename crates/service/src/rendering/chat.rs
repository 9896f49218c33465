//! Alerts and notices as chat messages, in the markup of each robot.

use super::alert_card::{alert_card, closing, links, one_line, place};
use super::{Link, LinkTarget, brief};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::notice::NoticeData;
use attrition_core::desk::Language;
use attrition_i18n::{Value, purpose, text, text_with};

/// Bytes of any body: WeCom takes 4,096 of UTF-8 with whatever a template puts around it.
pub const BYTES_MAX: usize = 3_800;

/// Bytes of a body for Slack: a section takes 3,000 letters, so 3,000 bytes always fit.
const SLACK_BYTES_MAX: usize = 2_950;

/// What a robot makes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Plain text without any markup.
    Plain,
    /// Slack's own markup, called mrkdwn.
    Slack,
    /// Markdown of an Adaptive Card.
    Teams,
    /// Markdown of a Feishu card.
    Feishu,
    /// Markdown as a robot of DingTalk shows it.
    DingTalk,
    /// Markdown as a robot of WeCom shows it.
    WeCom,
}

impl Markup {
    /// All markups, for whoever has to try each.
    pub const ALL: [Self; 6] = [Self::Plain, Self::Slack, Self::Teams, Self::Feishu, Self::DingTalk, Self::WeCom];
}

/// An alert or a notice as a chat message.
#[derive(Clone, PartialEq)]
pub struct Chat {
    /// Title as plain text: it names nobody.
    pub title: String,
    /// Body in the markup; at most [`BYTES_MAX`] bytes.
    pub body: String,
}

attrition_core::basics::redacted::redacted!(Chat);

/// An alert as a message; without an agent it says where, not who.
pub fn chat(agent: Option<&str>, alert: &AlertData, language: Language, markup: Markup, link: &Link<'_>) -> Chat {
    let told = alert_card(alert, language);
    let mut lines = vec![markup.bold(&who(agent, alert, language))];
    let plain = |line: String| markup.escape(&line);
    let mut end = vec![String::new()];
    end.extend(told.unmeasured.iter().chain([&told.purpose]).map(|line| markup.quiet(line)));
    if alert.status == AlertStatus::Closed {
        lines.push(plain(closing(alert, language)));
    } else {
        lines.extend(told.risk.into_iter().chain([told.since]).chain(told.second).map(plain));
        if !told.reasons.is_empty() {
            lines.extend([String::new(), markup.bold(&text(language, "heading-reasons"))]);
            lines.extend(told.reasons.iter().map(|(reason, _)| markup.item(reason)));
        }
        for (part, parts) in &told.guide {
            lines.extend([String::new(), markup.bold(part)]);
            lines.extend(parts.iter().map(|line| markup.item(line)));
        }
        let link = |(target, words): (LinkTarget, String)| Some(markup.link(&words, &link(alert, target)?));
        let links: Vec<String> = links(alert, language).into_iter().filter_map(link).collect();
        if !links.is_empty() {
            end.splice(..0, [String::new(), links.join(" · ")]);
        }
    }
    Chat { title: title(alert, language), body: markup.joined(lines, &end) }
}

/// A notice about a site as a message, with a link to the page about it where there is one.
pub fn chat_notice(notice: &NoticeData, language: Language, markup: Markup, page: Option<&str>) -> Chat {
    let title = text_with(language, "notice-title", [("site", Value::from(one_line(&notice.site)))]);
    let mut lines = vec![markup.escape(&brief::notice_line(notice, language))];
    if let Some(page) = page {
        lines.extend([String::new(), markup.link(&text(language, "page-details"), page)]);
    }
    Chat { title, body: markup.joined(lines, &[String::new(), markup.quiet(&purpose(language))]) }
}

/// Several alerts as one message, a line each: for when a message each would be too many. What does not fit is counted.
pub fn chat_list(alerts: &[(Option<&str>, &AlertData)], language: Language, markup: Markup) -> Chat {
    let line = |(agent, alert): &(Option<&str>, &AlertData)| match agent {
        Some(agent) => markup.item(&brief::brief_line(agent, alert, language)),
        None => markup.item(&brief::summary(alert, language)),
    };
    let title = text_with(language, "chat-title-several", [("count", Value::from(alerts.len()))]);
    let lines: Vec<String> = alerts.iter().map(line).collect();
    let mut end = vec![String::new(), markup.quiet(&purpose(language))];
    let more = |left: usize| markup.escape(&text_with(language, "chat-more", [("count", Value::from(left))]));
    let told = markup.fit(&lines, &[&end[..], &[more(lines.len())]].concat());
    if told < lines.len() {
        end.insert(0, more(lines.len() - told));
    }
    Chat { title, body: markup.joined(lines, &end) }
}

fn title(alert: &AlertData, language: Language) -> String {
    let name = match alert.status {
        status if status.is_waiting() || status == AlertStatus::Closed => status.code(),
        _ => "other",
    };
    text(language, &format!("chat-title-{name}"))
}

fn who(agent: Option<&str>, alert: &AlertData, language: Language) -> String {
    let [_, team] = place(alert);
    match agent {
        Some(agent) => {
            let agent = text_with(language, "chat-agent", [("agent", Value::from(one_line(agent)))]);
            text_with(language, "chat-who", [("agent", Value::from(agent)), ("team", Value::from(one_line(&team)))])
        }
        None => text_with(language, "team", [("team", Value::from(one_line(&team)))]),
    }
}

impl Markup {
    fn bold(self, text: &str) -> String {
        let text = self.escape(text);
        match self {
            Self::Plain => text,
            Self::Slack => format!("*{text}*"),
            Self::Teams | Self::Feishu | Self::DingTalk | Self::WeCom => format!("**{text}**"),
        }
    }

    fn item(self, text: &str) -> String {
        let text = self.escape(text);
        match self {
            Self::Slack | Self::WeCom => format!("• {text}"),
            Self::Plain | Self::Teams | Self::Feishu | Self::DingTalk => format!("- {text}"),
        }
    }

    /// What stands at the end in small letters, where there are such.
    fn quiet(self, text: &str) -> String {
        let text = self.escape(text);
        match self {
            Self::Plain | Self::Feishu => text,
            Self::WeCom => format!("<font color=\"comment\">{text}</font>"),
            Self::Slack | Self::Teams => format!("_{text}_"),
            Self::DingTalk => format!("> {text}"),
        }
    }

    fn link(self, words: &str, url: &str) -> String {
        // A link is ours: it holds neither brackets nor spaces.
        match self {
            Self::Plain => format!("{words}: {url}"),
            Self::Slack => format!("<{}|{}>", url.replace('&', "&amp;"), self.escape(words)),
            Self::Teams | Self::Feishu | Self::DingTalk | Self::WeCom => format!("[{}]({url})", self.escape(words)),
        }
    }

    /// A text that means nothing to the markup, in one line.
    fn escape(self, text: &str) -> String {
        // No client makes a link of an id.
        let text: String = one_line(text).replace("://", ": //");
        match self {
            Self::Plain => text,
            Self::Slack => text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
            // By character references: they are what Feishu's cards know.
            Self::Feishu => each(&text, "&<>*_~[]()`#", |letter| format!("&#{};", u32::from(letter))),
            Self::Teams => each(&text, "\\*_[]()`~#<>", |letter| format!("\\{letter}")),
            Self::DingTalk => each(&text, "\\*_[]()`~#<>&", |letter| match letter {
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '&' => "&amp;".to_owned(),
                letter => format!("\\{letter}"),
            }),
            // Knows no escapes: what could begin a tag or a link gets its wide form, as Chinese text has it.
            Self::WeCom => each(&text, "<>*[]`", |letter| {
                char::from_u32(u32::from(letter) + 0xFEE0).map_or(String::new(), String::from)
            }),
        }
    }

    /// How many of the lines fit before the end.
    fn fit(self, lines: &[String], end: &[String]) -> usize {
        let max = match self {
            Self::Slack => SLACK_BYTES_MAX,
            Self::Plain | Self::Teams | Self::Feishu | Self::DingTalk | Self::WeCom => BYTES_MAX,
        };
        let bytes = |line: &String| line.len() + self.gap().len();
        let mut room = max.saturating_sub(end.iter().map(bytes).sum());
        let fits = |line: &&String| {
            let left = room.checked_sub(bytes(line));
            room = left.unwrap_or(0);
            left.is_some()
        };
        lines.iter().take_while(fits).count()
    }

    fn gap(self) -> &'static str {
        match self {
            // One line feed is a space in their markdown.
            Self::Teams | Self::DingTalk => "\n\n",
            Self::Plain | Self::Slack | Self::Feishu | Self::WeCom => "\n",
        }
    }

    /// Lines as the robot breaks them, cut before the end when they are too many.
    fn joined(self, mut lines: Vec<String>, end: &[String]) -> String {
        lines.truncate(self.fit(&lines, end));
        lines.extend_from_slice(end);
        if self.gap().len() > 1 {
            lines.retain(|line| !line.is_empty());
        }
        lines.join(self.gap())
    }
}

fn each(text: &str, special: &str, escaped: impl Fn(char) -> String) -> String {
    let one = |letter: char| if special.contains(letter) { escaped(letter) } else { String::from(letter) };
    text.chars().map(one).collect()
}

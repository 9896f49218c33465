//! Letters and messages: how they read, and that nothing in them comes apart.

use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::notice::NoticeStatus;
use attrition_core::desk::{Closing, ConditionEnd, NoticeKind, Why};
use attrition_test_support::centres::centre::date;
use std::fs;
use std::path::Path;

use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::digest::DigestAlert;
use attrition_contracts::alerting::notice::NoticeData;
use attrition_core::desk::Language;
use attrition_service::rendering::{self, BYTES_MAX, LinkTarget, Markup, ReplyOption};

use super::samples;
use attrition_test_support::centres::chance::Chance;

fn link(alert: &AlertData, target: LinkTarget) -> Option<String> {
    let LinkTarget::Answer(ask) = target else { return Some(format!("https://desk.example/{}", &alert.alert[..8])) };
    let code = ReplyOption::ALL.iter().find(|(known, _)| *known == ask).map_or("", |(_, code)| code);
    Some(format!("https://attrition.example/a/{}?do={code}&sig=abc", &alert.alert[..8]))
}

/// Compares with the file beside the golden stories; `UPDATE_EXPECT=1` writes it.
fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/letters").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
        fs::write(&path, text).expect("the folder can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "tests/golden/letters/{name} differs: UPDATE_EXPECT=1 accepts\n{text}");
}

#[test]
fn a_digest_reads_as_it_should() {
    for (language, code) in Language::ALL.map(|language| (language, language.code())) {
        let letter = rendering::digest(&samples::digest(language), &link);
        check(&format!("digest.{code}.txt"), &format!("Subject: {}\n\n{}", letter.subject, letter.text));
        check(&format!("digest.{code}.html"), &letter.html);
        assert!(letter.html.contains(&format!("<html lang=\"{code}\">")));
        for foreign in ["<script", "<img", "<link", "@import", "url(", "http://"] {
            assert!(!letter.html.contains(foreign), "{foreign}: nothing runs, nothing is fetched");
        }
        assert!(!letter.subject.contains("a-1042"), "a subject names nobody");
    }
}

#[test]
fn messages_read_as_they_should() {
    for (language, code) in Language::ALL.map(|language| (language, language.code())) {
        let digest = samples::digest(language);
        let about = &digest.alerts[0];
        let mut page = String::new();
        let mut add = |head: &str, body: &str| page.push_str(&format!("# {head}\n{body}\n\n"));
        add("summary", &rendering::summary(&about.alert, language));
        add("summary, closed", &rendering::summary(&digest.closed[0].alert, language));
        add("description", &rendering::description(&about.alert, language));
        add("alert", &rendering::alert_text(&about.agent, &about.alert, language));
        for markup in Markup::ALL {
            let chat = rendering::chat(Some(&about.agent), &about.alert, language, markup, &link);
            add(&format!("{markup:?}: {}", chat.title), &chat.body);
        }
        let chat = rendering::chat(None, &digest.closed[0].alert, language, Markup::Slack, &link);
        add(&format!("closed: {}", chat.title), &chat.body);
        let several: Vec<_> = digest.alerts.iter().map(|about| (Some(about.agent.as_str()), &about.alert)).collect();
        let chat = rendering::chat_list(&several, language, Markup::Teams);
        add(&format!("several: {}", chat.title), &chat.body);
        let shift = NoticeData {
            kind: NoticeKind::SiteShift,
            what: ["longest_sick_spell", "absence_spells", "handle_time_change"].map(str::to_owned).into(),
            ..digest.notices[0].clone()
        };
        let (kind, queue) = (NoticeKind::QueueShift, Some("billing".into()));
        let of_queue = NoticeData { kind, queue, ..shift.clone() };
        let over = |notice: &NoticeData, over: Option<ConditionEnd>| {
            // Data arrive again, or nobody waits for them.
            let can_be = notice.kind != NoticeKind::StaleData || over != Some(ConditionEnd::Unknown);
            can_be.then(|| NoticeData { status: NoticeStatus::Over, over, ..notice.clone() })
        };
        let notices = [digest.notices[0].clone(), shift, of_queue];
        let endings = || ConditionEnd::ALL.map(Some).into_iter().chain([None]);
        let all = notices.iter().flat_map(|notice| {
            std::iter::once(notice.clone()).chain(endings().filter_map(|ending| over(notice, ending)))
        });
        for notice in all {
            add(
                "notice",
                &rendering::chat_notice(&notice, language, Markup::Plain, Some("https://desk.example/")).body,
            );
        }
        check(&format!("messages.{code}.txt"), &page);
    }
}

#[test]
fn every_state_has_its_words() {
    let mut seen = std::collections::BTreeSet::new();
    for language in Language::ALL {
        for status in AlertStatus::ALL.into_iter().filter(|status| *status != AlertStatus::Closed) {
            let text = rendering::alert_text("a", &samples::alert(language, status, (0.3, None), &[]), language);
            assert!(seen.insert(text.lines().next().map(str::to_owned)), "{status} is told as another");
        }
        for closing in Closing::ALL {
            let mut alert = samples::alert(language, AlertStatus::Closed, (0.3, None), &[]);
            alert.closing = Some(closing);
            assert!(seen.insert(rendering::alert_text("a", &alert, language).lines().nth(1).map(str::to_owned)));
            let more: &[fn(&mut AlertData)] = match closing {
                Closing::Eased => &[|alert| alert.own_risk = Some(0.1), |alert| alert.back = true],
                Closing::Lapsed | Closing::Moved => &[|alert| alert.goes_on = true],
                Closing::Left | Closing::Ended => &[],
            };
            for more in more {
                more(&mut alert);
                assert!(seen.insert(rendering::alert_text("a", &alert, language).lines().nth(1).map(str::to_owned)));
            }
        }
        for why in Why::ALL {
            let mut alert = samples::alert(language, AlertStatus::Escalated, (0.3, None), &[]);
            (alert.to, alert.why_second) = (Addressee::Second, Some(why));
            let description = rendering::description(&alert, language);
            assert!(seen.insert(description.lines().nth(1).map(str::to_owned)), "{description}");
            alert.answered = true;
            let again = rendering::description(&alert, language);
            assert_eq!(again != description, why == Why::Unacknowledged, "{again}");
        }
    }
}

#[test]
fn what_is_over_has_no_forecast_and_asks_for_nothing() {
    for language in Language::ALL {
        let with = |status: AlertStatus| {
            let alert = samples::alert(
                language,
                status,
                (0.3, Some(0.1)),
                &[samples::reason("late_rate", 0.3, 0.21, Some(0.05))],
            );
            rendering::alert_text("a", &alert, language)
        };
        let (open, over) = (with(AlertStatus::Raised), with(AlertStatus::Closed));
        let lines: Vec<&str> = over.lines().filter(|line| !line.is_empty()).collect();
        let same: Vec<&str> =
            lines.iter().copied().filter(|line| open.lines().any(|of_open| of_open == *line)).collect();
        // Since when, what stood out and what all this is for are the same; the status and the way it ended are not.
        assert_eq!((lines.len(), same.len()), (6, 3), "{over}");
    }
}

#[test]
fn nobody_is_said_not_to_have_answered_what_is_answered() {
    for language in Language::ALL {
        let second = |status: AlertStatus| {
            let mut digest = samples::digest(language);
            (digest.to, digest.supervisor) = (Addressee::Second, None);
            digest.alerts.truncate(1);
            let alert = &mut digest.alerts[0].alert;
            (alert.status, alert.to, alert.why_second) = (status, Addressee::Second, Some(Why::Unacknowledged));
            rendering::digest(&digest, &link).text
        };
        let (waits, answered) = (second(AlertStatus::Escalated), second(AlertStatus::Acknowledged));
        let told = rendering::digest(&samples::digest(language), &link).text;
        let unanswered: Vec<&str> =
            waits.lines().filter(|line| !answered.contains(*line) && !told.contains(*line)).collect();
        // The first sentence, the status, and why the second address gets it.
        assert_eq!(unanswered.len(), 3, "{unanswered:?}");
    }
}

#[test]
fn what_is_told_while_data_are_missing_says_of_which_day_it_is() {
    for (language, then) in [(Language::English, "those of "), (Language::Chinese, "风险与原因截至")] {
        let digest = samples::digest(language);
        let mut about = digest.alerts[0].clone();
        let mut text = |as_of, status| {
            (about.alert.as_of, about.alert.status) = (as_of, status);
            rendering::alert_text(&about.agent, &about.alert, language)
        };
        let day = digest.date;
        assert!(text(Some(day - 3), AlertStatus::Raised).contains(then));
        assert!(!text(Some(day), AlertStatus::Raised).contains(then), "what is of today needs no date");
        assert!(!text(Some(day - 3), AlertStatus::Closed).contains(then), "what is over is not of today");
    }
}

#[test]
fn risks_are_told_by_the_hundred() {
    let cases =
        [(0.0, 0), (0.004, 0), (0.012, 1), (0.094, 9), (0.096, 10), (0.13, 15), (0.224, 20), (0.999, 95), (7.0, 95)];
    for (risk, told) in cases {
        assert_eq!(rendering::of_hundred(risk), told, "{risk}");
    }
}

#[test]
fn dates_have_the_form_of_their_language() {
    assert_eq!(rendering::in_words(date("2026-11-04"), Language::English), "4 November 2026");
    assert_eq!(rendering::in_words(date("2026-11-04"), Language::Chinese), "2026年11月4日");
}

#[test]
fn whatever_the_data_hold_nothing_comes_apart() {
    for seed in 0..300 {
        let mut chance = Chance(seed);
        let alerts: Vec<DigestAlert> = (0..chance.below(4))
            .map(|_| DigestAlert { agent: samples::odd(&mut chance).into(), alert: samples::odd_alert(&mut chance) })
            .collect();
        let language = Language::ALL[chance.below(2)];
        let agent = samples::odd(&mut chance);
        let mut digest = samples::digest(language);
        digest.to = Addressee::ALL[chance.below(2)];
        digest.site = samples::odd(&mut chance).into();
        digest.notices[0].what = vec![samples::odd(&mut chance).to_owned(); chance.below(3)];
        for about in &alerts {
            messages_hold(agent, &about.alert, language, seed);
        }
        (digest.alerts, digest.closed) = (alerts.clone(), alerts);
        digest.supervisor = Some(samples::odd(&mut chance).into());
        letter_holds(&rendering::digest(&digest, &link), seed);
        letter_holds(&rendering::digest_in_place(&digest, &link), seed);
    }
}

#[test]
fn a_long_letter_stays_below_what_clients_cut() {
    for language in Language::ALL {
        let mut digest = samples::digest(language);
        let one = digest.alerts[0].clone();
        digest.alerts = (0..60).map(|n| DigestAlert { agent: format!("a-{n:03}").into(), ..one.clone() }).collect();
        let long = |alert: &AlertData, ask| link(alert, ask).map(|url| url + &"x".repeat(250));
        let letter = rendering::digest(&digest, &long);
        assert!(letter.html.len() < 100_000, "{} bytes", letter.html.len());
        for about in &digest.alerts {
            assert_eq!(letter.html.matches(&*about.agent).count(), 1, "each is told once");
            assert_eq!(letter.text.matches(&*about.agent).count(), 1, "each is told once");
        }
    }
}

#[test]
fn what_does_not_fit_a_list_is_counted() {
    let alert = samples::digest(Language::English).alerts.remove(0).alert;
    for markup in Markup::ALL {
        for alerts in [1, 20, 500] {
            let chat = rendering::chat_list(&vec![(Some("a-1042"), &alert); alerts], Language::English, markup);
            let told = chat.body.matches("1042").count();
            let left: usize =
                chat.body.split("and ").filter_map(|rest| rest.split(" more").next()?.parse::<usize>().ok()).sum();
            assert_eq!(told + left, alerts, "{markup:?}: {}", chat.body);
            assert!(chat.body.len() <= BYTES_MAX && chat.body.contains("Never use it"));
        }
    }
}

fn messages_hold(agent: &str, alert: &AlertData, language: Language, seed: u64) {
    for markup in Markup::ALL {
        let chat = rendering::chat(Some(agent), alert, language, markup, &link);
        let max = if markup == Markup::Slack { 3_000 } else { BYTES_MAX };
        assert!(chat.body.len() <= max, "seed {seed}: {markup:?} has {} bytes", chat.body.len());
        let purpose = if language == Language::Chinese { "不得用于纪律处分" } else { "Never use it" };
        assert!(chat.body.contains(purpose), "seed {seed}: {markup:?}: {}", chat.body);
        let tags = match markup {
            Markup::Plain | Markup::Teams => &[][..],
            _ => &["<script", "<img", "<!channel", "<at "],
        };
        assert!(!tags.iter().any(|tag| chat.body.contains(tag)), "seed {seed}: {markup:?}: {}", chat.body);
        if markup != Markup::Plain && markup != Markup::Slack {
            assert!(!chat.body.contains("](javascript"), "seed {seed}: {markup:?}: {}", chat.body);
        }
    }
    let summary = rendering::summary(alert, language);
    assert!(!summary.contains(['\n', '\r']), "seed {seed}: one line: {summary:?}");
    rendering::description(alert, language);
    rendering::alert_text(agent, alert, language);
}

/// Every tag of the page is one that the page itself has: the data add none, and all are closed in their order.
fn letter_holds(letter: &rendering::RenderedLetter, seed: u64) {
    assert!(!letter.subject.contains(['\n', '\r']), "seed {seed}: a header in one line");
    let page = letter.html.split_once("</style>").expect("it has a style").1;
    let mut open = vec!["head".to_owned(), "html".to_owned()];
    (open[0], open[1]) = ("html".to_owned(), "head".to_owned());
    for tag in page.split('<').skip(1) {
        let name: String = tag.chars().take_while(|letter| letter.is_ascii_alphanumeric() || *letter == '/').collect();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "seed {seed}"),
            None => {
                let known = ["body", "table", "tr", "td", "th", "h1", "h2", "h3", "p", "ul", "li", "span", "a"];
                assert!(known.contains(&name.as_str()), "seed {seed}: <{name}");
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "seed {seed}: {open:?}");
}

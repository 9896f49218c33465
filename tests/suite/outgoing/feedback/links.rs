//! Signed links: no changed byte verifies, and a link is good for one alert and one thing.

use attrition_config::{Config, Secret};
use attrition_service::feedback::links::{Bad, LinkAction, Links, is_same};
use time::OffsetDateTime;

const ALERT: &str = "00112233445566778899aabbccddeeff";
const OTHER: &str = "00112233445566778899aabbccddeef0";
const KEY: &str = "a key for tests that is long enough";
const NEXT: &str = "another key, which came after the first";

pub(crate) fn links(secret: &str, previous: &str) -> Links {
    let file = format!(
        "[links]\npublic = \"https://watch.example.org/\"\nsecret = \"{secret}\"\nprevious_secret = \"{previous}\"\n"
    );
    let config = Config::read(Some(&file), std::iter::empty()).expect("the settings are valid");
    Links::new(&config.links).expect("there is a secret")
}

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_790_000_000).expect("it is a time")
}

fn token(links: &Links, alert: &str, ask: LinkAction) -> String {
    let url = links.url(alert, ask, now()).expect("the alert has a name");
    url.strip_prefix("https://watch.example.org/a/").expect("it leads to the page").to_owned()
}

#[test]
fn a_link_says_what_was_asked_and_until_when() {
    let links = links(KEY, "");
    for ask in [
        LinkAction::Acknowledge,
        LinkAction::Snooze(7),
        LinkAction::Snooze(u16::MAX),
        LinkAction::Useful,
        LinkAction::NotUseful,
    ] {
        let (asked, _) = links.read(&token(&links, ALERT, ask)).expect("it was just signed");
        assert_eq!((asked.alert.as_str(), asked.ask), (ALERT, ask));
        let days = (asked.expires - now().unix_timestamp()) as f64 / 86_400.0;
        assert!((14.0..=15.0).contains(&days), "{days}");
        assert_eq!(asked.expires % 86_400, 0);
    }
    for no_name in ["", "Anna", "0011", &ALERT.to_uppercase(), &format!("{ALERT}0")] {
        assert_eq!(links.url(no_name, LinkAction::Useful, now()), None, "{no_name}");
    }
    assert!(Links::new(&Config::read(None, std::iter::empty()).expect("valid").links).is_none(), "no secret, no links");
}

#[test]
fn no_changed_byte_verifies() {
    let links = links(KEY, NEXT);
    let token = token(&links, ALERT, LinkAction::Snooze(7));
    let (_, id) = links.read(&token).expect("it was just signed");
    for place in 0..token.len() {
        for other in (0x20..0x7f).map(char::from) {
            let mut changed = token.clone();
            changed.replace_range(place..=place, &other.to_string());
            if changed != token {
                let read = links.read(&changed).expect_err("it was not signed so");
                // A letter of base64 makes a forged token, anything else none at all; so does another version.
                let is_letter = other.is_ascii_alphanumeric() || other == '-' || other == '_';
                assert!(is_letter || read == Bad::Unknown, "{place} {other}");
            }
        }
        assert_eq!(links.read(&token[..place]).expect_err("it is too short"), Bad::Unknown);
        assert_eq!(links.read(&token[place + 1..]).expect_err("it is too short"), Bad::Unknown);
    }
    for more in ["A", "AAAA", "=", " ", "\0"] {
        assert_eq!(links.read(&format!("{token}{more}")).expect_err("it is too long"), Bad::Unknown);
    }
    assert_eq!(links.read(&token).expect("it is as it was").1, id);
}

#[test]
fn tokens_of_one_alert_are_none_of_another() {
    let links = links(KEY, "");
    let mut ids = std::collections::BTreeSet::new();
    for alert in [ALERT, OTHER] {
        for ask in [
            LinkAction::Acknowledge,
            LinkAction::Snooze(1),
            LinkAction::Snooze(2),
            LinkAction::Useful,
            LinkAction::NotUseful,
        ] {
            let token = token(&links, alert, ask);
            let (asked, id) = links.read(&token).expect("it was just signed");
            assert_eq!((asked.alert.as_str(), asked.ask), (alert, ask));
            assert!(ids.insert(id.clone()), "each has an id of its own");
            assert_eq!(links.read(&token).expect("it was just signed").1, id, "which it keeps");
            assert_eq!(self::token(&links, alert, ask), token, "on a day, a link is the same each time it is written");
        }
    }
}

#[test]
fn links_of_the_key_before_go_on_to_work_and_no_others() {
    let old = token(&links(KEY, ""), ALERT, LinkAction::Acknowledge);
    let id = links(KEY, "").read(&old).expect("it was just signed").1;
    assert_eq!(links(NEXT, KEY).read(&old).expect("the key before is known").1, id, "it still counts once");
    assert_eq!(links(NEXT, "").read(&old).expect_err("the key is gone"), Bad::Forged);
    assert_ne!(token(&links(NEXT, KEY), ALERT, LinkAction::Acknowledge), old, "new ones have the new key");
}

#[test]
fn secrets_are_the_same_or_not() {
    let secret = Secret::new("0123456789abcdef");
    assert!(is_same(&secret, "0123456789abcdef"));
    for other in ["", "0", "0123456789abcdeF", "0123456789abcdef0", "0123456789abcde"] {
        assert!(!is_same(&secret, other), "{other}");
    }
}

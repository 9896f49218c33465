//! A real mail server: STARTTLS, a login, letters taken apart by another reader, and what it refuses.

use attrition_contracts::alerting::announced::AnnouncedData;
use attrition_contracts::alerting::digest::DigestData;
use attrition_core::desk::Language;
use serde_json::{Value, json};

use super::alertmanager::free_port;
use super::script::Script;
use super::site::{Delivering, Pairs, Site, header};
use attrition_test_support::process::http::get;
use attrition_test_support::process::program::{Scratch, eventually};

/// The address of a supervisor.
const TO: (&str, &str) = ("DELIVER__MAIL__TO", "{supervisor}@example.com");

/// A service that only delivers, by mail.
fn service(site: &Site, port: u16, password: &str, authority: &str, more: Pairs<'_>) -> Delivering {
    let port = port.to_string();
    let settings = [
        ("SERVICE__STAGES", "deliver"),
        ("DELIVER__MAIL__RELAY", "localhost"),
        ("DELIVER__MAIL__PORT", &port),
        ("DELIVER__MAIL__USER", "watch"),
        ("DELIVER__MAIL__PASSWORD", password),
        ("DELIVER__MAIL__FROM", "Early warning <watch@example.com>"),
        ("DELIVER__MAIL__HOURS", "00:00-24:00"),
    ];
    site.work_with(&[&settings[..], more].concat(), &[("SSL_CERT_FILE".to_owned(), authority.to_owned())])
}

/// Every digest that the desk wrote.
pub(super) fn digests(site: &Site) -> Vec<DigestData> {
    let digest = |what| match what {
        AnnouncedData::Digest(digest) => Some(*digest),
        AnnouncedData::Alert { .. } | AnnouncedData::Notice(_) | AnnouncedData::Feedback { .. } => None,
    };
    site.said().into_iter().filter_map(|said| digest(said.what)).collect()
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_real_server_gets_the_digests() {
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let mut relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let site = Site::played();
    // The mailbox of one is full at first, that of another is gone.
    let addresses =
        own.file("addresses.csv", "supervisor,address\nsup-02,full-2@example.com\nsup-06,gone-6@example.com\n");
    let more = [TO, ("DELIVER__MAIL__ADDRESSES", addresses.as_str())];
    let delivering = service(&site, relay.port(), "secret", &authority, &more);
    eventually("it is ready", || get(&delivering.service, "/readyz").status == 200);
    eventually("all is committed", || site.is_through("mail"));
    let digests = digests(&site);
    let gone = digests.iter().filter(|digest| digest.supervisor.as_deref() == Some("sup-06")).count();
    assert!(gone > 0 && digests.iter().any(|digest| digest.supervisor.as_deref() == Some("sup-02")));
    assert_eq!(delivering.count("mail", "delivered"), digests.len() - gone);
    assert_eq!(delivering.count("mail", "dead_letter"), gone);
    assert_eq!(delivering.count("mail", "failed"), 1, "the full mailbox, once");
    let said = delivering.service.said();
    assert!(!said.contains("agent-") && !said.contains("sup-06") && !said.contains("gone-6"), "{said}");
    delivering.stop();

    let letters: Vec<Value> = relay.said().into_iter().filter(|said| said["headers"].is_object()).collect();
    for letter in &letters {
        assert_eq!((&letter["tls"], &letter["user"]), (&json!(true), &json!(true)));
        assert_eq!(letter["kind"], "multipart/alternative");
        assert_eq!(letter["sender"], "watch@example.com");
        assert_eq!(letter["headers"]["auto-submitted"], "auto-generated");
        assert_eq!(letter["defects"], json!([]));
        assert!(letter["longest"].as_u64().is_some_and(|bytes| bytes <= 998), "lines are as long as they may be");
        assert!(letter["headers"]["subject"].as_str().is_some_and(|subject| !subject.contains("agent-")));
        assert!(letter["headers"]["date"].is_string());
    }
    assert_eq!(letters.len(), digests.len() - gone);
    for digest in digests.iter().filter(|digest| digest.supervisor.as_deref() != Some("sup-06")) {
        let id = format!("<{}@example.com>", digest.digest);
        let letter = letters.iter().find(|letter| letter["headers"]["message-id"] == id).expect("its digest names it");
        let to = match digest.supervisor.as_deref() {
            None => "second@example.com".to_owned(),
            Some("sup-02") => "full-2@example.com".to_owned(),
            Some(supervisor) => format!("{supervisor}@example.com"),
        };
        assert_eq!(letter["to"], json!([to]));
        for kind in ["text/plain", "text/html"] {
            let part = letter["parts"][kind].as_str().expect("it has this part");
            let people = digest.alerts.iter().chain(&digest.closed);
            people.for_each(|about| assert!(part.contains(&*about.agent), "{kind} of {id}"));
        }
        let is_chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
        let chinese = letter["parts"]["text/plain"].as_str().is_some_and(is_chinese);
        assert_eq!(chinese, digest.language == Language::Chinese, "{}", letter["parts"]["text/plain"]);
    }
    let dead = site.dead_letters();
    assert_eq!(dead.len(), gone);
    let detail = |letter| header(letter, "dead-letter-detail");
    assert!(dead.iter().all(|letter| detail(letter).contains("550") && !detail(letter).contains("gone-6")));
    relay.kill();
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_site_without_a_second_address_has_no_letter_to_it() {
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let site = Site::played();
    let second = |site: &Site, code: &str| {
        digests(site).iter().filter(|digest| digest.site == code && digest.supervisor.is_none()).count()
    };
    assert_eq!(second(&site, "site-11"), 0, "no digest is written to it");
    assert!(second(&site, "site-silent") > 0, "elsewhere the second address hears of notices");
    let delivering = service(&site, relay.port(), "secret", &authority, &[TO]);
    eventually("all is committed", || site.is_through("mail"));
    assert_eq!((delivering.count("mail", "dead_letter"), site.dead_letters().len()), (0, 0));
    let said = delivering.service.said();
    assert!(!said.contains(" ERROR "), "{said}");
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_supervisor_whom_nobody_knows_is_a_dead_letter_where_there_is_no_second_address() {
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let site = Site::played();
    let delivering = service(&site, relay.port(), "secret", &authority, &[]);
    eventually("all is committed", || site.is_through("mail"));
    let nowhere = digests(&site).iter().filter(|digest| digest.site == "site-11").count();
    assert!(nowhere > 0);
    assert_eq!(delivering.count("mail", "dead_letter"), nowhere);
    let letters = site.dead_letters();
    assert!(letters.iter().all(|letter| header(letter, "dead-letter-detail").contains("nobody knows the address")));
    // All others fall back on the second address. It is told of each site, without a name; the letter says whose it is.
    assert_eq!(delivering.count("mail", "delivered"), digests(&site).len() - nowhere);
    let said = delivering.service.said();
    assert!(!said.contains("sup-"), "{said}");
    delivering.stop();
    let letters: Vec<Value> = relay.said().into_iter().filter(|said| said["headers"].is_object()).collect();
    let mut checked = 0;
    for digest in digests(&site).iter().filter(|digest| digest.site != "site-11") {
        let Some(supervisor) = &digest.supervisor else { continue };
        let is_told = |line: &&str| line.contains("has no address") && line.contains(&*digest.site);
        assert_eq!(said.lines().filter(is_told).count(), 1, "{}: {said}", digest.site);
        let id = format!("<{}@example.com>", digest.digest);
        let letter = letters.iter().find(|letter| letter["headers"]["message-id"] == id).expect("its digest names it");
        assert_eq!(letter["to"], json!(["second@example.com"]));
        for kind in ["text/plain", "text/html"] {
            assert!(letter["parts"][kind].as_str().is_some_and(|part| part.contains(&**supervisor)), "{kind} of {id}");
        }
        checked += 1;
    }
    assert!(checked > 0);
}

#[test]
#[ignore = "needs Python: ./check"]
fn a_wrong_password_or_a_foreign_certificate_buries_no_letter() {
    let own = Scratch::new();
    let authority = own.text("authority.pem");
    let relay = Script::start("mail.py", &[&authority, &free_port().to_string()]);
    let other = own.file("other.pem", "");
    for (password, authority, told) in [("wrong", &authority, "535"), ("secret", &other, "TLS failed")] {
        let site = Site::played();
        let delivering = service(&site, relay.port(), password, authority, &[TO]);
        eventually("it is refused", || delivering.count("mail", "failed") == 1);
        let said = delivering.service.said();
        assert!(said.contains(told), "{said}");
        assert!(!said.contains("wrong") && !said.contains("secret\""), "{said}");
        delivering.stop();
        assert!(site.dead_letters().is_empty() && !site.is_through("mail"));
    }
    assert!(relay.said().is_empty(), "no letter went in the clear");
}

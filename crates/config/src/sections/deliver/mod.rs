//! `[deliver]`: where alerts, letters and notices go.

mod mail;
mod webhook;

pub use mail::{MailConfig, Tls};
pub use webhook::{Preset, WebhookConfig, WebhookContent};

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Secret;
use crate::error::{SettingError, each_once, holds};

/// Longest time of a request: a member that says nothing for longer than a few minutes is put out of its group.
const TIMEOUT_MAX_S: u64 = 60;

/// Where alerts, letters and notices go.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct DeliverConfig {
    /// Seconds that a request may take.
    pub timeout_s: u64,
    /// Hours after which a message that could not be delivered becomes a dead letter.
    pub give_up_h: u32,
    /// Days after which nobody is told of a record any more.
    pub max_age_days: u32,
    /// Address of a page about an alert, with `{alert}` where its name goes; empty for none.
    pub page: String,
    /// Address of a page about a notice, with `{notice}` and `{site}`; empty for none.
    pub notice_page: String,
    /// Delivery to Prometheus Alertmanager.
    pub alertmanager: AlertmanagerConfig,
    /// Settings of delivery by mail.
    pub mail: MailConfig,
    /// Webhooks, by the names that the configuration gives them.
    #[serde(default)]
    pub webhooks: BTreeMap<String, WebhookConfig>,
}

/// Settings of delivery to Prometheus Alertmanager.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct AlertmanagerConfig {
    /// Addresses of all members of one cluster; empty for none.
    pub urls: Vec<String>,
    /// Seconds after which open alerts are sent again.
    pub resend_s: u64,
    /// Minutes after which one that is not sent again resolves by itself.
    pub expires_min: u64,
    /// User of basic authentication; empty for none.
    pub user: String,
    /// Password of that user.
    pub password: Secret,
    /// Bearer token; empty for none.
    pub token: Secret,
}

impl DeliverConfig {
    /// Names of the channels, as metrics, consumer groups and logs have them.
    pub fn channels(&self) -> Vec<String> {
        let fixed = [("alertmanager", !self.alertmanager.urls.is_empty()), ("mail", !self.mail.relay.is_empty())];
        let fixed = fixed.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name.to_owned());
        fixed.chain(self.webhooks.keys().cloned()).collect()
    }

    /// What is wrong, and what to do.
    pub(crate) fn check(&mut self, stop_within_s: u64) -> Result<(), SettingError> {
        // Where nothing is delivered, nothing holds up a stop.
        let most = if self.channels().is_empty() { TIMEOUT_MAX_S } else { stop_within_s.saturating_sub(1).max(1) };
        let most = TIMEOUT_MAX_S.min(most);
        holds((1..=most).contains(&self.timeout_s), "deliver.timeout_s", || {
            format!("must be between 1 and {most}: less than `service.stop_within_s`")
        })?;
        let give_up = (1..=720).contains(&self.give_up_h);
        holds(give_up, "deliver.give_up_h", || "must be between 1 and 720".to_owned())?;
        let age = (1..=365).contains(&self.max_age_days) && self.give_up_h <= self.max_age_days * 24;
        holds(age, "deliver.max_age_days", || {
            "must be between 1 and 365, and not shorter than `deliver.give_up_h`".to_owned()
        })?;
        check_page("deliver.page", &self.page, &["{alert}"])?;
        check_page("deliver.notice_page", &self.notice_page, &["{notice}", "{site}"])?;
        self.alertmanager.check()?;
        self.mail.check()?;
        for (name, webhook) in &mut self.webhooks {
            let is_name = !name.is_empty() && name.len() <= 40 && name.bytes().all(is_of_name);
            holds(is_name && name != "alertmanager" && name != "mail", &format!("deliver.webhooks.{name}"), || {
                "needs another name: small letters, digits, - and _, 40 at most, and neither alertmanager nor mail"
                    .to_owned()
            })?;
            webhook.check(name)?;
        }
        Ok(())
    }
}

impl AlertmanagerConfig {
    fn check(&mut self) -> Result<(), SettingError> {
        for url in &mut self.urls {
            url.truncate(url.trim_end_matches('/').len());
            holds(is_address(url), "deliver.alertmanager.urls", || {
                format!("has `{url}`, and must have addresses as http://alertmanager:9093")
            })?;
        }
        each_once(&self.urls, "deliver.alertmanager.urls")?;
        let resend = (1..=3_600).contains(&self.resend_s);
        holds(resend, "deliver.alertmanager.resend_s", || "must be between 1 and 3600".to_owned())?;
        // Less would let alerts lapse between two times of sending, and be told anew.
        let expires = self.expires_min <= 10_080 && self.expires_min * 60 >= 2 * self.resend_s;
        holds(expires, "deliver.alertmanager.expires_min", || {
            "must be at least twice `resend_s`, and at most 10080".to_owned()
        })?;
        holds(self.user.is_empty() || self.token.is_empty(), "deliver.alertmanager.user", || {
            "and `deliver.alertmanager.token` are both set: choose one".to_owned()
        })
    }
}

/// The address of a page is one, and has no other places in it than those that are filled in.
fn check_page(key: &str, page: &str, places: &[&str]) -> Result<(), SettingError> {
    holds(page.is_empty() || is_address(page), key, || {
        format!("must be an address, as https://watch.example.org/{}", places.join("/"))
    })?;
    let rest = places.iter().fold(page.to_owned(), |rest, place| rest.replace(place, ""));
    holds(!rest.contains(['{', '}']), key, || {
        format!("is `{page}`, and between braces it may have {} alone", places.join(" and "))
    })
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
}

/// Whether a text is an address of the web.
fn is_address(text: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\".contains(&b)))
}

#[cfg(test)]
mod tests {
    use crate::{Config, Error};
    use attrition_contracts::records::stage_name::StageName;

    fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, Error> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(Some(file), variables)
    }

    #[test]
    fn nothing_is_delivered_unless_configured() {
        let config = read("", &[]).expect("the defaults are valid");
        assert!(config.deliver.channels().is_empty());
        assert!(config.runs(StageName::Deliver));
    }

    #[test]
    fn webhooks_have_names_and_take_what_they_lack_from_the_defaults() {
        let file = "[deliver.webhook]\nsites = [\"north\"]\n[deliver.webhooks.ops]\nurl = \"https://a/b\"\n\
                    [deliver.webhooks.chat]\nurl = \"https://c/d\"\npreset = \"slack\"\nsites = []\n";
        let secret = ("ATTRITION_WATCH__DELIVER__WEBHOOKS__OPS__SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let config = read(file, &[secret]).expect("valid");
        assert_eq!(config.deliver.channels(), ["chat", "ops"]);
        assert_eq!(config.deliver.webhooks["ops"].sites, ["north"]);
        assert!(config.deliver.webhooks["chat"].sites.is_empty());
        let shown = format!("{:?}", config.deliver);
        assert!(!shown.contains("MfKQ") && !shown.contains("https://a/b"), "{shown}");
        let alone = read(
            "",
            &[
                ("ATTRITION_WATCH__DELIVER__WEBHOOKS__X__URL", "https://a"),
                ("ATTRITION_WATCH__DELIVER__WEBHOOKS__X__PRESET", "slack"),
            ],
        );
        assert_eq!(alone.expect("valid").deliver.channels(), ["x"]);
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let told = |file: &str, expected: &str| {
            let error = read(file, &[]).expect_err("it must be refused").to_string();
            assert!(error.contains(expected), "{error}");
        };
        told("[deliver.webhooks.ops]\nurll = \"https://a\"\n", "`deliver.webhooks.ops.urll`: did you mean `url`?");
        told("[deliver.webhooks.ops]\nsites = 3\n", "`deliver.webhooks.ops.sites` must be a list of texts");
        told("[deliver.webhooks]\nops = 3\n", "`deliver.webhooks.ops` must be a section");
        told("[deliver.webhooks.ops]\nurl = \"https://a\"\npreset = \"slac\"\n", "did you mean `slack`");
        told("[deliver.webhooks.ops]\nurl = \"here\"\n", "`deliver.webhooks.ops.url`");
        told("[deliver.webhooks.ops]\nurl = \"https://a\"\nsecret = \"short\"\n", "`deliver.webhooks.ops.secret`");
        told("[deliver.webhooks.ops]\nurl = \"https://a\"\nwhat = [\"letters\"]\n", "alerts, notices");
        told(
            "[deliver.webhooks.\"Ops 1\"]\nurl = \"https://a\"\n",
            "`deliver.webhooks.Ops 1` needs another name: small letters",
        );
        told("[deliver.webhooks.mail]\nurl = \"https://a\"\n", "neither");
        told("[deliver.alertmanager]\nurls = [\"am:9093\"]\n", "`deliver.alertmanager.urls`");
        told(
            "[deliver]\ntimeout_s = 20\n[deliver.alertmanager]\nurls = [\"http://am:9093\"]\n",
            "less than `service.stop_within_s`",
        );
        told("[deliver]\nmax_age_days = 1\n", "`deliver.give_up_h`");
        told("[deliver.mail]\nrelay = \"mx\"\nfrom = \"watch\"\n", "`deliver.mail.from`");
        told("[deliver.mail]\nrelay = \"mx\"\nto = \"all@example.com\"\n", "{supervisor}");
        told("[deliver.mail]\nport = 0\n", "`deliver.mail.port` must be between 1 and 65535");
        told("[deliver]\npage = \"https://a/{foo}\"\n", "`deliver.page` is `https://a/{foo}`");
        told("[deliver]\nnotice_page = \"https://a/{site}?{alert}\"\n", "it may have {notice} and {site} alone");
        told("[deliver]\nnotice_page = \"https://a/{site\"\n", "`deliver.notice_page`");
        told("[deliver.mail]\nhours = \"7-19\"\n", "07:00-19:00");
        told("[deliver.mail]\nhours = \"19:00-07:00\"\n", "07:00-19:00");
        told("[deliver.mail]\ntls = \"ssl\"\n", "starttls");
        told("[deliver.mail]\nrelay = \"mx\"\nuser = \"u\"\npassword = \"p\"\ntls = \"none\"\n", "password");
    }
}

//! `[links]`: what signs the links in messages, and where they lead.

use serde::Deserialize;

use crate::Secret;
use crate::error::{SettingError, holds};
use attrition_core::desk::FEEDBACK_DAYS;

/// A key as long as the hash: a shorter one would be what is weakest.
const SECRET_MIN: usize = 32;
/// The longest time for which a link may be good, days: as long as the desk remembers what it has heard, or a link could be
/// used twice.
const VALID_DAYS_MAX: u16 = FEEDBACK_DAYS as u16;

/// Settings of signed links.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct LinksConfig {
    /// Address under which readers of messages reach the service, without a slash at its end; empty for none.
    pub public: String,
    /// Key of the signatures; empty for no links.
    pub secret: Secret,
    /// The key before; empty for none.
    pub previous_secret: Secret,
    /// Days for which a link can be used.
    pub valid_days: u16,
}

impl LinksConfig {
    /// What is wrong, and what to do.
    pub(crate) fn check(&mut self) -> Result<(), SettingError> {
        self.public.truncate(self.public.trim_end_matches('/').len());
        for (key, secret) in [("links.secret", &self.secret), ("links.previous_secret", &self.previous_secret)] {
            holds(secret.is_empty() || secret.expose().len() >= SECRET_MIN, key, || {
                format!("must be empty or have at least {SECRET_MIN} bytes: `openssl rand -hex 32` makes one")
            })?;
        }
        let is_valid = (1..=VALID_DAYS_MAX).contains(&self.valid_days);
        holds(is_valid, "links.valid_days", || format!("must be between 1 and {VALID_DAYS_MAX}"))?;
        if self.secret.is_empty() {
            let is_alone = self.previous_secret.is_empty();
            return holds(is_alone, "links.previous_secret", || {
                "needs `links.secret`, the key that new links are signed with".to_owned()
            });
        }
        let rest = ["https://", "http://"].iter().find_map(|scheme| self.public.strip_prefix(scheme));
        let is_address = rest.is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic() && !b"?#\"<>\\".contains(&b))
        });
        holds(is_address, "links.public", || {
            "must be the address that readers of messages open, as https://watch.example.org, since `links.secret` is set"
                .to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    fn check(public: &str, secret: &str, previous: &str, valid_days: u16) -> Result<LinksConfig, SettingError> {
        let (secret, previous_secret) = (Secret::new(secret), Secret::new(previous));
        let mut config = LinksConfig { public: public.to_owned(), secret, previous_secret, valid_days };
        config.check().map(|()| config)
    }

    #[test]
    fn what_cannot_sign_is_refused_with_what_to_do() {
        assert!(check("", "", "", 14).is_ok(), "no links at all");
        assert_eq!(
            check("https://watch.example.org/", KEY, "", 14).expect("valid").public,
            "https://watch.example.org"
        );
        let refused = |told: Result<LinksConfig, SettingError>, expected: &str| {
            let told = told.expect_err("it must be refused").to_string();
            assert!(told.contains(expected), "{told}");
        };
        refused(check("https://a", "short", "", 14), "`links.secret`");
        refused(check("https://a", KEY, "short", 14), "`links.previous_secret`");
        refused(check("https://a", "", KEY, 14), "`links.previous_secret` needs `links.secret`");
        refused(check("", KEY, "", 14), "`links.public`");
        refused(check("ftp://a", KEY, "", 14), "`links.public`");
        refused(check("https://a/?x=", KEY, "", 14), "`links.public`");
        refused(check("https://a", KEY, "", 0), "`links.valid_days`");
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let config = check("https://a", KEY, KEY, 14).expect("valid");
        assert!(!format!("{config:?}").contains("0123"), "{config:?}");
    }
}

//! Signed links in messages: whoever has one can say one thing about one alert, once, until it expires.

mod token;

pub use token::{Bad, LinkAction, LinkClaims, is_same};

use time::{Duration, OffsetDateTime};

use self::token::LinkKey;
use attrition_config::LinksConfig;

/// Where the pages of links are served.
pub const PATH: &str = "/a/";

/// Makes links and reads them.
pub struct Links {
    public: String,
    key: LinkKey,
    previous: Option<LinkKey>,
    valid_days: u16,
}

impl Links {
    /// The links of a configuration; `None` where it has no secret.
    pub fn new(config: &LinksConfig) -> Option<Self> {
        let key = |secret: &attrition_config::Secret| (!secret.is_empty()).then(|| LinkKey::new(secret));
        let (public, valid_days) = (config.public.clone(), config.valid_days);
        Some(Self { public, key: key(&config.secret)?, previous: key(&config.previous_secret), valid_days })
    }

    /// The link that asks something about an alert, by its name; `None` where it has none that could be signed.
    ///
    /// It expires at the end of a day (UTC), so that a message which is written twice on a day is the same message, with the
    /// same links, and each of them counts once.
    pub fn url(&self, alert: &str, ask: LinkAction, now: OffsetDateTime) -> Option<String> {
        let days = Duration::days(i64::from(self.valid_days) + 1);
        let expires = (now + days).replace_time(time::Time::MIDNIGHT).unix_timestamp();
        let token = self.key.write(&LinkClaims { alert: alert.into(), ask, expires })?;
        Some(format!("{}{PATH}{token}", self.public))
    }

    /// What a token asks, with the id of the feedback that it makes; it may have expired.
    pub fn read(&self, token: &str) -> Result<(LinkClaims, String), Bad> {
        match self.key.read(token) {
            Err(Bad::Forged) => self.previous.as_ref().map_or(Err(Bad::Forged), |key| key.read(token)),
            read => read,
        }
    }
}

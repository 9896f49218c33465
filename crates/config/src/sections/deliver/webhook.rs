//! `[deliver.webhooks.<name>]`: an address that is told, in the form that it understands.

use serde::Deserialize;

use super::is_address;
use crate::Secret;
use crate::error::{SettingError, each_once, holds};
use crate::kinds::one_of::{NotOneOf, one_of};

/// Begins a key of Standard Webhooks.
const KEY_PREFIX: &str = "whsec_";

/// Settings of delivery to one webhook.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct WebhookConfig {
    /// Address; a robot's key stands in it.
    pub url: Secret,
    /// The form of the messages: the project's own, or that of a chat service.
    pub preset: Preset,
    /// Key of the signature; empty for none.
    pub secret: Secret,
    /// The kinds of records that are sent to the webhook.
    pub what: Vec<WebhookContent>,
    /// Which sites; empty for all.
    pub sites: Vec<String>,
    /// Whether the agent is named.
    pub agent: bool,
    /// File of a template for the body; empty for the preset's.
    pub template: String,
    /// Messages a minute; 0 for what the preset's receiver takes.
    pub a_minute: u32,
}

/// A form of message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Preset {
    /// Standard Webhooks 1.0.0, JSON.
    #[default]
    Standard,
    /// An incoming webhook of Slack.
    Slack,
    /// Workflows of Microsoft Teams: an adaptive card.
    Teams,
    /// A robot of Feishu or Lark.
    Feishu,
    /// A robot of DingTalk.
    Dingtalk,
    /// A group robot of WeCom.
    Wecom,
}

/// What a webhook is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum WebhookContent {
    /// Alerts, each about one agent.
    Alerts,
    /// Notices, each about a site or a queue.
    Notices,
}

impl Preset {
    /// Every form with its name.
    pub const ALL: [(&str, Self); 6] = [
        ("standard", Self::Standard),
        ("slack", Self::Slack),
        ("teams", Self::Teams),
        ("feishu", Self::Feishu),
        ("dingtalk", Self::Dingtalk),
        ("wecom", Self::Wecom),
    ];

    /// Whether its receivers can check a signature; of the others the address is the key.
    pub fn is_signed(self) -> bool {
        match self {
            Self::Standard | Self::Feishu | Self::Dingtalk => true,
            Self::Slack | Self::Teams | Self::Wecom => false,
        }
    }
}

impl TryFrom<String> for Preset {
    type Error = NotOneOf;

    fn try_from(name: String) -> Result<Self, NotOneOf> {
        one_of(&name, &Self::ALL)
    }
}

impl TryFrom<String> for WebhookContent {
    type Error = NotOneOf;

    fn try_from(name: String) -> Result<Self, NotOneOf> {
        one_of(&name, &Self::ALL)
    }
}

impl WebhookContent {
    const ALL: [(&str, Self); 2] = [("alerts", Self::Alerts), ("notices", Self::Notices)];

    fn name(self) -> &'static str {
        match self {
            Self::Alerts => "alerts",
            Self::Notices => "notices",
        }
    }
}

impl WebhookConfig {
    pub(crate) fn check(&self, name: &str) -> Result<(), SettingError> {
        let path = |key: &str| format!("deliver.webhooks.{name}.{key}");
        holds(is_address(self.url.expose()), &path("url"), || {
            "must be an address, as https://example.com/hook".to_owned()
        })?;
        holds(self.is_signed_rightly(), &path("secret"), || {
            format!("must be `{KEY_PREFIX}` and 24 to 64 bytes as base64, as Standard Webhooks has it")
        })?;
        holds(!self.what.is_empty(), &path("what"), || "must name at least one of alerts, notices".to_owned())?;
        let are_codes = self.sites.iter().all(|site| !site.trim().is_empty());
        holds(are_codes, &path("sites"), || "must hold codes of sites; an empty list is for all".to_owned())?;
        each_once(&self.sites, &path("sites"))?;
        each_once(&self.what.iter().map(|what| what.name()).collect::<Vec<_>>(), &path("what"))?;
        holds(self.a_minute <= 6_000, &path("a_minute"), || "must be at most 6000".to_owned())
    }

    /// Robots have keys of their own forms, of which only the robot knows whether they are right, or take none: such a key has no
    /// effect, and that is told.
    fn is_signed_rightly(&self) -> bool {
        let secret = self.secret.expose();
        let Some(key) = secret.strip_prefix(KEY_PREFIX) else {
            return secret.is_empty() || self.preset != Preset::Standard;
        };
        let of_base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
        (32..=88).contains(&key.len()) && key.len().is_multiple_of(4) && key.bytes().all(of_base64)
    }
}

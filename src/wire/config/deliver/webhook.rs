//! `[deliver.webhooks.<name>]`: an address that is told, in the form that it understands.

use serde::Deserialize;

use super::{holds, is_address};
use crate::wire::config::Secret;

/// Begins a key of Standard Webhooks.
const KEY_PREFIX: &str = "whsec_";

/// A webhook.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct WebhookConfig {
    /// Address; a robot's key stands in it.
    pub url: Secret,
    /// The form.
    pub preset: Preset,
    /// Key of the signature; empty for none.
    pub secret: Secret,
    /// Which records.
    pub what: Vec<What>,
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
    /// Slack's incoming webhook.
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
pub enum What {
    /// Alerts about agents.
    Alerts,
    /// Notices about sites.
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
}

impl TryFrom<String> for Preset {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        one_of("preset", &name, &Self::ALL)
    }
}

impl TryFrom<String> for What {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        one_of("what", &name, &[("alerts", Self::Alerts), ("notices", Self::Notices)])
    }
}

/// One of several named values; what else a person may have meant.
fn one_of<T: Copy>(key: &str, name: &str, all: &[(&str, T)]) -> Result<T, String> {
    if let Some((_, value)) = all.iter().find(|(known, _)| *known == name) {
        return Ok(*value);
    }
    let known: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
    let nearest = known.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let hint = nearest.filter(|known| strsim::jaro_winkler(known, name) > 0.7);
    let hint = hint.map_or(String::new(), |known| format!(": did you mean `{known}`?"));
    Err(format!("`{key}` of a webhook has `{name}`, and must be of {}{hint}", known.join(", ")))
}

impl WebhookConfig {
    pub(super) fn check(&self, name: &str) -> Result<(), String> {
        let path = format!("deliver.webhooks.{name}");
        holds(is_address(self.url.expose()), || {
            format!("`{path}.url` must be an address, as https://example.com/hook")
        })?;
        holds(self.is_signed_rightly(), || {
            format!("`{path}.secret` must be `{KEY_PREFIX}` and 24 to 64 bytes as base64, as Standard Webhooks has it")
        })?;
        holds(!self.what.is_empty(), || format!("`{path}.what` must name at least one of alerts, notices"))?;
        holds(self.a_minute <= 6_000, || format!("`{path}.a_minute` must be at most 6000"))
    }

    /// Robots have keys of their own forms; whether such a key is right only the robot knows.
    fn is_signed_rightly(&self) -> bool {
        let secret = self.secret.expose();
        let Some(key) = secret.strip_prefix(KEY_PREFIX) else {
            return secret.is_empty() || matches!(self.preset, Preset::Feishu | Preset::Dingtalk);
        };
        let of_base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
        (32..=88).contains(&key.len()) && key.len().is_multiple_of(4) && key.bytes().all(of_base64)
    }
}

//! The body of a webhook by template: a preset's, or one of the operator's own.

mod error;

use std::path::Path;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use serde_json::Value;

use self::error::{TemplateError, TemplateFault};
use attrition_config::Preset;

/// Name under which the one template of an environment stands.
const NAME: &str = "body";

/// A template that was tried.
pub(super) struct Template(Environment<'static>);

/// What a body is made from. Values are written as JSON, with their quotes.
#[derive(Serialize)]
pub(super) struct TemplateMessage {
    /// Name of the event: the same over retries.
    pub(super) id: String,
    /// Type of the event, as `attrition.alert.v1`.
    #[serde(rename = "type")]
    pub(super) kind: String,
    /// When it was announced, RFC 3339.
    pub(super) time: String,
    /// The alert or the notice: what a thin message tells.
    pub(super) data: Value,
    /// Title as plain text.
    pub(super) title: String,
    /// Body in the markup of the receiver.
    pub(super) body: String,
    /// Page of the alert.
    pub(super) page: Option<String>,
    /// Time of the signature, of robots that have it in the body.
    pub(super) timestamp: Option<String>,
    /// Signature, of robots that have it in the body; `None` for others.
    pub(super) sign: Option<String>,
}

impl Template {
    /// The template of a preset.
    pub(super) fn preset(preset: Preset) -> Self {
        let text = match preset {
            Preset::Standard => include_str!("presets/standard.json"),
            Preset::Slack => include_str!("presets/slack.json"),
            Preset::Teams => include_str!("presets/teams.json"),
            Preset::Feishu => include_str!("presets/feishu.json"),
            Preset::Dingtalk => include_str!("presets/dingtalk.json"),
            Preset::Wecom => include_str!("presets/wecom.json"),
        };
        Self::parse(text).expect("presets are tested")
    }

    /// A template from a file, tried; what is wrong with it, and where.
    pub(super) fn read(path: &str) -> Result<Self, TemplateError> {
        let named = || path.to_owned();
        let text = std::fs::read_to_string(Path::new(path))
            .map_err(|source| TemplateError::Unreadable { path: named(), source })?;
        let template = Self::parse(&text).map_err(|source| TemplateError::Syntax { path: named(), source })?;
        for kind in ["attrition.alert.v1", "attrition.notice.v1"] {
            let tried = template.render(&trial(kind));
            tried.map_err(|source| TemplateError::Unusable { path: named(), kind, source })?;
        }
        Ok(template)
    }

    fn parse(text: &str) -> Result<Self, TemplateFault> {
        let mut environment = Environment::new();
        environment.set_auto_escape_callback(|_| AutoEscape::Json);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_template_owned(NAME, text.to_owned()).map_err(|error| TemplateFault::engine(error, text))?;
        Ok(Self(environment))
    }

    /// The body; an error says what is wrong with the template.
    pub(super) fn render(&self, message: &TemplateMessage) -> Result<String, TemplateFault> {
        let template = self.0.get_template(NAME).expect("it was put there");
        let body = template.render(Serde(message)).map_err(|error| TemplateFault::engine(error, template.source()))?;
        let parsed: Result<&serde_json::value::RawValue, _> = serde_json::from_str(&body);
        parsed.map_err(|source| TemplateFault::NotJson { source })?;
        Ok(body)
    }
}

/// A message that tells nothing, for trying a template.
fn trial(kind: &str) -> TemplateMessage {
    let text = |text: &str| text.to_owned();
    let (data, page) = (serde_json::json!({}), Some(text("https://watch.example.org")));
    let (id, kind, time) = (text("id"), kind.to_owned(), text("2026-01-05T06:00:00Z"));
    TemplateMessage {
        id,
        kind,
        time,
        data,
        title: text("title"),
        body: text("body"),
        page,
        timestamp: None,
        sign: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_makes_json_with_and_without_what_is_optional() {
        for (name, preset) in Preset::ALL {
            let template = Template::preset(preset);
            let bare = TemplateMessage { page: None, body: "a \"b\"\n{{c}}".to_owned(), ..trial("attrition.alert.v1") };
            let signed = TemplateMessage {
                timestamp: Some("1".to_owned()),
                sign: Some("s".to_owned()),
                ..trial("attrition.notice.v1")
            };
            for message in [bare, signed] {
                let body = template.render(&message).unwrap_or_else(|error| panic!("{name}: {error}"));
                let is_told = name == "standard" || body.contains(&serde_json::json!(message.body).to_string());
                assert!(is_told, "{name}: {body}");
            }
        }
    }

    #[test]
    fn a_template_that_cannot_be_used_is_refused_in_words() {
        let told = |text: &str| {
            let rendered = Template::parse(text).and_then(|made| made.render(&trial("attrition.alert.v1")));
            rendered.expect_err("it is wrong").to_string()
        };
        assert!(told("{\"a\": {{ title }").contains("line 1"), "{}", told("{\"a\": {{ title }"));
        assert!(told("{\"a\": {{ titel }}}").contains("undefined"), "{}", told("{\"a\": {{ titel }}}"));
        assert!(told("{\"a\": \"{{ title }}\"}").contains("no JSON"));
    }
}

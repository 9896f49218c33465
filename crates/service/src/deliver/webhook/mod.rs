//! Webhooks: Standard Webhooks 1.0.0, and the robots of chats.

mod chat_bots;
mod notification;
mod signature;
mod template;

use serde_json::Value;
use time::OffsetDateTime;

use self::notification::{Notification, notification};
use self::template::{Template, TemplateMessage};
use super::channel::{Channel, Look, is_too_old};
use super::http_client::Post;
use super::in_flight::Parcel;
use super::response_class::ResponseClass;
use super::texts::MessageTexts;
use super::throttle::Limit;
use crate::observability::summary::Passed;
use attrition_config::{Preset, WebhookConfig};
use attrition_contracts::alerting::announced::AnnouncedData;

/// Up to so many alerts that are due at once go in messages of their own, with reasons and guide: beyond, a list.
const SINGLE_MAX: usize = 5;
/// Alerts of one list.
const LIST_MAX: usize = 20;

/// The channel that delivers messages to one webhook.
pub struct Webhook {
    config: WebhookConfig,
    key: Option<Vec<u8>>,
    template: Template,
    texts: MessageTexts,
    max_age_days: u32,
    post: Post,
}

impl Webhook {
    /// The channel of a configuration; what is wrong with a key or a template, by the name of its setting.
    pub fn new(
        config: &WebhookConfig,
        max_age_days: u32,
        texts: MessageTexts,
        post: Post,
    ) -> Result<Self, (&'static str, String)> {
        let secret = config.secret.expose();
        let is_signed = config.preset == Preset::Standard && !secret.is_empty();
        let key = if is_signed {
            let told = "it must be `whsec_` and 24 to 64 bytes as base64".to_owned();
            Some(signature::key(secret).ok_or(("secret", told))?)
        } else {
            None
        };
        let template = match config.template.as_str() {
            "" => Template::preset(config.preset),
            path => Template::read(path).map_err(|error| ("template", error.to_string()))?,
        };
        Ok(Self { config: config.clone(), key, template, texts, max_age_days, post })
    }

    fn message(&self, parcels: &[&Parcel], now: OffsetDateTime) -> Option<TemplateMessage> {
        let all: Vec<Notification> = parcels.iter().filter_map(|parcel| notification(&parcel.announced).ok()).collect();
        let first = all.first()?;
        let named = |told: &Notification| told.agent.clone().filter(|_| self.config.agent);
        let (title, body) =
            notification::words(&all, chat_bots::markup(self.config.preset), &self.texts, self.config.agent);
        let mut data = first.thin.clone();
        if let (Value::Object(data), Some(agent)) = (&mut data, named(first)) {
            data.insert("agent".to_owned(), agent.as_str().into());
        }
        let page = match (&first.alert, &first.notice) {
            (Some(alert), _) if all.len() == 1 => self.texts.page(&alert.alert),
            (None, Some(notice)) => self.texts.notice_page(notice),
            _ => None,
        };
        if let Value::Object(data) = &mut data {
            data.insert("link".to_owned(), page.clone().into());
        }
        let secret = self.config.secret.expose();
        let signs = self.config.preset == Preset::Feishu && !secret.is_empty();
        let seconds = now.unix_timestamp();
        let (timestamp, sign) = signs.then(|| (seconds.to_string(), signature::feishu(secret, seconds))).unzip();
        let (id, kind, time) = (first.id.clone(), first.kind.to_owned(), first.time.clone());
        Some(TemplateMessage { id, kind, time, data, title, body, page, timestamp, sign })
    }

    fn url(&self, now: OffsetDateTime) -> String {
        let (url, secret) = (self.config.url.expose(), self.config.secret.expose());
        if self.config.preset != Preset::Dingtalk || secret.is_empty() {
            return url.to_owned();
        }
        let ms = i64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
        let joint = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joint}{}", signature::dingtalk(secret, ms))
    }
}

impl Channel for Webhook {
    fn limits(&self) -> Vec<Limit> {
        chat_bots::limits(self.config.preset, self.config.a_minute)
    }

    fn at_most(&self) -> usize {
        if self.config.preset == Preset::Standard { 1 } else { LIST_MAX }
    }

    fn classify(&mut self, parcel: &Parcel, now: OffsetDateTime) -> Look {
        let told = match notification(&parcel.announced) {
            Ok(told) => told,
            Err(why) => return Look::Pass(why),
        };
        let of_site = self.config.sites.is_empty() || self.config.sites.iter().any(|site| told.site == **site);
        let is_news = self.config.preset == Preset::Standard || told.is_news;
        match () {
            () if !of_site => Look::Pass(Passed::OtherSite),
            () if !self.config.what.contains(&told.what()) || !is_news => Look::Pass(Passed::NotWanted),
            () if is_too_old(told.date, self.max_age_days, now) => Look::Pass(Passed::TooOld),
            () => Look::Send,
        }
    }

    fn fit(&self, parcels: &[&Parcel]) -> usize {
        // A list is of alerts in one language.
        let of = |parcel: &&Parcel| match &parcel.announced.what {
            AnnouncedData::Alert { data, .. } => Some(data.language),
            AnnouncedData::Digest(_) | AnnouncedData::Notice(_) | AnnouncedData::Feedback { .. } => None,
        };
        let first = parcels.first().and_then(of);
        let alike = parcels.iter().take_while(|parcel| first.is_some() && of(parcel) == first).count();
        if alike <= SINGLE_MAX { 1 } else { alike }
    }

    fn send(&mut self, parcels: &[&Parcel], now: OffsetDateTime) -> ResponseClass {
        let Some(message) = self.message(parcels, now) else { return ResponseClass::Taken };
        let body = match self.template.render(&message) {
            Ok(body) => body,
            Err(fault) => return ResponseClass::Never(format!("its template fails: {fault}")),
        };
        let timestamp = now.unix_timestamp();
        let signature = self.key.as_ref().map(|key| signature::standard(key, &message.id, timestamp, &body));
        let timestamp = timestamp.to_string();
        let mut headers = vec![("webhook-id", message.id.as_str()), ("webhook-timestamp", &timestamp)];
        headers.extend(signature.as_ref().map(|signature| ("webhook-signature", signature.as_str())));
        match self.post.send(&self.url(now), &headers, body.as_bytes(), now) {
            Ok(reply) => chat_bots::answer(self.config.preset, &reply),
            Err(answer) => answer,
        }
    }
}

//! What messages say beside the words of `letter`: pages of alerts and notices, links by which alerts are answered, and whether
//! a site has a second address.

use time::OffsetDateTime;

use crate::feedback::links::Links;
use crate::rendering;
use attrition_config::{Config, SitesConfig};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::notice::NoticeData;
use attrition_core::basics::date::Date;

/// Pages and links of a configuration.
pub struct MessageTexts {
    page: String,
    notice_page: String,
    links: Option<Links>,
    sites: SitesConfig,
}

impl MessageTexts {
    /// Those of a configuration.
    pub fn new(config: &Config) -> Self {
        let (page, notice_page) = (config.deliver.page.clone(), config.deliver.notice_page.clone());
        Self { page, notice_page, links: Links::new(&config.links), sites: config.sites.clone() }
    }

    /// The page of an alert.
    pub fn page(&self, alert: &str) -> Option<String> {
        (!self.page.is_empty()).then(|| self.page.replace("{alert}", alert))
    }

    /// The page of a notice about a site.
    pub fn notice_page(&self, notice: &NoticeData) -> Option<String> {
        let page = || self.notice_page.replace("{notice}", &notice.notice).replace("{site}", &in_url(&notice.site));
        (!self.notice_page.is_empty()).then(page)
    }

    /// Whether an alert is for a second address, and its site has none.
    pub fn is_nowhere(&self, data: &AlertData) -> bool {
        data.to == Addressee::Second
            && self.sites.for_site(data.site.as_deref().unwrap_or_default()).second_address.is_empty()
    }

    /// Whether an alert is for a second address that is there.
    pub fn is_for_second(&self, data: &AlertData) -> bool {
        data.to == Addressee::Second && !self.is_nowhere(data)
    }

    /// A link of a message about an alert.
    ///
    /// `day` is when the message was due: one that is sent again has the same links.
    pub fn target(&self, alert: &str, target: rendering::LinkTarget, day: OffsetDateTime) -> Option<String> {
        match target {
            rendering::LinkTarget::Answer(ask) => self.link(alert, ask, day),
            rendering::LinkTarget::Page => self.page(alert),
        }
    }

    /// The link by which an alert is answered.
    pub fn link(&self, alert: &str, ask: rendering::ReplyOption, day: OffsetDateTime) -> Option<String> {
        self.links.as_ref()?.url(alert, ask.into(), day)
    }
}

/// A code as a part of an address: what means something there is written as %41.
fn in_url(code: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let one = |byte: u8| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    code.bytes().map(one).collect()
}

/// Whether anybody is told of an alert: not of what the budget withheld, nor of the hold-out share, to its end.
pub fn is_for_people(data: &AlertData) -> bool {
    !data.held_out && !data.status.is_kept_back()
}

/// The beginning of a date, UTC.
pub fn midnight(date: Date) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + time::Duration::days(i64::from(date.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_in_an_address_ends_nothing() {
        assert_eq!(
            (in_url("site-01.a"), in_url("a) [b]/?")),
            ("site-01.a".to_owned(), "a%29%20%5Bb%5D%2F%3F".to_owned())
        );
    }
}

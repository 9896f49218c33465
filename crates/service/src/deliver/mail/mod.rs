//! Mail: one letter for each digest, to the supervisor or to the site's second address.

mod addresses;
mod hours;
mod message;
mod relay;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use lettre::Address;
use lettre::message::Mailbox;
use time::OffsetDateTime;

use self::addresses::Addresses;
use self::hours::Hours;
use self::relay::Relay;
use super::channel::{Channel, Look, is_too_old};
use super::in_flight::Parcel;
use super::response_class::ResponseClass;
use super::texts::{MessageTexts, is_for_people, midnight};
use crate::observability::summary::Passed;
use crate::rendering;
use attrition_config::DeliverConfig;
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::alert_status::Addressee;
use attrition_contracts::alerting::announced::AnnouncedData;
use attrition_contracts::alerting::digest::DigestData;
use attrition_i18n::escape::escape;

/// The channel that delivers letters by mail.
pub struct Mail {
    from: Mailbox,
    addresses: Addresses,
    usual: MailSite,
    places: BTreeMap<String, MailSite>,
    texts: MessageTexts,
    max_age_days: u32,
    relay: Relay,
    /// Sites of which it was said that a supervisor has no address.
    without_address: BTreeSet<String>,
}

/// What of a site counts for its letters.
struct MailSite {
    second: Option<Address>,
    hours: Hours,
}

impl Mail {
    /// The channel of a configuration; what is wrong with a setting, by its name. `sites` are code (`None` for all that are
    /// not named), second address and time zone of each.
    pub fn new<'a>(
        config: &DeliverConfig,
        sites: impl Iterator<Item = (Option<&'a str>, &'a str, &'a str)>,
        texts: MessageTexts,
    ) -> Result<Self, (String, String)> {
        let mail = &config.mail;
        let wrong = |key: &str, told: &dyn std::fmt::Display| (format!("deliver.mail.{key}"), told.to_string());
        let from = message::mailbox(&mail.from).map_err(|error| wrong("from", &error))?;
        let addresses = Addresses::read(&mail.to, &mail.addresses).map_err(|told| wrong("addresses", &told))?;
        let minutes = mail.minutes().unwrap_or((0, 24 * 60));
        let mut places = BTreeMap::new();
        for (code, second, zone) in sites {
            let section = code.map_or("desk".to_owned(), |code| format!("sites.{code}"));
            let hours = Hours::new(zone, minutes);
            let told = format!("no time zone is called `{zone}`: it must be as Asia/Manila");
            let hours = hours.ok_or((format!("{section}.time_zone"), told))?;
            let second = match second {
                "" => None,
                address => {
                    let parsed: Result<Address, _> = address.parse();
                    let told = || format!("`{}` is no address, as hr@example.org is", escape(address));
                    Some(parsed.map_err(|_| (format!("{section}.second_address"), told()))?)
                }
            };
            places.insert(code.map(str::to_owned), MailSite { second, hours });
        }
        let usual = places.remove(&None).ok_or_else(|| wrong("relay", &"no site has a time zone"))?;
        let places = places.into_iter().filter_map(|(code, place)| Some((code?, place))).collect();
        let relay = Relay::new(mail, Duration::from_secs(config.timeout_s));
        let (max_age_days, without_address) = (config.max_age_days, BTreeSet::new());
        Ok(Self { from, addresses, usual, places, texts, max_age_days, relay, without_address })
    }

    fn place(&self, site: &str) -> &MailSite {
        self.places.get(site).unwrap_or(&self.usual)
    }

    /// Whether a record is an alert for a second address that its site has not.
    fn is_nowhere(&self, parcel: &Parcel) -> bool {
        let AnnouncedData::Alert { data, .. } = &parcel.announced.what else { return false };
        !data.history && is_for_people(data) && data.status.is_waiting() && self.texts.is_nowhere(data)
    }

    /// The address of the supervisor of a digest.
    fn own_address(&mut self, digest: &DigestData) -> Option<Address> {
        let supervisor = digest.supervisor.as_deref().filter(|_| digest.to == Addressee::Supervisor)?;
        self.addresses.address_of(supervisor)
    }

    /// Says once of a site that letters to a supervisor go to the second address. Whose they are is in the letters: it is a
    /// person's name.
    fn explain(&mut self, site: &str) {
        if self.without_address.insert(site.to_owned()) {
            tracing::warn!(
                channel = "mail",
                site,
                "a supervisor has no address: their letters go to the site's second address. A row of \
                 `deliver.mail.addresses` gives them one; of an id with blanks, commas or the like `deliver.mail.to` makes none"
            );
        }
    }
}

/// The letter that a record is.
fn digest(parcel: &Parcel) -> Option<&DigestData> {
    match &parcel.announced.what {
        AnnouncedData::Digest(digest) => Some(digest),
        AnnouncedData::Alert { .. } | AnnouncedData::Notice(_) | AnnouncedData::Feedback { .. } => None,
    }
}

impl Channel for Mail {
    fn classify(&mut self, parcel: &Parcel, now: OffsetDateTime) -> Look {
        match digest(parcel) {
            // Alerts come in letters; of one for which there is no second address nobody is told.
            None if self.is_nowhere(parcel) => Look::Pass(Passed::Nowhere),
            None => Look::Pass(Passed::OtherType),
            Some(digest) if is_too_old(digest.date, self.max_age_days, now) => Look::Pass(Passed::TooOld),
            Some(digest) if digest.to == Addressee::Second && self.place(&digest.site).second.is_none() => {
                Look::Pass(Passed::Nowhere)
            }
            Some(_) => Look::Send,
        }
    }

    fn earliest(&self, parcel: &Parcel, now: OffsetDateTime) -> OffsetDateTime {
        digest(parcel).map_or(now, |digest| self.place(&digest.site).hours.next(now))
    }

    fn send(&mut self, parcels: &[&Parcel], _now: OffsetDateTime) -> ResponseClass {
        let Some(digest) = parcels.first().and_then(|parcel| digest(parcel)) else { return ResponseClass::Taken };
        let own = self.own_address(digest);
        let is_in_place = digest.to == Addressee::Supervisor && own.is_none();
        let Some(to) = own.or_else(|| self.place(&digest.site).second.clone()) else {
            let told = "nobody knows the address, and the site has no second one";
            return ResponseClass::Never(told.to_owned());
        };
        if is_in_place {
            self.explain(&digest.site);
        }
        // Links are those of the digest's day, so that the letter is the same whenever it is sent.
        let day = midnight(digest.date);
        let link = |alert: &AlertData, target| self.texts.target(&alert.alert, target, day);
        let letter =
            if is_in_place { rendering::digest_in_place(digest, &link) } else { rendering::digest(digest, &link) };
        match message::message(&self.from, &to, &digest.digest, &letter) {
            Ok(bytes) => self.relay.send(&self.from.email, &to, &bytes),
            Err(told) => ResponseClass::Never(format!("the letter cannot be written: {told}")),
        }
    }
}

//! `[desk]`, and `[sites]` that differ from it.

use std::collections::BTreeMap;

use crate::error::{SettingError, each_once, holds};
use crate::kinds::zone;
use attrition_contracts::json::plain_text::{TextFault, fault};
use attrition_core::basics::date::Date;
use attrition_core::basics::ids::SiteId;
use attrition_core::desk::{Calendar, Language, Rules, RulesBySite};
use attrition_i18n::escape::escape;
use serde::Deserialize;

/// What a site has of its own, or shares with the others.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteConfig {
    /// Rules of its desk.
    pub rules: Rules,
    /// Its holidays, and who stands in for whom.
    pub calendar: Calendar,
    /// Where alerts go that no supervisor can take; empty for nowhere.
    pub second_address: String,
    /// IANA name of its time zone.
    pub time_zone: String,
}

/// The settings of every site.
#[derive(Clone, Debug, PartialEq)]
pub struct SitesConfig {
    usual: SiteConfig,
    own: BTreeMap<String, SiteConfig>,
}

/// The keys of `[desk]`, and so of a site.
#[derive(Deserialize)]
pub(crate) struct DeskConfig {
    budget_week: u32,
    cool_down_days: i32,
    hysteresis: f64,
    escalate_days: i32,
    lapse_days: i32,
    hold_out: f64,
    language: String,
    second_address: String,
    time_zone: String,
    holidays: Vec<String>,
    deputies: Vec<String>,
}

impl SitesConfig {
    /// The settings of a site.
    pub fn for_site(&self, site: &str) -> &SiteConfig {
        self.own.get(site).unwrap_or(&self.usual)
    }

    /// The settings of a site that has none of its own, and then of every one that has, by its code.
    pub fn iter(&self) -> impl Iterator<Item = (Option<&str>, &SiteConfig)> {
        let own = self.own.iter().map(|(code, site)| (Some(code.as_str()), site));
        std::iter::once((None, &self.usual)).chain(own)
    }

    /// Rules of the desk by site.
    pub fn rules(&self) -> RulesBySite {
        fn by_site<T>(sites: &BTreeMap<String, SiteConfig>, of: impl Fn(&SiteConfig) -> T) -> BTreeMap<SiteId, T> {
            sites.iter().map(|(code, site)| (code.as_str().into(), of(site))).collect()
        }
        RulesBySite {
            usual: self.usual.rules,
            own: by_site(&self.own, |site| site.rules),
            usual_calendar: self.usual.calendar.clone(),
            calendars: by_site(&self.own, |site| site.calendar.clone()),
        }
    }

    /// Checks `[desk]` and the tables of `[sites]`.
    pub(crate) fn check(desk: DeskConfig, sites: BTreeMap<String, DeskConfig>) -> Result<Self, SettingError> {
        let own = |(code, config): (String, DeskConfig)| {
            check_code(&code)?;
            let site = site(config, &format!("sites.{code}"))?;
            Ok((code, site))
        };
        Ok(Self { usual: site(desk, "desk")?, own: sites.into_iter().map(own).collect::<Result<_, SettingError>>()? })
    }
}

/// The code of a site is one that the roster can have.
fn check_code(code: &str) -> Result<(), SettingError> {
    let told = |fault: TextFault| format!("names a site `{}`, which {fault}: no code of the roster does", escape(code));
    fault(code).map_or(Ok(()), |fault| Err(SettingError::new("sites", told(fault))))
}

fn site(config: DeskConfig, section: &str) -> Result<SiteConfig, SettingError> {
    let holds =
        |is_so: bool, key: &str, must: &str| holds(is_so, &format!("{section}.{key}"), || format!("must be {must}"));
    holds((0..=365).contains(&config.cool_down_days), "cool_down_days", "between 0 and 365")?;
    holds(0.0 < config.hysteresis && config.hysteresis <= 1.0, "hysteresis", "above 0, at most 1")?;
    holds((1..=30).contains(&config.escalate_days), "escalate_days", "between 1 and 30")?;
    holds((7..=90).contains(&config.lapse_days), "lapse_days", "between 7 and 90")?;
    holds((0.0..=0.5).contains(&config.hold_out), "hold_out", "between 0 and 0.5")?;
    let languages = Language::ALL.map(|language| format!("\"{language}\"")).join(" or ");
    let language = Language::from_code(&config.language);
    holds(language.is_some(), "language", &languages)?;
    zone::check(&config.time_zone)
        .map_err(|error| SettingError::new(format!("{section}.time_zone"), error.to_string()))?;
    let rules = Rules {
        budget_week: config.budget_week,
        cool_down_days: config.cool_down_days,
        hysteresis: config.hysteresis,
        escalate_days: config.escalate_days,
        lapse_days: config.lapse_days,
        hold_out: config.hold_out,
        has_second: !config.second_address.is_empty(),
        language: language.unwrap_or(Language::English),
    };
    let calendar = calendar(&config.holidays, &config.deputies, section)?;
    Ok(SiteConfig { rules, calendar, second_address: config.second_address, time_zone: config.time_zone })
}

/// Reads holidays (`YYYY-MM-DD`) and deputies (`supervisor:deputy`); errors name the section.
fn calendar(holidays: &[String], deputies: &[String], section: &str) -> Result<Calendar, SettingError> {
    let mut calendar = Calendar::default();
    each_once(holidays, &format!("{section}.holidays"))?;
    for text in holidays {
        let told = || {
            SettingError::new(
                format!("{section}.holidays"),
                format!("has `{}`, which is no date, YYYY-MM-DD", escape(text)),
            )
        };
        calendar.holidays.insert(Date::parse(text).ok_or_else(told)?);
    }
    for text in deputies {
        let pair = text.split_once(':').map(|(one, other)| (one.trim(), other.trim()));
        let pair = pair.filter(|(one, other)| !one.is_empty() && !other.is_empty());
        let key = format!("{section}.deputies");
        let told = || format!("has `{}`, and must name a supervisor and a deputy, as \"s-1: s-2\"", escape(text));
        let (supervisor, deputy) = pair.ok_or_else(|| SettingError::new(&key, told()))?;
        let name = escape(supervisor);
        holds(supervisor != deputy, &key, || format!("names `{name}` as their own deputy: name another, or none"))?;
        let former = calendar.deputies.insert(supervisor.into(), deputy.into());
        holds(former.is_none(), &key, || format!("names `{name}` more than once: a supervisor has one deputy"))?;
    }
    Ok(calendar)
}

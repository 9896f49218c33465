//! Settings that were changed and have no effect, because of what else is set: told at the start, and by `config check`.

use crate::Config;
use attrition_contracts::records::stage_name::StageName;

/// A setting without effect.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct IdleSetting {
    /// The setting, with its section.
    pub setting: String,
    /// Why it has none.
    pub why: &'static str,
}

/// Where a setting has no effect: the setting, or a section and a dot; when; and why.
type Rule = (&'static str, fn(&Config) -> bool, &'static str);

const ON_KAFKA: &str = "the log is on Kafka, at the brokers of `log.bootstrap`";
const EMBEDDED: &str = "the log is embedded: `log.bootstrap` names no Kafka brokers";
const NO_CHANNEL: &str = "nothing is delivered: no Alertmanager, mail relay or webhook is set";
const NO_LINKS: &str = "there are no links: `links.secret` is empty";
const NO_LINK_READERS: &str =
    "nothing is delivered that could carry links: no Alertmanager, mail relay or webhook is set";
const NO_TRENDS: &str = "nobody can be shown them here: that takes the stage `trends` and `http.listen`";

const RULES: [Rule; 26] = [
    ("log.dir", Config::is_kafka, ON_KAFKA),
    ("log.replication", is_embedded, EMBEDDED),
    ("log.group", is_embedded, EMBEDDED),
    ("log.transaction_s", is_embedded, EMBEDDED),
    ("log.patience_s", is_embedded, EMBEDDED),
    ("log.snapshot_dir", is_embedded, EMBEDDED),
    ("log.snapshot_minutes", is_embedded, EMBEDDED),
    ("log.snapshot_minutes", |config| config.log.snapshot_dir.is_empty(), "`log.snapshot_dir` is empty"),
    ("log.properties.", is_embedded, EMBEDDED),
    ("log.topics.", is_embedded, EMBEDDED),
    ("http.token", |config| config.listen.is_none(), "`http.listen` is empty"),
    ("links.public", |config| config.links.secret.is_empty(), NO_LINKS),
    ("links.valid_days", |config| config.links.secret.is_empty(), NO_LINKS),
    ("links.", carries_no_links, NO_LINK_READERS),
    ("trends.", |config| config.listen.is_none() || !config.runs(StageName::Trends), NO_TRENDS),
    ("deliver.timeout_s", delivers_nothing, NO_CHANNEL),
    ("deliver.give_up_h", delivers_nothing, NO_CHANNEL),
    ("deliver.max_age_days", delivers_nothing, NO_CHANNEL),
    ("deliver.page", delivers_nothing, NO_CHANNEL),
    ("deliver.notice_page", delivers_nothing, NO_CHANNEL),
    (
        "deliver.alertmanager.",
        |config| config.deliver.alertmanager.urls.is_empty(),
        "`deliver.alertmanager.urls` is empty",
    ),
    (
        "deliver.alertmanager.password",
        |config| config.deliver.alertmanager.user.is_empty(),
        "`deliver.alertmanager.user` is empty",
    ),
    ("deliver.mail.", |config| config.deliver.mail.relay.is_empty(), "`deliver.mail.relay` is empty"),
    ("deliver.mail.password", |config| config.deliver.mail.user.is_empty(), "`deliver.mail.user` is empty"),
    (
        "deliver.webhook.",
        |config| config.deliver.webhooks.is_empty(),
        "there is no webhook: each is a section [deliver.webhooks.NAME]",
    ),
    ("deliver.", |config| !config.runs(StageName::Deliver), "this process does not run the stage `deliver`"),
];

impl Config {
    /// Settings that were changed and have no effect.
    pub fn idle(&self) -> Vec<IdleSetting> {
        let why = |key: &str| {
            let is_about = |rule: &str| key == rule || (rule.ends_with('.') && key.starts_with(rule));
            let rules = RULES.iter().filter(|(rule, ..)| is_about(rule));
            let why = rules.into_iter().find(|(_, is_so, _)| is_so(self)).map(|(.., why)| *why);
            // What is emptied by a variable is meant to have none.
            why.filter(|why| !why.starts_with(&format!("`{key}`")))
        };
        let by_rule =
            self.origins.changed().filter_map(|key| Some(IdleSetting { setting: key.to_owned(), why: why(key)? }));
        by_rule.chain(self.never_escalated()).chain(self.unsigned()).collect()
    }

    /// Days until an alert goes to a second address, where there is none: of all sites, or of one that says its own.
    fn never_escalated(&self) -> impl Iterator<Item = IdleSetting> {
        let has_second = |code: &str| self.sites.iter().any(|(of, site)| of == Some(code) && site.rules.has_second);
        let is_idle = move |key: &&str| match key.strip_suffix(".escalate_days") {
            Some("desk") => !self.sites.iter().any(|(_, site)| site.rules.has_second),
            Some(site) => site.strip_prefix("sites.").is_some_and(|code| !has_second(code)),
            None => false,
        };
        let why = "no second address is set, so unanswered alerts are not escalated";
        self.origins.changed().filter(is_idle).map(move |key| IdleSetting { setting: key.to_owned(), why })
    }

    /// Keys of webhooks whose receivers know of no signature.
    fn unsigned(&self) -> impl Iterator<Item = IdleSetting> {
        self.deliver.webhooks.iter().filter_map(|(name, webhook)| {
            let is_unsigned = !webhook.preset.is_signed();
            let why = "robots of this preset take no signature: their key stands in `url`";
            let setting = format!("deliver.webhooks.{name}.secret");
            (is_unsigned && !webhook.secret.is_empty()).then_some(IdleSetting { setting, why })
        })
    }
}

fn is_embedded(config: &Config) -> bool {
    !config.is_kafka()
}

/// On Kafka, another process may deliver what this one answers.
fn carries_no_links(config: &Config) -> bool {
    delivers_nothing(config) && (!config.is_kafka() || config.listen.is_none())
}

fn delivers_nothing(config: &Config) -> bool {
    config.deliver.channels().is_empty()
}

//! Settings that work, and may work otherwise than was meant: told by `config check` and at the start. None is refused, for
//! each is right somewhere.

use crate::Config;
use crate::sections::deliver::{Preset, WebhookConfig, WebhookContent};
use attrition_contracts::records::stage_name::StageName;

/// When something is told; and what.
type Caution = (fn(&Config) -> bool, &'static str);

const CAUTIONS: [Caution; 5] = [
    (
        |config| config.runs(StageName::Deliver) && has_letters_to_nobody(config),
        "`deliver.mail.relay` is set, and letters have no address: set `deliver.mail.to`, `deliver.mail.addresses` or a \
         `second_address`, or every letter becomes a dead letter",
    ),
    (
        |config| config.listen.is_some_and(|listen| !listen.ip().is_loopback()) && config.token.is_empty(),
        "`http.listen` is open to other machines and `http.token` is empty: whoever reaches the port can post events and \
         answer alerts; set a token, or listen on 127.0.0.1",
    ),
    (
        |config| config.log.bootstrap.split(',').any(|broker| !broker.trim().is_empty() && !has_port(broker.trim())),
        "`log.bootstrap` has a broker without a port: 9092 is used",
    ),
    (
        |config| config.runs(StageName::Deliver) && names_nobody(config),
        "a chat of `deliver.webhooks` has `agent = false`, and there are neither letters nor a `deliver.page`: its messages name only \
         the team, and nobody learns who is meant",
    ),
    (
        |config| !config.links.secret.is_empty() && config.listen.is_none() && !config.is_kafka(),
        "`links.secret` is set and `http.listen` is empty: messages have links, and nobody answers them",
    ),
];

impl Config {
    /// What may be otherwise than was meant.
    pub fn cautions(&self) -> impl Iterator<Item = &'static str> {
        CAUTIONS.into_iter().filter(|(is_so, _)| is_so(self)).map(|(_, told)| told)
    }
}

fn has_letters_to_nobody(config: &Config) -> bool {
    let mail = &config.deliver.mail;
    let has_second = config.sites.iter().any(|(_, site)| !site.second_address.is_empty());
    !mail.relay.is_empty() && mail.to.is_empty() && mail.addresses.is_empty() && !has_second
}

/// Whether alerts go to chats that name no agent, and nothing else tells who is meant.
fn names_nobody(config: &Config) -> bool {
    let deliver = &config.deliver;
    let is_nameless = |hook: &WebhookConfig| {
        hook.preset != Preset::Standard && hook.what.contains(&WebhookContent::Alerts) && !hook.agent
    };
    deliver.mail.relay.is_empty() && deliver.page.is_empty() && deliver.webhooks.values().any(is_nameless)
}

/// Whether an address ends with a port. Those of IPv6 have their colons in brackets.
fn has_port(broker: &str) -> bool {
    broker.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

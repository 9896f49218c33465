//! Sites that settings name and the roster does not: what is set for them has no effect, and that is told.

use std::collections::BTreeSet;

use crate::storage::logs::Logs;
use attrition_config::Config;
use attrition_contracts::records::journal::{self, JournalEntry};
use attrition_contracts::records::topic::Topic;
use attrition_core::basics::ids::{SiteId, SupervisorId};
use attrition_core::event::{Event, Fact};
use attrition_stream::{self, Causes};

/// Tells of settings for sites at which nobody stands, once the roster has been read, on a thread of its own. Before anybody
/// is on the roster nothing is known of sites.
pub fn warn_of_unknown(config: &Config, logs: &Logs) {
    let named = named(config);
    if named.is_empty() {
        return;
    }
    let logs = logs.clone();
    std::thread::spawn(move || match of_roster(&logs).map(|roster| roster.sites) {
        Ok(sites) => {
            for (setting, site) in named.iter().filter(|(_, site)| !sites.is_empty() && !sites.contains(site)) {
                let why = "nobody on the roster stands at a site of this code: capitals count";
                tracing::warn!(settings = setting, site = site.as_str(), why, "settings without effect");
            }
        }
        Err(error) => {
            tracing::warn!(error = %Causes(&error), "the roster could not be read, so its sites are not known");
        }
    });
}

/// Settings that name a site, with its code.
fn named(config: &Config) -> Vec<(String, SiteId)> {
    let own = config.sites.iter().filter_map(|(code, _)| Some((format!("[sites.{}]", code?), code?.into())));
    let told = config.deliver.webhooks.iter().flat_map(|(name, webhook)| {
        let setting = format!("`deliver.webhooks.{name}.sites`");
        webhook.sites.iter().map(move |site| (setting.clone(), site.as_str().into()))
    });
    own.chain(told).collect()
}

/// Whom and what the roster names.
#[derive(Default)]
pub struct RosterNames {
    /// Codes of the sites that roster facts name.
    pub sites: BTreeSet<SiteId>,
    /// Ids of the supervisors that roster facts name.
    pub supervisors: BTreeSet<SupervisorId>,
}

/// What the roster names. Where one of its records cannot be read, that may name any site.
pub fn of_roster(logs: &Logs) -> Result<RosterNames, attrition_stream::Error> {
    let (mut named, mut unreadable) = (RosterNames::default(), None);
    logs.scan(Topic::Org, 0, &mut |record| {
        match journal::read_record(&record) {
            Ok((_, JournalEntry::Event(Event { fact: Fact::Roster(roster), .. }))) => {
                named.sites.insert(roster.site);
                named.supervisors.insert(roster.supervisor);
            }
            Ok(_) => {}
            Err(why) => {
                unreadable = Some(format!("cannot read the record of `org` at offset {}: {why}", record.offset));
            }
        }
        unreadable.is_none()
    })?;
    unreadable
        .map_or(Ok(named), |doing| Err(attrition_stream::Error::new(attrition_stream::Remedy::RestoreBackup, doing)))
}

//! What is configured of Kafka, and what is not: the properties that exactly-once rests on.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::FromClientConfigAndContext;

use crate::{Error, Remedy};
use attrition_contracts::records::topic::Topic;

/// How long a producer waits at first before it sends a request again, and at most. The default of 100 ms could not be told from
/// a first try on a busy machine.
pub(in crate::backend::kafka) const RETRY: (&str, &str) = ("retry.backoff.ms", "500");
const RETRY_MAX: (&str, &str) = ("retry.backoff.max.ms", "1000");

/// Where Kafka is and what things are called there.
#[derive(Clone, PartialEq)]
pub struct Settings {
    /// Properties of librdkafka: `bootstrap.servers`, `security.*`, `sasl.*`, `ssl.*` and whatever else is to differ from
    /// its defaults. Those that exactly-once rests on are not taken from here.
    pub properties: BTreeMap<String, String>,
    /// Names of topics. A topic that is not here is called `attrition.` and its role.
    pub names: BTreeMap<Topic, String>,
    /// Consumer groups and transactional ids begin with this and a dash.
    pub prefix: String,
    /// Name of this process among those of the service, the same after a restart: with it a restarted process gets its
    /// partitions back without a rebalance, and ends at once what it had left open. Unique, or absent.
    pub instance: Option<String>,
    /// A step that takes longer is aborted by the broker. Below the group's session timeout, so that a member that
    /// lost its partitions has lost its open step too before another begins.
    pub transaction_timeout: Duration,
    /// How long to wait for a broker that does not answer, and how long to repeat what it refuses, before giving up.
    pub patience: Duration,
    /// Directory of local copies of the state; `None` for none.
    pub snapshots: Option<PathBuf>,
    /// Bytes of records that one member holds at most which it has read and not processed, in the client and outside it; a
    /// single record that is larger counts as one.
    pub buffer: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            properties: BTreeMap::from([("bootstrap.servers".to_owned(), "localhost:9092".to_owned())]),
            names: BTreeMap::new(),
            prefix: "attrition".to_owned(),
            instance: None,
            transaction_timeout: Duration::from_secs(10),
            patience: Duration::from_secs(60),
            snapshots: None,
            buffer: 64 << 20,
        }
    }
}

impl fmt::Debug for Settings {
    /// Without the values of properties: there are passwords among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let properties: Vec<&String> = self.properties.keys().collect();
        let shown = &mut f.debug_struct("Settings");
        shown.field("properties", &properties).field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Settings {
    /// The name of a topic.
    pub fn name(&self, topic: Topic) -> String {
        self.names.get(&topic).cloned().unwrap_or_else(|| format!("attrition.{}", topic.role()))
    }

    /// How long the group waits for a sign of life from a member before it gives its partitions to others.
    pub(in crate::backend::kafka) fn session_timeout(&self) -> Result<Duration, Error> {
        let least = self.transaction_timeout + Duration::from_secs(1);
        let Some(text) = self.properties.get("session.timeout.ms") else {
            return Ok(self.transaction_timeout + Duration::from_secs(5));
        };
        let wanted = text.parse().ok().map(Duration::from_millis).filter(|wanted| *wanted >= least);
        wanted.ok_or_else(|| {
            let doing = format!(
                "`session.timeout.ms` is `{text}`, and must be at least {}: a second more than a transaction may take, \
                 so that a member that lost its partitions has lost its open step too",
                least.as_millis()
            );
            Error::new(Remedy::ChangeSettings, doing)
        })
    }

    /// How long a member may be busy without polling before the group takes its partitions: longer than the longest step
    /// that still comes to an end, a refused one that is aborted, replaced, and taken back.
    pub(in crate::backend::kafka) fn silence_max(&self) -> Duration {
        Duration::from_secs(300).max(2 * self.transaction_timeout + 4 * self.patience)
    }

    /// The least time after which a producer sends a request again that was not answered: the client shortens its pause by
    /// chance, by a fifth at most.
    pub(in crate::backend::kafka) fn sent_again_after(&self) -> Duration {
        let pause = |(key, usual): (&str, &str)| {
            let text = self.properties.get(key).map_or(usual, String::as_str);
            text.parse().map_or(Duration::ZERO, Duration::from_millis)
        };
        pause(RETRY).min(pause(RETRY_MAX)) * 4 / 5
    }

    /// Kilobytes of records in the client's queue: a quarter of the buffer, and as much again on its way into it.
    pub(in crate::backend::kafka) fn queue_kb(&self) -> usize {
        (self.buffer / 4 / 1024).max(1)
    }

    /// Bytes of records that are handed over at once: an eighth of the buffer.
    pub(in crate::backend::kafka) fn batch_bytes(&self) -> usize {
        self.buffer / 8
    }

    /// Where the brokers are, for messages.
    pub(in crate::backend::kafka) fn brokers(&self) -> &str {
        self.properties.get("bootstrap.servers").map_or("(`bootstrap.servers` is not set)", String::as_str)
    }

    /// Makes a client: `usual` properties can be configured otherwise, `fixed` ones cannot.
    pub(in crate::backend::kafka) fn client<C: ClientContext, T: FromClientConfigAndContext<C>>(
        &self,
        usual: &[(&str, &str)],
        fixed: &[(&str, &str)],
        context: C,
    ) -> Result<T, Error> {
        let mut config = ClientConfig::new();
        let configured = self.properties.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        for (key, value) in usual.iter().copied().chain(configured).chain(fixed.iter().copied()) {
            config.set(key, value);
        }
        config
            .create_with_context(context)
            .map_err(|error| Error::new(Remedy::ChangeSettings, self.refused()).because(error))
    }

    fn refused(&self) -> String {
        let needs_tls = |(key, value): (&String, &String)| match key.as_str() {
            "security.protocol" => value.to_ascii_lowercase().ends_with("ssl"),
            "sasl.mechanism" | "sasl.mechanisms" => !value.eq_ignore_ascii_case("PLAIN"),
            key => key.starts_with("ssl."),
        };
        if !cfg!(feature = "tls") && self.properties.iter().any(needs_tls) {
            return "the Kafka properties ask for TLS or SASL, and this build has neither: build it with `--features tls`"
                .to_owned();
        }
        "the Kafka properties were refused: correct the one that the client names".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rdkafka::consumer::{BaseConsumer, DefaultConsumerContext};

    fn refusal(key: &str, value: &str) -> String {
        let mut settings = Settings::default();
        settings.properties.insert(key.to_owned(), value.to_owned());
        let client: Result<BaseConsumer, _> = settings.client(&[], &[], DefaultConsumerContext);
        client.err().expect("the property is wrong").to_string()
    }

    #[test]
    fn a_request_is_not_sent_again_before_the_shortest_pause() {
        let of = |properties: &[(&str, &str)]| {
            let properties = properties.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
            Settings { properties: properties.collect(), ..Settings::default() }.sent_again_after()
        };
        assert_eq!(of(&[]), Duration::from_millis(400));
        assert_eq!(of(&[("retry.backoff.ms", "100")]), Duration::from_millis(80));
        assert_eq!(of(&[("retry.backoff.max.ms", "50")]), Duration::from_millis(40));
    }

    #[test]
    fn a_wrong_property_is_refused_in_words() {
        assert!(refusal("no.such.property", "1").contains("correct the one"));
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn tls_without_tls_says_what_to_build() {
        assert!(refusal("security.protocol", "SASL_SSL").contains("--features tls"));
        assert!(refusal("ssl.ca.location", "ca.pem").contains("--features tls"));
    }

    #[test]
    fn passwords_are_not_shown() {
        let mut settings = Settings::default();
        settings.properties.insert("sasl.password".to_owned(), "secret".to_owned());
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn topics_have_names() {
        let mut settings = Settings::default();
        settings.names.insert(Topic::Qa, "quality".to_owned());
        assert_eq!(settings.name(Topic::Qa), "quality");
        assert_eq!(settings.name(Topic::DeadLetters), "attrition.dead-letters");
    }
}

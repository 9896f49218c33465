//! Asks a running instance over HTTP.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context, bail};
use ureq::Agent;

use crate::cli::Usage;
use crate::cli::arguments::invalid_value::InvalidValue;
use crate::cli::operate::config;
use attrition_config::{Config, Secret};
use attrition_service::deliver::http_client;
use attrition_service::observability::status::InstanceStatus;

/// A status is some kilobytes, and some hundred with a thousand partitions.
const ANSWER_MAX: u64 = 16 << 20;

/// Which instance is meant.
#[derive(clap::Args)]
pub(in crate::cli) struct Instance {
    #[command(flatten)]
    config: config::File,
    /// Address of the instance, as http://10.0.0.7:8080; without it, where the configuration has it listen
    #[arg(long, value_name = "URL", value_parser = url)]
    url: Option<String>,
    /// Seconds to wait for an answer
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=300))]
    timeout_s: u64,
}

/// A running instance that is asked over HTTP.
pub(in crate::cli) struct InstanceClient {
    agent: Agent,
    url: String,
    token: Secret,
}

/// An answer: status of HTTP and the body.
pub(in crate::cli) type StatusAndBody = (u16, String);

impl Instance {
    /// Finds out where it is.
    pub(in crate::cli) fn connect(&self) -> anyhow::Result<InstanceClient> {
        let config = self.config.load()?;
        let url = self.url.clone().map_or_else(|| listens(&config), Ok)?;
        let agent = http_client::agent(Duration::from_secs(self.timeout_s));
        Ok(InstanceClient { agent, url: url.trim_end_matches('/').to_owned(), token: config.token })
    }
}

impl InstanceClient {
    /// Address of the instance, without a slash at its end.
    pub(in crate::cli) fn url(&self) -> &str {
        &self.url
    }

    /// What it says at a path.
    pub(in crate::cli) fn get(&self, path: &str) -> anyhow::Result<StatusAndBody> {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        if !self.token.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token.expose()));
        }
        let answered = request.call().map_err(|error| anyhow::anyhow!(http_client::words(&error)));
        let mut answer = answered.with_context(|| format!("no instance answers at {}: is it running?", self.url))?;
        let read = answer.body_mut().with_config().limit(ANSWER_MAX).lossy_utf8(true).read_to_string();
        let body = read.map_err(|error| anyhow::anyhow!(http_client::words(&error)));
        let body = body.with_context(|| format!("the answer of {} broke off", self.url))?;
        Ok((answer.status().as_u16(), body))
    }

    /// Asks the instance for its status.
    pub(in crate::cli) fn status(&self) -> anyhow::Result<InstanceStatus> {
        match self.get("/v1/status")? {
            (200, body) => serde_json::from_str(&body)
                .with_context(|| format!("what answers at {} is no attrition-watch of this version", self.url)),
            (401, _) => Err(Usage(format!(
                "{} wants the token of its `http.token`: set ATTRITION_WATCH__HTTP__TOKEN, or give --config",
                self.url
            ))
            .into()),
            (status, _) => bail!("what answers at {} is no attrition-watch of this version: status {status}", self.url),
        }
    }
}

/// Where a configuration has the service listen, as one asks it from the same machine.
fn listens(config: &Config) -> anyhow::Result<String> {
    let Some(listen) = config.listen else {
        return Err(Usage("`http.listen` is empty, so nobody listens: set it, or give --url".to_owned()).into());
    };
    // Who listens on every address is asked on that of the machine itself.
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    Ok(format!("http://{}", SocketAddr::new(ip, listen.port())))
}

/// An address of HTTP, for the command line.
pub(in crate::cli) fn url(text: &str) -> Result<String, InvalidValue> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match rest {
        Some(rest) if !rest.is_empty() => Ok(text.to_owned()),
        _ => {
            let told = "an address begins with http:// or https://, such as http://10.0.0.7:8080";
            Err(InvalidValue(told.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_here() {
        let at = |listen: &str| {
            let file = format!("[http]\nlisten = \"{listen}\"\n");
            listens(&Config::read(Some(&file), std::iter::empty()).expect("it is valid"))
        };
        assert_eq!(at("0.0.0.0:8080").expect("it listens"), "http://127.0.0.1:8080");
        assert_eq!(at("[::]:8080").expect("it listens"), "http://[::1]:8080");
        assert_eq!(at("10.1.2.3:80").expect("it listens"), "http://10.1.2.3:80");
        assert!(at("").expect_err("nobody listens").is::<Usage>());
    }
}

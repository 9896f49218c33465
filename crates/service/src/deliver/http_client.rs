//! Requests to receivers: bounded in time and size, never following where they are sent on to.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::response_class::{ResponseClass, retry_after};

/// Bytes of an answer that are looked at: codes of errors stand in the first line.
const ANSWER_MAX: u64 = 64 << 10;

/// An HTTP client that posts bodies to receivers.
#[derive(Clone)]
pub struct Post {
    agent: Agent,
}

/// The answer to an HTTP request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status code of the answer.
    pub status: u16,
    /// How long the receiver wants to be left alone.
    pub after: Option<Duration>,
    /// The body, as far as it is looked at.
    pub body: String,
}

impl Post {
    /// Requests that take so long at most.
    pub fn new(timeout: Duration) -> Self {
        Self { agent: agent(timeout) }
    }

    /// Sends a body; an answer that says how things are where there was none.
    pub fn send(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<Reply, ResponseClass> {
        let request = self.agent.post(url).header("content-type", "application/json; charset=utf-8");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let mut response = request.send(body).map_err(|error| trouble(&error))?;
        let after = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
        let after = after.and_then(|value| retry_after(value, now));
        let status = response.status().as_u16();
        let read = response.body_mut().with_config().limit(ANSWER_MAX).lossy_utf8(true).read_to_string();
        let body = match read {
            Ok(body) => body,
            // What is longer is no answer of a robot: its status counts.
            Err(ureq::Error::BodyExceedsLimit(_)) => String::new(),
            Err(error) => return Err(trouble(&error)),
        };
        Ok(Reply { status, after, body })
    }
}

impl Reply {
    /// What the status says.
    pub fn by_status(&self) -> ResponseClass {
        ResponseClass::of_status(self.status, self.after)
    }
}

/// A client whose requests take so long at most, from looking the name up to the last byte of the answer.
///
/// Receivers with TLS are checked against the authorities of the machine, so that a company's own count;
/// `SSL_CERT_FILE` names others.
pub fn agent(timeout: Duration) -> Agent {
    let found = rustls_native_certs::load_native_certs();
    let certificates = found.certs.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(certificates.collect())))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent(concat!("attrition-watch/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build();
    config.into()
}

/// A certificate that is not trusted is mended by a person; whatever else there is passes.
fn trouble(error: &ureq::Error) -> ResponseClass {
    match error {
        ureq::Error::Rustls(_) | ureq::Error::Tls(_) => ResponseClass::Barred(words(error)),
        ureq::Error::Io(source) if is_of_tls(source) => ResponseClass::Barred(words(error)),
        _ => ResponseClass::unreachable(words(error)),
    }
}

/// Whether a line failed because of TLS.
pub fn is_of_tls(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}

/// What happened, without the address: a secret may stand in it.
pub fn words(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "it did not answer in time".to_owned(),
        ureq::Error::HostNotFound => "its name is not known".to_owned(),
        ureq::Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
        ureq::Error::Io(error) if is_of_tls(error) => "TLS failed: is its certificate trusted here?".to_owned(),
        ureq::Error::Io(error) => format!("the connection failed: {}", error.kind()),
        ureq::Error::Rustls(error) => format!("TLS failed: {error}"),
        ureq::Error::Tls(what) => format!("TLS failed: {what}"),
        _ => "the request failed".to_owned(),
    }
}

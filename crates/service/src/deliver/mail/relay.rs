//! One letter over SMTP, step by step: what the relay refuses before it knows whom the letter is for is no fault of the letter.

use std::io::ErrorKind;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::deliver::http_client::is_of_tls;
use crate::deliver::response_class::ResponseClass;
use attrition_config::{MailConfig, Tls};

/// Where letters are handed over.
pub(super) struct Relay {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    timeout: Duration,
}

impl Relay {
    /// The relay of a configuration; each of its answers is waited for so long.
    pub(super) fn new(config: &MailConfig, timeout: Duration) -> Self {
        let (host, port, tls) = (config.relay.clone(), config.port, config.tls);
        let credentials = || Credentials::new(config.user.clone(), config.password.expose().to_owned());
        let credentials = (!config.user.is_empty()).then(credentials);
        Self { host, port, tls, credentials, timeout }
    }

    /// Hands a letter over.
    pub(super) fn send(&self, from: &Address, to: &Address, letter: &[u8]) -> ResponseClass {
        let mut connection = match self.connect() {
            Ok(connection) => connection,
            Err(error) => return of_relay(&error),
        };
        let answer = match connection.command(Mail::new(Some(from.clone()), Vec::new())) {
            Err(error) => of_relay(&error),
            Ok(_) => {
                hand_over(&mut connection, to, letter).map_or_else(|error| of_letter(&error), |()| ResponseClass::Taken)
            }
        };
        // It has the letter, or has not: how it says good-bye changes nothing.
        connection.abort();
        answer
    }

    fn connect(&self) -> Result<SmtpConnection, Error> {
        let hello = ClientId::default();
        let tls = || TlsParameters::new(self.host.clone());
        let wrapped = if self.tls == Tls::Tls { Some(tls()?) } else { None };
        let place = (self.host.as_str(), self.port);
        let mut connection = SmtpConnection::connect(place, Some(self.timeout), &hello, wrapped.as_ref(), None)?;
        if self.tls == Tls::Starttls {
            // Fails where the relay does not offer it: a letter never goes in the clear instead.
            connection.starttls(&tls()?, &hello)?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials)?;
        }
        Ok(connection)
    }
}

fn hand_over(connection: &mut SmtpConnection, to: &Address, letter: &[u8]) -> Result<(), Error> {
    connection.command(Rcpt::new(to.clone(), Vec::new()))?;
    connection.command(Data)?;
    connection.message(letter).map(drop)
}

/// Before the relay knows whom a letter is for: what it refuses, it refuses to all of them.
fn of_relay(error: &Error) -> ResponseClass {
    match error.status() {
        Some(status) if error.is_permanent() => {
            ResponseClass::Barred(format!("it answered {status}: are `relay`, `user`, `password` and `from` right?"))
        }
        // No STARTTLS, no way to log in that both know, a certificate that is not trusted.
        None if error.is_client() || is_tls(error) => ResponseClass::Barred(words(error)),
        _ => ResponseClass::unreachable(words(error)),
    }
}

/// Once it knows. Its words may hold the address, so they are not repeated.
fn of_letter(error: &Error) -> ResponseClass {
    match error.status() {
        // It closes the line: it takes nothing from anybody.
        Some(status) if status.to_string() == "421" => ResponseClass::unreachable(words(error)),
        Some(status) if error.is_permanent() => ResponseClass::Never(format!("the relay answered {status}")),
        Some(status) => ResponseClass::Later(format!("the relay answered {status}")),
        None => ResponseClass::unreachable(words(error)),
    }
}

fn words(error: &Error) -> String {
    match error.status() {
        Some(status) => format!("it answered {status}"),
        None if is_late(error) => "it did not answer in time".to_owned(),
        None if is_tls(error) => "TLS failed: is its certificate from an authority that this machine knows?".to_owned(),
        None if error.is_client() => error.to_string(),
        None => "the connection failed".to_owned(),
    }
}

/// An answer that is waited for too long is a read that would block.
fn is_late(error: &Error) -> bool {
    error.is_timeout() || of_line(error).is_some_and(|error| error.kind() == ErrorKind::WouldBlock)
}

/// What is wrong with a certificate is found while the line is used.
fn is_tls(error: &Error) -> bool {
    error.is_tls() || of_line(error).is_some_and(is_of_tls)
}

fn of_line(error: &Error) -> Option<&std::io::Error> {
    std::error::Error::source(error)?.downcast_ref()
}

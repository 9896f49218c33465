//! A small HTTP client.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::process::program::Service;

/// What bodies are said to be.
const JSON: &str = "Content-Type: application/json";

/// An answer of an HTTP server, as it came.
#[derive(Debug)]
pub struct Answer {
    /// The status code, such as 202.
    pub status: u16,
    /// The status line and the headers, as they came.
    pub head: String,
    /// The body, as it came.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the answer is JSON")
    }
}

/// Asks the service, and waits for the answer.
pub fn get(service: &Service, path: &str) -> Answer {
    ask(service, &format!("GET {path} HTTP/1.1\r\n"), b"")
}

/// The same with more headers.
pub fn send_get(service: &Service, path: &str, headers: &[&str]) -> Answer {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    ask(service, &format!("GET {path} HTTP/1.1\r\n{headers}"), b"")
}

/// Sends the service a body.
pub fn post(service: &Service, path: &str, body: &[u8]) -> Answer {
    send(service, path, &[], body)
}

/// The same with more headers: as JSON, unless they say otherwise.
pub fn send(service: &Service, path: &str, headers: &[&str], body: &[u8]) -> Answer {
    let is_typed = headers.iter().any(|header| header.to_lowercase().starts_with("content-type:"));
    let json = (!is_typed).then_some(JSON);
    send_as_it_is(service, path, &headers.iter().copied().chain(json).collect::<Vec<_>>(), body)
}

/// The same with these headers alone.
pub fn send_as_it_is(service: &Service, path: &str, headers: &[&str], body: &[u8]) -> Answer {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    ask(service, &format!("POST {path} HTTP/1.1\r\n{headers}Content-Length: {}\r\n", body.len()), body)
}

/// The value of a metric, with its labels; 0 while there is none.
pub fn metric(service: &Service, name: &str) -> f64 {
    let metrics = get(service, "/metrics").body;
    let value = metrics.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.unwrap_or(0.0)
}

/// Sends a body to a service that may be killed meanwhile: then there is no answer, or half of one.
pub fn try_post(address: &str, path: &str, body: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\n{JSON}\r\nContent-Length: {length}\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

fn ask(service: &Service, head: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(&service.address).expect("the service listens");
    let head = format!("{head}Host: {}\r\nConnection: close\r\n\r\n", service.address);
    // A service that has heard enough answers before it has read all.
    let sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    assert!(!answer.is_empty(), "no answer: {sent:?}, {read:?}");
    let (head, body) = answer.split_once("\r\n\r\n").expect("the answer has a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Answer { status: status.expect("the answer has a status"), head: head.to_owned(), body: body.to_owned() }
}

/// Asks a server of any address, as `http://127.0.0.1:1234`; `None` while nobody answers.
pub fn try_get(url: &str, path: &str) -> Option<Answer> {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

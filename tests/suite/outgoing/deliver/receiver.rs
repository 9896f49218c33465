//! A receiver of requests that answers as it is told to, and keeps what it got.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Path with its query.
    pub(crate) path: String,
    /// Headers, in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Request {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }
}

/// What the receiver answers to a request.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// A status, further headers, a body.
    Says(u16, &'static str, String),
    /// Nothing, with the line open.
    Hangs,
}

/// An answer without a body.
pub(crate) fn status(status: u16) -> Reply {
    Reply::Says(status, "", String::new())
}

type Answers = dyn Fn(usize, &Request) -> Reply + Send + Sync;

/// A receiver at a port of its own.
pub(crate) struct Receiver {
    pub(crate) port: u16,
    got: Arc<Mutex<Vec<Request>>>,
    ended: Arc<AtomicBool>,
}

impl Receiver {
    /// One that takes everything.
    pub(crate) fn new() -> Self {
        Self::answering(|_, _| status(200))
    }

    /// One that answers the n-th request, from 0 on, in its way.
    pub(crate) fn answering(answers: impl Fn(usize, &Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
        let port = listener.local_addr().expect("it is bound").port();
        let (got, ended): (Arc<Mutex<Vec<Request>>>, Arc<AtomicBool>) = Default::default();
        let (keep, end, answers): (_, _, Arc<Answers>) = (Arc::clone(&got), Arc::clone(&ended), Arc::new(answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                let (keep, answers) = (Arc::clone(&keep), Arc::clone(&answers));
                std::thread::spawn(move || converse(&stream, &keep, &*answers));
            }
        });
        Self { port, got, ended }
    }

    /// Its address with this path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The requests that it got, in the order in which they came.
    pub(crate) fn got(&self) -> Vec<Request> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes it up, so that it sees that it is over.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

/// Requests of one connection, one after the other.
fn converse(stream: &TcpStream, keep: &Mutex<Vec<Request>>, answers: &Answers) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader) {
        let number = {
            let mut got = keep.lock().unwrap_or_else(PoisonError::into_inner);
            got.push(request.clone());
            got.len() - 1
        };
        match answers(number, &request) {
            Reply::Says(status, headers, body) => {
                let length = body.len();
                let answer = format!("HTTP/1.1 {status} Said\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
                let mut stream = stream;
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
            // Until the other side has had enough.
            Reply::Hangs => {
                let mut rest = Vec::new();
                let _ = reader.read_to_end(&mut rest);
                return;
            }
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().expect("it is a number"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { path, headers, body: String::from_utf8(body).expect("bodies are text") })
}

//! A mail relay that takes every letter, and keeps who it is for and what it says.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// A letter as it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Letter {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) text: String,
}

/// The relay, at a port of its own, in plain text.
pub(super) struct Relay {
    pub(super) port: u16,
    got: Arc<Mutex<Vec<Letter>>>,
}

impl Relay {
    /// Starts a relay that takes every message.
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
        let port = listener.local_addr().expect("it is bound").port();
        let got: Arc<Mutex<Vec<Letter>>> = Arc::default();
        let keep = Arc::clone(&got);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let keep = Arc::clone(&keep);
                // Whoever hangs up has been served.
                std::thread::spawn(move || drop(converse(&stream, &keep)));
            }
        });
        Self { port, got }
    }

    /// The letters so far.
    pub(super) fn got(&self) -> Vec<Letter> {
        self.got.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn converse(mut stream: &TcpStream, keep: &Mutex<Vec<Letter>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let mut letter = Letter::default();
    stream.write_all(b"220 relay\r\n")?;
    while let Some(line) = lines.next() {
        let line = line?;
        let address =
            || line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned());
        let reply = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250-relay\r\n250 8BITMIME\r\n",
            "MAIL" => {
                letter.from = address().unwrap_or_default();
                "250 well\r\n"
            }
            "RCPT" => {
                letter.to.extend(address());
                "250 well\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let text = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".");
                letter.text = text.collect::<Vec<_>>().join("\n");
                keep.lock().unwrap_or_else(PoisonError::into_inner).push(std::mem::take(&mut letter));
                "250 taken\r\n"
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n"),
            _ => "250 well\r\n",
        };
        stream.write_all(reply.as_bytes())?;
    }
    Ok(())
}

//! The program itself, as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;
use rustix::process::{Pid, Signal, kill_process};

use crate::paths::{program, scratch};

/// How long what is awaited may take on a machine that is very busy: only a test that fails waits for so long.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// How often to look whether something has come to be so.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// A directory of a test's own, removed at its end.
pub struct Scratch(PathBuf);

/// Whether the directory of a test that ends now is to stay: it has failed, and `KEEP_FAILED` asks for what it wrote.
pub fn is_kept() -> bool {
    std::thread::panicking() && std::env::var_os("KEEP_FAILED").is_some()
}

impl Scratch {
    /// Makes an empty directory of its own.
    #[expect(clippy::new_without_default, reason = "it makes a directory")]
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("scratch-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = scratch().join(name);
        std::fs::create_dir_all(&path).expect("the target directory can be written");
        Self(path)
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The same as text.
    pub fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("the target directory can be written");
        self.text(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if is_kept() {
            return;
        }
        // What is left lies in the target directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The variables that put the log into a directory.
pub fn embedded(dir: &Path) -> Vec<(String, String)> {
    vec![variable("LOG__DIR", &dir.display().to_string())]
}

/// The variables that put it on Kafka.
pub fn kafka(settings: &Settings) -> Vec<(String, String)> {
    let bootstrap = variable("LOG__BOOTSTRAP", &settings.properties["bootstrap.servers"]);
    let names =
        Topic::ALL.into_iter().map(|topic| variable(&format!("LOG__TOPICS__{}", topic.role()), &settings.name(topic)));
    names.chain([bootstrap, variable("LOG__GROUP", &settings.prefix)]).collect()
}

/// A variable that sets `SECTION__KEY`.
pub fn variable(key: &str, value: &str) -> (String, String) {
    (format!("ATTRITION_WATCH__{}", key.to_uppercase().replace('-', "_")), value.to_owned())
}

/// The program with arguments and variables.
pub fn command<T: AsRef<str>>(args: &[T], variables: &[(String, String)]) -> Command {
    let mut command = Command::new(program());
    command.args(args.iter().map(AsRef::as_ref)).envs(variables.iter().cloned()).env("RUST_LOG", "info");
    command
}

/// Runs it to its end.
pub fn finish<T: AsRef<str>>(args: &[T], variables: &[(String, String)]) -> Output {
    command(args, variables).stdin(Stdio::null()).output().expect("the program can be started")
}

/// Runs it to a good end; returns what it printed.
pub fn done<T: AsRef<str>>(args: &[T], variables: &[(String, String)]) -> String {
    let output = finish(args, variables);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

/// Waits until something is so.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "it does not come to be so that {what}");
        std::thread::sleep(LOOK_AGAIN);
    }
}

/// A child that is killed when it is dropped.
pub struct Process(pub Child);

impl Process {
    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) {
        self.0.kill().expect("it is a child of this process");
        self.0.wait().expect("it is a child of this process");
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).expect("the process is there");
    }

    /// Asks it to end, as Ctrl-C does.
    pub fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Asks it to end, and waits for that.
    pub fn terminate(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        let mut status = None;
        eventually("it ends", || {
            status = self.0.try_wait().expect("it is a child of this process");
            status.is_some()
        });
        status.expect("it has ended")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The service, with HTTP at a free port.
pub struct Service {
    /// The process; it is killed when this is dropped.
    pub process: Process,
    /// Where it serves HTTP.
    pub address: String,
    said: Arc<Mutex<String>>,
}

impl Service {
    /// Starts it and waits for its address.
    pub fn start(variables: &[(String, String)]) -> Self {
        Self::of(command(&["run"], variables))
    }

    /// The same by a command that runs it.
    pub fn of(mut command: Command) -> Self {
        let (key, value) = variable("HTTP__LISTEN", "127.0.0.1:0");
        command.env(key, value).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = Process(command.spawn().expect("the program can be started"));
        let said = Arc::new(Mutex::new(String::new()));
        let (errors, heard) = (process.0.stderr.take().expect("it is piped"), Arc::clone(&said));
        std::thread::spawn(move || {
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                *heard += &line;
                heard.push('\n');
            }
        });
        let mut service = Self { process, address: String::new(), said };
        eventually("it serves HTTP", || {
            let said = service.said();
            assert!(service.process.0.try_wait().expect("it is a child").is_none(), "it has ended: {said}");
            let [text, json] = [("serving HTTP address=", '\n'), ("\"message\":\"serving HTTP\",\"address\":\"", '"')]
                .map(|(before, after)| said.split_once(before).and_then(|(_, rest)| rest.split_once(after)));
            text.or(json).inspect(|(address, _)| service.address = (*address).to_owned()).is_some()
        });
        service
    }

    /// What it has logged so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

//! Members: the program itself, in several processes, each started again when it ends by itself, as an init system does.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;

use crate::process::program::{Process, Scratch};

/// Members that end by themselves so often do not get anywhere.
const ENDED_MAX: usize = 30;

/// What the members run.
#[derive(Clone)]
pub struct Setup {
    /// What the members have in common.
    pub settings: Settings,
    /// The stages that each member runs.
    pub stages: &'static [&'static str],
    /// Whether each keeps a name over restarts (`log.instance`).
    pub is_named: bool,
    /// Path of the model artifact.
    pub model: String,
}

/// The members of a trial, as processes.
pub struct Fleet {
    scratch: Scratch,
    setup: Setup,
    /// The program of each member: a rolling upgrade replaces one after the other.
    programs: Vec<PathBuf>,
    members: Vec<Option<Process>>,
    /// Each that ended by itself, and why.
    ended: Vec<String>,
}

impl Fleet {
    /// So many members of the program at a path, none of them started.
    pub fn new(setup: Setup, count: usize, program: &Path) -> Self {
        let members = (0..count).map(|_| None).collect();
        let programs = vec![program.to_owned(); count];
        Self { scratch: Scratch::new(), setup, programs, members, ended: Vec::new() }
    }

    /// The program of a member.
    pub fn program(&self, number: usize) -> &Path {
        &self.programs[number]
    }

    /// The name by which the brokers know a member.
    pub fn client(number: usize) -> String {
        format!("member-{number}")
    }

    /// Those that ended by themselves, and why.
    pub fn ended(&self) -> &[String] {
        &self.ended
    }

    /// What members that are started from now on run.
    pub fn set_up(&mut self, setup: Setup) {
        self.setup = setup;
    }

    /// Starts a member that is down, in its own program from now on.
    pub fn start(&mut self, number: usize, program: Option<&Path>) {
        assert!(self.members[number].is_none(), "member {number} is up");
        if let Some(program) = program {
            self.programs[number] = program.to_owned();
        }
        self.members[number] = Some(self.process(number));
    }

    /// Takes a process of the member away from the fleet, which forgets it.
    pub fn take(&mut self, number: usize) -> Process {
        self.members[number].take().expect("the member is up")
    }

    /// Puts a process in the place of a member that was taken out.
    pub fn put(&mut self, number: usize, process: Process) {
        assert!(self.members[number].replace(process).is_none(), "member {number} is up");
    }

    /// Starts again who has ended by itself.
    pub fn look_after(&mut self) {
        for number in 0..self.members.len() {
            let Some(process) = &mut self.members[number] else { continue };
            if let Some(status) = process.0.try_wait().expect("it is a child of this process") {
                self.ended.push(format!("member {number}, {status}: {}", self.reason(number)));
                assert!(self.ended.len() < ENDED_MAX, "members end again and again: {}", self.last_said(number));
                self.members[number] = None;
                self.start(number, None);
            }
        }
    }

    /// The last lines that a member has logged.
    pub fn last_said(&self, number: usize) -> String {
        let said = std::fs::read_to_string(self.scratch.path(&log_name(number))).unwrap_or_default();
        let lines: Vec<&str> = said.lines().filter(|line| !line.contains("PartitionEOF")).collect();
        lines[lines.len().saturating_sub(12)..].join("\n  ")
    }

    /// Why a member ended, in its own words.
    fn reason(&self, number: usize) -> String {
        let said = std::fs::read_to_string(self.scratch.path(&log_name(number))).unwrap_or_default();
        said.lines().rfind(|line| line.starts_with("error: ")).unwrap_or("it did not say why").to_owned()
    }

    fn process(&self, number: usize) -> Process {
        let config = self.scratch.file(&format!("member-{number}.toml"), self.config(number));
        let log = std::fs::File::options().create(true).append(true).open(self.scratch.path(&log_name(number)));
        // A process that is stopped would outlive a test that is killed: the system ends it with its parent.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(&self.programs[number]).args(["run", "--config", &config]);
        command.env("RUST_LOG", "info").stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(log.expect("the target directory can be written"));
        Process(command.spawn().expect("there is `setpriv` (Debian: util-linux)"))
    }

    fn config(&self, number: usize) -> String {
        let Setup { settings, stages, is_named, model } = &self.setup;
        let client = Self::client(number);
        let instance = if *is_named { client.as_str() } else { "" };
        let mut text = format!("[log]\ngroup = {:?}\ninstance = {instance:?}\n", settings.prefix);
        text += &format!("bootstrap = {:?}\n[log.properties]\n", settings.properties["bootstrap.servers"]);
        let own = settings.properties.iter().filter(|(key, _)| *key != "bootstrap.servers");
        own.for_each(|(key, value)| text += &format!("{key:?} = {value:?}\n"));
        text += &format!("\"client.id\" = {client:?}\n[log.topics]\n");
        Topic::ALL.iter().for_each(|topic| text += &format!("{} = {:?}\n", topic.role(), settings.name(*topic)));
        text + &format!("[service]\nstages = {stages:?}\n[score]\nmodel = {model:?}\n[http]\nlisten = \"\"\n")
    }
}

fn log_name(number: usize) -> String {
    format!("member-{number}.log")
}

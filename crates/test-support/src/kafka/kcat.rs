//! kcat: a producer and a consumer that know nothing of this program.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStringExt;
use std::process::{Child, Command, Stdio};

use attrition_contracts::records::record::Header;
use attrition_contracts::records::topic::Topic;
use attrition_stream::backend::kafka::Settings;

use crate::process::program::{Process, eventually};

/// Sends one record, as it is.
pub fn produce(settings: &Settings, topic: Topic, key: &str, value: &[u8], headers: &[Header]) {
    produce_with_names(settings, topic, key, value, headers.iter().map(|(name, value)| (name.as_bytes(), &value[..])));
}

/// Sends many, each with its key: none of them has a tab or the end of a line in it.
pub fn produce_all(settings: &Settings, topic: Topic, records: &[(&str, &str)]) {
    let mut kcat = start(kcat(settings, topic, "-P").args(["-K", "\t"]).stdin(Stdio::piped()).stdout(Stdio::null()));
    let lines: String = records.iter().map(|(key, value)| format!("{key}\t{value}\n")).collect();
    kcat.0.stdin.take().expect("it is piped").write_all(lines.as_bytes()).expect("kcat reads all");
    wait(&mut kcat.0);
}

/// The same with names of headers that need not be text.
pub fn produce_with_names<'a>(
    settings: &Settings,
    topic: Topic,
    key: &str,
    value: &[u8],
    headers: impl Iterator<Item = (&'a [u8], &'a [u8])>,
) {
    let mut kcat = kcat(settings, topic, "-P");
    kcat.args(["-k", key]);
    for (name, value) in headers {
        kcat.arg("-H").arg(OsString::from_vec([name, b"=", value].concat()));
    }
    let mut kcat = start(kcat.stdin(Stdio::piped()).stdout(Stdio::null()));
    kcat.0.stdin.take().expect("it is piped").write_all(value).expect("kcat reads all");
    wait(&mut kcat.0);
}

/// Waits for so many committed records of a topic; returns each as `format` has it.
pub fn consume(settings: &Settings, topic: Topic, count: usize, format: &str) -> Vec<String> {
    let mut kcat = kcat(settings, topic, "-C");
    kcat.args(["-X", "isolation.level=read_committed", "-o", "beginning", "-q", "-c", &count.to_string()]);
    let mut kcat = start(kcat.args(["-f", &format!("{format}\n")]).stdout(Stdio::piped()));
    wait(&mut kcat.0);
    let mut printed = String::new();
    kcat.0.stdout.take().expect("it is piped").read_to_string(&mut printed).expect("kcat prints text");
    printed.lines().map(str::to_owned).collect()
}

fn kcat(settings: &Settings, topic: Topic, mode: &str) -> Command {
    let mut kcat = Command::new("kcat");
    kcat.args([mode, "-b", &settings.properties["bootstrap.servers"], "-t", &settings.name(topic)]);
    kcat
}

fn start(kcat: &mut Command) -> Process {
    Process(kcat.spawn().expect("this test needs kcat on the PATH: apt-get install kcat"))
}

fn wait(kcat: &mut Child) {
    let mut status = None;
    eventually("kcat ends", || {
        status = kcat.try_wait().expect("it is a child of this process");
        status.is_some()
    });
    assert!(status.is_some_and(|status| status.success()), "kcat fails: {status:?}");
}

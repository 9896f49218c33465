//! The command line: what it prints, what it refuses, and how it ends.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use attrition_core::signals::{COUNT, SIGNALS};
use rustix::process::Signal;
use serde_json::Value;

use attrition_test_support::centres::centre::{Centre, Said, date};
use attrition_test_support::centres::conduct::Conduct;
use attrition_test_support::process::program::{
    Process, Scratch, Service, command, done, embedded, eventually, finish, variable,
};

/// Runs it to a bad end: the exit code, and what it says about it.
fn refused(args: &[&str], variables: &[(String, String)], code: i32) -> String {
    let output = finish(args, variables);
    let said = String::from_utf8(output.stderr).expect("it speaks text");
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    said
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it prints JSON")
}

#[test]
fn mistakes_of_usage_end_with_two_and_name_the_mistake() {
    let told = |args: &[&str], expected: &str| {
        let said = refused(args, &[], 2);
        assert!(said.contains(expected), "{args:?}: {said}");
    };
    told(&["run", "--stagse", "score"], "--stages");
    told(&["run", "--stages", "scores"], "score");
    told(&["import"], "<FILES>");
    told(&["explain", "agent-0001", "--as-of", "2025-02-30"], "`2025-02-30` is not a date, YYYY-MM-DD");
    told(&["simulate", "--out", "-", "--agents", "1"], "2..=100000");
    told(&["topics", "check"], "`log.bootstrap`");
    told(&["topics", "create"], "`log.bootstrap`");
    told(&["config", "check", "--config", "no-such-file.toml"], "no-such-file.toml");
}

#[test]
fn a_configuration_that_cannot_be_used_ends_with_two_and_names_the_key() {
    let scratch = Scratch::new();
    let told = |text: &str, expected: &str| {
        let file = scratch.file("config.toml", text);
        let said = refused(&["config", "check", "--config", &file], &[], 2);
        assert!(said.contains(expected), "{text}: {said}");
        let said = refused(&["run", "--config", &file], &[], 2);
        assert!(said.contains(expected), "{text}: {said}");
    };
    told("[desk]\nbudget_weak = 5\n", "did you mean `budget_week`?");
    told("[http]\nlisten = \"everywhere\"\n", "127.0.0.1:8080");
    told("[score]\nmodel = \"no-such-model.json\"\n", "no-such-model.json");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("a bound socket has an address").to_string();
    let variables = [embedded(&scratch.path("log")), vec![variable("HTTP__LISTEN", &address)]].concat();
    let said = refused(&["run"], &variables, 2);
    assert!(said.contains(&format!("failed to listen on {address}")), "{said}");
    let said = refused(&["config", "check"], &[variable("DESK__BUDGET_WEAK", "5")], 2);
    assert!(said.contains("BUDGET_WEEK"), "{said}");
}

#[test]
fn what_fails_ends_with_one_and_says_what_it_was_doing() {
    let scratch = Scratch::new();
    let log = embedded(&scratch.path("log"));
    let said = refused(&["import", "no-such-file.ndjson"], &log, 1);
    assert!(said.contains("there is no file `no-such-file.ndjson`"), "{said}");
    assert!(!scratch.path("log").exists(), "nothing is made of a file that is not there");
    let said = refused(&["explain", "agent-0001"], &log, 1);
    assert!(said.contains("there is no log in"), "{said}");
    let file = scratch.file("not-a-directory", "{}\n");
    let said = refused(&["import", &file], &embedded(&scratch.path("not-a-directory")), 1);
    assert!(said.contains("choose one that can be written") && said.contains("because: "), "{said}");
    let nowhere = [variable("LOG__BOOTSTRAP", "127.0.0.1:1"), variable("LOG__PROPERTIES__NO_SUCH_PROPERTY", "1")];
    let said = refused(&["topics", "check"], &nowhere, 1);
    assert!(said.contains("no.such.property"), "{said}");
}

#[test]
fn the_configuration_in_force_is_told() {
    let text = done(&["config", "check"], &[variable("DESK__BUDGET_WEEK", "7")]);
    assert!(text.lines().any(|line| line.contains("alerts a week") && line.contains('7')), "{text}");
    let told = json(&done(&["config", "check", "--json"], &[variable("LOG__BOOTSTRAP", "kafka:9092")]));
    assert_eq!((&told["log"], &told["budget_week"]), (&"Kafka at kafka:9092".into(), &3.into()));
    let default = done(&["config", "default"], &[]);
    let scratch = Scratch::new();
    let file = scratch.file("config.toml", default);
    done(&["config", "check", "--config", &file], &[]);
}

#[test]
fn the_catalogue_is_listed() {
    let listed = json(&done(&["signals", "list", "--json"], &[]));
    let signals = listed["signals"].as_array().expect("there is a list");
    assert_eq!(signals.len(), attrition_core::signals::COUNT);
    assert!(signals.iter().all(|signal| signal["formula"].as_str().is_some_and(|formula| !formula.is_empty())));
    let table = done(&["signals", "list"], &[]);
    assert!(signals.iter().all(|signal| table.contains(signal["name"].as_str().expect("a name is text"))));
}

#[test]
fn one_seed_gives_the_same_bytes() {
    let scratch = Scratch::new();
    let simulate = |name: &str, seed: &str| {
        let (events, truth) = (scratch.text(name), scratch.text(&format!("{name}.csv")));
        done(&["simulate", "--agents", "12", "--days", "30", "--seed", seed, "--out", &events, "--truth", &truth], &[]);
        [events, truth].map(|path| std::fs::read(path).expect("it was written"))
    };
    let first = simulate("first", "7");
    assert!(first == simulate("second", "7"));
    assert!(first != simulate("third", "8"));
    assert!(first.iter().all(|bytes| bytes.len() > 1_000));
}

#[test]
fn what_was_written_is_told_and_the_parameters_can_be_had() {
    let scratch = Scratch::new();
    let (events, parameters) = (scratch.text("events.ndjson"), scratch.path("centre.toml"));
    std::fs::write(&parameters, done(&["simulate", "--default-parameters"], &[])).expect("the folder can be written");
    let parameters = parameters.display().to_string();
    let simulated = ["simulate", "--agents", "12", "--days", "30", "--parameters", &parameters, "--out", &events];
    let said = finish(&simulated, &[]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let lines = std::fs::read_to_string(&events).expect("it was written").lines().count();
    assert!(said.contains(&format!("{lines} events of 2025-01-06 to 2025-02-04 written")), "{said}");
    assert!(said.replace('\n', " ").contains("each counts once, as it was sent last"), "{said}");
    let out = scratch.text("signals.csv");
    let computed = ["signals", "compute", "--events", &events, "--as-of", "2025-02-03", "--out", &out];
    let said = finish(&computed, &[]);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let rows = std::fs::read_to_string(&out).expect("it was written").lines().count() - 1;
    let agents = if rows == 1 { "agent" } else { "agents" };
    assert!(said.contains(&format!("signals of {rows} {agents} as of 2025-02-03 written")), "{said}");
}

#[test]
fn a_demo_of_a_history_tells_its_alerts() {
    let told = json(&done(&["demo", "--once", "--agents", "40", "--days", "120", "--json"], &[]));
    for open in told.as_array().expect("there is a list") {
        assert!(open["agent"].as_str().is_some_and(|agent| agent.starts_with("agent-")), "{open}");
        // Nobody answers in a demo, so most have gone to the second address.
        assert!(["raised", "carried", "escalated"].contains(&open["alert"]["status"].as_str().unwrap_or("")), "{open}");
        assert!(!open["alert"]["reasons"].as_array().expect("there is a list").is_empty(), "{open}");
    }
    let text = done(&["demo", "--once", "--agents", "40", "--days", "120"], &[]);
    assert!(text.contains("open alert") && text.contains("For support only"), "{text}");
}

#[test]
fn a_demo_that_is_ended_at_once_leaves_nothing_behind() {
    let scratch = Scratch::new();
    let mut demo = command(&["demo", "--agents", "400", "--days", "2000"], &[variable("HTTP__LISTEN", "")]);
    demo.env("TMPDIR", scratch.path("")).stdout(Stdio::null()).stderr(Stdio::null());
    let mut demo = Process(demo.spawn().expect("the program can be started"));
    let left = || std::fs::read_dir(scratch.path("")).expect("it is there").count();
    let log = scratch.path(&format!("attrition-watch-demo-{}/log.sqlite", demo.0.id()));
    eventually("it has a log", || log.exists());
    // Two signals that are not one: the second ends it where it stands.
    demo.signal(Signal::INT);
    demo.terminate();
    eventually("its folder is gone", || left() == 0);
}

/// The exit code of a command whose standard error nobody reads any more.
fn unheard(args: &[&str], variables: &[(String, String)]) -> Option<i32> {
    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let mut command = command(args, variables);
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(writer).status();
    status.expect("the program can be started").code()
}

#[test]
fn a_command_that_nobody_hears_ends_as_it_would_have() {
    let scratch = Scratch::new();
    let (events, models) = (scratch.text("events.ndjson"), scratch.text("models"));
    done(&["simulate", "--agents", "12", "--days", "40", "--out", &events], &[]);
    let csv = scratch.text("signals.csv");
    let commands: [(&[&str], i32); 8] = [
        (&["demo", "--once", "--agents", "5", "--days", "30"], 0),
        (&["import", &events], 0),
        (&["signals", "compute", "--events", &events, "--as-of", "2025-02-03", "--out", &csv], 0),
        // So few people have not left that there is something to learn.
        (&["train", "--from", &events, "--out", &models], 1),
        (&["import", "no-such-file.ndjson"], 1),
        (&["config", "check", "--config", "no-such-file.toml"], 2),
        (&["run", "--stagse"], 2),
        (&["alerts", "list"], 1),
    ];
    for (number, (args, code)) in commands.into_iter().enumerate() {
        let log = |name: &str| embedded(&scratch.path(&format!("{name}-{number}")));
        let heard = finish(args, &log("heard"));
        assert_eq!(heard.status.code(), Some(code), "{args:?}: {}", String::from_utf8_lossy(&heard.stderr));
        assert_eq!(unheard(args, &log("unheard")), Some(code), "{args:?}");
    }
}

#[test]
fn a_service_whose_log_nobody_reads_any_more_goes_on() {
    for format in ["text", "json"] {
        let scratch = Scratch::new();
        let settings = [variable("HTTP__LISTEN", "127.0.0.1:0"), variable("SERVICE__LOG_FORMAT", format)];
        let variables = [&embedded(&scratch.path("log"))[..], &settings].concat();
        let mut service = command(&["run"], &variables);
        let service = service.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut service = Process(service.expect("the program can be started"));
        let mut said = BufReader::new(service.0.stderr.take().expect("it is piped")).lines().map_while(Result::ok);
        assert!(said.any(|line| line.contains("serving HTTP")), "{format}: it has ended");
        drop(said);
        assert!(service.terminate().success(), "{format}: it says that it stops, and stops in order");
    }
}

/// The same command, where a closed terminal ends it: who runs the tests may have it ignored.
fn ended_by_hangup(command: &Command) -> Command {
    let mut env = Command::new("env");
    env.arg("--default-signal=HUP").arg(command.get_program()).args(command.get_args());
    env.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    env
}

/// The exit code, once it has ended by itself.
fn ended(process: &mut Process) -> Option<i32> {
    let mut status = None;
    eventually("it ends", || {
        status = process.0.try_wait().expect("it is a child of this process");
        status.is_some()
    });
    status.and_then(|status| status.code())
}

#[test]
fn a_demo_whose_terminal_is_closed_leaves_nothing_behind() {
    let history = ["demo", "--agents", "100", "--days", "3000"];
    for more in [&[][..], &["--once"], &["--json"]] {
        let scratch = Scratch::new();
        let mut demo = ended_by_hangup(&command(&[&history[..], more].concat(), &[variable("HTTP__LISTEN", "")]));
        demo.env("TMPDIR", scratch.path("")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut demo = Process(demo.spawn().expect("`env` is a part of every Debian"));
        let log = scratch.path(&format!("attrition-watch-demo-{}/log.sqlite", demo.0.id()));
        eventually("it has a log", || log.exists());
        // The shell and the system both say that it is gone.
        demo.signal(Signal::HUP);
        demo.signal(Signal::HUP);
        assert_eq!(ended(&mut demo), Some(1), "{more:?}: its history is not whole");
        assert_eq!(
            std::fs::read_dir(scratch.path("")).expect("it is there").count(),
            0,
            "{more:?}: its folder is left"
        );
    }
}

#[test]
fn a_service_whose_terminal_is_closed_stops_in_order() {
    let scratch = Scratch::new();
    let mut service = Service::of(ended_by_hangup(&command(&["run"], &embedded(&scratch.path("log")))));
    service.process.signal(Signal::HUP);
    service.process.signal(Signal::HUP);
    assert_eq!(ended(&mut service.process), Some(0), "{}", service.said());
    eventually("what it says is read", || service.said().lines().any(|line| line.ends_with(" stopped")));
    assert_eq!(service.said().matches("stopping: ").count(), 1, "{}", service.said());
}

#[cfg(target_os = "linux")]
#[test]
fn a_service_under_nohup_outlives_its_terminal() {
    let scratch = Scratch::new();
    let run = command(&["run"], &embedded(&scratch.path("log")));
    let mut nohup = Command::new("nohup");
    nohup.arg(run.get_program()).args(run.get_args());
    nohup.envs(run.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut service = Service::of(nohup);
    service.process.signal(Signal::HUP);
    // It answers, and still has the signal ignored: one that it listened for would not be in this mask.
    assert_eq!(attrition_test_support::process::http::get(&service, "/healthz").status, 200);
    let status = std::fs::read_to_string(format!("/proc/{}/status", service.process.0.id())).expect("it is there");
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).expect("Linux says it").trim();
    assert!(u64::from_str_radix(ignored, 16).is_ok_and(|ignored| ignored & 1 == 1), "{status}");
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn work_after_the_last_day_is_warned_of_without_a_number_that_looks_like_a_total() {
    let scratch = Scratch::new();
    let mut centre = Centre::default();
    for agent in ["anna", "ben"] {
        centre.place(agent, date("2025-08-01"), date("2024-01-01"), "sup-1");
        centre.work(agent, date("2025-08-01")..date("2025-11-01"), Conduct::steady);
    }
    let left = Said { kind: "voluntary", notice: date("2025-09-01"), last_day: date("2025-09-15") };
    centre.say("anna", left, date("2025-09-01"));
    let log = embedded(&scratch.path("log"));
    done(&["import", &scratch.file("events.ndjson", centre.lines().join("\n"))], &log);
    let mut service = Service::start(&log);
    let mut warned = String::new();
    eventually("it warns", || {
        let said = service.said();
        let found = said.lines().find(|line| line.contains("works after the last day of their employment"));
        found.inspect(|line| (*line).clone_into(&mut warned)).is_some()
    });
    assert!(!warned.contains("days=") && warned.contains("`status` and the metric"), "{warned}");
    let status = || done(&["status"], &[variable("HTTP__LISTEN", &service.address)]);
    eventually("the status counts the days", || status().contains(" days of work after the last day of an employment"));
    assert!(service.process.terminate().success(), "{}", service.said());
}

#[test]
fn contributions_add_up_to_the_log_odds() {
    let scratch = Scratch::new();
    let (events, log) = (scratch.text("events.ndjson"), embedded(&scratch.path("log")));
    done(&["simulate", "--agents", "12", "--days", "120", "--out", &events], &[]);
    let told = json(&done(&["import", &events, "--json"], &log));
    assert!(told["events"].as_u64().is_some_and(|events| events > 1_000), "{told}");
    assert!(told["days_closed"].as_u64().is_some_and(|days| days >= 119), "{told}");
    let explained = json(&done(&["explain", "agent-0003", "--json"], &log));
    let lines = explained["signals"].as_array().expect("there is a list");
    let number = |value: &Value| value.as_f64().expect("it is a number");
    let sum: f64 = lines.iter().map(|line| number(&line["contribution"])).sum();
    let base = number(&explained["intercept"]) + number(&explained["site_level"]);
    assert!((base + sum - number(&explained["logit"])).abs() < 1e-9, "{explained}");
    let last = lines.last().expect("an agent with a history has signals");
    assert!((number(&last["running_logit"]) - number(&explained["logit"])).abs() < 1e-9, "{explained}");
    let risk = 1.0 / (1.0 + (-number(&explained["logit"])).exp());
    assert!((number(&explained["risk"]) - risk).abs() < 1e-12, "{explained}");
    // Every signal is listed, also those that are missing; in words, by labels.
    assert_eq!(lines.len(), COUNT);
    let missing = lines.iter().filter(|line| line["value"].is_null()).count();
    let table = done(&["explain", "agent-0003"], &log);
    let told = format!("too few records to be judged: {missing} of {COUNT}");
    assert!(table.replace('\n', " ").contains(&told), "{told}: {table}");
    let rows = |table: &str| table.lines().filter(|line| line.contains('┆')).map(str::to_owned).collect::<Vec<_>>();
    assert!(rows(&table).iter().all(|row| !row.contains('_')), "{table}");
    let normal = |row: &str| {
        let (now, normal) = row.split('┆').next()?.split_once(", own normal ")?;
        Some((now.rsplit_once(": ")?.1.to_owned(), normal.trim().to_owned()))
    };
    assert!(rows(&table).iter().filter_map(|row| normal(row)).all(|(now, normal)| now != normal), "{table}");
    let raw = done(&["explain", "agent-0003", "--raw"], &log);
    let shown = |signal: &str| rows(&raw).iter().any(|row| row.contains(&format!(" {signal} ")));
    assert!(SIGNALS.iter().all(|signal| shown(signal.name)) && !raw.contains("0 or 1"), "{raw}");
    let table = done(&["explain", "agent-0003", "--as-of", "2025-04-01"], &log);
    assert!(table.contains("2025-04-01: risk "), "{table}");

    let said = refused(&["explain", "nobody"], &log, 2);
    assert!(said.contains("not known"), "{said}");
    let said = refused(&["explain", "agent-0003", "--as-of", "2026-01-01"], &log, 2);
    assert!(said.contains("not closed yet"), "{said}");
    let said = refused(&["explain", "agent-0003"], &embedded(&scratch.path("elsewhere")), 1);
    assert!(said.contains("elsewhere"), "{said}");
}

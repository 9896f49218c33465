//! What cannot be used: the check and the service refuse it alike, and what has no effect is told.

use attrition_test_support::process::program::{Scratch, Service, command, embedded, finish, variable};

/// What `config check` and `run` say of a configuration that both refuse.
fn refused(scratch: &Scratch, file: &str, expected: &[&str]) {
    let config = scratch.file("config.toml", file);
    let said = [&["config", "check", "--config", &config][..], &["run", "--config", &config]].map(|args| {
        let output = finish(args, &[]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?} {file}: {said}");
        assert!(expected.iter().all(|expected| said.contains(expected)), "{file}: {said}");
        said
    });
    assert_eq!(said[0], said[1], "they say it in the same words");
}

#[test]
fn what_run_refuses_the_check_refuses_in_the_same_words() {
    let scratch = Scratch::new();
    scratch.file("file", "");
    let collector = if cfg!(feature = "otlp") { "collector:4318" } else { "http://collector:4318" };
    refused(&scratch, &format!("[service]\notlp = \"{collector}\"\n"), &["`service.otlp`", "collector:4318"]);
    let kafka = "[log]\nbootstrap = \"127.0.0.1:1\"\npatience_s = 1\n";
    refused(
        &scratch,
        &format!("{kafka}[log.properties]\nno.such.property = \"1\"\n"),
        &["`log.properties`", "no.such.property"],
    );
    refused(&scratch, &format!("{kafka}[log.properties]\nfetch.wait.max.ms = \"soon\"\n"), &["fetch.wait.max.ms"]);
    refused(&scratch, "[log]\ndir = \"file/log\"\n", &["`log.dir`", "is a file, where a folder is needed"]);
    #[cfg(target_os = "linux")]
    refused(&scratch, "[log]\ndir = \"/proc/x\"\n", &["`log.dir` is `/proc/x`", "no folder can be made in `/proc`"]);
    refused(&scratch, "[score]\nmodel = \"no-such.json\"\n", &["`score.model`", "no-such.json"]);
    let webhook = "[deliver.webhooks.ops]\nurl = \"http://127.0.0.1:1\"\ntemplate = \"none.txt\"\n";
    refused(&scratch, webhook, &["`deliver.webhooks.ops.template`", "none.txt"]);
    scratch.file("body.txt", "{\"a\":\n {{ titel }}}");
    let webhook = "[deliver.webhooks.ops]\nurl = \"http://127.0.0.1:1\"\ntemplate = \"body.txt\"\n";
    refused(&scratch, webhook, &["line 2, `{{ titel }}}`: undefined value", "default(\"\")"]);
    scratch.file("who.csv", "supervisor,address\na,a@example.org\nb\n");
    let mail = "[deliver.mail]\nrelay = \"localhost\"\naddresses = \"who.csv\"\n";
    refused(&scratch, mail, &["who.csv`, line 3: 1 columns, where supervisor,address are two"]);
    let webhook = "[deliver.webhooks.ops]\nurl = \"http://127.0.0.1:1\"\ntemplate = \"none.txt\"\n";
    let mail = "[deliver.mail]\nrelay = \"localhost\"\naddresses = \"none.csv\"\n";
    refused(&scratch, mail, &["`deliver.mail.addresses`", "none.csv"]);
    refused(&scratch, "[desk]\nlanguage = \"fr\"\n", &["`desk.language` must be \"en\" or \"zh-CN\""]);
    refused(
        &scratch,
        "[deliver.mail]\nrelay = \"localhost\"\n[desk]\nsecond_address = \"the boss\"\n",
        &["`desk.second_address`: `the boss` is no address, as hr@example.org is"],
    );
    refused(
        &scratch,
        "[desk]\ndeputies = [\"s-1: s-2\", \"s-1: s-3\"]\n",
        &["`desk.deputies` names `s-1` more than once"],
    );
    refused(
        &scratch,
        "[sites.north]\ndeputies = [\"s-1: s-1\"]\n",
        &["`sites.north.deputies` names `s-1` as their own deputy"],
    );
    refused(&scratch, "[log]\npartitions = 0\n", &["`log.partitions` must be between 1 and 1000"]);
    refused(&scratch, "[desk]\ntime_zone = \"Asia/Manilla\"\n", &["`desk.time_zone`", "did you mean Asia/Manila?"]);
    refused(&scratch, "[deliver.mail]\nport = 0\n", &["`deliver.mail.port` must be between 1 and 65535"]);
    refused(&scratch, "[sites.\"\"]\nbudget_week = 1\n", &["`sites` names a site ``, which is blank"]);
    refused(
        &scratch,
        "[sites.\"a\\u001bb\"]\nbudget_week = 1\n",
        &["a site `a\\u{1b}b`, which has a control character"],
    );
    let pages = "[deliver]\npage = \"https://a/{alert}\"\nnotice_page = \"https://a/{foo}\"\n";
    refused(&scratch, pages, &["`deliver.notice_page` is `https://a/{foo}`", "{notice} and {site} alone"]);
    // Without mail it is no address of a letter; a blank is none anywhere.
    refused(&scratch, "[desk]\nsecond_address = \" \"\n", &["`desk.second_address` is ` `, which is blank"]);
    refused(
        &scratch,
        "[sites.north]\nsecond_address = \"a@example.org \"\n",
        &["`a@example.org `, which begins or ends"],
    );
    refused(&scratch, "[log]\ninstance = \"a\\n\"\n", &["`log.instance`", "a control character, U+000A"]);
    refused(&scratch, "[log.topics]\nqa = \" \"\n", &["`log.topics.qa` is ` `, which is blank"]);
    refused(
        &scratch,
        "[service]\nstages = [\"ingest\", \"ingest\"]\n",
        &["`service.stages` names `ingest` more than once"],
    );
    let twice = "[desk]\nholidays = [\"2026-12-25\", \"2026-12-25\"]\n";
    refused(&scratch, twice, &["`desk.holidays` names `2026-12-25` more than once"]);
    // Where nothing of it is used, nothing of it is asked for.
    let config = scratch.file("config.toml", format!("{webhook}[service]\nstages = [\"score\"]\n"));
    let output = finish(&["config", "check", "--config", &config], &embedded(&scratch.path("log")));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_variable_that_is_none_is_refused_and_told_by_its_right_name() {
    let told = |name: &str, value: &str, expected: &str| {
        for args in [&["config", "check"][..], &["run"], &["alerts", "list"]] {
            let output = command(args, &[]).env(name, value).output().expect("the program can be started");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{name}: {said}");
            assert!(said.contains(name) && said.contains(expected), "{name}: {said}");
        }
    };
    told("attrition_watch__http__token", "0123456789abcdef", "did you mean `ATTRITION_WATCH__HTTP__TOKEN`?");
    told("ATTRITION_WATCH_HTTP_TOKEN", "0123456789abcdef", "did you mean `ATTRITION_WATCH__HTTP__TOKEN`?");
    told("ATTRITIONWATCH__DESK__BUDGET_WEEK", "1", "did you mean `ATTRITION_WATCH__DESK__BUDGET_WEEK`?");
    told("attrition_watch__desk__budget_week", "1", "did you mean `ATTRITION_WATCH__DESK__BUDGET_WEEK`?");
    told("ATTRITION_WATCH__SITES__S2__BUDGET_WEEK", "1", "[sites.S2]");
    told("ATTRITION_WATCH__DESK__BUDGET_WEEK", "many", "`desk.budget_week` must be a whole number");
    told("ATTRITION_WATCHLOG__DIR", "x", "did you mean `ATTRITION_WATCH__LOG__DIR`?");
    told("ATTRITION__LOG__DIR", "x", "did you mean `ATTRITION_WATCH__LOG__DIR`?");
    told("ATTRITION_WATCH__", "x", "no setting is called `ATTRITION_WATCH__`");
    told("ATTRITION_WATCH__DESK__SECOND_ADDRESS", " ", "`desk.second_address` is ` `, which is blank");
    told("ATTRITION_WATCH__SERVICE__STAGES", "ingest,ingest", "`service.stages` names `ingest` more than once");
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text_is_refused_and_one_of_others_is_left_alone() {
    use std::os::unix::ffi::OsStrExt;
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let output = command(&["config", "check"], &[]).env("ATTRITION_WATCH__LOG__DIR", odd).output();
    let output = output.expect("the program can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("`ATTRITION_WATCH__LOG__DIR` is no text"), "{said}");
    let output =
        command(&["config", "check"], &[]).env("SOMETHING_ELSE", odd).env("ATTRITION_WATCH_PORT", "tcp://1:2").output();
    assert!(output.expect("the program can be started").status.success());
}

#[test]
fn what_has_no_effect_is_told_with_its_reason() {
    let scratch = Scratch::new();
    let config =
        scratch.file("config.toml", "[log]\ngroup = \"mine\"\n[log.topics]\nqa = \"x.qa\"\n[links]\nvalid_days = 3\n");
    let variables = embedded(&scratch.path("log"));
    let check = |args: &[&str]| {
        let output = finish(&[&["config", "check", "--config", &config], args].concat(), &variables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let told = check(&[]);
    assert!(told.contains("without effect: `log.group`, `log.topics.qa`: the log is embedded"), "{told}");
    let json: serde_json::Value = serde_json::from_str(&check(&["--json"])).expect("it is JSON");
    let settings: Vec<_> =
        json["without_effect"].as_array().into_iter().flatten().map(|idle| &idle["setting"]).collect();
    assert_eq!(settings, ["links.valid_days", "log.group", "log.topics.qa"]);
}

#[test]
fn holidays_and_deputies_in_force_are_shown_by_site() {
    let scratch = Scratch::new();
    let file = "[desk]\nholidays = [\"2026-12-25\", \"2027-01-01\"]\n[sites.north]\nholidays = []\n\
                deputies = [\"s-1: s-2\", \"s-3: s-2\"]\n";
    let config = scratch.file("config.toml", file);
    let output = finish(&["config", "check", "--config", &config], &embedded(&scratch.path("log")));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let (every, north) = told.split_once("`north`").expect("the site is shown");
    assert!(every.contains("holidays: 2026-12-25, 2027-01-01") && every.contains("deputies: none"), "{told}");
    assert!(north.contains("holidays: none") && north.contains("deputies: s-1: s-2, s-3: s-2"), "{told}");
}

#[test]
fn what_may_be_otherwise_than_was_meant_is_told() {
    let scratch = Scratch::new();
    let variables = embedded(&scratch.path("log"));
    let check = |file: &str| {
        let config = scratch.file("config.toml", file);
        let output = finish(&["config", "check", "--config", &config], &variables);
        assert!(output.status.success(), "{file}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let links = "[links]\npublic = \"https://watch.example.org\"\nsecret = \"0123456789abcdef0123456789abcdef\"\n";
    let mail = "[deliver.mail]\nrelay = \"127.0.0.1\"\n";
    let robot = "[deliver.webhooks.x]\nurl = \"https://a\"\npreset = \"slack\"\nsecret = \"abc\"\n";
    for (file, told) in [
        (mail.to_owned(), "is this meant? `deliver.mail.relay` is set, and letters have no address"),
        ("[http]\nlisten = \"0.0.0.0:8080\"\n".to_owned(), "whoever reaches the port can post events"),
        ("[log]\nbootstrap = \"localhost\"\n".to_owned(), "a broker without a port: 9092 is used"),
        (
            format!("{links}[http]\nlisten = \"\"\n{mail}to = \"{{supervisor}}@example.org\"\n"),
            "messages have links, and nobody answers them",
        ),
        (
            links.to_owned(),
            "without effect: `links.public`, `links.secret`: nothing is delivered that could carry links",
        ),
        ("[desk]\nescalate_days = 5\n".to_owned(), "without effect: `desk.escalate_days`: no second address is set"),
        (
            "[sites.s1]\nescalate_days = 5\n".to_owned(),
            "without effect: `sites.s1.escalate_days`: no second address is set",
        ),
        (robot.to_owned(), "without effect: `deliver.webhooks.x.secret`"),
    ] {
        let said = check(&file);
        assert!(said.contains(told), "{file}: {said}");
    }
    for file in [
        String::new(),
        format!("{mail}[desk]\nsecond_address = \"second@example.org\"\nescalate_days = 5\n"),
        "[http]\nlisten = \"0.0.0.0:8080\"\ntoken = \"0123456789abcdef\"\n".to_owned(),
        format!("{links}{mail}to = \"{{supervisor}}@example.org\"\n"),
        "[desk]\nescalate_days = 5\n[sites.s1]\nsecond_address = \"second@example.org\"\n".to_owned(),
    ] {
        let said = check(&file);
        assert!(!said.contains("is this meant?") && !said.contains("without effect"), "{file}: {said}");
    }
    let said = check("[log]\nbootstrap = \"kafka:9092,[::1]:9092\"\n");
    assert!(!said.contains("is this meant?"), "{said}");
    // The service says it too.
    let service = Service::start(&[&variables[..], &[variable("DELIVER__MAIL__RELAY", "127.0.0.1")]].concat());
    assert!(service.said().contains("letters have no address"), "{}", service.said());
}

//! What a file and variables make of the settings, and what is said of those that cannot be.

use std::path::Path;

use super::*;
use attrition_core::desk::{Language, Rules};

fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::read(Some(file), variables).map_err(|error| error.to_string())
}

#[test]
fn the_defaults_are_valid_and_complete() {
    let config = Config::read(None, std::iter::empty()).expect("the defaults are valid");
    // Where no second address is set, nobody is there to whom an alert could go.
    assert_eq!(config.sites.for_site("anywhere").rules, Rules { has_second: false, ..Rules::default() });
    assert!(Topic::ALL.iter().all(|topic| config.topic(*topic).starts_with("attrition.")));
}

#[test]
fn a_file_changes_defaults_and_a_variable_changes_both() {
    let config = read("[desk]\nbudget_week = 5\n", &[("ATTRITION_WATCH__DESK__HYSTERESIS", "0.7")]).expect("valid");
    let rules = config.sites.for_site("anywhere").rules;
    assert_eq!((rules.budget_week, rules.hysteresis), (5, 0.7));
    let config = read("[desk]\nbudget_week = 5\n", &[("ATTRITION_WATCH__DESK__BUDGET_WEEK", "6")]).expect("valid");
    assert_eq!(config.sites.for_site("anywhere").rules.budget_week, 6);
    let config = read("[log.properties]\n\"security.protocol\" = \"ssl\"\n", &[]).expect("valid");
    assert_eq!(config.log.properties.len(), 1);
    let config = read(
        "[log.properties]\nsasl.mechanism = \"PLAIN\"\n",
        &[("ATTRITION_WATCH__LOG__PROPERTIES__SASL_PASSWORD", "x")],
    );
    let names: Vec<String> = config.expect("valid").log.properties.into_keys().collect();
    assert_eq!(names, ["sasl.mechanism", "sasl.password"]);
}

#[test]
fn a_site_differs_in_what_its_table_says() {
    let file = "[desk]\nbudget_week = 5\n[sites.\"Cebu 1\"]\nlanguage = \"zh-CN\"\nhysteresis = 1\n";
    let config = read(file, &[("ATTRITION_WATCH__SITES__CEBU_1__LAPSE_DAYS", "14")]).expect("valid");
    assert_eq!(config.sites.for_site("Cebu 1").rules.lapse_days, 14);
    let (own, usual) = (config.sites.for_site("Cebu 1").rules, config.sites.for_site("elsewhere").rules);
    assert_eq!((own.language, own.hysteresis, own.budget_week), (Language::Chinese, 1.0, 5));
    assert_eq!((usual.language, usual.hysteresis), (Language::English, 0.8));
}

#[test]
fn mistakes_are_told_with_their_place_and_the_nearest_key() {
    let told = |file: &str, variables: &[(&str, &str)], expected: &str| {
        let error = read(file, variables).expect_err("it must be refused");
        assert!(error.contains(expected), "{error}");
    };
    told("[desk]\nbudget_weak = 5\n", &[], "did you mean `budget_week`");
    told("[dsk]\nbudget_week = 5\n", &[], "did you mean `desk`");
    told("[desk]\nbudget_week = \"many\"\n", &[], "`desk.budget_week`");
    told("[desk\n", &[], "line 1");
    told("[desk]\nhysteresis = 2.0\n", &[], "`desk.hysteresis`");
    told("[service]\nstages = [\"scores\"]\n", &[], "the stages are");
    told("", &[("ATTRITION_WATCH__DESK__BUDGET", "4")], "did you mean");
    told("", &[("ATTRITION_WATCH__DESK__BUDGET_WEEK", "four")], "ATTRITION_WATCH__DESK__BUDGET_WEEK");
    told("[trends]\nteam_min = 4\n", &[], "`trends.team_min` must be between 5 and 1000");
    told("[trends]\nhistory_days = 30\n", &[], "`trends.history_days`");
    told("[sites.cebu]\nbudget_weak = 5\n", &[], "`sites.cebu.budget_weak`: did you mean `budget_week`");
    told("[sites]\ncebu = 5\n", &[], "`sites.cebu` must be a section");
    told("[sites.cebu]\nlanguage = \"zh\"\n", &[], "`sites.cebu.language` must be \"en\" or \"zh-CN\"");
    told("[http]\nlisten = \"here\"\n", &[], "127.0.0.1:8080");
    told("[desk]\ntime_zone = \"Asia/Manilla\"\n", &[], "`desk.time_zone` is `Asia/Manilla`");
    told("[sites.cebu]\ntime_zone = \"Philippines\"\n", &[], "`sites.cebu.time_zone` is `Philippines`");
}

#[test]
fn a_variable_changes_a_site_that_the_file_names_and_makes_none() {
    let file = "[sites.S2]\nbudget_week = 5\n[sites.north-east]\nbudget_week = 6\n";
    for (variable, site) in [("S2", "S2"), ("s2", "S2"), ("NORTH_EAST", "north-east"), ("north-east", "north-east")] {
        let name = format!("ATTRITION_WATCH__SITES__{variable}__BUDGET_WEEK");
        let config = read(file, &[(&name, "9")]).expect("valid");
        assert_eq!(config.sites.for_site(site).rules.budget_week, 9, "{variable}");
        assert_eq!(config.sites.iter().count(), 3, "{variable} makes no other site");
    }
    let told = |file: &str, expected: &str| {
        let error = read(file, &[("ATTRITION_WATCH__SITES__S2__BUDGET_WEEK", "9")]).expect_err("it must be refused");
        assert!(error.contains("`ATTRITION_WATCH__SITES__S2__BUDGET_WEEK`") && error.contains(expected), "{error}");
    };
    told("", "[sites.S2]");
    told("[sites.s-2]\nbudget_week = 1\n", "[sites.S2]");
    told("[sites.\"S 2\"]\n[sites.\"s.2\"]\n", "[sites.S2]");
    let both = "[sites.s2]\nbudget_week = 1\n[sites.S2]\nbudget_week = 1\n";
    let config = read(both, &[("ATTRITION_WATCH__SITES__S2__BUDGET_WEEK", "9")]).expect("it is written exactly so");
    assert_eq!(["s2", "S2"].map(|site| config.sites.for_site(site).rules.budget_week), [1, 9]);
}

#[test]
fn an_empty_text_is_an_empty_list() {
    let file = "[deliver.webhooks.ops]\nurl = \"https://a\"\nsites = [\"north\"]\n";
    let name = "ATTRITION_WATCH__DELIVER__WEBHOOKS__OPS__SITES";
    let sites = |text: &str| read(file, &[(name, text)]).expect("valid").deliver.webhooks["ops"].sites.clone();
    assert_eq!(sites(""), [""; 0], "all");
    assert_eq!(sites(" , "), [""; 0]);
    assert_eq!(sites("north, south,"), ["north", "south"]);
    let error = read(&file.replace("north", ""), &[]).expect_err("it is no code");
    assert!(error.contains("`deliver.webhooks.ops.sites`"), "{error}");
}

#[test]
fn variables_that_look_like_settings_are_told_with_the_right_name() {
    let told = |name: &str, meant: &str| {
        let error = read("", &[(name, "5")]).expect_err("it must be refused");
        assert!(error.contains(&format!("`{name}`")) && error.contains(&format!("did you mean `{meant}`?")), "{error}");
    };
    let budget = "ATTRITION_WATCH__DESK__BUDGET_WEEK";
    for name in [
        "attrition_watch__desk__budget_week",
        "Attrition_Watch__Desk__Budget_Week",
        "ATTRITION_WATCH_DESK_BUDGET_WEEK",
        "ATTRITION_WATCH_DESK__BUDGET_WEEK",
        "ATTRITION_WATCH__DESK_BUDGET_WEEK",
        "ATTRITION-WATCH__DESK__BUDGET_WEEK",
    ] {
        told(name, budget);
    }
    told("ATTRITION_WATCH_HTTP_TOKEN", "ATTRITION_WATCH__HTTP__TOKEN");
    told("ATTRITION_WATCH_DELIVER_WEBHOOKS_OPS_A_MINUTE", "ATTRITION_WATCH__DELIVER__WEBHOOKS__OPS__A_MINUTE");
    told("ATTRITION_WATCH__MAIL__RELAY", "ATTRITION_WATCH__DELIVER__MAIL__RELAY");
    told("ATTRITION_WATCH__LOG__PATIENCE", "ATTRITION_WATCH__LOG__PATIENCE_S");
    told("ATTRITION_WATCH__DELIVER__WEBHOOKS__OPS__SITE", "ATTRITION_WATCH__DELIVER__WEBHOOKS__OPS__SITES");
    // Small letters after the prefix are understood, as they always were; but not two names for one setting.
    let small = ("ATTRITION_WATCH__desk__budget_week", "5");
    assert_eq!(read("", &[small]).expect("valid").sites.for_site("x").rules.budget_week, 5);
    let error = read("", &[small, (budget, "6")]).expect_err("one of them would win by chance");
    assert!(error.contains("both set `desk.budget_week`"), "{error}");
    // Written together, without the second word of the name, or with it misspelt.
    told("ATTRITION_WATCHLOG__DIR", "ATTRITION_WATCH__LOG__DIR");
    told("ATTRITIONWATCHLOG_DIR", "ATTRITION_WATCH__LOG__DIR");
    told("ATTRITION__DESK__BUDGET_WEEK", budget);
    told("ATTRITION_WACTH__DESK__BUDGET_WEEK", budget);
    told("ATTRITION_WATCH_DESK__BUDGET_WEEKS", budget);
    for name in
        ["ATTRITION_WATCH__", "ATTRITION_WATCH_NO__SUCH", "attrition_watch__", "ATTRITION_WATCH__LOG__PROPERTIES__"]
    {
        let error = read("", &[(name, "5")]).expect_err("it must be refused");
        assert!(error.contains(&format!("no setting is called `{name}`")), "{error}");
    }
    // What Kubernetes makes for a service of this name, and others' variables, are none.
    for name in [
        "ATTRITION_WATCH_SERVICE_HOST",
        "ATTRITION_WATCH_PORT",
        "ATTRITION_WATCH_PORT_8080_TCP_ADDR",
        "ATTRITION",
        "ATTRITION_WATCH",
        "ATTRITION_WATCH_TOKEN",
        "ATTRITION_WATCHDOG__URL",
        "ATTRITION_REPORT__LOG__DIR",
        "ATTRITION_LOG_DIR",
    ] {
        assert!(read("", &[(name, "tcp://10.0.0.1:8080")]).is_ok(), "{name}");
    }
}

#[test]
fn errors_name_the_setting_and_the_variable_that_sets_it() {
    let told = |file: &str, variables: &[(&str, &str)], expected: &[&str]| {
        let error = read(file, variables).expect_err("it must be refused");
        assert!(expected.iter().all(|expected| error.contains(expected)), "{error}");
    };
    told(
        "[log]\npartitions = -1\n",
        &[],
        &["`log.partitions` is -1, and must be a whole number between 0 and 4294967295"],
    );
    told("[deliver.mail]\nport = 70000\n", &[], &["`deliver.mail.port` is 70000", "65535"]);
    told("[desk]\nbudget_week = 2.5\n", &[], &["`desk.budget_week` must be a whole number, as 3"]);
    told("desk = 5\n", &[], &["`desk` must be a section, as [desk]"]);
    told("[[sites]]\n", &[], &["`sites` must be a section, as [sites.NAME]"]);
    told("[log.properties]\nx = [1]\n", &[], &["`log.properties.x` must be a text"]);
    told("[log]\nbudget_week = 5\n", &[], &["`log.budget_week`", "did you mean `desk.budget_week`?"]);
    told("[mail]\nrelay = \"mx\"\n", &[], &["did you mean `deliver.mail`?"]);
    told("[Desk]\nbudget_week = 5\n", &[], &["did you mean `desk`?"]);
    told("[desk]\nBudgetWeek = 5\n", &[], &["`desk.BudgetWeek`", "did you mean `budget_week`?"]);
    told("[http]\nsecret = \"x\"\n", &[], &["`links.secret`"]);
    told("[desk]\nxyz = 5\n", &[], &["`desk.xyz`", "config default"]);
    told("[deliver.mail]\ntls = \"ssl\"\n", &[], &["`deliver.mail.tls` is `ssl`", "starttls, tls, none"]);
    told("[log.topics]\nqa = \"attrition.roster\"\n", &[], &["`log.topics.roster`", "`log.topics.qa`"]);
    told("[http]\ntoken = \"0123456789abcdef\\n\"\n", &[], &["`http.token`"]);
    let set = |key: &str| format!("(the variable `ATTRITION_WATCH__{key}` sets it)");
    told(
        "",
        &[("ATTRITION_WATCH__LOG__PARTITIONS", "0")],
        &["`log.partitions` must be between", &set("LOG__PARTITIONS")],
    );
    told(
        "",
        &[("ATTRITION_WATCH__LOG__PARTITIONS", "")],
        &["`log.partitions` must be a whole", &set("LOG__PARTITIONS")],
    );
    told("", &[("ATTRITION_WATCH__SERVICE__STAGES", "")], &["`service.stages`", &set("SERVICE__STAGES")]);
    told(
        "",
        &[("ATTRITION_WATCH__DELIVER__MAIL__PORT", "-1")],
        &["`deliver.mail.port` is -1", &set("DELIVER__MAIL__PORT")],
    );
    let hook = ("ATTRITION_WATCH__DELIVER__WEBHOOKS__X__URL", "https://a");
    let what = ("ATTRITION_WATCH__DELIVER__WEBHOOKS__X__WHAT", "alert");
    told("", &[hook, what], &["`deliver.webhooks.x.what[0]` is `alert`", &set("DELIVER__WEBHOOKS__X__WHAT")]);
}

#[test]
fn relative_paths_of_a_file_begin_in_its_folder_and_those_of_variables_do_not() {
    let file = "[log]\ndir = \"data\"\nsnapshot_dir = \"/var/snapshots\"\n[score]\nmodel = \"../m.json\"\n\
                [log.properties]\nssl.ca.location = \"ca.pem\"\n\"ssl.key.location\" = \"probe\"\n\
                [deliver.mail]\naddresses = \"who.csv\"\n[deliver.webhook]\ntemplate = \"t\"\n\
                [deliver.webhooks.a]\nurl = \"https://a\"\n[deliver.webhooks.b]\nurl = \"https://a\"\ntemplate = \"b\"\n";
    let read = |file: &str, variables: &[(&str, &str)]| {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read_in(Path::new("etc/aw"), Some(file), variables).expect("valid")
    };
    let config = read(file, &[]);
    assert_eq!((&*config.log.dir, &*config.log.snapshot_dir), ("etc/aw/data", "/var/snapshots"));
    assert_eq!((&*config.score.model, &*config.deliver.mail.addresses), ("etc/aw/../m.json", "etc/aw/who.csv"));
    let properties = ["ssl.ca.location", "ssl.key.location"].map(|name| config.log.properties[name].as_str());
    assert_eq!(properties, [Some("etc/aw/ca.pem"), Some("probe")]);
    assert_eq!(["a", "b"].map(|name| &*config.deliver.webhooks[name].template), ["etc/aw/t", "etc/aw/b"]);
    let config = read("", &[("ATTRITION_WATCH__SCORE__MODEL", "m.json")]);
    assert_eq!((&*config.log.dir, &*config.score.model), ("etc/aw/attrition-data", "m.json"), "one file, one log");
    assert_eq!(Config::read(None, std::iter::empty()).expect("valid").log.dir, "attrition-data");
}

#[test]
fn what_has_no_effect_is_known_with_the_reason() {
    let idle = |file: &str, variables: &[(&str, &str)]| -> Vec<String> {
        read(file, variables).expect("valid").idle().into_iter().map(|idle| idle.setting).collect()
    };
    assert_eq!(idle(DEFAULTS, &[]), [""; 0], "the defaults are nobody's wish");
    let kafka = "[log]\nbootstrap = \"k:9092\"\n";
    let own = "dir = \"x\"\ngroup = \"g\"\npatience_s = 5\nsnapshot_minutes = 5\n[log.properties]\nsecurity.protocol = \"ssl\"\n";
    let embedded = ["log.group", "log.patience_s", "log.properties.security.protocol", "log.snapshot_minutes"];
    assert_eq!(idle(&format!("[log]\n{own}"), &[]), embedded);
    assert_eq!(idle(&format!("{kafka}{own}"), &[]), ["log.dir", "log.snapshot_minutes"]);
    assert_eq!(
        idle("[deliver]\ngive_up_h = 5\n[deliver.mail]\nport = 25\n", &[]),
        ["deliver.give_up_h", "deliver.mail.port"]
    );
    assert_eq!(
        idle("", &[("ATTRITION_WATCH__HTTP__LISTEN", ""), ("ATTRITION_WATCH__TRENDS__TEAM_MIN", "9")]),
        ["trends.team_min"]
    );
    let slack = "[deliver.webhooks.x]\nurl = \"https://a\"\npreset = \"slack\"\nsecret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n";
    assert_eq!(idle(slack, &[]), ["deliver.webhooks.x.secret"]);
    let days = "escalate_days = 9\n";
    let sites = |a: &str, b: &str| format!("[desk]\n{days}[sites.a]\n{a}[sites.b]\n{b}");
    let second = "second_address = \"second@example.com\"\n";
    assert_eq!(idle(&sites("", ""), &[]), ["desk.escalate_days"], "nobody is the second");
    assert_eq!(idle(&sites("", second), &[]), [""; 0], "b has a second address, and the days of all");
    assert_eq!(idle(&sites(days, &[days, second].concat()), &[]), ["sites.a.escalate_days"]);
    assert_eq!(
        idle(&format!("[desk]\n{second}[sites.a]\n{days}"), &[]),
        [""; 0],
        "the second address of all is its own"
    );
}

#[test]
fn a_text_is_what_it_looks_like() {
    let told = |file: &str, variables: &[(&str, &str)], expected: &str| {
        let error = read(file, variables).expect_err("it must be refused");
        assert!(error.contains(expected), "{error}");
        error
    };
    let second = "ATTRITION_WATCH__DESK__SECOND_ADDRESS";
    let blank = "`desk.second_address` is ` `, which is blank: set it, or leave it empty, as \"\"";
    told("[desk]\nsecond_address = \" \"\n", &[], blank);
    told("", &[(second, " ")], &format!("{blank} (the variable `{second}` sets it)"));
    told("[sites.a]\nsecond_address = \"\\t\"\n", &[], "`sites.a.second_address` is `\\t`, which");
    told("", &[(second, "a@example.org\n")], "which has a control character, U+000A: write it without");
    told("[log]\ngroup = \"a \"\n", &[], "`log.group` is `a `, which begins or ends with a blank");
    told("[log]\nbootstrap = \" \"\n", &[], "`log.bootstrap`");
    told("[log.topics]\nqa = \" a\"\n", &[], "`log.topics.qa` is ` a`");
    told("[desk]\ntime_zone = \"UTC\\u200b\"\n", &[], "has an invisible character, U+200B");
    let hook = "[deliver.webhooks.ops]\nurl = \"https://a/KEY\"\n";
    told(
        &format!("{hook}sites = [\"north \"]\n"),
        &[],
        "`deliver.webhooks.ops.sites` has `north `, which begins or ends",
    );
    // What is secret is not shown.
    let said = told(&hook.replace("KEY", "KEY "), &[], "`deliver.webhooks.ops.url` begins or ends with a blank");
    assert!(!said.contains("KEY"), "{said}");
    told(&format!("[links]\nsecret = \"{}\"\n", " ".repeat(32)), &[], "`links.secret` is blank");
    told("[deliver.mail]\npassword = \" \"\n", &[], "`deliver.mail.password` is blank");
    // A password is somebody else's choice, and so is a property of librdkafka.
    assert!(read("[deliver.mail]\npassword = \"a \"\n[log.properties]\nsasl.password = \" a\"\n", &[]).is_ok());
}

#[test]
fn a_list_names_everything_once() {
    let told = |file: &str, variables: &[(&str, &str)], expected: &str| {
        let error = read(file, variables).expect_err("it must be refused");
        assert!(error.contains(expected), "{error}");
    };
    told(
        "",
        &[("ATTRITION_WATCH__SERVICE__STAGES", "ingest,ingest")],
        "`service.stages` names `ingest` more than once",
    );
    told(
        "[sites.a]\nholidays = [\"2026-12-25\", \"2026-12-25\"]\n",
        &[],
        "`sites.a.holidays` names `2026-12-25` more than once: leave one out",
    );
    let urls = "[deliver.alertmanager]\nurls = [\"http://a:9093\", \"http://a:9093/\"]\n";
    told(urls, &[], "`deliver.alertmanager.urls` names `http://a:9093` more than once");
    let hook = "[deliver.webhooks.ops]\nurl = \"https://a\"\n";
    told(
        &format!("{hook}sites = [\"a\", \"b\", \"a\"]\n"),
        &[],
        "`deliver.webhooks.ops.sites` names `a` more than once",
    );
    told(&format!("{hook}what = [\"alerts\", \"alerts\"]\n"), &[], "`deliver.webhooks.ops.what` names `alerts`");
}

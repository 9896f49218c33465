//! Every setting of the annotated file, with another value, and the test that sees what the value does.

use std::collections::BTreeSet;
use std::path::Path;

use attrition_config::{Config, DEFAULTS};
use toml::{Table, Value};

/// A setting, another value as TOML has it, and the test that changes it in a run and sees its effect.
const SETTINGS: [(&str, &str, &str); 88] = [
    ("log.bootstrap", "\"kafka:9092\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    (
        "log.dir",
        "\"elsewhere\"",
        "running::settings::paths::what_a_file_names_lies_beside_it_wherever_the_program_is_started",
    ),
    ("log.partitions", "7", "running::settings::effects::what_is_set_is_what_the_service_is"),
    ("log.replication", "1", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.group", "\"other\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.instance", "\"one\"", "running::settings::effects::what_is_set_is_what_the_service_is"),
    (
        "log.transaction_s",
        "20",
        "running::settings::kafka::brokers_that_are_not_there_are_waited_for_as_long_as_is_set",
    ),
    ("log.patience_s", "5", "running::settings::kafka::brokers_that_are_not_there_are_waited_for_as_long_as_is_set"),
    ("log.buffer_mib", "1", "storage::kafka::memory::a_process_with_a_long_backlog_takes_little_more_than_its_buffer"),
    ("log.restore_threads", "3", "running::settings::effects::what_is_set_is_what_the_service_is"),
    ("log.snapshot_dir", "\"/var/copies\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.snapshot_minutes", "1", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    (
        "log.properties.client.rack",
        "\"a\"",
        "running::settings::kafka::brokers_that_are_not_there_are_waited_for_as_long_as_is_set",
    ),
    (
        "log.topics.attendance",
        "\"x.attendance\"",
        "running::settings::kafka::a_service_is_where_and_what_its_settings_say",
    ),
    ("log.topics.qa", "\"x.qa\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.tickets", "\"x.tickets\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.roster", "\"x.roster\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.journal", "\"x.journal\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.org", "\"x.org\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.scores", "\"x.scores\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.desk", "\"x.desk\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.alerts", "\"x.alerts\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.models", "\"x.models\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    ("log.topics.dead-letters", "\"x.dead\"", "running::settings::kafka::a_service_is_where_and_what_its_settings_say"),
    (
        "log.topics.score-state",
        "\"x.score-state\"",
        "running::settings::kafka::a_service_is_where_and_what_its_settings_say",
    ),
    (
        "log.topics.desk-state",
        "\"x.desk-state\"",
        "running::settings::kafka::a_service_is_where_and_what_its_settings_say",
    ),
    (
        "service.stages",
        "[\"score\"]",
        "storage::kafka::membership::stopping::a_process_that_is_stopped_under_load_ends_well_and_goes_on_where_it_was",
    ),
    ("service.log_format", "\"json\"", "running::settings::effects::what_is_set_is_what_the_service_is"),
    (
        "service.otlp",
        "\"http://collector:4318\"",
        "running::settings::refused::what_run_refuses_the_check_refuses_in_the_same_words",
    ),
    (
        "service.stop_within_s",
        "30",
        "storage::kafka::membership::away::a_broker_that_is_away_is_waited_for_and_one_that_stays_away_is_not",
    ),
    ("score.model", "\"m.json\"", "running::settings::effects::what_is_set_is_what_the_service_is"),
    ("score.dedup_days", "7", "running::settings::effects::what_is_set_is_what_the_service_is"),
    ("desk.budget_week", "0", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    ("desk.cool_down_days", "365", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    ("desk.hysteresis", "1.0", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    ("desk.escalate_days", "1", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    ("desk.lapse_days", "7", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    ("desk.hold_out", "0.5", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    ("desk.language", "\"zh-CN\"", "running::settings::desk::rules_of_the_desk_show_in_its_alerts"),
    (
        "desk.second_address",
        "\"second@example.org\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("desk.time_zone", "\"Asia/Manila\"", "running::settings::effects::what_is_set_is_what_the_service_is"),
    (
        "desk.holidays",
        "[\"2025-01-13\"]",
        "running::settings::desk::of_a_supervisor_without_shifts_every_weekday_but_holidays_is_one_to_answer_on",
    ),
    (
        "desk.deputies",
        "[\"sup-1: sup-2\"]",
        "running::settings::readers::a_deputy_reads_while_the_supervisor_is_away_on_the_roster_or_not",
    ),
    ("sites.north.budget_week", "1", "running::settings::desk::a_site_has_rules_of_its_own"),
    (
        "http.listen",
        "\"127.0.0.1:1\"",
        "house::cli::a_configuration_that_cannot_be_used_ends_with_two_and_names_the_key",
    ),
    ("http.token", "\"0123456789abcdef\"", "running::settings::effects::what_is_set_is_what_the_service_is"),
    (
        "links.public",
        "\"https://watch.example.org\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    (
        "links.secret",
        "\"0123456789abcdef0123456789abcdef\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    (
        "links.previous_secret",
        "\"fedcba9876543210fedcba9876543210\"",
        "outgoing::feedback::links::links_of_the_key_before_go_on_to_work_and_no_others",
    ),
    ("links.valid_days", "3", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("trends.team_min", "60", "running::settings::effects::what_is_set_is_what_the_service_is"),
    ("trends.history_days", "45", "running::settings::effects::what_is_set_is_what_the_service_is"),
    (
        "deliver.timeout_s",
        "1",
        "outgoing::deliver::process::a_receiver_that_hangs_holds_up_neither_scores_nor_the_stop",
    ),
    (
        "deliver.give_up_h",
        "1",
        "running::settings::effects::what_cannot_be_delivered_is_given_up_after_the_hours_that_are_set",
    ),
    ("deliver.max_age_days", "3", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.page",
        "\"https://pages.example.org/{alert}\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    (
        "deliver.notice_page",
        "\"https://pages.example.org/sites/{site}\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    (
        "deliver.alertmanager.urls",
        "[\"http://a:9093\"]",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.alertmanager.resend_s", "1", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.alertmanager.expires_min", "5", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.alertmanager.user", "\"watch\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.alertmanager.password", "\"secret\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.alertmanager.token", "\"a-token\"", "running::settings::effects::a_token_is_sent_where_one_is_set"),
    ("deliver.mail.relay", "\"mx\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.mail.port", "25", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.mail.tls", "\"none\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.mail.user", "\"watch\"", "outgoing::deliver::mail::a_real_server_gets_the_digests"),
    (
        "deliver.mail.password",
        "\"secret\"",
        "outgoing::deliver::mail::a_wrong_password_or_a_foreign_certificate_buries_no_letter",
    ),
    ("deliver.mail.from", "\"watch@example.org\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.mail.to",
        "\"{supervisor}@example.org\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.mail.addresses", "\"who.csv\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.mail.hours", "\"00:00-24:00\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.webhook.url",
        "\"https://a.example.org\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.webhook.preset", "\"slack\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.webhook.secret",
        "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.webhook.what", "[\"notices\"]", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.webhook.sites", "[\"S2\"]", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.webhook.agent", "true", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.webhook.template", "\"body.txt\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.webhook.a_minute", "1", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.webhooks.ops.url",
        "\"https://a.example.org\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.webhooks.ops.preset", "\"slack\"", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.webhooks.ops.secret",
        "\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.webhooks.ops.what", "[\"notices\"]", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.webhooks.ops.sites", "[\"S2\"]", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    ("deliver.webhooks.ops.agent", "true", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
    (
        "deliver.webhooks.ops.template",
        "\"body.txt\"",
        "running::settings::effects::everyone_is_told_what_and_as_is_set",
    ),
    ("deliver.webhooks.ops.a_minute", "1", "running::settings::effects::everyone_is_told_what_and_as_is_set"),
];

/// What another setting asks for beside a value.
const BESIDE: [(&str, &str); 8] = [
    ("links.", "[links]\npublic = \"https://a.example.org\"\nsecret = \"00000000000000000000000000000000\"\n"),
    ("deliver.give_up_h", "[deliver]\nmax_age_days = 30\n"),
    ("deliver.max_age_days", "[deliver]\ngive_up_h = 24\n"),
    ("deliver.alertmanager.password", "[deliver.alertmanager]\nuser = \"x\"\n"),
    ("deliver.mail.tls", "[deliver.mail]\nport = 25\n"),
    ("sites.", "[sites.north]\nbudget_week = 2\n"),
    ("deliver.webhook.", "[deliver.webhooks.ops]\nurl = \"https://b.example.org\"\n"),
    ("deliver.webhooks.", "[deliver.webhooks.ops]\nurl = \"https://b.example.org\"\n"),
];

/// The settings of the annotated file, with one of each kind that has names of the operator's own.
fn all() -> BTreeSet<String> {
    fn leaves(table: &Table, section: &str, found: &mut BTreeSet<String>) {
        for (key, value) in table {
            let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
            match value {
                Value::Table(inner) => leaves(inner, &path, found),
                _ => {
                    found.insert(path);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    leaves(&DEFAULTS.parse().expect("it is TOML"), "", &mut found);
    let webhook: Vec<_> = found.iter().filter_map(|key| key.strip_prefix("deliver.webhook.")).collect();
    let named: Vec<String> = webhook.iter().map(|key| format!("deliver.webhooks.ops.{key}")).collect();
    found.extend(named);
    found.extend(["log.properties.client.rack", "sites.north.budget_week"].map(str::to_owned));
    found
}

#[test]
fn every_setting_is_held_by_a_test_that_sees_its_effect() {
    let listed: BTreeSet<String> = SETTINGS.iter().map(|(key, ..)| (*key).to_owned()).collect();
    assert_eq!(all(), listed, "a setting without a test, or a test without a setting");
    for (key, _, test) in SETTINGS {
        let (file, name) = test.rsplit_once("::").expect("a test is in a module");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(file.replace("::", "/"));
        let source = std::fs::read_to_string(path.with_extension("rs")).expect("the module is there");
        assert!(source.contains(&format!("fn {name}(")), "{test} is not there");
        let last = key.rsplit('.').next().expect("a key has a name");
        let by_role = key.starts_with("log.topics.") || key.starts_with("log.properties.");
        let is_named = by_role || source.contains(last) || source.to_lowercase().contains(&last.replace('-', "_"));
        assert!(is_named, "{test} does not set `{key}`");
    }
}

#[test]
fn every_setting_is_the_same_as_file_and_as_variable() {
    for (key, value, _) in SETTINGS {
        let beside: String = BESIDE
            .iter()
            .filter(|(of, _)| key == *of || (of.ends_with('.') && key.starts_with(of)))
            .map(|(_, text)| *text)
            .collect();
        let (section, name) = match key.strip_prefix("log.properties.") {
            Some(property) => ("log.properties", property),
            None => key.rsplit_once('.').expect("a key has a section"),
        };
        let mut table: Table = beside.parse().expect("it is TOML");
        let said: Table = format!("[{section}]\n{name} = {value}\n").parse().expect("it is TOML");
        put(&mut table, said);
        let file = toml::to_string(&table).expect("it can be written");
        let by_file = Config::read(Some(&file), std::iter::empty()).map(plain);
        let variable = key.split('.').collect::<Vec<_>>();
        let variable = match &variable[..] {
            ["log", "properties", property @ ..] => format!("LOG__PROPERTIES__{}", property.join("_")),
            parts => parts.join("__"),
        };
        let variable = format!("ATTRITION_WATCH__{}", variable.to_uppercase().replace('-', "_"));
        let text = match &said_value(&file, section, name) {
            Value::String(text) => text.clone(),
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
            value => value.to_string(),
        };
        let by_variable = Config::read(Some(&beside), [(variable, text)].into_iter()).map(plain);
        let (by_file, by_variable) = (by_file.expect(key), by_variable.expect(key));
        assert_eq!(by_file, by_variable, "{key}");
        let usual = plain(Config::read(Some(&beside), std::iter::empty()).expect("valid"));
        let is_default = key.starts_with("deliver.webhook.") && name == "url";
        assert!(is_default || by_file != usual, "{key} = {value} changes nothing");
    }
}

/// A configuration without what it was said by.
fn plain(config: Config) -> Config {
    Config { origins: Default::default(), ..config }
}

fn put(table: &mut Table, said: Table) {
    for (key, value) in said {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(said)) => put(inner, said),
            (_, value) => drop(table.insert(key, value)),
        }
    }
}

fn said_value(file: &str, section: &str, name: &str) -> Value {
    let table: Table = file.parse().expect("it is TOML");
    let parts = section.split('.').chain(name.split('.'));
    parts.fold(Value::Table(table), |value, part| value[part].clone())
}

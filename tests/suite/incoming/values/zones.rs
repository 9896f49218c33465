//! Time zones are those of the IANA list, wherever they are set and whatever reads them.

use attrition_test_support::process::program::{Scratch, done, finish, variable};

#[test]
fn a_zone_that_there_is_not_is_refused_by_every_command_that_reads_it() {
    let scratch = Scratch::new();
    let file = scratch.file("config.toml", "[sites.cebu]\ntime_zone = \"Asia/Manilla\"\n");
    let by_file = ["--config", &file];
    let by_variable = [variable("DESK__TIME_ZONE", "Mars/Olympus")];
    for command in [&["config", "check"][..], &["run"], &["alerts", "list"]] {
        for (args, variables, told) in [
            (
                &by_file[..],
                &[][..],
                "`sites.cebu.time_zone` is `Asia/Manilla`, which is no time zone of the IANA list: did you mean Asia/Manila?",
            ),
            (&[], &by_variable[..], "`desk.time_zone` is `Mars/Olympus`"),
        ] {
            let output = finish(&[command, args].concat(), variables);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{command:?}: {said}");
            assert!(said.contains(told), "{command:?}: {said}");
        }
    }
}

#[test]
fn a_zone_of_the_list_is_in_force() {
    for zone in ["Asia/Manila", "America/Argentina/Buenos_Aires", "Etc/GMT-8", "UTC"] {
        let told = done(&["config", "check"], &[variable("DESK__TIME_ZONE", zone)]);
        assert!(told.contains(zone), "{told}");
    }
}

//! Dead letters of messages that could not be delivered: nothing of them came in, so nothing of them is sent again.

use serde_json::Value;

use crate::outgoing::deliver::receiver::{Receiver, status};
use crate::running::settings::site::Site;
use attrition_test_support::process::http::metric;
use attrition_test_support::process::program::{done, eventually, finish};
use attrition_test_support::stages::bad_records::good;

/// A site whose webhook refuses everything, and that has refused one event.
fn refused_site() -> (Site, String) {
    let (site, receiver) = (Site::new(), Receiver::answering(|_, _| status(400)));
    let config = format!(
        "[log]\ndir = \"log\"\n[score]\nmodel = \"model.json\"\n[deliver.webhooks.ops]\nurl = \"{}\"\n",
        receiver.url("/")
    );
    let mut service = site.run(&config, &[]);
    let dead = "attrition_watch_deliveries_total{channel=\"ops\",outcome=\"dead_letter\"}";
    eventually("it is given up", || metric(&service, dead) > 0.0);
    assert!(service.process.terminate().success(), "{}", service.said());
    let config = site.scratch.text("config.toml");
    (site, config)
}

#[test]
fn what_never_came_in_is_told_as_that_and_left_out() {
    let (site, config) = refused_site();
    let run = |args: &[&str]| {
        let output = finish(&[&["dead-letters"][..], args, &["--config", &config]].concat(), &[]);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (_, listed, _) = run(&["list"]);
    assert!(listed.contains("undeliverable") && listed.contains("None of these came in"), "{listed}");
    let letters: Value = serde_json::from_str(&run(&["list", "--json"]).1).expect("it is JSON");
    let id = letters["letters"][0]["id"].as_str().expect("there is one");
    let (_, shown, _) = run(&["show", id]);
    assert!(shown.contains("nothing that came in") && !shown.contains("refuses it too"), "{shown}");
    let (code, _, said) = run(&["retry", id]);
    assert!(code == Some(1) && said.contains("1 is nothing that came in") && !said.contains("as before"), "{said}");
    let (code, told, said) = run(&["retry", "--all"]);
    assert!(code == Some(0) && told.contains("There are no dead letters to send."), "{told} {said}");
    assert!(said.contains("left out, since nothing of it came in"), "{said}");

    // Beside one that came in, it is offered for that one alone; the commands that are named are typed as they stand.
    let events = site.scratch.file("bad.ndjson", format!("{}\nnot JSON\n", good("one")));
    let imported = done(&["import", "--late", &events, "--config", &config, "--max-refused", "1"], &[]);
    let next = format!("`attrition-watch dead-letters list --config {config}`");
    assert!(imported.contains(&next), "{imported}");
    let (_, listed, _) = run(&["list"]);
    assert!(listed.contains("sends it again where it came in") && listed.contains(&config), "{listed}");
}

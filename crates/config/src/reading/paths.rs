//! Paths of files and folders: those of a configuration file are relative to the folder in which it lies, so that it means the
//! same from wherever the program is started.

use std::path::Path;

use toml::{Table, Value};

use crate::reading::merge;
use crate::reading::overrides;

/// Sections and their keys that are paths.
const PATHS: [(&str, &str); 5] = [
    ("log", "dir"),
    ("log", "snapshot_dir"),
    ("score", "model"),
    ("deliver.mail", "addresses"),
    ("deliver.webhook", "template"),
];

/// Whether a property of librdkafka is the path of a file.
fn is_path(property: &str) -> bool {
    property.ends_with(".location") || property == "sasl.kerberos.keytab"
}

/// Makes every relative path one of a folder.
pub(crate) fn place(settings: &mut Table, folder: &Path) {
    for (section, key) in PATHS {
        if let Some(path) = overrides::section_mut(settings, section).get_mut(key) {
            in_folder(path, folder);
        }
        for (place, _) in overrides::NAMED.iter().filter(|(_, shape)| *shape == section) {
            let named = overrides::section_mut(settings, place).iter_mut().filter_map(|(_, said)| said.as_table_mut());
            named.filter_map(|said| said.get_mut(key)).for_each(|path| in_folder(path, folder));
        }
    }
    let files = merge::properties(settings).iter_mut().filter(|(property, _)| is_path(property));
    // librdkafka looks for authorities itself where it is told to probe.
    let files = files.map(|(_, value)| value).filter(|value| value.as_str() != Some("probe"));
    files.for_each(|path| in_folder(path, folder));
}

fn in_folder(value: &mut Value, folder: &Path) {
    let Value::String(path) = value else { return };
    if !path.is_empty() && Path::new(path).is_relative() {
        *path = folder.join(&*path).display().to_string();
    }
}

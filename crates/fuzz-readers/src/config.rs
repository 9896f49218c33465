//! Configuration as operators may write it: the file, and after a line `---` the environment, one `NAME=value` a line.

use attrition_config::Config;

/// Reads bytes as a configuration file, and checks every value of what is one.
pub fn read(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let (file, variables) = text.split_once("\n---\n").unwrap_or((text, ""));
    let variables = variables.lines().filter_map(|line| line.split_once('='));
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    match Config::read(Some(file), variables) {
        Ok(_) => true,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "an error says what is wrong");
            false
        }
    }
}

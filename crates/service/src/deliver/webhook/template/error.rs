//! Why a template cannot be used: the file, or what stands in it.

use std::io;

use minijinja::ErrorKind;

use attrition_contracts::json::json_fault;

/// Characters of a line that are shown.
const LINE_MAX: usize = 120;

/// An operator's own template cannot be used.
#[derive(Debug, thiserror::Error)]
pub(in crate::deliver::webhook) enum TemplateError {
    /// Its file cannot be read.
    #[error("failed to read `{path}`: {source}")]
    Unreadable {
        /// Path of the template's file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// It is no template.
    #[error("`{path}` is no template: {source}")]
    Syntax {
        /// Path of the template's file.
        path: String,
        /// What is wrong with it.
        source: TemplateFault,
    },
    /// It makes no body of a message.
    #[error("`{path}` cannot be used for `{kind}`: {source}")]
    Unusable {
        /// Path of the template's file.
        path: String,
        /// Type of the message.
        kind: &'static str,
        /// What is wrong with it.
        source: TemplateFault,
    },
}

/// What is wrong with the text of a template.
#[derive(Debug, thiserror::Error)]
pub(in crate::deliver::webhook) enum TemplateFault {
    /// The engine cannot take it, or finds no value for what it names.
    #[error("{}", words(line.as_ref(), source))]
    Engine {
        /// Where it is wrong, if that is known.
        line: Option<TemplateLine>,
        /// What the engine says.
        source: minijinja::Error,
    },
    /// What it makes is no JSON.
    #[error("it makes no JSON: {}", json_fault::words(source))]
    NotJson {
        /// What the reader of JSON says.
        source: serde_json::Error,
    },
}

/// A line of a template.
#[derive(Debug)]
pub(in crate::deliver::webhook) struct TemplateLine {
    number: usize,
    text: String,
}

impl TemplateFault {
    /// What the engine says, with the line as it stands in the template.
    pub(super) fn engine(source: minijinja::Error, text: &str) -> Self {
        let line = source.line().map(|number| {
            let line = text.lines().nth(number.saturating_sub(1)).unwrap_or_default();
            let shown: String = line.chars().take(LINE_MAX).collect();
            TemplateLine { number, text: shown.trim().to_owned() }
        });
        Self::Engine { line, source }
    }
}

fn words(line: Option<&TemplateLine>, error: &minijinja::Error) -> String {
    let line = line.map_or(String::new(), |TemplateLine { number, text }| format!("line {number}, `{text}`: "));
    let detail = error.detail().map_or(String::new(), |detail| format!(": {detail}"));
    let advice = if error.kind() == ErrorKind::UndefinedError {
        "; a message has no value of a name in it: is it spelled as in docs/delivery.md? `| default(\"\")` after the \
         name allows for that"
    } else {
        ""
    };
    format!("{line}{}{detail}{advice}", error.kind())
}

//! Which signals of the catalogue a model may use.

use std::collections::BTreeSet;

use attrition_contracts::incoming::protected;
use attrition_core::signals::{SIGNALS, position};

/// Signals that are kept out; the others may enter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    without: BTreeSet<&'static str>,
}

/// A name cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is of a protected attribute.
    #[error("`{name}` is never an input: it is a protected attribute ({reason}), and risk must not depend on it")]
    Protected {
        /// The name that was given.
        name: String,
        /// What it is protected for.
        reason: &'static str,
    },
    /// The catalogue has no such signal.
    #[error("no signal is called `{name}`: did you mean `{nearest}`? `signals list` shows all")]
    Unknown {
        /// The name that was given.
        name: String,
        /// The signal whose name is most like it.
        nearest: &'static str,
    },
    /// All are kept out.
    #[error("no signal is left: keep fewer out")]
    Nothing,
}

impl Inputs {
    /// The signals that `only` names (all, where it names none), but for those that `without` names.
    pub fn new(only: &[String], without: &[String]) -> Result<Self, Error> {
        let known = |names: &[String]| names.iter().map(|name| known(name)).collect::<Result<BTreeSet<_>, _>>();
        let (only, mut without) = (known(only)?, known(without)?);
        if !only.is_empty() {
            without.extend(SIGNALS.iter().map(|signal| signal.name).filter(|name| !only.contains(name)));
        }
        if without.len() == SIGNALS.len() { Err(Error::Nothing) } else { Ok(Self { without }) }
    }

    /// Whether a signal may enter.
    pub fn hold(&self, signal: &str) -> bool {
        !self.without.contains(signal)
    }

    /// Names of the signals that are kept out.
    pub fn kept_out(&self) -> impl Iterator<Item = &'static str> {
        self.without.iter().copied()
    }
}

fn known(name: &str) -> Result<&'static str, Error> {
    if let Some(place) = position(name) {
        return Ok(SIGNALS[place].name);
    }
    if let Some(reason) = protected::reason(name) {
        return Err(Error::Protected { name: name.to_owned(), reason });
    }
    let likeness = |signal: &str| strsim::jaro_winkler(signal, name);
    let nearest = SIGNALS.iter().map(|signal| signal.name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    Err(Error::Unknown { name: name.to_owned(), nearest: nearest.expect("the catalogue is not empty") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_named_enters_and_what_is_kept_out_does_not() {
        let all = Inputs::new(&[], &[]).expect("nothing is named");
        assert!(all == Inputs::default() && all.hold("qa_level"));
        let some = Inputs::new(&names(&["qa_level", "late_rate"]), &names(&["late_rate"])).expect("they are known");
        assert!(some.hold("qa_level") && !some.hold("late_rate") && !some.hold("tenure_days"));
        assert_eq!(some.kept_out().count(), SIGNALS.len() - 1);
        assert_eq!(Inputs::new(&names(&["qa_level"]), &names(&["qa_level"])), Err(Error::Nothing));
        assert!(Inputs::new(&names(&["level_age_days"]), &[]).is_ok_and(|some| some.hold("level_age_days")));
    }

    #[test]
    fn what_is_protected_or_unknown_is_refused_in_words() {
        let refused = |name: &str| Inputs::new(&[], &names(&[name])).expect_err("it must be refused").to_string();
        assert!(refused("marital_status").contains("protected attribute (family)"));
        assert!(refused("qa_leve").contains("did you mean `qa_level`?"));
    }
}

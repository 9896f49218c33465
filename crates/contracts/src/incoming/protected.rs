//! Attributes of a person that are never an input of a model, whatever they would foretell.

/// Words of names, whole or (with `*`) as a beginning, and what they stand for.
const PROTECTED: [(&str, &[&str]); 8] = [
    ("age", &["age", "ages", "aged", "birth*", "dob", "born", "generation"]),
    ("sex", &["sex", "gender*", "male", "female", "men", "women", "sexual*", "orientation"]),
    (
        "family",
        &[
            "family",
            "marital*",
            "marri*",
            "spouse",
            "single",
            "divorced",
            "widowed",
            "child*",
            "kids",
            "parent*",
            "matern*",
            "patern*",
            "dependants",
            "dependents",
            "caregiver",
        ],
    ),
    (
        "origin",
        &[
            "origin*",
            "national*",
            "citizen*",
            "ethnic*",
            "race",
            "racial",
            "migra*",
            "immigra*",
            "birthplace",
            "skin",
            "colour",
            "color",
            "language",
            "accent",
            "caste",
            "visa",
        ],
    ),
    ("religion", &["religio*", "faith", "belief", "beliefs", "church", "politic*"]),
    ("health", &["health*", "medical*", "disease*", "diagnos*", "illness*", "genetic*", "therapy", "medication"]),
    ("disability or pregnancy", &["disab*", "handicap*", "impairment", "pregnan*"]),
    ("union membership", &["union", "unions", "unionised", "unionized", "strike", "strikes"]),
];

/// What a name that is not of the catalogue is protected for; `None` where it is not.
pub fn reason(name: &str) -> Option<&'static str> {
    let is = |word: &str, known: &str| {
        known.strip_suffix('*').map_or_else(|| word == known, |beginning| word.starts_with(beginning))
    };
    let words = words(name);
    let names = |known: &&str| words.iter().any(|word| is(word, known));
    PROTECTED.iter().find(|(_, known)| known.iter().any(names)).map(|(reason, _)| *reason)
}

/// Words of `snake_case`, `kebab-case`, `camelCase` or plain text, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in name.chars() {
        let begins = letter.is_uppercase() && before.is_lowercase();
        if begins || !letter.is_alphabetic() {
            words.push(String::new());
        }
        if letter.is_alphabetic() {
            words.last_mut().expect("there is one from the beginning").extend(letter.to_lowercase());
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use attrition_core::signals::SIGNALS;

    #[test]
    fn protected_attributes_are_known_by_many_names() {
        for (name, expected) in [
            ("age", "age"),
            ("AgeGroup", "age"),
            ("date_of_birth", "age"),
            ("Gender", "sex"),
            ("sex", "sex"),
            ("MaritalStatus", "family"),
            ("number-of-children", "family"),
            ("family_status", "family"),
            ("country of origin", "origin"),
            ("nationality", "origin"),
            ("ethnicity", "origin"),
            ("religion", "religion"),
            ("health_score", "health"),
            ("disability", "disability or pregnancy"),
            ("pregnancy", "disability or pregnancy"),
            ("union_member", "union membership"),
        ] {
            assert_eq!(reason(name), Some(expected), "{name}");
        }
    }

    #[test]
    fn the_catalogue_holds_none() {
        let named: Vec<&str> = SIGNALS.iter().map(|signal| signal.name).filter(|name| reason(name).is_some()).collect();
        // The age of a level, not of a person.
        assert_eq!(named, ["level_age_days"]);
        assert!(["package", "sextet", "average_handle_time", "reunion"].iter().all(|name| reason(name).is_none()));
    }
}

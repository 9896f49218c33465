//! What is asked for: the parameters of a request for risk over time.

use attrition_core::basics::date::Date;

/// The parameters of a request cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AskedError {
    /// None has this name.
    #[error("no parameter is called `{name}`; there are: {}", known.join(", "))]
    Unknown {
        /// The name that stands in the request.
        name: String,
        /// The names that there are.
        known: Vec<&'static str>,
    },
    /// A team is asked about without its site.
    #[error("name the site of the team: ?site=..; two sites may have teams of one name")]
    NoSite,
    /// The days are none.
    #[error(transparent)]
    Days(#[from] DaysError),
}

/// The days that are asked about are none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DaysError {
    /// A parameter is not a date.
    #[error("`{member}` is `{text}`, it must be a date, YYYY-MM-DD")]
    NotADate {
        /// Name of the parameter: `from` or `to`.
        member: &'static str,
        /// The value that was given.
        text: String,
    },
    /// The first is after the last.
    #[error("`from` is later than `to`")]
    Reversed,
}

/// The parameters of these names, and no others: a mistyped one would silently ask for all.
pub(super) fn query_parameters<const N: usize>(
    query: Option<&str>,
    names: [&'static str; N],
) -> Result<[Option<String>; N], AskedError> {
    let mut asked = [const { None }; N];
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let Some(place) = names.iter().position(|known| *known == name) else {
            return Err(AskedError::Unknown { name: name.into_owned(), known: names.to_vec() });
        };
        // Grafana sends variables that are not set as empty ones.
        asked[place] = Some(value.into_owned()).filter(|value| !value.is_empty());
    }
    Ok(asked)
}

/// First and last day; without a text, from the first or to the last that there is.
pub(super) fn days(from: Option<String>, to: Option<String>) -> Result<(Date, Date), DaysError> {
    let date = |member: &'static str, text: Option<String>, open: Date| {
        let Some(text) = text else { return Ok(open) };
        Date::parse(&text).ok_or(DaysError::NotADate { member, text })
    };
    let days = (date("from", from, Date(i32::MIN))?, date("to", to, Date(i32::MAX))?);
    if days.0 > days.1 { Err(DaysError::Reversed) } else { Ok(days) }
}

//! Rules of the desk: by site, with holidays, deputies and languages.

pub(in crate::desk) mod by_site;
pub(in crate::desk) mod calendar;
pub(in crate::desk) mod language;

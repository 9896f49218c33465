//! The page behind a signed link: it asks, and one button answers.
//!
//! Mail scanners, previews and prefetching browsers follow links, so a GET changes nothing: it shows what is asked and a
//! form. Only the POST of that form answers, and the desk takes its id once.
//!
//! No cookie and no login is involved, so there is nothing that another site's page could ride on: whoever can make a
//! browser send the form knows its address, and in that the whole of the secret, and could have pressed the button as well.
//! That is why the form needs no token against forged requests beside the one in its address. The page names no person:
//! a forwarded link tells only that an alert was raised on a day.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::feedback::{Taken, count, take};
use super::{HandlerContext, RETRY_AFTER_S};
use crate::feedback::links::{Bad, LinkAction, LinkClaims};
use crate::feedback::{FeedbackRefusal, FeedbackRequest, check};
use crate::observability::metrics::Received;
use crate::projections::alerts::AlertHistory;
use crate::rendering;
use attrition_contracts::alerting::alert_status::AlertStatus;
use attrition_contracts::alerting::feedback::FeedbackKind;
use attrition_contracts::json::whole::Whole;
use attrition_core::desk::{Language, Via};
use attrition_i18n::{Value, text, text_with};
use attrition_stream::Causes;

/// It must be read on a telephone, without anything being loaded.
const STYLE: &str = "body{font:18px/1.5 system-ui,sans-serif;max-width:32em;margin:3em auto;padding:0 1em;color:#1b1b1b;\
    background:#fff}h1{font-size:1.1em;color:#555}button{font:inherit;padding:.6em 1.4em;border:0;border-radius:.4em;\
    background:#0b5cad;color:#fff}small{color:#555}@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}\
    h1,small{color:#aaa}}";

/// What may be done on the page: nothing but to send the form back to where it came from.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// What a link comes to.
enum LinkLookup {
    /// It can be used.
    Open(Box<OpenLink>),
    /// It cannot: the status, the name of the text, and the language where it is known.
    Over(StatusCode, &'static str, Option<Language>),
}

struct OpenLink {
    asked: LinkClaims,
    id: String,
    told: AlertHistory,
    language: Language,
}

/// GET: shows what is asked.
pub(super) async fn ask(State(shared): State<Arc<HandlerContext>>, Path(token): Path<String>) -> Response {
    match find(&shared, &token) {
        LinkLookup::Over(status, name, language) => over(status, name, language),
        LinkLookup::Open(open) => page(StatusCode::OK, &[(open.language, asking(&open))]),
    }
}

/// POST: commits the answer of the link; if it is sent again, it counts once.
pub(super) async fn answer(State(shared): State<Arc<HandlerContext>>, Path(token): Path<String>) -> Response {
    let open = match find(&shared, &token) {
        LinkLookup::Over(status, name, language) => {
            count(&shared, Via::Link, Received::Refused);
            return over(status, name, language);
        }
        LinkLookup::Open(open) => open,
    };
    let OpenLink { asked, id, told, language } = *open;
    let feedback = match check(&feedback_request(asked.ask), &told, Via::Link, &shared.sites, shared.now()) {
        Ok(mut feedback) => {
            // The id of the token: the same, by whichever instance it comes.
            feedback.id = id.into();
            feedback
        }
        Err(why) => {
            count(&shared, Via::Link, Received::Refused);
            let (status, name) = why_not(&why, &told);
            return over(status, name, Some(language));
        }
    };
    match take(&shared, told, feedback).await {
        Ok(Taken::New) => {
            count(&shared, Via::Link, Received::Accepted);
            let done = text(language, &format!("link-{}-done", name(asked.ask)));
            page(StatusCode::ACCEPTED, &[(language, html! { p { (done) } })])
        }
        Ok(Taken::Before(_)) => {
            count(&shared, Via::Link, Received::Repeated);
            over(StatusCode::GONE, "link-used", Some(language))
        }
        Ok(Taken::Acknowledged) => {
            count(&shared, Via::Link, Received::Refused);
            over(StatusCode::OK, "link-is-acknowledged", Some(language))
        }
        Err(error) => {
            count(&shared, Via::Link, Received::Failed);
            tracing::error!(error = %Causes(&error), "failed to commit what a link answered");
            over(StatusCode::SERVICE_UNAVAILABLE, "link-later", Some(language))
        }
    }
}

/// What a token comes to, without a change of anything.
fn find(shared: &HandlerContext, token: &str) -> LinkLookup {
    let now = shared.now();
    let over = |status, name| LinkLookup::Over(status, name, None);
    let Some(links) = &shared.links else { return over(StatusCode::NOT_FOUND, "link-unknown") };
    let (asked, id) = match links.read(token) {
        Ok(read) => read,
        Err(Bad::Forged) => return over(StatusCode::FORBIDDEN, "link-forged"),
        Err(Bad::Unknown) => return over(StatusCode::NOT_FOUND, "link-unknown"),
    };
    let Some(told) = shared.index.get(&asked.alert) else {
        return if shared.index.is_read() {
            over(StatusCode::NOT_FOUND, "link-unknown")
        } else {
            over(StatusCode::SERVICE_UNAVAILABLE, "link-later")
        };
    };
    let language = told.alert().language;
    let over = |status, name| LinkLookup::Over(status, name, Some(language));
    // Used before expired: that is what its reader remembers.
    if shared.index.feedback_kind(&told, &id).is_some() {
        return over(StatusCode::GONE, "link-used");
    }
    if asked.expires <= now.unix_timestamp() {
        return over(StatusCode::GONE, "link-expired");
    }
    match check(&feedback_request(asked.ask), &told, Via::Link, &shared.sites, now) {
        Ok(_) => LinkLookup::Open(Box::new(OpenLink { asked, id, told, language })),
        Err(why) => {
            let (status, name) = why_not(&why, &told);
            over(status, name)
        }
    }
}

/// What the alert says to a link that can be used no more.
fn why_not(why: &FeedbackRefusal, told: &AlertHistory) -> (StatusCode, &'static str) {
    match (why, told.alert().status) {
        (FeedbackRefusal::Conflict(_), AlertStatus::Acknowledged) => (StatusCode::OK, "link-is-acknowledged"),
        (FeedbackRefusal::Conflict(_), AlertStatus::Closed) => (StatusCode::GONE, "link-closed"),
        (FeedbackRefusal::Conflict(_), _) => (StatusCode::GONE, "link-withheld"),
        // A link that was signed here is well formed; one of another version may ask what this one does not know.
        (FeedbackRefusal::Mistake(_), _) => (StatusCode::NOT_FOUND, "link-unknown"),
    }
}

fn feedback_request(ask: LinkAction) -> FeedbackRequest {
    let (kind, days) = match ask {
        LinkAction::Acknowledge => (FeedbackKind::Acknowledge, None),
        LinkAction::Snooze(days) => (FeedbackKind::Snooze, Some(Whole(days.into()))),
        LinkAction::Useful => (FeedbackKind::Useful, None),
        LinkAction::NotUseful => (FeedbackKind::NotUseful, None),
    };
    FeedbackRequest { kind: kind.to_string(), days, ..FeedbackRequest::default() }
}

fn name(ask: LinkAction) -> &'static str {
    match ask {
        LinkAction::Acknowledge => "acknowledge",
        LinkAction::Snooze(_) => "snooze",
        LinkAction::Useful => "useful",
        LinkAction::NotUseful => "not-useful",
    }
}

fn asking(open: &OpenLink) -> Markup {
    let (language, name) = (open.language, name(open.asked.ask));
    let question = match open.asked.ask {
        LinkAction::Snooze(days) => text_with(language, "link-snooze-ask", [("days", Value::from(days))]),
        _ => text(language, &format!("link-{name}-ask")),
    };
    let date = rendering::in_words(open.told.alert().raised_on, language);
    html! {
        p { strong { (question) } }
        p { (text_with(language, "link-about", [("date", Value::from(date))])) }
        // To the address that this page has, token and all.
        form method="post" { button type="submit" { (text(language, &format!("link-{name}-button"))) } }
    }
}

/// A page of one sentence: in every language, where it is not known whose it is.
fn over(status: StatusCode, name: &str, language: Option<Language>) -> Response {
    let languages = Language::ALL.into_iter();
    let languages = languages.filter(|one| language.is_none_or(|language| language == *one));
    let parts: Vec<_> = languages.map(|language| (language, html! { p { (text(language, name)) } })).collect();
    page(status, &parts)
}

fn page(status: StatusCode, parts: &[(Language, Markup)]) -> Response {
    let main = parts.first().map_or(Language::English, |(language, _)| *language);
    let page = html! {
        (DOCTYPE)
        html lang=(main.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                title { (text(main, "link-title")) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                @for (language, part) in parts {
                    main lang=(language.code()) {
                        h1 { (text(*language, "link-title")) }
                        (part)
                        p { small { (text(*language, "link-purpose")) } }
                    }
                }
            }
        }
    };
    // The address is the secret: it must not be kept, indexed or told to another site.
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
    ];
    let answer = (status, headers, page.into_string()).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        return ([(header::RETRY_AFTER, RETRY_AFTER_S)], answer).into_response();
    }
    answer
}

//! A digest as an HTML letter: tables and inline styles, which every mail client renders; nothing is fetched from anywhere.
//!
//! Classes serve one thing: the dark scheme of clients that have one. Contrast is at least 4.5 to 1 in both.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::alert_card::{AlertCard, alert_card, links, one_line, place};
use super::brief::{brief_line, notice_line};
use super::digest::{Parts, parts};
use super::{Link, LinkTarget, ReplyOption, date, risk, text};
use attrition_contracts::alerting::alert::AlertData;
use attrition_contracts::alerting::digest::{DigestAlert, DigestData};
use attrition_core::desk::Language;
use attrition_core::model::Band;
use attrition_i18n::{Value, purpose, text as words, text_with};

const DARK: &str = "@media (prefers-color-scheme: dark) {
.page { background-color: #15191e !important; color: #e4e7eb !important; }
.card { background-color: #20262d !important; border-top-color: #3a444f !important; border-right-color: #3a444f !important;
border-bottom-color: #3a444f !important; }
.quiet { color: #b8c2cc !important; }
.track { background-color: #3a444f !important; }
.note { background-color: #332b12 !important; color: #f5e6b3 !important; }
.ghost { color: #9ecbff !important; border-color: #52606d !important; }
}";

const PAGE: &str = "margin:0;padding:0;background-color:#f1f3f5;color:#1f2933;font-family:'Helvetica Neue',Helvetica,Arial,\
'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;font-size:15px;line-height:1.5;";
const CARD: &str = "background-color:#ffffff;border:1px solid #d9dee3;border-radius:8px;";
const QUIET: &str = "color:#52606d;font-size:13px;";
const HEADING: &str = "margin:24px 0 8px;font-size:15px;font-weight:bold;";
const LABEL: &str = "padding:4px 12px 4px 0;font-weight:bold;vertical-align:top;white-space:nowrap;width:76px;";

/// The letter as an HTML page, between `intro` and `footer`.
pub(super) fn digest(data: &DigestData, intro: &str, footer: &str, language: Language, link: &Link<'_>) -> String {
    let date = date::with_weekday(data.date, language);
    let title = text_with(language, "greeting-title", [("date", Value::from(date))]);
    let Parts { waiting, quiet, brief } = parts(data);
    let page = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(DARK)) }
            }
            body.page style=(PAGE) {
                table.page role="presentation" width="100%" cellpadding="0" cellspacing="0" style=(PAGE) {
                    tr { td align="center" style="padding:24px 12px;" {
                        table role="presentation" width="100%" cellpadding="0" cellspacing="0"
                            style="max-width:600px;text-align:left;" {
                            tr { td {
                                h1 style="margin:0 0 4px;font-size:21px;line-height:1.3;" { (title) }
                                p style="margin:0 0 16px;" { (intro) }
                                (notices(data, language))
                                @for about in waiting { (card(about, language, link)) }
                                @if !quiet.is_empty() {
                                    h2 style=(HEADING) { (words(language, "heading-snoozed")) }
                                    @for about in quiet { (card(about, language, link)) }
                                }
                                (others(&brief, language))
                                (closed(data, language))
                                @if data.withheld > 0 { p style="margin:16px 0;" { (text::withheld(data.withheld, language)) } }
                                p style="margin:24px 0 6px;padding-top:16px;border-top:1px solid #b8c2cc;font-weight:bold;" {
                                    (purpose(language))
                                }
                                p.quiet style={ "margin:0;" (QUIET) } { (footer) }
                            } }
                        }
                    } }
                }
            }
        }
    };
    page.into_string()
}

fn notices(data: &DigestData, language: Language) -> Markup {
    html! {
        @for notice in &data.notices {
            p.note style="margin:0 0 12px;padding:10px 14px;border-left:4px solid #b58105;background-color:#fff6dc;color:#4a3a05;" {
                (notice_line(notice, language))
            }
        }
    }
}

fn others(brief: &[&DigestAlert], language: Language) -> Markup {
    html! {
        @if !brief.is_empty() {
            h2 style=(HEADING) { (words(language, "heading-more")) }
            ul style="margin:0;padding-left:20px;" {
                @for about in brief { li { (brief_line(&about.agent, &about.alert, language)) } }
            }
        }
    }
}

fn closed(data: &DigestData, language: Language) -> Markup {
    html! {
        @if !data.closed.is_empty() {
            h2 style=(HEADING) { (words(language, "heading-closed")) }
            ul style="margin:0;padding-left:20px;" {
                @for about in &data.closed { li { (text::closed_line(about, language)) } }
            }
        }
    }
}

fn card(about: &DigestAlert, language: Language, link: &Link<'_>) -> Markup {
    let alert = &about.alert;
    let told = alert_card(alert, language);
    let [_, team] = place(alert);
    let accent = match alert.band {
        Some(Band::Red) => "#b42318",
        Some(Band::Amber) => "#b54708",
        _ => "#067647",
    };
    html! {
        table.card role="presentation" width="100%" cellpadding="0" cellspacing="0"
            style={ (CARD) "border-left:5px solid " (accent) ";margin:0 0 16px;" } {
            tr { td style="padding:16px 18px;" {
                h2 style="margin:0;font-size:18px;line-height:1.3;" {
                    (one_line(&about.agent))
                    span.quiet style={ (QUIET) "font-weight:normal;" } {
                        " · " (text_with(language, "team", [("team", Value::from(team))]))
                    }
                }
                p style="margin:2px 0 8px;font-size:13px;" {
                    @if let Some(band) = &told.band {
                        span style={ "display:inline-block;padding:1px 8px;border-radius:10px;color:#ffffff;\
                            background-color:" (accent) ";font-weight:bold;" } { (band) }
                        " "
                    }
                    span.quiet style=(QUIET) { (told.status) " · " (told.since) @if let Some(withdrawn) = &told.withdrawn { " · " (withdrawn) } }
                }
                @if let Some(model) = &told.model { p style="margin:0 0 8px;" { (model) } }
                @if let Some(second) = &told.second { p style="margin:0 0 8px;" { (second) } }
                (risk_now(alert, &told, accent, language))
                (reasons(&told, language))
                (guide(&told))
                (buttons(alert, language, link))
            } }
        }
    }
}

/// The sentence, and two bars of the same hundred: now, and a month ago.
fn risk_now(alert: &AlertData, told: &AlertCard, accent: &str, language: Language) -> Markup {
    html! {
        @if let (Some(line), Some(now)) = (&told.risk, alert.risk) {
            p style="margin:0 0 6px;" { (line) }
            table role="presentation" aria-hidden="true" width="100%" cellpadding="0" cellspacing="0" {
                (bar(&words(language, "risk-now"), risk::of_hundred(now), accent))
                @if let Some(before) = alert.risk_month_ago {
                    (bar(&words(language, "risk-month-ago"), risk::of_hundred(before), "#7b8794"))
                }
            }
        }
    }
}

fn bar(name: &str, of_hundred: u32, colour: &str) -> Markup {
    // Nothing is a bar all the same, so that both can be seen.
    let width = of_hundred.max(1);
    html! {
        tr {
            td.quiet style={ (QUIET) "line-height:1.3;width:80px;white-space:nowrap;" } { (name) }
            td {
                table.track role="presentation" width="100%" cellpadding="0" cellspacing="0"
                    style="background-color:#e4e7eb;border-radius:3px;" {
                    tr {
                        td width={ (width) "%" } height="6"
                            style={ "height:6px;font-size:0;line-height:0;border-radius:3px;background-color:" (colour) ";" } { }
                        td height="6" style="height:6px;font-size:0;line-height:0;" { }
                    }
                }
            }
        }
    }
}

fn reasons(told: &AlertCard, language: Language) -> Markup {
    html! {
        @if !told.reasons.is_empty() {
            h3 style="margin:14px 0 4px;font-size:15px;" { (words(language, "heading-reasons")) }
            ul style="margin:0;padding-left:20px;" {
                @for (reason, side) in &told.reasons {
                    li style="margin:0 0 3px;" {
                        (reason)
                        @if let Some(side) = side { " " span.quiet style={ (QUIET) "white-space:nowrap;" } { "· " (side) } }
                    }
                }
            }
        }
    }
}

fn guide(told: &AlertCard) -> Markup {
    html! {
        @if !told.guide.is_empty() {
            table cellpadding="0" cellspacing="0" style="margin:14px 0 0;width:100%;" {
                @for (heading, lines) in &told.guide {
                    tr {
                        th scope="row" align="left" style=(LABEL) { (heading) }
                        td style="padding:4px 0;vertical-align:top;" {
                            @for line in lines { p style="margin:0 0 4px;" { (line) } }
                        }
                    }
                }
            }
        }
    }
}

fn buttons(alert: &AlertData, language: Language, link: &Link<'_>) -> Markup {
    const SHAPE: &str = "display:inline-block;margin:0 8px 8px 0;padding:7px 14px;border-radius:6px;font-size:14px;\
        font-weight:bold;text-decoration:none;";
    let made = |(target, name): (LinkTarget, String)| Some((target, name, link(alert, target)?));
    let links: Vec<(LinkTarget, String, String)> = links(alert, language).into_iter().filter_map(made).collect();
    html! {
        @if !links.is_empty() {
            p style="margin:16px 0 0;" {
                @for (target, name, url) in links {
                    @if target == LinkTarget::Answer(ReplyOption::Acknowledge) {
                        a href=(url) style={ (SHAPE) "background-color:#1d4ed8;border:1px solid #1d4ed8;color:#ffffff;" } { (name) }
                    } @else {
                        a.ghost href=(url) style={ (SHAPE) "border:1px solid #9aa5b1;color:#1d4ed8;" } { (name) }
                    }
                }
            }
        }
    }
}

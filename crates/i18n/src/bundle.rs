//! The Fluent files, and how a message of theirs becomes a text.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Pattern;

use super::figure;
use super::variables::variables;
use attrition_core::desk::Language;

/// What a message is told with.
pub type Value<'a> = FluentValue<'a>;

/// Every file with its language and its text.
pub const FILES: [(Language, &str, &str); 14] = [
    (Language::English, "feedback", include_str!("../../../locales/en/feedback.ftl")),
    (Language::English, "figures", include_str!("../../../locales/en/figures.ftl")),
    (Language::English, "guide", include_str!("../../../locales/en/guide.ftl")),
    (Language::English, "letter", include_str!("../../../locales/en/letter.ftl")),
    (Language::English, "links", include_str!("../../../locales/en/links.ftl")),
    (Language::English, "reasons", include_str!("../../../locales/en/reasons.ftl")),
    (Language::English, "signals", include_str!("../../../locales/en/signals.ftl")),
    (Language::Chinese, "feedback", include_str!("../../../locales/zh-CN/feedback.ftl")),
    (Language::Chinese, "figures", include_str!("../../../locales/zh-CN/figures.ftl")),
    (Language::Chinese, "guide", include_str!("../../../locales/zh-CN/guide.ftl")),
    (Language::Chinese, "letter", include_str!("../../../locales/zh-CN/letter.ftl")),
    (Language::Chinese, "links", include_str!("../../../locales/zh-CN/links.ftl")),
    (Language::Chinese, "reasons", include_str!("../../../locales/zh-CN/reasons.ftl")),
    (Language::Chinese, "signals", include_str!("../../../locales/zh-CN/signals.ftl")),
];

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Language::English));
static CHINESE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Language::Chinese));

/// A message that takes nothing. An attribute is named after a dot: `guide-schedule.ask`.
pub fn text(language: Language, name: &str) -> String {
    text_with(language, name, [])
}

/// A message with its arguments; the name alone when there is no such message.
pub fn text_with<'a, const N: usize>(language: Language, name: &str, values: [(&'static str, Value<'a>); N]) -> String {
    let args: FluentArgs<'a> = values.into_iter().collect();
    message(language, name, &args).unwrap_or_else(|| name.to_owned())
}

/// A message with its arguments; `None` when there is no such message.
pub(super) fn message(language: Language, name: &str, args: &FluentArgs<'_>) -> Option<String> {
    let pattern = pattern(language, name)?;
    let given = args.iter().map(|(name, _)| name).collect();
    debug_assert_eq!(variables(pattern), given, "`{name}` is told with what it takes, no less and no more");
    Some(format(language, pattern, args))
}

/// A message with some of its arguments, or more than it takes; `None` when there is no such message.
pub(super) fn message_with_any(language: Language, name: &str, args: &FluentArgs<'_>) -> Option<String> {
    Some(format(language, pattern(language, name)?, args))
}

fn format(language: Language, pattern: &Pattern<&str>, args: &FluentArgs<'_>) -> String {
    bundle(language).format_pattern(pattern, Some(args), &mut Vec::new()).into_owned()
}

fn pattern(language: Language, name: &str) -> Option<&'static Pattern<&'static str>> {
    let (id, attribute) = name.split_once('.').map_or((name, None), |(id, attribute)| (id, Some(attribute)));
    let message = bundle(language).get_message(id)?;
    match attribute {
        Some(attribute) => Some(message.get_attribute(attribute)?.value()),
        None => message.value(),
    }
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    match language {
        Language::English => &ENGLISH,
        Language::Chinese => &CHINESE,
    }
}

fn load(language: Language) -> FluentBundle<FluentResource> {
    let locale = language.code().parse().expect("codes of languages are BCP 47");
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Marks around each value are for texts that run in two directions; none of these does, and mails would show them.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => in_english,
        Language::Chinese => in_chinese,
    }));
    for (_, _, text) in FILES.iter().filter(|(of, _, _)| *of == language) {
        // A test reads every file strictly; here what can be read of one is better than nothing.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn in_english<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Language::English)
}

fn in_chinese<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    number(value, Language::Chinese)
}

fn number(value: &FluentValue<'_>, language: Language) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(figure::digits(number.value, number.options.minimum_fraction_digits.unwrap_or(0), language))
}

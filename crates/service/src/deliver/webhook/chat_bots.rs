//! What is known of each receiver: how much it takes, and what it says inside an answer of 200.

use std::time::Duration;

use crate::deliver::http_client::Reply;
use crate::deliver::response_class::ResponseClass;
use crate::deliver::throttle::Limit;
use crate::rendering::Markup;
use attrition_config::Preset;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

/// DingTalk stays shut for so long to one that was too fast.
const DINGTALK_SHUT: Duration = Duration::from_secs(600);

/// How many messages a receiver takes; `a_minute` puts another number in place of its own, where it is not 0.
pub(super) fn limits(preset: Preset, a_minute: u32) -> Vec<Limit> {
    let usual: &[Limit] = match preset {
        Preset::Standard => &[],
        Preset::Slack => &[(1, SECOND)],
        Preset::Teams => &[(4, SECOND)],
        Preset::Feishu => &[(5, SECOND), (100, MINUTE)],
        Preset::Dingtalk | Preset::Wecom => &[(20, MINUTE)],
    };
    let mut limits: Vec<Limit> = usual.to_vec();
    if a_minute > 0 {
        limits.retain(|(_, span)| *span != MINUTE);
        limits.push((a_minute, MINUTE));
    }
    limits
}

/// What its messages are written in; `None` where they are data.
pub(super) fn markup(preset: Preset) -> Option<Markup> {
    match preset {
        Preset::Standard => None,
        Preset::Slack => Some(Markup::Slack),
        Preset::Teams => Some(Markup::Teams),
        Preset::Feishu => Some(Markup::Feishu),
        Preset::Dingtalk => Some(Markup::DingTalk),
        Preset::Wecom => Some(Markup::WeCom),
    }
}

/// What an answer means. Robots say 200 to whatever they could read.
pub(super) fn answer(preset: Preset, reply: &Reply) -> ResponseClass {
    let by_status = reply.by_status();
    if by_status != ResponseClass::Taken && preset != Preset::Feishu {
        return by_status;
    }
    match preset {
        Preset::Standard | Preset::Slack => by_status,
        Preset::Teams => teams(&reply.body),
        // It says what is wrong with a body of 400 as well.
        Preset::Feishu => {
            code_and_words(&reply.body).map_or(by_status, |(code, words)| feishu(code, &words, reply.after))
        }
        Preset::Dingtalk => code_and_words(&reply.body).map_or(by_status, |(code, _)| dingtalk(code)),
        Preset::Wecom => code_and_words(&reply.body).map_or(by_status, |(code, _)| wecom(code)),
    }
}

/// Code and words of a robot's answer.
fn code_and_words(body: &str) -> Option<(i64, String)> {
    // Feishu may say its code twice, by an older name as well.
    let value: serde_json::Value = serde_json::from_str(body).ok()?;
    let code = ["code", "errcode", "StatusCode"].iter().find_map(|name| value.get(name)?.as_i64())?;
    let words = ["msg", "errmsg"].iter().find_map(|name| value.get(name)?.as_str()).unwrap_or_default().to_owned();
    Some((code, words))
}

fn busy(code: i64, after: Option<Duration>) -> ResponseClass {
    ResponseClass::Busy { after, why: code_text(code) }
}

fn barred(code: i64) -> ResponseClass {
    ResponseClass::Barred(format!("{}: are the address, the secret and the words of the robot right?", code_text(code)))
}

fn code_text(code: i64) -> String {
    format!("it answered 200 with code {code}")
}

fn feishu(code: i64, words: &str, after: Option<Duration>) -> ResponseClass {
    match code {
        0 => ResponseClass::Taken,
        // Too many from this robot, or in its group.
        11_232 | 11_233 | 11_247 => busy(code, after.or(Some(MINUTE))),
        9_499 if words.to_lowercase().contains("too many") => busy(code, after.or(Some(MINUTE))),
        // The robot is not there; the signature, the machine's address or a word that must be in it is wrong.
        19_001 | 19_021 | 19_022 | 19_024 => barred(code),
        9_499 | 19_002 | 19_003 | 11_246 => ResponseClass::Never(code_text(code)),
        _ => busy(code, after),
    }
}

fn dingtalk(code: i64) -> ResponseClass {
    match code {
        0 => ResponseClass::Taken,
        130_101 | 410_100 | 90_018 | 90_030 => busy(code, Some(DINGTALK_SHUT)),
        // Signature, word or machine's address; the robot or its group is gone or stopped.
        310_000 | 300_001 | 300_005 | 400_013 | 400_101 | 400_102 => barred(code),
        // It cannot be read, or its content is not let through.
        40_035 | 400_105 | 400_106 | 430_101 | 430_102 | 430_103 | 430_104 | 460_101 => {
            ResponseClass::Never(code_text(code))
        }
        _ => busy(code, None),
    }
}

fn wecom(code: i64) -> ResponseClass {
    match code {
        0 => ResponseClass::Taken,
        45_009 | 45_033 => busy(code, Some(MINUTE)),
        // The robot is not there, or this machine is not let in.
        93_000 | 93_004 | 93_008 | 60_020 => barred(code),
        40_008 | 40_058 | 44_004 | 45_002 | 47_001 => ResponseClass::Never(code_text(code)),
        _ => busy(code, None),
    }
}

/// Its older addresses answered 200, and in words what had become of it.
fn teams(body: &str) -> ResponseClass {
    if !body.contains("delivery failed") {
        return ResponseClass::Taken;
    }
    let status = body.split("HTTP error ").nth(1).and_then(|rest| rest.get(..3)).and_then(|code| code.parse().ok());
    match status.map(|status: u16| ResponseClass::of_status(status, None)) {
        None | Some(ResponseClass::Taken) => ResponseClass::unreachable("it answered 200, and that it failed"),
        Some(answer) => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(preset: Preset, status: u16, body: &str) -> ResponseClass {
        answer(preset, &Reply { status, after: None, body: body.to_owned() })
    }

    #[test]
    fn errors_inside_a_200_are_seen() {
        use Preset::{Dingtalk, Feishu, Slack, Teams, Wecom};
        let good = [
            (Slack, "ok"),
            (Teams, ""),
            (Teams, "1"),
            (Feishu, r#"{"code":0,"msg":"success","StatusCode":0}"#),
            (Feishu, r#"{"StatusCode":0,"StatusMessage":"success"}"#),
            (Dingtalk, r#"{"errcode":0,"errmsg":"ok"}"#),
            (Wecom, r#"{"errcode":0,"errmsg":"ok"}"#),
        ];
        good.into_iter().for_each(|(preset, body)| assert_eq!(of(preset, 200, body), ResponseClass::Taken, "{body}"));
        let busy = [
            (Feishu, r#"{"code":11232,"msg":"frequency limited"}"#),
            (Feishu, r#"{"code":9499,"msg":"too many request"}"#),
            (Dingtalk, r#"{"errcode":130101,"errmsg":"send too fast"}"#),
            (Dingtalk, r#"{"errcode":-1,"errmsg":"system busy"}"#),
            (Wecom, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#),
            (Teams, "Webhook message delivery failed with error: endpoint returned HTTP error 429"),
        ];
        let is_busy = |answer: &ResponseClass| matches!(answer, ResponseClass::Busy { .. });
        busy.into_iter().for_each(|(preset, body)| assert!(is_busy(&of(preset, 200, body)), "{body}"));
        let barred = [
            (Feishu, r#"{"code":19021,"msg":"sign match fail"}"#),
            (Dingtalk, r#"{"errcode":310000,"errmsg":"sign not match"}"#),
            (Wecom, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#),
        ];
        let is_barred = |answer: &ResponseClass| matches!(answer, ResponseClass::Barred(_));
        barred.into_iter().for_each(|(preset, body)| assert!(is_barred(&of(preset, 200, body)), "{body}"));
        let never = [
            (Feishu, r#"{"code":9499,"msg":"Bad Request"}"#),
            (Dingtalk, r#"{"errcode":400105,"errmsg":"unsupported"}"#),
            (Wecom, r#"{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}"#),
        ];
        let is_never = |answer: &ResponseClass| matches!(answer, ResponseClass::Never(_));
        never.into_iter().for_each(|(preset, body)| assert!(is_never(&of(preset, 200, body)), "{body}"));
        assert!(is_busy(&of(Dingtalk, 502, "")) && is_never(&of(Slack, 400, "invalid_payload")));
        assert_eq!(dingtalk(130_101), ResponseClass::Busy { after: Some(DINGTALK_SHUT), why: code_text(130_101) });
    }
}

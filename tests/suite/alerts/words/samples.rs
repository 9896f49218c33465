//! A digest as it might go out, in each language; and data that no desk would make.

use attrition_contracts::alerting::alert::{AlertData, GuideData, ReasonData, Week};
use attrition_contracts::alerting::alert_status::{Addressee, AlertStatus};
use attrition_contracts::alerting::digest::{DigestAlert, DigestData};
use attrition_contracts::alerting::notice::{NoticeData, NoticeStatus};
use attrition_core::desk::{Closing, Language, NoticeKind, Why};
use attrition_core::event::Potential;
use attrition_core::explain::{Reason, TIME_AWAY, leading_side};
use attrition_core::model::Band;
use attrition_core::signals::{FactorSide, SIGNALS};

use attrition_test_support::centres::centre::date;
use attrition_test_support::centres::chance::Chance;

/// A reason of the catalogue; of no figures, time away.
pub(super) fn reason(signal: &str, contribution: f64, now: f64, normal: Option<f64>) -> Reason {
    let Some(known) = SIGNALS.iter().find(|known| known.name == signal) else {
        return Reason {
            signal: TIME_AWAY,
            contribution,
            side: FactorSide::Withdrawal,
            now: None,
            normal: None,
            of: None,
        };
    };
    Reason { signal: known.name, contribution, side: known.side, now: Some(now), normal, of: None }
}

/// An alert with these reasons, as the desk writes it.
pub(super) fn alert(
    language: Language,
    status: AlertStatus,
    risks: (f64, Option<f64>),
    reasons: &[Reason],
) -> AlertData {
    let data = |reason: &Reason| ReasonData {
        signal: reason.signal.to_owned(),
        contribution: reason.contribution,
        side: reason.side,
        now: reason.now,
        normal: reason.normal,
        of: reason.of,
        en: attrition_i18n::reason(reason, Language::English),
        zh: attrition_i18n::reason(reason, Language::Chinese),
    };
    let guide = Language::ALL.map(|language| {
        let attrition_i18n::Guide { ask, offer, avoid } = attrition_i18n::guide(reasons, language);
        GuideData { language, ask, offer, avoid }
    });
    AlertData {
        alert: "0f1e2d3c4b5a69788796a5b4c3d2e1f0".into(),
        version: 1,
        status,
        closing: (status == AlertStatus::Closed).then_some(Closing::Eased),
        to: Addressee::Supervisor,
        why_second: None,
        until: (status == AlertStatus::Snoozed).then(|| date("2026-12-01")),
        carried_from: None,
        held_out: status == AlertStatus::HeldOut,
        history: false,
        language,
        date: date("2026-11-24"),
        raised_on: date("2026-11-24"),
        since: date("2026-11-09"),
        jumped: false,
        supervisor: "s-07".into(),
        site: Some("leeds".into()),
        team: Some("billing-2".into()),
        potential: Some(Potential::Exceeding),
        risk: Some(risks.0),
        as_of: None,
        risk_month_ago: risks.1,
        site_share: Some(0.043),
        band: Some(Band::Red),
        side: Some(leading_side(reasons)),
        reasons: reasons.iter().map(data).collect(),
        guide: guide.into(),
        week: Week { monday: date("2026-11-23"), raised: 2, withheld: 1 },
        model: Some("leeds-2026-10".to_owned()),
        unmeasured: false,
        repeated: false,
        brief: false,
        back: false,
        answered: false,
        withdrawn: false,
        goes_on: false,
        own_risk: None,
        former_model: None,
        purpose: Language::ALL.map(attrition_i18n::purpose).into(),
    }
}

/// A digest with one of each: new, woken, acknowledged, closed, a notice, one withheld.
pub(super) fn digest(language: Language) -> DigestData {
    let schedule = [
        reason("short_notice_changes", 0.81, 6.0, Some(1.3)),
        reason("handle_time_change", 0.42, 512.0, Some(413.0)),
        reason("days_since_feedback", 0.3, 41.0, None),
        reason(TIME_AWAY, 0.2, 0.0, None),
    ];
    let hostile = [
        reason("hostile_share", 0.6, 0.19, Some(0.07)),
        reason("qa_change", 0.4, 71.0, Some(82.0)),
        reason("late_rate", 0.3, 0.21, Some(0.05)),
    ];
    let growth = [reason("level_age_days", 0.5, 640.0, None), reason("csat_recent", 0.2, 3.9, Some(4.4))];
    let about = |agent: &str, alert| DigestAlert { agent: agent.into(), alert };
    let mut jumped = alert(language, AlertStatus::Woken, (0.31, Some(0.12)), &hostile);
    jumped.jumped = true;
    jumped.raised_on = date("2026-11-17");
    let mut closed = alert(language, AlertStatus::Closed, (0.06, Some(0.22)), &growth);
    closed.raised_on = date("2026-10-29");
    let notice = NoticeData {
        notice: "n1".to_owned(),
        site: "leeds".into(),
        date: date("2026-11-24"),
        kind: NoticeKind::StaleData,
        queue: None,
        status: NoticeStatus::Begun,
        since: date("2026-11-23"),
        what: vec!["evaluation".to_owned()],
        over: None,
        language,
        history: false,
    };
    DigestData {
        digest: "d1".to_owned(),
        date: date("2026-11-24"),
        to: Addressee::Supervisor,
        supervisor: Some("s-07".into()),
        site: "leeds".into(),
        language,
        alerts: vec![
            about("a-1042", alert(language, AlertStatus::Raised, (0.22, Some(0.06)), &schedule)),
            about("a-0377", jumped),
            about("a-0911", alert(language, AlertStatus::Acknowledged, (0.18, None), &growth)),
        ],
        closed: vec![about("a-0650", closed)],
        withheld: 1,
        notices: vec![notice],
    }
}

/// What a text from outside may hold.
const ODD: [&str; 10] = [
    "",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=y>",
    "*_[x](javascript:y)`~#",
    "<!channel> & <at id=all></at>",
    "line\r\nBcc: x\r\n",
    "班组 十二",
    "{ $now }",
    "\u{202e}\u{0}\u{7f}",
    "-",
];

/// An alert whose texts may be anything.
pub(super) fn odd_alert(chance: &mut Chance) -> AlertData {
    let signal = |chance: &mut Chance| &SIGNALS[chance.below(SIGNALS.len())];
    let figure =
        |chance: &mut Chance| [0.0, -1.0, 1.0, 0.4, 1e-300, 1e300, -1e300, 12_345.678, f64::MAX][chance.below(9)];
    let reasons: Vec<Reason> = (0..chance.below(5))
        .map(|_| {
            let signal = signal(chance);
            let (now, normal) = (Some(figure(chance)), Some(figure(chance)).filter(|_| chance.below(2) == 0));
            Reason { signal: signal.name, contribution: figure(chance), side: signal.side, now, normal, of: None }
        })
        .collect();
    let status = AlertStatus::ALL[chance.below(AlertStatus::ALL.len())];
    let mut data = alert(Language::English, status, (figure(chance), None), &reasons);
    let odd = |chance: &mut Chance| ODD[chance.below(ODD.len())].repeat(1 + chance.below(3) * 90);
    data.team = Some(odd(chance).into());
    data.site = Some(odd(chance).into()).filter(|_| chance.below(3) > 0);
    data.supervisor = odd(chance).into();
    data.until = Some(date("2026-12-01")).filter(|_| chance.below(2) == 0);
    data.model = Some(odd(chance));
    data.band = Some(Band::ALL[chance.below(Band::ALL.len())]).filter(|_| chance.below(2) == 0);
    data.to = Addressee::Second;
    data.why_second = Some(Why::ALL[chance.below(Why::ALL.len())]).filter(|_| chance.below(2) == 0);
    data.closing = Some(Closing::ALL[chance.below(Closing::ALL.len())]).filter(|_| chance.below(2) == 0);
    data.risk = Some(figure(chance)).filter(|_| chance.below(3) > 0);
    data.risk_month_ago = Some(figure(chance)).filter(|_| chance.below(2) == 0);
    for reason in &mut data.reasons {
        if chance.below(3) == 0 {
            (reason.en, reason.zh) = (odd(chance), odd(chance));
        }
    }
    if chance.below(4) == 0 {
        data.guide.truncate(1);
        data.guide[0].ask = odd(chance);
    }
    data
}

/// A text from outside.
pub(super) fn odd(chance: &mut Chance) -> &'static str {
    ODD[chance.below(ODD.len())]
}

//! The risk by tenure alone, as far as the past of each cut-off tells: what any roster knows without a model.

use super::outcomes::Outcomes;
use super::questions::Questions;
use attrition_core::basics::date::Date;
use attrition_core::employment::outcome::{Outcome, outcome};

/// First days of the bins of tenure: the first months are those in which most leave.
const BINS: [i16; 9] = [0, 30, 60, 90, 180, 365, 730, 1_460, 2_920];
/// Rows of the average that are added to each bin: a bin of few says little.
const SHRUNK_BY: f64 = 50.0;

/// Risk by tenure alone, by question: the share of leavers among rows of like tenure whose horizon was over by then. Where no
/// row was, the risk only falls with tenure.
pub(super) fn risks(questions: &Questions, known: &Outcomes<'_>) -> Vec<f64> {
    let mut past = TenureBins::default();
    let mut risks = Vec::with_capacity(questions.len());
    let mut next = 0;
    for question in 0..questions.len() {
        let day = questions.days[question];
        while questions.days[next] + known.horizon_days <= day {
            past.add(questions, next, known, day);
            next += 1;
        }
        risks.push(past.risk(questions.tenures[question]));
    }
    risks
}

/// Rows and leavers by bin; the last bin is of those whose tenure is not known.
#[derive(Default)]
struct TenureBins {
    rows: [f64; BINS.len() + 1],
    leavers: [f64; BINS.len() + 1],
}

impl TenureBins {
    fn add(&mut self, questions: &Questions, question: usize, known: &Outcomes<'_>, today: Date) {
        let profile = &known.people.get(questions.agents[question]).profile;
        let leaves = match outcome(profile, questions.days[question], known.horizon_days, today) {
            Outcome::Leaves => 1.0,
            Outcome::Stays => 0.0,
            _ => return,
        };
        let bin = bin(questions.tenures[question]);
        self.rows[bin] += 1.0;
        self.leavers[bin] += leaves;
    }

    fn risk(&self, tenure: i16) -> f64 {
        let rows = self.rows.iter().sum::<f64>();
        if rows == 0.0 {
            return 1.0 / (2.0 + f64::from(tenure.max(0)));
        }
        let (base, bin) = (self.leavers.iter().sum::<f64>() / rows, bin(tenure));
        (self.leavers[bin] + SHRUNK_BY * base) / (self.rows[bin] + SHRUNK_BY)
    }
}

fn bin(tenure: i16) -> usize {
    if tenure < 0 { BINS.len() } else { BINS.partition_point(|first| *first <= tenure) - 1 }
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::tests::people;
    use super::super::questions::PublishedBand;
    use super::*;
    use attrition_core::event::SeparationKind::Voluntary;

    #[test]
    fn only_what_was_known_on_the_day_counts() {
        let people = people(2, &[(0, Voluntary, 12, 40)]);
        let known = Outcomes { people: &people, horizon_days: 30, last_closed: Date(200) };
        let ask = |days: &[i32], agents: &[u32], tenures: &[i16]| {
            let asked = days.len();
            let days = days.iter().map(|day| Date(*day)).collect();
            let (risks, bands) = (vec![0.5; asked], vec![PublishedBand::Green; asked]);
            let of = Questions {
                days,
                agents: agents.into(),
                supervisors: vec![9; asked],
                risks,
                tenures: tenures.into(),
                bands,
            };
            super::risks(&of, &known)
        };
        // Before any horizon is over, the newest stand highest.
        let first = ask(&[0, 0], &[0, 1], &[10, 400]);
        assert!(first[0] > first[1], "{first:?}");
        // On day 29 nothing is known of day 0; on day 30 it is that the newcomer left and the other stayed.
        let later = ask(&[0, 0, 29, 29, 30, 30], &[0, 1, 1, 1, 1, 1], &[10, 400, 10, 400, 10, 400]);
        assert_eq!(later[2..4], first[..]);
        assert!((later[4] - 26.0 / 51.0).abs() < 1e-12 && (later[5] - 25.0 / 51.0).abs() < 1e-12, "{later:?}");
    }
}

//! The figures of a back-test, as they are told: `docs/backtest.md` defines each.

use std::collections::BTreeMap;

use super::answered_questions::AnsweredQuestions;
use super::desk::{DeskFigures, Listed, SpanInputs};
use super::outcomes::Outcomes;
use super::policy::Pools;
use super::questions::{DeskAlerts, PublishedBand, Questions};
use super::walk::{Walk, WalkTraining};
use super::{BacktestModels, Error, Plan, tenure};
use crate::metrics::{Bootstrap, Curves, Estimate, ModelMetrics, RiskFigures};
use crate::rows::People;
use attrition_core::basics::date::Date;
use attrition_core::desk::RulesBySite;
use attrition_core::model::InForce;

/// Days of a test that is proposed: a quarter, so that some leave in it.
const TEST_DAYS: i32 = 91;

/// The figures of a back-test.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct BacktestReport {
    /// The days that were judged.
    pub span: BacktestSpan,
    /// First day of the log that has data, and the last that was closed.
    pub observed: BacktestSpan,
    /// Days ahead that were foretold.
    pub horizon_days: i32,
    /// Alerts that a supervisor gets a week at most.
    pub budget_week: u32,
    /// The same of sites where it is another number.
    pub budget_week_by_site: BTreeMap<String, u32>,
    /// Models in the order in which they came into force.
    pub periods: Vec<Period>,
    /// Trainings on the way.
    pub trainings: Vec<WalkTraining>,
    /// Rows: weekly cut-offs of agents with an answer.
    pub rows: usize,
    /// Different agents of the rows.
    pub agents: usize,
    /// Different agents of the rows who left.
    pub leavers: usize,
    /// Rows without an answer: left otherwise within the horizon.
    pub censored: usize,
    /// Rows without a question: notice had been given.
    pub leaving: usize,
    /// Rows without an answer: notice was given within the horizon and taken back.
    pub withdrawn: usize,
    /// Share of the rows whose agent left within the horizon.
    pub base_rate: f64,
    /// Figures of the published risks.
    pub figures: RiskFigures<Estimate>,
    /// Mean distance of foretold and real share over the tenths, by their rows.
    pub calibration_error: f64,
    /// How many times more leavers are in the tenth of highest risk than in any tenth.
    pub lift_top_tenth: f64,
    /// AUC and average precision of tenure alone on the same rows.
    pub tenure_auc: f64,
    /// Average precision of tenure alone on the same rows.
    pub tenure_average_precision: f64,
    /// How much more the AUC of the model is, by the same draws.
    pub auc_over_tenure: Option<Estimate>,
    /// The same of average precision.
    pub average_precision_over_tenure: Option<Estimate>,
    /// ROC, gain, precision over recall, reliability.
    pub curves: Curves,
    /// Lists of each supervisor's highest risks.
    pub lists: Vec<Listed>,
    /// Who left by the band of their risk and the year.
    pub bands: Vec<BandYear>,
    /// What reached the supervisors.
    pub desk: DeskFigures,
}

/// Days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BacktestSpan {
    /// First day of the span.
    pub from: Date,
    /// Last day of the span.
    pub to: Date,
}

/// A model in force.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Period {
    /// Id of the model.
    pub model: String,
    /// The first day of the span that it scored, YYYY-MM-DD.
    pub from: String,
    /// Rows with an answer.
    pub rows: usize,
    /// Share of them whose agent left.
    pub base_rate: f64,
    /// Mean risk that was foretold.
    pub foretold: f64,
    /// Area under the ROC curve, where it has one.
    pub auc: Option<f64>,
}

/// Rows of a year in a band of risk.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct BandYear {
    /// Year of the cut-off.
    pub year: i32,
    /// `green`, `amber` or `red`.
    pub band: &'static str,
    /// Number of rows in the band.
    pub rows: usize,
    /// Number of different agents in these rows.
    pub agents: usize,
    /// Different agents who left within the horizon of a row.
    pub leavers: usize,
    /// Mean risk that was foretold.
    pub foretold: f64,
    /// Share of the rows whose agent left.
    pub real: Option<Estimate>,
}

/// What a pass over a log has heard.
pub(super) struct BacktestPass<'a> {
    pub(super) plan: &'a Plan,
    pub(super) models: &'a InForce,
    pub(super) walk: &'a Walk,
    pub(super) people: &'a People,
    pub(super) questions: &'a Questions,
    pub(super) alerts: &'a DeskAlerts,
    pub(super) observed: (Date, Date),
}

impl BacktestReport {
    pub(super) fn new(heard: &BacktestPass<'_>) -> Result<Self, Error> {
        let BacktestPass { plan, questions, .. } = heard;
        let span = heard.span()?;
        let horizon_days = plan.horizon_days();
        let known = Outcomes { people: heard.people, horizon_days, last_closed: heard.observed.1 };
        let tenure = tenure::risks(questions, &known);
        let answered = AnsweredQuestions::new(questions, &known, span, &tenure);
        let agents = answered.agents_of(0..answered.days.len());
        let leavers = answered.agents_of((0..answered.days.len()).filter(|row| answered.leaves[*row]));
        let one_class = || Error::OneClass { from: span.from, to: span.to, asked: agents, leavers };
        let AnsweredQuestions { agents: of, risks, leaves, tenure_risks, left_out, .. } = &answered;
        let metrics = ModelMetrics::measure(risks, leaves).ok_or_else(one_class)?;
        let by_tenure = ModelMetrics::measure(tenure_risks, leaves).ok_or_else(one_class)?;
        let over_tenure = plan.bootstrap.differences(of, risks, tenure_risks, leaves);
        let judged = SpanInputs {
            questions,
            known: &known,
            pools: Pools::new(questions, &known),
            span,
            bootstrap: &plan.bootstrap,
            // Those of whom every day on which an alert counts is in the span.
            leavers: known.leavers(span.from + horizon_days, span.to + 1),
        };
        Ok(Self {
            span,
            observed: BacktestSpan { from: heard.observed.0, to: heard.observed.1 },
            horizon_days,
            budget_week: plan.rules.usual.budget_week,
            budget_week_by_site: budgets(&plan.rules),
            periods: periods(&answered, heard.models),
            trainings: heard.walk.trainings().to_vec(),
            rows: answered.days.len(),
            agents,
            leavers,
            censored: left_out.censored,
            leaving: left_out.leaving,
            withdrawn: left_out.withdrawn,
            base_rate: metrics.base_rate,
            figures: plan.bootstrap.figures(of, risks, leaves).ok_or_else(one_class)?,
            calibration_error: metrics.calibration_error,
            lift_top_tenth: metrics.lift_top_tenth,
            tenure_auc: by_tenure.auc,
            tenure_average_precision: by_tenure.average_precision,
            auc_over_tenure: over_tenure.map(|over| over.auc),
            average_precision_over_tenure: over_tenure.map(|over| over.average_precision),
            curves: Curves::new(&curve_draws(&plan.bootstrap), of, risks, leaves, None).ok_or_else(one_class)?,
            lists: judged.lists(),
            bands: bands(&answered, &plan.bootstrap),
            desk: judged.desk(heard.alerts, &tenure),
        })
    }
}

impl BacktestPass<'_> {
    /// The days that are judged: none of which a model knew an answer, all of which an answer is known.
    fn span(&self) -> Result<BacktestSpan, Error> {
        let (first, last) = self.observed;
        let earliest = match &self.plan.models {
            BacktestModels::Fixed(_) => self.plan.known_until()?.map_or(first, |known| known + 1),
            BacktestModels::WalkForward { .. } => {
                let trained = self.walk.first().ok_or_else(|| Error::NeverTrained { why: self.walk.why_none() })?;
                if let Some(from) = self.plan.from.filter(|from| *from < trained.1) {
                    return Err(Error::Untrained { trained: trained.0, first: trained.1, from });
                }
                trained.1
            }
        };
        let from = self.plan.unknown_from(self.plan.from.unwrap_or(earliest))?;
        let answered = last - self.plan.horizon_days();
        let to = self.plan.to.map_or(answered, |to| to.min(answered));
        if from > to {
            let instead = self.instead(from)?;
            return Err(Error::TooShort { from, last, horizon: self.plan.horizon_days(), instead });
        }
        Ok(BacktestSpan { from, to })
    }

    /// Why nothing can be tested from a day on, and which command does.
    fn instead(&self, from: Date) -> Result<String, Error> {
        let (first, last) = self.observed;
        let answered = last - self.plan.horizon_days();
        let on_the_way = "`attrition-watch backtest --retrain-every 3` judges models that are trained on the way";
        Ok(match self.plan.known_until()? {
            Some(known) if known >= answered => {
                let until = first.max(answered - TEST_DAYS);
                format!(
                    "the model was told who left up to {known}, so {on_the_way}; or test one that was trained with \
                     `attrition-watch train --until {until}`"
                )
            }
            _ if self.plan.from == Some(from) && first <= answered => {
                format!("choose `--test-from {answered}` or an earlier day")
            }
            _ if matches!(self.plan.models, BacktestModels::WalkForward { .. }) => {
                "choose fewer months for `--retrain-every`, or `attrition-watch import` a longer history".to_owned()
            }
            _ => format!("the log begins with {first}: `attrition-watch import` a longer history"),
        })
    }
}

impl BacktestSpan {
    /// Whether a day is in it.
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

impl serde::Serialize for BacktestSpan {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut span = serializer.serialize_struct("Span", 2)?;
        span.serialize_field("from", &self.from.to_string())?;
        span.serialize_field("to", &self.to.to_string())?;
        span.end()
    }
}

/// The weekly budgets of sites that differ from the usual one.
fn budgets(rules: &RulesBySite) -> BTreeMap<String, u32> {
    let others = rules.own.iter().filter(|(_, own)| own.budget_week != rules.usual.budget_week);
    others.map(|(site, own)| (site.to_string(), own.budget_week)).collect()
}

/// Bands of curves are drawn, not read off: fewer draws are enough.
fn curve_draws(bootstrap: &Bootstrap) -> Bootstrap {
    Bootstrap { draws: (bootstrap.draws / 5).max(20), ..*bootstrap }
}

fn periods(answered: &AnsweredQuestions, models: &InForce) -> Vec<Period> {
    let rows: Vec<usize> = (0..answered.days.len()).collect();
    let model = |row: &usize| &models.champion(answered.days[*row]).id;
    let period = |rows: &[usize]| {
        let risks: Vec<f64> = rows.iter().map(|row| answered.risks[*row]).collect();
        let leaves: Vec<bool> = rows.iter().map(|row| answered.leaves[*row]).collect();
        Period {
            model: model(&rows[0]).to_string(),
            from: answered.days[rows[0]].to_string(),
            rows: rows.len(),
            base_rate: leaves.iter().filter(|leaves| **leaves).count() as f64 / rows.len() as f64,
            foretold: risks.iter().sum::<f64>() / rows.len() as f64,
            auc: crate::metrics::auc(&risks, &leaves),
        }
    };
    rows.chunk_by(|a, b| model(a) == model(b)).map(period).collect()
}

fn bands(answered: &AnsweredQuestions, bootstrap: &Bootstrap) -> Vec<BandYear> {
    let mut cells: BTreeMap<(i32, PublishedBand), Vec<usize>> = BTreeMap::new();
    for row in 0..answered.days.len() {
        cells.entry((answered.days[row].ymd().0, answered.bands[row])).or_default().push(row);
    }
    let band_year = |((year, band), rows): ((i32, PublishedBand), Vec<usize>)| {
        let agents: Vec<u32> = rows.iter().map(|row| answered.agents[*row]).collect();
        let [real] = bootstrap.estimates(&agents, |drawn| {
            let (mut left, mut all) = (0.0, 0.0);
            for row in &rows {
                let times = drawn.times(answered.agents[*row]);
                (left, all) = (left + if answered.leaves[*row] { times } else { 0.0 }, all + times);
            }
            [left / all]
        });
        let people = answered.agents_of(rows.iter().copied());
        BandYear {
            year,
            band: match band {
                PublishedBand::Green => "green",
                PublishedBand::Amber => "amber",
                PublishedBand::Red => "red",
            },
            agents: people,
            leavers: answered.agents_of(rows.iter().copied().filter(|row| answered.leaves[*row])),
            foretold: rows.iter().map(|row| answered.risks[*row]).sum::<f64>() / rows.len() as f64,
            rows: rows.len(),
            real: real.map(|real| real.of_share(people)),
        }
    };
    cells.into_iter().map(band_year).collect()
}

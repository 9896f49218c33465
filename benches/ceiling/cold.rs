//! What is made of few leavers: a model pulled towards the prior, beside the prior alone and plain L2.
//!
//! Sites of so many leavers are drawn from a centre, agent by agent; each model is judged by the later rows of another centre,
//! whose people nobody has seen.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use attrition_contracts::models::artifact::Artifact;
use attrition_core::model::Model;
use attrition_learner::inputs::Inputs;
use attrition_learner::rows::Rows;
use attrition_learner::train::{TrainingOptions, train};
use attrition_service::runtime::model::PRIOR;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::KNOWN;
use crate::centre::{Centre, pick};
use crate::judged::{Judged, risks};

const LEAVERS: [usize; 5] = [10, 20, 50, 200, 1_000];
/// Sites drawn from each centre: more of the small ones, which differ more.
const DRAWS: [u64; 5] = [8, 6, 4, 2, 1];
const NAMES: [&str; 4] = ["prior alone", "plain L2", "guided by the state", "pulled to the prior"];

pub(crate) fn run(centres: &[Centre]) {
    let mut out = std::io::stdout().lock();
    let is_json = std::env::args().any(|argument| argument == "--json");
    let parts: Vec<(Rows, Rows)> = centres.iter().map(|centre| centre.split(KNOWN)).collect();
    let prior = Artifact::read(PRIOR.as_bytes()).expect("the prior is an artifact");
    for (leavers, draws) in LEAVERS.into_iter().zip(DRAWS) {
        let mut judged: Vec<[Option<Judged>; 4]> = Vec::new();
        for (i, draw) in (0..centres.len()).flat_map(|i| (0..draws).map(move |draw| (i, draw))) {
            let known = [0, 1, 2].map(|k| &parts[(i + k) % parts.len()].0);
            let site = site(&known, leavers, draw);
            let later = &parts[(i + 3) % parts.len()].1;
            let wish = |prior: Option<Artifact>, plain: bool| TrainingOptions {
                id: "bench".to_owned(),
                note: String::new(),
                alerts_per_week: 0.5,
                prior,
                missing: Default::default(),
                plain,
                inputs: Inputs::default(),
            };
            let learn = |wish: &TrainingOptions| Some(judge(&train(&site, wish).ok()?.artifact.model().ok()?, later));
            judged.push([
                Some(judge(&prior.model().expect("the prior is valid"), later)),
                learn(&wish(None, true)),
                learn(&wish(None, false)),
                learn(&wish(Some(prior.clone()), false)),
            ]);
        }
        let drawn = judged.len();
        let whole: Vec<[Judged; 4]> = judged
            .into_iter()
            .filter_map(|models| {
                let models: Option<Vec<Judged>> = models.into_iter().collect();
                models?.try_into().ok()
            })
            .collect();
        for (which, name) in NAMES.iter().enumerate() {
            let (auc, loss) = (mean(&whole, |m| m[which].auc), mean(&whole, |m| m[which].log_loss));
            let (beyond, error) = paired(&whole, |m| m[3].auc - m[which].auc);
            let (less, less_error) = paired(&whole, |m| m[which].log_loss - m[3].log_loss);
            let text = if is_json {
                serde_json::json!({ "leavers": leavers, "model": name, "sites": whole.len(), "refused": drawn - whole.len(),
                    "auc": auc, "log_loss": loss, "pulled_auc_above": beyond, "auc_error": error,
                    "pulled_loss_below": less, "loss_error": less_error }).to_string()
            } else {
                format!(
                    "{leavers:>5} leavers, {} of {drawn} sites  {name:<22} auc {auc:.4}  log loss {loss:.4}   pulled above by \
                     auc {beyond:+.4} +- {error:.4}, log loss {less:+.4} +- {less_error:.4}",
                    whole.len()
                )
            };
            writeln!(out, "{text}").expect("standard output can be written");
        }
    }
}

/// Agents by chance until so many of them left, from one centre or, where one has not so many, from several.
fn site(centres: &[&Rows], leavers: usize, draw: u64) -> Rows {
    let mut chance = ChaCha8Rng::seed_from_u64(1_000 * leavers as u64 + draw);
    let one = centres[0].leavers() >= leavers;
    let pool = if one { centres[0].clone() } else { pooled(centres) };
    let leaving: BTreeSet<u32> =
        pool.agents.iter().zip(&pool.leaves).filter(|(_, leaves)| **leaves).map(|(agent, _)| *agent).collect();
    let mut agents: Vec<u32> = pool.agents.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    agents.shuffle(&mut chance);
    let mut left = leavers;
    let mut chosen = BTreeSet::new();
    for agent in agents {
        if left == 0 {
            break;
        }
        left -= usize::from(leaving.contains(&agent));
        chosen.insert(agent);
    }
    let rows: Vec<usize> = (0..pool.len()).filter(|row| chosen.contains(&pool.agents[*row])).collect();
    pick(&pool, &rows)
}

/// The rows of several centres as one: agents of different centres stay different people.
fn pooled(centres: &[&Rows]) -> Rows {
    let mut order: Vec<(usize, usize)> =
        centres.iter().enumerate().flat_map(|(c, rows)| (0..rows.len()).map(move |row| (c, row))).collect();
    order.sort_by_key(|(c, row)| (centres[*c].days[*row], *c, centres[*c].agents[*row]));
    let mut numbers = BTreeMap::new();
    let agents = order.iter().map(|(c, row)| {
        let next = numbers.len() as u32;
        *numbers.entry((*c, centres[*c].agents[*row])).or_insert(next)
    });
    Rows {
        agents: agents.collect(),
        days: order.iter().map(|(c, row)| centres[*c].days[*row]).collect(),
        leaves: order.iter().map(|(c, row)| centres[*c].leaves[*row]).collect(),
        columns: (0..centres[0].columns.len())
            .map(|signal| order.iter().map(|(c, row)| centres[*c].columns[signal][*row]).collect())
            .collect(),
        site_years: order.iter().map(|(c, row)| centres[*c].site_years[*row]).collect(),
        ..pick(centres[0], &[])
    }
}

fn judge(model: &Model, later: &Rows) -> Judged {
    Judged::of(later, &risks(model, later))
}

fn mean(sites: &[[Judged; 4]], of: impl Fn(&[Judged; 4]) -> f64) -> f64 {
    sites.iter().map(of).sum::<f64>() / sites.len() as f64
}

/// Mean and its standard error over sites.
fn paired(sites: &[[Judged; 4]], of: impl Fn(&[Judged; 4]) -> f64) -> (f64, f64) {
    let mean_of = mean(sites, &of);
    let squares: f64 = sites.iter().map(|site| (of(site) - mean_of).powi(2)).sum();
    (mean_of, (squares / (sites.len() as f64 - 1.0) / sites.len() as f64).sqrt())
}

//! How far the learner goes on simulated sites, where the true risk is known: beside tenure alone, boosted trees and the
//! truth itself; and what it makes of few leavers.
//!
//! `cargo bench --bench ceiling`: five sites of 1,000 agents over 500 days, a quarter of an hour the first time; their rows
//! are kept in target/tmp. `-- --json` prints a line of JSON a figure; `-- --cold` only does what is made of few leavers.

mod boosting;
mod centre;
mod cold;
mod judged;
mod table;

use attrition_learner::inputs::Inputs;
use attrition_learner::rows::Rows;
use attrition_learner::train::{TrainingOptions, train};
use centre::Centre;
use judged::Judged;
use table::Table;

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];
const AGENTS: usize = 1_000;
const DAYS: i32 = 500;
/// Days that the learner knows.
const KNOWN: i32 = 350;

fn main() {
    let centres = SEEDS.map(|seed| Centre::of(AGENTS, DAYS, seed));
    if !std::env::args().any(|argument| argument == "--cold") {
        ceiling(&centres);
    }
    cold::run(&centres);
}

fn ceiling(centres: &[Centre]) {
    let mut table = Table::default();
    for (seed, centre) in SEEDS.into_iter().zip(centres) {
        let (known, later) = centre.split(KNOWN);
        let truth = Judged::of(&later, &centre.truth[centre.rows.len() - later.len()..]);
        let tenure = model(&only_tenure(&known), &later);
        let ours = model(&known, &later);
        let trees = boosting::best(&known, &later, seed);
        table.add(seed, truth, tenure, trees, ours);
    }
    table.print();
}

/// A model of these rows, judged by later ones.
fn model(known: &Rows, later: &Rows) -> Judged {
    let wish = TrainingOptions {
        id: "bench".to_owned(),
        note: String::new(),
        alerts_per_week: 0.5,
        prior: None,
        missing: Default::default(),
        plain: false,
        inputs: Inputs::default(),
    };
    let trained = train(known, &wish).expect("it can be trained");
    let model = trained.artifact.model().expect("it is valid");
    Judged { red: model.red, ..Judged::of(later, &judged::risks(&model, later)) }.with_alerts(later, &model)
}

/// The same rows, of which only tenure is known.
fn only_tenure(rows: &Rows) -> Rows {
    let mut rows = rows.clone();
    let tenure = attrition_core::signals::position("tenure_days").expect("it is in the catalogue");
    let others = rows.columns.iter_mut().enumerate().filter(|(signal, _)| *signal != tenure);
    others.for_each(|(_, column)| column.fill(f64::NAN));
    rows
}
